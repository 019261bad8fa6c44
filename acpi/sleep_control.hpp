// SPDX-License-Identifier: MIT
// SLEEP_CONTROL_REG and SLEEP_STATUS_REG: what hardware-reduced ACPI has in place of PM1. Spec: ACPI 6.5, 4.8.3.7.
#pragma once

#include "acpi/pm1.hpp"

namespace acpi {

namespace sleep_control {
using SlpTyp = Field<u8, 4, 2>;
using SlpEn = Field<u8, 5>;
inline constexpr u8 wak = 1 << 7; // of the status register; write 1 to clear
} // namespace sleep_control

class SleepControl {
public:
    // Side::unsupported when the platform is hardware-reduced and sleeps in S0 only. Borrows `registers`.
    static Result<SleepControl> open(Registers& registers, Fadt const& fadt);

    bool has_woken() const;
    void clear_wake_status() const;
    // As Pm1::sleep(): caches flushed, then SLP_TYP with SLP_EN in one write.
    Error sleep(u8 slp_typ, bool flush_caches, Duration limit = Pm1::sleep_limit) const;

private:
    Registers* registers_ = nullptr;
    Register control_, status_;
};

} // namespace acpi
