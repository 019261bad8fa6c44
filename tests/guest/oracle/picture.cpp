// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/picture.hpp"

#include "tests/guest/oracle/convert.hpp"
#include "tests/guest/oracle/row.hpp"

namespace oracle {

using drawing::Bitmap;
using drawing::BitmapFormat;

namespace {
constexpr u32 bits_of(BitmapFormat format)
{
    switch (format) {
    case BitmapFormat::bits_1_le:
    case BitmapFormat::bits_1_be:
        return 1;
    case BitmapFormat::bits_4_le:
    case BitmapFormat::bits_4_be:
        return 4;
    case BitmapFormat::bits_8:
    case BitmapFormat::bits_8_a:
        return 8;
    case BitmapFormat::bits_16:
        return 16;
    case BitmapFormat::bits_24:
        return 24;
    case BitmapFormat::bits_32:
    case BitmapFormat::rgba:
        return 32;
    }
    return 0;
}

// The bytes that all lines need, and a size that the device takes.
Status check(Bitmap const& bitmap)
{
    u32 const bits = bits_of(bitmap.format);
    if (bits == 0 || bitmap.width - 1 >= 32767 || bitmap.height - 1 >= 32767)
        return Error{Side::guest, "bitmap", "a known format, 1 to 32767 pixels each way", "another"};
    if (bitmap.stride < (u64{bitmap.width} * bits + 7) / 8 || bitmap.bytes.size() < u64{bitmap.stride} * bitmap.height)
        return Error{Side::guest, "bytes of a bitmap", u64{bitmap.stride} * bitmap.height, bitmap.bytes.size()};
    return {};
}

constexpr bool has_palette(BitmapFormat format) { return format <= BitmapFormat::bits_8; }

constexpr PixelFormat decoded(BitmapFormat format)
{
    switch (format) {
    case BitmapFormat::bits_16:
        return PixelFormat::x555_16;
    case BitmapFormat::rgba:
        return PixelFormat::argb_32;
    case BitmapFormat::bits_8_a:
        return PixelFormat::a8;
    default:
        return PixelFormat::xrgb_32;
    }
}
} // namespace

Result<Picture> Picture::of(Bitmap const& bitmap, Mistake mistake)
{
    TRY(check(bitmap));
    u32 const bits = bits_of(bitmap.format);
    if (has_palette(bitmap.format) && bitmap.palette.size() < size_t{1} << bits)
        return Error{Side::guest, "palette of a bitmap", Value::of(u64{1} << bits, "entries"),
                     Value::of(bitmap.palette.size(), "entries")};
    return Picture{bitmap, decoded(bitmap.format), mistake};
}

Result<Picture> Picture::of_mask(Bitmap const& bitmap, Mistake mistake)
{
    TRY(check(bitmap));
    if (bits_of(bitmap.format) != 1)
        return Error{Side::guest, "format of a mask", "one bit a pixel", "another"};
    return Picture{bitmap, PixelFormat::a1, mistake};
}

u8 const* Picture::line(u32 y) const
{
    bool const is_top_down = bitmap_->top_down != (mistake_ == Mistake::bitmap_upside_down);
    return bitmap_->bytes.data() + size_t{bitmap_->stride} * (is_top_down ? y : height_ - 1 - y);
}

// The palette index of a pixel.
u32 Picture::index(u32 x, u32 y) const
{
    u32 const bits = bits_of(bitmap_->format), in_byte = x * bits % 8;
    bool is_low_first = bitmap_->format == BitmapFormat::bits_1_le || bitmap_->format == BitmapFormat::bits_4_le;
    is_low_first = is_low_first != (mistake_ == Mistake::bitmap_bit_order);
    u32 const shift = is_low_first || bits == 8 ? in_byte : 8 - bits - in_byte;
    return u32{line(y)[x * bits / 8]} >> shift & ((1u << bits) - 1);
}

u32 Picture::pixel(u32 x, u32 y) const
{
    if (canvas_ != nullptr)
        return canvas_->pixel(x, y);
    if (format_ == PixelFormat::a1)
        return index(x, y);
    if (has_palette(bitmap_->format)) {
        u32 const shift = mistake_ == Mistake::palette_shifted ? 1 : 0;
        return bitmap_->palette[(index(x, y) + shift) % (1u << bits_of(bitmap_->format))];
    }
    if (bitmap_->format == BitmapFormat::bits_24) {
        u8 const* const bytes = line(y) + size_t{x} * 3;
        return u32{bytes[2]} << 16 | u32{bytes[1]} << 8 | bytes[0];
    }
    return load_pixel(format_, line(y), x);
}

PixelFormat Picture::format_on(PixelFormat target) const
{
    bool const is_555 = target == PixelFormat::x555_16 && bitmap_ != nullptr && has_palette(bitmap_->format);
    return is_555 ? PixelFormat::x555_16 : format_;
}

PixelFormat Picture::sampled_on(PixelFormat target, bool keeps_alpha) const
{
    PixelFormat const own = format_on(target);
    bool const has_alpha = own == PixelFormat::argb_32 || !has_colour(own);
    if (is_surface() || (has_alpha && keeps_alpha))
        return own;
    if (bits_per_pixel(target) == 16)
        return target;
    return own == PixelFormat::a8 && bits_per_pixel(target) == 32 ? PixelFormat::xrgb_32 : own;
}

u32 Picture::pixel_on(PixelFormat target, u32 x, u32 y) const
{
    u32 const value = pixel(x, y);
    return is_raw_on(target) ? value : convert(format_on(target), target, value);
}

u8 const* Picture::direct(u32 x, u32 y) const
{
    u32 const bytes = bits_per_pixel(format_) / 8;
    if (canvas_ != nullptr)
        return format_ == PixelFormat::a1 ? nullptr : canvas_->row(y).data() + size_t{x} * bytes;
    if (has_palette(bitmap_->format) || bitmap_->format == BitmapFormat::bits_24)
        return nullptr;
    return line(y) + size_t{x} * bytes;
}

} // namespace oracle
