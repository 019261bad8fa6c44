// SPDX-License-Identifier: MIT
#include "acpi/machine/pm1.hpp"

#include "kernel/machine/x86.hpp"
#include "kernel/time.hpp"

namespace {
// Firmware's SMI handler answers at once; the limit is Linux's patience for the same wait (3 s).
constexpr Duration acpi_mode_limit = 3_s;
// QEMU stops the CPUs with the instruction that writes SLP_EN or very soon after.
constexpr Duration sleep_limit = 5_s;
constexpr Duration look_interval = 10_ms;

Result<u16> io_port(acpi::Gas const& block, char const* what, bool required)
{
    if (!block.is_present() && !required)
        return u16{0};
    if (!block.is_present() || block.space != acpi::AddressSpace::system_io || block.address > 0xfff0)
        return Error{Side::firmware, what, "a block in I/O space", block.address, "ACPI 6.5 5.2.9"};
    return static_cast<u16>(block.address);
}

u16 in(u16 port) { return x86::in<u16>(port); }
void out(u16 port, u16 value) { x86::out<u16>(port, value); }
} // namespace

Result<acpi::Pm1> acpi::Pm1::open(Fadt const& fadt)
{
    if (fadt.has(Fadt::hw_reduced_acpi))
        return Error{Side::unsupported, "PM1 registers", "fixed hardware", "hardware-reduced ACPI", "ACPI 6.5 4.1"};
    TRY(fadt.check_pm1());
    Pm1 pm1;
    pm1.event_a_ = TRY(io_port(fadt.pm1a_evt_blk, "PM1a_EVT_BLK", true));
    pm1.event_b_ = TRY(io_port(fadt.pm1b_evt_blk, "PM1b_EVT_BLK", false));
    pm1.control_a_ = TRY(io_port(fadt.pm1a_cnt_blk, "PM1a_CNT_BLK", true));
    pm1.control_b_ = TRY(io_port(fadt.pm1b_cnt_blk, "PM1b_CNT_BLK", false));
    pm1.enable_offset_ = fadt.pm1_evt_len / 2;
    pm1.smi_cmd_ = static_cast<u16>(fadt.smi_cmd);
    pm1.acpi_enable_ = fadt.acpi_enable;
    return pm1;
}

u16 acpi::Pm1::status() const { return static_cast<u16>(in(event_a_) | (event_b_ != 0 ? in(event_b_) : 0)); }

void acpi::Pm1::clear_status(u16 bits) const
{
    out(event_a_, bits);
    if (event_b_ != 0)
        out(event_b_, bits);
}

u16 acpi::Pm1::enabled() const
{
    u16 b = event_b_ != 0 ? in(static_cast<u16>(event_b_ + enable_offset_)) : u16{0};
    return static_cast<u16>(in(static_cast<u16>(event_a_ + enable_offset_)) | b);
}

void acpi::Pm1::enable(u16 bits) const
{
    out(static_cast<u16>(event_a_ + enable_offset_), bits);
    if (event_b_ != 0)
        out(static_cast<u16>(event_b_ + enable_offset_), bits);
}

u16 acpi::Pm1::control_a() const { return in(control_a_); }

Status acpi::Pm1::enter_acpi_mode() const
{
    auto is_on = [&] { return pm1::SciEn::get(in(control_a_)) != 0; };
    if (is_on())
        return {};
    if (smi_cmd_ == 0 || acpi_enable_ == 0)
        return Error{Side::firmware, "SCI_EN", "set, as there is no SMI_CMD", "clear", "ACPI 6.5 4.8.2.5"};
    x86::out<u8>(smi_cmd_, acpi_enable_);
    if (wait_until(acpi_mode_limit, is_on))
        return {};
    return Error{Side::firmware, "SCI_EN after ACPI_ENABLE", Value::of(acpi_mode_limit.ms(), "ms at most"),
                 "still clear", "ACPI 6.5 4.8.2.5"};
}

Error acpi::Pm1::sleep(u8 slp_typ_a, u8 slp_typ_b, bool flush_caches) const
{
    auto prepared = [](u16 port, u8 type) { return pm1::SlpTyp::put(pm1::SlpEn::put(in(port), 0), type); };
    u16 a = prepared(control_a_, slp_typ_a);
    u16 b = control_b_ != 0 ? prepared(control_b_, slp_typ_b) : u16{0};
    out(control_a_, a);
    if (control_b_ != 0)
        out(control_b_, b);
    if (flush_caches)
        x86::wbinvd();
    out(control_a_, pm1::SlpEn::put(a, 1));
    if (control_b_ != 0)
        out(control_b_, pm1::SlpEn::put(b, 1));
    // A machine may wake without having lost anything (S1); S3 and S5 do not come back here. Looks are far between:
    // under QEMU an I/O access takes the lock that the suspending thread needs.
    Instant next_look = now() + look_interval;
    bool woke = wait_until(sleep_limit, [&] {
        if (now() < next_look)
            return false;
        next_look = now() + look_interval;
        return (status() & pm1::wak) != 0;
    });
    return {Side::firmware, "SLP_EN", "the machine sleeps",
            woke ? "it woke up at once, in place" : "it goes on running", "ACPI 6.5 16.1.6"};
}
