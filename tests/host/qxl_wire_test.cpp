// SPDX-License-Identifier: MIT
// Our layouts and constants against Debian's libspice-protocol-dev, structure by structure, field by field.
#include "drivers/qxl/commands.hpp"
#include "drivers/qxl/surface.hpp"
#include "drivers/qxl/wire.hpp"
#include "drivers/qxl/wire_commands.hpp"

#include <gtest/gtest.h>

#if !__has_include(<spice/qxl_dev.h>)
TEST(QxlWire, HeadersAreFound)
{
    FAIL() << "the compiler does not find <spice/qxl_dev.h>: install libspice-protocol-dev, and have CMake put its "
              "include directory (pkg-config spice-protocol, /usr/include/spice-1) on host-tests' system include path";
}
#else

// The headers come with C idioms that our warnings refuse: zero-length arrays, anonymous structures, old casts.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <spice/enums.h>
#include <spice/ipc_ring.h>
#include <spice/qxl_dev.h>

using namespace qxl;

namespace {

template <class E> constexpr u64 number(E e) { return static_cast<u64>(e); }

// Size and offset of one field in both layouts.
#define SAME_FIELD(Ours, our_field, Theirs, their_field)                                                               \
    do {                                                                                                               \
        EXPECT_EQ(offsetof(Ours, our_field), offsetof(Theirs, their_field)) << #Theirs "." #their_field;               \
        EXPECT_EQ(sizeof(Ours::our_field), sizeof(Theirs::their_field)) << #Theirs "." #their_field;                   \
    } while (false)
#define SAME_SIZE(Ours, Theirs) EXPECT_EQ(sizeof(Ours), sizeof(Theirs)) << #Theirs

TEST(QxlWire, Magics)
{
    EXPECT_EQ(wire::rom_magic, u32{QXL_ROM_MAGIC});
    EXPECT_EQ(wire::ram_magic, u32{QXL_RAM_MAGIC});
}

TEST(QxlWire, Rom)
{
    SAME_SIZE(wire::Rom, QXLRom);
    SAME_FIELD(wire::Rom, magic, QXLRom, magic);
    SAME_FIELD(wire::Rom, id, QXLRom, id);
    SAME_FIELD(wire::Rom, update_id, QXLRom, update_id);
    SAME_FIELD(wire::Rom, compression_level, QXLRom, compression_level);
    SAME_FIELD(wire::Rom, log_level, QXLRom, log_level);
    SAME_FIELD(wire::Rom, mode, QXLRom, mode);
    SAME_FIELD(wire::Rom, modes_offset, QXLRom, modes_offset);
    SAME_FIELD(wire::Rom, num_pages, QXLRom, num_pages);
    SAME_FIELD(wire::Rom, pages_offset, QXLRom, pages_offset);
    SAME_FIELD(wire::Rom, draw_area_offset, QXLRom, draw_area_offset);
    SAME_FIELD(wire::Rom, surface0_area_size, QXLRom, surface0_area_size);
    SAME_FIELD(wire::Rom, ram_header_offset, QXLRom, ram_header_offset);
    SAME_FIELD(wire::Rom, mm_clock, QXLRom, mm_clock);
    SAME_FIELD(wire::Rom, n_surfaces, QXLRom, n_surfaces);
    SAME_FIELD(wire::Rom, flags, QXLRom, flags);
    SAME_FIELD(wire::Rom, slots_start, QXLRom, slots_start);
    SAME_FIELD(wire::Rom, slots_end, QXLRom, slots_end);
    SAME_FIELD(wire::Rom, slot_gen_bits, QXLRom, slot_gen_bits);
    SAME_FIELD(wire::Rom, slot_id_bits, QXLRom, slot_id_bits);
    SAME_FIELD(wire::Rom, slot_generation, QXLRom, slot_generation);
    SAME_FIELD(wire::Rom, client_present, QXLRom, client_present);
    SAME_FIELD(wire::Rom, client_capabilities, QXLRom, client_capabilities);
    SAME_FIELD(wire::Rom, client_monitors_config_crc, QXLRom, client_monitors_config_crc);
    SAME_FIELD(wire::Rom, client_monitors_config, QXLRom, client_monitors_config);
    SAME_FIELD(wire::Rom, client_monitors_config.count, QXLRom, client_monitors_config.count);
    SAME_FIELD(wire::Rom, client_monitors_config.padding, QXLRom, client_monitors_config.padding);
    SAME_FIELD(wire::Rom, client_monitors_config.heads, QXLRom, client_monitors_config.heads);
    SAME_SIZE(wire::MonitorRect, QXLURect);
    SAME_FIELD(wire::MonitorRect, top, QXLURect, top);
    SAME_FIELD(wire::MonitorRect, left, QXLURect, left);
    SAME_FIELD(wire::MonitorRect, bottom, QXLURect, bottom);
    SAME_FIELD(wire::MonitorRect, right, QXLURect, right);
}

TEST(QxlWire, Modes)
{
    EXPECT_EQ(offsetof(QXLModes, modes), sizeof(u32));
    SAME_SIZE(wire::Mode, QXLMode);
    SAME_FIELD(wire::Mode, id, QXLMode, id);
    SAME_FIELD(wire::Mode, x_res, QXLMode, x_res);
    SAME_FIELD(wire::Mode, y_res, QXLMode, y_res);
    SAME_FIELD(wire::Mode, bits, QXLMode, bits);
    SAME_FIELD(wire::Mode, stride, QXLMode, stride);
    SAME_FIELD(wire::Mode, x_mili, QXLMode, x_mili);
    SAME_FIELD(wire::Mode, y_mili, QXLMode, y_mili);
    SAME_FIELD(wire::Mode, orientation, QXLMode, orientation);
}

TEST(QxlWire, Rings)
{
    EXPECT_EQ(wire::command_ring_items, u32{QXL_COMMAND_RING_SIZE});
    EXPECT_EQ(wire::command_ring_items, u32{QXL_CURSOR_RING_SIZE});
    EXPECT_EQ(wire::release_ring_items, u32{QXL_RELEASE_RING_SIZE});
    SAME_SIZE(wire::CommandRing, QXLCommandRing);
    SAME_SIZE(wire::CommandRing, QXLCursorRing);
    SAME_SIZE(wire::ReleaseRing, QXLReleaseRing);
    SAME_FIELD(wire::CommandRing, header.num_items, QXLCommandRing, num_items);
    SAME_FIELD(wire::CommandRing, header.prod, QXLCommandRing, prod);
    SAME_FIELD(wire::CommandRing, header.notify_on_prod, QXLCommandRing, notify_on_prod);
    SAME_FIELD(wire::CommandRing, header.cons, QXLCommandRing, cons);
    SAME_FIELD(wire::CommandRing, header.notify_on_cons, QXLCommandRing, notify_on_cons);
    SAME_FIELD(wire::CommandRing, items, QXLCommandRing, items);
    SAME_FIELD(wire::CommandRing, items, QXLCursorRing, items);
    SAME_FIELD(wire::ReleaseRing, header.num_items, QXLReleaseRing, num_items);
    SAME_FIELD(wire::ReleaseRing, header.prod, QXLReleaseRing, prod);
    SAME_FIELD(wire::ReleaseRing, header.notify_on_prod, QXLReleaseRing, notify_on_prod);
    SAME_FIELD(wire::ReleaseRing, header.cons, QXLReleaseRing, cons);
    SAME_FIELD(wire::ReleaseRing, header.notify_on_cons, QXLReleaseRing, notify_on_cons);
    SAME_FIELD(wire::ReleaseRing, items, QXLReleaseRing, items);
    SAME_SIZE(wire::Command, QXLCommand);
    SAME_FIELD(wire::Command, data, QXLCommand, data);
    SAME_FIELD(wire::Command, type, QXLCommand, type);
    SAME_FIELD(wire::Command, padding, QXLCommand, padding);
}

TEST(QxlWire, Ram)
{
    EXPECT_EQ(wire::log_buf_size, u64{QXL_LOG_BUF_SIZE});
    SAME_SIZE(wire::RamHeader, QXLRam);
    SAME_FIELD(wire::RamHeader, magic, QXLRam, magic);
    SAME_FIELD(wire::RamHeader, int_pending, QXLRam, int_pending);
    SAME_FIELD(wire::RamHeader, int_mask, QXLRam, int_mask);
    SAME_FIELD(wire::RamHeader, log_buf, QXLRam, log_buf);
    SAME_FIELD(wire::RamHeader, cmd_ring, QXLRam, cmd_ring);
    SAME_FIELD(wire::RamHeader, cursor_ring, QXLRam, cursor_ring);
    SAME_FIELD(wire::RamHeader, release_ring, QXLRam, release_ring);
    SAME_FIELD(wire::RamHeader, update_area, QXLRam, update_area);
    SAME_FIELD(wire::RamHeader, update_surface, QXLRam, update_surface);
    SAME_FIELD(wire::RamHeader, mem_slot, QXLRam, mem_slot);
    SAME_FIELD(wire::RamHeader, create_surface, QXLRam, create_surface);
    SAME_FIELD(wire::RamHeader, flags, QXLRam, flags);
    SAME_FIELD(wire::RamHeader, monitors_config, QXLRam, monitors_config);
    SAME_SIZE(wire::MemSlot, QXLMemSlot);
    SAME_FIELD(wire::MemSlot, mem_start, QXLMemSlot, mem_start);
    SAME_FIELD(wire::MemSlot, mem_end, QXLMemSlot, mem_end);
    SAME_SIZE(wire::SurfaceCreate, QXLSurfaceCreate);
    SAME_FIELD(wire::SurfaceCreate, width, QXLSurfaceCreate, width);
    SAME_FIELD(wire::SurfaceCreate, height, QXLSurfaceCreate, height);
    SAME_FIELD(wire::SurfaceCreate, stride, QXLSurfaceCreate, stride);
    SAME_FIELD(wire::SurfaceCreate, format, QXLSurfaceCreate, format);
    SAME_FIELD(wire::SurfaceCreate, position, QXLSurfaceCreate, position);
    SAME_FIELD(wire::SurfaceCreate, mouse_mode, QXLSurfaceCreate, mouse_mode);
    SAME_FIELD(wire::SurfaceCreate, flags, QXLSurfaceCreate, flags);
    SAME_FIELD(wire::SurfaceCreate, type, QXLSurfaceCreate, type);
    SAME_FIELD(wire::SurfaceCreate, mem, QXLSurfaceCreate, mem);
    EXPECT_EQ(wire::surf_flag_keep_data, u32{QXL_SURF_FLAG_KEEP_DATA});
    EXPECT_EQ(wire::surf_type_primary, u32{QXL_SURF_TYPE_PRIMARY});
}

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

TEST(QxlWire, Ports)
{
    using wire::Port;
    EXPECT_EQ(number(Port::notify_cmd), QXL_IO_NOTIFY_CMD);
    EXPECT_EQ(number(Port::notify_cursor), QXL_IO_NOTIFY_CURSOR);
    EXPECT_EQ(number(Port::update_area), QXL_IO_UPDATE_AREA);
    EXPECT_EQ(number(Port::update_irq), QXL_IO_UPDATE_IRQ);
    EXPECT_EQ(number(Port::notify_oom), QXL_IO_NOTIFY_OOM);
    EXPECT_EQ(number(Port::reset), QXL_IO_RESET);
    EXPECT_EQ(number(Port::set_mode), QXL_IO_SET_MODE);
    EXPECT_EQ(number(Port::log), QXL_IO_LOG);
    EXPECT_EQ(number(Port::memslot_add), QXL_IO_MEMSLOT_ADD);
    EXPECT_EQ(number(Port::memslot_del), QXL_IO_MEMSLOT_DEL);
    EXPECT_EQ(number(Port::detach_primary), QXL_IO_DETACH_PRIMARY);
    EXPECT_EQ(number(Port::attach_primary), QXL_IO_ATTACH_PRIMARY);
    EXPECT_EQ(number(Port::create_primary), QXL_IO_CREATE_PRIMARY);
    EXPECT_EQ(number(Port::destroy_primary), QXL_IO_DESTROY_PRIMARY);
    EXPECT_EQ(number(Port::destroy_surface_wait), QXL_IO_DESTROY_SURFACE_WAIT);
    EXPECT_EQ(number(Port::destroy_all_surfaces), QXL_IO_DESTROY_ALL_SURFACES);
    EXPECT_EQ(number(Port::update_area_async), QXL_IO_UPDATE_AREA_ASYNC);
    EXPECT_EQ(number(Port::memslot_add_async), QXL_IO_MEMSLOT_ADD_ASYNC);
    EXPECT_EQ(number(Port::create_primary_async), QXL_IO_CREATE_PRIMARY_ASYNC);
    EXPECT_EQ(number(Port::destroy_primary_async), QXL_IO_DESTROY_PRIMARY_ASYNC);
    EXPECT_EQ(number(Port::destroy_surface_async), QXL_IO_DESTROY_SURFACE_ASYNC);
    EXPECT_EQ(number(Port::destroy_all_surfaces_async), QXL_IO_DESTROY_ALL_SURFACES_ASYNC);
    EXPECT_EQ(number(Port::flush_surfaces_async), QXL_IO_FLUSH_SURFACES_ASYNC);
    EXPECT_EQ(number(Port::flush_release), QXL_IO_FLUSH_RELEASE);
    EXPECT_EQ(number(Port::monitors_config_async), QXL_IO_MONITORS_CONFIG_ASYNC);
    EXPECT_EQ(number(Port::monitors_config_async) + 1, QXL_IO_RANGE_SIZE);
}

TEST(QxlWire, Interrupts)
{
    EXPECT_EQ(wire::interrupt::display, u32{QXL_INTERRUPT_DISPLAY});
    EXPECT_EQ(wire::interrupt::cursor, u32{QXL_INTERRUPT_CURSOR});
    EXPECT_EQ(wire::interrupt::io_cmd, u32{QXL_INTERRUPT_IO_CMD});
    EXPECT_EQ(wire::interrupt::error, u32{QXL_INTERRUPT_ERROR});
    EXPECT_EQ(wire::interrupt::client, u32{QXL_INTERRUPT_CLIENT});
    EXPECT_EQ(wire::interrupt::client_monitors_config, u32{QXL_INTERRUPT_CLIENT_MONITORS_CONFIG});
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
    EXPECT_EQ(ropd_op_put, u16{SPICE_ROPD_OP_PUT});
    EXPECT_EQ(scale_mode_nearest, u8{SPICE_IMAGE_SCALE_MODE_NEAREST});
    EXPECT_EQ(number(Format::a_1), SPICE_SURFACE_FMT_1_A);
    EXPECT_EQ(number(Format::a_8), SPICE_SURFACE_FMT_8_A);
    EXPECT_EQ(number(Format::rgb_555), SPICE_SURFACE_FMT_16_555);
    EXPECT_EQ(number(Format::rgb_565), SPICE_SURFACE_FMT_16_565);
    EXPECT_EQ(number(Format::xrgb_32), SPICE_SURFACE_FMT_32_xRGB);
    EXPECT_EQ(number(Format::argb_32), SPICE_SURFACE_FMT_32_ARGB);
}

} // namespace
#endif
