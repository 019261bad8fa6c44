// SPDX-License-Identifier: MIT
// How the device treats a guest that breaks the rules: ERROR, deaf to every port but RESET, and well again after it.
// Only what is known not to end QEMU is here; the rest: device_hostile_test.cpp.
// Spec: QEMU hw/display/qxl.c qxl_set_guest_bug; spice-protocol 0.14, qxl_dev.h.
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"
#include "tests/guest/machine/line_handler.hpp"

#include <algorithm>
#include <array>

namespace {
namespace wire = qxl::wire;
using Ring = BareDevice::Ring;
using wire::CommandType;
using wire::Port;

constexpr u8 free_slot = BareDevice::first_free_slot;

void write_area(BareDevice& device, qxl::Rect area, u32 surface)
{
    device.ram().update_area = area;
    device.ram().update_surface = surface;
    device.write(Port::update_area);
}
void add_slot(BareDevice& device, u8 slot, u64 start, u64 end)
{
    device.describe_slot(start, end);
    device.write(Port::memslot_add, slot);
}
// A primary of that shape, where there was one before.
void create_primary(BareDevice& device, u32 height, i32 stride, u8 value = 0)
{
    device.write(Port::destroy_primary);
    device.ram().create_surface = {64, height, stride, 32, 0, 0, 0, 0, wire::U64::of(device.in_ram(0))};
    device.write(Port::create_primary, value);
}
void send(BareDevice& device, Ring ring, CommandType type, u64 command)
{
    device.put(ring, type, command);
    device.kick(ring);
    device.wait_until_taken(ring);
}

// One rule, and what breaks it in native mode.
struct Rule {
    char const* name;
    u8 revision; // from which on the device knows the port
    void (*violate)(BareDevice&);
    u8 last_revision = 255;
    // Found by the server's thread, which raises ERROR first, perhaps twice, and makes the device deaf then (QEMU qxl.c
    // qxl_set_guest_bug): a port that is written in between is heard.
    bool by_server = false;
};
constexpr u64 nowhere = 0xf'0000'0000'0000; // in no BAR

constexpr std::array rules = {
    Rule{"memslot_add_number", 2, [](BareDevice& d) { add_slot(d, 8, d.bar_at(0), d.bar_at(0) + 4096); }},
    Rule{"memslot_add_active", 2,
         [](BareDevice& d) { add_slot(d, BareDevice::ram_slot, d.bar_at(0), d.bar_at(0) + 4096); }},
    Rule{"memslot_add_reversed", 2, [](BareDevice& d) { add_slot(d, free_slot, d.bar_at(0) + 4096, d.bar_at(0)); }},
    Rule{"memslot_add_nowhere", 2, [](BareDevice& d) { add_slot(d, free_slot, nowhere, nowhere + 4096); }},
    Rule{"memslot_add_beyond_bar", 2,
         [](BareDevice& d) { add_slot(d, free_slot, d.bar_at(2), d.bar_at(2) + 4096); }}, // ROM: no memory of commands
    Rule{"memslot_add_async_active", 3,
         [](BareDevice& d) {
             d.describe_slot(d.bar_at(0), d.bar_at(0) + 4096);
             d.write(Port::memslot_add_async, BareDevice::ram_slot);
         }},
    Rule{"memslot_del_number", 2, [](BareDevice& d) { d.write(Port::memslot_del, 8); }},
    Rule{"set_mode_number", 1, [](BareDevice& d) { d.write(Port::set_mode, 0xff); }},
    Rule{"create_primary_value", 2, [](BareDevice& d) { create_primary(d, 64, 256, 1); }},
    Rule{"create_primary_too_large", 2, [](BareDevice& d) { create_primary(d, 0x100'0000, 256); }},
    Rule{"create_primary_stride", 2, [](BareDevice& d) { create_primary(d, 64, 258); }},
    Rule{"create_primary_stride_min", 2, [](BareDevice& d) { create_primary(d, 64, INT32_MIN); }},
    Rule{"create_primary_twice", 2, [](BareDevice& d) { d.write(Port::create_primary); }},
    Rule{"destroy_primary_value", 2, [](BareDevice& d) { d.write(Port::destroy_primary, 1); }},
    Rule{"update_area_reversed", 1,
         [](BareDevice& d) {
             write_area(d, {10, 10, 5, 5}, 0);
         }},
    Rule{"update_area_negative", 1,
         [](BareDevice& d) {
             write_area(d, {-1, 0, 5, 5}, 0);
         }},
    Rule{"update_area_surface", 1,
         [](BareDevice& d) {
             write_area(d, {0, 0, 5, 5}, d.driver().rom_info().surfaces + 1);
         }},
    Rule{"detach_primary", 2, [](BareDevice& d) { d.write(Port::detach_primary); }},
    Rule{"attach_primary", 2, [](BareDevice& d) { d.write(Port::attach_primary); }},
    Rule{"port_without_meaning", 3, [](BareDevice& d) { d.write(static_cast<Port>(31)); }},
    Rule{"monitors_config_of_a_later_revision", 3, [](BareDevice& d) { d.write(Port::monitors_config_async); }, 3},
    Rule{"surface_id", 2,
         [](BareDevice& d) {
             send(d, Ring::command, CommandType::surface,
                  d.surface_create(0, d.driver().rom_info().surfaces, 16, 16,
                                   BareDevice::in_slot(BareDevice::vram_slot, 0)));
         },
         255, true},
    Rule{"cursor_command_in_inactive_slot", 2,
         [](BareDevice& d) {
             d.cursor_move(0);
             send(d, Ring::cursor, CommandType::cursor, BareDevice::in_slot(free_slot, d.command_offset(0)));
         },
         255, true},
};

// The device hears nothing but RESET: neither a port that would move the release ring nor two that would raise events.
// No command is left in a ring meanwhile: device.hostile_commands_after_guest_bug says why.
void expect_deaf(Check& check, BareDevice& device)
{
    device.take();
    u32 const prod = load_acquire(device.ram().release_ring.header.prod);
    device.write(device.revision() < 3 ? Port::notify_oom : Port::flush_release);
    write_area(device, {10, 10, 5, 5}, 0);
    if (device.revision() >= 3)
        device.write(Port::flush_surfaces_async);
    // The server would have raised IO_CMD by now.
    EXPECT(check, !device.wait_for(~u32{0}, 2_ms));
    EXPECT_EQ(check, prod, load_acquire(device.ram().release_ring.header.prod));
}
} // namespace

TEST(device, errors_are_guest_bugs,
     "Each rule that is broken: ERROR, no port but RESET is heard, and after RESET all works and nothing is lost",
     .groups = "device", .source = "QEMU qxl.c qxl_set_guest_bug, ioport_write",
     .covers = "interrupt.error port.reset port.memslot_add port.memslot_add_async port.memslot_del port.set_mode "
               "port.create_primary port.destroy_primary port.update_area port.detach_primary port.attach_primary")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    auto applies = [&](Rule const& rule) {
        return device.revision() >= rule.revision && device.revision() <= rule.last_revision;
    };
    t.detail("errors rules={} of_other_revisions={}", rules.size(),
             rules.size() - static_cast<size_t>(std::ranges::count_if(rules, applies)));
    t.plan(static_cast<u32>(std::ranges::count_if(rules, applies)));
    for (Rule const& rule : rules) {
        if (!applies(rule))
            continue;
        auto check = t.check(rule.name);
        if (!EXPECT_OK(check, device.start()))
            return;
        rule.violate(device);
        EXPECT(check, device.wait_for(wire::interrupt::error));
        EXPECT_EQ(check, wire::interrupt::error, device.take());
        if (!rule.by_server)
            expect_deaf(check, device);
        if (!EXPECT_OK(check, device.start()))
            return;
        for (u32 n = 0; n < 40; ++n)
            EXPECT_OK(check, device.push(n % 2 == 0 ? Ring::command : Ring::cursor,
                                         n % 2 == 0 ? CommandType::draw : CommandType::cursor,
                                         n % 2 == 0 ? device.fill(n) : device.cursor_move(n)));
        device.wait_until_taken(Ring::command);
        device.wait_until_taken(Ring::cursor);
        EXPECT_OK(check, device.settle());
        u32 came = 0;
        for (u32 again = 0; again < 4 && came != 40; ++again) {
            EXPECT_OK(check, device.flush_releases());
            while (device.chains() != 0) {
                auto links = device.take_chain([](u32) { return Status{}; });
                if (!EXPECT_OK(check, links))
                    return;
                came += *links;
            }
        }
        EXPECT_EQ(check, 40u, came);
        EXPECT_EQ(check, BareDevice::color_of(38), device.pixel(38, 0));
    }
}

TEST(device, errors_empty_area,
     "An empty UPDATE_AREA raises ERROR, and IO_CMD for the async port, and the device goes on", .groups = "device",
     .source = "QEMU qxl.c QXL_IO_UPDATE_AREA: old drivers",
     .covers = "port.update_area port.update_area_async interrupt.error ram.update_area")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    for (qxl::Rect area : {qxl::Rect{0, 0, 0, 0}, qxl::Rect{5, 5, 5, 9}, qxl::Rect{5, 5, 9, 5}}) {
        device.take();
        write_area(device, area, 0);
        EXPECT_EQ(t, wire::interrupt::error, device.take());
        if (device.revision() >= 3) {
            device.write(Port::update_area_async);
            EXPECT_EQ(t, wire::interrupt::error | wire::interrupt::io_cmd, device.take());
            EXPECT_OK(t, device.async(Port::flush_surfaces_async));
        }
        EXPECT_OK(t, device.settle());
    }
}

TEST(device, errors_surface_number,
     "A port that destroys a surface is given a number that is none: ERROR, and IO_CMD for the async port",
     .groups = "device", .source = "QEMU qxl.c QXL_IO_DESTROY_SURFACE_WAIT; qxl_dev.h QXLRom n_surfaces",
     .covers = "port.destroy_surface_wait port.destroy_surface_async rom.n_surfaces")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    u32 const surfaces = device.driver().rom_info().surfaces;
    if (surfaces > 255)
        return t.skip("needs fewer surfaces than a port can name: --property surfaces=64");
    for (Port port : {Port::destroy_surface_wait, Port::destroy_surface_async}) {
        if (port == Port::destroy_surface_async && device.revision() < 3)
            break;
        for (u32 id : {surfaces, 255u}) {
            REQUIRE_OK(t, device.start());
            device.write(port, static_cast<u8>(id));
            EXPECT_EQ(t, wire::interrupt::error | (port == Port::destroy_surface_async ? wire::interrupt::io_cmd : 0u),
                      device.take());
            expect_deaf(t, device);
        }
    }
    REQUIRE_OK(t, device.start());
    EXPECT_OK(t, device.settle());
}

TEST(device, errors_hold_the_line,
     "An unmasked ERROR holds the line, since UPDATE_IRQ is not heard: until RESET, which lets go of it",
     .groups = "device", .source = "QEMU qxl.c ioport_write: guest_bug", .covers = "interrupt.error port.update_irq")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    LineHandler line(device);
    REQUIRE_OK(t, line.attach(wire::interrupt::error));
    constexpr u32 enough = 20;
    // Nothing that the handler does lowers the line, but RESET. It gives up by itself where that is not so.
    line.reset_after(enough);
    write_area(device, {10, 10, 5, 5}, 0);
    EXPECT(t, wait_until(BareDevice::limit(), [&] { return line.interrupts() >= enough; }));
    REQUIRE_OK(t, device.start());
    REQUIRE_OK(t, device.settle());
    EXPECT_EQ(t, enough, line.interrupts());
}
