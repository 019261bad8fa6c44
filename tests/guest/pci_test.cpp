// SPDX-License-Identifier: MIT
// PCI: every function of the machine is listed, with its BARs; BARs without an address get one.
#include "drivers/pci/snapshot.hpp"
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/wire.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/machine/paging.hpp"
#include "kernel/test.hpp"

#include <cstring>

namespace {
// Two functions may not answer at one address.
void expect_no_overlap(Test& t, pci::Bus const& bus)
{
    for (pci::Function const& a : bus.functions())
        for (pci::Bar const& x : a.bars)
            for (pci::Function const& b : bus.functions())
                for (pci::Bar const& y : b.bars) {
                    if (&x == &y || !x.is_assigned() || !y.is_assigned() || x.is_memory() != y.is_memory())
                        continue;
                    if (x.address < y.address + y.size && y.address < x.address + x.size) {
                        t.detail("{} {} overlaps {} {}", a.address(), hex(x.address), b.address(), hex(y.address));
                        t.error("two BARs overlap");
                    }
                }
}
} // namespace

TEST(pci, every_function_listed, "Enumerates every PCI function, bridges included, with sized BARs",
     .stage = Stage::platform)
{
    auto& bus = *REQUIRE_OK(t, machine().pci.get());
    for (pci::Function const& f : bus.functions()) {
        t.detail("pci {} vendor={} device={} class={} revision={} irq_line={} irq_pin={}", f.address(),
                 hex(f.vendor, 4), hex(f.device, 4), hex(f.class_code, 4), f.revision, f.interrupt_line,
                 f.interrupt_pin);
        for (unsigned n = 0; n < f.bar_count(); ++n)
            if (f.bars[n].kind != pci::Bar::Kind::none)
                t.detail("pci {} bar={} kind={} address={} size_bytes={}", f.address(), n, to_text(f.bars[n].kind),
                         hex(f.bars[n].address), f.bars[n].size);
    }
    for (pci::BusFinding const& finding : bus.findings())
        t.add(finding.error);
    t.detail("pci functions={} qxl={} bars_placed_by_guest={}", bus.functions().size(), qxl::count(bus),
             *REQUIRE_OK(t, machine().assigned_bars.get()));
    expect_no_overlap(t, bus);
}

TEST(pci, qxl_found, "Finds a QXL function: qxl-vga or qxl", .stage = Stage::platform)
{
    auto& bus = *REQUIRE_OK(t, machine().pci.get());
    for (unsigned n = 0; pci::Function* f = qxl::find(bus, n); ++n)
        t.detail("qxl device={} at={} kind={} revision={}", n, f->address(),
                 f->class_code == 0x0300 ? "qxl-vga" : "qxl", f->revision);
    if (qxl::count(bus) == 0)
        t.error("no QXL function (PCI 1b36:0100) on the bus: expected QEMU's -device qxl-vga or -device qxl");
}

TEST(pci, bars_without_address_get_one,
     "Takes the QXL's addresses away, has the guest place them anew, reads the ROM there", .stage = Stage::platform)
{
    auto& bus = *REQUIRE_OK(t, machine().pci.get());
    pci::Function* f = qxl::find(bus, 0);
    if (f == nullptr)
        return t.error("no QXL function on the bus");
    auto const old_bars = f->bars;
    u16 const old_command = f->config.in(pci::command);
    u16 const off = static_cast<u16>(old_command & ~(pci::command_bit::io | pci::command_bit::memory));

    auto write_all = [&] {
        f->config.out(pci::command, off);
        for (unsigned n = 0; n < f->bar_count(); n += f->bars[n].registers())
            if (f->bars[n].kind != pci::Bar::Kind::none)
                pci::write_bar(f->config, n, f->bars[n]);
    };
    for (pci::Bar& bar : f->bars)
        bar.address = 0;
    write_all();
    auto placed = assign_bars(machine());
    f->config.out(pci::command, static_cast<u16>(old_command | pci::command_bit::memory | pci::command_bit::io));

    u32 expected = 0;
    for (pci::Bar const& bar : old_bars)
        expected += bar.kind != pci::Bar::Kind::none;
    if (EXPECT_OK(t, placed) && EXPECT_EQ(t, expected, *placed)) {
        for (unsigned n = 0; n < f->bar_count(); ++n) {
            auto seen = pci::read_bar(f->config, n, f->bar_count());
            if (f->bars[n].kind != pci::Bar::Kind::none && EXPECT_OK(t, seen)) {
                EXPECT_EQ(t, f->bars[n].address, seen->address);
                t.detail("bar={} was={} placed={}", n, hex(old_bars[n].address), hex(seen->address));
            }
        }
        expect_no_overlap(t, bus);
        auto rom = paging::map(Phys{f->bars[2].address}, sizeof(u32));
        u32 magic = 0;
        if (EXPECT_OK(t, rom))
            std::memcpy(&magic, rom->data(), sizeof magic);
        EXPECT_EQ(t, qxl::wire::rom_magic, magic);
    }
    f->bars = old_bars;
    write_all();
    f->config.out(pci::command, old_command);
}
