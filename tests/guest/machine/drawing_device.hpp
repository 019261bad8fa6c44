// SPDX-License-Identifier: MIT
// The device's side of drawing commands: a drawing::Command in the driver's words.
#pragma once

#include "drivers/qxl/device.hpp"
#include "kernel/pages.hpp"
#include "tests/guest/drawing/easel.hpp"

class DrawingDevice final : public drawing::Easel {
public:
    static Result<DrawingDevice> open(qxl::Device& device);

    u32 count() const { return count_; }
    qxl::Surface& surface(drawing::SurfaceRef ref) const;

    // The primary, when there is no surface yet.
    Status begin(drawing::SurfaceShape const& primary);
    Result<drawing::SurfaceRef> create(drawing::SurfaceShape const& shape) override;
    Status draw(drawing::Command const& command) override;
    Status drop(u32 keep);
    Status render(u32 first);

private:
    static constexpr u32 max_surfaces = 1024;
    DrawingDevice(qxl::Device& device, Pages&& surfaces, Pages&& rects)
        : device_(&device), surfaces_(std::move(surfaces)), rects_(std::move(rects))
    {
    }
    std::span<qxl::Rect const> wire_clip(std::span<oracle::Rect const> clip) const;

    qxl::Device* device_;
    Pages surfaces_; // qxl::Surface* by SurfaceRef
    Pages rects_;    // one clip list in the device's order of fields
    u32 count_ = 0;
};
