// SPDX-License-Identifier: MIT
// wire_image.hpp, geometry and surface formats against Debian's libspice-protocol-dev, field by field.
// Without its headers there is nothing to compare, and qxl_wire_test.cpp fails.
#include "drivers/qxl/geometry.hpp"
#include "drivers/qxl/surface.hpp"
#include "drivers/qxl/wire_image.hpp"

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

    SAME_SIZE(wire::Palette, QXLPalette);
    SAME_FIELD(wire::Palette, unique, QXLPalette, unique);
    SAME_FIELD(wire::Palette, num_ents, QXLPalette, num_ents);

    QXLImage theirs{};
    QXL_SET_IMAGE_ID(&theirs, QXL_IMAGE_GROUP_DRIVER, 7);
    EXPECT_EQ(u64{theirs.descriptor.id}, u64{7} << 32 | wire::image_group_driver);
}

TEST(QxlWire, BrushAndMask)
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
}

TEST(QxlWire, ImageConstants)
{
    using namespace wire;
    EXPECT_EQ(wire::image_group_driver, u32{QXL_IMAGE_GROUP_DRIVER});
    EXPECT_EQ(wire::image_group_driver_dont_cache, u32{QXL_IMAGE_GROUP_DRIVER_DONT_CACHE});
    EXPECT_EQ(image_cache, u8{QXL_IMAGE_CACHE});
    EXPECT_EQ(bitmap_top_down, u8{QXL_BITMAP_TOP_DOWN});
    EXPECT_EQ(bitmap_direct, u8{QXL_BITMAP_DIRECT});
    EXPECT_EQ(bitmap_unstable, u8{QXL_BITMAP_UNSTABLE});
    EXPECT_EQ(mask_invers, u8{SPICE_MASK_FLAGS_INVERS});
    EXPECT_EQ(number(BrushType::none), SPICE_BRUSH_TYPE_NONE);
    EXPECT_EQ(number(BrushType::solid), SPICE_BRUSH_TYPE_SOLID);
    EXPECT_EQ(number(BrushType::pattern), SPICE_BRUSH_TYPE_PATTERN);
    EXPECT_EQ(number(ImageType::bitmap), SPICE_IMAGE_TYPE_BITMAP);
    EXPECT_EQ(number(ImageType::surface), SPICE_IMAGE_TYPE_SURFACE);
    EXPECT_EQ(number(BitmapFmt::bits_1_le), SPICE_BITMAP_FMT_1BIT_LE);
    EXPECT_EQ(number(BitmapFmt::bits_1_be), SPICE_BITMAP_FMT_1BIT_BE);
    EXPECT_EQ(number(BitmapFmt::bits_4_le), SPICE_BITMAP_FMT_4BIT_LE);
    EXPECT_EQ(number(BitmapFmt::bits_4_be), SPICE_BITMAP_FMT_4BIT_BE);
    EXPECT_EQ(number(BitmapFmt::bits_8), SPICE_BITMAP_FMT_8BIT);
    EXPECT_EQ(number(BitmapFmt::bits_16), SPICE_BITMAP_FMT_16BIT);
    EXPECT_EQ(number(BitmapFmt::bits_24), SPICE_BITMAP_FMT_24BIT);
    EXPECT_EQ(number(BitmapFmt::bits_32), SPICE_BITMAP_FMT_32BIT);
    EXPECT_EQ(number(BitmapFmt::rgba), SPICE_BITMAP_FMT_RGBA);
    EXPECT_EQ(number(BitmapFmt::bits_8_a), SPICE_BITMAP_FMT_8BIT_A);
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
