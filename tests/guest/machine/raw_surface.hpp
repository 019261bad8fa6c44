// SPDX-License-Identifier: MIT
// A surface made by hand: the driver does not know its id, so that it can be created twice, destroyed twice, and drawn
// on outside of its edges. Its memory is part of another surface's, of one that nothing is drawn on.
#pragma once

#include "drivers/qxl/device.hpp"

struct Carrier;

class RawSurface {
public:
    static constexpr u32 width = 64, height = 16;
    static constexpr qxl::Format format = qxl::Format::xrgb_32;
    static constexpr u32 stride = width * 4;
    static constexpr u64 bytes = u64{stride} * height;

    // `id` is valid for the device and not in use.
    RawSurface(qxl::Device& device, u32 id) : device_(device), id_(id) {}

    // Each puts one command into the ring, whatever came before. The lines lie in part `part` of the carrier.
    Status create(Carrier const& carrier, u32 part);
    Status destroy();
    Status fill(qxl::Rect bbox, u32 color, qxl::wire::Effect effect = qxl::wire::Effect::opaque,
                u16 raster_operation = qxl::wire::ropd::op_put);
    // UPDATE_AREA on all of it: what was drawn is in memory then. The surface must exist.
    Status render();

private:
    template <class Command> Status submit(qxl::wire::CommandType type, Command const& command, char const* purpose);

    qxl::Device& device_;
    u32 id_;
};

// Memory for surfaces made by hand, in parts of one surface each, all bytes a mark of our own. It is that of a surface
// on which nothing is drawn.
struct Carrier {
    static constexpr u8 mark = 0xa5;
    static constexpr u32 parts = 8;
    qxl::Surface& surface;

    static Result<Carrier> create(qxl::Device& device);
    static constexpr u64 part(u32 n) { return n * RawSurface::bytes; }
    // Every byte of part n is the mark.
    bool is_untouched(u32 n) const;
    // Every pixel of part n is `color`, without the byte that has no meaning.
    bool is_filled(u32 n, u32 color) const;

private:
    std::span<u8 const> bytes(u32 n) const { return surface.memory().subspan(part(n), RawSurface::bytes); }
};

// A solid fill as the device reads it, for any surface id and any box.
qxl::wire::Drawable raw_fill(u32 surface_id, qxl::Rect bbox, u32 color);
