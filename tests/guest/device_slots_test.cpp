// SPDX-License-Identifier: MIT
// What the device promises of memory slots: which addresses work through them, and when they may be added.
// Spec: spice-protocol 0.14, qxl_dev.h QXLMemSlot, QXLPHYSICAL. Device model: QEMU hw/display/qxl.c qxl_add_memslot.
#include "kernel/machine/paging.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"

#include <algorithm>
#include <cstring>

namespace {
namespace wire = qxl::wire;
using Ring = BareDevice::Ring;
using wire::CommandType;
using wire::Port;

constexpr u64 page = 4096;
constexpr u32 commands_in_page = page / BareDevice::command_bytes;
constexpr u8 first = BareDevice::first_free_slot, last = BareDevice::slot_max;
constexpr char source[] = "spice-protocol 0.14 qxl_dev.h QXLMemSlot";

// Sends command n through `slot`, which begins at `start` of BAR0, and has it come back.
Status use(BareDevice& device, u8 slot, u64 start, u32 n)
{
    device.cursor_move(n);
    TRY(device.push(Ring::cursor, CommandType::cursor, BareDevice::in_slot(slot, device.command_offset(n) - start)));
    if (!device.wait_until_taken(Ring::cursor))
        return Error{Side::device, "command through a slot", "taken", slot, source};
    u32 next = n;
    return device.take_all(next, n + 1);
}

Status add(BareDevice& device, Port port, u8 slot, u64 start, u64 end)
{
    device.describe_slot(start, end);
    return port == Port::memslot_add ? device.sync(port, slot) : device.async(port, slot);
}
} // namespace

TEST(device, slots_all_in_use, "All slots that the ROM names hold a page each at once, added by either port, and work",
     .groups = "device", .source = "qxl_dev.h QXLMemSlot, QXLRom slots_start, slots_end, slot_id_bits",
     .covers = "port.memslot_add port.memslot_add_async mem_slot.mem_start mem_slot.mem_end rom.slots_start "
               "rom.slots_end rom.slot_id_bits")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    for (Port port : {Port::memslot_add, Port::memslot_add_async}) {
        if (port == Port::memslot_add_async && device.revision() < 3)
            break;
        REQUIRE_OK(t, device.start());
        wire::Rom const& rom = device.driver().rom();
        REQUIRE(t, rom.slots_start <= BareDevice::ram_slot && rom.slots_end >= last && rom.slot_id_bits == 8);
        auto const start_of = [&](u8 slot) { return device.command_offset((slot - first) * commands_in_page); };
        for (u8 slot = first; slot <= last; ++slot) {
            u64 const start = device.bar_at(0) + start_of(slot);
            REQUIRE_OK(t, add(device, port, slot, start, start + page));
        }
        // In turns: the first, middle and last command of each page.
        for (u32 n : {0u, commands_in_page / 2, commands_in_page - 1})
            for (u8 slot = first; slot <= last; ++slot)
                REQUIRE_OK(t, use(device, slot, start_of(slot), (slot - first) * commands_in_page + n));
    }
}

TEST(device, slots_end_exclusive, "A command may end with its slot's last byte", .groups = "device",
     .source = "qxl_dev.h QXLMemSlot mem_end", .covers = "mem_slot.mem_end")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    REQUIRE_OK(t, device.start());
    constexpr u32 n = 5;
    u64 const start = device.command_offset(0);
    u64 const end = device.command_offset(n) + sizeof(wire::CursorCmd);
    REQUIRE_OK(t, device.add_slot(first, device.bar_at(0) + start, device.bar_at(0) + end));
    EXPECT_OK(t, use(device, first, start, n));
}

TEST(device, slots_reach_each_bar, "A slot of a whole BAR reaches its first and its last byte: BAR0, BAR1, BAR4",
     .groups = "device", .source = "QEMU qxl.c qxl_add_memslot", .covers = "port.memslot_add")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    REQUIRE_OK(t, device.start());
    u32 n = 0;
    u8 slot = first;
    for (unsigned bar : qxl::Device::bars) {
        if (bar == 4 && !device.driver().has_bar4())
            continue;
        u64 const size = device.bar_size(bar);
        REQUIRE_OK(t, device.add_slot(slot, device.bar_at(bar), device.bar_at(bar) + size));
        if (bar == 0) {
            EXPECT_OK(t, use(device, slot++, 0, n++));
            continue;
        }
        // A surface at each end, which its creation zeroes to the last byte.
        constexpr u64 surface_bytes = 16 * 16 * 4;
        auto const& r = device.driver().resources();
        std::span<u8> const bytes = bar == 1 ? r.vram : r.vram64;
        u32 id = 1;
        for (u64 offset : {u64{0}, size - surface_bytes}) {
            std::span<u8> const around = bytes.subspan(offset, surface_bytes);
            std::ranges::fill(around, u8{0xa5});
            REQUIRE_OK(t, device.push(Ring::command, CommandType::surface,
                                      device.surface_create(n++, id, 16, 16, BareDevice::in_slot(slot, offset))));
            REQUIRE(t, device.wait_until_taken(Ring::command));
            REQUIRE_OK(t, device.update(id, qxl::rect_at(0, 0, 16, 16)));
            EXPECT(t, std::ranges::all_of(around, [](u8 b) { return b == 0; }));
            REQUIRE_OK(t, device.push(Ring::command, CommandType::surface, device.surface_destroy(n++, id++)));
            REQUIRE(t, device.wait_until_taken(Ring::command));
        }
        ++slot;
    }
    REQUIRE_OK(t, device.settle());
}

TEST(device, slots_deleted_and_added_again, "A deleted slot can be added again, elsewhere, and reaches the new place",
     .groups = "device", .source = "qxl_dev.h QXL_IO_MEMSLOT_DEL", .covers = "port.memslot_del port.memslot_add")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    REQUIRE_OK(t, device.start());
    for (u32 round = 0; round < 20; ++round)
        for (u8 slot = first; slot <= last; ++slot) {
            u32 const n = (round * (last + 1u) + slot) * commands_in_page;
            u64 const start = device.command_offset(n);
            REQUIRE_OK(t, device.add_slot(slot, device.bar_at(0) + start, device.bar_at(0) + start + page));
            REQUIRE_OK(t, use(device, slot, start, n + 3));
            REQUIRE_OK(t, device.sync(Port::memslot_del, slot));
        }
}

TEST(device, slots_gone_after_reset,
     "RESET takes every slot away: each can be added anew, and ROM's generation stays 0", .groups = "device",
     .source = "QEMU qxl.c qxl_reset_memslots; qxl_dev.h QXLRom slot_generation",
     .covers = "port.reset port.memslot_add rom.slot_generation rom.slot_gen_bits")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    for (u32 round = 0; round < 3; ++round) {
        device.reset();
        for (u8 slot = BareDevice::ram_slot; slot <= last; ++slot) {
            REQUIRE_OK(t, device.add_slot(slot, device.bar_at(0) + slot * page, device.bar_at(0) + (slot + 1u) * page));
            wire::Rom rom;
            std::memcpy(&rom, device.driver().resources().rom.data(), sizeof rom);
            EXPECT_EQ(t, 0u, u32{rom.slot_generation});
            EXPECT_EQ(t, 8u, u32{rom.slot_gen_bits});
        }
    }
}
