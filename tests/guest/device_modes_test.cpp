// SPDX-License-Identifier: MIT
// What the device promises of its modes: VGA, native, compat and undefined, the ways between them, and primaries.
// Spec: spice-protocol 0.14, qxl_dev.h QXL_IO_SET_MODE, QXLSurfaceCreate. Device model: QEMU hw/display/qxl.c.
#include "kernel/machine/paging.hpp"
#include "kernel/machine/x86.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace {
namespace wire = qxl::wire;
using Ring = BareDevice::Ring;
using qxl::Format;
using wire::CommandType;
using wire::Port;

constexpr char source[] = "spice-protocol 0.14 qxl_dev.h; QEMU hw/display/qxl.c";

// In VGA mode, and in no other, FLUSH_RELEASE raises IO_CMD. From revision 3 on.
bool is_in_vga_mode(BareDevice& device)
{
    device.take();
    device.write(Port::flush_release);
    return (device.take() & wire::interrupt::io_cmd) != 0;
}

struct Primary {
    u32 width, height;
    i32 stride;
    Format format;
    u32 flags = 0;
};

Status create(BareDevice& device, Primary const& p)
{
    device.ram().create_surface = {p.width,
                                   p.height,
                                   p.stride,
                                   static_cast<u32>(p.format),
                                   0,
                                   0,
                                   p.flags,
                                   wire::surf_type_primary,
                                   wire::U64::of(device.in_ram(0))};
    return device.sync(Port::create_primary);
}

Status add_ram_slot(BareDevice& device)
{
    return device.add_slot(BareDevice::ram_slot, device.bar_at(0),
                           device.bar_at(0) + device.driver().rom_info().layout.header_offset);
}

// Draws all of the primary and looks at every byte of its memory: lines, but for what lies between them.
Status check_drawing(BareDevice& device, Primary const& p)
{
    bool const is_16_bit = p.format == Format::rgb_565 || p.format == Format::rgb_555;
    u32 const color = is_16_bit ? 0x5a5a : 0x12345678;
    auto const w = static_cast<i32>(p.width), h = static_cast<i32>(p.height);
    TRY(device.push(Ring::command, CommandType::draw, device.fill(0, qxl::rect_at(0, 0, w, h), color)));
    if (!device.wait_until_taken(Ring::command))
        return Error{Side::device, "command ring", "taken", "not", source};
    TRY(device.update(0, qxl::rect_at(0, 0, w, h)));
    auto const pitch = static_cast<u64>(p.stride < 0 ? -p.stride : p.stride);
    u8 const* const memory = device.driver().resources().ram.data();
    // Corners are enough: what the server draws in between is the drawing tests' business.
    for (u64 y : {u64{0}, u64{p.height} - 1})
        for (u64 x : {u64{0}, u64{p.width} - 1}) {
            u32 seen = 0;
            std::memcpy(&seen, memory + y * pitch + x * (is_16_bit ? 2 : 4), is_16_bit ? 2 : 3);
            if (seen != (color & (is_16_bit ? 0xffffu : 0xff'ffffu)))
                return Error{Side::device, "pixel of a primary", color, seen, source, y << 16 | x};
        }
    return {};
}
} // namespace

TEST(device, modes_after_reset, "RESET leads to VGA mode on qxl-vga and to undefined mode on qxl, from every mode",
     .groups = "device", .source = "QEMU qxl.c qxl_soft_reset",
     .covers = "port.reset port.set_mode port.create_primary device_mode.vga device_mode.undefined device_mode.native "
               "device_mode.compat")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(3));
    u32 const number = REQUIRE_OK(t, device.driver().mode_number(640, 480));
    auto expect_start = [&] {
        device.reset();
        EXPECT_EQ(t, device.is_vga(), is_in_vga_mode(device));
    };
    expect_start();
    REQUIRE_OK(t, device.start()); // native
    EXPECT(t, !is_in_vga_mode(device));
    expect_start();
    REQUIRE_OK(t, device.sync(Port::set_mode, static_cast<u8>(number))); // compat
    EXPECT(t, !is_in_vga_mode(device));
    expect_start();
    REQUIRE_OK(t, device.start());
    REQUIRE_OK(t, device.sync(Port::destroy_primary)); // undefined
    EXPECT(t, !is_in_vga_mode(device));
    expect_start();
    // And again native, from VGA mode by way of undefined.
    REQUIRE_OK(t, device.start());
    REQUIRE_OK(t, device.sync(Port::destroy_all_surfaces));
    EXPECT(t, !is_in_vga_mode(device));
    REQUIRE_OK(t, create(device, {640, 480, 2560, Format::xrgb_32}));
    EXPECT_OK(t, check_drawing(device, {640, 480, 2560, Format::xrgb_32}));
}

TEST(device, modes_ports_in_vga_mode,
     "In VGA mode the ports of the later revisions raise IO_CMD and the others nothing; rings stay as they are",
     .groups = "device", .source = "QEMU qxl.c ioport_write",
     .covers = "port.notify_cmd port.notify_cursor port.update_area port.notify_oom port.destroy_primary "
               "port.destroy_surface_wait port.destroy_all_surfaces port.update_area_async port.destroy_primary_async "
               "port.destroy_surface_async port.destroy_all_surfaces_async port.flush_surfaces_async "
               "port.flush_release port.monitors_config_async port.detach_primary port.attach_primary")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    if (!device.is_vga())
        return t.skip("needs qxl-vga: a qxl has no VGA mode");
    u8 const ports = device.revision() == 1 ? 8 : device.revision() == 2 ? 16 : device.revision() == 3 ? 24 : 25;
    // The server says what it knows of clients after each RESET: a message there and back, and that is over.
    if (device.revision() >= 2)
        REQUIRE_OK(t, add_ram_slot(device));
    // An area, a slot and a surface that would be guest bugs elsewhere.
    device.ram().update_area = {-1, -1, -1, -1};
    device.put(Ring::command, CommandType::draw, 0);
    device.put(Ring::cursor, CommandType::cursor, 0);
    for (u8 n = 0; n < ports; ++n) {
        auto const port = static_cast<Port>(n);
        bool const acts = port == Port::update_irq || port == Port::reset || port == Port::set_mode ||
                          port == Port::log || port == Port::memslot_add || port == Port::memslot_del ||
                          port == Port::create_primary || port == Port::memslot_add_async ||
                          port == Port::create_primary_async;
        if (acts)
            continue;
        device.take();
        device.write(port, 0xff);
        EXPECT_EQ(t, n >= static_cast<u8>(Port::update_area_async) ? wire::interrupt::io_cmd : 0u, device.take());
    }
    EXPECT_EQ(t, 0u, load_acquire(device.ram().cmd_ring.header.cons));
    EXPECT_EQ(t, 0u, load_acquire(device.ram().cursor_ring.header.cons));
    EXPECT_EQ(t, 0u, device.chains());
    device.reset();
}

TEST(device, modes_destroy_without_primary,
     "DESTROY_PRIMARY where there is none does nothing, but for the IO_CMD of its async form; so does DESTROY_ALL",
     .groups = "device", .source = "QEMU qxl.c qxl_destroy_primary",
     .covers = "port.destroy_primary port.destroy_primary_async port.destroy_all_surfaces")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    REQUIRE_OK(t, device.start());
    for (u32 n = 0; n < 3; ++n) {
        EXPECT_OK(t, device.sync(Port::destroy_primary));
        EXPECT_OK(t, device.sync(Port::destroy_all_surfaces));
        if (device.revision() < 3)
            continue;
        EXPECT_OK(t, device.async(Port::destroy_primary_async));
        EXPECT_OK(t, device.async(Port::destroy_all_surfaces_async));
    }
    EXPECT_OK(t, create(device, {64, 64, 256, Format::xrgb_32}));
}

TEST(device, modes_set_mode,
     "SET_MODE of each mode in the ROM's list: a zeroed primary of that size, drawn on and read", .groups = "device",
     .source = "qxl_dev.h QXL_IO_SET_MODE; QEMU qxl.c qxl_set_mode",
     .covers = "port.set_mode rom.mode modes.n_modes mode.x_res mode.y_res mode.bits")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    qxl::RomInfo const& info = device.driver().rom_info();
    auto const rom = device.driver().resources().rom;
    u8* const memory = device.driver().resources().ram.data();
    u32 drawn = 0;
    for (u32 n = 0; n < std::min(info.modes, 256u); ++n) {
        wire::Mode const mode = qxl::read_mode(rom, info, n);
        u64 const pitch = u64{mode.x_res} * 4, size = pitch * mode.y_res;
        // A primary has 32 bits a pixel in every mode, so that the largest of 16 bits may not fit.
        if (size > info.layout.surface0_size)
            continue;
        ++drawn;
        memory[0] = memory[size - 1] = 0xa5;
        REQUIRE_OK(t, device.sync(Port::set_mode, static_cast<u8>(n)));
        device.take();
        u32 in_rom;
        std::memcpy(&in_rom, rom.data() + offsetof(wire::Rom, mode), sizeof in_rom);
        EXPECT_EQ(t, n, in_rom);
        EXPECT(t, memory[0] == 0 && memory[size - 1] == 0);
        // Each corner by a fill of one pixel. Colours have the depth of the mode.
        wire::CompatDrawable d{};
        u64 const at = device.command_offset(0);
        auto const right = static_cast<i32>(mode.x_res) - 1, bottom = static_cast<i32>(mode.y_res) - 1;
        u32 k = 0;
        for (qxl::Point corner : {qxl::Point{0, 0}, qxl::Point{right, bottom}}) {
            d = {};
            d.release_id = 1 + k;
            d.effect = wire::Effect::opaque;
            d.type = wire::DrawType::fill;
            d.bbox = wire::PackedRect::of(qxl::rect_at(corner.x, corner.y, 1, 1));
            wire::Fill fill{};
            fill.brush.type = wire::BrushType::solid;
            fill.brush.color = mode.bits == 16 ? 0x7fffu : 0xff'ffffu;
            fill.rop_descriptor = wire::ropd::op_put;
            d.fill = fill;
            std::memcpy(memory + at + k * BareDevice::command_bytes, &d, sizeof d);
            REQUIRE_OK(t, device.push(Ring::command, CommandType::draw,
                                      device.bar_at(0) + at + k * BareDevice::command_bytes));
            ++k;
        }
        REQUIRE(t, device.wait_until_taken(Ring::command));
        REQUIRE_OK(t, device.update(0, qxl::rect_at(0, 0, right + 1, bottom + 1)));
        // Bottom-up: the first line is the last in memory.
        u32 first = 0, last = 0;
        std::memcpy(&first, memory + size - pitch, 3);
        std::memcpy(&last, memory + pitch - 4, 3);
        EXPECT_EQ(t, 0xff'ffffu, first);
        EXPECT_EQ(t, 0xff'ffffu, last);
        if (t.is_bad())
            return;
    }
    t.detail("modes listed={} drawn={}", info.modes, drawn);
    EXPECT(t, drawn >= info.modes / 2);
}

TEST(device, modes_primary_shapes,
     "Primaries of odd sizes, 16 and 32 bits, wide strides, top-down and bottom-up: every corner is where it belongs",
     .groups = "device", .source = "qxl_dev.h QXLSurfaceCreate",
     .covers = "create_surface.width create_surface.height create_surface.stride create_surface.format "
               "create_surface.mem create_surface.position create_surface.mouse_mode create_surface.type")
{
    constexpr std::array shapes = {
        Primary{1, 1, 4, Format::xrgb_32},         Primary{1, 1, 4, Format::rgb_565},
        Primary{7, 5, 28, Format::xrgb_32},        Primary{7, 5, 16, Format::rgb_565},
        Primary{641, 479, 2564, Format::xrgb_32},  Primary{641, 479, 1284, Format::rgb_555},
        Primary{100, 3, 4096, Format::xrgb_32},    Primary{3, 2000, 12, Format::argb_32},
        Primary{4000, 3, 16000, Format::xrgb_32},  Primary{33, 44, -132, Format::xrgb_32},
        Primary{33, 44, -1024, Format::rgb_565},   Primary{1023, 767, -4092, Format::argb_32},
        Primary{1366, 768, 5464, Format::xrgb_32},
    };
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    device.reset();
    REQUIRE_OK(t, add_ram_slot(device));
    for (Primary const& p : shapes) {
        EXPECT_OK(t, create(device, p));
        EXPECT_OK(t, check_drawing(device, p));
        EXPECT_OK(t, device.sync(Port::destroy_primary));
        if (t.is_bad())
            return t.detail("primary width={} height={} stride={} format={}", p.width, p.height, p.stride,
                            static_cast<u32>(p.format));
    }
}

TEST(device, modes_keep_data, "CREATE_PRIMARY zeroes the memory, all of it and no more; with KEEP_DATA it leaves it",
     .groups = "device", .source = "qxl_dev.h QXL_SURF_FLAG_KEEP_DATA", .covers = "create_surface.flags")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    device.reset();
    REQUIRE_OK(t, add_ram_slot(device));
    constexpr Primary zeroed{100, 50, 400, Format::xrgb_32}, kept{100, 50, 400, Format::xrgb_32, 1};
    constexpr u64 size = 400 * 50;
    auto const memory = device.driver().resources().ram.first(size + 400);
    for (Primary const& p : {zeroed, kept, zeroed}) {
        std::ranges::fill(memory, u8{0xa5});
        REQUIRE_OK(t, create(device, p));
        REQUIRE_OK(t, device.update(0, qxl::rect_at(0, 0, 100, 50)));
        u8 const wanted = p.flags == wire::surf_flag_keep_data ? 0xa5 : 0;
        EXPECT(t, std::ranges::all_of(memory.first(size), [&](u8 b) { return b == wanted; }));
        EXPECT(t, std::ranges::all_of(memory.subspan(size), [](u8 b) { return b == 0xa5; }));
        REQUIRE_OK(t, device.sync(Port::destroy_primary));
    }
}

TEST(device, modes_largest_primary, "The surface 0 area to its last byte is a primary; one line more is a guest bug",
     .groups = "device", .source = "qxl_dev.h QXLRom surface0_area_size; QEMU qxl.c qxl_create_guest_primary",
     .covers = "rom.surface0_area_size interrupt.error")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    u64 const room = device.driver().rom_info().layout.surface0_size;
    for (i32 stride : {8192, -8192}) {
        device.reset();
        REQUIRE_OK(t, add_ram_slot(device));
        Primary p{2048, static_cast<u32>(room / 8192), stride, Format::xrgb_32};
        REQUIRE_OK(t, create(device, p));
        EXPECT_OK(t, check_drawing(device, p));
        REQUIRE_OK(t, device.sync(Port::destroy_primary));
        ++p.height;
        EXPECT(t, !create(device, p));
    }
}

TEST(device, modes_vga_port_ends_native_mode,
     "A write of a VGA port in native mode: up to revision 4 the device is in VGA mode then, from 5 on it stays",
     .groups = "device", .source = "QEMU qxl.c qxl_vga_ioport_write", .covers = "device_mode.vga device_mode.native")
{
    constexpr u16 vga_sequencer = 0x3c4;
    BareDevice device(t);
    REQUIRE_OK(t, device.open(3));
    if (!device.is_vga())
        return t.skip("needs qxl-vga: a qxl has no VGA ports");
    REQUIRE_OK(t, device.start());
    x86::out<u8>(vga_sequencer, 0);
    EXPECT_EQ(t, device.revision() <= 4, is_in_vga_mode(device));
    // Whatever it is in now, RESET and a new primary work.
    REQUIRE_OK(t, device.start());
    EXPECT(t, !is_in_vga_mode(device));
}
