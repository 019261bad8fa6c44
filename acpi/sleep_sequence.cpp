// SPDX-License-Identifier: MIT
#include "acpi/sleep_sequence.hpp"

namespace acpi {
namespace {

// Arguments of \_SI._SST, ACPI 6.5 9.2.1.
enum SystemStatus : u64 {
    no_status = 0,
    working_status = 1,
    waking_status = 2,
    sleeping_status = 3,
    hibernating_status = 4
};
constexpr auto sst = "\\_SI._SST";

// Soft-off has no indicator of its own: none is lit, as ACPICA does it.
constexpr u64 status_of(unsigned state)
{
    return state == 5 ? no_status : state == 4 ? hibernating_status : sleeping_status;
}

} // namespace

Result<SleepSequence> SleepSequence::open(Registers& registers, Fadt const& fadt, std::span<u8> facs,
                                          SleepMethods& methods)
{
    SleepSequence s;
    if (fadt.has(Fadt::hw_reduced_acpi))
        s.sleep_control_ = TRY(SleepControl::open(registers, fadt));
    else
        s.pm1_ = TRY(Pm1::open(registers, fadt));
    s.facs_ = facs;
    s.methods_ = &methods;
    s.flush_caches_ = fadt.has(Fadt::wbinvd) || fadt.has(Fadt::wbinvd_flush);
    return s;
}

void SleepSequence::call(std::string_view path, u64 argument)
{
    auto result = methods_->call(path, argument);
    if (!result && method_status_)
        method_status_ = result.error();
}

void SleepSequence::announce(Target const& target)
{
    target_ = target;
    method_status_ = Status{};
    is_announced_ = true;
    call("\\_TTS", target_.state);
}

Status SleepSequence::set_waking_vector(u32 vector)
{
    if (facs_.empty() && vector == 0)
        return {};
    if (facs_.empty())
        return Error{Side::firmware,
                     "FADT FIRMWARE_CTRL",
                     "the address of the FACS, for a waking vector",
                     0,
                     "ACPI 6.5 5.2.9",
                     36};
    return Facs::set_waking_vector(facs_, vector);
}

Status SleepSequence::prepare(u32 waking_vector)
{
    if (pm1_)
        TRY(pm1_->enter_acpi_mode());
    is_prepared_ = true;
    // A platform that could not prepare itself is not to be put to sleep.
    TRY(methods_->call("\\_PTS", target_.state));
    call(sst, status_of(target_.state));
    return set_waking_vector(waking_vector);
}

void SleepSequence::clear_status() const
{
    if (pm1_)
        pm1_->clear_status(0xffff);
    else
        sleep_control_->clear_wake_status();
}

void SleepSequence::arm(u16 wake_events)
{
    clear_status();
    if (pm1_)
        pm1_->enable(wake_events);
    // Deprecated since ACPI 5.0 A; older platforms have it run right before SLP_EN (ACPI 4.0 7.3.3).
    call("\\_GTS", target_.state);
}

Error SleepSequence::enter(Duration limit) const
{
    // ACPI 6.5 16.1.6: caches are flushed on the way to S1, S2 and S3.
    bool const flush = flush_caches_ && target_.state <= 3;
    if (pm1_)
        return pm1_->sleep(target_.slp_typ_a, target_.slp_typ_b, flush, limit);
    return sleep_control_->sleep(target_.slp_typ_a, flush, limit);
}

void SleepSequence::resume()
{
    // Immediately after wake-up; of the same age as _GTS (ACPI 4.0 7.3.1).
    call("\\_BFS", target_.state);
}

std::optional<SleepMethods::Wak> SleepSequence::call_wak()
{
    is_prepared_ = false;
    auto wak = methods_->wak(target_.state);
    if (wak)
        return *wak;
    if (method_status_)
        method_status_ = wak.error();
    return {};
}

Result<SleepSequence::Woken> SleepSequence::leave()
{
    Woken woken;
    if (pm1_) {
        woken.pm1_status = pm1_->status();
        woken.pm1_enabled = pm1_->enabled();
    }
    // The platform is told that the system is back even if it has spoilt the FACS.
    auto const cleared = set_waking_vector(0);
    call(sst, waking_status);
    woken.wak = call_wak();
    TRY(cleared);
    return woken;
}

void SleepSequence::working()
{
    if (!is_announced_)
        return;
    is_announced_ = false;
    call(sst, working_status);
    call("\\_TTS", 0);
}

void SleepSequence::abandon()
{
    [[maybe_unused]] auto cleared = set_waking_vector(0);
    // \_WAK tells the platform that what \_PTS prepared does not come (7.4.1).
    if (is_prepared_)
        call_wak();
    working();
}

Status SleepSequence::settle() const
{
    if (pm1_)
        pm1_->enable(0);
    clear_status();
    if (pm1_)
        TRY(pm1_->enter_acpi_mode());
    return {};
}

} // namespace acpi
