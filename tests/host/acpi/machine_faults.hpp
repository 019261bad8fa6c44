// SPDX-License-Identifier: MIT
// Every fault that acpi/checks/ has a label for, one image each.
#pragma once

#include "acpi/checks/checks.hpp"
#include "tests/host/acpi/machine_tables.hpp"

#include <functional>
#include <set>

namespace acpi::test {

using checks::Severity;

struct Fault {
    std::string label;
    Severity severity;
    std::function<void(MachineTables&)> make;
    std::set<std::string> also = {}; // what the same fault is found by as well
    bool is_reduced = false;
    bool keeps_checksums = true; // false: the fault is in them
};

// The machine with this fault and no other.
inline MachineTables tables_with(Fault const& fault)
{
    auto m = fault.is_reduced ? MachineTables::reduced() : MachineTables::fixed(3);
    if (!fault.keeps_checksums)
        m.fix_checksums();
    fault.make(m);
    if (fault.keeps_checksums)
        m.fix_checksums();
    return m;
}

inline void to_rsdp(MachineTables& m, size_t offset, u64 value, unsigned size) { set(m.rsdp, offset, value, size); }
// One more structure at the end of the MADT or allocation of the MCFG.
inline void append(Bytes& t, Bytes const& more)
{
    t = join(t, more);
    store<u32>(t, 4, static_cast<u32>(t.size()));
}

inline Fault rsdp_fault(char const* label, Severity severity, size_t offset, u64 value, unsigned size,
                        std::set<std::string> also = {})
{
    return {label, severity, [=](MachineTables& m) { to_rsdp(m, offset, value, size); }, std::move(also)};
}
inline Fault fault(char const* label, Severity severity, Bytes MachineTables::*where, size_t offset, u64 value,
                   unsigned size, std::set<std::string> also = {})
{
    return {label, severity, [=](MachineTables& m) { set(m.*where, offset, value, size); }, std::move(also)};
}
inline Fault appended(char const* label, Severity severity, Bytes MachineTables::*where, Bytes more,
                      std::set<std::string> also = {})
{
    return {label, severity, [=](MachineTables& m) { append(m.*where, more); }, std::move(also)};
}
inline Fault reduced(Fault f)
{
    f.is_reduced = true;
    return f;
}

inline Bytes const bad_rsdp_copy = rsdp(0, 0);

inline std::vector<Fault> faults()
{
    using M = MachineTables;
    constexpr auto info = Severity::info, low = Severity::low, medium = Severity::medium, high = Severity::high,
                   critical = Severity::critical;
    auto allocation = [](u64 base, u8 segment, u8 first, u8 last, u32 reserved = 0) {
        return join(little_endian(base, 8), Bytes{segment, 0, first, last}, little_endian(reserved, 4));
    };
    auto xsdt_without = [](M& m, std::vector<u32> const& left_out) {
        Bytes rsdt, xsdt;
        for (u32 a : {M::fadt_at, M::madt_at, M::mcfg_at, M::hpet_at, M::ssdt_at}) {
            if (std::find(left_out.begin(), left_out.end(), a) != left_out.end())
                continue;
            rsdt = join(rsdt, little_endian(a, 4));
            xsdt = join(xsdt, little_endian(a, 8));
        }
        m.rsdt = table("RSDT", 1, rsdt);
        m.xsdt = table("XSDT", 1, xsdt);
    };
    auto list = [](M& m, u32 address) {
        append(m.rsdt, little_endian(address, 4));
        append(m.xsdt, little_endian(address, 8));
    };
    std::vector<Fault> f = {
        // RSDP
        {"RSDP.NOT_FOUND", critical, [](M& m) { m.rsdp[0] = 'X'; }},
        {"RSDP.CHECKSUM", critical, [](M& m) { m.rsdp[8] ^= 1; }, {"RSDP.NOT_FOUND", "RSDP.CHECKSUM2"}, false, false},
        {"RSDP.CHECKSUM2", critical, [](M& m) { m.rsdp[32] ^= 1; }, {"RSDP.NOT_FOUND"}, false, false},
        rsdp_fault("RSDP.LENGTH", critical, 20, 35, 4, {"RSDP.NOT_FOUND"}),
        {"RSDP.LENGTH_LONG", low,
         [](M& m) {
             m.rsdp = join(m.rsdp, Bytes(4));
             set(m.rsdp, 20, 40, 4);
         }},
        rsdp_fault("RSDP.OEM_ID", low, 9, 0x80, 1),
        rsdp_fault("RSDP.REVISION", medium, 15, 3, 1),
        {"RSDP.NO_ROOT", critical,
         [](M& m) {
             set(m.rsdp, 16, 0, 4);
             set(m.rsdp, 24, 0, 8);
         },
         {"RSDP.NOT_FOUND"}},
        rsdp_fault("RSDP.NO_XSDT", medium, 24, 0, 8),
        rsdp_fault("RSDP.RESERVED", low, 34, 1, 1),
        {"RSDP.HINT", medium, [](M& m) { m.hint.copy = bad_rsdp_copy; }},

        // Root tables
        {"ROOT.UNREADABLE", critical, [](M& m) { m.is_xsdt_there = false; }},
        {"ROOT.SIGNATURE", critical, [](M& m) { m.xsdt[0] = 'R'; }},
        {"ROOT.NONE", critical,
         [](M& m) {
             m.xsdt[0] = 'R';
             m.rsdt[0] = 'X';
         },
         {"ROOT.SIGNATURE"}},
        {"ROOT.LENGTH", medium, [](M& m) { append(m.xsdt, {0, 0, 0, 0}); }},
        {"ROOT.NULL_ENTRY", medium, [](M& m) { append(m.xsdt, Bytes(8)); }},
        {"ROOT.ENTRY_TWICE", medium, [](M& m) { append(m.xsdt, little_endian(M::ssdt_at, 8)); }},
        {"ROOT.DIFFER", low, [](M& m) { set(m.rsdt, 36 + 16, M::hpet_at, 4); }, {"ROOT.ENTRY_TWICE"}},
        {"ROOT.DIFFER", medium, [](M& m) { set(m.xsdt, 36 + 32, M::hpet_at, 8); }, {"ROOT.ENTRY_TWICE"}},
        {"ROOT.NO_FADT", critical, [=](M& m) { xsdt_without(m, {M::fadt_at}); }},
        {"ROOT.TABLE_TWICE", medium,
         [](M& m) { m.ssdt = table("MCFG", 1, join(Bytes(8), Bytes(m.mcfg.begin() + 44, m.mcfg.end()))); }},

        // Headers
        {"TABLE.UNREADABLE", high, [=](M& m) { list(m, 0xdead0000); }},
        fault("TABLE.SIGNATURE", high, &M::ssdt, 0, 'x', 1, {"TABLE.UNKNOWN"}),
        fault("TABLE.LENGTH", critical, &M::ssdt, 4, 35, 4),
        {"TABLE.CHECKSUM", high, [](M& m) { m.ssdt[9] ^= 1; }, {}, false, false},
        fault("TABLE.OEM_ID", low, &M::ssdt, 12, 7, 1),
        fault("TABLE.OEM_TABLE_ID", low, &M::ssdt, 20, 0xff, 1),
        fault("TABLE.CREATOR_ID", low, &M::ssdt, 31, 'x', 1), // after zeros
        fault("TABLE.UNKNOWN", info, &M::ssdt, 0, 'Z', 1),
        fault("TABLE.TOO_SHORT", high, &M::ssdt, 0, 0x54524542, 4), // BERT, 48 bytes
        fault("AML.REVISION", low, &M::ssdt, 8, 3, 1),
        {"AML.EMPTY", high, [](M& m) { m.dsdt = table("DSDT", 2, {}); }},
        fault("AML.SIGNATURE", critical, &M::dsdt, 0, 'S', 1),

        // FADT
        fault("FADT.LENGTH", medium, &M::fadt, 8, 6, 1),
        {"FADT.LENGTH_LONG", low,
         [](M& m) {
             m.fadt = join(m.fadt, Bytes(60));
             store<u32>(m.fadt, 4, static_cast<u32>(m.fadt.size()));
         }},
        fault("FADT.REVISION", medium, &M::fadt, 8, 0, 1),
        {"FADT.NO_DSDT", critical,
         [](M& m) {
             set(m.fadt, 40, 0, 4);
             set(m.fadt, 140, 0, 8);
         }},
        {"FADT.NO_FACS", high,
         [](M& m) {
             set(m.fadt, 36, 0, 4);
             set(m.fadt, 132, 0, 8);
         }},
        fault("FADT.X_FIRMWARE_CTRL", medium, &M::fadt, 36, 0x9000, 4),
        fault("FADT.X_DSDT", medium, &M::fadt, 40, 0x9000, 4),
        {"FADT.BLOCK_PORT", high,
         [](M& m) {
             set(m.fadt, 72, 0x10000, 4);
             set(m.fadt, 200, 0, 8);
         }},
        {"FADT.BLOCK_PORT", high,
         [](M& m) {
             set(m.fadt, 72, 0, 4);
             set(m.fadt, 200, 0x10000, 8);
         }},
        fault("FADT.X_BLOCK_SPACE", high, &M::fadt, 208, 2, 1),
        fault("FADT.X_BLOCK_DIFFERS", medium, &M::fadt, 212, 0x609, 1),
        fault("FADT.X_BLOCK_DIFFERS", medium, &M::fadt, 208, 0, 1),
        fault("FADT.X_BLOCK_WIDTH", low, &M::fadt, 209, 24, 1),
        fault("FADT.X_BLOCK_WIDTH", low, &M::fadt, 210, 1, 1),
        fault("FADT.X_BLOCK_ACCESS", low, &M::fadt, 211, 5, 1),
        {"FADT.PM1A_EVT_BLK", high,
         [](M& m) {
             set(m.fadt, 56, 0, 4);
             set(m.fadt, 152, 0, 8);
         }},
        {"FADT.PM1A_CNT_BLK", high,
         [](M& m) {
             set(m.fadt, 64, 0, 4);
             set(m.fadt, 176, 0, 8);
         }},
        fault("FADT.PM1_EVT_LEN", high, &M::fadt, 88, 2, 1, {"FADT.X_BLOCK_WIDTH"}),
        fault("FADT.PM1_EVT_LEN", high, &M::fadt, 88, 5, 1, {"FADT.X_BLOCK_WIDTH"}),
        fault("FADT.PM1_CNT_LEN", high, &M::fadt, 89, 1, 1, {"FADT.X_BLOCK_WIDTH"}),
        fault("FADT.PM2_CNT_LEN", medium, &M::fadt, 90, 0, 1, {"FADT.X_BLOCK_WIDTH"}),
        fault("FADT.PM_TMR_LEN", medium, &M::fadt, 91, 3, 1, {"FADT.X_BLOCK_WIDTH"}),
        fault("FADT.GPE0_BLK_LEN", medium, &M::fadt, 92, 15, 1, {"FADT.X_BLOCK_WIDTH"}),
        fault("FADT.GPE1_BLK_LEN", medium, &M::fadt, 93, 2, 1),
        {"FADT.GPE1_BASE", medium,
         [](M& m) {
             set(m.fadt, 84, 0x640, 4);
             set(m.fadt, 93, 2, 1);
             set(m.fadt, 94, 63, 1);
         }},
        fault("FADT.SCI_INT", high, &M::fadt, 46, 0, 2),
        fault("FADT.SMI_CMD", high, &M::fadt, 48, 0x10000, 4),
        fault("FADT.ACPI_ENABLE", low, &M::fadt, 48, 0, 4),
        fault("FADT.ACPI_ENABLE", medium, &M::fadt, 52, 0xf0, 1),
        fault("FADT.RESET_REG", high, &M::fadt, 120, 0, 8),
        fault("FADT.RESET_REG", high, &M::fadt, 116, 3, 1),
        fault("FADT.RESET_REG_WIDTH", low, &M::fadt, 117, 16, 1),
        fault("FADT.FLAGS_RESERVED", low, &M::fadt, 115, 1, 1),
        fault("FADT.WBINVD", medium, &M::fadt, 112, 0x4a4, 2),
        fault("FADT.PROC_C1", low, &M::fadt, 112, 0x4a1, 2),
        fault("FADT.BOOT_ARCH_RESERVED", low, &M::fadt, 109, 0x40, 2),
        fault("FADT.PM_PROFILE", low, &M::fadt, 45, 9, 1),
        fault("FADT.RTC_INDEX", medium, &M::fadt, 108, 0xc, 1),
        fault("FADT.RTC_INDEX", medium, &M::fadt, 107, 0x80, 1),
        reduced({"FADT.NO_SLEEP_REGS", info,
                 [](M& m) {
                     set(m.fadt, 248, 0, 8);
                     set(m.fadt, 260, 0, 8);
                 }}),
        reduced(fault("FADT.SLEEP_REGS", high, &M::fadt, 260, 0, 8)),
        reduced(fault("FADT.SLEEP_REGS", high, &M::fadt, 248, 0, 8)),
        reduced(fault("FADT.SLEEP_REG_WIDTH", medium, &M::fadt, 245, 16, 1)),

        // FACS
        {"FACS.UNREADABLE", critical,
         [](M& m) {
             set(m.fadt, 36, 0xdead0000, 4);
             set(m.fadt, 132, 0xdead0000, 8);
         }},
        fault("FACS.SIGNATURE", critical, &M::facs, 0, 'f', 1),
        {"FACS.ALIGNMENT", high,
         [](M& m) {
             set(m.fadt, 36, M::facs_at + 0x820, 4);
             set(m.fadt, 132, M::facs_at + 0x820, 8);
         }},
        fault("FACS.LENGTH", critical, &M::facs, 4, 63, 4),
        fault("FACS.LENGTH", critical, &M::facs, 4, 65, 4),
        {"FACS.LENGTH_LONG", low,
         [](M& m) {
             m.facs = join(m.facs, Bytes(64));
             set(m.facs, 4, 128, 4);
         }},
        fault("FACS.VERSION", medium, &M::facs, 32, 3, 1),
        fault("FACS.VERSION_OLD", low, &M::facs, 32, 0, 1),
        fault("FACS.GLOBAL_LOCK", low, &M::facs, 16, 4, 4),
        fault("FACS.FLAGS", low, &M::facs, 20, 4, 4),
        fault("FACS.FLAGS_VERSION", low, &M::facs, 20, 2, 4),
        fault("FACS.WAKING_VECTOR", info, &M::facs, 12, 0x8000, 4),
        fault("FACS.X_WAKING_VECTOR", info, &M::facs, 24, 0x8000, 8),
        {"FACS.OSPM_FLAGS", low,
         [](M& m) {
             m.facs[32] = 2;
             set(m.facs, 36, 2, 4);
         }},
        fault("FACS.RESERVED", low, &M::facs, 63, 1, 1),
        fault("FACS.RESERVED", low, &M::facs, 33, 1, 1),
        fault("FACS.RESERVED", low, &M::facs, 36, 1, 1), // OSPM flags, before version 2

        // MADT: local APICs at 44 and 52, I/O APIC at 60, overrides at 72 and 82, NMI at 92
        fault("MADT.ENTRY_LENGTH", high, &M::madt, 93, 0, 1),
        appended("MADT.ENTRY_SIZE", medium, &M::madt, {4, 8, 0xff, 0, 0, 1, 0, 0}),
        fault("MADT.FLAGS", low, &M::madt, 40, 3, 4),
        fault("MADT.PROCESSOR_FLAGS", low, &M::madt, 48, 5, 4),
        appended("MADT.APIC_ID_TWICE", high, &M::madt, {0, 8, 5, 0, 1, 0, 0, 0}),
        appended("MADT.APIC_ID_TWICE", high, &M::madt, {9, 16, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}),
        fault("MADT.IO_APIC_ADDRESS", high, &M::madt, 64, 0, 4),
        appended("MADT.IO_APIC_ID_TWICE", medium, &M::madt, {1, 12, 0, 0, 0, 0, 0xc1, 0xfe, 24, 0, 0, 0}),
        appended("MADT.GSI_BASE_TWICE", high, &M::madt, {1, 12, 1, 0, 0, 0, 0xc1, 0xfe, 0, 0, 0, 0}),
        fault("MADT.OVERRIDE_BUS", medium, &M::madt, 74, 1, 1),
        fault("MADT.OVERRIDE_SOURCE", medium, &M::madt, 75, 16, 1),
        fault("MADT.OVERRIDE_TWICE", medium, &M::madt, 75, 9, 1),
        fault("MADT.OVERRIDE_FLAGS", medium, &M::madt, 80, 2, 2),
        fault("MADT.OVERRIDE_FLAGS", medium, &M::madt, 80, 8, 2),
        fault("MADT.OVERRIDE_FLAGS", medium, &M::madt, 80, 0x10, 2),
        fault("MADT.SCI_TRIGGER", medium, &M::madt, 90, 5, 2),
        appended("MADT.TYPE_RESERVED", low, &M::madt, {0x1c, 2}),
        fault("MADT.NO_PROCESSOR", high, &M::madt, 48, 0, 4),
        fault("MADT.LOCAL_APIC_ADDRESS", high, &M::madt, 36, 0, 4),
        appended("MADT.LOCAL_APIC_ADDRESS", high, &M::madt, {5, 12, 0, 0, 1, 0, 0xe0, 0xfe, 0, 0, 0, 0}),

        // MCFG: allocations at 44 and 60
        appended("MCFG.LENGTH", medium, &M::mcfg, Bytes(15)),
        {"MCFG.EMPTY", medium, [](M& m) { m.mcfg = table("MCFG", 1, Bytes(8)); }},
        fault("MCFG.RESERVED", low, &M::mcfg, 36, 1, 1),
        fault("MCFG.RESERVED", low, &M::mcfg, 59, 1, 1),
        fault("MCFG.BASE_ADDRESS", high, &M::mcfg, 44, 0, 8),
        fault("MCFG.BASE_ADDRESS", high, &M::mcfg, 44, 0xb000'1000, 8),
        fault("MCFG.BUS_RANGE", high, &M::mcfg, 71, 0x7f, 1),
        appended("MCFG.OVERLAP", high, &M::mcfg, allocation(0xd000'0000, 0, 0, 0)),
        appended("MCFG.OVERLAP", high, &M::mcfg, allocation(0xd000'0000, 0, 0xff, 0xff)),

        // HPET
        fault("HPET.SPACE", high, &M::hpet, 40, 2, 1),
        fault("HPET.ADDRESS", high, &M::hpet, 44, 0, 8),
        fault("HPET.VENDOR", low, &M::hpet, 36, 0xa201, 4),
    };
    return f;
}

} // namespace acpi::test
