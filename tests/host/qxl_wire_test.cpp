// SPDX-License-Identifier: MIT
// wire.hpp against Debian's libspice-protocol-dev, structure by structure, field by field.
// wire_commands.hpp: qxl_wire_commands_test.cpp.
#include "drivers/qxl/wire.hpp"

#include <gtest/gtest.h>

#if !__has_include(<spice/qxl_dev.h>)
TEST(QxlWire, HeadersAreFound)
{
    FAIL() << "the compiler does not find <spice/qxl_dev.h>: install libspice-protocol-dev, and have CMake put its "
              "include directory (pkg-config spice-protocol, /usr/include/spice-1) on host-tests' system include path";
}
#else

#include "tests/host/qxl_wire_compare.hpp"

namespace qxl::test {
namespace {

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

} // namespace
} // namespace qxl::test
#endif
