// SPDX-License-Identifier: MIT
#include "acpi/pm1.hpp"

namespace acpi {
namespace {
// Firmware's SMI handler answers at once; the limit is Linux's patience for the same wait (3 s).
constexpr Duration acpi_mode_limit = 3_s;
constexpr Duration look_interval = 10_ms;
constexpr auto fadt_source = "ACPI 6.5 5.2.9";

// An absent block gives an absent register.
Result<Register> open_register(Registers& registers, Gas const& block, u64 offset_bytes, char const* what)
{
    if (!block.is_present())
        return Register{};
    auto where = TRY(Register::of(block, 2, what, fadt_source)).at(offset_bytes, 2);
    TRY(registers.open(where));
    return where;
}
} // namespace

Result<Pm1> Pm1::open(Registers& registers, Fadt const& fadt)
{
    if (fadt.has(Fadt::hw_reduced_acpi))
        return Error{Side::unsupported, "PM1 registers", "fixed hardware", "hardware-reduced ACPI", "ACPI 6.5 4.1"};
    TRY(fadt.check_pm1());
    Pm1 pm1;
    pm1.registers_ = &registers;
    // Status registers are the first half of an event block, enable registers the second.
    u64 const half = fadt.pm1_evt_len / 2;
    pm1.status_a_ = TRY(open_register(registers, fadt.pm1a_evt_blk, 0, "PM1a_EVT_BLK"));
    pm1.enable_a_ = TRY(open_register(registers, fadt.pm1a_evt_blk, half, "PM1a_EVT_BLK"));
    pm1.status_b_ = TRY(open_register(registers, fadt.pm1b_evt_blk, 0, "PM1b_EVT_BLK"));
    pm1.enable_b_ = TRY(open_register(registers, fadt.pm1b_evt_blk, half, "PM1b_EVT_BLK"));
    pm1.control_a_ = TRY(open_register(registers, fadt.pm1a_cnt_blk, 0, "PM1a_CNT_BLK"));
    pm1.control_b_ = TRY(open_register(registers, fadt.pm1b_cnt_blk, 0, "PM1b_CNT_BLK"));
    if (fadt.smi_cmd > 0xffff)
        return Error{Side::firmware, "FADT SMI_CMD", "an I/O port", fadt.smi_cmd, fadt_source, 48};
    pm1.smi_cmd_ = {AddressSpace::system_io, fadt.smi_cmd, 1};
    if (pm1.smi_cmd_.is_present())
        TRY(registers.open(pm1.smi_cmd_));
    pm1.acpi_enable_ = fadt.acpi_enable;
    return pm1;
}

u16 Pm1::read_both(Register const& a, Register const& b) const
{
    u16 const first = in(a);
    return static_cast<u16>(first | (b.is_present() ? in(b) : 0));
}

void Pm1::write_both(Register const& a, Register const& b, u16 value) const
{
    registers_->write(a, value);
    if (b.is_present())
        registers_->write(b, value);
}

u16 Pm1::status() const { return read_both(status_a_, status_b_); }
void Pm1::clear_status(u16 bits) const { write_both(status_a_, status_b_, bits); }
u16 Pm1::enabled() const { return read_both(enable_a_, enable_b_); }
void Pm1::enable(u16 bits) const { write_both(enable_a_, enable_b_, bits); }
u16 Pm1::control_a() const { return in(control_a_); }

void Pm1::release_global_lock() const
{
    for (Register const& control : {control_a_, control_b_})
        if (control.is_present())
            registers_->write(control, pm1::GblRls::put(in(control), 1));
}

Status Pm1::enter_acpi_mode() const
{
    auto is_on = [&] { return pm1::SciEn::get(in(control_a_)) != 0; };
    if (is_on())
        return {};
    if (!smi_cmd_.is_present() || acpi_enable_ == 0)
        return Error{Side::firmware, "SCI_EN", "set, as there is no SMI_CMD", "clear", "ACPI 6.5 4.8.2.5"};
    registers_->write(smi_cmd_, acpi_enable_);
    if (wait_until(acpi_mode_limit, is_on))
        return {};
    return Error{Side::firmware, "SCI_EN after ACPI_ENABLE", Value::of(acpi_mode_limit.ms(), "ms at most"),
                 "still clear", "ACPI 6.5 4.8.2.5"};
}

Error Pm1::sleep(u8 slp_typ_a, u8 slp_typ_b, bool flush_caches, Duration limit) const
{
    auto prepared = [this](Register const& control, u8 type) {
        return pm1::SlpTyp::put(pm1::SlpEn::put(in(control), 0), type);
    };
    u16 const a = prepared(control_a_, slp_typ_a);
    u16 const b = control_b_.is_present() ? prepared(control_b_, slp_typ_b) : u16{0};
    registers_->write(control_a_, a);
    if (control_b_.is_present())
        registers_->write(control_b_, b);
    if (flush_caches)
        registers_->flush_caches();
    registers_->write(control_a_, pm1::SlpEn::put(a, 1));
    if (control_b_.is_present())
        registers_->write(control_b_, pm1::SlpEn::put(b, 1));
    return still_running(
        limit, [](void* self) { return (static_cast<Pm1 const*>(self)->status() & pm1::wak) != 0; },
        const_cast<Pm1*>(this));
}

Error still_running(Duration limit, bool (*woke)(void* context), void* context)
{
    // A machine may wake without having lost anything (S1); S3 and S5 do not come back here. Looks are far between:
    // under QEMU an I/O access takes the lock that the suspending thread needs.
    Instant next_look = now() + look_interval;
    bool const in_place = wait_until(limit, [&] {
        if (now() < next_look)
            return false;
        next_look = now() + look_interval;
        return woke(context);
    });
    return {Side::firmware, "SLP_EN", "the machine sleeps",
            in_place ? "it woke up at once, in place" : "it goes on running", "ACPI 6.5 16.1.6"};
}

} // namespace acpi
