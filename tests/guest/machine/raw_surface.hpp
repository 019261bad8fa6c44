// SPDX-License-Identifier: MIT
// A surface made by hand: the driver does not know its id, so that it can be created twice, destroyed twice, and drawn
// on outside of its edges. Its memory is part of another surface's, of one that nothing is drawn on.
#pragma once

#include "drivers/qxl/device.hpp"

class RawSurface {
public:
    static constexpr u32 width = 64, height = 16;
    static constexpr qxl::Format format = qxl::Format::xrgb_32;
    static constexpr u32 stride = width * 4;
    static constexpr u64 bytes = u64{stride} * height;

    // `id` is valid for the device and not in use.
    RawSurface(qxl::Device& device, u32 id) : device_(device), id_(id) {}

    // Each puts one command into the ring, whatever came before. `memory_offset`: where the lines lie, counted from the
    // start of `carrier`'s memory; all of it must be there.
    Status create(qxl::Surface const& carrier, u64 memory_offset);
    Status destroy();
    Status fill(qxl::Rect bbox, u32 color, qxl::wire::Effect effect = qxl::wire::Effect::opaque,
                u16 raster_operation = qxl::wire::ropd_op_put);
    // UPDATE_AREA on all of it: what was drawn is in memory then. The surface must exist.
    Status render();

private:
    template <class Command> Status submit(qxl::wire::CommandType type, Command const& command, char const* purpose);

    qxl::Device& device_;
    u32 id_;
};

// A solid fill as the device reads it, for any surface id and any box.
qxl::wire::Drawable raw_fill(u32 surface_id, qxl::Rect bbox, u32 color);
