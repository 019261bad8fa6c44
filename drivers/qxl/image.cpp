// SPDX-License-Identifier: MIT
#include "drivers/qxl/image.hpp"

#include <algorithm>

namespace qxl {
namespace {

// pixman, which draws for the server, counts in 16 bits here and there.
constexpr u32 side_max = 32767;
// The most that the server takes for one bitmap, and the most chunks: spice server/red-parse-qxl.cpp MAX_DATA_CHUNK.
constexpr u64 bytes_max = 0x7fff'ffff;
constexpr u64 chunks_max = bytes_max / 1024;
constexpr u64 chunk_bytes_default = 256 * 1024;

constexpr char source[] = "spice server/red-parse-qxl.cpp red_get_image";

// A bitmap on the way: lines of `row` bytes, `stride` apart.
struct Lines {
    u64 row, stride, size, chunk;
    explicit Lines(Bitmap const& b)
        : row(row_bytes(b.width, b.format)), stride(b.wire_stride != 0 ? b.wire_stride : align_up(row, 4)),
          size(stride * b.height)
    {
        // Whole lines where it is left to us: clients that compress what they are sent count on it.
        u64 const lines = std::max(u64{1}, chunk_bytes_default / stride);
        chunk = b.chunk_bytes != 0 ? b.chunk_bytes : lines * stride;
    }
};

// One more than the highest number that a pixel of 4 or 8 bits has.
u32 entries_used(Bitmap const& b)
{
    u32 highest = 0;
    for (u32 y = 0; y < b.height; ++y) {
        auto const row = b.pixels.subspan(size_t{y} * b.stride, row_bytes(b.width, b.format));
        for (u32 x = 0; x < b.width; ++x) {
            bool const in_high_bits = (x % 2 == 0) == (b.format == BitmapFormat::bits_4_be);
            u8 const byte = b.format == BitmapFormat::bits_8 ? row[x] : row[x / 2];
            u8 const number = b.format == BitmapFormat::bits_8 ? byte : in_high_bits ? byte >> 4 : byte & 0xf;
            highest = std::max(highest, u32{number});
        }
    }
    return highest + 1;
}

Status check_palette(Bitmap const& b)
{
    if (b.palette.size() > UINT16_MAX)
        return Error{Side::guest, "palette", Value::of(UINT16_MAX, "entries at most"), b.palette.size(),
                     "spice-protocol 0.14 qxl_dev.h QXLPalette"};
    u32 const needed = bits_per_pixel(b.format) == 1 ? 2 : entries_used(b);
    if (b.palette.size() < needed)
        return Error{Side::guest, "palette", Value::of(needed, "entries, one for each number in the bitmap"),
                     Value::of(b.palette.size(), "entries"), source};
    return {};
}

wire::ImageDescriptor descriptor(u64 unique, u32 group, wire::ImageType type, u32 width, u32 height)
{
    return {unique << 32 | group, type, 0, width, height};
}

wire::Physical put_palette(BlockWriter& to, Bitmap const& b, u32 unique)
{
    if (b.palette.empty())
        return 0;
    to.align();
    wire::Physical const at = to.here();
    to.put(wire::Palette{unique, static_cast<u16>(b.palette.size())});
    for (u32 entry : b.palette)
        to.put(entry);
    return at;
}

template <class To> void put_lines(To& to, Bitmap const& b, Lines const& lines)
{
    for (u32 y = 0; y < b.height; ++y) {
        to.put_bytes(b.pixels.subspan(u64{y} * b.stride, lines.row));
        to.put_zeros(lines.stride - lines.row);
    }
}

} // namespace

Status check(Bitmap const& b)
{
    if (bits_per_pixel(b.format) == 0)
        return Error{Side::guest, "bitmap format", "one of spice/enums.h SpiceBitmapFmt", static_cast<u32>(b.format)};
    if (b.width == 0 || b.height == 0 || b.width > side_max || b.height > side_max)
        return Error{Side::guest, "bitmap size", Value::of(side_max, "pixels at most, and not 0"),
                     u64{b.width} << 32 | b.height, source};
    Lines const lines(b);
    if (b.stride < lines.row)
        return Error{Side::guest, "bitmap stride", Value::of(lines.row, "bytes at least"),
                     Value::of(b.stride, "bytes")};
    if (lines.stride < lines.row)
        return Error{Side::guest, "bitmap stride on the way", Value::of(lines.row, "bytes at least"),
                     Value::of(lines.stride, "bytes"), source};
    u64 const needed = u64{b.height - 1} * b.stride + lines.row;
    if (b.pixels.size() < needed)
        return Error{Side::guest, "bitmap pixels", Value::of(needed, "bytes"), Value::of(b.pixels.size(), "bytes")};
    if (lines.size > bytes_max)
        return Error{Side::guest, "bitmap", Value::of(bytes_max, "bytes at most"), Value::of(lines.size, "bytes"),
                     source};
    if (!b.is_direct && lines.size / lines.chunk >= chunks_max)
        return Error{Side::guest, "bitmap", Value::of(chunks_max, "chunks at most"),
                     Value::of(lines.size / lines.chunk, "chunks"), source};
    return b.palette.empty() ? Status{} : check_palette(b);
}

wire::Physical put_image(BlockWriter& to, Bitmap const& b, u32 unique)
{
    Lines const lines(b);
    Place<wire::Image> const place = to.reserve<wire::Image>();
    wire::Physical const at = to.here() - sizeof(wire::Image);

    wire::Image image{};
    image.descriptor = descriptor(b.cache_as != 0 ? b.cache_as : unique,
                                  b.cache_as != 0 ? wire::image_group_driver : wire::image_group_driver_dont_cache,
                                  wire::ImageType::bitmap, b.width, b.height);
    image.descriptor.flags = b.cache_as != 0 ? wire::image_cache : 0;
    wire::BitmapData data{};
    data.format = b.format;
    data.flags = static_cast<u8>((b.top_down ? wire::bitmap_top_down : 0) | (b.is_direct ? wire::bitmap_direct : 0) |
                                 (b.is_unstable ? wire::bitmap_unstable : 0));
    data.x = b.width;
    data.y = b.height;
    data.stride = static_cast<u32>(lines.stride);
    data.palette = put_palette(to, b, unique);
    to.align();
    data.data = to.here();
    image.bitmap = data;
    to.put_at(place, image);

    if (b.is_direct) {
        put_lines(to, b, lines);
    } else {
        ChunkWriter chunks(to, lines.size, lines.chunk);
        put_lines(chunks, b, lines);
    }
    return at;
}

wire::Physical put_image(BlockWriter& to, Surface const& s, u32 unique)
{
    to.align();
    wire::Physical const at = to.here();
    // A whole Image though only the id is used: the server maps that much.
    wire::Image image{};
    image.descriptor =
        descriptor(unique, wire::image_group_driver_dont_cache, wire::ImageType::surface, s.width(), s.height());
    image.surface_id = s.id();
    to.put(image);
    return at;
}

} // namespace qxl
