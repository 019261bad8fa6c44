// SPDX-License-Identifier: MIT
// PM1 event and control registers, the a and b blocks taken together. Spec: ACPI 6.5, 4.8.3.1 (status, enable), 4.8.3.2
// (control).
#pragma once

#include "acpi/fadt.hpp"
#include "acpi/registers.hpp"
#include "kernel/registers.hpp"
#include "kernel/time.hpp"

namespace acpi {

namespace pm1 {
// Status bits (PM1_STS); enable bits (PM1_EN) stand at the same places.
inline constexpr u16 tmr = 1 << 0, bm = 1 << 4, gbl = 1 << 5, pwrbtn = 1 << 8, slpbtn = 1 << 9, rtc = 1 << 10,
                     pciexp_wake = 1 << 14, wak = 1 << 15;
using SciEn = Field<u16, 0>;
using GblRls = Field<u16, 2>;
using SlpTyp = Field<u16, 12, 10>;
using SlpEn = Field<u16, 13>;
static_assert(SlpTyp::mask == 0x1c00);
} // namespace pm1

class Pm1 {
public:
    // Fails when a block is missing, too short or where no registers can be. Borrows `registers`.
    static Result<Pm1> open(Registers& registers, Fadt const& fadt);

    u16 status() const;
    void clear_status(u16 bits) const; // write 1 to clear
    u16 enabled() const;
    void enable(u16 bits) const;
    u16 control_a() const;
    // Tells firmware, which waits for it, that the global lock is free (4.8.3.2.1, GBL_RLS).
    void release_global_lock() const;
    // Makes the registers live: asks firmware to leave legacy mode unless SCI_EN is set already (ACPI 6.5, 4.8.2.5).
    Status enter_acpi_mode() const;
    // SLP_TYP to both blocks, caches flushed, then SLP_TYP with SLP_EN: the order of ACPI 6.5, 16.1.6. Returns only if
    // the machine goes on running for `limit` or wakes up in place, with the Error for that.
    Error sleep(u8 slp_typ_a, u8 slp_typ_b, bool flush_caches, Duration limit = sleep_limit) const;

    // QEMU stops the CPUs with the instruction that writes SLP_EN or very soon after.
    static constexpr Duration sleep_limit = 5_s;

private:
    u16 in(Register const& from) const { return static_cast<u16>(registers_->read(from)); }
    // Both blocks taken as one: zero bits for a block that is not there.
    u16 read_both(Register const& a, Register const& b) const;
    void write_both(Register const& a, Register const& b, u16 value) const;

    Registers* registers_ = nullptr;
    Register status_a_, status_b_, enable_a_, enable_b_, control_a_, control_b_;
    Register smi_cmd_;
    u8 acpi_enable_ = 0;
};

// Waits for WAK_STS after SLP_EN was written, and says what happened instead of a sleep that ends elsewhere.
Error still_running(Duration limit, bool (*woke)(void* context), void* context);

} // namespace acpi
