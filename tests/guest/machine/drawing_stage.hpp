// SPDX-License-Identifier: MIT
// Drawing commands on the device and by the oracle, in step: an easel that is both, and the comparison of the two.
#pragma once

#include "kernel/check.hpp"
#include "tests/guest/drawing/expected.hpp"
#include "tests/guest/machine/drawing_device.hpp"
#include "tests/guest/oracle/compare.hpp"

#include <array>
#include <optional>

class DrawingStage final : public drawing::Easel {
public:
    // `device` must outlive the stage, and have no surfaces.
    static Result<DrawingStage> open(qxl::Device& device);

    // The first surface is the primary.
    Result<drawing::SurfaceRef> create(drawing::SurfaceShape const& shape) override;
    // Not rendered when this returns.
    Status draw(drawing::Command const& command) override;
    // What is drawn on `sheet` from now on is what was drawn on `model`, command for command, where the first surface
    // that it created was `model_parts`: the device draws it, and the oracle's pictures are those of the model. They
    // are the same by construction, and most of a run's time. end_repeat() before anything else is drawn.
    void repeat(drawing::SurfaceRef sheet, drawing::SurfaceRef model, u32 model_parts);
    void end_repeat();
    // The surface whose picture by the oracle is that of `surface`, too.
    drawing::SurfaceRef model_of(drawing::SurfaceRef surface) const;
    // Destroys every surface but the first `keep`.
    Status drop(u32 keep = 0);
    // Has the device render every surface from `first` on into its memory.
    Status render(u32 first = 0) { return device_.render(first); }

    // Of every pixel of a surface, as rendered.
    oracle::Difference difference(drawing::SurfaceRef surface) const;
    // The first surface from `first` on that differs, and how.
    struct Found {
        drawing::SurfaceRef surface;
        oracle::Difference difference;
    };
    std::optional<Found> find_difference(u32 first = 0) const;
    // The same for a check, which fails then; the report gets the pixels around the difference.
    bool compare(Check& check, std::string_view what, u32 first = 0);

    // From now on the device's faults are what is expected; not in what was drawn before.
    void expect_faults() { expected_.faults = oracle::Faults::all(); }

    u32 count() const { return expected_.count(); }
    qxl::Surface& surface(drawing::SurfaceRef ref) const { return device_.surface(ref); }
    oracle::Canvas const& canvas(drawing::SurfaceRef ref) const { return expected_.surface(model_of(ref)); }
    drawing::Expected const& expected() const { return expected_; }

private:
    DrawingStage(DrawingDevice&& device, drawing::Expected&& expected)
        : device_(std::move(device)), expected_(std::move(expected))
    {
    }

    // Surfaces from `begin` on, whose models are those from `model` on.
    struct Repeat {
        u32 begin, end, model;
    };

    DrawingDevice device_;
    drawing::Expected expected_;
    std::array<Repeat, 4> repeats_{};
    u32 repeats_size_ = 0;
    bool is_repeat_ = false; // under way
};
