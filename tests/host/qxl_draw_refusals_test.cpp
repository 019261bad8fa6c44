// SPDX-License-Identifier: MIT
// What is refused before it is sent: mistakes (Side::guest), and what the device does not allow (Side::unsupported).
#include "tests/host/qxl_bench.hpp"

#include <array>

namespace qxl::test {
namespace {

struct QxlRefusal : ::testing::Test {
    Rig rig;
    Surface& primary = rig.primary();
    Surface& other = rig.surface(20, 10);
    Surface& deep_color = rig.surface(20, 10, Format::rgb_565);
    Surface& alpha = rig.surface(20, 10, Format::a_8);
    Surface& stencil = rig.surface(70, 50, Format::a_1);
    TestBitmap picture{9, 7, BitmapFormat::bits_32};
    TestBitmap bits{16, 16, BitmapFormat::bits_1_le};
    Rect const all = rect_at(0, 0, 9, 7);

    Status on(Surface const& s, Operation const& o) { return check({.on = s, .area = all, .operation = o}); }
    Status on_primary(Operation const& o) { return on(primary, o); }
};

TEST_F(QxlRefusal, TargetAreaAndClip)
{
    op::Fill const fill{Brush::solid(0)};
    FAILS(check({.on = primary, .area = rect_at(60, 0, 5, 5), .operation = fill}), Side::guest, "rectangle drawn");
    FAILS(check({.on = primary, .area = rect_at(0, 0, 0, 5), .operation = fill}), Side::guest, "rectangle drawn");
    std::array const outside{rect_at(0, 0, 1, 1), rect_at(-1, 0, 2, 2)};
    FAILS(check({.on = primary, .area = all, .clip = outside, .operation = fill}), Side::guest, "clip rectangle");
    std::vector<Rect> const many(clip_rects_max + 1, rect_at(0, 0, 1, 1));
    FAILS(check({.on = primary, .area = all, .clip = many, .operation = fill}), Side::guest, "clip rectangles");
    OK(check({.on = primary, .area = all, .clip = std::span(many).first(clip_rects_max), .operation = fill}));
    OK(rig.device().destroy_surface(other));
    FAILS(on(other, fill), Side::guest, "live");
}

TEST_F(QxlRefusal, SourcesThatAreNone)
{
    for (Operation const& o :
         {Operation{op::Copy{{}, all}}, Operation{op::Blend{{{}, all}}},
          Operation{op::Opaque{{}, all, Brush::solid(0)}}, Operation{op::Rop3{{}, all, Brush::solid(0)}},
          Operation{op::Transparent{{}, all}}, Operation{op::AlphaBlend{{}, all}}, Operation{op::Composite{}}})
        FAILS(on_primary(o), Side::guest, "a bitmap, a surface");
    FAILS(on_primary(op::Fill{Brush::tiled({}, {})}), Side::guest, "pattern");
    DrawArgs copy{.on = primary, .area = all, .operation = op::Copy{{}, all}, .self_bitmap = all};
    FAILS(check(copy), Side::unsupported, "COPY and BLEND");
    copy.operation = op::Transparent{{}, rect_at(1, 0, 9, 7)};
    FAILS(check(copy), Side::guest, "inside the image");
}

TEST_F(QxlRefusal, SurfacesAsSources)
{
    FAILS(on_primary(op::Copy{primary, all}), Side::guest, "another surface");
    FAILS(on_primary(op::Fill{Brush::tiled(primary, {})}), Side::guest, "another surface");
    FAILS(on_primary(op::Copy{other, rect_at(12, 0, 9, 7)}), Side::guest, "inside the image");
    // Raw pixels only from surfaces with as many bits; where pixman draws, from any.
    Rect const wide = rect_at(0, 0, 18, 7);
    FAILS(on_primary(op::Copy{deep_color, all}), Side::unsupported, "as many bits");
    FAILS(on_primary(op::Copy{deep_color, wide, ropd::op_xor}), Side::unsupported, "as many bits");
    OK(on_primary(op::Copy{deep_color, wide}));
    FAILS(on_primary(op::Opaque{deep_color, all, Brush::solid(0)}), Side::unsupported, "as many bits");
    OK(on_primary(op::Opaque{deep_color, wide, Brush::solid(0)}));
    FAILS(on_primary(op::Rop3{deep_color, wide, Brush::solid(0)}), Side::unsupported, "as many bits");
    FAILS(on_primary(op::Transparent{deep_color, wide}), Side::unsupported, "as many bits");
    FAILS(on_primary(op::Fill{Brush::tiled(deep_color, {})}), Side::unsupported, "as many bits");
    OK(on_primary(op::AlphaBlend{deep_color, all}));
    op::Composite composite{};
    composite.source = {alpha};
    composite.mask = {stencil};
    OK(on_primary(composite));
    composite.source.is_opaque = true;
    FAILS(on_primary(composite), Side::unsupported, "opaque source");
    OK(rig.device().destroy_surface(other));
    FAILS(on_primary(op::Copy{other, all}), Side::guest, "live");
}

TEST_F(QxlRefusal, BitmapsThatAreWrong)
{
    auto with = [&](auto&& change) {
        Bitmap b = picture.bitmap;
        change(b);
        return on_primary(op::Copy{b, all});
    };
    OK(with([](Bitmap&) {}));
    FAILS(with([](Bitmap& b) { b.format = static_cast<BitmapFormat>(11); }), Side::guest, "bitmap format");
    FAILS(with([](Bitmap& b) { b.format = static_cast<BitmapFormat>(0); }), Side::guest, "bitmap format");
    FAILS(with([](Bitmap& b) { b.width = 0; }), Side::guest, "bitmap size");
    FAILS(with([](Bitmap& b) { b.height = 32768; }), Side::guest, "bitmap size");
    FAILS(with([](Bitmap& b) { b.stride = 35; }), Side::guest, "bitmap stride");
    FAILS(with([](Bitmap& b) { b.wire_stride = 35; }), Side::guest, "stride on the way");
    FAILS(with([](Bitmap& b) { b.pixels = b.pixels.first(36 * 7 - 1); }), Side::guest, "bitmap pixels");
    FAILS(with([](Bitmap& b) { b.wire_stride = 0x7fff'ffff; }), Side::guest, "bytes at most");
    FAILS(on_primary(op::Copy{picture.bitmap, rect_at(1, 0, 9, 7)}), Side::guest, "inside the image");
    FAILS(on_primary(op::Copy{picture.bitmap, rect_at(0, 0, 0, 7)}), Side::guest, "not empty");
    FAILS(on_primary(op::Copy{picture.bitmap, {INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX}}), Side::guest, "not empty");
    FAILS(on_primary(op::AlphaBlend{picture.bitmap, rect_at(0, -1, 9, 7)}), Side::guest, "inside the image");
}

TEST_F(QxlRefusal, ChunksWithoutNumber)
{
    std::vector<u8> const zeros(2048 * 1024 * 4);
    Bitmap b{};
    b.width = 2048;
    b.height = 1024;
    b.stride = 8192;
    b.pixels = zeros;
    b.chunk_bytes = 4;
    FAILS(check(b), Side::guest, "chunks at most");
    b.is_direct = true;
    OK(check(b));
}

TEST_F(QxlRefusal, Palettes)
{
    using enum wire::BitmapFmt;
    for (BitmapFormat format : {bits_1_be, bits_4_be, bits_8}) {
        TestBitmap t(9, 7, format);
        OK(on_primary(op::Copy{t.bitmap, all}));
        for (Surface* s : {&deep_color, &alpha})
            FAILS(on(*s, op::Copy{t.bitmap, all}), Side::unsupported, "no palette");
        t.bitmap.palette = std::span(t.entries).first(format == bits_1_be ? 1 : 4);
        FAILS(on_primary(op::Copy{t.bitmap, all}), Side::guest, "one for each number");
        t.bitmap.palette = {};
        FAILS(on_primary(op::Copy{t.bitmap, all}), Side::guest, "a palette");
    }
    for (BitmapFormat format : {bits_1_le, bits_4_le}) {
        TestBitmap t(9, 7, format);
        FAILS(on_primary(op::Fill{Brush::tiled(t.bitmap, {})}), Side::unsupported, "big-endian");
    }
    // As many entries as there are numbers used, in both orders.
    std::array<u8, 2> const pixels{0x12, 0x30};
    std::array<u32, 4> const four{};
    Bitmap b{};
    b.width = 3;
    b.height = 1;
    b.format = bits_4_be;
    b.stride = 2;
    b.pixels = pixels;
    b.palette = four;
    OK(check(b));
    b.palette = std::span(four).first(3);
    FAILS(check(b), Side::guest, "palette");
    b.format = bits_4_le; // 2, 1, 0
    OK(check(b));
    std::array<u8, 1> const last{0xff};
    std::array<u32, 256> const many{};
    b.width = b.stride = 1;
    b.pixels = last;
    for (auto [format, needed] : {std::pair{bits_4_be, 16u}, std::pair{bits_4_le, 16u}, std::pair{bits_8, 256u}}) {
        b.format = format;
        b.palette = std::span(many).first(needed - 1);
        FAILS(check(b), Side::guest, "palette");
        b.palette = std::span(many).first(needed);
        OK(check(b));
    }
}

TEST_F(QxlRefusal, Masks)
{
    auto masked = [&](Source s, Point origin = {}) { return on_primary(op::Blackness{{s, origin}}); };
    OK(masked(bits.bitmap));
    OK(masked(bits.bitmap, {7, 9}));
    OK(masked(stencil, {61, 43}));
    FAILS(masked(bits.bitmap, {8, 9}), Side::guest, "mask");
    FAILS(masked(bits.bitmap, {-1, 0}), Side::guest, "mask");
    FAILS(masked(stencil, {61, 44}), Side::guest, "mask");
    FAILS(masked(stencil, {INT32_MAX, INT32_MAX}), Side::guest, "mask");
    FAILS(masked(picture.bitmap), Side::guest, "format of a mask");
    FAILS(masked(alpha), Side::guest, "format of a mask");
    bits.bitmap.cache_as = 1;
    FAILS(masked(bits.bitmap), Side::guest, "cache_as");
}

TEST_F(QxlRefusal, RasterOperations)
{
    auto fill = [&](unsigned rop) { return on_primary(op::Fill{Brush::solid(0), static_cast<u16>(rop), {}}); };
    auto copy = [&](unsigned rop) { return on_primary(op::Copy{picture.bitmap, all, static_cast<u16>(rop)}); };
    auto opaque = [&](unsigned rop) {
        return on_primary(op::Opaque{picture.bitmap, all, Brush::solid(0), static_cast<u16>(rop)});
    };
    OK(fill(ropd::op_and | ropd::invers_brush | ropd::invers_dest | ropd::invers_res));
    OK(copy(ropd::op_and | ropd::invers_src | ropd::invers_dest | ropd::invers_res));
    OK(opaque(ropd::op_and | ropd::invers_src | ropd::invers_brush | ropd::invers_res));
    OK(fill(ropd::op_invers));
    for (unsigned rop : {0u, 1u << 11 | ropd::op_put, u32{ropd::op_or} | ropd::op_put, u32{ropd::invers_res},
                         u32{ropd::op_blackness} | ropd::invers_res, u32{ropd::op_invers} | ropd::invers_dest}) {
        FAILS(fill(rop), Side::guest, "raster operation");
        FAILS(copy(rop), Side::guest, "raster operation");
        FAILS(opaque(rop), Side::guest, "raster operation");
    }
    FAILS(fill(ropd::op_put | ropd::invers_src), Side::guest, "raster operation");
    FAILS(copy(ropd::op_put | ropd::invers_brush), Side::guest, "raster operation");
    FAILS(opaque(ropd::op_put | ropd::invers_dest), Side::guest, "raster operation");
    auto const mode = static_cast<ScaleMode>(2);
    FAILS(on_primary(op::Copy{picture.bitmap, all, ropd::op_put, mode}), Side::guest, "scale mode");
    Brush brush = Brush::solid(0);
    brush.type = static_cast<wire::BrushType>(3);
    FAILS(on_primary(op::Fill{brush}), Side::guest, "brush");
    FAILS(on_primary(op::CopyBits{{56, 0}}), Side::guest, "area copied");
    FAILS(on_primary(op::CopyBits{{-1, 0}}), Side::guest, "area copied");
}

TEST_F(QxlRefusal, Rop3)
{
    unsigned refused = 0;
    for (unsigned rop3 = 0; rop3 < 256; ++rop3) {
        Status const s = on_primary(op::Rop3{picture.bitmap, all, Brush::solid(0), static_cast<u8>(rop3)});
        if (!s) {
            ++refused;
            FAILS(s, Side::unsupported, "ROP3");
        }
    }
    EXPECT_EQ(refused, 38u);
    FAILS(on_primary(op::Rop3{picture.bitmap, all, {}, 0xca}), Side::guest, "brush of ROP3");
}

TEST_F(QxlRefusal, Lines)
{
    std::array<Point, 3> points{Point{0, 0}, Point{5, 5}, Point{9, 1}};
    std::array<u8, 2> style{1, 2};
    auto stroke = [&] { return on_primary(op::Stroke{points, false, style, false, Brush::solid(0)}); };
    OK(stroke());
    style[1] = 0;
    FAILS(stroke(), Side::guest, "style");
    style[1] = 2;
    points[2].x = 16384;
    FAILS(stroke(), Side::guest, "point of a line");
    FAILS(on_primary(op::Stroke{std::span(points).first(1)}), Side::guest, "points");
    FAILS(on_primary(op::Stroke{std::span(points).first(2), false, {}, false, Brush::solid(0), 0}), Side::guest,
          "raster operation");
    FAILS(on_primary(op::Stroke{std::span(points).first(2), false, {}, false, Brush::tiled(other, {})}),
          Side::unsupported, "pattern of a STROKE");
    std::array const clip{rect_at(0, 0, 2, 2), rect_at(5, 5, 2, 2)};
    op::Stroke const plain{std::span(points).first(2), false, {}, false, Brush::solid(0)};
    OK(check({.on = primary, .area = all, .clip = std::span(clip).first(1), .operation = plain}));
    FAILS(check({.on = primary, .area = all, .clip = clip, .operation = plain}), Side::unsupported, "clip");
    std::vector<u8> const long_style(256, 1);
    FAILS(on_primary(op::Stroke{std::span(points).first(2), false, long_style}), Side::guest, "style");
}

TEST_F(QxlRefusal, Glyphs)
{
    std::vector<u8> const bytes(70000);
    auto text = [&](u8 bits_, op::Glyph const& g) {
        return on_primary(op::Text{bits_, {&g, 1}, {}, Brush::solid(0), {}});
    };
    OK(text(1, {{0, 0}, {0, 0}, 9, 3, std::span(bytes).first(6)}));
    FAILS(text(1, {{0, 0}, {0, 0}, 9, 3, std::span(bytes).first(5)}), Side::guest, "glyph");
    FAILS(text(1, {{0, 0}, {0, 0}, 0, 3, {}}), Side::guest, "glyph");
    FAILS(text(2, {{0, 0}, {0, 0}, 4, 1, std::span(bytes).first(1)}), Side::guest, "bits of a glyph");
    FAILS(text(1, {{20000, 0}, {0, 0}, 8, 1, std::span(bytes).first(1)}), Side::guest, "position");
    FAILS(text(8, {{0, 0}, {0, 0}, 1000, 70, bytes}), Side::guest, "bytes at most");
    std::array const far{op::Glyph{{-16383, 0}, {-16383, 0}, 8, 1, std::span(bytes).first(1)},
                         op::Glyph{{16383, 0}, {0, 0}, 8, 1, std::span(bytes).first(1)}};
    FAILS(on_primary(op::Text{1, far, {}, Brush::solid(0), {}}), Side::guest, "from the first to the last");
    FAILS(on_primary(op::Text{1, {}, {}, Brush::solid(0), {}}), Side::guest, "glyphs");
    op::Text put{1, std::span(far).last(1), {}, Brush::solid(0), {}};
    OK(on_primary(put));
    put.fore_mode = ropd::op_xor;
    FAILS(on_primary(put), Side::unsupported, "fore_mode");
    put.fore_mode = ropd::op_put;
    put.back_area = rect_at(60, 0, 9, 9);
    FAILS(on_primary(put), Side::guest, "back_area");
}

TEST_F(QxlRefusal, Composite)
{
    op::Composite good{};
    good.source = {picture.bitmap};
    OK(on_primary(good));
    auto with = [&](auto&& change) {
        op::Composite c = good;
        change(c);
        return on_primary(c);
    };
    for (unsigned op : {0x0eu, 0x10u, 0x2fu, 0x3fu, 0xffu})
        FAILS(with([&](op::Composite& c) { c.op = static_cast<wire::CompositeOp>(op); }), Side::guest, "operator");
    FAILS(with([](op::Composite& c) { c.source.origin.x = 32768; }), Side::guest, "16 bits");
    FAILS(with([](op::Composite& c) { c.source.repeat = static_cast<wire::Repeat>(4); }), Side::guest, "repeat");
    FAILS(with([](op::Composite& c) { c.mask.filter = static_cast<wire::Filter>(2); }), Side::guest, "filter");
    FAILS(with([](op::Composite& c) { c.has_component_alpha = true; }), Side::guest, "component alpha");
    op::Transform const flat{1 << 16, 1 << 16, 0, 2 << 16, 2 << 16, 0};
    FAILS(with([&](op::Composite& c) { c.source.transform = &flat; }), Side::guest, "singular");
    good.is_target_opaque = true;
    OK(on_primary(good));
    FAILS(on(alpha, good), Side::unsupported, "opaque target");
}

TEST_F(QxlRefusal, SelfBitmap)
{
    DrawArgs a{.on = primary, .area = all, .operation = op::Fill{Brush::solid(0)}, .self_bitmap = all};
    OK(check(a));
    a.self_bitmap = rect_at(60, 0, 9, 7);
    FAILS(check(a), Side::guest, "self_bitmap");
    DrawArgs const deep{.on = deep_color, .area = all, .operation = op::Fill{Brush::solid(0)}, .self_bitmap = all};
    FAILS(check(deep), Side::unsupported, "self_bitmap");
}

TEST_F(QxlRefusal, AlphaOnlyTargets)
{
    Rect const wide = rect_at(0, 0, 8, 3);
    std::array const points{Point{0, 0}, Point{5, 5}};
    std::array<u8, 1> const byte{0xff};
    op::Glyph const glyph{{0, 0}, {0, 0}, 8, 1, byte};
    Brush const solid = Brush::solid(1), tiled = Brush::tiled(picture.bitmap, {});
    op::Composite composite{};
    composite.source = {picture.bitmap};
    struct {
        Operation o;
        bool on_8, on_1;
    } const cases[] = {
        {op::Fill{solid}, true, true},
        {op::Fill{solid, ropd::op_or, {}}, true, false},
        {op::Fill{Brush{}}, true, false},
        {op::Fill{tiled}, true, false},
        {op::Opaque{picture.bitmap, all, solid}, true, false},
        {op::Opaque{picture.bitmap, wide, solid}, true, true},
        {op::Opaque{picture.bitmap, wide, tiled}, true, false},
        {op::Copy{picture.bitmap, all}, true, false},
        {op::Copy{picture.bitmap, wide}, true, true},
        {op::Copy{picture.bitmap, wide, ropd::op_and}, true, false},
        {op::Blend{{picture.bitmap, all}}, true, false},
        {op::CopyBits{}, true, false},
        {op::Blackness{}, true, true},
        {op::Whiteness{}, true, true},
        {op::Invers{}, true, false},
        {op::Rop3{picture.bitmap, all, solid}, false, false},
        {op::Stroke{points, false, {}, false, solid}, true, true},
        {op::Stroke{points, false, {}, false, solid, ropd::op_xor}, true, false},
        {op::Stroke{points, false, {}, false, tiled}, true, false},
        {op::Text{1, {&glyph, 1}, {}, solid, {}}, true, true},
        {op::Text{1, {&glyph, 1}, all, solid, tiled}, true, false},
        {op::Transparent{picture.bitmap, all}, true, false},
        {op::AlphaBlend{picture.bitmap, all}, true, true},
        {composite, true, false},
    };
    for (auto const& c : cases) {
        for (auto const& [s, allowed] : {std::pair{&alpha, c.on_8}, std::pair{&stencil, c.on_1}})
            if (allowed)
                EXPECT_TRUE(is_ok(on(*s, c.o))) << c.o.index();
            else
                EXPECT_TRUE(fails(on(*s, c.o), Side::unsupported, "")) << c.o.index();
        EXPECT_TRUE(is_ok(on_primary(c.o))) << c.o.index();
    }
}

TEST_F(QxlRefusal, CachedNumbersStandForOneShape)
{
    Device& d = rig.device();
    picture.bitmap.cache_as = 5;
    op::Copy copy{picture.bitmap, all};
    OK(d.draw({.on = primary, .area = all, .operation = copy}));
    OK(d.draw({.on = primary, .area = all, .operation = copy}));
    TestBitmap other_shape(9, 8, BitmapFormat::bits_32);
    other_shape.bitmap.cache_as = 5;
    copy.source = other_shape.bitmap;
    FAILS(d.draw({.on = primary, .area = all, .operation = copy}), Side::guest, "cached");
    for (u32 n = 6; n < 5 + ImageCache::entries_max; ++n) {
        other_shape.bitmap.cache_as = n;
        OK(d.draw({.on = primary, .area = all, .operation = copy}));
    }
    other_shape.bitmap.cache_as = 1000;
    FAILS(d.draw({.on = primary, .area = all, .operation = copy}), Side::guest, "cached images");
}

} // namespace
} // namespace qxl::test
