// SPDX-License-Identifier: MIT
// Surfaces of every shape at once: formats, strides, top-down and bottom-up, in BAR1 and behind BAR4; and as canvases
// what ought to be in them. Unlike a scene it is no picture, and it grows to as many surfaces as the device has.
#pragma once

#include "drivers/qxl/device.hpp"
#include "kernel/check.hpp"
#include "kernel/pages.hpp"
#include "tests/guest/oracle/canvas.hpp"
#include "tests/guest/oracle/compare.hpp"

class SurfaceSet {
public:
    // Creates `count` surfaces, the primary among them, all blank. `device` must outlive the set. Sets with different
    // `seed` hold different pixels.
    static Result<SurfaceSet> create(qxl::Device& device, u32 count, u32 seed = 0);
    SurfaceSet(SurfaceSet&& other);
    SurfaceSet& operator=(SurfaceSet&&) = delete;
    ~SurfaceSet();

    u32 count() const { return count_; }
    qxl::Surface& surface(u32 n) const { return *surfaces_.as<qxl::Surface*>()[n]; }

    // Overwrites the surfaces' memory behind the device's back, padding included, so that only rendering makes it right
    // again. Everything drawn before must have been rendered.
    void spoil();
    // New contents for every pixel of every surface, others for each `round`. Not rendered when this returns.
    Status draw(u32 round);
    // A cursor picture, as often as called; only the last one is the device's.
    Status set_cursor(u32 round);
    // UPDATE_AREA on every surface.
    Status render(qxl::Device::Via via = qxl::Device::Via::async);

    // How many surfaces do not show what was drawn.
    u32 differing() const;
    // Every pixel of every surface; the first surface that differs fails `check`.
    void compare(Check& check, std::string_view what) const;

    // What the surfaces' memory holds, one after the other, padding included: for comparison bit by bit.
    u64 memory_bytes() const;
    void copy_memory(std::span<u8> to) const;

    // Destroys the surfaces, live or suspended.
    Status end();

private:
    SurfaceSet(qxl::Device& device, u32 seed, Pages&& surfaces, Pages&& canvases)
        : device_(&device), seed_(seed), surfaces_(std::move(surfaces)), canvases_(std::move(canvases))
    {
    }
    Status add(u32 n);
    Status draw_surface(u32 n, u32 round);
    oracle::Canvas& canvas(u32 n) const;
    oracle::Difference difference(u32 n) const;
    u32 colour(u32 n, u32 round) const;

    qxl::Device* device_;
    u32 seed_;
    Pages surfaces_; // qxl::Surface*
    Pages canvases_; // oracle::Canvas
    u32 count_ = 0;
};
