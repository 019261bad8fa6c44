// SPDX-License-Identifier: MIT
// A scene on the device and on the expected canvas at once, and the comparison of the two.
#pragma once

#include "kernel/check.hpp"
#include "kernel/machine/machine.hpp"
#include "tests/guest/machine/device_target.hpp"
#include "tests/guest/scenes/both_target.hpp"
#include "tests/guest/scenes/canvas_target.hpp"
#include "tests/guest/scenes/scenes.hpp"

class SceneStage {
public:
    static Result<SceneStage> open(qxl::Device& device,
                                   DeviceTarget::PrimaryBy how = DeviceTarget::PrimaryBy::create_primary);

    // Draws on both. The device has rendered nothing yet when this returns.
    Status draw(scenes::Scene const& scene);
    // A few more commands on every surface that is there, different for each `seed`: fills, a copy from surface to
    // surface, and the cursor set or moved.
    Status draw_marks(u32 seed);
    // Calls draw(scenes::Target&) with a target that is both.
    template <class F> Status draw_with(F&& draw)
    {
        scenes::BothTarget both(device_, canvas_);
        return draw(both);
    }
    // UPDATE_AREA on every surface.
    Status render() { return device_.render(); }
    // Every pixel of every surface; differences go to `check`, which fails then. Prints how long it took.
    void compare(Check& check, std::string_view what);
    // The same without the report of what was compared. False when something differs.
    bool compare_quietly(Check& check, std::string_view what);
    // Of every surface the rows that draw_marks(seed) drew on: quick, to tell the steps of a sleep apart.
    bool compare_marks(Check& check, std::string_view what, u32 seed);
    // Gives the device's surfaces back.
    Status end() { return device_.end(); }

    DeviceTarget& device() { return device_; }
    scenes::CanvasTarget const& canvas() const { return canvas_; }

private:
    struct Rows {
        u32 first, count;
    };
    static constexpr u32 mark_width = 12, mark_height = 9;
    static oracle::Point mark_at(oracle::Canvas const& surface, u32 n, u32 seed);
    bool compare_rows(Check& check, std::string_view what, u32 surface, Rows rows);
    static Status draw_cursor(scenes::Target& target, u32 seed);
    SceneStage(DeviceTarget&& device, scenes::CanvasTarget&& canvas)
        : device_(std::move(device)), canvas_(std::move(canvas))
    {
    }

    DeviceTarget device_;
    scenes::CanvasTarget canvas_;
};
