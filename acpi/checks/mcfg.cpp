// SPDX-License-Identifier: MIT
#include "acpi/checks/context.hpp"

namespace acpi::checks {

void check_mcfg(Sdt const& table, Findings& findings)
{
    Context c{findings, table.signature(), table.address(), "PCI Firmware 3.2 4.1.2"};
    auto const mcfg = Mcfg::decode(table);
    if (!mcfg) {
        c.add("MCFG.UNREADABLE", Severity::critical, mcfg.error());
        return;
    }
    if (u32 rest = (table.length() - Mcfg::first_allocation) % Mcfg::allocation_size; rest != 0)
        c.add("MCFG.LENGTH", Severity::medium, "MCFG length: bytes after the last whole allocation", 0, rest, 4);
    if (mcfg->size() == 0)
        c.add("MCFG.EMPTY", Severity::medium, "MCFG allocations", "one at least", 0);
    if (!is_zero(table.bytes().subspan(36, 8)))
        c.add("MCFG.RESERVED", Severity::low, "MCFG reserved bytes", 0, load<u64>(table.bytes(), 36), 36);
    // Every segment group once, usually the only one: more are compared with those before them up to this many.
    constexpr u32 most_compared = 64;
    for (u32 i = 0; i < mcfg->size(); ++i) {
        auto const a = (*mcfg)[i];
        u64 const at = Mcfg::first_allocation + u64{i} * Mcfg::allocation_size;
        if (raw(a.base) == 0 || raw(a.base) % Mcfg::bus_size != 0)
            c.add("MCFG.BASE_ADDRESS", Severity::high, "MCFG base address, a multiple of 1 MiB", "an address",
                  raw(a.base), at);
        if (a.first_bus > a.last_bus)
            c.add("MCFG.BUS_RANGE", Severity::high, "MCFG end bus, not below the start bus", a.first_bus, a.last_bus,
                  at + 11);
        if (!is_zero(table.bytes().subspan(at + 12, 4)))
            c.add("MCFG.RESERVED", Severity::low, "MCFG reserved bytes", 0, load<u32>(table.bytes(), at + 12), at + 12);
        for (u32 j = 0; j < i && j < most_compared; ++j) {
            auto const other = (*mcfg)[j];
            if (other.segment == a.segment && other.first_bus <= a.last_bus && a.first_bus <= other.last_bus)
                c.add("MCFG.OVERLAP", Severity::high, "MCFG allocations: buses of a segment", "each once", a.first_bus,
                      at + 10);
        }
    }
}

void check_hpet(Sdt const& table, Findings& findings)
{
    Context c{findings, table.signature(), table.address(), "IA-PC HPET 1.0a 3.2.4"};
    Gas const base = Gas::decode(table.bytes(), 40);
    if (base.space != AddressSpace::system_memory && base.space != AddressSpace::system_io)
        c.add("HPET.SPACE", Severity::high, "HPET base address: address space", "system memory or system I/O",
              static_cast<u8>(base.space), 40);
    if (!base.is_present())
        c.add("HPET.ADDRESS", Severity::high, "HPET base address", "an address", 0, 44);
    if (load<u32>(table.bytes(), 36) >> 16 == 0)
        c.add("HPET.VENDOR", Severity::low, "HPET event timer block ID: PCI vendor ID", "a vendor", 0, 38);
}

} // namespace acpi::checks
