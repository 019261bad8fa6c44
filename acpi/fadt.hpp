// SPDX-License-Identifier: MIT
// Fixed ACPI Description Table, decoded for every revision. Spec: ACPI 6.5 5.2.9.
// Where the table has a 64-bit (X_) field, it is used when it is not zero, as 5.2.9 says.
#pragma once

#include "acpi/gas.hpp"
#include "acpi/sdt.hpp"

namespace acpi {

struct Fadt {
    // Fixed feature flags, ACPI 6.5 5.2.9.
    enum Flags : u32 {
        wbinvd = 1u << 0,
        wbinvd_flush = 1u << 1,
        proc_c1 = 1u << 2,
        pwr_button = 1u << 4,
        slp_button = 1u << 5,
        fix_rtc = 1u << 6, // set: the RTC wake status is *not* in the fixed registers
        rtc_s4 = 1u << 7,
        tmr_val_ext = 1u << 8,
        reset_reg_sup = 1u << 10,
        pci_exp_wak = 1u << 14,
        s4_rtc_sts_valid = 1u << 16,
        hw_reduced_acpi = 1u << 20,
        low_power_s0_idle_capable = 1u << 21,
    };
    // IA-PC boot architecture flags, ACPI 6.5 5.2.9.3.
    enum BootArch : u16 { legacy_devices = 1u << 0, i8042 = 1u << 1, vga_not_present = 1u << 2, no_cmos_rtc = 1u << 5 };

    // Up to which length a table has which fields. ACPI 1.0: up to Flags; the one between: RESET_REG; 2.0 to 4.0
    // (revisions 3 and 4): X_ fields; 5.0: sleep registers; 6.0 and later: Hypervisor Vendor Identity.
    static constexpr u32 acpi_1_length = 116, acpi_1_5_length = 132, acpi_2_length = 244, acpi_5_length = 268,
                         acpi_6_length = 276;

    u8 revision = 0;
    u8 minor_revision = 0; // of ACPI 5.1 and later; errata in the upper half
    u32 length = 0;
    Phys firmware_ctrl = Phys{0}; // FACS; zero when absent
    Phys dsdt = Phys{0};
    u8 preferred_pm_profile = 0;
    u16 sci_int = 0;
    u32 smi_cmd = 0; // I/O port; zero: there is no legacy mode to leave
    u8 acpi_enable = 0;
    u8 acpi_disable = 0;
    u8 s4bios_req = 0;
    // Status registers are the first half of an event block, enable registers the second.
    Gas pm1a_evt_blk, pm1b_evt_blk;
    Gas pm1a_cnt_blk, pm1b_cnt_blk;
    Gas pm2_cnt_blk;
    Gas pm_tmr_blk;
    Gas gpe0_blk, gpe1_blk;
    u8 pm1_evt_len = 0;
    u8 pm1_cnt_len = 0;
    u8 pm2_cnt_len = 0;
    u8 pm_tmr_len = 0;
    u8 gpe0_blk_len = 0;
    u8 gpe1_blk_len = 0;
    u8 gpe1_base = 0;
    u8 day_alrm = 0; // RTC RAM indexes; zero: not supported
    u8 mon_alrm = 0;
    u8 century = 0;
    u16 iapc_boot_arch = 0;
    u32 flags = 0;
    Gas reset_reg;
    u8 reset_value = 0;
    Gas sleep_control_reg, sleep_status_reg;
    u64 hypervisor_vendor_identity = 0;

    // A table too short for ACPI 1.0's fields is an Error; of a longer one every field that lies inside is decoded.
    static Result<Fadt> decode(Sdt const& table);

    bool has(Flags flag) const { return (flags & flag) != 0; }
    bool pm_timer_is_32_bit() const { return has(tmr_val_ext); }
    // Whether the PM1 blocks that entering a sleep state needs are there and long enough.
    Status check_pm1() const;
};

} // namespace acpi
