// SPDX-License-Identifier: MIT
#include "acpi/sleep_control.hpp"

namespace acpi {
namespace {
constexpr auto source = "ACPI 6.5 4.8.3.7";
}

Result<SleepControl> SleepControl::open(Registers& registers, Fadt const& fadt)
{
    if (!fadt.sleep_control_reg.is_present() && !fadt.sleep_status_reg.is_present())
        return Error{Side::unsupported, "FADT SLEEP_CONTROL_REG", "an address", 0, source, 244};
    if (!fadt.sleep_control_reg.is_present())
        return Error{Side::firmware, "FADT SLEEP_CONTROL_REG", "an address", 0, source, 244};
    if (!fadt.sleep_status_reg.is_present())
        return Error{Side::firmware, "FADT SLEEP_STATUS_REG", "an address", 0, source, 256};
    SleepControl result;
    result.registers_ = &registers;
    result.control_ = TRY(Register::of(fadt.sleep_control_reg, 1, "FADT SLEEP_CONTROL_REG", source));
    result.status_ = TRY(Register::of(fadt.sleep_status_reg, 1, "FADT SLEEP_STATUS_REG", source));
    TRY(registers.open(result.control_));
    TRY(registers.open(result.status_));
    return result;
}

bool SleepControl::has_woken() const { return (registers_->read(status_) & sleep_control::wak) != 0; }

void SleepControl::clear_wake_status() const { registers_->write(status_, sleep_control::wak); }

Error SleepControl::sleep(u8 slp_typ, bool flush_caches, Duration limit) const
{
    using namespace sleep_control;
    // Every other bit is reserved or ignored, and a reserved bit is written as zero (4.8.3.7).
    u8 const value = SlpEn::put(SlpTyp::put(0, slp_typ), 1);
    if (flush_caches)
        registers_->flush_caches();
    registers_->write(control_, value);
    return still_running(
        limit, [](void* self) { return static_cast<SleepControl const*>(self)->has_woken(); },
        const_cast<SleepControl*>(this));
}

} // namespace acpi
