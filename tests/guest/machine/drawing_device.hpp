// SPDX-License-Identifier: MIT
// The device's side of drawing commands: a drawing::Command in the driver's words.
#pragma once

#include "drivers/qxl/device.hpp"
#include "kernel/pages.hpp"
#include "tests/guest/drawing/arena.hpp"
#include "tests/guest/drawing/easel.hpp"

class DrawingDevice final : public drawing::Easel {
public:
    // `device` must outlive it.
    static Result<DrawingDevice> open(qxl::Device& device);

    u32 count() const { return count_; }
    qxl::Surface& surface(drawing::SurfaceRef ref) const;

    // The first surface is the primary.
    Result<drawing::SurfaceRef> create(drawing::SurfaceShape const& shape) override;
    Status draw(drawing::Command const& command) override;
    // Destroys every surface but the first `keep`.
    Status drop(u32 keep);
    // Has the device render every surface from `first` on into its memory.
    Status render(u32 first);

private:
    static constexpr u32 max_surfaces = 1024;
    DrawingDevice(qxl::Device& device, Pages&& surfaces, drawing::Arena&& arena)
        : device_(&device), surfaces_(std::move(surfaces)), arena_(std::move(arena))
    {
    }

    qxl::Device* device_;
    Pages surfaces_; // qxl::Surface* by SurfaceRef
    drawing::Arena arena_;
    u32 count_ = 0;
};
