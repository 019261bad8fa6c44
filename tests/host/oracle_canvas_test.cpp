// SPDX-License-Identifier: MIT
// The canvas against the meaning of each operation, pixel by pixel, on random rectangles.
#include "tests/guest/oracle/canvas.hpp"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace oracle {
namespace {

constexpr PixelFormat formats[] = {PixelFormat::x555_16, PixelFormat::x565_16, PixelFormat::xrgb_32,
                                   PixelFormat::argb_32, PixelFormat::a8,      PixelFormat::a1};

Canvas make(u32 width, u32 height, PixelFormat format)
{
    auto canvas = Canvas::create(width, height, format);
    EXPECT_TRUE(canvas.has_value());
    return std::move(canvas).value();
}

u32 all_bits(PixelFormat format) { return static_cast<u32>((u64{1} << bits_per_pixel(format)) - 1); }

// The same surface as a plain table, every operation one pixel at a time.
struct Reference {
    i32 width, height;
    std::vector<u32> pixels;

    explicit Reference(Canvas const& canvas)
        : width(static_cast<i32>(canvas.width())), height(static_cast<i32>(canvas.height()))
    {
        for (i32 y = 0; y < height; ++y)
            for (i32 x = 0; x < width; ++x)
                pixels.push_back(canvas.pixel(static_cast<u32>(x), static_cast<u32>(y)));
    }
    u32& at(i32 x, i32 y) { return pixels[static_cast<size_t>(y * width + x)]; }

    template <class Value> void draw(Rect area, std::span<Rect const> clip, Value&& value)
    {
        for (i32 y = 0; y < height; ++y)
            for (i32 x = 0; x < width; ++x) {
                Rect const here = Rect::at(x, y, 1, 1);
                bool is_drawn = clip.empty();
                for (Rect const& rect : clip)
                    is_drawn = is_drawn || rect.contains(here);
                if (is_drawn && area.contains(here))
                    at(x, y) = value(x, y);
            }
    }
    void expect_equal(Canvas const& canvas)
    {
        for (i32 y = 0; y < height; ++y)
            for (i32 x = 0; x < width; ++x)
                ASSERT_EQ(at(x, y), canvas.pixel(static_cast<u32>(x), static_cast<u32>(y))) << "x=" << x << " y=" << y;
    }
};

class CanvasOperations : public testing::TestWithParam<PixelFormat> {
protected:
    i32 number(i32 least, i32 most) { return std::uniform_int_distribution<i32>(least, most)(random_); }
    u32 word() { return static_cast<u32>(random_()); }
    Rect rect(i32 width, i32 height)
    {
        return Rect::at(number(-5, width), number(-5, height), number(0, width), number(0, height));
    }
    std::vector<Rect> clip(i32 width, i32 height)
    {
        std::vector<Rect> list(static_cast<size_t>(number(0, 4)));
        for (Rect& r : list)
            r = rect(width, height);
        return list;
    }
    Canvas noise(u32 width, u32 height)
    {
        Canvas canvas = make(width, height, GetParam());
        for (u32 y = 0; y < height; ++y)
            for (u32 x = 0; x < width; ++x)
                canvas.set_pixel(x, y, word() & all_bits(GetParam()));
        return canvas;
    }
    std::mt19937 random_{20111};
};

TEST_P(CanvasOperations, StartAtZero)
{
    Canvas canvas = make(13, 3, GetParam());
    Reference(canvas).expect_equal(canvas);
    for (u32 pixel : Reference(canvas).pixels)
        EXPECT_EQ(pixel, 0u);
}

TEST_P(CanvasOperations, FillIsExact)
{
    Canvas canvas = noise(67, 23);
    for (int i = 0; i < 300; ++i) {
        Reference reference(canvas);
        Rect const area = rect(67, 23);
        auto const list = clip(67, 23);
        u32 const value = word() & all_bits(GetParam());
        canvas.fill(area, value, list);
        reference.draw(area, list, [&](i32, i32) { return value; });
        reference.expect_equal(canvas);
    }
}

TEST_P(CanvasOperations, CopyOfAPictureIsExact)
{
    Canvas canvas = noise(61, 19);
    auto buffer = ImageBuffer::allocate(47, 29);
    ASSERT_TRUE(buffer.has_value());
    for (u32 y = 0; y < 29; ++y)
        for (u32 x = 0; x < 47; ++x)
            buffer->row(y)[x] = opaque(word() & 0xffffff);
    Image const image = buffer->image();
    if (!has_colour(GetParam())) {
        EXPECT_FALSE(canvas.copy({0, 0, 1, 1}, image, {0, 0}).has_value());
        return;
    }
    for (int i = 0; i < 300; ++i) {
        Reference reference(canvas);
        Point const source{number(0, 46), number(0, 28)};
        Rect const area = Rect::at(number(-9, 60), number(-9, 18), number(0, 47 - source.x), number(0, 29 - source.y));
        auto const list = clip(61, 19);
        ASSERT_TRUE(canvas.copy(area, image, source, list).has_value());
        reference.draw(area, list, [&](i32 x, i32 y) {
            return pack(GetParam(), image.row(static_cast<u32>(y - area.top + source.y))[x - area.left + source.x]);
        });
        reference.expect_equal(canvas);
    }
}

TEST_P(CanvasOperations, CopyBetweenCanvasesIsExact)
{
    Canvas canvas = noise(53, 31);
    Canvas const from = noise(37, 41);
    Reference source_pixels(from);
    for (int i = 0; i < 300; ++i) {
        Reference reference(canvas);
        Point const source{number(0, 36), number(0, 40)};
        Rect const area = Rect::at(number(-9, 52), number(-9, 30), number(0, 37 - source.x), number(0, 41 - source.y));
        auto const list = clip(53, 31);
        ASSERT_TRUE(canvas.copy(area, from, source, list).has_value());
        reference.draw(area, list, [&](i32 x, i32 y) {
            return source_pixels.at(x - area.left + source.x, y - area.top + source.y);
        });
        reference.expect_equal(canvas);
    }
}

TEST_P(CanvasOperations, CopyOnItselfReadsBeforeItWrites)
{
    Canvas canvas = noise(43, 29);
    for (int i = 0; i < 600; ++i) {
        Reference reference(canvas), before(canvas);
        Point const source{number(0, 42), number(0, 28)};
        // Mostly near the source, so that the two overlap, and often on the same row.
        Rect const area = Rect::at(source.x + number(-4, 4), source.y + number(-3, 3), number(0, 43 - source.x),
                                   number(0, 29 - source.y));
        auto const list = clip(43, 29);
        ASSERT_TRUE(canvas.copy(area, canvas, source, list).has_value());
        reference.draw(area, list,
                       [&](i32 x, i32 y) { return before.at(x - area.left + source.x, y - area.top + source.y); });
        reference.expect_equal(canvas);
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, CanvasOperations, testing::ValuesIn(formats),
                         [](auto const& test) { return "f" + std::string(name(test.param)); });

TEST(Canvas, RefusesASourceThatDoesNotCoverTheArea)
{
    Canvas canvas = make(8, 8, PixelFormat::xrgb_32);
    Canvas const small = make(4, 4, PixelFormat::xrgb_32);
    EXPECT_TRUE(canvas.copy({0, 0, 4, 4}, small, {0, 0}).has_value());
    EXPECT_FALSE(canvas.copy({0, 0, 5, 4}, small, {0, 0}).has_value());
    EXPECT_FALSE(canvas.copy({0, 0, 4, 4}, small, {0, 1}).has_value());
    EXPECT_FALSE(canvas.copy({0, 0, 4, 4}, small, {-1, 0}).has_value());
    EXPECT_FALSE(canvas.copy({0, 0, 4, 4}, small, {INT32_MAX, 0}).has_value());
    EXPECT_FALSE(canvas.copy({0, 0, 1, 1}, make(4, 4, PixelFormat::x565_16), {0, 0}).has_value());
}

TEST(Canvas, RefusesSizesOutsideTheRange)
{
    EXPECT_FALSE(Canvas::create(0, 1, PixelFormat::a8).has_value());
    EXPECT_FALSE(Canvas::create(1, 0, PixelFormat::a8).has_value());
    EXPECT_FALSE(Canvas::create(32768, 1, PixelFormat::a8).has_value());
    EXPECT_TRUE(Canvas::create(32767, 1, PixelFormat::a1).has_value());
}

TEST(Pixel, LiesInMemoryAsTheFormatNameSays)
{
    auto const bytes = [](PixelFormat format) {
        Canvas canvas = make(2, 1, format);
        canvas.fill({1, 0, 2, 1}, pack(format, 0x80c0f8));
        auto const row = canvas.row(0);
        return std::vector<u8>(row.begin(), row.end());
    };
    EXPECT_EQ(bytes(PixelFormat::xrgb_32), (std::vector<u8>{0, 0, 0, 0, 0xf8, 0xc0, 0x80, 0xff}));
    EXPECT_EQ(bytes(PixelFormat::argb_32), (std::vector<u8>{0, 0, 0, 0, 0xf8, 0xc0, 0x80, 0xff}));
    EXPECT_EQ(bytes(PixelFormat::x555_16), (std::vector<u8>{0, 0, 0x1f, 0x43})); // 0 10000 11000 11111
    EXPECT_EQ(bytes(PixelFormat::x565_16), (std::vector<u8>{0, 0, 0x1f, 0x86})); // 10000 110000 11111
    EXPECT_EQ(bytes(PixelFormat::a1), (std::vector<u8>{0x02}));
}

TEST(Pixel, SurvivesUnpackAndPack)
{
    for (PixelFormat format : {PixelFormat::x555_16, PixelFormat::x565_16})
        for (u32 pixel = 0; pixel <= compared_bits(format); ++pixel)
            ASSERT_EQ(pack(format, unpack(format, pixel)), pixel);
    EXPECT_EQ(unpack(PixelFormat::x565_16, 0xffff), 0xffffffu);
    EXPECT_EQ(unpack(PixelFormat::x555_16, 0x7fff), 0xffffffu);
}

} // namespace
} // namespace oracle
