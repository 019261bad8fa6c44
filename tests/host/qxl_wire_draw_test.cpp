// SPDX-License-Identifier: MIT
// wire_draw.hpp against Debian's libspice-protocol-dev, field by field.
// Without its headers there is nothing to compare, and qxl_wire_test.cpp fails.
#include "drivers/qxl/wire_draw.hpp"

#include <gtest/gtest.h>

#if __has_include(<spice/qxl_dev.h>)
#include "tests/host/qxl_wire_compare.hpp"

namespace qxl::test {
namespace {

TEST(QxlWire, Drawable)
{
    SAME_SIZE(wire::Drawable, QXLDrawable);
    SAME_FIELD(wire::Drawable, release_id, QXLDrawable, release_info);
    SAME_FIELD(wire::Drawable, surface_id, QXLDrawable, surface_id);
    SAME_FIELD(wire::Drawable, effect, QXLDrawable, effect);
    SAME_FIELD(wire::Drawable, type, QXLDrawable, type);
    SAME_FIELD(wire::Drawable, self_bitmap, QXLDrawable, self_bitmap);
    SAME_FIELD(wire::Drawable, self_bitmap_area, QXLDrawable, self_bitmap_area);
    SAME_FIELD(wire::Drawable, bbox, QXLDrawable, bbox);
    SAME_FIELD(wire::Drawable, clip, QXLDrawable, clip);
    SAME_FIELD(wire::Drawable, mm_time, QXLDrawable, mm_time);
    SAME_FIELD(wire::Drawable, surfaces_dest, QXLDrawable, surfaces_dest);
    SAME_FIELD(wire::Drawable, surfaces_rects, QXLDrawable, surfaces_rects);
    SAME_FIELD(wire::Drawable, fill, QXLDrawable, u.fill);
    SAME_FIELD(wire::Drawable, opaque, QXLDrawable, u.opaque);
    SAME_FIELD(wire::Drawable, copy, QXLDrawable, u.copy);
    SAME_FIELD(wire::Drawable, copy_bits, QXLDrawable, u.copy_bits);
    SAME_FIELD(wire::Drawable, blackness, QXLDrawable, u.blackness);
    SAME_FIELD(wire::Drawable, rop3, QXLDrawable, u.rop3);
    SAME_FIELD(wire::Drawable, stroke, QXLDrawable, u.stroke);
    SAME_FIELD(wire::Drawable, text, QXLDrawable, u.text);
    SAME_FIELD(wire::Drawable, transparent, QXLDrawable, u.transparent);
    SAME_FIELD(wire::Drawable, alpha_blend, QXLDrawable, u.alpha_blend);
    SAME_FIELD(wire::Drawable, composite, QXLDrawable, u.composite);
    SAME_FIELD(wire::Drawable, bytes, QXLDrawable, u);
    SAME_SIZE(wire::Clip, QXLClip);
    SAME_FIELD(wire::Clip, type, QXLClip, type);
    SAME_FIELD(wire::Clip, data, QXLClip, data);
    SAME_SIZE(wire::ClipRects, QXLClipRects);
    SAME_FIELD(wire::ClipRects, num_rects, QXLClipRects, num_rects);
    SAME_FIELD(wire::ClipRects, chunk, QXLClipRects, chunk);
}

TEST(QxlWire, CompatDrawable)
{
    SAME_SIZE(wire::CompatDrawable, QXLCompatDrawable);
    SAME_FIELD(wire::CompatDrawable, release_id, QXLCompatDrawable, release_info);
    SAME_FIELD(wire::CompatDrawable, effect, QXLCompatDrawable, effect);
    SAME_FIELD(wire::CompatDrawable, type, QXLCompatDrawable, type);
    SAME_FIELD(wire::CompatDrawable, bitmap_offset, QXLCompatDrawable, bitmap_offset);
    SAME_FIELD(wire::CompatDrawable, bitmap_area, QXLCompatDrawable, bitmap_area);
    SAME_FIELD(wire::CompatDrawable, bbox, QXLCompatDrawable, bbox);
    SAME_FIELD(wire::CompatDrawable, clip, QXLCompatDrawable, clip);
    SAME_FIELD(wire::CompatDrawable, mm_time, QXLCompatDrawable, mm_time);
    SAME_FIELD(wire::CompatDrawable, fill, QXLCompatDrawable, u.fill);
    SAME_FIELD(wire::CompatDrawable, copy, QXLCompatDrawable, u.copy);
    SAME_FIELD(wire::CompatDrawable, copy_bits, QXLCompatDrawable, u.copy_bits);
    SAME_FIELD(wire::CompatDrawable, alpha_blend, QXLCompatDrawable, u.alpha_blend);
    SAME_FIELD(wire::CompatDrawable, bytes, QXLCompatDrawable, u);
}

TEST(QxlWire, RasterOperations)
{
    SAME_SIZE(wire::Fill, QXLFill);
    SAME_FIELD(wire::Fill, brush, QXLFill, brush);
    SAME_FIELD(wire::Fill, rop_descriptor, QXLFill, rop_descriptor);
    SAME_FIELD(wire::Fill, mask, QXLFill, mask);
    SAME_SIZE(wire::Copy, QXLCopy);
    SAME_FIELD(wire::Copy, src_bitmap, QXLCopy, src_bitmap);
    SAME_FIELD(wire::Copy, src_area, QXLCopy, src_area);
    SAME_FIELD(wire::Copy, rop_descriptor, QXLCopy, rop_descriptor);
    SAME_FIELD(wire::Copy, scale_mode, QXLCopy, scale_mode);
    SAME_FIELD(wire::Copy, mask, QXLCopy, mask);
    SAME_SIZE(wire::Opaque, QXLOpaque);
    SAME_FIELD(wire::Opaque, src_bitmap, QXLOpaque, src_bitmap);
    SAME_FIELD(wire::Opaque, src_area, QXLOpaque, src_area);
    SAME_FIELD(wire::Opaque, brush, QXLOpaque, brush);
    SAME_FIELD(wire::Opaque, rop_descriptor, QXLOpaque, rop_descriptor);
    SAME_FIELD(wire::Opaque, scale_mode, QXLOpaque, scale_mode);
    SAME_FIELD(wire::Opaque, mask, QXLOpaque, mask);
    SAME_SIZE(wire::Copy, QXLBlend);
    SAME_SIZE(wire::CopyBits, QXLCopyBits);
    SAME_FIELD(wire::CopyBits, src_pos, QXLCopyBits, src_pos);
    SAME_SIZE(wire::Blackness, QXLBlackness);
    SAME_FIELD(wire::Blackness, mask, QXLBlackness, mask);
    SAME_SIZE(wire::Blackness, QXLWhiteness);
    SAME_FIELD(wire::Blackness, mask, QXLWhiteness, mask);
    SAME_SIZE(wire::Blackness, QXLInvers);
    SAME_FIELD(wire::Blackness, mask, QXLInvers, mask);
    SAME_SIZE(wire::Rop3, QXLRop3);
    SAME_FIELD(wire::Rop3, src_bitmap, QXLRop3, src_bitmap);
    SAME_FIELD(wire::Rop3, src_area, QXLRop3, src_area);
    SAME_FIELD(wire::Rop3, brush, QXLRop3, brush);
    SAME_FIELD(wire::Rop3, rop3, QXLRop3, rop3);
    SAME_FIELD(wire::Rop3, scale_mode, QXLRop3, scale_mode);
    SAME_FIELD(wire::Rop3, mask, QXLRop3, mask);
}

TEST(QxlWire, Blending)
{
    SAME_SIZE(wire::Transparent, QXLTransparent);
    SAME_FIELD(wire::Transparent, src_bitmap, QXLTransparent, src_bitmap);
    SAME_FIELD(wire::Transparent, src_area, QXLTransparent, src_area);
    SAME_FIELD(wire::Transparent, src_color, QXLTransparent, src_color);
    SAME_FIELD(wire::Transparent, true_color, QXLTransparent, true_color);
    SAME_SIZE(wire::AlphaBlend, QXLAlphaBlend);
    SAME_FIELD(wire::AlphaBlend, alpha_flags, QXLAlphaBlend, alpha_flags);
    SAME_FIELD(wire::AlphaBlend, alpha, QXLAlphaBlend, alpha);
    SAME_FIELD(wire::AlphaBlend, src_bitmap, QXLAlphaBlend, src_bitmap);
    SAME_FIELD(wire::AlphaBlend, src_area, QXLAlphaBlend, src_area);
    SAME_SIZE(wire::CompatAlphaBlend, QXLCompatAlphaBlend);
    SAME_FIELD(wire::CompatAlphaBlend, alpha, QXLCompatAlphaBlend, alpha);
    SAME_FIELD(wire::CompatAlphaBlend, src_bitmap, QXLCompatAlphaBlend, src_bitmap);
    SAME_FIELD(wire::CompatAlphaBlend, src_area, QXLCompatAlphaBlend, src_area);
    SAME_SIZE(wire::Transform, QXLTransform);
    SAME_FIELD(wire::Transform, t00, QXLTransform, t00);
    SAME_FIELD(wire::Transform, t01, QXLTransform, t01);
    SAME_FIELD(wire::Transform, t02, QXLTransform, t02);
    SAME_FIELD(wire::Transform, t10, QXLTransform, t10);
    SAME_FIELD(wire::Transform, t11, QXLTransform, t11);
    SAME_FIELD(wire::Transform, t12, QXLTransform, t12);
    SAME_SIZE(wire::Composite, QXLComposite);
    SAME_FIELD(wire::Composite, flags, QXLComposite, flags);
    SAME_FIELD(wire::Composite, src, QXLComposite, src);
    SAME_FIELD(wire::Composite, src_transform, QXLComposite, src_transform);
    SAME_FIELD(wire::Composite, mask, QXLComposite, mask);
    SAME_FIELD(wire::Composite, mask_transform, QXLComposite, mask_transform);
    SAME_FIELD(wire::Composite, src_origin, QXLComposite, src_origin);
    SAME_FIELD(wire::Composite, mask_origin, QXLComposite, mask_origin);
}

TEST(QxlWire, LinesAndText)
{
    SAME_SIZE(wire::PointFix, QXLPointFix);
    SAME_FIELD(wire::PointFix, x, QXLPointFix, x);
    SAME_FIELD(wire::PointFix, y, QXLPointFix, y);
    SAME_SIZE(wire::PathSeg, QXLPathSeg);
    SAME_FIELD(wire::PathSeg, flags, QXLPathSeg, flags);
    SAME_FIELD(wire::PathSeg, count, QXLPathSeg, count);
    SAME_SIZE(wire::Path, QXLPath);
    SAME_FIELD(wire::Path, data_size, QXLPath, data_size);
    SAME_FIELD(wire::Path, chunk, QXLPath, chunk);
    SAME_SIZE(wire::LineAttr, QXLLineAttr);
    SAME_FIELD(wire::LineAttr, flags, QXLLineAttr, flags);
    SAME_FIELD(wire::LineAttr, join_style, QXLLineAttr, join_style);
    SAME_FIELD(wire::LineAttr, end_style, QXLLineAttr, end_style);
    SAME_FIELD(wire::LineAttr, style_nseg, QXLLineAttr, style_nseg);
    SAME_FIELD(wire::LineAttr, width, QXLLineAttr, width);
    SAME_FIELD(wire::LineAttr, miter_limit, QXLLineAttr, miter_limit);
    SAME_FIELD(wire::LineAttr, style, QXLLineAttr, style);
    SAME_SIZE(wire::Stroke, QXLStroke);
    SAME_FIELD(wire::Stroke, path, QXLStroke, path);
    SAME_FIELD(wire::Stroke, attr, QXLStroke, attr);
    SAME_FIELD(wire::Stroke, brush, QXLStroke, brush);
    SAME_FIELD(wire::Stroke, fore_mode, QXLStroke, fore_mode);
    SAME_FIELD(wire::Stroke, back_mode, QXLStroke, back_mode);
    SAME_SIZE(wire::RasterGlyph, QXLRasterGlyph);
    SAME_FIELD(wire::RasterGlyph, render_pos, QXLRasterGlyph, render_pos);
    SAME_FIELD(wire::RasterGlyph, glyph_origin, QXLRasterGlyph, glyph_origin);
    SAME_FIELD(wire::RasterGlyph, width, QXLRasterGlyph, width);
    SAME_FIELD(wire::RasterGlyph, height, QXLRasterGlyph, height);
    SAME_SIZE(wire::String, QXLString);
    SAME_FIELD(wire::String, data_size, QXLString, data_size);
    SAME_FIELD(wire::String, length, QXLString, length);
    SAME_FIELD(wire::String, flags, QXLString, flags);
    SAME_FIELD(wire::String, chunk, QXLString, chunk);
    SAME_SIZE(wire::Text, QXLText);
    SAME_FIELD(wire::Text, str, QXLText, str);
    SAME_FIELD(wire::Text, back_area, QXLText, back_area);
    SAME_FIELD(wire::Text, fore_brush, QXLText, fore_brush);
    SAME_FIELD(wire::Text, back_brush, QXLText, back_brush);
    SAME_FIELD(wire::Text, fore_mode, QXLText, fore_mode);
    SAME_FIELD(wire::Text, back_mode, QXLText, back_mode);
}

TEST(QxlWire, DrawConstants)
{
    using namespace wire;
    EXPECT_EQ(number(DrawType::nop), QXL_DRAW_NOP);
    EXPECT_EQ(number(DrawType::fill), QXL_DRAW_FILL);
    EXPECT_EQ(number(DrawType::opaque), QXL_DRAW_OPAQUE);
    EXPECT_EQ(number(DrawType::copy), QXL_DRAW_COPY);
    EXPECT_EQ(number(DrawType::copy_bits), QXL_COPY_BITS);
    EXPECT_EQ(number(DrawType::blend), QXL_DRAW_BLEND);
    EXPECT_EQ(number(DrawType::blackness), QXL_DRAW_BLACKNESS);
    EXPECT_EQ(number(DrawType::whiteness), QXL_DRAW_WHITENESS);
    EXPECT_EQ(number(DrawType::invers), QXL_DRAW_INVERS);
    EXPECT_EQ(number(DrawType::rop3), QXL_DRAW_ROP3);
    EXPECT_EQ(number(DrawType::stroke), QXL_DRAW_STROKE);
    EXPECT_EQ(number(DrawType::text), QXL_DRAW_TEXT);
    EXPECT_EQ(number(DrawType::transparent), QXL_DRAW_TRANSPARENT);
    EXPECT_EQ(number(DrawType::alpha_blend), QXL_DRAW_ALPHA_BLEND);
    EXPECT_EQ(number(DrawType::composite), QXL_DRAW_COMPOSITE);
    EXPECT_EQ(number(Effect::blend), QXL_EFFECT_BLEND);
    EXPECT_EQ(number(Effect::opaque), QXL_EFFECT_OPAQUE);
    EXPECT_EQ(number(Effect::revert_on_dup), QXL_EFFECT_REVERT_ON_DUP);
    EXPECT_EQ(number(Effect::blackness_on_dup), QXL_EFFECT_BLACKNESS_ON_DUP);
    EXPECT_EQ(number(Effect::whiteness_on_dup), QXL_EFFECT_WHITENESS_ON_DUP);
    EXPECT_EQ(number(Effect::nop_on_dup), QXL_EFFECT_NOP_ON_DUP);
    EXPECT_EQ(number(Effect::nop), QXL_EFFECT_NOP);
    EXPECT_EQ(number(Effect::opaque_brush), QXL_EFFECT_OPAQUE_BRUSH);
    EXPECT_EQ(number(ScaleMode::interpolate), SPICE_IMAGE_SCALE_MODE_INTERPOLATE);
    EXPECT_EQ(number(ScaleMode::nearest), SPICE_IMAGE_SCALE_MODE_NEAREST);
    EXPECT_EQ(number(ClipType::none), SPICE_CLIP_TYPE_NONE);
    EXPECT_EQ(number(ClipType::rects), SPICE_CLIP_TYPE_RECTS);
    EXPECT_EQ(ropd::invers_src, u16{SPICE_ROPD_INVERS_SRC});
    EXPECT_EQ(ropd::invers_brush, u16{SPICE_ROPD_INVERS_BRUSH});
    EXPECT_EQ(ropd::invers_dest, u16{SPICE_ROPD_INVERS_DEST});
    EXPECT_EQ(ropd::op_put, u16{SPICE_ROPD_OP_PUT});
    EXPECT_EQ(ropd::op_or, u16{SPICE_ROPD_OP_OR});
    EXPECT_EQ(ropd::op_and, u16{SPICE_ROPD_OP_AND});
    EXPECT_EQ(ropd::op_xor, u16{SPICE_ROPD_OP_XOR});
    EXPECT_EQ(ropd::op_blackness, u16{SPICE_ROPD_OP_BLACKNESS});
    EXPECT_EQ(ropd::op_whiteness, u16{SPICE_ROPD_OP_WHITENESS});
    EXPECT_EQ(ropd::op_invers, u16{SPICE_ROPD_OP_INVERS});
    EXPECT_EQ(ropd::invers_res, u16{SPICE_ROPD_INVERS_RES});
    EXPECT_EQ(alpha_dest_has_alpha, u16{SPICE_ALPHA_FLAGS_DEST_HAS_ALPHA});
    EXPECT_EQ(alpha_src_surface_has_alpha, u16{SPICE_ALPHA_FLAGS_SRC_SURFACE_HAS_ALPHA});
    EXPECT_EQ(string_raster_a1, u16{SPICE_STRING_FLAGS_RASTER_A1});
    EXPECT_EQ(string_raster_a4, u16{SPICE_STRING_FLAGS_RASTER_A4});
    EXPECT_EQ(string_raster_a8, u16{SPICE_STRING_FLAGS_RASTER_A8});
    EXPECT_EQ(line_start_with_gap, u8{SPICE_LINE_FLAGS_START_WITH_GAP});
    EXPECT_EQ(line_styled, u8{SPICE_LINE_FLAGS_STYLED});
    EXPECT_EQ(path_begin, u32{QXL_PATH_BEGIN});
    EXPECT_EQ(path_end, u32{QXL_PATH_END});
    EXPECT_EQ(path_close, u32{QXL_PATH_CLOSE});
}

TEST(QxlWire, CompositeConstants)
{
    using namespace wire;
    EXPECT_EQ(number(CompositeOp::clear), QXL_OP_CLEAR);
    EXPECT_EQ(number(CompositeOp::source), QXL_OP_SOURCE);
    EXPECT_EQ(number(CompositeOp::dst), QXL_OP_DST);
    EXPECT_EQ(number(CompositeOp::over), QXL_OP_OVER);
    EXPECT_EQ(number(CompositeOp::over_reverse), QXL_OP_OVER_REVERSE);
    EXPECT_EQ(number(CompositeOp::in), QXL_OP_IN);
    EXPECT_EQ(number(CompositeOp::in_reverse), QXL_OP_IN_REVERSE);
    EXPECT_EQ(number(CompositeOp::out), QXL_OP_OUT);
    EXPECT_EQ(number(CompositeOp::out_reverse), QXL_OP_OUT_REVERSE);
    EXPECT_EQ(number(CompositeOp::atop), QXL_OP_ATOP);
    EXPECT_EQ(number(CompositeOp::atop_reverse), QXL_OP_ATOP_REVERSE);
    EXPECT_EQ(number(CompositeOp::exclusive_or), QXL_OP_XOR);
    EXPECT_EQ(number(CompositeOp::add), QXL_OP_ADD);
    EXPECT_EQ(number(CompositeOp::saturate), QXL_OP_SATURATE);
    EXPECT_EQ(number(CompositeOp::multiply), QXL_OP_MULTIPLY);
    EXPECT_EQ(number(CompositeOp::screen), QXL_OP_SCREEN);
    EXPECT_EQ(number(CompositeOp::overlay), QXL_OP_OVERLAY);
    EXPECT_EQ(number(CompositeOp::darken), QXL_OP_DARKEN);
    EXPECT_EQ(number(CompositeOp::lighten), QXL_OP_LIGHTEN);
    EXPECT_EQ(number(CompositeOp::color_dodge), QXL_OP_COLOR_DODGE);
    EXPECT_EQ(number(CompositeOp::color_burn), QXL_OP_COLOR_BURN);
    EXPECT_EQ(number(CompositeOp::hard_light), QXL_OP_HARD_LIGHT);
    EXPECT_EQ(number(CompositeOp::soft_light), QXL_OP_SOFT_LIGHT);
    EXPECT_EQ(number(CompositeOp::difference), QXL_OP_DIFFERENCE);
    EXPECT_EQ(number(CompositeOp::exclusion), QXL_OP_EXCLUSION);
    EXPECT_EQ(number(CompositeOp::hsl_hue), QXL_OP_HSL_HUE);
    EXPECT_EQ(number(CompositeOp::hsl_saturation), QXL_OP_HSL_SATURATION);
    EXPECT_EQ(number(CompositeOp::hsl_color), QXL_OP_HSL_COLOR);
    EXPECT_EQ(number(CompositeOp::hsl_luminosity), QXL_OP_HSL_LUMINOSITY);
    EXPECT_EQ(composite::component_alpha, u32{SPICE_COMPOSITE_COMPONENT_ALPHA});
    EXPECT_EQ(composite::source_opaque, u32{SPICE_COMPOSITE_SOURCE_OPAQUE});
    EXPECT_EQ(composite::mask_opaque, u32{SPICE_COMPOSITE_MASK_OPAQUE});
    EXPECT_EQ(composite::dest_opaque, u32{SPICE_COMPOSITE_DEST_OPAQUE});
    EXPECT_EQ(1u << composite::src_filter_shift, u32{SPICE_COMPOSITE_SRC_FILTER0});
    EXPECT_EQ(1u << composite::mask_filter_shift, u32{SPICE_COMPOSITE_MASK_FILTER0});
    EXPECT_EQ(1u << composite::src_repeat_shift, u32{SPICE_COMPOSITE_SRC_REPEAT0});
    EXPECT_EQ(1u << composite::mask_repeat_shift, u32{SPICE_COMPOSITE_MASK_REPEAT0});
}

} // namespace
} // namespace qxl::test
#endif
