// SPDX-License-Identifier: MIT
// Every label of acpi/checks/ by an image that has this one fault, and none by images that have none.
#include "acpi/checks/checks.hpp"
#include "acpi/known_tables.hpp"
#include "tests/host/acpi/image.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace acpi::test {
namespace {

using checks::Finding;
using checks::Severity;

class Collected final : public checks::Findings {
public:
    void add(Finding const& finding) override
    {
        labels.insert(finding.label);
        all.push_back(finding);
    }
    std::set<std::string> labels;
    std::vector<Finding> all;
};

void set(Bytes& b, size_t offset, u64 value, unsigned size)
{
    auto const le = little_endian(value, size);
    ASSERT_LE(offset + size, b.size());
    std::copy(le.begin(), le.end(), b.begin() + static_cast<std::ptrdiff_t>(offset));
}
void set_gas(Bytes& b, size_t offset, u8 space, u8 width, u64 address, u8 access = 0)
{
    set(b, offset, space | u64{width} << 8 | u64{access} << 24, 4);
    set(b, offset + 4, address, 8);
}

// The tables of a machine as it should be, each of which a fault may change before its checksum is set.
struct MachineTables {
    static constexpr u32 rsdp_at = 0xe0000, rsdt_at = 0x10000, xsdt_at = 0x11000, fadt_at = 0x12000, madt_at = 0x13000,
                         mcfg_at = 0x14000, hpet_at = 0x15000, dsdt_at = 0x16000, facs_at = 0x17000, ssdt_at = 0x18000;
    Bytes rsdp, rsdt, xsdt, fadt, madt, mcfg, hpet, dsdt, facs, ssdt;
    bool is_xsdt_there = true;
    RsdpHint hint{};

    static MachineTables fixed(u8 fadt_revision)
    {
        MachineTables m;
        u32 const listed[] = {fadt_at, madt_at, mcfg_at, hpet_at, ssdt_at};
        for (u32 address : listed) {
            m.rsdt = join(m.rsdt, little_endian(address, 4));
            m.xsdt = join(m.xsdt, little_endian(address, 8));
        }
        m.rsdt = table("RSDT", 1, m.rsdt);
        m.xsdt = table("XSDT", 1, m.xsdt);
        m.rsdp = test::rsdp(2, rsdt_at, xsdt_at);
        std::map<u8, u32> const lengths = {{1, 116}, {2, 132}, {3, 244}, {4, 244}, {5, 268}, {6, 276}};
        u32 const length = lengths.at(fadt_revision);
        auto& f = m.fadt;
        f = table("FACP", fadt_revision, Bytes(length - Sdt::header_size));
        set(f, 36, facs_at, 4);
        set(f, 40, dsdt_at, 4);
        set(f, 45, 1, 1);
        set(f, 46, 9, 2);
        set(f, 48, 0xb2, 4);
        set(f, 52, 0xf1, 1);
        set(f, 53, 0xf0, 1);
        set(f, 56, 0x600, 4);
        set(f, 64, 0x604, 4);
        set(f, 72, 0x650, 4);
        set(f, 76, 0x608, 4);
        set(f, 80, 0x620, 4);
        set(f, 88, 4, 1);
        set(f, 89, 2, 1);
        set(f, 90, 1, 1);
        set(f, 91, 4, 1);
        set(f, 92, 16, 1);
        set(f, 106, 0xd, 1);
        set(f, 108, 0x32, 1);
        set(f, 112, 0x4a5, 4);
        if (length >= 132) {
            set_gas(f, 116, 1, 8, 0xcf9);
            set(f, 128, 6, 1);
        } else {
            set(f, 112, 0xa5, 4);
        }
        if (length >= 244) {
            set(f, 132, facs_at, 8);
            set(f, 140, dsdt_at, 8);
            set_gas(f, 148, 1, 32, 0x600);
            set_gas(f, 172, 1, 16, 0x604);
            set_gas(f, 196, 1, 8, 0x650);
            set_gas(f, 208, 1, 32, 0x608);
            set_gas(f, 220, 1, 128, 0x620);
        }
        Bytes const io_apic = {1, 12, 0, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0};
        Bytes const local_apics = {0, 8, 0, 0, 1, 0, 0, 0, 0, 8, 1, 1, 0, 0, 0, 0};
        Bytes const overrides = {2, 10, 0, 0, 2, 0, 0, 0, 0, 0, 2, 10, 0, 9, 9, 0, 0, 0, 0xd, 0};
        Bytes const nmi = {4, 6, 0xff, 0, 0, 1};
        m.madt = table("APIC", 3,
                       join(little_endian(0xfee00000, 4), little_endian(1, 4), local_apics, io_apic, overrides, nmi));
        m.mcfg = table("MCFG", 1,
                       join(Bytes(8), little_endian(0xb000'0000, 8), Bytes{0, 0, 0, 0x7f}, Bytes(4),
                            little_endian(0xc000'0000, 8), Bytes{0, 0, 0x80, 0xff}, Bytes(4)));
        m.hpet = table("HPET", 1, Bytes(20));
        set(m.hpet, 36, 0x8086'a201, 4);
        set_gas(m.hpet, 40, 0, 64, 0xfed0'0000);
        m.dsdt = table("DSDT", 2, Bytes(4, 0xa3));
        m.ssdt = table("SSDT", 1, Bytes(4, 0xa3));
        m.facs = Bytes(64);
        std::copy_n("FACS", 4, m.facs.begin());
        set(m.facs, 4, 64, 4);
        m.facs[32] = fadt_revision >= 4 ? 2 : fadt_revision == 3 ? 1 : 0;
        return m;
    }
    static MachineTables reduced()
    {
        auto m = fixed(6);
        std::fill(m.fadt.begin() + 46, m.fadt.begin() + 112, u8{0});
        std::fill(m.fadt.begin() + 148, m.fadt.end(), u8{0});
        set(m.fadt, 112, 0x4a5 | 1u << 20, 4);
        set_gas(m.fadt, 244, 1, 8, 0x700, 1);
        set_gas(m.fadt, 256, 1, 8, 0x701, 1);
        return m;
    }

    void fix_checksums()
    {
        for (auto* t : {&rsdt, &xsdt, &fadt, &madt, &mcfg, &hpet, &dsdt, &ssdt})
            fix_checksum(*t, 9);
        test::fix_checksum(rsdp, 8, 0, 20);
        if (rsdp.size() >= 36)
            test::fix_checksum(rsdp, 32);
    }

    Collected found() const
    {
        Image image;
        image.place(0x400, Bytes(0x100));
        Bytes area(0x20000);
        std::copy(rsdp.begin(), rsdp.end(), area.begin());
        image.place(rsdp_at, area);
        image.place(rsdt_at, rsdt);
        if (is_xsdt_there)
            image.place(xsdt_at, xsdt);
        image.place(fadt_at, fadt);
        image.place(madt_at, madt);
        image.place(mcfg_at, mcfg);
        image.place(hpet_at, hpet);
        image.place(dsdt_at, dsdt);
        image.place(facs_at, facs);
        image.place(facs_at + 0x820, facs); // off its alignment
        image.place(ssdt_at, ssdt);
        Collected collected;
        checks::check(image, hint, collected);
        return collected;
    }
};

std::string text(std::set<std::string> const& labels)
{
    std::string all;
    for (auto const& label : labels)
        all += label + " ";
    return all;
}

struct Fault {
    std::string label;
    Severity severity;
    std::function<void(MachineTables&)> make;
    std::set<std::string> also = {}; // what the same fault is found by as well
    bool is_reduced = false;
    bool keeps_checksums = true; // false: the fault is in them
};

void to_rsdp(MachineTables& m, size_t offset, u64 value, unsigned size) { set(m.rsdp, offset, value, size); }
// One more structure at the end of the MADT or allocation of the MCFG.
void append(Bytes& t, Bytes const& more)
{
    t = join(t, more);
    store<u32>(t, 4, static_cast<u32>(t.size()));
}

Fault rsdp_fault(char const* label, Severity severity, size_t offset, u64 value, unsigned size,
                 std::set<std::string> also = {})
{
    return {label, severity, [=](MachineTables& m) { to_rsdp(m, offset, value, size); }, std::move(also)};
}
Fault fault(char const* label, Severity severity, Bytes MachineTables::*where, size_t offset, u64 value, unsigned size,
            std::set<std::string> also = {})
{
    return {label, severity, [=](MachineTables& m) { set(m.*where, offset, value, size); }, std::move(also)};
}
Fault appended(char const* label, Severity severity, Bytes MachineTables::*where, Bytes more,
               std::set<std::string> also = {})
{
    return {label, severity, [=](MachineTables& m) { append(m.*where, more); }, std::move(also)};
}
Fault reduced(Fault f)
{
    f.is_reduced = true;
    return f;
}

Bytes const bad_rsdp_copy = rsdp(0, 0);

std::vector<Fault> faults()
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

std::set<std::string> labels_in_sources()
{
    std::set<std::string> labels;
    for (char const* name : {"rsdp", "tables", "header", "fadt", "facs", "madt", "mcfg"}) {
        std::ifstream file(std::string(PROJECT_SOURCE "/acpi/checks/") + name + ".cpp");
        std::string const source{std::istreambuf_iterator<char>(file), {}};
        std::regex const label("\"([A-Z]+\\.[A-Z0-9_]+)\"");
        for (std::sregex_iterator i(source.begin(), source.end(), label), end; i != end; ++i)
            labels.insert((*i)[1]);
    }
    return labels;
}

} // namespace

TEST(AcpiChecks, SoundTablesHaveNoFinding)
{
    for (u8 revision = 1; revision <= 6; ++revision) {
        auto m = MachineTables::fixed(revision);
        m.fix_checksums();
        EXPECT_EQ(text(m.found().labels), "") << "FADT revision " << unsigned{revision};
    }
    auto reduced = MachineTables::reduced();
    reduced.fix_checksums();
    EXPECT_EQ(text(reduced.found().labels), "") << "hardware-reduced";
    auto old = MachineTables::fixed(1);
    old.rsdp = rsdp(0, MachineTables::rsdt_at);
    old.fix_checksums();
    EXPECT_EQ(text(old.found().labels), "") << "ACPI 1.0";
}

TEST(AcpiChecks, EachFaultIsFoundByItsLabel)
{
    for (auto const& fault : faults()) {
        auto m = fault.is_reduced ? MachineTables::reduced() : MachineTables::fixed(3);
        if (!fault.keeps_checksums)
            m.fix_checksums();
        fault.make(m);
        if (fault.keeps_checksums)
            m.fix_checksums();
        auto const found = m.found();
        auto expected = fault.also;
        expected.insert(fault.label);
        EXPECT_EQ(text(found.labels), text(expected)) << "image for " << fault.label;
        bool const has_severity = std::any_of(found.all.begin(), found.all.end(), [&](Finding const& f) {
            return f.label == fault.label && f.severity == fault.severity;
        });
        EXPECT_TRUE(has_severity) << fault.label << " " << to_text(fault.severity);
        for (auto const& f : found.all)
            EXPECT_GT(std::string_view(f.error.source).size(), 5u) << f.label << ": section";
    }
}

TEST(AcpiChecks, EveryLabelHasAnImage)
{
    // Of structures too short for their parser, which the length in known_tables.cpp keeps away.
    std::set<std::string> without = {"FADT.UNREADABLE", "MADT.UNREADABLE", "MCFG.UNREADABLE", "RSDP.SIGNATURE"};
    for (auto const& fault : faults())
        without.insert(fault.label);
    auto const all = labels_in_sources();
    EXPECT_GT(all.size(), 90u);
    for (auto const& label : all)
        EXPECT_EQ(without.count(label), 1u) << label;
}

TEST(AcpiChecks, StructuresAlone)
{
    Collected none;
    checks::check_rsdp(bytes("something else, 36 bytes in length..."), Phys{0}, none);
    EXPECT_EQ(text(none.labels), "RSDP.SIGNATURE ");

    // Any length of each, and each byte another: no access outside (AddressSanitizer), whatever is found.
    auto m = MachineTables::fixed(6);
    m.fix_checksums();
    for (Bytes const* whole : {&m.fadt, &m.madt, &m.mcfg, &m.hpet, &m.dsdt, &m.facs, &m.rsdp}) {
        for (size_t n = 0; n <= whole->size(); ++n) {
            Bytes cut(whole->begin(), whole->begin() + static_cast<std::ptrdiff_t>(n));
            Bytes fitted = cut;
            if (n >= 8)
                store<u32>(fitted, 4, static_cast<u32>(n));
            for (Bytes const& b : {cut, fitted}) {
                Collected c;
                checks::check_table(b, Phys{0x1000}, c);
                checks::check_facs(b, Phys{0x1000}, c);
                checks::check_rsdp(b, Phys{0x1000}, c);
                EXPECT_FALSE(c.labels.empty());
            }
        }
        for (size_t i = 0; i < whole->size(); ++i) {
            Bytes changed = *whole;
            for (u8 value : {u8{0}, u8{1}, u8{0x7f}, u8{0xff}}) {
                changed[i] = value;
                Collected c;
                checks::check_table(changed, Phys{0x1000}, c);
                checks::check_facs(changed, Phys{0x1000}, c);
                checks::check_rsdp(changed, Phys{0x1000}, c);
            }
        }
    }
}

TEST(AcpiChecks, ABadTableIsStillLookedInto)
{
    auto m = MachineTables::fixed(3);
    m.fix_checksums();
    m.fadt[88] = 3;
    auto const found = m.found();
    EXPECT_EQ(found.labels.count("TABLE.CHECKSUM"), 1u);
    EXPECT_EQ(found.labels.count("FADT.PM1_EVT_LEN"), 1u);
    m.facs[33] = 1;
    EXPECT_EQ(m.found().labels.count("FACS.RESERVED"), 1u) << "which only the bad FADT points to";
}

TEST(AcpiChecks, TextOfAFinding)
{
    auto m = MachineTables::fixed(3);
    m.fadt[88] = 2;
    set(m.fadt, 149, 16, 1);
    m.fix_checksums();
    auto const found = m.found();
    ASSERT_EQ(found.all.size(), 1u);
    EXPECT_EQ(FixedText<200>::of("{}", found.all[0]).view(),
              "FADT.PM1_EVT_LEN high FACP: FADT PM1_EVT_LEN, even, 4 at least at offset 0x58: expected 0x4, seen 0x2 "
              "(ACPI 6.5 5.2.9)");
    EXPECT_EQ(raw(found.all[0].address), u64{MachineTables::fadt_at});
}

TEST(AcpiMcfg, Allocations)
{
    auto const m = MachineTables::fixed(3);
    auto const table = Sdt::open_unsummed(m.mcfg);
    ASSERT_TRUE(table);
    auto const mcfg = Mcfg::decode(*table);
    ASSERT_TRUE(mcfg);
    ASSERT_EQ(mcfg->size(), 2u);
    EXPECT_EQ((*mcfg)[1].first_bus, 0x80);
    EXPECT_EQ(raw(*mcfg->function(0, 1, 2, 3)), 0xb000'0000u + (1u << 20) + (2u << 15) + (3u << 12));
    EXPECT_EQ(raw(*mcfg->function(0, 0x80, 0, 0)), 0xc800'0000u) << "the base is that of bus 0";
    EXPECT_FALSE(mcfg->function(1, 0, 0, 0));
    for (u32 length = Sdt::header_size; length < m.mcfg.size(); ++length) {
        Bytes cut(m.mcfg.begin(), m.mcfg.begin() + static_cast<std::ptrdiff_t>(length));
        fix_table(cut);
        auto const result = Mcfg::decode(*Sdt::open(cut));
        ASSERT_EQ(result.has_value(), length >= 44) << length;
        if (result) {
            EXPECT_EQ(result->size(), (length - 44) / 16);
        }
    }
}

TEST(AcpiKnownTables, Names)
{
    ASSERT_NE(known_table("FACP"), nullptr);
    EXPECT_EQ(known_table("XXXX"), nullptr);
    std::set<std::string_view> seen;
    for (auto const& table : known_tables()) {
        EXPECT_TRUE(seen.insert(table.signature.view()).second) << table.signature.view() << " twice";
        EXPECT_GE(table.least_length, 36u);
        EXPECT_GT(std::string_view(table.description).size(), 3u);
    }
}

TEST(AcpiFadt, AFieldCutInTwoIsNotThere)
{
    auto const whole = MachineTables::fixed(6).fadt;
    for (u32 length = 116; length <= 276; ++length) {
        Bytes cut(whole.begin(), whole.begin() + length);
        std::fill(cut.begin() + 56, cut.begin() + 88, u8{0});
        fix_table(cut);
        auto const f = Fadt::decode(*Sdt::open(cut));
        ASSERT_TRUE(f);
        EXPECT_EQ(f->reset_reg.address, length >= 128 ? 0xcf9u : 0u) << length;
        EXPECT_EQ(f->pm1a_evt_blk.address, length >= 160 ? 0x600u : 0u) << length;
        EXPECT_EQ(f->pm1a_cnt_blk.address, length >= 184 ? 0x604u : 0u) << length;
        EXPECT_EQ(f->gpe0_blk.address, length >= 232 ? 0x620u : 0u) << length;
    }
}

} // namespace acpi::test
