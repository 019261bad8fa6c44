// SPDX-License-Identifier: MIT
// wire_commands.hpp, geometry and surface formats against Debian's libspice-protocol-dev, field by field.
// Without its headers there is nothing to compare, and qxl_wire_test.cpp fails.
#include "drivers/qxl/geometry.hpp"
#include "drivers/qxl/surface.hpp"
#include "drivers/qxl/wire_commands.hpp"

#include <gtest/gtest.h>

#if __has_include(<spice/qxl_dev.h>)
#include "tests/host/qxl_wire_compare.hpp"

namespace qxl::test {
namespace {

TEST(QxlWire, Geometry)
{
    SAME_SIZE(Rect, QXLRect);
    SAME_FIELD(Rect, top, QXLRect, top);
    SAME_FIELD(Rect, left, QXLRect, left);
    SAME_FIELD(Rect, bottom, QXLRect, bottom);
    SAME_FIELD(Rect, right, QXLRect, right);
    SAME_SIZE(wire::PackedRect, QXLRect);
    SAME_FIELD(wire::PackedRect, top, QXLRect, top);
    SAME_FIELD(wire::PackedRect, left, QXLRect, left);
    SAME_FIELD(wire::PackedRect, bottom, QXLRect, bottom);
    SAME_FIELD(wire::PackedRect, right, QXLRect, right);
    SAME_SIZE(Point, QXLPoint);
    SAME_FIELD(Point, x, QXLPoint, x);
    SAME_FIELD(Point, y, QXLPoint, y);
    SAME_SIZE(wire::PackedPoint, QXLPoint);
    SAME_FIELD(wire::PackedPoint, x, QXLPoint, x);
    SAME_FIELD(wire::PackedPoint, y, QXLPoint, y);
    SAME_SIZE(wire::Point16, QXLPoint16);
    SAME_FIELD(wire::Point16, x, QXLPoint16, x);
    SAME_FIELD(wire::Point16, y, QXLPoint16, y);
}

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
    SAME_FIELD(wire::Drawable, copy, QXLDrawable, u.copy);
    SAME_FIELD(wire::Drawable, copy_bits, QXLDrawable, u.copy_bits);
    SAME_FIELD(wire::Drawable, largest, QXLDrawable, u);
    SAME_SIZE(wire::CopyBits, QXLCopyBits);
    SAME_FIELD(wire::CopyBits, src_pos, QXLCopyBits, src_pos);
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
    SAME_FIELD(wire::CompatDrawable, largest, QXLCompatDrawable, u);
}

TEST(QxlWire, UpdateCmd)
{
    SAME_SIZE(wire::UpdateCmd, QXLUpdateCmd);
    SAME_FIELD(wire::UpdateCmd, release_id, QXLUpdateCmd, release_info);
    SAME_FIELD(wire::UpdateCmd, area, QXLUpdateCmd, area);
    SAME_FIELD(wire::UpdateCmd, update_id, QXLUpdateCmd, update_id);
    SAME_FIELD(wire::UpdateCmd, surface_id, QXLUpdateCmd, surface_id);
}

TEST(QxlWire, FillAndCopy)
{
    SAME_SIZE(wire::Brush, QXLBrush);
    SAME_FIELD(wire::Brush, type, QXLBrush, type);
    SAME_FIELD(wire::Brush, color, QXLBrush, u.color);
    SAME_FIELD(wire::Brush, pattern, QXLBrush, u.pattern);
    SAME_FIELD(wire::Brush, pattern.pat, QXLBrush, u.pattern.pat);
    SAME_FIELD(wire::Brush, pattern.pos, QXLBrush, u.pattern.pos);
    SAME_SIZE(wire::QMask, QXLQMask);
    SAME_FIELD(wire::QMask, flags, QXLQMask, flags);
    SAME_FIELD(wire::QMask, pos, QXLQMask, pos);
    SAME_FIELD(wire::QMask, bitmap, QXLQMask, bitmap);
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
}

TEST(QxlWire, Image)
{
    SAME_SIZE(wire::ImageDescriptor, QXLImageDescriptor);
    SAME_FIELD(wire::ImageDescriptor, id, QXLImageDescriptor, id);
    SAME_FIELD(wire::ImageDescriptor, type, QXLImageDescriptor, type);
    SAME_FIELD(wire::ImageDescriptor, flags, QXLImageDescriptor, flags);
    SAME_FIELD(wire::ImageDescriptor, width, QXLImageDescriptor, width);
    SAME_FIELD(wire::ImageDescriptor, height, QXLImageDescriptor, height);
    SAME_SIZE(wire::BitmapData, QXLBitmap);
    SAME_FIELD(wire::BitmapData, format, QXLBitmap, format);
    SAME_FIELD(wire::BitmapData, flags, QXLBitmap, flags);
    SAME_FIELD(wire::BitmapData, x, QXLBitmap, x);
    SAME_FIELD(wire::BitmapData, y, QXLBitmap, y);
    SAME_FIELD(wire::BitmapData, stride, QXLBitmap, stride);
    SAME_FIELD(wire::BitmapData, palette, QXLBitmap, palette);
    SAME_FIELD(wire::BitmapData, data, QXLBitmap, data);
    SAME_SIZE(wire::Image, QXLImage);
    SAME_FIELD(wire::Image, descriptor, QXLImage, descriptor);
    SAME_FIELD(wire::Image, bitmap, QXLImage, bitmap);
    SAME_FIELD(wire::Image, surface_id, QXLImage, surface_image.surface_id);
    SAME_SIZE(wire::DataChunk, QXLDataChunk);
    SAME_FIELD(wire::DataChunk, data_size, QXLDataChunk, data_size);
    SAME_FIELD(wire::DataChunk, prev_chunk, QXLDataChunk, prev_chunk);
    SAME_FIELD(wire::DataChunk, next_chunk, QXLDataChunk, next_chunk);

    QXLImage theirs{};
    QXL_SET_IMAGE_ID(&theirs, QXL_IMAGE_GROUP_DRIVER, 7);
    EXPECT_EQ(u64{theirs.descriptor.id}, u64{7} << 32 | wire::image_group_driver);
}

TEST(QxlWire, SurfaceAndCursorCommands)
{
    SAME_SIZE(wire::SurfaceCmd, QXLSurfaceCmd);
    SAME_FIELD(wire::SurfaceCmd, release_id, QXLSurfaceCmd, release_info);
    SAME_FIELD(wire::SurfaceCmd, surface_id, QXLSurfaceCmd, surface_id);
    SAME_FIELD(wire::SurfaceCmd, type, QXLSurfaceCmd, type);
    SAME_FIELD(wire::SurfaceCmd, flags, QXLSurfaceCmd, flags);
    SAME_FIELD(wire::SurfaceCmd, surface_create, QXLSurfaceCmd, u.surface_create);
    SAME_FIELD(wire::SurfaceCmd, surface_create.format, QXLSurfaceCmd, u.surface_create.format);
    SAME_FIELD(wire::SurfaceCmd, surface_create.width, QXLSurfaceCmd, u.surface_create.width);
    SAME_FIELD(wire::SurfaceCmd, surface_create.height, QXLSurfaceCmd, u.surface_create.height);
    SAME_FIELD(wire::SurfaceCmd, surface_create.stride, QXLSurfaceCmd, u.surface_create.stride);
    SAME_FIELD(wire::SurfaceCmd, surface_create.data, QXLSurfaceCmd, u.surface_create.data);

    SAME_SIZE(wire::CursorCmd, QXLCursorCmd);
    SAME_FIELD(wire::CursorCmd, release_id, QXLCursorCmd, release_info);
    SAME_FIELD(wire::CursorCmd, type, QXLCursorCmd, type);
    SAME_FIELD(wire::CursorCmd, set, QXLCursorCmd, u.set);
    SAME_FIELD(wire::CursorCmd, set.position, QXLCursorCmd, u.set.position);
    SAME_FIELD(wire::CursorCmd, set.visible, QXLCursorCmd, u.set.visible);
    SAME_FIELD(wire::CursorCmd, set.shape, QXLCursorCmd, u.set.shape);
    SAME_FIELD(wire::CursorCmd, position, QXLCursorCmd, u.position);
    SAME_FIELD(wire::CursorCmd, device_data, QXLCursorCmd, device_data);
    EXPECT_EQ(wire::cursor_device_data_size, u64{QXL_CURSUR_DEVICE_DATA_SIZE});
    SAME_SIZE(wire::Cursor, QXLCursor);
    SAME_FIELD(wire::Cursor, unique, QXLCursor, header.unique);
    SAME_FIELD(wire::Cursor, type, QXLCursor, header.type);
    SAME_FIELD(wire::Cursor, width, QXLCursor, header.width);
    SAME_FIELD(wire::Cursor, height, QXLCursor, header.height);
    SAME_FIELD(wire::Cursor, hot_spot_x, QXLCursor, header.hot_spot_x);
    SAME_FIELD(wire::Cursor, hot_spot_y, QXLCursor, header.hot_spot_y);
    SAME_FIELD(wire::Cursor, data_size, QXLCursor, data_size);
    SAME_FIELD(wire::Cursor, chunk, QXLCursor, chunk);
}

TEST(QxlWire, Monitors)
{
    SAME_SIZE(wire::Head, QXLHead);
    SAME_FIELD(wire::Head, id, QXLHead, id);
    SAME_FIELD(wire::Head, surface_id, QXLHead, surface_id);
    SAME_FIELD(wire::Head, width, QXLHead, width);
    SAME_FIELD(wire::Head, height, QXLHead, height);
    SAME_FIELD(wire::Head, x, QXLHead, x);
    SAME_FIELD(wire::Head, y, QXLHead, y);
    SAME_FIELD(wire::Head, flags, QXLHead, flags);
    SAME_SIZE(wire::MonitorsConfig, QXLMonitorsConfig);
    SAME_FIELD(wire::MonitorsConfig, count, QXLMonitorsConfig, count);
    SAME_FIELD(wire::MonitorsConfig, max_allowed, QXLMonitorsConfig, max_allowed);
}

TEST(QxlWire, CommandConstants)
{
    using namespace wire;
    EXPECT_EQ(number(CommandType::nop), QXL_CMD_NOP);
    EXPECT_EQ(number(CommandType::draw), QXL_CMD_DRAW);
    EXPECT_EQ(number(CommandType::update), QXL_CMD_UPDATE);
    EXPECT_EQ(number(CommandType::cursor), QXL_CMD_CURSOR);
    EXPECT_EQ(number(CommandType::message), QXL_CMD_MESSAGE);
    EXPECT_EQ(number(CommandType::surface), QXL_CMD_SURFACE);
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
    EXPECT_EQ(number(Effect::nop_on_dup), QXL_EFFECT_NOP_ON_DUP);
    EXPECT_EQ(number(CursorCmdType::set), QXL_CURSOR_SET);
    EXPECT_EQ(number(CursorCmdType::move), QXL_CURSOR_MOVE);
    EXPECT_EQ(number(CursorCmdType::hide), QXL_CURSOR_HIDE);
    EXPECT_EQ(number(CursorCmdType::trail), QXL_CURSOR_TRAIL);
    EXPECT_EQ(number(SurfaceCmdType::create), QXL_SURFACE_CMD_CREATE);
    EXPECT_EQ(number(SurfaceCmdType::destroy), QXL_SURFACE_CMD_DESTROY);
    EXPECT_EQ(wire::image_group_driver, u32{QXL_IMAGE_GROUP_DRIVER});
    EXPECT_EQ(bitmap_top_down, u8{QXL_BITMAP_TOP_DOWN});
    EXPECT_EQ(bitmap_direct, u8{QXL_BITMAP_DIRECT});
}

TEST(QxlWire, SpiceEnums)
{
    using namespace wire;
    EXPECT_EQ(number(ClipType::none), SPICE_CLIP_TYPE_NONE);
    EXPECT_EQ(number(ClipType::rects), SPICE_CLIP_TYPE_RECTS);
    EXPECT_EQ(number(BrushType::none), SPICE_BRUSH_TYPE_NONE);
    EXPECT_EQ(number(BrushType::solid), SPICE_BRUSH_TYPE_SOLID);
    EXPECT_EQ(number(BrushType::pattern), SPICE_BRUSH_TYPE_PATTERN);
    EXPECT_EQ(number(ImageType::bitmap), SPICE_IMAGE_TYPE_BITMAP);
    EXPECT_EQ(number(ImageType::surface), SPICE_IMAGE_TYPE_SURFACE);
    EXPECT_EQ(number(BitmapFmt::bits_16), SPICE_BITMAP_FMT_16BIT);
    EXPECT_EQ(number(BitmapFmt::bits_24), SPICE_BITMAP_FMT_24BIT);
    EXPECT_EQ(number(BitmapFmt::bits_32), SPICE_BITMAP_FMT_32BIT);
    EXPECT_EQ(number(BitmapFmt::rgba), SPICE_BITMAP_FMT_RGBA);
    EXPECT_EQ(number(CursorType::alpha), SPICE_CURSOR_TYPE_ALPHA);
    EXPECT_EQ(ropd::op_put, u16{SPICE_ROPD_OP_PUT});
    EXPECT_EQ(scale_mode_nearest, u8{SPICE_IMAGE_SCALE_MODE_NEAREST});
    EXPECT_EQ(number(Format::a_1), SPICE_SURFACE_FMT_1_A);
    EXPECT_EQ(number(Format::a_8), SPICE_SURFACE_FMT_8_A);
    EXPECT_EQ(number(Format::rgb_555), SPICE_SURFACE_FMT_16_555);
    EXPECT_EQ(number(Format::rgb_565), SPICE_SURFACE_FMT_16_565);
    EXPECT_EQ(number(Format::xrgb_32), SPICE_SURFACE_FMT_32_xRGB);
    EXPECT_EQ(number(Format::argb_32), SPICE_SURFACE_FMT_32_ARGB);
}

} // namespace
} // namespace qxl::test
#endif
