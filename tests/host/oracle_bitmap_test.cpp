// SPDX-License-Identifier: MIT
// Bitmaps of every format, made by hand: which bits are the left pixel, where lines lie, what a palette is on which
// target.
#include "tests/guest/oracle/picture.hpp"
#include "tests/host/oracle_rig.hpp"

namespace oracle::test {
namespace {

using namespace drawing;

Picture open(OwnBitmap const& own) { return Picture::of(own.bitmap, Mistake::none).value(); }

std::vector<u32> row(Picture const& picture, u32 y)
{
    std::vector<u32> all;
    for (u32 x = 0; x < picture.width(); ++x)
        all.push_back(picture.pixel(x, y));
    return all;
}
using Row = std::vector<u32>;

TEST(OracleBitmap, OneBitHasTheLeftmostPixelInTheLowestOrHighestBit)
{
    OwnBitmap const le(BitmapFormat::bits_1_le, 10, 1, 4, {0b0000'1101, 0b0000'0010, 0, 0}, {5, 7});
    EXPECT_EQ(row(open(le), 0), (Row{7, 5, 7, 7, 5, 5, 5, 5, 5, 7}));
    OwnBitmap const be(BitmapFormat::bits_1_be, 10, 1, 4, {0b1011'0000, 0b0100'0000, 0, 0}, {5, 7});
    EXPECT_EQ(row(open(be), 0), (Row{7, 5, 7, 7, 5, 5, 5, 5, 5, 7}));
}

TEST(OracleBitmap, FourBitsHaveTheLeftPixelInTheLowOrHighHalf)
{
    std::vector<u32> palette(16);
    for (u32 i = 0; i < 16; ++i)
        palette[i] = i * 0x111111;
    OwnBitmap const le(BitmapFormat::bits_4_le, 3, 1, 2, {0x21, 0xf3}, palette);
    EXPECT_EQ(row(open(le), 0), (Row{0x111111, 0x222222, 0x333333}));
    OwnBitmap const be(BitmapFormat::bits_4_be, 3, 1, 2, {0x12, 0x3f}, palette);
    EXPECT_EQ(row(open(be), 0), (Row{0x111111, 0x222222, 0x333333}));
}

TEST(OracleBitmap, WiderPixelsAreLittleEndian)
{
    std::vector<u32> palette(256, 0);
    palette[3] = 0x010203;
    OwnBitmap const bits_8(BitmapFormat::bits_8, 2, 1, 4, {3, 0, 9, 9}, palette);
    EXPECT_EQ(row(open(bits_8), 0), (Row{0x010203, 0}));
    OwnBitmap const bits_16(BitmapFormat::bits_16, 2, 1, 4, {0x1f, 0x43, 0xff, 0x7f});
    EXPECT_EQ(row(open(bits_16), 0), (Row{0x431f, 0x7fff}));
    EXPECT_EQ(open(bits_16).format(), PixelFormat::x555_16);
    OwnBitmap const bits_24(BitmapFormat::bits_24, 2, 1, 8, {1, 2, 3, 4, 5, 6, 0, 0});
    EXPECT_EQ(row(open(bits_24), 0), (Row{0x030201, 0x060504}));
    OwnBitmap const bits_32(BitmapFormat::bits_32, 1, 1, 4, {1, 2, 3, 4});
    EXPECT_EQ(row(open(bits_32), 0), (Row{0x04030201}));
    EXPECT_EQ(open(bits_32).format(), PixelFormat::xrgb_32);
    OwnBitmap const rgba(BitmapFormat::rgba, 1, 1, 4, {1, 2, 3, 4});
    EXPECT_EQ(row(open(rgba), 0), (Row{0x04030201}));
    EXPECT_EQ(open(rgba).format(), PixelFormat::argb_32);
    OwnBitmap const bits_8_a(BitmapFormat::bits_8_a, 3, 1, 4, {0, 128, 255, 9});
    EXPECT_EQ(row(open(bits_8_a), 0), (Row{0, 128, 255}));
}

TEST(OracleBitmap, BottomUpHasTheLastLineFirst)
{
    OwnBitmap const down(BitmapFormat::bits_8_a, 1, 3, 4, {1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0});
    OwnBitmap const up(BitmapFormat::bits_8_a, 1, 3, 4, {3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0}, {}, false);
    for (u32 y = 0; y < 3; ++y) {
        EXPECT_EQ(row(open(down), y), Row{y + 1});
        EXPECT_EQ(row(open(up), y), Row{y + 1});
    }
}

TEST(OracleBitmap, CopiesToEveryFormat)
{
    OwnBitmap const own(BitmapFormat::bits_24, 2, 1, 8, {0xff, 0x84, 0x42, 0x00, 0x00, 0xff, 0, 0});
    auto const copied = [&](PixelFormat format) {
        Desk desk;
        Canvas& canvas = desk.add(0, 2, 1, format);
        EXPECT_TRUE(desk.draw({0, 0, 2, 1}, Copy{.source = own, .source_area = {0, 0, 2, 1}}));
        return pixels(canvas);
    };
    EXPECT_EQ(copied(PixelFormat::x555_16), (Row{8 << 10 | 16 << 5 | 31, 31 << 10}));
    EXPECT_EQ(copied(PixelFormat::x565_16), (Row{8 << 11 | 33 << 5 | 31, 31 << 11}));
    EXPECT_EQ(copied(PixelFormat::xrgb_32), (Row{0x4284ff, 0xff0000}));
    EXPECT_EQ(copied(PixelFormat::argb_32), (Row{0x4284ff, 0xff0000}));
    EXPECT_EQ(copied(PixelFormat::a8), (Row{0xff, 0xff}));
}

TEST(OracleBitmap, APaletteFor555HoldsPixelsOfIt)
{
    OwnBitmap const own(BitmapFormat::bits_1_be, 2, 1, 4, {0b0100'0000, 0, 0, 0}, {0x1234, 0x7fff});
    Desk desk;
    Canvas& canvas = desk.add(0, 2, 1, PixelFormat::x555_16);
    ASSERT_TRUE(desk.draw({0, 0, 2, 1}, Copy{.source = own, .source_area = {0, 0, 2, 1}}));
    EXPECT_EQ(pixels(canvas), (Row{0x1234, 0x7fff}));
}

TEST(OracleBitmap, SurfacesOfTheSameWidthKeepTheirBits)
{
    Desk desk;
    Canvas& target = desk.add(0, 1, 1, PixelFormat::x565_16);
    desk.add(1, 1, 1, PixelFormat::x555_16).set_pixel(0, 0, 0x7c1f);
    ASSERT_TRUE(desk.draw({0, 0, 1, 1}, Copy{.source = {.surface = SurfaceRef{1}}, .source_area = {0, 0, 1, 1}}));
    EXPECT_EQ(target.pixel(0, 0), 0x7c1fu);
}

TEST(OracleBitmap, RefusesWhatItsBytesDoNotHold)
{
    auto const is_accepted = [](OwnBitmap const& own) { return Picture::of(own.bitmap, Mistake::none).has_value(); };
    EXPECT_TRUE(is_accepted({BitmapFormat::bits_16, 2, 2, 4, std::vector<u8>(8)}));
    EXPECT_FALSE(is_accepted({BitmapFormat::bits_16, 2, 2, 4, std::vector<u8>(7)}));
    EXPECT_FALSE(is_accepted({BitmapFormat::bits_16, 3, 2, 4, std::vector<u8>(8)}));
    EXPECT_FALSE(is_accepted({BitmapFormat::bits_16, 0, 2, 4, std::vector<u8>(8)}));
    EXPECT_FALSE(is_accepted({BitmapFormat::bits_4_be, 2, 1, 4, std::vector<u8>(4), std::vector<u32>(15)}));
    EXPECT_FALSE(is_accepted({BitmapFormat{11}, 2, 1, 4, std::vector<u8>(4)}));
}

} // namespace
} // namespace oracle::test
