// SPDX-License-Identifier: MIT
// What commands share, by hand: clips, masks, brushes, areas that overlap; and that rows at a time give what one pixel
// after the other gives, for every command.
#include "tests/guest/oracle/region.hpp"
#include "tests/host/oracle_rig.hpp"

namespace oracle::test {
namespace {

using namespace drawing;

TEST(OracleRegion, SpansCoverEachPixelOnce)
{
    Noise noise(3);
    for (u32 const count : {0u, 1u, 2u, 7u, 500u}) {
        std::vector<Rect> clip;
        for (u32 i = 0; i < count; ++i)
            clip.push_back(Rect::at(noise.number(-10, 60), noise.number(-10, 40), noise.number(0, count > 10 ? 5 : 40),
                                    noise.number(0, count > 10 ? 5 : 30)));
        std::vector<Span> room(count + 1);
        Region const region({3, 2, 57, 39}, {0, 0, 50, 35}, clip, room);
        std::vector<int> drawn(50 * 35), meant(50 * 35);
        i32 last = 0;
        region.for_each_span([&](i32 y, i32 left, i32 right) {
            EXPECT_LT(left, right);
            EXPECT_LE(last, y * 50 + left);
            last = y * 50 + right;
            for (i32 x = left; x < right; ++x)
                ++drawn[static_cast<size_t>(y * 50 + x)];
        });
        region.for_each_pixel([&](i32 y, i32 x, i32) { ++meant[static_cast<size_t>(y * 50 + x)]; });
        EXPECT_EQ(drawn, meant) << count;
    }
}

TEST(OracleRaster, OverlappingClipsInvertOnce)
{
    Desk desk;
    Canvas& canvas = desk.add(0, 6, 3, PixelFormat::a8);
    std::vector<Rect> const clip = {{0, 0, 3, 2}, {1, 1, 5, 3}, {-4, -4, 1, 1}};
    ASSERT_TRUE(desk.draw(canvas.bounds(), Invers{}, clip));
    EXPECT_EQ(ink(canvas), "###...\n"
                           "#####.\n"
                           ".####.\n");
}

TEST(OracleRaster, MasksStartAtTheAreasCorner)
{
    OwnBitmap const mask(BitmapFormat::bits_1_be, 4, 2, 4, {0b1010'0000, 0, 0, 0, 0b0101'0000, 0, 0, 0});
    auto const drawn = [&](Point origin, bool is_inverted) {
        Desk desk;
        Canvas& canvas = desk.add(0, 6, 3, PixelFormat::a8);
        EXPECT_TRUE(desk.draw({1, 1, 6, 3}, Whiteness{.mask = {&mask.bitmap, origin, is_inverted}}));
        return ink(canvas);
    };
    EXPECT_EQ(drawn({0, 0}, false), "......\n"
                                    ".#.#..\n"
                                    "..#.#.\n");
    EXPECT_EQ(drawn({1, 0}, false), "......\n"
                                    "..#...\n"
                                    ".#.#..\n");
    // Outside the mask nothing is drawn, inverted or not.
    EXPECT_EQ(drawn({1, 1}, true), "......\n"
                                   "..#...\n"
                                   "......\n");
}

TEST(OracleRaster, PatternsRepeatFromTheirOrigin)
{
    OwnBitmap const two(BitmapFormat::bits_8_a, 3, 2, 4, {1, 2, 3, 0, 4, 5, 6, 0});
    Desk desk;
    Canvas& canvas = desk.add(0, 7, 3, PixelFormat::a8);
    Brush const brush{.kind = Brush::Kind::pattern, .pattern = two, .origin = {4, 5}};
    ASSERT_TRUE(desk.draw({1, 0, 7, 3}, Fill{.brush = brush}));
    EXPECT_EQ(picture(canvas, [](u32 pixel) { return static_cast<char>('0' + pixel); }), "0456456\n"
                                                                                         "0123123\n"
                                                                                         "0456456\n");
}

TEST(OracleRaster, NoBrushDrawsNothing)
{
    Desk desk;
    Canvas& canvas = desk.add(0, 2, 1, PixelFormat::a8);
    canvas.fill(canvas.bounds(), 7);
    EXPECT_TRUE(desk.draw(canvas.bounds(), Fill{}));
    EXPECT_EQ(pixels(canvas), (std::vector<u32>{7, 7}));
    EXPECT_TRUE(desk.draw(canvas.bounds(), Fill{.rop = ropd::op_invers}));
    EXPECT_EQ(pixels(canvas), (std::vector<u32>{0xf8, 0xf8}));
}

TEST(OracleRaster, CopyBitsReadsBeforeItWrites)
{
    for (i32 dy = -1; dy <= 1; ++dy)
        for (i32 dx = -1; dx <= 1; ++dx) {
            Desk desk;
            Canvas& canvas = desk.add(0, 6, 5, PixelFormat::a8);
            for (u32 i = 0; i < 30; ++i)
                canvas.set_pixel(i % 6, i / 6, i);
            ASSERT_TRUE(desk.draw({1, 1, 5, 4}, CopyBits{.from = {1 + dx, 1 + dy}}));
            for (i32 y = 0; y < 5; ++y)
                for (i32 x = 0; x < 6; ++x) {
                    bool const is_moved = x >= 1 && x < 5 && y >= 1 && y < 4;
                    EXPECT_EQ(canvas.pixel(static_cast<u32>(x), static_cast<u32>(y)),
                              static_cast<u32>(is_moved ? (y + dy) * 6 + x + dx : y * 6 + x))
                        << dx << ' ' << dy << " at " << x << ' ' << y;
                }
        }
}

TEST(OracleRaster, TransparentLeavesOutOneColour)
{
    OwnBitmap const own(BitmapFormat::bits_32, 3, 1, 12, {1, 2, 3, 0, 1, 2, 3, 99, 4, 2, 3, 0});
    Desk desk;
    Canvas& canvas = desk.add(0, 3, 1, PixelFormat::argb_32);
    canvas.fill(canvas.bounds(), 0xff112233);
    ASSERT_TRUE(desk.draw(canvas.bounds(),
                          Transparent{.source = own, .source_area = {0, 0, 3, 1}, .transparent_color = 0x030201}));
    EXPECT_EQ(pixels(canvas), (std::vector<u32>{0xff112233, 0xff112233, 0x00030204}));
    desk.add(0, 3, 1, PixelFormat::a8);
    EXPECT_FALSE(desk.draw({0, 0, 3, 1}, Transparent{.source = own, .source_area = {0, 0, 3, 1}}));
}

TEST(OracleRaster, AlphaBlendIsOverWithLessOfTheSource)
{
    OwnBitmap const own(BitmapFormat::rgba, 2, 1, 8, {0, 0, 0xff, 0xff, 0, 0, 0x80, 0x80});
    Desk desk;
    Canvas& canvas = desk.add(0, 2, 1, PixelFormat::argb_32);
    auto const blended = [&](u8 alpha) {
        canvas.fill(canvas.bounds(), 0xff0000ff);
        EXPECT_TRUE(desk.draw(canvas.bounds(), AlphaBlend{.source = own, .source_area = {0, 0, 2, 1}, .alpha = alpha}));
        return pixels(canvas);
    };
    EXPECT_EQ(blended(255), (std::vector<u32>{0xffff0000, 0xff80007f}));
    EXPECT_EQ(blended(128), (std::vector<u32>{0xff80007f, 0xff4000bf}));
    EXPECT_EQ(blended(0), (std::vector<u32>{0xff0000ff, 0xff0000ff}));
}

TEST(OracleRaster, RefusesWhatHasNoMeaning)
{
    Desk desk;
    desk.add(0, 10, 10, PixelFormat::xrgb_32);
    Source const itself{.surface = SurfaceRef::primary}, nowhere{.surface = SurfaceRef{9}};
    EXPECT_FALSE(desk.draw({0, 0, 11, 1}, Blackness{}));
    EXPECT_FALSE(desk.draw({3, 3, 3, 4}, Blackness{}));
    EXPECT_FALSE(desk.draw({0, 0, 1, 1}, Blackness{}, {}, 9));
    EXPECT_FALSE(desk.draw({0, 0, 1, 1}, Copy{.source = nowhere, .source_area = {0, 0, 1, 1}}));
    EXPECT_FALSE(desk.draw({0, 0, 2, 2}, Copy{.source = itself, .source_area = {9, 9, 11, 11}}));
    EXPECT_FALSE(desk.draw({0, 0, 4, 4}, Copy{.source = itself, .source_area = {1, 0, 5, 4}}));
    EXPECT_TRUE(desk.draw({0, 0, 4, 4}, Copy{.source = itself, .source_area = {4, 0, 8, 4}}));
    EXPECT_FALSE(desk.draw({0, 0, 4, 4}, Rop3{.source = itself, .source_area = {4, 0, 8, 4}, .rop3 = 0xf0}));
    EXPECT_FALSE(desk.draw({0, 0, 4, 4}, Composite{.op = 0x0e, .source = {.source = itself}}));
    i32 const short_transform[] = {1, 2, 3};
    EXPECT_FALSE(desk.draw({0, 0, 4, 4}, Composite{.source = {.source = itself, .transform = short_transform}}));
    OwnBitmap const no_mask(BitmapFormat::bits_8_a, 4, 4, 4, std::vector<u8>(16));
    EXPECT_FALSE(desk.draw({0, 0, 4, 4}, Blackness{.mask = {.bitmap = &no_mask.bitmap}}));
}

// Draws on two desks that only differ in `is_plain`, and compares all pixels.
class BothWays : public testing::TestWithParam<PixelFormat> {
protected:
    static constexpr u32 width = 45, height = 30;

    BothWays()
    {
        for (Desk* desk : {&rows_, &plain_}) {
            desk->add(0, width, height, GetParam());
            desk->add(1, 40, 40, GetParam());
        }
        plain_.rasteriser().is_plain = true;
        noise_.fill(rows_[0]);
        noise_.fill(rows_[1]);
        set_pixels(plain_[0], pixels(rows_[0]));
        set_pixels(plain_[1], pixels(rows_[1]));
    }
    Brush brush()
    {
        if (noise_.below(3) == 0)
            return solid(noise_.word() & all_bits(GetParam()));
        return {.kind = Brush::Kind::pattern,
                .pattern = source(),
                .origin = {noise_.number(-50, 50), noise_.number(-50, 50)}};
    }
    Source source()
    {
        constexpr BitmapFormat formats[] = {BitmapFormat::bits_1_be, BitmapFormat::bits_4_le, BitmapFormat::bits_8,
                                            BitmapFormat::bits_16,   BitmapFormat::bits_24,   BitmapFormat::bits_32,
                                            BitmapFormat::rgba,      BitmapFormat::bits_8_a};
        u32 const which = noise_.below(10);
        if (which >= 8)
            return {.surface = SurfaceRef{1}};
        bitmaps_.push_back(noise_bitmap(noise_, formats[which], 40, 40));
        return *bitmaps_.back();
    }
    Mask mask()
    {
        if (noise_.chance())
            return {};
        bitmaps_.push_back(
            noise_bitmap(noise_, noise_.chance() ? BitmapFormat::bits_1_be : BitmapFormat::bits_1_le, width, height));
        return {.bitmap = &bitmaps_.back()->bitmap,
                .origin = {noise_.number(-2, 9), noise_.number(-2, 9)},
                .is_inverted = noise_.chance()};
    }
    u16 rop()
    {
        return static_cast<u16>(1u << noise_.number(3, 9) | (noise_.word() & 7) | (noise_.word() & ropd::invers_res));
    }
    template <class Operation> void draw(Rect area, Operation const& operation)
    {
        std::vector<Rect> clip(noise_.below(4));
        for (Rect& rect : clip)
            rect = noise_.rect(width, height);
        ASSERT_TRUE(rows_.draw(area, operation, clip));
        ASSERT_TRUE(plain_.draw(area, operation, clip));
        ASSERT_EQ(pixels(rows_[0]), pixels(plain_[0]));
        bitmaps_.clear();
    }

    Noise noise_{4};
    std::vector<std::unique_ptr<OwnBitmap>> bitmaps_;
    Desk rows_, plain_;
};

TEST_P(BothWays, RowsGiveWhatPixelsGive)
{
    for (int i = 0; i < 12; ++i) {
        Rect const area = noise_.rect(40, height), from = Rect::at(0, 0, area.width(), area.height());
        Rect const other = noise_.rect(40, 40);
        Scale const scale = noise_.chance() ? Scale::nearest : Scale::interpolate;
        draw(area, Fill{.brush = brush(), .rop = rop(), .mask = mask()});
        draw(area, Fill{.brush = solid(noise_.word() & all_bits(GetParam()))});
        draw(area, Copy{.source = source(), .source_area = from, .rop = rop(), .mask = mask()});
        draw(area, Copy{.source = source(), .source_area = from});
        draw(area, Copy{.source = source(), .source_area = other, .rop = rop(), .scale = scale, .mask = mask()});
        draw(area, Blend{{.source = source(), .source_area = from, .rop = rop(), .mask = mask()}});
        draw(area, Opaque{.source = source(), .source_area = from, .brush = brush(), .rop = rop(), .mask = mask()});
        draw(area, Blackness{.mask = mask()});
        draw(area, Rop3{.source = source(),
                        .source_area = from,
                        .brush = brush(),
                        .rop3 = static_cast<u8>(noise_.word()),
                        .mask = mask()});
        draw(area, Invers{.mask = mask()});
        draw(area, Whiteness{.mask = mask()});
        draw(area, CopyBits{.from = {noise_.number(0, 45 - area.width()), noise_.number(0, 30 - area.height())}});
        draw(area, AlphaBlend{.source = source(), .source_area = from, .alpha = noise_.byte()});
        draw(area, Composite{.op = static_cast<u8>(noise_.below(13)),
                             .source = {.source = source()},
                             .mask = {.source = source()},
                             .has_mask = noise_.chance()});
        if (has_colour(GetParam()))
            draw(area, Transparent{.source = source(), .source_area = from, .transparent_color = 0});
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, BothWays, testing::ValuesIn(all_formats),
                         [](auto const& test) { return "f" + std::string(name(test.param)); });

} // namespace
} // namespace oracle::test
