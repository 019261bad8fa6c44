// SPDX-License-Identifier: MIT
// What some versions of QEMU, or of the SPICE server in it, do not survive. Each runs in a QEMU of its own, only when
// asked for: ./run.py --group hostile device.hostile_NAME. tests/integration/test_hostile.py has the outcomes.
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"

namespace {
namespace wire = qxl::wire;
using Ring = BareDevice::Ring;
using wire::CommandType;
using wire::Port;

// Does it, and sees whether the device is still there: with ERROR or without, RESET brings it back.
void survives(Test& t, Status (*stimulus)(BareDevice&))
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(3));
    REQUIRE_OK(t, device.start());
    t.detail("hostile sent");
    REQUIRE_OK(t, stimulus(device));
    static_cast<void>(device.wait_for(wire::interrupt::error, 50_ms));
    t.detail("hostile error={}", (device.take() & wire::interrupt::error) != 0);
    REQUIRE_OK(t, device.start());
    u32 next = 0;
    REQUIRE_OK(t, device.push(Ring::command, CommandType::draw, device.fill(0)));
    REQUIRE_OK(t, device.take_all(next, 1));
    EXPECT_EQ(t, BareDevice::color_of(0), device.pixel(0, 0));
}

Status send(BareDevice& device, Ring ring, CommandType type, u64 address)
{
    TRY(device.push(ring, type, address));
    device.kick(ring);
    device.wait_until_taken(ring);
    return {};
}

// A command of each kind that the display ring is not for.
template <u32 type> Status command_type(BareDevice& device)
{
    return send(device, Ring::command, static_cast<CommandType>(type), device.cursor_move(0));
}
} // namespace

TEST(device, hostile_command_type_nop, "A command of type NOP", .groups = "hostile", .source = "qxl_dev.h QXLCmdType")
{
    survives(t, command_type<0>);
}
TEST(device, hostile_command_type_cursor, "A cursor command in the display ring", .groups = "hostile",
     .source = "qxl_dev.h QXLCmdType")
{
    survives(t, command_type<3>);
}
TEST(device, hostile_command_type_unknown, "A command of a type that there is not", .groups = "hostile",
     .source = "qxl_dev.h QXLCmdType")
{
    survives(t, command_type<6>);
}
TEST(device, hostile_slot_number, "A command in slot 8", .groups = "hostile", .source = "qxl_dev.h QXLPHYSICAL")
{
    survives(t, [](BareDevice& device) {
        device.fill(0);
        return send(device, Ring::command, CommandType::draw, BareDevice::in_slot(8, device.command_offset(0)));
    });
}
TEST(device, hostile_generation, "A command with a generation that is not the slot's", .groups = "hostile",
     .source = "qxl_dev.h QXLPHYSICAL, QXLRom slot_generation")
{
    survives(t, [](BareDevice& device) {
        return send(device, Ring::command, CommandType::draw, device.fill(0) | u64{1} << 48);
    });
}
// The server asks QEMU for a command until there is none, or QEMU says that it will tell of the next one. After a guest
// bug QEMU gives none and, as long as the ring is not empty, does not say so.
TEST(device, hostile_commands_after_guest_bug, "A guest bug in the ring, with another command behind it, then RESET",
     .groups = "hostile", .source = "QEMU qxl.c interface_get_command, interface_req_cmd_notification")
{
    survives(t, [](BareDevice& device) -> Status {
        // Only a RESET that comes while the server still asks is one too many, and on a busy host it may come late.
        constexpr u32 rounds = 20;
        u64 const nowhere = BareDevice::in_slot(BareDevice::vram_slot, 0);
        for (u32 round = 0; round < rounds; ++round) {
            TRY(device.start());
            if (!device.wait_until_asleep(Ring::command))
                return Error{Side::device, "command ring", "a server that asked to be woken", "none"};
            device.put(Ring::command, CommandType::surface,
                       device.surface_create(0, device.driver().rom_info().surfaces, 16, 16, nowhere));
            device.put(Ring::command, CommandType::draw, device.fill(1));
            device.kick(Ring::command);
            [[maybe_unused]] bool const came = device.wait_for(wire::interrupt::error);
        }
        return {};
    });
}
TEST(device, hostile_destroy_surface_wait, "DESTROY_SURFACE_WAIT of a surface that there is not", .groups = "hostile",
     .source = "qxl_dev.h QXL_IO_DESTROY_SURFACE_WAIT")
{
    survives(t, [](BareDevice& device) -> Status {
        device.write(Port::destroy_surface_wait, 9);
        return {};
    });
}
TEST(device, hostile_primary_in_no_slot, "A primary with its memory in a slot that there is not", .groups = "hostile",
     .source = "QEMU qxl.c qxl_create_guest_primary")
{
    survives(t, [](BareDevice& device) -> Status {
        device.write(Port::destroy_primary);
        device.ram().create_surface.mem = wire::U64::of(BareDevice::in_slot(BareDevice::slot_max, 0));
        device.write(Port::create_primary);
        return {};
    });
}
TEST(device, hostile_set_mode_without_bar, "SET_MODE while BAR0 has no address", .groups = "hostile",
     .source = "QEMU qxl.c qxl_set_mode")
{
    survives(t, [](BareDevice& device) -> Status {
        pci::Function const& f = device.function();
        u16 const old = f.config.in(pci::command);
        f.config.out(pci::command, static_cast<u16>(old & ~pci::command_bit::memory));
        device.write(Port::set_mode, 0);
        f.config.out(pci::command, old);
        return {};
    });
}
