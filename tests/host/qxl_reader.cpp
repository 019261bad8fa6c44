// SPDX-License-Identifier: MIT
#include "tests/host/qxl_reader.hpp"

#include <cstring>

namespace qxl::test {
namespace {

u32 bits_of(wire::BitmapFmt format)
{
    constexpr u32 bits[] = {0, 1, 1, 4, 4, 8, 16, 24, 32, 32, 8};
    auto const n = static_cast<size_t>(format);
    return n < std::size(bits) ? bits[n] : 0;
}

// Takes structures out of a list that has been put together.
struct Cursor {
    std::vector<u8> const& bytes;
    size_t at = 0;
    size_t left() const { return bytes.size() - at; }
    template <class T> T take()
    {
        T value;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        at += sizeof value;
        return value;
    }
};

} // namespace

template <class T> T Reader::load(wire::Physical at, char const* what)
{
    T value{};
    u8 const* memory = memory_(at, sizeof value);
    expect(memory != nullptr, what);
    if (memory != nullptr)
        std::memcpy(&value, memory, sizeof value);
    return value;
}

std::vector<u8> Reader::chunks(wire::Physical at, u32& count)
{
    std::vector<u8> all;
    wire::Physical prev = 0;
    count = 0;
    while (at != 0 && problem_.empty()) {
        auto const chunk = load<wire::DataChunk>(at, "chunk");
        u8 const* data = memory_(at + sizeof chunk, chunk.data_size);
        expect(data != nullptr, "chunk data");
        expect(chunk.prev_chunk == prev, "chunk: previous one");
        expect(chunk.data_size != 0, "chunk: empty");
        if (data == nullptr || ++count > 1'000'000)
            break;
        all.insert(all.end(), data, data + chunk.data_size);
        prev = at;
        at = chunk.next_chunk;
    }
    return all;
}

std::optional<ReadImage> Reader::image(wire::Physical at, bool is_mask)
{
    expect(at != 0, "image: none");
    auto const whole = load<wire::Image>(at, "image");
    if (!problem_.empty())
        return {};
    ReadImage r;
    r.descriptor = whole.descriptor;
    expect((r.descriptor.flags & ~wire::image_cache) == 0, "image: flags");
    if (r.descriptor.type == wire::ImageType::surface) {
        r.surface_id = whole.surface_id;
        expect(r.descriptor.flags == 0, "image: a surface is cached");
        return r;
    }
    expect(r.descriptor.type == wire::ImageType::bitmap, "image: type");
    r.bitmap = whole.bitmap;
    wire::BitmapData const& b = r.bitmap;
    u32 const bits = bits_of(b.format);
    expect(bits != 0, "bitmap: format");
    expect(b.x != 0 && b.y != 0, "bitmap: empty");
    expect(b.x == r.descriptor.width && b.y == r.descriptor.height, "bitmap: size of the image");
    expect(b.stride >= (u64{b.x} * bits + 7) / 8, "bitmap: stride");
    expect((b.flags & ~(wire::bitmap_top_down | wire::bitmap_direct | wire::bitmap_unstable)) == 0, "bitmap: flags");
    bool const is_indexed = bits <= 8 && b.format != wire::BitmapFmt::bits_8_a;
    expect(!is_indexed || is_mask || b.palette != 0, "bitmap: no palette");
    if (b.palette != 0) {
        auto const palette = load<wire::Palette>(b.palette, "palette");
        r.palette_unique = palette.unique;
        for (u32 n = 0; n < palette.num_ents && problem_.empty(); ++n)
            r.palette.push_back(load<u32>(b.palette + sizeof palette + n * 4, "palette entry"));
    }
    u64 const size = u64{b.y} * b.stride;
    if ((b.flags & wire::bitmap_direct) != 0) {
        u8 const* data = memory_(b.data, size);
        expect(data != nullptr, "bitmap: direct data");
        if (data != nullptr)
            r.data.assign(data, data + size);
    } else {
        r.data = chunks(b.data, r.chunks);
        expect(r.data.size() == size, "bitmap: size of its chunks");
    }
    return r;
}

std::optional<ReadImage> Reader::brush(wire::Brush const& b)
{
    expect(b.type <= wire::BrushType::pattern, "brush: type");
    return b.type == wire::BrushType::pattern ? image(b.pattern.pat, false) : std::nullopt;
}

std::optional<ReadImage> Reader::qmask(wire::QMask const& m)
{
    if (m.bitmap == 0)
        return {};
    auto r = image(m.bitmap, true);
    if (r && r->descriptor.type == wire::ImageType::bitmap)
        expect(bits_of(r->bitmap.format) == 1, "mask: format");
    return r;
}

void Reader::clip(ReadDrawable& r)
{
    if (r.d.clip.type == wire::ClipType::none)
        return;
    auto const head = load<wire::ClipRects>(r.d.clip.data, "clip rectangles");
    auto const bytes = chunks(r.d.clip.data + offsetof(wire::ClipRects, chunk), r.list_chunks);
    expect(bytes.size() == u64{head.num_rects} * sizeof(wire::PackedRect), "clip rectangles: size");
    if (problem_.empty())
        for (Cursor c{bytes}; c.left() != 0;)
            r.clip.push_back(c.take<wire::PackedRect>().rect());
}

void Reader::path(ReadDrawable& r)
{
    wire::Stroke const s = r.d.stroke;
    auto const head = load<wire::Path>(s.path, "path");
    auto const bytes = chunks(s.path + offsetof(wire::Path, chunk), r.list_chunks);
    expect(head.data_size == bytes.size(), "path: size");
    for (Cursor c{bytes}; c.left() != 0 && problem_.empty();) {
        expect(c.left() >= sizeof(wire::PathSeg), "path: segment");
        if (!problem_.empty())
            return;
        auto const segment = c.take<wire::PathSeg>();
        expect(segment.count != 0 && u64{segment.count} * sizeof(wire::PointFix) <= c.left(), "path: points");
        r.segments.push_back(segment);
        for (u32 n = 0; n < segment.count && problem_.empty(); ++n)
            r.points.push_back(c.take<wire::PointFix>());
    }
    bool const is_styled = (s.attr.flags & wire::line_styled) != 0;
    expect(is_styled == (s.attr.style != 0) && is_styled == (s.attr.style_nseg != 0), "line: style");
    for (u32 n = 0; is_styled && n < s.attr.style_nseg; ++n) {
        r.style.push_back(load<wire::Fixed>(s.attr.style + n * sizeof(wire::Fixed), "line: style"));
        expect(r.style.back() >= wire::fixed(1), "line: style without length");
    }
}

void Reader::text(ReadDrawable& r)
{
    wire::Text const t = r.d.text;
    auto const head = load<wire::String>(t.str, "string");
    auto const bytes = chunks(t.str + offsetof(wire::String, chunk), r.list_chunks);
    expect(head.data_size == bytes.size(), "string: size");
    u32 const bits = head.flags == wire::string_raster_a1   ? 1
                     : head.flags == wire::string_raster_a4 ? 4
                     : head.flags == wire::string_raster_a8 ? 8
                                                            : 0;
    expect(bits != 0, "string: flags");
    for (Cursor c{bytes}; c.left() != 0 && problem_.empty();) {
        expect(c.left() >= sizeof(wire::RasterGlyph), "glyph: head");
        if (!problem_.empty())
            return;
        ReadGlyph g;
        g.head = c.take<wire::RasterGlyph>();
        u64 const size = g.head.height * ((u64{g.head.width} * bits + 7) / 8);
        expect(size != 0 && size <= c.left(), "glyph: data");
        if (!problem_.empty())
            return;
        auto const from = bytes.begin() + static_cast<std::ptrdiff_t>(c.at);
        g.data.assign(from, from + static_cast<std::ptrdiff_t>(size));
        c.at += size;
        r.glyphs.push_back(std::move(g));
    }
    expect(r.glyphs.size() == head.length, "string: number of glyphs");
    expect(t.fore_mode == wire::ropd::op_put, "text: fore_mode");
}

void Reader::source(ReadDrawable& r, wire::Physical at, bool may_be_self)
{
    if (at != 0 || !may_be_self || r.d.self_bitmap == 0)
        r.source = image(at, false);
}

std::optional<wire::Transform> Reader::transform(wire::Physical at)
{
    if (at == 0)
        return {};
    return load<wire::Transform>(at, "transform");
}

void Reader::operation(ReadDrawable& r)
{
    wire::Drawable const& d = r.d;
    switch (d.type) {
    case wire::DrawType::fill:
        r.brush = brush(d.fill.brush);
        r.mask = qmask(d.fill.mask);
        return;
    case wire::DrawType::opaque:
        source(r, d.opaque.src_bitmap, true);
        r.brush = brush(d.opaque.brush);
        r.mask = qmask(d.opaque.mask);
        return;
    case wire::DrawType::copy:
    case wire::DrawType::blend:
        source(r, d.copy.src_bitmap, false);
        r.mask = qmask(d.copy.mask);
        return;
    case wire::DrawType::copy_bits:
        return;
    case wire::DrawType::blackness:
    case wire::DrawType::whiteness:
    case wire::DrawType::invers:
        r.mask = qmask(d.blackness.mask);
        return;
    case wire::DrawType::rop3:
        source(r, d.rop3.src_bitmap, true);
        r.brush = brush(d.rop3.brush);
        r.mask = qmask(d.rop3.mask);
        return;
    case wire::DrawType::stroke:
        path(r);
        r.brush = brush(d.stroke.brush);
        return;
    case wire::DrawType::text:
        text(r);
        r.brush = brush(d.text.fore_brush);
        r.back_brush = brush(d.text.back_brush);
        return;
    case wire::DrawType::transparent:
        return source(r, d.transparent.src_bitmap, true);
    case wire::DrawType::alpha_blend:
        return source(r, d.alpha_blend.src_bitmap, true);
    case wire::DrawType::composite:
        source(r, d.composite.src, true);
        r.source_transform = transform(d.composite.src_transform);
        if (d.composite.mask != 0)
            r.mask = image(d.composite.mask, false);
        r.mask_transform = transform(d.composite.mask_transform);
        return;
    case wire::DrawType::nop:
        break;
    }
    expect(false, "drawable: type");
}

ReadDrawable Reader::drawable(wire::Physical at, bool is_compat)
{
    ReadDrawable r;
    if (is_compat) {
        auto const c = load<wire::CompatDrawable>(at, "drawable");
        r.d.release_id = c.release_id;
        r.d.effect = c.effect;
        r.d.type = c.type;
        r.d.self_bitmap = c.bitmap_offset != 0;
        r.d.self_bitmap_area = c.bitmap_area;
        r.d.bbox = c.bbox;
        r.d.clip = c.clip;
        for (unsigned n = 0; n < 3; ++n)
            r.d.surfaces_dest[n] = wire::no_surface;
        if (c.type == wire::DrawType::copy_bits)
            r.d.surfaces_dest[0] = 0;
        std::memcpy(r.d.bytes, c.bytes, sizeof c.bytes);
        if (c.type == wire::DrawType::alpha_blend)
            r.d.alpha_blend = {0, c.alpha_blend.alpha, c.alpha_blend.src_bitmap, c.alpha_blend.src_area};
    } else {
        r.d = load<wire::Drawable>(at, "drawable");
    }
    if (problem_.empty())
        clip(r);
    if (problem_.empty())
        operation(r);
    return r;
}

ReadCursor Reader::cursor(wire::Physical at)
{
    ReadCursor r;
    r.command = load<wire::CursorCmd>(at, "cursor command");
    expect(r.command.type <= wire::CursorCmdType::trail, "cursor command: type");
    if (r.command.type != wire::CursorCmdType::set || !problem_.empty())
        return r;
    wire::Physical const shape = r.command.set.shape;
    r.shape = load<wire::Cursor>(shape, "cursor shape");
    r.data = chunks(shape + offsetof(wire::Cursor, chunk), r.chunks);
    expect(r.shape.data_size == r.data.size(), "cursor shape: size");
    return r;
}

} // namespace qxl::test
