// SPDX-License-Identifier: MIT
#include "drivers/pci/snapshot.hpp"

namespace {
constexpr u8 base_class_bridge = 0x06;

bool is_any_bridge(pci::Function const& f) { return f.class_code >> 8 == base_class_bridge; }
} // namespace

Result<pci::Snapshot> pci::Snapshot::take(Bus const& bus)
{
    Pages memory = TRY(Pages::allocate(bus.functions().size() * sizeof(Saved)));
    auto saved = memory.as<Saved>();
    for (size_t n = 0; n < bus.functions().size(); ++n)
        for (u16 offset = 0; offset < header_bytes; offset = static_cast<u16>(offset + 4))
            saved[n].registers[offset / 4] = bus.functions()[n].config.dword(offset);
    return Snapshot(bus, std::move(memory));
}

void pci::Snapshot::restore_except_command(Function const& f, Saved const& saved, bool bars) const
{
    for (u16 offset = 0; offset < header_bytes; offset = static_cast<u16>(offset + 4)) {
        bool is_bar = offset >= bar0_offset && offset < bar0_offset + 4 * f.bar_count();
        u32 wanted = saved.registers[offset / 4];
        if (offset == command_offset || (is_bar && !bars) || f.config.dword(offset) == wanted)
            continue;
        f.config.set_dword(offset, wanted);
    }
}

void pci::Snapshot::restore_all(Address const* without_bars) const
{
    auto saved = memory_.as<Saved>();
    auto functions = bus_->functions();
    // Decoding comes last, so that no function answers at an address it is not meant to have. Bus numbers rise behind
    // each bridge and functions are in the order of discovery, so a bridge is whole before anything behind it is
    // reached.
    for (bool bridges : {true, false})
        for (size_t n = 0; n < functions.size(); ++n)
            if (is_any_bridge(functions[n]) == bridges) {
                bool bars = without_bars == nullptr || !(functions[n].address() == *without_bars);
                restore_except_command(functions[n], saved[n], bars);
                // `status` in the upper half is cleared by writing 1: write the lower half alone. A function without
                // its BARs stays off: it would decode address 0.
                if (bars)
                    functions[n].config.out(command, static_cast<u16>(saved[n].registers[command_offset / 4]));
            }
}

void pci::Snapshot::restore() const { restore_all(nullptr); }

void pci::Snapshot::restore_without_bars(Address address) const { restore_all(&address); }
