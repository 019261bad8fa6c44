// SPDX-License-Identifier: MIT
// Commands at random, right and wrong ones: whatever passes check() is read back without a complaint, and drawn by the
// model device, which reads as the server does.
#include "tests/host/qxl_bench.hpp"

#include <random>

namespace qxl::test {
namespace {

class Dice {
public:
    explicit Dice(u64 seed) : engine_(seed) {}
    u32 below(u32 n) { return static_cast<u32>(engine_() % n); }
    bool one_in(u32 n) { return below(n) == 0; }
    i32 between(i64 low, i64 high)
    {
        return static_cast<i32>(low + static_cast<i64>(engine_() % static_cast<u64>(high - low + 1)));
    }
    // Mostly within a picture of about that size.
    Rect rect(i32 size)
    {
        if (one_in(50))
            return {between(INT32_MIN, -1), between(INT32_MIN, 5), between(0, INT32_MAX - 1),
                    between(0, INT32_MAX - 1)};
        return rect_at(between(one_in(20) ? -1 : 0, size / 2), between(0, size / 2),
                       between(one_in(20) ? 0 : 1, size / 2), between(1, size / 2));
    }
    Point point(i32 size) { return {between(-size, size), between(-size, size)}; }
    template <class T, size_t n> T pick(T const (&from)[n]) { return from[below(n)]; }

private:
    std::mt19937_64 engine_;
};

class Generator {
public:
    Generator(u64 seed, std::span<Surface* const> surfaces) : dice_(seed), surfaces_(surfaces) {}

    DrawArgs args()
    {
        bitmaps_.clear();
        Surface& on = surface();
        DrawArgs a{.on = on, .area = dice_.rect(30)};
        clip_.clear();
        for (u32 n = dice_.one_in(3) ? dice_.below(40) : 0; n > 0; --n)
            clip_.push_back(rect_at(dice_.between(0, 9), dice_.between(0, 9), 1 + dice_.between(0, 9), 3));
        a.clip = clip_;
        a.operation = operation(a.area);
        if (dice_.one_in(6))
            a.effect = static_cast<wire::Effect>(dice_.below(9));
        if (dice_.one_in(6))
            a.self_bitmap = dice_.rect(30);
        a.list_chunk_bytes = dice_.one_in(2) ? 0 : 1 + dice_.below(60);
        return a;
    }

private:
    Surface& surface() { return *surfaces_[dice_.below(static_cast<u32>(surfaces_.size()))]; }
    Bitmap const& bitmap(BitmapFormat format)
    {
        u32 const stride = dice_.one_in(2) ? 0 : 200;
        auto& t = bitmaps_.emplace_back(
            std::make_unique<TestBitmap>(1 + dice_.below(40), 1 + dice_.below(40), format, stride));
        Bitmap& b = t->bitmap;
        b.chunk_bytes = dice_.one_in(2) ? 0 : 1 + dice_.below(100);
        b.is_direct = dice_.one_in(4);
        b.top_down = !dice_.one_in(3);
        b.wire_stride = dice_.one_in(3) ? dice_.below(300) : 0;
        if (dice_.one_in(5))
            b.palette = b.palette.first(dice_.below(static_cast<u32>(b.palette.size() + 1)));
        return b;
    }
    Source source()
    {
        if (dice_.one_in(30))
            return {};
        if (dice_.one_in(3))
            return surface();
        return bitmap(static_cast<BitmapFormat>(1 + dice_.below(dice_.one_in(30) ? 11 : 10)));
    }
    Brush brush()
    {
        if (dice_.one_in(5))
            return {};
        return dice_.one_in(2) ? Brush::solid(dice_.below(0xffffff)) : Brush::tiled(source(), dice_.point(100));
    }
    Mask mask()
    {
        if (!dice_.one_in(4))
            return {};
        return {dice_.one_in(4) ? source() : Source{bitmap(static_cast<BitmapFormat>(1 + dice_.below(2)))},
                {dice_.between(0, 5), dice_.between(0, 5)},
                dice_.one_in(2)};
    }
    u16 rop()
    {
        if (dice_.one_in(20))
            return static_cast<u16>(dice_.below(0x1000));
        u16 const inversions[] = {0, 0, ropd::invers_res, ropd::invers_brush, ropd::invers_src, ropd::invers_dest};
        return static_cast<u16>(ropd::op_put << dice_.below(7) | dice_.pick(inversions));
    }
    ScaleMode scale() { return static_cast<ScaleMode>(dice_.below(dice_.one_in(20) ? 3 : 2)); }
    op::Copy copy(Rect area)
    {
        return {source(), dice_.one_in(2) ? rect_like(area, {}) : dice_.rect(30), rop(), scale(), mask()};
    }
    op::CompositeInput input()
    {
        transform_ = {dice_.between(-3, 3) << 16, dice_.between(-3, 3) << 16, 0,
                      dice_.between(-3, 3) << 16, dice_.between(-3, 3) << 16, 0};
        return {source(),
                dice_.point(dice_.one_in(30) ? 40000 : 50),
                static_cast<wire::Repeat>(dice_.below(4)),
                wire::Filter{},
                dice_.one_in(4),
                dice_.one_in(2) ? &transform_ : nullptr};
    }
    op::Stroke stroke()
    {
        points_.clear();
        style_.clear();
        for (u32 n = 1 + dice_.below(20); n > 0; --n)
            points_.push_back(dice_.point(dice_.one_in(100) ? 20000 : 60));
        for (u32 n = dice_.one_in(2) ? 0 : dice_.below(6); n > 0; --n)
            style_.push_back(static_cast<u8>(dice_.below(40)));
        return {points_, dice_.one_in(2), style_, dice_.one_in(2), brush(), rop(), ropd::op_put};
    }
    op::Text text()
    {
        glyphs_.clear();
        u8 const bits = dice_.pick({u8{1}, u8{4}, u8{8}});
        for (u32 n = 1 + dice_.below(8); n > 0; --n) {
            auto const w = static_cast<u16>(dice_.below(20)), h = static_cast<u16>(1 + dice_.below(20));
            u64 const size = u64{h} * ((u64{w} * bits + 7) / 8);
            glyphs_.push_back({dice_.point(60), dice_.point(9), w, h, std::span(glyph_bytes_).first(size)});
        }
        return {bits, glyphs_, dice_.one_in(2) ? Rect{} : dice_.rect(30), brush(), brush()};
    }
    Operation operation(Rect area)
    {
        switch (dice_.below(14)) {
        case 0:
            return op::Fill{brush(), rop(), mask()};
        case 1:
            return op::Opaque{source(), dice_.rect(30), brush(), rop(), scale(), mask()};
        case 2:
            return copy(area);
        case 3:
            return op::CopyBits{dice_.point(30)};
        case 4:
            return op::Blend{copy(area)};
        case 5:
            return op::Blackness{mask()};
        case 6:
            return op::Whiteness{mask()};
        case 7:
            return op::Invers{mask()};
        case 8:
            return op::Rop3{source(), dice_.rect(30), brush(), static_cast<u8>(dice_.below(256)), scale(), mask()};
        case 9:
            return stroke();
        case 10:
            return text();
        case 11:
            return op::Transparent{source(), dice_.rect(30), dice_.below(0xffffff)};
        case 12:
            return op::AlphaBlend{source(), dice_.rect(30), static_cast<u8>(dice_.below(256))};
        default:
            return op::Composite{static_cast<wire::CompositeOp>(dice_.below(dice_.one_in(5) ? 70 : 14)), input(),
                                 dice_.one_in(2) ? input() : op::CompositeInput{}, dice_.one_in(8), dice_.one_in(8)};
        }
    }

    Dice dice_;
    std::span<Surface* const> surfaces_;
    std::vector<std::unique_ptr<TestBitmap>> bitmaps_;
    std::vector<Rect> clip_;
    std::vector<Point> points_;
    std::vector<u8> style_;
    std::vector<op::Glyph> glyphs_;
    std::vector<u8> glyph_bytes_ = std::vector<u8>(400, 0x5a);
    op::Transform transform_{};
};

TEST(QxlDrawRandom, WhatIsSentIsSound)
{
    Rig rig;
    std::vector<Surface*> surfaces{&rig.primary()};
    for (Format format : {Format::argb_32, Format::xrgb_32, Format::rgb_555, Format::rgb_565, Format::a_8, Format::a_1})
        surfaces.push_back(&rig.surface(50, 50, format));
    Generator generator(20261125, surfaces);
    std::array<u32, std::variant_size_v<Operation>> sent{}, refused{};
    for (unsigned n = 0; n < 6000; ++n) {
        DrawArgs const a = generator.args();
        SCOPED_TRACE(n);
        Status const checked = check(a);
        Status const drawn = rig.device().draw(a);
        ASSERT_EQ(checked.has_value(), drawn.has_value());
        if (!checked) {
            ++refused[a.operation.index()];
            continue;
        }
        ++sent[a.operation.index()];
        Built const built(a);
        ReadDrawable const r = built.drawable();
        ASSERT_FALSE(HasFailure());
        ASSERT_EQ(r.clip.size(), a.clip.size());
        if (n % 100 == 0) {
            OK(rig.device().update_all(*surfaces[0]));
        }
    }
    // Neither half of it is empty.
    for (size_t n = 0; n < sent.size(); ++n) {
        EXPECT_GT(sent[n], 20u) << n;
        EXPECT_GT(refused[n], 20u) << n;
    }
    auto const report = rig.device().close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

} // namespace
} // namespace qxl::test
