// SPDX-License-Identifier: MIT
#include "drivers/qxl/commands.hpp"

#include "drivers/qxl/wire.hpp"

#include <algorithm>
#include <cstring>

namespace qxl {

void BlockWriter::put_bytes(std::span<u8 const> bytes)
{
    ASSERT(contains(block_.size(), used_, bytes.size()));
    if (!bytes.empty())
        std::memcpy(block_.data() + used_, bytes.data(), bytes.size());
    used_ += bytes.size();
}

void BlockWriter::align(u64 alignment)
{
    u64 const to = align_up(used_, alignment);
    ASSERT(to <= block_.size());
    std::memset(block_.data() + used_, 0, to - used_);
    used_ = to;
}

namespace build {
namespace {

constexpr u64 part_alignment = 8;
constexpr u64 padded(u64 size) { return align_up(size, part_alignment); }

u64 clip_size(std::span<Rect const> clip)
{
    return clip.empty() ? 0 : padded(sizeof(wire::ClipRects) + clip.size() * sizeof(wire::PackedRect));
}

Status check_target(Surface const& s, Rect rect, std::span<Rect const> clip)
{
    if (!s.is_live())
        return Error{Side::guest, "surface drawn on", "a live surface", s.id()};
    // The server's canvas takes an alpha mask for a source, not as a target of these commands.
    if (bits_per_pixel(s.format()) < 16)
        return Error{Side::guest, "format of the surface drawn on", "16 or 32 bits a pixel",
                     static_cast<u32>(s.format())};
    if (!rect.is_inside(s.width(), s.height()))
        return Error{Side::guest, "rectangle drawn", "not empty and inside its surface", Value{},
                     "spice-protocol 0.14 qxl_dev.h QXLDrawable bbox"};
    if (clip.size() > clip_rects_max)
        return Error{Side::guest, "clip rectangles", Value::of(clip_rects_max, "at most"), clip.size()};
    for (Rect const& r : clip)
        if (!r.is_inside(s.width(), s.height()))
            return Error{Side::guest, "clip rectangle", "not empty and inside its surface", Value{},
                         "spice-protocol 0.14 qxl_dev.h QXLClipRects"};
    return {};
}

// True if an area as large as `like`, from `origin` on, lies inside width x height. 64 bits: no sum can wrap.
bool is_area_inside(Point origin, Rect like, u32 width, u32 height)
{
    return origin.x >= 0 && origin.y >= 0 && i64{origin.x} + like.width() <= i64{width} &&
           i64{origin.y} + like.height() <= i64{height};
}

u64 drawable_size(Surface const& s)
{
    return padded(s.is_compat() ? sizeof(wire::CompatDrawable) : sizeof(wire::Drawable));
}

// The parts follow each other: drawable, clip rectangles, image, pixels. `clip_at` is where the second one lies.
wire::Drawable drawable(u64 release_id, Surface const& s, Rect rect, wire::DrawType type, std::span<Rect const> clip,
                        wire::Physical clip_at)
{
    wire::Drawable d{};
    d.release_id = release_id;
    d.surface_id = s.id();
    // All that we draw replaces what is below: raster operation PUT without a mask.
    d.effect = wire::Effect::opaque;
    d.type = type;
    d.bbox = wire::PackedRect::of(rect);
    if (clip.empty())
        d.clip = {wire::ClipType::none, 0};
    else
        d.clip = {wire::ClipType::rects, clip_at};
    for (unsigned i = 0; i < 3; ++i)
        d.surfaces_dest[i] = wire::no_surface;
    return d;
}

// In compat mode the surface goes without saying, and so do its dependencies.
void put_drawable(BlockWriter& to, Surface const& s, wire::Drawable const& d)
{
    if (s.is_compat()) {
        wire::CompatDrawable c{};
        c.release_id = d.release_id;
        c.effect = d.effect;
        c.type = d.type;
        c.bbox = d.bbox;
        c.clip = d.clip;
        c.mm_time = d.mm_time;
        static_assert(sizeof c.largest == sizeof d.largest);
        std::memcpy(c.largest, d.largest, sizeof d.largest);
        to.put(c);
    } else {
        to.put(d);
    }
    to.align(part_alignment);
}

void put_clip(BlockWriter& to, std::span<Rect const> clip)
{
    if (clip.empty())
        return;
    auto const bytes = static_cast<u32>(clip.size() * sizeof(wire::PackedRect));
    to.put(wire::ClipRects{static_cast<u32>(clip.size()), {bytes, 0, 0}});
    for (Rect const& r : clip)
        to.put(wire::PackedRect::of(r));
    to.align(part_alignment);
}

wire::Copy copy_of(wire::Physical image, Rect src)
{
    wire::Copy c{};
    c.src_bitmap = image;
    c.src_area = wire::PackedRect::of(src);
    c.rop_descriptor = wire::ropd_op_put;
    c.scale_mode = wire::scale_mode_nearest;
    return c;
}

u64 image_id(u32 unique) { return u64{unique} << 32 | wire::image_group_driver; }

wire::BitmapFmt wire_format(BitmapFormat f)
{
    switch (f) {
    case BitmapFormat::rgb_16:
        return wire::BitmapFmt::bits_16;
    case BitmapFormat::xrgb_32:
        return wire::BitmapFmt::bits_32;
    case BitmapFormat::argb_32:
        break;
    }
    return wire::BitmapFmt::rgba;
}

// How the pixels of a copy are laid out: whole lines, as many to a chunk as fit.
struct Lines {
    u32 count, bytes, stride, to_a_chunk;
    explicit Lines(CopyArgs const& a)
        : count(static_cast<u32>(a.dst_rect.height())),
          bytes(static_cast<u32>(a.dst_rect.width()) * bytes_per_pixel(a.src.format)),
          stride(static_cast<u32>(align_up(bytes, 4))), to_a_chunk(std::max(1u, a.chunk_bytes / stride))
    {
    }
    u32 in_chunk_at(u32 line) const { return std::min(to_a_chunk, count - line); }
    u64 chunk_size(u32 lines) const { return padded(sizeof(wire::DataChunk) + u64{lines} * stride); }
};

} // namespace

Status check(FillArgs const& a) { return check_target(a.surface, a.rect, a.clip); }

u64 size_of(FillArgs const& a) { return drawable_size(a.surface) + clip_size(a.clip); }

void write(BlockWriter& to, u64 release_id, FillArgs const& a)
{
    wire::Physical const clip_at = to.here() + drawable_size(a.surface);
    wire::Drawable d = drawable(release_id, a.surface, a.rect, wire::DrawType::fill, a.clip, clip_at);
    wire::Fill fill{};
    fill.brush.type = wire::BrushType::solid;
    fill.brush.color = a.color;
    fill.rop_descriptor = wire::ropd_op_put;
    d.fill = fill;
    put_drawable(to, a.surface, d);
    put_clip(to, a.clip);
}

Status check(CopyArgs const& a)
{
    TRY(check_target(a.dst, a.dst_rect, a.clip));
    Bitmap const& src = a.src;
    if (!is_area_inside(a.src_origin, a.dst_rect, src.width, src.height))
        return Error{Side::guest, "area copied", "inside its bitmap", Value{},
                     "spice server/red-parse-qxl.cpp red_get_copy_ptr"};
    u64 const line = u64{src.width} * bytes_per_pixel(src.format);
    if (src.stride < line)
        return Error{Side::guest, "bitmap stride", Value::of(line, "bytes at least"), Value::of(src.stride, "bytes")};
    u64 const needed = u64{src.height - 1} * src.stride + line;
    if (src.pixels.size() < needed)
        return Error{Side::guest, "bitmap pixels", Value::of(needed, "bytes"), Value::of(src.pixels.size(), "bytes")};
    return {};
}

u64 size_of(CopyArgs const& a)
{
    Lines const lines(a);
    u64 size = drawable_size(a.dst) + clip_size(a.clip) + padded(sizeof(wire::Image));
    for (u32 at = 0; at < lines.count; at += lines.to_a_chunk)
        size += lines.chunk_size(lines.in_chunk_at(at));
    return size;
}

void write(BlockWriter& to, u64 release_id, CopyArgs const& a)
{
    Lines const lines(a);
    wire::Physical const clip_at = to.here() + drawable_size(a.dst);
    wire::Physical const image_at = clip_at + clip_size(a.clip);
    wire::Physical const data_at = image_at + padded(sizeof(wire::Image));
    auto const width = static_cast<u32>(a.dst_rect.width());

    wire::Drawable d = drawable(release_id, a.dst, a.dst_rect, wire::DrawType::copy, a.clip, clip_at);
    d.copy = copy_of(image_at, rect_at(0, 0, a.dst_rect.width(), a.dst_rect.height()));
    put_drawable(to, a.dst, d);
    put_clip(to, a.clip);

    wire::Image image{};
    image.descriptor = {image_id(a.image_unique), wire::ImageType::bitmap, 0, width, lines.count};
    image.bitmap = {wire_format(a.src.format), wire::bitmap_top_down, width, lines.count, lines.stride, 0, data_at};
    to.put(image);
    to.align(part_alignment);

    // Only what is needed of the bitmap is sent, so it need not start at a chunk's or line's start in guest memory.
    wire::Physical prev = 0;
    for (u32 at = 0; at < lines.count; at += lines.to_a_chunk) {
        u32 const n = lines.in_chunk_at(at);
        wire::Physical const here = to.here();
        bool const last = at + n == lines.count;
        to.put(wire::DataChunk{n * lines.stride, prev, last ? 0 : here + lines.chunk_size(n)});
        prev = here;
        for (u32 y = at; y < at + n; ++y) {
            u64 const from = u64{static_cast<u32>(a.src_origin.y) + y} * a.src.stride +
                             u64{static_cast<u32>(a.src_origin.x)} * bytes_per_pixel(a.src.format);
            to.put_bytes(a.src.pixels.subspan(from, lines.bytes));
            // The gap up to the stride, for odd widths of 16-bit pixels.
            constexpr u8 zeros[4] = {};
            to.put_bytes(std::span(zeros).first(lines.stride - lines.bytes));
        }
        to.align(part_alignment);
    }
}

Status check(CopySurfaceArgs const& a)
{
    TRY(check_target(a.dst, a.dst_rect, a.clip));
    // A copy from a surface that does not exist ends QEMU.
    if (!a.src.is_live())
        return Error{Side::guest, "surface copied from", "a live surface", a.src.id()};
    if (a.src.id() == a.dst.id())
        return Error{Side::guest, "surface copied from", "another one than the target: that is COPY_BITS", a.src.id()};
    if (bits_per_pixel(a.src.format()) != bits_per_pixel(a.dst.format()))
        return Error{Side::guest, "format of the surface copied from", bits_per_pixel(a.dst.format()),
                     bits_per_pixel(a.src.format())};
    if (!is_area_inside(a.src_origin, a.dst_rect, a.src.width(), a.src.height()))
        return Error{Side::guest, "area copied", "inside its surface", Value{},
                     "spice-protocol 0.14 qxl_dev.h QXLCopy"};
    return {};
}

u64 size_of(CopySurfaceArgs const& a) { return drawable_size(a.dst) + clip_size(a.clip) + padded(sizeof(wire::Image)); }

void write(BlockWriter& to, u64 release_id, CopySurfaceArgs const& a)
{
    wire::Physical const clip_at = to.here() + drawable_size(a.dst);
    wire::Physical const image_at = clip_at + clip_size(a.clip);
    Rect const from = rect_at(a.src_origin.x, a.src_origin.y, a.dst_rect.width(), a.dst_rect.height());

    wire::Drawable d = drawable(release_id, a.dst, a.dst_rect, wire::DrawType::copy, a.clip, clip_at);
    // The source must be rendered first.
    d.surfaces_dest[0] = static_cast<i32>(a.src.id());
    d.surfaces_rects[0] = wire::PackedRect::of(from);
    d.copy = copy_of(image_at, from);
    put_drawable(to, a.dst, d);
    put_clip(to, a.clip);

    // A whole Image though only the id is used: the server maps that much.
    wire::Image image{};
    image.descriptor = {image_id(a.image_unique), wire::ImageType::surface, 0, a.src.width(), a.src.height()};
    image.surface_id = a.src.id();
    to.put(image);
    to.align(part_alignment);
}

Status check(CopyBitsArgs const& a)
{
    TRY(check_target(a.surface, a.dst_rect, a.clip));
    if (!is_area_inside(a.src_origin, a.dst_rect, a.surface.width(), a.surface.height()))
        return Error{Side::guest, "area copied", "inside its surface", Value{},
                     "spice-protocol 0.14 qxl_dev.h QXLCopyBits"};
    return {};
}

u64 size_of(CopyBitsArgs const& a) { return drawable_size(a.surface) + clip_size(a.clip); }

void write(BlockWriter& to, u64 release_id, CopyBitsArgs const& a)
{
    wire::Physical const clip_at = to.here() + drawable_size(a.surface);
    wire::Drawable d = drawable(release_id, a.surface, a.dst_rect, wire::DrawType::copy_bits, a.clip, clip_at);
    d.copy_bits = {{a.src_origin.x, a.src_origin.y}};
    put_drawable(to, a.surface, d);
    put_clip(to, a.clip);
}

Status check_cursor_position(Point p)
{
    if (p.x < INT16_MIN || p.x > INT16_MAX || p.y < INT16_MIN || p.y > INT16_MAX)
        return Error{Side::guest, "cursor position", "16 bits", Value{}, "spice-protocol 0.14 qxl_dev.h QXLPoint16"};
    return {};
}

Status check(CursorSetArgs const& a)
{
    TRY(check_cursor_position(a.position));
    CursorImage const& i = a.image;
    if (i.width == 0 || i.height == 0 || i.width > cursor_max_size || i.height > cursor_max_size)
        return Error{Side::guest, "cursor size", Value::of(cursor_max_size, "pixels at most, and not 0"),
                     u64{i.width} << 16 | i.height};
    if (i.hot_spot_x >= i.width || i.hot_spot_y >= i.height)
        return Error{Side::guest, "cursor hot spot", "inside the cursor", u64{i.hot_spot_x} << 16 | i.hot_spot_y};
    if (i.pixels.size() != size_t{i.width} * i.height)
        return Error{Side::guest, "cursor pixels", size_t{i.width} * i.height, i.pixels.size()};
    return {};
}

u64 size_of(CursorSetArgs const& a)
{
    return padded(sizeof(wire::CursorCmd)) + padded(sizeof(wire::Cursor) + a.image.pixels.size_bytes());
}

namespace {
wire::Point16 point16(Point p) { return {static_cast<i16>(p.x), static_cast<i16>(p.y)}; }

wire::CursorCmd cursor_cmd(u64 release_id, wire::CursorCmdType type)
{
    wire::CursorCmd c{};
    c.release_id = release_id;
    c.type = type;
    return c;
}
} // namespace

void write(BlockWriter& to, u64 release_id, CursorSetArgs const& a)
{
    wire::CursorCmd c = cursor_cmd(release_id, wire::CursorCmdType::set);
    c.set.position = point16(a.position);
    c.set.visible = 1;
    c.set.shape = to.here() + padded(sizeof c);
    to.put(c);
    to.align(part_alignment);

    CursorImage const& i = a.image;
    auto const bytes = static_cast<u32>(i.pixels.size_bytes());
    to.put(wire::Cursor{a.unique, wire::CursorType::alpha, i.width, i.height, i.hot_spot_x, i.hot_spot_y, bytes,
                        wire::DataChunk{bytes, 0, 0}});
    to.put_bytes({reinterpret_cast<u8 const*>(i.pixels.data()), i.pixels.size_bytes()});
    to.align(part_alignment);
}

void write_cursor_move(BlockWriter& to, u64 release_id, Point p)
{
    wire::CursorCmd c = cursor_cmd(release_id, wire::CursorCmdType::move);
    c.position = point16(p);
    to.put(c);
}

void write_cursor_hide(BlockWriter& to, u64 release_id) { to.put(cursor_cmd(release_id, wire::CursorCmdType::hide)); }

void write_surface_create(BlockWriter& to, u64 release_id, Surface const& s, wire::Physical data, bool keep_data)
{
    wire::SurfaceCmd c{};
    c.release_id = release_id;
    c.surface_id = s.id();
    c.type = wire::SurfaceCmdType::create;
    c.flags = keep_data ? wire::surf_flag_keep_data : 0;
    c.surface_create = {static_cast<u32>(s.format()), s.width(), s.height(), s.stride(), data};
    to.put(c);
}

void write_surface_destroy(BlockWriter& to, u64 release_id, u32 surface_id)
{
    wire::SurfaceCmd c{};
    c.release_id = release_id;
    c.surface_id = surface_id;
    c.type = wire::SurfaceCmdType::destroy;
    to.put(c);
}

namespace {
template <class T> Result<T> raw_command(std::span<u8 const> bytes)
{
    if (bytes.size() < sizeof(T))
        return Error{Side::guest, "raw command", Value::of(sizeof(T), "bytes at least"),
                     Value::of(bytes.size(), "bytes")};
    T command;
    std::memcpy(&command, bytes.data(), sizeof command);
    return command;
}

Error refused(char const* expected, u32 seen)
{
    return {Side::guest, "raw command", expected, seen, "others can end QEMU itself"};
}
} // namespace

Status check_raw(bool cursor_ring, wire::CommandType type, std::span<u8 const> bytes, u32 surfaces)
{
    if (cursor_ring != (type == wire::CommandType::cursor))
        return refused("a cursor command in the cursor ring, others in the command ring", static_cast<u32>(type));
    switch (type) {
    case wire::CommandType::draw: {
        auto const d = TRY(raw_command<wire::Drawable>(bytes));
        bool const is_plain = d.type == wire::DrawType::fill && d.self_bitmap == 0 &&
                              d.clip.type == wire::ClipType::none && d.fill.brush.type == wire::BrushType::solid &&
                              d.fill.mask.bitmap == 0;
        if (!is_plain)
            return refused("a solid fill without mask, clip and self_bitmap", static_cast<u32>(d.type));
        return {};
    }
    case wire::CommandType::update: {
        auto const u = TRY(raw_command<wire::UpdateCmd>(bytes));
        Rect const area = u.area.rect();
        if (area.is_empty() || area.left < 0 || area.top < 0)
            return refused("an update of a rectangle that is not empty", u.surface_id);
        return {};
    }
    case wire::CommandType::surface: {
        auto const s = TRY(raw_command<wire::SurfaceCmd>(bytes));
        if (s.surface_id == 0 || s.surface_id >= surfaces)
            return refused("an off-screen surface's id", s.surface_id);
        return {};
    }
    case wire::CommandType::cursor: {
        auto const c = TRY(raw_command<wire::CursorCmd>(bytes));
        if (c.type != wire::CursorCmdType::move && c.type != wire::CursorCmdType::hide)
            return refused("a cursor moved or hidden", static_cast<u32>(c.type));
        return {};
    }
    default:
        return refused("a command to draw, update, or about a surface or the cursor", static_cast<u32>(type));
    }
}

} // namespace build
} // namespace qxl
