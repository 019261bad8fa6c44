// SPDX-License-Identifier: MIT
// COMPOSITE and scaling against pixman, on random pictures: every operator, format, kind of mask, repeat, filter and
// transform. Equal to the bit, but for the operators that pixman computes in single precision: there one step of a
// channel.
#include "tests/guest/oracle/compositor.hpp"
#include "tests/host/oracle_pixman.hpp"

namespace oracle::test {
namespace {

using namespace drawing;

std::vector<u8> all_operators()
{
    std::vector<u8> all;
    for (u8 op = 0; op < 64; ++op)
        if (is_operator(op))
            all.push_back(op);
    return all;
}

struct Case {
    PixelFormat target, source, mask;
    Composite composite;
    i32 source_transform[6], mask_transform[6];
};

class CompositeOperator : public testing::TestWithParam<u8> {
protected:
    // Draws the same on canvases and on pixman's images; the greatest difference.
    u32 run(Case& c)
    {
        Desk desk;
        noise_.fill(desk.add(0, 14, 9, c.target));
        noise_.fill(desk.add(1, 1 + noise_.below(14), 1 + noise_.below(9), c.source));
        noise_.fill(desk.add(2, 1 + noise_.below(14), 1 + noise_.below(9), c.mask));
        PixmanImage target(desk[0]), source(desk[1]), mask(desk[2]);
        source.set(c.composite.source);
        mask.set(c.composite.mask);
        pixman_image_set_component_alpha(mask.get(), c.composite.has_component_alpha);

        Rect const area = noise_.rect(14, 9);
        c.composite.op = GetParam();
        c.composite.source.source = {.surface = SurfaceRef{1}};
        c.composite.mask.source = {.surface = SurfaceRef{2}};
        EXPECT_TRUE(desk.draw(area, c.composite));
        Point const from = c.composite.source.origin, cover = c.composite.mask.origin;
        pixman_image_composite32(static_cast<pixman_op_t>(GetParam()), source.get(),
                                 c.composite.has_mask ? mask.get() : nullptr, target.get(), from.x, from.y, cover.x,
                                 cover.y, area.left, area.top, area.width(), area.height());
        u32 most = 0;
        for (u32 y = 0; y < 9; ++y)
            for (u32 x = 0; x < 14; ++x)
                most = std::max(most, difference(c.target, desk[0].pixel(x, y), target.pixel(x, y)));
        return most;
    }
    // pixman weighs masks wrongly in the HSL modes; that fault has a test of its own.
    bool may_have_mask() const { return !is_hsl(Operator{GetParam()}); }
    u32 tolerance() const { return is_wide(Operator{GetParam()}) ? 1 : 0; }
    PixelFormat format() { return all_formats[noise_.below(6)]; }
    void place(Composite::Input& input)
    {
        input.origin = {noise_.number(-6, 12), noise_.number(-6, 9)};
        input.repeat = Composite::Repeat{static_cast<u8>(noise_.below(4))};
    }
    void turn(Composite::Input& input, std::span<i32, 6> transform)
    {
        for (i32& number : transform)
            number = noise_.number(-0x28000, 0x28000);
        if (noise_.chance())
            transform[1] = transform[3] = 0;
        if (noise_.chance())
            input.transform = transform;
        input.filter = noise_.chance() ? Composite::Filter::nearest : Composite::Filter::bilinear;
    }

    Noise noise_{5};
};

TEST_P(CompositeOperator, EqualsPixman)
{
    for (int i = 0; i < 50; ++i) {
        Case c{format(), format(), format(), {}, {}, {}};
        c.composite.has_mask = may_have_mask() && noise_.chance();
        c.composite.has_component_alpha = c.composite.has_mask && noise_.chance();
        place(c.composite.source);
        place(c.composite.mask);
        ASSERT_LE(run(c), tolerance()) << name(c.source) << " on " << name(c.target) << " through " << name(c.mask);
    }
}

TEST_P(CompositeOperator, EqualsPixmanThroughTransforms)
{
    for (int i = 0; i < 50; ++i) {
        Case c{format(), format(), format(), {}, {}, {}};
        c.composite.has_mask = may_have_mask() && noise_.chance();
        c.composite.has_component_alpha = c.composite.has_mask && noise_.chance();
        place(c.composite.source);
        place(c.composite.mask);
        turn(c.composite.source, c.source_transform);
        turn(c.composite.mask, c.mask_transform);
        ASSERT_LE(run(c), tolerance()) << name(c.source) << " on " << name(c.target) << " through " << name(c.mask);
    }
}

INSTANTIATE_TEST_SUITE_P(Operators, CompositeOperator, testing::ValuesIn(all_operators()), [](auto const& test) {
    char text[8];
    std::snprintf(text, sizeof text, "op%02x", test.param);
    return std::string(text);
});

TEST(OracleComposite, PorterDuffOnOnePixel)
{
    // Half of blue over opaque red, and the operators around it.
    u32 const source = 0x80000080, alpha = 0x80808080, target = 0xffff0000;
    EXPECT_EQ(combine_narrow(Operator::clear, source, alpha, target), 0u);
    EXPECT_EQ(combine_narrow(Operator::source, source, alpha, target), source);
    EXPECT_EQ(combine_narrow(Operator::target, source, alpha, target), target);
    EXPECT_EQ(combine_narrow(Operator::over, source, alpha, target), 0xff7f0080u);
    EXPECT_EQ(combine_narrow(Operator::over_reverse, source, alpha, target), target);
    EXPECT_EQ(combine_narrow(Operator::in, source, alpha, target), source);
    EXPECT_EQ(combine_narrow(Operator::in_reverse, source, alpha, target), 0x80800000u);
    EXPECT_EQ(combine_narrow(Operator::out, source, alpha, target), 0u);
    EXPECT_EQ(combine_narrow(Operator::out_reverse, source, alpha, target), 0x7f7f0000u);
    EXPECT_EQ(combine_narrow(Operator::atop, source, alpha, target), 0xff7f0080u);
    EXPECT_EQ(combine_narrow(Operator::atop_reverse, source, alpha, target), 0x80800000u);
    EXPECT_EQ(combine_narrow(Operator::exclusive, source, alpha, target), 0x7f7f0000u);
    EXPECT_EQ(combine_narrow(Operator::add, source, alpha, target), 0xffff0080u);
}

// Also for colours above their alpha, which are none but can be drawn.
TEST(OracleComposite, WholeWordsGiveWhatPartsGive)
{
    Noise noise(10);
    for (int i = 0; i < 20000; ++i) {
        u32 const source = noise.word(), target = noise.word(), cover = noise.byte();
        EXPECT_EQ(over(source, target), combine_narrow(Operator::over, source, in_all_parts(source >> 24), target));
        EXPECT_EQ(masked(source, in_all_parts(cover)), combine_narrow(Operator::in, source, 0, cover << 24));
    }
}

TEST(OracleComposite, OpaqueFlagsTakeAlphaAsOne)
{
    Desk desk;
    desk.add(1, 1, 1, PixelFormat::argb_32).set_pixel(0, 0, 0x40102030);
    auto const drawn = [&](Composite composite) {
        Canvas& canvas = desk.add(0, 1, 1, PixelFormat::argb_32);
        canvas.set_pixel(0, 0, 0x80808080);
        composite.source.source = {.surface = SurfaceRef{1}};
        EXPECT_TRUE(desk.draw({0, 0, 1, 1}, composite));
        return canvas.pixel(0, 0);
    };
    EXPECT_EQ(drawn({.op = 3}), 0xa0708090u);
    EXPECT_EQ(drawn({.op = 3, .source = {.is_opaque = true}}), 0xff102030u);
    EXPECT_EQ(drawn({.op = 5, .is_target_opaque = true}), 0x40102030u);
    EXPECT_EQ(drawn({.op = 5}), 0x20081018u);
    desk.rasteriser().faults.composite_opaque_flags = true;
    EXPECT_EQ(drawn({.op = 5, .is_target_opaque = true}), 0x20081018u);
    EXPECT_EQ(drawn({.op = 3, .source = {.is_opaque = true}}), 0xff102030u);
}

// The fault of pixman's that Faults::composite_hsl_mask draws.
TEST(OracleComposite, HslModesWithMasksAreFaultyInPixman)
{
    Noise noise(6);
    u32 as_meant = 0, as_seen = 0;
    for (int i = 0; i < 100; ++i) {
        Desk desk;
        for (u32 number = 0; number < 3; ++number)
            noise.fill(desk.add(number, 8, 8, PixelFormat::argb_32));
        std::vector<u32> const before = pixels(desk[0]);
        PixmanImage target(desk[0]), source(desk[1]), mask(desk[2]);
        bool const has_component_alpha = i % 4 == 0;
        pixman_image_set_component_alpha(mask.get(), has_component_alpha);
        Composite const composite{.op = static_cast<u8>(noise.number(0x3b, 0x3e)),
                                  .source = {.source = {.surface = SurfaceRef{1}}},
                                  .mask = {.source = {.surface = SurfaceRef{2}}},
                                  .has_mask = true,
                                  .has_component_alpha = has_component_alpha};
        pixman_image_composite32(static_cast<pixman_op_t>(composite.op), source.get(), mask.get(), target.get(), 0, 0,
                                 0, 0, 0, 0, 8, 8);
        for (bool const is_faulty : {false, true}) {
            set_pixels(desk[0], before);
            desk.rasteriser().faults.composite_hsl_mask = is_faulty;
            ASSERT_TRUE(desk.draw({0, 0, 8, 8}, composite));
            for (u32 pixel = 0; pixel < 64; ++pixel)
                if (difference(PixelFormat::argb_32, desk[0].pixel(pixel % 8, pixel / 8),
                               target.pixel(pixel % 8, pixel / 8)) > 1)
                    ++(is_faulty ? as_seen : as_meant);
        }
    }
    EXPECT_GT(as_meant, 1000u);
    EXPECT_EQ(as_seen, 0u);
}

TEST(OracleScale, NearestTakesThePixelUnderTheCentre)
{
    OwnBitmap const four(BitmapFormat::bits_8_a, 4, 1, 4, {1, 2, 3, 4});
    auto const scaled = [&](Rect from, i32 width) {
        Desk desk;
        Canvas& canvas = desk.add(0, static_cast<u32>(width), 1, PixelFormat::a8);
        EXPECT_TRUE(desk.draw({0, 0, width, 1}, Copy{.source = four, .source_area = from, .scale = Scale::nearest}));
        return pixels(canvas);
    };
    EXPECT_EQ(scaled({0, 0, 4, 1}, 8), (std::vector<u32>{1, 1, 2, 2, 3, 3, 4, 4}));
    EXPECT_EQ(scaled({0, 0, 4, 1}, 2), (std::vector<u32>{1, 3}));
    EXPECT_EQ(scaled({1, 0, 4, 1}, 1), (std::vector<u32>{3}));
    EXPECT_EQ(scaled({1, 0, 3, 1}, 3), (std::vector<u32>{2, 2, 3}));
}

TEST(OracleScale, InterpolationWeighsNeighbours)
{
    OwnBitmap const two(BitmapFormat::rgba, 2, 1, 8, {0, 0, 0, 255, 128, 128, 128, 255});
    Desk desk;
    Canvas& canvas = desk.add(0, 4, 1, PixelFormat::xrgb_32);
    ASSERT_TRUE(desk.draw({0, 0, 4, 1}, Copy{.source = two, .source_area = {0, 0, 2, 1}, .scale = Scale::interpolate}));
    // A quarter and three quarters of the way; beyond the edge there is nothing to weigh with.
    std::vector<u32> seen = pixels(canvas);
    for (u32& pixel : seen)
        pixel &= 0xff;
    EXPECT_EQ(seen, (std::vector<u32>{0, 32, 96, 96}));
}

// A stretched COPY is a transform of the picture: the same through pixman, for every pair of formats with colour.
TEST(OracleScale, EqualsPixman)
{
    Noise noise(7);
    for (int i = 0; i < 100; ++i) {
        PixelFormat const to = all_formats[noise.below(4)], from = all_formats[noise.below(4)];
        Desk desk;
        noise.fill(desk.add(0, 30, 20, to));
        noise.fill(desk.add(1, 17, 23, from));
        PixmanImage target(desk[0]), source(desk[1]);
        Rect const area = noise.rect(30, 20), part = noise.rect(17, 23);
        if (area.width() == part.width() && area.height() == part.height())
            continue;
        Scale const scale = noise.chance() ? Scale::nearest : Scale::interpolate;
        i32 const transform[6] = {part.width() * 0x10000 / area.width(),
                                  0,
                                  part.left * 0x10000,
                                  0,
                                  part.height() * 0x10000 / area.height(),
                                  part.top * 0x10000};
        source.set({.filter = scale == Scale::nearest ? Composite::Filter::nearest : Composite::Filter::bilinear,
                    .transform = transform});
        pixman_image_composite32(PIXMAN_OP_SRC, source.get(), nullptr, target.get(), 0, 0, 0, 0, area.left, area.top,
                                 area.width(), area.height());
        ASSERT_TRUE(desk.draw(area, Copy{.source = {.surface = SurfaceRef{1}}, .source_area = part, .scale = scale}));
        for (u32 y = 0; y < 20; ++y)
            for (u32 x = 0; x < 30; ++x)
                ASSERT_EQ(difference(to, desk[0].pixel(x, y), target.pixel(x, y)), 0u)
                    << name(from) << " to " << name(to);
    }
}

} // namespace
} // namespace oracle::test
