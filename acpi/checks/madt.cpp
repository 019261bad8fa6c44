// SPDX-License-Identifier: MIT
#include "acpi/checks/context.hpp"

#include <array>

namespace acpi::checks {
namespace {

// Lengths that ACPI 6.5 5.2.12.2 to .13 fix; 0 where the length varies or is of another architecture.
constexpr std::array<u8, 17> fixed_lengths = {8, 12, 10, 8, 6, 12, 16, 0, 16, 16, 12, 0, 0, 0, 0, 0, 16};
constexpr u8 last_defined = 0x1b; // of ACPI 6.5; up to 0x7f reserved, above for the manufacturer

struct Check {
    Context c;
    // Of the identifiers of one byte.
    std::array<bool, 256> processors{}, io_apics{}, sources{};
    std::array<u32, 64> bases{};
    u32 io_apic_count = 0;
    unsigned enabled = 0;

    void processor(Madt::Entry const& e)
    {
        constexpr u32 enabled_flag = 1, online_capable = 2;
        bool const is_x2 = e.type == Madt::Type::local_x2apic;
        u32 const id = is_x2 ? load<u32>(e.bytes, 4) : e.bytes[3];
        u32 const flags = load<u32>(e.bytes, is_x2 ? 8 : 4);
        if ((flags & ~(enabled_flag | online_capable)) != 0)
            c.add("MADT.PROCESSOR_FLAGS", Severity::low, "MADT local APIC flags: reserved bits", 0,
                  flags & ~(enabled_flag | online_capable), e.offset);
        if ((flags & enabled_flag) == 0)
            return;
        ++enabled;
        if (id >= processors.size())
            return;
        if (processors[id])
            c.add("MADT.APIC_ID_TWICE", Severity::high, "MADT local APIC ID, one for each processor", "not seen before",
                  id, e.offset);
        processors[id] = true;
    }

    void io_apic(Madt::Entry const& e)
    {
        u8 const id = e.bytes[2];
        u32 const address = load<u32>(e.bytes, 4), base = load<u32>(e.bytes, 8);
        if (address == 0)
            c.add("MADT.IO_APIC_ADDRESS", Severity::high, "MADT I/O APIC address", "an address", address, e.offset + 4);
        if (io_apics[id])
            c.add("MADT.IO_APIC_ID_TWICE", Severity::medium, "MADT I/O APIC ID", "not seen before", id, e.offset + 2);
        io_apics[id] = true;
        for (u32 i = 0; i < io_apic_count; ++i) {
            if (bases[i] == base)
                c.add("MADT.GSI_BASE_TWICE", Severity::high, "MADT I/O APIC global system interrupt base",
                      "not seen before", base, e.offset + 8);
        }
        if (io_apic_count < bases.size())
            bases[io_apic_count++] = base;
    }

    void source_override(Madt::Entry const& e)
    {
        u8 const bus = e.bytes[2], source = e.bytes[3];
        u16 const flags = load<u16>(e.bytes, 8);
        if (bus != 0)
            c.add("MADT.OVERRIDE_BUS", Severity::medium, "MADT interrupt source override: bus, ISA", 0, bus,
                  e.offset + 2);
        if (source > 15)
            c.add("MADT.OVERRIDE_SOURCE", Severity::medium, "MADT interrupt source override: ISA interrupt", "0 to 15",
                  source, e.offset + 3);
        if (sources[source])
            c.add("MADT.OVERRIDE_TWICE", Severity::medium, "MADT interrupt source override", "one for an interrupt",
                  source, e.offset + 3);
        sources[source] = true;
        if ((flags & 3) == 2 || (flags >> 2 & 3) == 2 || flags >> 4 != 0)
            c.add("MADT.OVERRIDE_FLAGS", Severity::medium, "MADT interrupt source override: MPS INTI flags",
                  "no reserved value", flags, e.offset + 8);
    }

    void entry(Madt::Entry const& e)
    {
        auto const type = static_cast<u8>(e.type);
        if (type > last_defined && type < 0x80)
            c.add("MADT.TYPE_RESERVED", Severity::low, "MADT structure type", "one that is defined", type, e.offset);
        u8 const length = type < fixed_lengths.size() ? fixed_lengths[type] : u8{0};
        if (length != 0 && e.bytes.size() != length)
            c.add("MADT.ENTRY_SIZE", Severity::medium, "length of a MADT structure", length, e.bytes.size(),
                  e.offset + 1);
        switch (e.type) {
        case Madt::Type::local_apic:
        case Madt::Type::local_x2apic:
            return processor(e);
        case Madt::Type::io_apic:
            return io_apic(e);
        case Madt::Type::interrupt_source_override:
            return source_override(e);
        case Madt::Type::local_apic_address_override:
            return;
        }
    }
};

} // namespace

void check_madt(Sdt const& table, Findings& findings)
{
    Context c{findings, table.signature(), table.address(), "ACPI 6.5 5.2.12"};
    auto const madt = Madt::decode(table);
    if (!madt) {
        c.add("MADT.UNREADABLE", Severity::critical, madt.error());
        return;
    }
    if (!madt->status())
        c.add("MADT.ENTRY_LENGTH", Severity::high, madt->status().error());
    u32 const flags = load<u32>(table.bytes(), 40);
    if ((flags & ~u32{1}) != 0)
        c.add("MADT.FLAGS", Severity::low, "MADT Flags: reserved bits", 0, flags & ~u32{1}, 40);
    Check check{c};
    bool is_arm_or_other = false;
    for (auto walk = madt->entries(); auto entry = walk.next();) {
        check.entry(*entry);
        is_arm_or_other |= static_cast<u8>(entry->type) > 10;
    }
    if (check.enabled == 0 && !is_arm_or_other)
        c.add("MADT.NO_PROCESSOR", Severity::high, "MADT local APICs that are enabled", "one at least", 0);
    u64 const local_apic = raw(madt->local_apic_address());
    if (check.enabled != 0 && (local_apic == 0 || local_apic % 0x1000 != 0))
        c.add("MADT.LOCAL_APIC_ADDRESS", Severity::high, "MADT local APIC address, of a page", "an address", local_apic,
              36);
}

} // namespace acpi::checks
