// SPDX-License-Identifier: MIT
#include "drivers/qxl/cursor.hpp"

namespace qxl {
namespace {

// QEMU takes no more for its own display: hw/display/qxl-render.c qxl_unpack_chunks().
constexpr u64 chunks_max = 32;

u32 bits_per_pixel(CursorType type)
{
    switch (type) {
    case CursorType::mono:
        return 1;
    case CursorType::color4:
        return 4;
    case CursorType::color8:
        return 8;
    case CursorType::color16:
        return 16;
    case CursorType::color24:
        return 24;
    case CursorType::alpha:
    case CursorType::color32:
        return 32;
    }
    return 0;
}

Status check_position(Point p)
{
    if (p.x < INT16_MIN || p.x > INT16_MAX || p.y < INT16_MIN || p.y > INT16_MAX)
        return Error{Side::guest, "cursor position", "16 bits", Value{}, "spice-protocol 0.14 qxl_dev.h QXLPoint16"};
    return {};
}

Status check_shape(CursorShape const& s)
{
    if (bits_per_pixel(s.type) == 0)
        return Error{Side::guest, "cursor type", "one of spice/enums.h SpiceCursorType", static_cast<u32>(s.type)};
    if (s.width == 0 || s.height == 0 || s.width > cursor_max_size || s.height > cursor_max_size)
        return Error{Side::guest, "cursor size", Value::of(cursor_max_size, "pixels at most, and not 0"),
                     u64{s.width} << 16 | s.height};
    // Clients do not agree whether a line of an odd number of half bytes ends in a whole one.
    if (s.type == CursorType::color4 && s.width % 2 != 0)
        return Error{Side::guest, "cursor width", "even, for 4 bits a pixel", s.width};
    if (s.hot_spot_x >= s.width || s.hot_spot_y >= s.height)
        return Error{Side::guest, "cursor hot spot", "inside the cursor", u64{s.hot_spot_x} << 16 | s.hot_spot_y};
    u64 const needed = cursor_bytes(s.type, s.width, s.height);
    if (s.data.size() != needed)
        return Error{Side::guest, "cursor data", Value::of(needed, "bytes"), Value::of(s.data.size(), "bytes")};
    // QEMU looks for both masks of a monochrome shape in the first chunk.
    u64 const chunks = s.chunk_bytes == 0 ? 1 : (needed + s.chunk_bytes - 1) / s.chunk_bytes;
    if (chunks > (s.type == CursorType::mono ? 1 : chunks_max))
        return Error{Side::guest, "cursor data", "32 chunks at most, one for type mono", chunks,
                     "QEMU hw/display/qxl-render.c"};
    return {};
}

wire::CursorCmd command(u64 release_id, wire::CursorCmdType type)
{
    wire::CursorCmd c{};
    c.release_id = release_id;
    c.type = type;
    return c;
}

} // namespace

u64 cursor_bytes(CursorType type, u16 width, u16 height)
{
    auto lines = [&](u32 bits) { return (u64{width} * bits + 7) / 8 * height; };
    if (type == CursorType::alpha)
        return lines(32);
    if (bits_per_pixel(type) == 0)
        return 0;
    u64 const palette = type == CursorType::color4 ? 16 : type == CursorType::color8 ? 256 : 0;
    return lines(bits_per_pixel(type)) + palette * sizeof(u32) + lines(1);
}

Status check(CursorArgs const& args)
{
    struct Visitor {
        Status operator()(CursorSetArgs const& a)
        {
            TRY(check_position(a.position));
            return check_shape(a.shape);
        }
        Status operator()(CursorMoveArgs const& a) { return check_position(a.position); }
        Status operator()(CursorHideArgs const&) { return {}; }
        Status operator()(CursorTrailArgs const&) { return {}; }
    };
    return std::visit(Visitor{}, args);
}

void write(BlockWriter& to, u64 release_id, CursorArgs const& args, u64 unique)
{
    struct Visitor {
        BlockWriter& to;
        u64 release_id, unique;

        void operator()(CursorSetArgs const& a)
        {
            auto const place = to.reserve<wire::CursorCmd>();
            to.align();
            wire::CursorCmd c = command(release_id, wire::CursorCmdType::set);
            c.set = {wire::Point16::of(a.position), a.is_visible ? u8{1} : u8{0}, to.here()};
            to.put_at(place, c);

            CursorShape const& s = a.shape;
            u64 const bytes = s.data.size();
            put_head(to, wire::Cursor{unique, s.type, s.width, s.height, s.hot_spot_x, s.hot_spot_y,
                                      static_cast<u32>(bytes), wire::DataChunk{}});
            ChunkWriter(to, bytes, s.chunk_bytes != 0 ? s.chunk_bytes : bytes).put_bytes(s.data);
        }
        void operator()(CursorMoveArgs const& a)
        {
            wire::CursorCmd c = command(release_id, wire::CursorCmdType::move);
            c.position = wire::Point16::of(a.position);
            to.put(c);
        }
        void operator()(CursorHideArgs const&) { to.put(command(release_id, wire::CursorCmdType::hide)); }
        void operator()(CursorTrailArgs const& a)
        {
            wire::CursorCmd c = command(release_id, wire::CursorCmdType::trail);
            c.trail = {a.length, a.frequency};
            to.put(c);
        }
    };
    std::visit(Visitor{to, release_id, unique}, args);
}

} // namespace qxl
