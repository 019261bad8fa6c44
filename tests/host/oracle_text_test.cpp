// SPDX-License-Identifier: MIT
// Glyphs of 1, 4 and 8 bits, worked out by hand.
#include "tests/host/oracle_rig.hpp"

namespace oracle::test {
namespace {

using namespace drawing;

constexpr u8 letter_f[] = {0b1110'0000, 0b1000'0000, 0b1100'0000, 0b1000'0000};
constexpr Glyph f_at(Point position) { return {position, {0, -4}, 3, 4, letter_f}; }

TEST(OracleText, OneBitGlyphsStandOnTheirOrigin)
{
    Desk desk;
    Canvas& canvas = desk.add(0, 9, 6, PixelFormat::xrgb_32);
    Glyph const glyphs[] = {f_at({1, 5}), f_at({5, 5})};
    ASSERT_TRUE(desk.draw(canvas.bounds(), Text{.bits = 1, .glyphs = glyphs, .fore = solid(0x123456)}));
    EXPECT_EQ(ink(canvas), ".........\n"
                           ".###.###.\n"
                           ".#...#...\n"
                           ".##..##..\n"
                           ".#...#...\n"
                           ".........\n");
    EXPECT_EQ(canvas.pixel(1, 1) & 0xffffff, 0x123456u);
}

TEST(OracleText, GroundIsLaidFirstAndClipped)
{
    Desk desk;
    Canvas& canvas = desk.add(0, 6, 6, PixelFormat::a8);
    Glyph const glyphs[] = {f_at({1, 5})};
    std::vector<Rect> const clip = {{0, 0, 3, 6}, {2, 3, 6, 6}};
    ASSERT_TRUE(desk.draw(
        canvas.bounds(),
        Text{.bits = 1, .glyphs = glyphs, .back_area = {1, 1, 6, 5}, .fore = solid(0xff), .back = solid(1)}, clip));
    EXPECT_EQ(picture(canvas, [](u32 pixel) { return pixel == 0   ? '.'
                                                     : pixel == 1 ? '-'
                                                                  : '#'; }), "......\n"
                                                                                                    ".##...\n"
                                                                                                    ".#-...\n"
                                                                                                    ".##---\n"
                                                                                                    ".#----\n"
                                                                                                    "......\n");
}

// Four bits are the high half of eight: (255 * 0xf0 + 127) / 255 and so on.
TEST(OracleText, CoverageMixesInkAndGround)
{
    Desk desk;
    Canvas& canvas = desk.add(0, 3, 1, PixelFormat::argb_32);
    u8 const four[] = {0xf8, 0x00}, eight[] = {0xff, 0x80, 0x00};
    Glyph const of_4[] = {{{0, 0}, {0, 0}, 3, 1, four}}, of_8[] = {{{0, 0}, {0, 0}, 3, 1, eight}};
    ASSERT_TRUE(desk.draw(canvas.bounds(), Text{.bits = 4, .glyphs = of_4, .fore = solid(0xffffff)}));
    EXPECT_EQ(pixels(canvas), (std::vector<u32>{0xf0f0f0f0, 0x80808080, 0}));
    canvas.fill(canvas.bounds(), 0xff0000ff);
    ASSERT_TRUE(desk.draw(canvas.bounds(), Text{.bits = 8, .glyphs = of_8, .fore = solid(0xff0000)}));
    EXPECT_EQ(pixels(canvas), (std::vector<u32>{0xffff0000, 0xff80007f, 0xff0000ff}));
}

TEST(OracleText, GlyphsThatOverlapAreLaidOnce)
{
    Desk desk;
    Canvas& canvas = desk.add(0, 1, 1, PixelFormat::argb_32);
    u8 const half[] = {0x80}, less[] = {0x40};
    Glyph const glyphs[] = {{{0, 0}, {0, 0}, 1, 1, half}, {{0, 0}, {0, 0}, 1, 1, less}};
    ASSERT_TRUE(desk.draw(canvas.bounds(), Text{.bits = 8, .glyphs = glyphs, .fore = solid(0xffffff)}));
    EXPECT_EQ(canvas.pixel(0, 0), 0x80808080u);
}

TEST(OracleText, PatternsLieOnTheTarget)
{
    OwnBitmap const stripes(BitmapFormat::bits_8_a, 2, 1, 4, {0xff, 0x00, 0, 0});
    u8 const bar[] = {0b1111'1000};
    Glyph const glyphs[] = {{{1, 0}, {0, 0}, 5, 1, bar}};
    Brush const brush{.kind = Brush::Kind::pattern, .pattern = stripes, .origin = {0, 0}};
    Desk desk;
    Canvas& canvas = desk.add(0, 7, 1, PixelFormat::xrgb_32);
    canvas.fill(canvas.bounds(), 0x00ffffff);
    ASSERT_TRUE(desk.draw(canvas.bounds(), Text{.bits = 1, .glyphs = glyphs, .fore = brush}));
    EXPECT_EQ(picture(canvas, [](u32 pixel) { return (pixel & 0xffffff) == 0 ? '#' : '.'; }), ".#####.\n");

    OwnBitmap const colours(BitmapFormat::bits_32, 2, 1, 8, {1, 0, 0, 0, 2, 0, 0, 0});
    auto const digits = [&] {
        Brush const two{.kind = Brush::Kind::pattern, .pattern = colours, .origin = {0, 0}};
        canvas.fill(canvas.bounds(), 0);
        EXPECT_TRUE(desk.draw(canvas.bounds(), Text{.bits = 1, .glyphs = glyphs, .fore = two}));
        return picture(canvas, [](u32 pixel) { return static_cast<char>('0' + (pixel & 0xf)); });
    };
    EXPECT_EQ(digits(), "0212120\n");
    desk.rasteriser().faults.text_pattern_anchor = true;
    EXPECT_EQ(digits(), "0121210\n");
}

TEST(OracleText, ColourOn565IsReadAs555ByTheFault)
{
    u8 const dot[] = {0x80};
    Glyph const glyphs[] = {{{0, 0}, {0, 0}, 1, 1, dot}};
    Desk desk;
    Canvas& canvas = desk.add(0, 1, 1, PixelFormat::x565_16);
    ASSERT_TRUE(desk.draw(canvas.bounds(), Text{.bits = 1, .glyphs = glyphs, .fore = solid(0x2d95)}));
    EXPECT_EQ(canvas.pixel(0, 0), 0x2d95u);
    desk.rasteriser().faults.text_565_ink = true;
    ASSERT_TRUE(desk.draw(canvas.bounds(), Text{.bits = 1, .glyphs = glyphs, .fore = solid(0x382e)}));
    EXPECT_EQ(canvas.pixel(0, 0), 0x704eu); // 14, 1, 14 of 31 became 14, 2, 14
}

} // namespace
} // namespace oracle::test
