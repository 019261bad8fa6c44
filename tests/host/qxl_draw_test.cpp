// SPDX-License-Identifier: MIT
// Drawing commands as the server reads them: every member of every operation arrives, in one chunk or in many.
#include "tests/host/qxl_bench.hpp"

#include <array>

namespace qxl::test {
namespace {

struct QxlDraw : ::testing::Test {
    Rig rig;
    Surface& primary = rig.primary();
    Surface& other = rig.surface(20, 10);
    Surface& stencil = rig.surface(70, 50, Format::a_1);
    TestBitmap picture{9, 7, BitmapFormat::bits_32};
    TestBitmap stencil_bits{30, 20, BitmapFormat::bits_1_be};
    Rect const area = rect_at(3, 4, 9, 7);
    Rect const picture_area = rect_at(0, 0, 9, 7);

    DrawArgs args(Operation const& o) const { return {.on = primary, .area = area, .operation = o}; }
    ReadDrawable built(DrawArgs const& a)
    {
        EXPECT_TRUE(is_ok(check(a)));
        return Built(a).drawable();
    }
    ReadDrawable built(Operation const& o) { return built(args(o)); }
};

void expect_mask(ReadDrawable const& r, wire::QMask const& w, Mask const& m)
{
    EXPECT_EQ(w.flags, m.is_inverted ? wire::mask_invers : 0);
    EXPECT_EQ(i32{w.pos.x}, m.origin.x);
    EXPECT_EQ(i32{w.pos.y}, m.origin.y);
    ASSERT_TRUE(r.mask.has_value());
    if (m.image.bitmap != nullptr)
        expect_image(*r.mask, *m.image.bitmap);
    else
        EXPECT_EQ(r.mask->surface_id, m.image.surface->id());
}

TEST_F(QxlDraw, WhatEveryDrawableHas)
{
    std::vector<Rect> clip;
    for (i32 n = 0; n < 12; ++n)
        clip.push_back(rect_at(n, n, 1 + n, 2));
    for (u32 chunk : {0u, 1u, 7u, 16u, 100u, 1000u}) {
        DrawArgs a = args(op::Fill{Brush::solid(0x123456)});
        a.clip = clip;
        a.list_chunk_bytes = chunk;
        a.self_bitmap = rect_at(1, 2, 3, 4);
        ReadDrawable const r = built(a);
        EXPECT_EQ(u32{r.d.surface_id}, 0u);
        EXPECT_EQ(r.d.bbox.rect(), area);
        EXPECT_EQ(r.clip, clip);
        EXPECT_EQ(r.list_chunks, chunk == 0 ? 1 : (192 + chunk - 1) / chunk);
        EXPECT_EQ(r.d.self_bitmap, 1);
        EXPECT_EQ(r.d.self_bitmap_area.rect(), rect_at(1, 2, 3, 4));
        for (i32 surface : std::array{r.d.surfaces_dest[0], r.d.surfaces_dest[1], r.d.surfaces_dest[2]})
            EXPECT_EQ(surface, wire::no_surface);
        EXPECT_EQ(u32{r.d.fill.brush.color}, 0x123456u);
    }
}

TEST_F(QxlDraw, Fill)
{
    op::Fill fill{
        Brush::tiled(picture.bitmap, {-5, 6}), ropd::op_xor | ropd::invers_res, {stencil_bits.bitmap, {2, 1}, true}};
    ReadDrawable const r = built(fill);
    EXPECT_EQ(r.d.type, wire::DrawType::fill);
    EXPECT_EQ(r.d.fill.rop_descriptor, fill.rop);
    EXPECT_EQ(r.d.fill.brush.type, wire::BrushType::pattern);
    EXPECT_EQ(i32{r.d.fill.brush.pattern.pos.x}, -5);
    EXPECT_EQ(i32{r.d.fill.brush.pattern.pos.y}, 6);
    ASSERT_TRUE(r.brush.has_value());
    expect_image(*r.brush, picture.bitmap);
    expect_mask(r, r.d.fill.mask, fill.mask);
    EXPECT_EQ(built(op::Fill{}).d.fill.brush.type, wire::BrushType::none);
}

TEST_F(QxlDraw, OpaqueAndItsThreeDependencies)
{
    op::Opaque o{other,        rect_at(1, 2, 9, 7),    Brush::tiled(rig.surface(5, 5), {0, 0}),
                 ropd::op_and, ScaleMode::interpolate, {stencil, {10, 11}}};
    ReadDrawable const r = built(o);
    EXPECT_EQ(r.d.type, wire::DrawType::opaque);
    EXPECT_EQ(r.d.opaque.src_area.rect(), o.source_area);
    EXPECT_EQ(r.d.opaque.rop_descriptor, ropd::op_and);
    EXPECT_EQ(r.d.opaque.scale_mode, ScaleMode::interpolate);
    EXPECT_EQ(r.source->surface_id, other.id());
    EXPECT_EQ(r.brush->surface_id, o.brush.pattern.surface->id());
    expect_mask(r, r.d.opaque.mask, o.mask);
    EXPECT_EQ(r.d.surfaces_dest[0], static_cast<i32>(other.id()));
    EXPECT_EQ(r.d.surfaces_dest[1], static_cast<i32>(o.brush.pattern.surface->id()));
    EXPECT_EQ(r.d.surfaces_dest[2], static_cast<i32>(stencil.id()));
    EXPECT_EQ(r.d.surfaces_rects[0].rect(), o.source_area);
    EXPECT_EQ(r.d.surfaces_rects[1].rect(), rect_at(0, 0, 5, 5));
    EXPECT_EQ(r.d.surfaces_rects[2].rect(), rect_at(10, 11, 9, 7));
}

// Interpolation reads a pixel beyond the area: draw.random with seed 2265 saw one that was not rendered yet.
TEST_F(QxlDraw, AllOfAScaledSourceIsRenderedFirst)
{
    Rect const whole = Device::whole(other);
    Rect const part = rect_at(1, 2, 3, 2);
    for (Operation const& operation : {Operation(op::Copy{other, part}), Operation(op::Blend{{other, part}}),
                                       Operation(op::Rop3{other, part, Brush::solid(0x123456)}),
                                       Operation(op::AlphaBlend{other, part}), Operation(op::Transparent{other, part})})
        EXPECT_EQ(built(operation).d.surfaces_rects[0].rect(), whole) << operation.index();
}

TEST_F(QxlDraw, CopyBlendAndCopyBits)
{
    op::Copy copy{picture.bitmap, rect_at(1, 1, 3, 2), ropd::op_or, ScaleMode::nearest, {stencil_bits.bitmap, {}}};
    ReadDrawable r = built(copy);
    EXPECT_EQ(r.d.type, wire::DrawType::copy);
    EXPECT_EQ(r.d.copy.src_area.rect(), copy.source_area);
    EXPECT_EQ(r.d.copy.rop_descriptor, ropd::op_or);
    EXPECT_EQ(r.d.copy.scale_mode, ScaleMode::nearest);
    expect_image(*r.source, picture.bitmap);
    expect_mask(r, r.d.copy.mask, copy.mask);
    r = built(op::Blend{copy});
    EXPECT_EQ(r.d.type, wire::DrawType::blend);
    expect_image(*r.source, picture.bitmap);
    r = built(op::CopyBits{{7, 8}});
    EXPECT_EQ(r.d.type, wire::DrawType::copy_bits);
    EXPECT_EQ(i32{r.d.copy_bits.src_pos.x}, 7);
    EXPECT_EQ(i32{r.d.copy_bits.src_pos.y}, 8);
}

TEST_F(QxlDraw, BlacknessWhitenessInvers)
{
    Mask const mask{stencil_bits.bitmap, {3, 4}, true};
    for (auto const& [o, type] : {std::pair{Operation{op::Blackness{mask}}, wire::DrawType::blackness},
                                  std::pair{Operation{op::Whiteness{mask}}, wire::DrawType::whiteness},
                                  std::pair{Operation{op::Invers{mask}}, wire::DrawType::invers}}) {
        ReadDrawable const r = built(o);
        EXPECT_EQ(r.d.type, type);
        expect_mask(r, r.d.blackness.mask, mask);
    }
}

TEST_F(QxlDraw, Rop3BringsItsPatternBeforeTheArea)
{
    for (i32 x : {-30, -9, 0, 3, 4, 12, 40}) {
        op::Rop3 o{other, rect_at(0, 0, 9, 7), Brush::tiled(picture.bitmap, {x, x}), 0xca, ScaleMode::nearest, {}};
        ReadDrawable const r = built(o);
        EXPECT_EQ(r.d.type, wire::DrawType::rop3);
        EXPECT_EQ(r.d.rop3.rop3, 0xca);
        i32 const left = r.d.rop3.brush.pattern.pos.x, top = r.d.rop3.brush.pattern.pos.y;
        EXPECT_TRUE(left <= area.left && left > area.left - 9 && (left - x) % 9 == 0) << left;
        EXPECT_TRUE(top <= area.top && top > area.top - 7 && (top - x) % 7 == 0) << top;
        expect_image(*r.brush, picture.bitmap);
    }
}

TEST_F(QxlDraw, Stroke)
{
    std::vector<Point> const points{{1, 2}, {-3, 40}, {16383, -16383}};
    std::vector<u8> const style{3, 1, 255};
    for (u32 chunk : {0u, 1u, 5u, 32u}) {
        DrawArgs a = args(op::Stroke{points, true, style, true, Brush::solid(7), ropd::op_xor, ropd::op_put});
        a.list_chunk_bytes = chunk;
        ReadDrawable const r = built(a);
        EXPECT_EQ(r.d.type, wire::DrawType::stroke);
        ASSERT_EQ(r.segments.size(), 1u);
        EXPECT_EQ(u32{r.segments[0].flags}, wire::path_begin | wire::path_end | wire::path_close);
        ASSERT_EQ(r.points.size(), 3u);
        for (size_t n = 0; n < 3; ++n) {
            EXPECT_EQ(i32{r.points[n].x}, points[n].x * 16);
            EXPECT_EQ(i32{r.points[n].y}, points[n].y * 16);
        }
        EXPECT_EQ(r.style, (std::vector<wire::Fixed>{48, 16, 4080}));
        EXPECT_EQ(r.d.stroke.attr.flags, wire::line_styled | wire::line_start_with_gap);
        EXPECT_EQ(r.d.stroke.fore_mode, ropd::op_xor);
        EXPECT_EQ(u32{r.d.stroke.brush.color}, 7u);
    }
    ReadDrawable const solid = built(op::Stroke{.points = points, .brush = Brush::solid(1)});
    EXPECT_EQ(u32{solid.segments[0].flags}, wire::path_begin | wire::path_end);
    EXPECT_EQ(solid.d.stroke.attr.flags, 0);
}

TEST_F(QxlDraw, TextHasItsGlyphsUpsideDown)
{
    std::array<u8, 6> const one{1, 2, 3, 4, 5, 6}, two{9, 8, 7, 6, 5, 4};
    for (u8 bits : {u8{1}, u8{4}, u8{8}})
        for (u32 chunk : {0u, 1u, 11u}) {
            auto const width = static_cast<u16>(bits == 1 ? 13 : 16 / bits);
            std::array const glyphs{op::Glyph{{5, 6}, {-1, -2}, width, 3, one},
                                    op::Glyph{{15, 6}, {0, 1}, width, 3, two}};
            DrawArgs a =
                args(op::Text{bits, glyphs, rect_at(0, 0, 30, 20), Brush::solid(1), Brush::tiled(other, {1, 1})});
            a.list_chunk_bytes = chunk;
            ReadDrawable const r = built(a);
            EXPECT_EQ(r.d.type, wire::DrawType::text);
            ASSERT_EQ(r.glyphs.size(), 2u);
            EXPECT_EQ(r.glyphs[0].data, (std::vector<u8>{5, 6, 3, 4, 1, 2}));
            EXPECT_EQ(r.glyphs[1].data, (std::vector<u8>{5, 4, 7, 6, 9, 8}));
            EXPECT_EQ(i32{r.glyphs[0].head.render_pos.x}, 5);
            EXPECT_EQ(i32{r.glyphs[0].head.glyph_origin.y}, -2);
            EXPECT_EQ(r.glyphs[1].head.width, width);
            EXPECT_EQ(r.d.text.back_area.rect(), rect_at(0, 0, 30, 20));
            EXPECT_EQ(r.back_brush->surface_id, other.id());
            EXPECT_EQ(r.d.surfaces_dest[0], static_cast<i32>(other.id()));
        }
}

TEST_F(QxlDraw, TransparentAndAlphaBlend)
{
    ReadDrawable r = built(op::Transparent{picture.bitmap, picture_area, 0xabcdef});
    EXPECT_EQ(r.d.type, wire::DrawType::transparent);
    EXPECT_EQ(u32{r.d.transparent.true_color}, 0xabcdefu);
    EXPECT_EQ(r.d.transparent.src_area.rect(), picture_area);
    expect_image(*r.source, picture.bitmap);
    r = built(op::AlphaBlend{picture.bitmap, picture_area, 0x80, true, true});
    EXPECT_EQ(r.d.type, wire::DrawType::alpha_blend);
    EXPECT_EQ(r.d.alpha_blend.alpha, 0x80);
    EXPECT_EQ(r.d.alpha_blend.alpha_flags, wire::alpha_dest_has_alpha | wire::alpha_src_surface_has_alpha);
    expect_image(*r.source, picture.bitmap);
}

TEST_F(QxlDraw, Composite)
{
    op::Transform const half{1 << 15, 1, 2, 3, 1 << 15, 4}, turn{0, 1 << 16, 5, -(1 << 16), 0, 6};
    op::Composite o{};
    o.op = wire::CompositeOp::hard_light;
    o.source = {picture.bitmap, {-5, 300}, wire::Repeat::reflect, wire::Filter::bilinear, true, &half};
    o.mask = {other, {7, -8}, wire::Repeat::pad, wire::Filter::nearest, true, &turn};
    o.has_component_alpha = true;
    o.is_target_opaque = true;
    ReadDrawable const r = built(o);
    EXPECT_EQ(r.d.type, wire::DrawType::composite);
    EXPECT_EQ(u32{r.d.composite.flags},
              0x37u | 1u << 8 | 3u << 14 | 2u << 16 | 1u << 18 | 1u << 22 | 1u << 23 | 1u << 24);
    EXPECT_EQ(r.d.composite.src_origin.x, -5);
    EXPECT_EQ(r.d.composite.src_origin.y, 300);
    EXPECT_EQ(r.d.composite.mask_origin.x, 7);
    EXPECT_EQ(r.d.composite.mask_origin.y, -8);
    expect_image(*r.source, picture.bitmap);
    EXPECT_EQ(r.mask->surface_id, other.id());
    EXPECT_EQ(std::memcmp(&*r.source_transform, &half, sizeof half), 0);
    EXPECT_EQ(std::memcmp(&*r.mask_transform, &turn, sizeof turn), 0);
    EXPECT_EQ(r.d.surfaces_dest[0], static_cast<i32>(other.id()));

    op::Composite plain{};
    plain.source = {picture.bitmap};
    ReadDrawable const p = built(plain);
    EXPECT_EQ(u32{p.d.composite.flags}, 3u);
    EXPECT_FALSE(p.mask || p.source_transform || p.mask_transform);
}

TEST_F(QxlDraw, EveryKindOfBitmap)
{
    using enum wire::BitmapFmt;
    for (BitmapFormat format : {bits_1_be, bits_4_be, bits_8, bits_16, bits_24, bits_32, rgba, bits_8_a})
        for (u32 width : {1u, 2u, 3u, 9u, 31u, 33u})
            for (u32 chunk : {0u, 1u, 3u, 8u, 50u})
                for (bool is_direct : {false, true}) {
                    TestBitmap t(width, 5, format, 140);
                    t.bitmap.chunk_bytes = chunk;
                    t.bitmap.is_direct = is_direct;
                    t.bitmap.is_unstable = is_direct;
                    t.bitmap.top_down = width % 2 == 0;
                    t.bitmap.wire_stride = width == 9 ? 41 : 0;
                    auto const w = static_cast<i32>(width);
                    DrawArgs a = args(op::Copy{t.bitmap, rect_at(0, 0, w, 5)});
                    a.area = rect_at(0, 0, w, 5);
                    ReadDrawable const r = built(a);
                    expect_image(*r.source, t.bitmap);
                    u64 const row = row_bytes(width, format);
                    u64 const stride = width == 9 ? 41 : align_up(row, 4);
                    EXPECT_EQ(u32{r.source->bitmap.stride}, stride);
                    u64 const size = stride * 5;
                    EXPECT_EQ(r.source->chunks, is_direct ? 0 : chunk == 0 ? 1 : (size + chunk - 1) / chunk);
                }
}

TEST_F(QxlDraw, WholeLinesWhereChunksAreLeftToTheDriver)
{
    std::vector<u8> const pixels(u64{1000} * 4 * 200);
    Bitmap b{};
    b.width = 1000;
    b.height = 200;
    b.stride = 4000;
    b.pixels = pixels;
    BlockWriter size = BlockWriter::measuring();
    put_image(size, b, 1);
    std::vector<u8> block(size.used());
    BlockWriter to(block, Built::base);
    put_image(to, b, 1);
    wire::DataChunk first{};
    std::memcpy(&first, block.data() + sizeof(wire::Image), sizeof first);
    EXPECT_EQ(u32{first.data_size}, 4000u * 65);
}

TEST_F(QxlDraw, NumbersOfImages)
{
    Built const twice(args(op::Fill{Brush::tiled(picture.bitmap, {}), ropd::op_put, {stencil_bits.bitmap}}));
    ReadDrawable r = twice.drawable();
    EXPECT_EQ(r.brush->descriptor.id, u64{101} << 32 | wire::image_group_driver_dont_cache);
    EXPECT_EQ(r.mask->descriptor.id, u64{102} << 32 | wire::image_group_driver_dont_cache);
    EXPECT_EQ(r.brush->descriptor.flags, 0);
    EXPECT_EQ(twice.unique, 102u);
    picture.bitmap.cache_as = 101; // in a group of its own, so it is no other image's number
    r = built(op::Copy{picture.bitmap, picture_area});
    EXPECT_EQ(r.source->descriptor.id, u64{101} << 32 | wire::image_group_driver);
    EXPECT_EQ(r.source->descriptor.flags, wire::image_cache);
}

TEST_F(QxlDraw, SelfBitmapIsTheSource)
{
    DrawArgs a = args(op::AlphaBlend{{}, picture_area, 0x40});
    a.self_bitmap = rect_at(10, 10, 9, 7);
    ReadDrawable r = built(a);
    EXPECT_FALSE(r.source.has_value());
    EXPECT_EQ(u64{r.d.alpha_blend.src_bitmap}, 0u);
    a.operation = op::Composite{};
    r = built(a);
    EXPECT_FALSE(r.source.has_value());
}

TEST(QxlDrawCompat, LayoutsOfRevision1)
{
    ModelOptions options;
    options.revision = 1;
    Rig rig(options);
    auto const mode = rig.device().mode_number(320, 240);
    OK(mode);
    auto const primary = rig.device().set_mode(*mode);
    OK(primary);
    TestBitmap const picture(9, 7, BitmapFormat::rgba);
    DrawArgs a{.on = **primary, .area = rect_at(1, 1, 9, 7)};
    a.operation = op::AlphaBlend{picture.bitmap, rect_at(0, 0, 9, 7), 0x81, true};
    OK(check(a));
    Built const built(a);
    ReadDrawable const r = built.drawable();
    EXPECT_EQ(r.d.alpha_blend.alpha, 0x81);
    EXPECT_EQ(r.d.alpha_blend.src_area.rect(), rect_at(0, 0, 9, 7));
    expect_image(*r.source, picture.bitmap);
    a.self_bitmap = rect_at(2, 2, 4, 4);
    EXPECT_EQ(Built(a).drawable().d.self_bitmap, 1);
    a.operation = op::Composite{};
    FAILS(check(a), Side::unsupported, "compat mode");
}

} // namespace
} // namespace qxl::test
