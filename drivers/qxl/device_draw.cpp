// SPDX-License-Identifier: MIT
// Drawing commands and the cursor: from arguments to the ring.
#include "drivers/qxl/device.hpp"

#include "drivers/qxl/draw_inputs.hpp"

namespace qxl {

using wire::CommandType;
using wire::Port;

Status Device::may_produce() const
{
    if (!producing_)
        return Error{Side::guest, "command", "a device that is awake and open", "producing was stopped"};
    // In VGA mode the device does not look at the rings, and port 0 does nothing.
    if (mode_ == Mode::vga)
        return Error{Side::guest, "command", "a primary surface first", "VGA mode", "QEMU hw/display/qxl.c"};
    return {};
}

// A block in the draw area. When there is none, the device is asked to give back what it no longer needs.
Result<Device::NewCommand> Device::new_command(u64 size, char const* purpose, u32 tag)
{
    TRY(may_produce());
    if (!releases_.is_empty())
        TRY(collect());
    Block block{};
    TRY(with_memory_given_back([&]() -> Status {
        block = TRY(heap0_.allocate(size, purpose, tag));
        return {};
    }));
    std::span<u8> const bytes = resources_.ram.subspan(block.offset, block.size);
    return NewCommand{block, BlockWriter(bytes, physical(0, block.offset))};
}

Status Device::submit(RingOf ring, CommandType type, NewCommand const& command)
{
    u64 const id = command.block.id;
    // Before the push: the release may come at once.
    TRY(heap0_.give(id));
    holds_nothing_ = false;
    ProducerRing& to = ring == RingOf::display ? commands_ : cursor_commands_;
    Status pushed = to.push({wire::U64::of(physical(0, command.block.offset)), static_cast<u32>(type), 0}, limits.ring,
                            faults.no_kick ? Kick::never : Kick::if_asked);
    if (!pushed) {
        TRY(heap0_.take_back(id));
        TRY(heap0_.free(id));
    }
    return pushed;
}

Status Device::draw(DrawArgs const& args)
{
    TRY(check(args));
    for (Input const& input : Inputs(args))
        if (input.source.bitmap != nullptr)
            TRY(image_cache_.admit(*input.source.bitmap));
    BlockWriter size = BlockWriter::measuring();
    u32 unsent = 0;
    write(size, 0, args, unsent);
    NewCommand command = TRY(new_command(size.used(), purpose_of(args)));
    write(command.writer, command.block.id, args, image_unique_);
    return submit(RingOf::display, CommandType::draw, command);
}

Status Device::fill(Surface& surface, Rect rect, u32 color, std::span<Rect const> clip)
{
    return draw({.on = surface, .area = rect, .clip = clip, .operation = op::Fill{.brush = Brush::solid(color)}});
}

Status Device::copy(Surface& dst, Rect dst_rect, Bitmap const& src, Point src_origin, std::span<Rect const> clip)
{
    Rect const from = rect_like(dst_rect, src_origin);
    if (!from.is_inside(src.width, src.height))
        return Error{Side::guest, "area copied", "inside its bitmap", Value{},
                     "spice server/red-parse-qxl.cpp red_get_copy_ptr"};
    TRY(check(src));
    if (bits_per_pixel(src.format) % 8 != 0 || !src.top_down)
        return draw({.on = dst, .area = dst_rect, .clip = clip, .operation = op::Copy{src, from}});
    // Only what is needed of the bitmap is sent.
    Bitmap part = src;
    part.width = static_cast<u32>(from.width());
    part.height = static_cast<u32>(from.height());
    part.pixels = src.pixels.subspan(static_cast<size_t>(from.top) * src.stride +
                                     row_bytes(static_cast<u32>(from.left), src.format));
    return draw({.on = dst,
                 .area = dst_rect,
                 .clip = clip,
                 .operation = op::Copy{part, rect_at(0, 0, from.width(), from.height())}});
}

Status Device::copy_surface(Surface& dst, Rect dst_rect, Surface& src, Point src_origin, std::span<Rect const> clip)
{
    if (src.id() == dst.id())
        return draw({.on = dst, .area = dst_rect, .clip = clip, .operation = op::CopyBits{src_origin}});
    Rect const from = rect_like(dst_rect, src_origin);
    return draw({.on = dst, .area = dst_rect, .clip = clip, .operation = op::Copy{src, from}});
}

Status Device::update_area(Surface& surface, Rect rect, Via via)
{
    if (!surface.is_live())
        return Error{Side::guest, "UPDATE_AREA surface", "a live surface", surface.id()};
    if (!rect.is_inside(surface.width(), surface.height()))
        return Error{Side::guest, "UPDATE_AREA rectangle", "not empty and inside its surface", Value{},
                     "QEMU hw/display/qxl.c"};
    ram_->update_area = rect;
    ram_->update_surface = surface.id();
    if (via == Via::sync || revision() < 3)
        return sync_port(Port::update_area, 0, "UPDATE_AREA");
    return async(Port::update_area_async, 0, limits.async, "UPDATE_AREA_ASYNC");
}

Status Device::cursor(CursorArgs const& args)
{
    TRY(check(args));
    BlockWriter size = BlockWriter::measuring();
    write(size, 0, args, 0);
    NewCommand command = TRY(new_command(size.used(), purpose_of(args)));
    write(command.writer, command.block.id, args, ++cursor_unique_);
    TRY(submit(RingOf::cursor, CommandType::cursor, command));
    if (std::holds_alternative<CursorSetArgs>(args))
        cursor_block_ = command.block.id;
    return {};
}

Result<u64> Device::submit_raw(RingOf ring, CommandType type, std::span<u8 const> bytes, char const* purpose)
{
    if (mode_ == Mode::compat)
        return Error{Side::unsupported, "raw command", "native mode", "compat mode"};
    TRY(build::check_raw(ring == RingOf::cursor, type, bytes, rom_.surfaces));
    NewCommand command = TRY(new_command(bytes.size(), purpose));
    u64 const id = command.block.id;
    command.writer.put(id);
    command.writer.put_bytes(bytes.subspan(sizeof id));
    TRY(submit(ring, type, command));
    return id;
}

} // namespace qxl
