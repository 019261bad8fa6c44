// SPDX-License-Identifier: MIT
#include "drivers/pci/assign.hpp"

#include <algorithm>

namespace {
constexpr u64 io_end = 0x1'0000, io_window_granule = 0x1000;
// Below are the ports of the mainboard, the SMBus BAR of ICH9 among them.
constexpr u64 io_legacy_end = 0x1000;
// Windows of a bridge are multiples of 1 MiB and 4 KiB (PCI-to-PCI Bridge 1.2, 3.2.5.6 to 3.2.5.8).
using WindowMemory = Field<u16, 15, 4>;
using WindowIo = Field<u8, 7, 4>;

bool is_io(pci::Bar const& bar) { return bar.kind == pci::Bar::Kind::io; }

pci::Range bridge_window(pci::Function const& bridge, bool io)
{
    auto const& c = bridge.config;
    if (io)
        return {u64{WindowIo::get(c.in(pci::io_base))} << 12, (u64{WindowIo::get(c.in(pci::io_limit))} + 1) << 12};
    return {u64{WindowMemory::get(c.in(pci::memory_base))} << 20, (u64{WindowMemory::get(c.in(pci::memory_limit))} + 1)
                                                                      << 20};
}

// Calls visit(Range) for everything of this kind that an address on `bus` must not overlap.
template <class Visitor>
void for_each_taken(pci::Bus const& all, u8 bus, bool io, pci::Windows const& windows, Visitor&& visit)
{
    if (!io)
        for (pci::Range r : windows.taken)
            visit(r);
    for (pci::Function const& f : all.functions()) {
        for (pci::Bar const& bar : f.bars)
            if (bar.kind != pci::Bar::Kind::none && is_io(bar) == io && bar.is_assigned())
                visit({bar.address, bar.address + bar.size});
        // What lies behind a bridge on this bus is the bridge's.
        if (f.is_bridge() && f.address().bus == bus)
            if (pci::Range r = bridge_window(f, io); r.begin < r.end)
                visit(r);
    }
}

// The range on `bus` that firmware uses for I/O BARs, as far as it shows.
pci::Range root_io_window(pci::Bus const& all)
{
    u64 lowest = io_end;
    for (pci::Function const& f : all.functions())
        for (pci::Bar const& bar : f.bars)
            if (is_io(bar) && bar.address >= io_legacy_end)
                lowest = std::min(lowest, align_down(bar.address, io_window_granule));
    return {lowest, io_end};
}

Result<u64> find_place(pci::Bus const& all, u8 bus, pci::Bar const& bar, pci::Windows const& windows)
{
    pci::Function const* bridge = all.bridge_to(bus);
    pci::Range const window = bridge != nullptr ? bridge_window(*bridge, is_io(bar))
                              : is_io(bar)      ? root_io_window(all)
                                                : windows.memory;
    // Each turn moves behind a range that is in the way, so there are no more turns than ranges.
    u64 begin = align_up(window.begin, bar.size);
    for (bool moved = true; moved;) {
        moved = false;
        for_each_taken(all, bus, is_io(bar), windows, [&](pci::Range r) {
            if (r.overlaps({begin, begin + bar.size})) {
                begin = align_up(r.end, bar.size);
                moved = true;
            }
        });
        if (begin == 0 || begin >= window.end || window.end - begin < bar.size)
            return Error{Side::firmware,
                         is_io(bar) ? "free I/O ports for a BAR, in bytes" : "free addresses for a BAR, in bytes",
                         bar.size, window.end - window.begin, "PCI 3.0 6.2.5.1"};
    }
    return begin;
}
} // namespace

Result<u32> pci::assign_unassigned(Bus& bus, Windows const& windows)
{
    u32 placed = 0;
    for (Function& f : bus.functions())
        for (unsigned n = 0; n < f.bar_count(); ++n) {
            Bar& bar = f.bars[n];
            if (bar.kind == Bar::Kind::none || bar.is_assigned())
                continue;
            bar.address = TRY(find_place(bus, f.address().bus, bar, windows));
            // A function must not decode while half of a 64-bit address is written.
            u16 const old_command = f.config.in(command);
            f.config.out(command, static_cast<u16>(old_command & ~(command_bit::io | command_bit::memory)));
            write_bar(f.config, n, bar);
            f.config.out(command, old_command);
            ++placed;
        }
    return placed;
}
