// SPDX-License-Identifier: MIT
// BARs that move, are switched off and come back while the device is at work, and a reset through the bridge.
// Spec: PCI 3.0, 6.2.2 (command) and 6.2.5 (BARs); PCI-to-PCI Bridge 1.2, 3.2.5.18 (bridge control).
#include "drivers/pci/snapshot.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/machine/paging.hpp"
#include "kernel/machine/x86.hpp"
#include "kernel/test.hpp"
#include "tests/guest/expected/rom.hpp"
#include "tests/guest/machine/bare_device.hpp"

#include <algorithm>
#include <cstring>

namespace {
namespace wire = qxl::wire;
using Ring = BareDevice::Ring;
using wire::CommandType;
using wire::Port;
namespace bit = pci::command_bit;

constexpr u16 op_xor = 1 << 6; // spice/enums.h SPICE_ROPD_OP_XOR

// Writes BAR `n` while decoding is off.
void move(pci::Function const& f, unsigned n, u64 address)
{
    u16 const old = f.config.in(pci::command);
    f.config.out(pci::command, static_cast<u16>(old & ~(bit::io | bit::memory)));
    pci::Bar bar = f.bars[n];
    bar.address = address;
    pci::write_bar(f.config, n, bar);
    f.config.out(pci::command, old);
}

bool is_free_io(pci::Bus const& bus, u64 from, u64 size)
{
    for (pci::Function const& f : bus.functions())
        for (pci::Bar const& b : f.bars)
            if (b.kind == pci::Bar::Kind::io && b.is_assigned() && from < b.address + b.size && b.address < from + size)
                return false;
    return true;
}
} // namespace

TEST(device, bars_memory_moves,
     "BAR0 and BAR1 change places while a primary and slots are in use: contents, rings and slots go along",
     .groups = "device", .source = "PCI 3.0 6.2.5; QEMU qxl.c qxl_add_memslot: slots are host memory")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    pci::Function const& f = device.function();
    if (device.bar_size(0) != device.bar_size(1))
        return t.skip("needs BAR0 and BAR1 of one size");
    REQUIRE_OK(t, device.start());
    u32 next = 0;
    for (u32 n = 0; n < 20; ++n)
        REQUIRE_OK(t, device.push(Ring::command, CommandType::draw, device.fill(n)));
    REQUIRE_OK(t, device.take_all(next, 20));
    auto const& r = device.driver().resources();
    u64 const header = device.driver().rom_info().layout.header_offset;
    std::ranges::fill(r.vram.first(64), u8{0xc3});
    // Command 20 is put where it belongs before the move, and into the ring after it.
    u64 const command = device.fill(20);
    move(f, 0, device.bar_at(1));
    move(f, 1, device.bar_at(0));
    auto& moved = *reinterpret_cast<wire::RamHeader*>(r.vram.data() + header);
    u32 pixel = 0;
    bool taken = false;
    EXPECT_EQ(t, wire::ram_magic, moved.magic);
    EXPECT(t, std::ranges::all_of(r.ram.first(64), [](u8 b) { return b == 0xc3; }));
    if (!t.is_bad()) {
        u32 const prod = moved.cmd_ring.header.prod;
        moved.cmd_ring.items[prod % wire::command_ring_items] = {wire::U64::of(command),
                                                                 static_cast<u32>(CommandType::draw), 0};
        store_release(moved.cmd_ring.header.prod, prod + 1);
        device.write(Port::notify_cmd);
        taken = wait_until(BareDevice::limit(), [&] { return load_acquire(moved.cmd_ring.header.cons) == prod + 1; });
        moved.update_area = qxl::rect_at(0, 0, 64, 64);
        moved.update_surface = 0;
        device.write(Port::update_area);
        std::memcpy(&pixel, r.vram.data() + 20 * sizeof pixel, sizeof pixel);
        // A slot is added where the BAR is now.
        moved.mem_slot = {wire::U64::of(device.bar_at(1)), wire::U64::of(device.bar_at(1) + 4096)};
        device.write(Port::memslot_add, BareDevice::first_free_slot);
        EXPECT_EQ(t, 0u, moved.int_pending & wire::interrupt::error);
    }
    move(f, 0, device.bar_at(0));
    move(f, 1, device.bar_at(1));
    EXPECT(t, taken);
    EXPECT_EQ(t, BareDevice::color_of(20), pixel & 0xff'ffff);
    EXPECT_OK(t, device.take_all(next, 21));
}

TEST(device, bars_ports_move, "BAR3 moves: the ports are at the new address and not at the old one", .groups = "device",
     .source = "PCI 3.0 6.2.5.1")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    pci::Bus& bus = *REQUIRE_OK(t, machine().pci.get());
    pci::Function const& f = device.function();
    if (f.address().bus != 0)
        return t.skip("needs the device on bus 0: a bridge's window is as large as what lies behind it");
    u64 place = 0xf000;
    while (place < 0x10000 && !is_free_io(bus, place, device.bar_size(3)))
        place += device.bar_size(3);
    REQUIRE(t, place < 0x10000);
    auto is_heard_at = [&](u64 base) {
        device.take();
        device.ram().update_area = {}; // empty: ERROR, and no more
        x86::out<u8>(static_cast<u16>(base + static_cast<u8>(Port::update_area)), 0);
        return device.take() == wire::interrupt::error;
    };
    REQUIRE_OK(t, device.start());
    EXPECT(t, is_heard_at(device.bar_at(3)));
    move(f, 3, place);
    EXPECT(t, is_heard_at(place));
    EXPECT(t, !is_heard_at(device.bar_at(3)));
    // And off altogether.
    u16 const command = f.config.in(pci::command);
    f.config.out(pci::command, static_cast<u16>(command & ~bit::io));
    EXPECT(t, !is_heard_at(place));
    f.config.out(pci::command, command);
    move(f, 3, device.bar_at(3));
    EXPECT(t, is_heard_at(device.bar_at(3)));
}

TEST(device, bars_decode_off_while_at_work,
     "Memory decode goes off while the server works on the rings: it goes on, and all is there when it is on again",
     .groups = "device", .source = "PCI 3.0 6.2.2; QEMU qxl.c: the server has host memory")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    pci::Function const& f = device.function();
    u16 const command = f.config.in(pci::command);
    for (u32 round = 0; round < 3; ++round) {
        REQUIRE_OK(t, device.start(512, 512));
        constexpr u32 count = wire::command_ring_items - 1;
        u32 n = 0, next = 0, expected = 0;
        for (; n < count; ++n) {
            u32 const color = 0x10101u << n % 8;
            expected ^= color;
            device.put(Ring::command, CommandType::draw, device.fill(n, qxl::rect_at(0, 0, 512, 400), color, op_xor));
        }
        device.ram().update_area = qxl::rect_at(0, 0, 512, 400);
        device.ram().update_surface = 0;
        device.write(device.revision() < 3 ? Port::notify_cmd : Port::update_area_async);
        f.config.out(pci::command, static_cast<u16>(command & ~bit::memory));
        // What is read there now is the bus's, not the device's.
        EXPECT(t, load_acquire(device.ram().magic) != wire::ram_magic);
        bool const elapsed = wait_until(5_ms, [] { return false; });
        f.config.out(pci::command, command);
        EXPECT(t, !elapsed);
        EXPECT_EQ(t, wire::ram_magic, device.ram().magic);
        REQUIRE(t, device.wait_until_taken(Ring::command));
        if (device.revision() >= 3)
            EXPECT(t, device.wait_for(wire::interrupt::io_cmd));
        REQUIRE_OK(t, device.take_all(next, n));
        EXPECT_EQ(t, expected & 0xff'ffff, device.pixel(511, 399));
    }
}

TEST(device, bars_above_4_gib, "BAR4 at an address of more than 32 bits: a slot there reaches its first and last byte",
     .groups = "device", .source = "PCI 3.0 6.2.5.1: 64-bit BARs; qxl_dev.h QXLMemSlot",
     .covers = "mem_slot.mem_start mem_slot.mem_end")
{
    constexpr u64 place = u64{64} << 30;
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    if (!device.driver().has_bar4())
        return t.skip("needs BAR4: --vram64 128");
    pci::Function const& f = device.function();
    if (f.address().bus != 0)
        return t.skip("needs the device on bus 0: a bridge's window is as large as what lies behind it");
    REQUIRE_OK(t, device.start());
    u64 const size = device.bar_size(4);
    auto const bytes = REQUIRE_OK(t, paging::map(Phys{place}, size));
    move(f, 4, place);
    constexpr u8 slot = BareDevice::first_free_slot;
    constexpr u64 surface_bytes = 16 * 16 * 4;
    EXPECT_OK(t, device.add_slot(slot, place, place + size));
    u32 n = 0;
    for (u64 offset : {u64{0}, size - surface_bytes}) {
        if (t.is_bad())
            break;
        auto const around = bytes.subspan(offset, surface_bytes);
        std::ranges::fill(around, u8{0xa5});
        u32 const id = 1 + n;
        EXPECT_OK(t, device.push(Ring::command, CommandType::surface,
                                 device.surface_create(n++, id, 16, 16, BareDevice::in_slot(slot, offset))));
        EXPECT(t, device.wait_until_taken(Ring::command));
        EXPECT_OK(t, device.update(id, qxl::rect_at(0, 0, 16, 16)));
        EXPECT(t, std::ranges::all_of(around, [](u8 b) { return b == 0; }));
    }
    move(f, 4, device.bar_at(4));
}

TEST(device, bars_reset_through_bridge,
     "A reset of the bus behind a bridge is a reset of the device: rings, slots, mode; memory stays",
     .groups = "device", .source = "PCI-to-PCI Bridge 1.2 3.2.5.18; QEMU qxl.c qxl_reset_handler")
{
    constexpr Reg<pci::Config, u16> bridge_control{0x3e};
    constexpr u16 secondary_bus_reset = 1 << 6;
    BareDevice device(t);
    REQUIRE_OK(t, device.open(2));
    pci::Bus& bus = *REQUIRE_OK(t, machine().pci.get());
    pci::Function const* bridge = bus.bridge_to(device.function().address().bus);
    if (bridge == nullptr)
        return t.skip("needs a QXL function behind a PCI bridge");
    auto const snapshot = REQUIRE_OK(t, pci::Snapshot::take(bus));
    REQUIRE_OK(t, device.start());
    u32 next = 0;
    for (u32 n = 0; n < 20; ++n)
        REQUIRE_OK(t, device.push(Ring::command, CommandType::draw, device.fill(n)));
    REQUIRE_OK(t, device.take_all(next, 20));
    u16 const control = bridge->config.in(bridge_control);
    bridge->config.out(bridge_control, static_cast<u16>(control | secondary_bus_reset));
    bridge->config.out(bridge_control, control);
    EXPECT_EQ(t, u32{0}, device.function().config.in(pci::bar_register(0)) & ~0xfu);
    u32 const restored = [&] {
        u32 count = 0;
        snapshot.restore([&](pci::Difference const&) { ++count; });
        return count;
    }();
    t.detail("bridge reset registers_restored={}", restored);
    EXPECT(t, restored != 0);
    EXPECT_EQ(t, wire::ram_magic, device.ram().magic);
    EXPECT_EQ(t, 0u, load_acquire(device.ram().cmd_ring.header.prod));
    EXPECT_EQ(t, 0u, device.ram().int_mask);
    EXPECT_EQ(t, BareDevice::color_of(19), device.pixel(19, 0));
    // Slots are gone: adding them again is no guest bug.
    REQUIRE_OK(t, device.add_slot(BareDevice::ram_slot, device.bar_at(0), device.bar_at(0) + 4096));
    REQUIRE_OK(t, device.start());
    EXPECT_OK(t, device.settle());
}
