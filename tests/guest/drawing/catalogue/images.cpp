// SPDX-License-Identifier: MIT
// COPY from each format of image, and each way that an image can travel.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/motif.hpp"

namespace drawing {
namespace {
constexpr u32 two_colours[] = {0x102040, 0xf0d060};
constexpr u32 sixteen_colours[] = {0x000000, 0x1010a0, 0x10a010, 0x10a0a0, 0xa01010, 0xa010a0, 0xa06010, 0xa0a0a0,
                                   0x505050, 0x5050f8, 0x50f850, 0x50f8f8, 0xf85050, 0xf850f8, 0xf8f850, 0xf8f8f8};

Status draw_image(Sheet& sheet, Bitmap const& image, Point at)
{
    i32 const w = static_cast<i32>(image.width), h = static_cast<i32>(image.height);
    return sheet.draw(Rect::at(at.x, at.y, w, h),
                      Copy{.source = {.bitmap = &image}, .source_area = Rect::at(0, 0, w, h)});
}

// Both line orders, odd widths, bytes behind the lines; then a part that starts inside a byte.
Status draw_images(Sheet& sheet, BitmapFormat format, std::span<u32 const> colours = {})
{
    u32 const entries = static_cast<u32>(colours.size());
    auto const palette = sheet.arena().copy_of(colours);
    if (sheet.format() == PixelFormat::x555_16) // a palette holds pixels of the target
        for (u32& entry : palette)
            entry = sheet.color(entry);
    auto const pixel = [&](u32 x, u32 y) {
        if (entries == 0)
            return motif::card(x, y, 41, 29);
        if (entries == 2)
            return u32{motif::is_ring(x, y, 41, 29)} ^ (x == y ? 1u : 0u);
        return (x * 3 + y * 5 + x * y / 16) % entries;
    };
    TRY(sheet.background());
    Bitmap const image = sheet.paint(format, 41, 29, pixel, {.gap = 7, .palette = palette});
    TRY(draw_image(sheet, image, {2, 1}));
    TRY(draw_image(sheet, sheet.paint(format, 37, 23, pixel, {.top_down = false, .palette = palette}), {50, 2}));
    TRY(sheet.draw(Rect::at(7, 36, 33, 21), Copy{.source = {.bitmap = &image}, .source_area = Rect::at(5, 3, 33, 21)}));
    return sheet.draw(Rect::at(51, 40, 29, 19),
                      Copy{.source = {.bitmap = &image}, .source_area = Rect::at(11, 7, 29, 19), .rop = ropd::op_xor});
}
} // namespace

PICTURE(copy, bits_1_be, "1 bit a pixel with a palette, leftmost pixel in the highest bit", .refusals = palette_targets)
{
    return draw_images(sheet, BitmapFormat::bits_1_be, two_colours);
}

PICTURE(copy, bits_4_be, "4 bits a pixel with a palette, left pixel in the higher half", .refusals = palette_targets)
{
    return draw_images(sheet, BitmapFormat::bits_4_be, sixteen_colours);
}

PICTURE(copy, bits_8, "8 bits a pixel with a palette of 256", .refusals = palette_targets)
{
    std::span<u32> const palette = sheet.arena().take<u32>(256);
    for (u32 n = 0; n < 256; ++n)
        palette[n] = n * 0x010203 ^ (n & 0x55) << 16;
    return draw_images(sheet, BitmapFormat::bits_8, palette);
}

PICTURE(copy, bits_16, "16 bits a pixel, 555") { return draw_images(sheet, BitmapFormat::bits_16); }

PICTURE(copy, bits_24, "24 bits a pixel, blue first") { return draw_images(sheet, BitmapFormat::bits_24); }

PICTURE(copy, bits_32, "32 bits a pixel, the top byte without meaning")
{
    return draw_images(sheet, BitmapFormat::bits_32);
}

PICTURE(copy, rgba, "32 bits a pixel with alpha, which COPY does not look at")
{
    return draw_images(sheet, BitmapFormat::rgba);
}

PICTURE(copy, bottom_up, "The last line first")
{
    TRY(sheet.background());
    return draw_image(sheet, sheet.card(BitmapFormat::bits_32, 70, 50, {.top_down = false}), {9, 8});
}

PICTURE(copy, direct, "Without chunks: the pixels themselves")
{
    TRY(sheet.background());
    Bitmap card = sheet.card(BitmapFormat::bits_32, 70, 50);
    card.is_direct = true;
    return draw_image(sheet, card, {13, 7});
}

PICTURE(copy, chunks, "In chunks of one line, of a few pixels, of odd sizes")
{
    TRY(sheet.background());
    u32 const sizes[] = {84, 4, 7, 1};
    BitmapFormat const images[] = {BitmapFormat::bits_32, BitmapFormat::bits_16, BitmapFormat::bits_24,
                                   BitmapFormat::rgba};
    for (u32 n = 0; n < std::size(sizes); ++n) {
        Bitmap card = sheet.card(images[n], 21, 17);
        card.chunk_bytes = sizes[n];
        TRY(draw_image(sheet, card, {static_cast<i32>(3 + n * 23), static_cast<i32>(2 + n * 13)}));
    }
    return {};
}

PICTURE(copy, cached, "An image that the device may keep, drawn again and again")
{
    TRY(sheet.background());
    Bitmap card = sheet.card(BitmapFormat::bits_32, 25, 19);
    card.is_cached = true;
    card.unique = 0x1ca0 + index(sheet.format()); // one number, one picture
    for (i32 n = 0; n < 3; ++n)
        TRY(draw_image(sheet, card, {n * 31 + 2, n * 20 + 1}));
    return {};
}

} // namespace drawing
