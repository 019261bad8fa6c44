// SPDX-License-Identifier: MIT
// The tables of a machine as they should be, to be made wrong by tests.
#pragma once

#include "tests/host/acpi/image.hpp"

namespace acpi::test {

inline void set(Bytes& b, size_t offset, u64 value, unsigned size)
{
    auto const le = little_endian(value, size);
    ASSERT(offset + size <= b.size());
    std::copy(le.begin(), le.end(), b.begin() + static_cast<std::ptrdiff_t>(offset));
}
inline void set_gas(Bytes& b, size_t offset, u8 space, u8 width, u64 address, u8 access = 0)
{
    set(b, offset, space | u64{width} << 8 | u64{access} << 24, 4);
    set(b, offset + 4, address, 8);
}

// Each of them may be changed before its checksum is set.
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
};

} // namespace acpi::test
