// SPDX-License-Identifier: MIT
#include "acpi/checks/context.hpp"

#include <algorithm>
#include <array>

namespace acpi::checks {
namespace {

// A register block, which the FADT has twice: a port, and since ACPI 2.0 a Generic Address Structure.
struct Block {
    char const* what;
    char const* x_what;
    u64 offset, x_offset, length_offset;
};
constexpr Block blocks[] = {
    {"FADT PM1a_EVT_BLK", "FADT X_PM1a_EVT_BLK", 56, 148, 88},
    {"FADT PM1b_EVT_BLK", "FADT X_PM1b_EVT_BLK", 60, 160, 88},
    {"FADT PM1a_CNT_BLK", "FADT X_PM1a_CNT_BLK", 64, 172, 89},
    {"FADT PM1b_CNT_BLK", "FADT X_PM1b_CNT_BLK", 68, 184, 89},
    {"FADT PM2_CNT_BLK", "FADT X_PM2_CNT_BLK", 72, 196, 90},
    {"FADT PM_TMR_BLK", "FADT X_PM_TMR_BLK", 76, 208, 91},
    {"FADT GPE0_BLK", "FADT X_GPE0_BLK", 80, 220, 92},
    {"FADT GPE1_BLK", "FADT X_GPE1_BLK", 84, 232, 93},
};
constexpr u64 ports = 0x10000;

bool is_memory_or_io(AddressSpace space)
{
    return space == AddressSpace::system_memory || space == AddressSpace::system_io;
}

u32 length_of_revision(u8 revision)
{
    if (revision <= 1)
        return Fadt::acpi_1_length;
    if (revision == 2)
        return Fadt::acpi_1_5_length;
    if (revision <= 4)
        return Fadt::acpi_2_length;
    return revision == 5 ? Fadt::acpi_5_length : Fadt::acpi_6_length;
}

struct Check {
    Context c;
    Fadt const& f;
    std::span<u8 const> b; // padded with zeros to what the newest revision has

    void lengths() const
    {
        u32 const expected = length_of_revision(f.revision);
        if (f.length < expected)
            c.add("FADT.LENGTH", Severity::medium, "FADT Length, that of its revision", expected, f.length, 4);
        else if (f.length > expected && f.length > Fadt::acpi_6_length)
            c.add("FADT.LENGTH_LONG", Severity::low, "FADT Length, the longest known", Fadt::acpi_6_length, f.length,
                  4);
        if (f.revision == 0)
            c.add("FADT.REVISION", Severity::medium, "FADT revision", "1 or more", f.revision, 8);
    }

    void pointers() const
    {
        u32 const facs = load<u32>(b, 36), dsdt = load<u32>(b, 40);
        u64 const x_facs = load<u64>(b, 132), x_dsdt = load<u64>(b, 140);
        if (raw(f.dsdt) == 0)
            c.add("FADT.NO_DSDT", Severity::critical, "FADT DSDT", "an address", 0, 40);
        // A hardware-reduced platform without S3 may leave it out.
        if (raw(f.firmware_ctrl) == 0 && !f.has(Fadt::hw_reduced_acpi))
            c.add("FADT.NO_FACS", Severity::high, "FADT FIRMWARE_CTRL", "an address", 0, 36);
        if (facs != 0 && x_facs != 0 && facs != x_facs)
            c.add("FADT.X_FIRMWARE_CTRL", Severity::medium, "FADT X_FIRMWARE_CTRL, as FIRMWARE_CTRL", facs, x_facs,
                  132);
        if (dsdt != 0 && x_dsdt != 0 && dsdt != x_dsdt)
            c.add("FADT.X_DSDT", Severity::medium, "FADT X_DSDT, as DSDT", dsdt, x_dsdt, 140);
    }

    void block(Block const& block) const
    {
        u32 const port = load<u32>(b, block.offset);
        u8 const length = load<u8>(b, block.length_offset);
        Gas const x = Gas::decode(b, block.x_offset);
        if (port >= ports)
            c.add("FADT.BLOCK_PORT", Severity::high, block.what, "an I/O port", port, block.offset);
        if (!x.is_present())
            return;
        if (!is_memory_or_io(x.space)) {
            c.add("FADT.X_BLOCK_SPACE", Severity::high, block.x_what, "system memory or system I/O",
                  static_cast<u8>(x.space), block.x_offset);
            return;
        }
        if (x.space == AddressSpace::system_io && x.address >= ports)
            c.add("FADT.BLOCK_PORT", Severity::high, block.x_what, "an I/O port", x.address, block.x_offset + 4);
        if (port != 0 && (x.space != AddressSpace::system_io || x.address != port))
            c.add("FADT.X_BLOCK_DIFFERS", Severity::medium, block.x_what, port, x.address, block.x_offset + 4);
        // A width above 255 cannot be said.
        if (length < 32 && (x.bit_width != length * 8 || x.bit_offset != 0))
            c.add("FADT.X_BLOCK_WIDTH", Severity::low, block.x_what, length * 8u, x.bit_width, block.x_offset + 1);
        if (x.access_size > 4)
            c.add("FADT.X_BLOCK_ACCESS", Severity::low, block.x_what, "access size 0 to 4", x.access_size,
                  block.x_offset + 3);
    }

    void fixed_hardware() const
    {
        if (!f.pm1a_evt_blk.is_present())
            c.add("FADT.PM1A_EVT_BLK", Severity::high, "FADT PM1a_EVT_BLK", "an address", 0, 56);
        if (!f.pm1a_cnt_blk.is_present())
            c.add("FADT.PM1A_CNT_BLK", Severity::high, "FADT PM1a_CNT_BLK", "an address", 0, 64);
        if (f.pm1_evt_len < 4 || f.pm1_evt_len % 2 != 0)
            c.add("FADT.PM1_EVT_LEN", Severity::high, "FADT PM1_EVT_LEN, even, 4 at least", 4, f.pm1_evt_len, 88);
        if (f.pm1_cnt_len < 2)
            c.add("FADT.PM1_CNT_LEN", Severity::high, "FADT PM1_CNT_LEN, 2 at least", 2, f.pm1_cnt_len, 89);
        if (f.pm2_cnt_blk.is_present() != (f.pm2_cnt_len != 0))
            c.add("FADT.PM2_CNT_LEN", Severity::medium, "FADT PM2_CNT_LEN, zero only without PM2_CNT_BLK",
                  f.pm2_cnt_blk.is_present() ? 1 : 0, f.pm2_cnt_len, 90);
        if (f.pm_tmr_len != (f.pm_tmr_blk.is_present() ? 4 : 0))
            c.add("FADT.PM_TMR_LEN", Severity::medium, "FADT PM_TMR_LEN", f.pm_tmr_blk.is_present() ? 4 : 0,
                  f.pm_tmr_len, 91);
        auto gpe = [&](char const* label, char const* what, Gas const& block, u8 length, u64 offset) {
            if (length % 2 != 0 || block.is_present() != (length != 0))
                c.add(label, Severity::medium, what, block.is_present() ? "even, not zero" : "zero", length, offset);
        };
        gpe("FADT.GPE0_BLK_LEN", "FADT GPE0_BLK_LEN", f.gpe0_blk, f.gpe0_blk_len, 92);
        gpe("FADT.GPE1_BLK_LEN", "FADT GPE1_BLK_LEN", f.gpe1_blk, f.gpe1_blk_len, 93);
        // A byte of status and one of enable bits stand for eight events.
        unsigned const gpe0_events = f.gpe0_blk_len / 2 * 8u;
        if (f.gpe1_blk.is_present() && f.gpe1_base < gpe0_events)
            c.add("FADT.GPE1_BASE", Severity::medium, "FADT GPE1_BASE, above all events of GPE0", gpe0_events,
                  f.gpe1_base, 94);
        if (f.sci_int == 0)
            c.add("FADT.SCI_INT", Severity::high, "FADT SCI_INT", "an interrupt", 0, 46);
        smi();
    }

    void smi() const
    {
        if (f.smi_cmd == 0) {
            if (f.acpi_enable != 0 || f.acpi_disable != 0)
                c.add("FADT.ACPI_ENABLE", Severity::low, "FADT ACPI_ENABLE and ACPI_DISABLE without SMI_CMD", 0,
                      f.acpi_enable != 0 ? f.acpi_enable : f.acpi_disable, 52);
            return;
        }
        if (f.smi_cmd >= ports)
            c.add("FADT.SMI_CMD", Severity::high, "FADT SMI_CMD", "an I/O port", f.smi_cmd, 48);
        if (f.acpi_enable == f.acpi_disable)
            c.add("FADT.ACPI_ENABLE", Severity::medium, "FADT ACPI_ENABLE", "another value than ACPI_DISABLE",
                  f.acpi_enable, 52);
    }

    void hardware_reduced() const
    {
        auto const &control = f.sleep_control_reg, &status = f.sleep_status_reg;
        if (!control.is_present() && !status.is_present()) {
            c.add("FADT.NO_SLEEP_REGS", Severity::info, "FADT SLEEP_CONTROL_REG: sleeping states", "a register", 0, 244,
                  "ACPI 6.5 4.8.3.7");
            return;
        }
        if (!control.is_present() || !status.is_present())
            c.add("FADT.SLEEP_REGS", Severity::high, "FADT SLEEP_CONTROL_REG and SLEEP_STATUS_REG", "both", "one",
                  control.is_present() ? 256 : 244, "ACPI 6.5 4.8.3.7");
        for (auto const* reg : {&control, &status}) {
            u64 const offset = reg == &control ? 244 : 256;
            if (reg->is_present() && (reg->bit_width != 8 || reg->bit_offset != 0))
                c.add("FADT.SLEEP_REG_WIDTH", Severity::medium, "FADT sleep register: bit width", 8, reg->bit_width,
                      offset + 1, "ACPI 6.5 4.8.3.7");
        }
    }

    void reset_register() const
    {
        if (!f.has(Fadt::reset_reg_sup))
            return;
        auto const& r = f.reset_reg;
        bool const is_usable = is_memory_or_io(r.space) || r.space == AddressSpace::pci_config;
        if (!r.is_present() || !is_usable)
            c.add("FADT.RESET_REG", Severity::high, "FADT RESET_REG, as RESET_REG_SUP is set",
                  "system memory, system I/O or PCI configuration space", r.is_present() ? static_cast<u8>(r.space) : 0,
                  116, "ACPI 6.5 4.8.3.6");
        else if (r.bit_width != 8 || r.bit_offset != 0)
            c.add("FADT.RESET_REG_WIDTH", Severity::low, "FADT RESET_REG: bit width", 8, r.bit_width, 117,
                  "ACPI 6.5 4.8.3.6");
    }

    void flags_and_rest() const
    {
        constexpr u32 defined_flags = 0x00ff'ffff; // ACPI 6.5: up to PERSISTENT_CPU_CACHES
        constexpr u16 defined_boot_arch = 0x3f;
        constexpr u8 last_profile = 8;
        if ((f.flags & ~defined_flags) != 0)
            c.add("FADT.FLAGS_RESERVED", Severity::low, "FADT Flags: reserved bits", 0, f.flags & ~defined_flags, 112);
        if (!f.has(Fadt::wbinvd) && !f.has(Fadt::wbinvd_flush))
            c.add("FADT.WBINVD", Severity::medium, "FADT Flags WBINVD, for the caches before S1 to S3", 1, 0, 112);
        if (!f.has(Fadt::proc_c1))
            c.add("FADT.PROC_C1", Severity::low, "FADT Flags PROC_C1", 1, 0, 112);
        if ((f.iapc_boot_arch & ~defined_boot_arch) != 0)
            c.add("FADT.BOOT_ARCH_RESERVED", Severity::low, "FADT IAPC_BOOT_ARCH: reserved bits", 0,
                  f.iapc_boot_arch & ~defined_boot_arch, 109, "ACPI 6.5 5.2.9.3");
        if (f.preferred_pm_profile > last_profile)
            c.add("FADT.PM_PROFILE", Severity::low, "FADT Preferred_PM_Profile", "0 to 8", f.preferred_pm_profile, 45);
        // The time, its alarm and the control registers are none of these; register D may hold the day.
        for (u64 offset = 106; offset <= 108; ++offset) {
            u8 const index = load<u8>(b, offset);
            if (index != 0 && (index < 0xd || index > 0x7f))
                c.add("FADT.RTC_INDEX", Severity::medium, "FADT DAY_ALRM, MON_ALRM, CENTURY", "0 or 0xd to 0x7f", index,
                      offset, "ACPI 6.5 4.8.2.4");
        }
    }
};

} // namespace

void check_fadt(Sdt const& table, Findings& findings)
{
    Context c{findings, table.signature(), table.address(), "ACPI 6.5 5.2.9"};
    auto const fadt = Fadt::decode(table);
    if (!fadt) {
        c.add("FADT.UNREADABLE", Severity::critical, fadt.error());
        return;
    }
    std::array<u8, Fadt::acpi_6_length> padded = {};
    std::copy_n(table.bytes().begin(), std::min<size_t>(table.length(), padded.size()), padded.begin());
    Check const check{c, *fadt, padded};
    check.lengths();
    check.pointers();
    if (fadt->has(Fadt::hw_reduced_acpi)) {
        check.hardware_reduced();
    } else {
        for (auto const& block : blocks)
            check.block(block);
        check.fixed_hardware();
    }
    check.reset_register();
    check.flags_and_rest();
}

} // namespace acpi::checks
