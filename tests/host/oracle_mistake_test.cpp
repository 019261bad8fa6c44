// SPDX-License-Identifier: MIT
// Every deliberate mistake changes a picture, and only where it belongs.
#include "tests/host/oracle_rig.hpp"

#include <functional>

namespace oracle::test {
namespace {

using namespace drawing;

constexpr u32 size = 24;
constexpr Rect area = {3, 2, 21, 22};

std::vector<u32> drawn(Mistake mistake, std::function<Status(Desk&)> const& draw)
{
    Desk desk;
    Noise noise(8);
    noise.fill(desk.add(0, size, size, PixelFormat::xrgb_32));
    noise.fill(desk.add(1, size, size, PixelFormat::xrgb_32));
    desk.rasteriser().mistake = mistake;
    EXPECT_TRUE(draw(desk)) << name(mistake);
    return pixels(desk[0]);
}

Noise noise(9);
std::unique_ptr<OwnBitmap> const one_bit = noise_bitmap(noise, BitmapFormat::bits_1_be, size, size);
std::unique_ptr<OwnBitmap> const mask_bits = noise_bitmap(noise, BitmapFormat::bits_1_le, size, size);
Source const other{.surface = SurfaceRef{1}};
Brush const pattern{.kind = Brush::Kind::pattern, .pattern = *one_bit, .origin = {5, 7}};
std::vector<Point> const points = {{4, 4}, {18, 9}, {5, 20}};
constexpr u8 letter[] = {0b1110'0000, 0b1000'0000, 0b1100'0000, 0b1000'0000};
constexpr Glyph glyphs[] = {{{6, 9}, {0, 0}, 4, 4, letter}};
std::vector<Rect> const clip = {{0, 0, 12, 12}};

struct Trial {
    Mistake mistake;
    std::function<Status(Desk&)> draw;
};
std::vector<Trial> trials()
{
    return {
        {Mistake::fill_wrong_rop, [](Desk& d) { return d.draw(area, Fill{.brush = solid(0x123456)}); }},
        {Mistake::opaque_drops_brush,
         [](Desk& d) {
             return d.draw(area, Opaque{.source = other, .source_area = area, .brush = pattern, .rop = ropd::op_xor});
         }},
        {Mistake::copy_misses_column, [](Desk& d) { return d.draw(area, Copy{.source = other, .source_area = area}); }},
        {Mistake::copy_bits_misses_row,
         [](Desk& d) {
             return d.draw(area, CopyBits{.from = {1, 1}});
         }},
        {Mistake::blend_wrong_rop,
         [](Desk& d) { return d.draw(area, Blend{{.source = other, .source_area = area, .rop = ropd::op_and}}); }},
        {Mistake::blackness_is_white, [](Desk& d) { return d.draw(area, Blackness{}); }},
        {Mistake::whiteness_is_black, [](Desk& d) { return d.draw(area, Whiteness{}); }},
        {Mistake::invers_does_nothing, [](Desk& d) { return d.draw(area, Invers{}); }},
        {Mistake::rop3_wrong_rop,
         [](Desk& d) {
             return d.draw(area, Rop3{.source = other, .source_area = area, .brush = pattern, .rop3 = 0xe2});
         }},
        {Mistake::stroke_skips_start,
         [](Desk& d) { return d.draw(area, Stroke{.points = points, .brush = solid(0xff00ff)}); }},
        {Mistake::text_bit_order,
         [](Desk& d) { return d.draw(area, Text{.bits = 1, .glyphs = glyphs, .fore = solid(0xff00ff)}); }},
        {Mistake::transparent_keeps,
         [](Desk& d) {
             d[1].fill({0, 0, 10, 10}, 0x00ff00);
             return d.draw(area, Transparent{.source = other, .source_area = area, .transparent_color = 0x00ff00});
         }},
        {Mistake::alpha_blend_off_by_1,
         [](Desk& d) { return d.draw(area, AlphaBlend{.source = other, .source_area = area, .alpha = 100}); }},
        {Mistake::composite_shifted_pixel,
         [](Desk& d) { return d.draw(area, Composite{.source = {.source = other}}); }},
        {Mistake::clip_ignored, [](Desk& d) { return d.draw(area, Blackness{}, clip); }},
        {Mistake::mask_inverted,
         [](Desk& d) { return d.draw(area, Blackness{.mask = {.bitmap = &mask_bits->bitmap}}); }},
        {Mistake::bitmap_bit_order,
         [](Desk& d) { return d.draw(area, Copy{.source = *one_bit, .source_area = area}); }},
        {Mistake::bitmap_upside_down,
         [](Desk& d) { return d.draw(area, Copy{.source = *one_bit, .source_area = area}); }},
        {Mistake::palette_shifted, [](Desk& d) { return d.draw(area, Copy{.source = *one_bit, .source_area = area}); }},
        {Mistake::brush_origin_0, [](Desk& d) { return d.draw(area, Fill{.brush = pattern}); }},
        {Mistake::scale_half_pixel,
         [](Desk& d) {
             return d.draw(area, Copy{.source = other, .source_area = {0, 0, 7, 9}});
         }},
    };
}

TEST(OracleMistake, EachChangesAPicture)
{
    std::vector<bool> is_tried(mistake_count);
    for (Trial const& trial : trials()) {
        EXPECT_NE(drawn(Mistake::none, trial.draw), drawn(trial.mistake, trial.draw)) << name(trial.mistake);
        is_tried[static_cast<size_t>(trial.mistake)] = true;
    }
    for (u32 i = 1; i < mistake_count; ++i)
        EXPECT_TRUE(is_tried[i]) << name(Mistake{static_cast<u8>(i)});
}

// The mistake of one command leaves the others alone.
TEST(OracleMistake, OfOneCommandChangesNoOther)
{
    for (Trial const& trial : trials()) {
        if (trial.mistake > Mistake::composite_shifted_pixel)
            continue; // of what commands share
        for (u32 i = 1; i <= static_cast<u32>(Mistake::composite_shifted_pixel); ++i) {
            Mistake const mistake{static_cast<u8>(i)};
            if (mistake != trial.mistake) {
                EXPECT_EQ(drawn(Mistake::none, trial.draw), drawn(mistake, trial.draw))
                    << name(mistake) << " in the picture of " << name(trial.mistake);
            }
        }
    }
}

TEST(OracleMistake, HasANameThatFindsIt)
{
    for (u32 i = 0; i < mistake_count; ++i) {
        Mistake const mistake{static_cast<u8>(i)};
        EXPECT_EQ(mistake_named(name(mistake)), mistake);
    }
    EXPECT_EQ(mistake_named("no such mistake"), std::nullopt);
}

} // namespace
} // namespace oracle::test
