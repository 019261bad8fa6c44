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

void pci::Snapshot::restore_function(Function const& f, Saved const& saved, bool with_bars, Sight sight) const
{
    for (u16 offset = 0; offset < header_bytes; offset = static_cast<u16>(offset + 4)) {
        u32 wanted = saved.registers[offset / 4];
        u32 seen = f.config.dword(offset);
        if ((seen ^ wanted) & compared(offset))
            sight.visit(sight.context, {f.address(), offset, wanted & compared(offset), seen & compared(offset)});
        bool is_bar = offset >= bar0_offset && offset < bar0_offset + 4 * f.bar_count();
        if (seen != wanted && offset != command_offset && (with_bars || !is_bar))
            f.config.set_dword(offset, wanted);
    }
    // Decoding comes last, so that no function answers at an address it is not meant to have. `status` in the upper
    // half is cleared by writing 1, so the lower half is written alone.
    if (with_bars)
        f.config.out(command, static_cast<u16>(saved.registers[command_offset / 4]));
}

void pci::Snapshot::restore_all(Sight sight, Address const* without_bars_of) const
{
    auto saved = memory_.as<Saved>();
    auto functions = bus_->functions();
    // Functions are in the order of discovery, so a bridge is whole before anything behind it is reached.
    for (bool bridges : {true, false})
        for (size_t n = 0; n < functions.size(); ++n)
            if (is_any_bridge(functions[n]) == bridges)
                restore_function(functions[n], saved[n],
                                 without_bars_of == nullptr || !(functions[n].address() == *without_bars_of), sight);
}
