// SPDX-License-Identifier: MIT
// Drawing commands on the device and by the oracle, in step: an easel that is both, and the comparison of the two.
#pragma once

#include "kernel/check.hpp"
#include "kernel/machine/machine.hpp"
#include "tests/guest/drawing/expected.hpp"
#include "tests/guest/machine/drawing_device.hpp"
#include "tests/guest/oracle/compare.hpp"

class DrawingStage final : public drawing::Easel {
public:
    // `device` must outlive the stage.
    static Result<DrawingStage> open(qxl::Device& device);

    // A new primary, blank; everything of before is gone.
    Status begin(drawing::SurfaceShape const& primary);
    Result<drawing::SurfaceRef> create(drawing::SurfaceShape const& shape) override;
    Status draw(drawing::Command const& command) override;
    // Destroys every surface but the first `keep` ones.
    Status drop(u32 keep);
    // Has the device render every surface from `first` on.
    Status render(u32 first = 0);

    u32 count() const { return expected_.count(); }
    // Every pixel of every surface. The first surface that differs fails `check`, with its pixels in the report.
    bool compare(Check& check, std::string_view what, u32 first = 0);
    // The first surface that differs, and how; nothing when none does.
    struct Found {
        u32 surface;
        oracle::Difference difference;
    };
    std::optional<Found> find_difference(u32 first = 0) const;
    oracle::Difference difference(u32 surface) const;

    // Gives the device's surfaces back.
    Status end() { return drop(0); }

    qxl::Surface& surface(drawing::SurfaceRef ref) const { return device_.surface(ref); }
    oracle::Canvas const& canvas(drawing::SurfaceRef ref) const { return expected_.surface(ref); }

private:
    DrawingStage(DrawingDevice&& device, drawing::Expected&& expected)
        : device_(std::move(device)), expected_(std::move(expected))
    {
    }

    DrawingDevice device_;
    drawing::Expected expected_;
};
