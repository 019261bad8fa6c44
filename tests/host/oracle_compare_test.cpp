// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/compare.hpp"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace oracle {
namespace {

// What a device would hold: rows with a stride of their own, exactly as long as they need to be for ASan.
struct Memory {
    std::vector<std::vector<u8>> rows;
    explicit Memory(Canvas const& canvas)
    {
        for (u32 y = 0; y < canvas.height(); ++y) {
            auto const row = canvas.row(y);
            rows.emplace_back(row.begin(), row.end());
            rows.back().shrink_to_fit();
        }
    }
    std::span<u8 const> operator()(u32 y) const { return rows[y]; }
    void flip(PixelFormat format, u32 x, u32 y, u32 bit)
    {
        u32 const at = x * bits_per_pixel(format) + bit;
        rows[y][at / 8] = static_cast<u8>(rows[y][at / 8] ^ (1u << at % 8));
    }
};

Canvas noise(u32 width, u32 height, PixelFormat format)
{
    auto created = Canvas::create(width, height, format);
    EXPECT_TRUE(created.has_value());
    Canvas canvas = std::move(created).value();
    std::mt19937 random(7);
    for (u32 y = 0; y < height; ++y)
        for (u32 x = 0; x < width; ++x)
            canvas.set_pixel(x, y, static_cast<u32>(random()));
    return canvas;
}

std::string text(Difference const& difference) { return std::string(FixedText<256>::of("{}", difference).view()); }

class CompareFormats : public testing::TestWithParam<PixelFormat> {};

// Every width around the words and the unrolled steps; each bit of each pixel counts, or does not.
TEST_P(CompareFormats, SeesEveryComparedBitAndNoOther)
{
    PixelFormat const format = GetParam();
    for (u32 width : {1u, 2u, 3u, 5u, 7u, 8u, 9u, 15u, 16u, 17u, 31u, 33u, 67u}) {
        Canvas const canvas = noise(width, 2, format);
        Memory memory(canvas);
        ASSERT_TRUE(compare(canvas, memory).is_none());
        for (u32 x = 0; x < width; ++x)
            for (u32 bit = 0; bit < bits_per_pixel(format); ++bit) {
                memory.flip(format, x, 1, bit);
                auto const difference = compare(canvas, memory);
                u32 const counts = (compared_bits(format) >> bit) & 1;
                ASSERT_EQ(difference.differing, counts) << "width " << width << " x " << x << " bit " << bit;
                if (counts != 0) {
                    EXPECT_EQ(difference.first, (Point{static_cast<i32>(x), 1}));
                    EXPECT_EQ(difference.expected ^ difference.seen, 1u << bit);
                    EXPECT_EQ(difference.box, Rect::at(static_cast<i32>(x), 1, 1, 1));
                }
                memory.flip(format, x, 1, bit);
            }
    }
}

// Bits after the last pixel of a row are nobody's.
TEST(Compare, IgnoresUnusedBitsOfTheLastByte)
{
    Canvas const canvas = noise(11, 1, PixelFormat::a1);
    Memory memory(canvas);
    memory.rows[0][1] = static_cast<u8>(memory.rows[0][1] ^ 0xf8);
    EXPECT_TRUE(compare(canvas, memory).is_none());
    memory.rows[0][1] = static_cast<u8>(memory.rows[0][1] ^ 0x04);
    EXPECT_EQ(compare(canvas, memory).first, (Point{10, 0}));
}

INSTANTIATE_TEST_SUITE_P(Formats, CompareFormats,
                         testing::Values(PixelFormat::x555_16, PixelFormat::x565_16, PixelFormat::xrgb_32,
                                         PixelFormat::argb_32, PixelFormat::a8, PixelFormat::a1),
                         [](auto const& test) { return "f" + std::string(name(test.param)); });

TEST(Compare, ReportsCountFirstAndBox)
{
    auto created = Canvas::create(20, 10, PixelFormat::xrgb_32);
    ASSERT_TRUE(created.has_value());
    Canvas& canvas = created.value();
    canvas.fill(canvas.bounds(), pack(PixelFormat::xrgb_32, 0x102030));
    Memory memory(canvas);
    EXPECT_EQ(text(compare(canvas, memory)), "equal: 200 pixels");

    memory.flip(PixelFormat::xrgb_32, 9, 2, 0);
    memory.flip(PixelFormat::xrgb_32, 4, 5, 23);
    for (u32 byte = 0; byte < 4; ++byte)
        memory.rows[7][6 * 4 + byte] = 0;
    auto const difference = compare(canvas, memory);
    EXPECT_EQ(difference.box, (Rect{4, 2, 10, 8}));
    EXPECT_EQ(text(difference), "3 of 200 pixels differ (32_xrgb): first at x=9 y=2, expected 0x00102030, seen "
                                "0x00102031; all within x=4..9 y=2..7; 1 of them read 0");
}

TEST(Compare, LostMemoryIsSaidToReadZero)
{
    auto created = Canvas::create(8, 4, PixelFormat::x565_16);
    ASSERT_TRUE(created.has_value());
    created->fill(created->bounds(), 0x1234);
    Memory memory(*created);
    for (auto& row : memory.rows)
        std::fill(row.begin(), row.end(), u8{0});
    EXPECT_EQ(text(compare(*created, memory)),
              "32 of 32 pixels differ (16_565): first at x=0 y=0, expected 0x1234, seen "
              "0x0000; all within x=0..7 y=0..3; 32 of them read 0");
}

} // namespace
} // namespace oracle
