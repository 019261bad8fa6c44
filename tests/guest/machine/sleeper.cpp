// SPDX-License-Identifier: MIT
#include "tests/guest/machine/sleeper.hpp"

#include "acpi/sleep_state.hpp"

namespace {
// Two alarms must fall into it.
constexpr Duration alarm_limit = 2'500_ms;
// Less than this until the alarm, and the machine might not be asleep when it comes: nobody could acknowledge it then.
// Going to sleep takes about a millisecond; the rest is for a host that stops the virtual CPU on the way.
constexpr Duration least_time_to_alarm = 200_ms;
// The runner waits 5 s for a wake-up. A PM timer of 24 bits fires every 2.4 s, one of 32 bits every ten minutes.
constexpr Duration longest_sleep = 4_s;

// TMR_STS comes last: it rises whether or not the timer is to wake the machine.
std::string_view name_of(u16 status)
{
    if (status & acpi::pm1::rtc)
        return "rtc";
    if (status & acpi::pm1::pwrbtn)
        return "power_button";
    if (status & acpi::pm1::tmr)
        return "pm_timer";
    return "unknown";
}
} // namespace

Result<Sleeper> Sleeper::open(Machine& machine, Wake wake)
{
    ASSERT(wake != Wake::automatic); // Machine::wake says which it is
    auto* tables = TRY(machine.tables.get());
    auto* fadt = TRY(machine.fadt.get());
    auto* aml = TRY(machine.aml.get());
    auto type = TRY(acpi::sleep_type(aml->evaluator(), 3));
    auto s3 = TRY(acpi::S3::open(*tables, *fadt, type.a, type.b, aml->sleep_methods()));
    s3.faults.no_waking_vector = machine.options.fault == Break::no_waking_vector;
    Sleeper sleeper(machine, wake, std::move(s3));
    if (wake == Wake::rtc) {
        if (fadt->has(acpi::Fadt::fix_rtc))
            return Error{Side::unsupported, "wake-up by RTC alarm", "RTC_STS in PM1", "FADT flag FIX_RTC",
                         "ACPI 6.5 5.2.9"};
        // The kernel's own is not there where somebody outside wakes the machine.
        if (auto alarm = machine.alarm.get())
            sleeper.machine_alarm_ = *alarm;
        else
            sleeper.own_alarm_.emplace(TRY(rtc::Alarm::open()));
    }
    if (wake == Wake::pm_timer) {
        acpi::Gas const& block = fadt->pm_tmr_blk;
        if (!block.is_present() || block.space != acpi::AddressSpace::system_io)
            return Error{Side::unsupported, "wake-up by PM timer: PM_TMR_BLK", "a block in I/O space", block.address,
                         "ACPI 6.5 4.8.3.3"};
        sleeper.timer_ = {static_cast<u16>(block.address), fadt->pm_timer_is_32_bit()};
    }
    return sleeper;
}

Status Sleeper::prepare()
{
    snapshot_.emplace(TRY(pci::Snapshot::take(*TRY(machine_->pci.get()))));
    hardware_signature_ = s3_.hardware_signature();
    return prepare_again();
}

Status Sleeper::prepare_again()
{
    ASSERT(snapshot_);
    s3_.announce();
    if (wake_ == Wake::rtc)
        alarm().arm();
    return {};
}

Status Sleeper::check_wake_source()
{
    if (wake_ == Wake::rtc)
        return alarm().wait_fired(alarm_limit);
    u32 const start = timer_.port != 0 ? timer_.read() : 0;
    if (wake_ == Wake::pm_timer && !wait_until(1_ms, [&] { return timer_.read() != start; }))
        return Error{Side::host, "PM timer", "a counter that counts", "it stands still", "ACPI 6.5 4.8.3.3"};
    return {};
}

// Brings the wake source to where it fires neither while the machine is still going to sleep nor later than need be;
// returns how long that takes.
Duration Sleeper::ready_to_fire()
{
    if (wake_ == Wake::rtc) {
        alarm().acknowledge();
        Duration const left = alarm().until_next();
        if (left < least_time_to_alarm || left > rtc::Alarm::first_after)
            alarm().arm();
        return alarm().until_next();
    }
    if (wake_ == Wake::pm_timer) {
        if (timer_.until_carry() < least_time_to_alarm) [[maybe_unused]]
            bool const passed = wait_until(least_time_to_alarm + least_time_to_alarm,
                                           [&] { return timer_.until_carry() > least_time_to_alarm; });
        return timer_.until_carry();
    }
    return {};
}

u16 Sleeper::wake_status() const
{
    switch (wake_) {
    case Wake::rtc:
        return acpi::pm1::rtc;
    case Wake::pm_timer:
        return acpi::pm1::tmr;
    case Wake::qmp:
    case Wake::keyboard:
    case Wake::automatic:
        break;
    }
    return acpi::pm1::pwrbtn;
}

Result<Sleeper::Slept> Sleeper::sleep(Report& report, pci::Address const* without_bars_of)
{
    ASSERT(snapshot_);
    Slept result;
    struct Context {
        Sleeper* self;
        Slept* result;
        pci::Address const* without_bars_of;
    } context{this, &result, without_bars_of};
    auto restore_chipset = [](void* opaque) {
        auto& c = *static_cast<Context*>(opaque);
        Sleeper& self = *c.self;
        self.reset_changes_size_ = 0;
        if (self.look_ != nullptr)
            self.look_(self.look_context_);
        Instant begin = now();
        auto note = [&](pci::Difference const& d) {
            ++c.result->reset_differences;
            if (self.reset_changes_size_ < self.reset_changes_.size())
                self.reset_changes_[self.reset_changes_size_++] = d;
        };
        self.snapshot_->restore(note, c.without_bars_of);
        Instant restored = now();
        c.result->left_differences = self.snapshot_->differences([](pci::Difference const&) {});
        c.result->restore = restored - begin;
        c.result->verification = now() - restored;
    };

    result.due = ready_to_fire();
    if (result.due > longest_sleep)
        return Error{Side::unsupported, "wake-up by PM timer: time until it fires",
                     Value::of(longest_sleep.ms(), "ms at most"), Value::of(result.due.ms(), "ms"), "ACPI 6.5 4.8.3.3"};
    TRY(s3_.prepare());
    report.detail("suspended wake={}", name_of(wake_));
    result.wake_up = TRY(s3_.sleep(wake_events(), restore_chipset, &context));
    return result;
}

void Sleeper::report_wake_up(Report& report, Slept const& slept)
{
    report.detail("resumed wake={} pm1_status={} asleep_us={} asleep_by={} restore_us={}",
                  name_of(slept.wake_up.pm1_status), hex(slept.wake_up.pm1_status, 4),
                  slept.wake_up.slept.duration.us(), slept.wake_up.slept.by, slept.restore.us());
}

void Sleeper::report_wake_up_briefly(Report& report, Slept const& slept)
{
    report.detail("resumed wake={} asleep_us={}", name_of(slept.wake_up.pm1_status), slept.wake_up.slept.duration.us());
}

Status Sleeper::check_wake_up(acpi::WakeUp const& wake_up) const
{
    TRY(wake_up.methods);
    if (wake_up.wak && wake_up.wak->condition != 0)
        return Error{Side::firmware, "condition that \\_WAK returns", 0, wake_up.wak->condition, "ACPI 6.5 7.4.5"};
    if (wake_up.hardware_signature != hardware_signature_)
        return Error{Side::firmware, "FACS hardware signature after wake-up", hardware_signature_,
                     wake_up.hardware_signature, "ACPI 6.5 5.2.10"};
    // The sleep status register, which stands for PM1_STS there, has no bit for a source.
    if (s3_.is_hardware_reduced())
        return {};
    u16 const wanted = acpi::pm1::wak | wake_status();
    if ((wake_up.pm1_status & wanted) == wanted)
        return {};
    return Error{Side::firmware, "PM1_STS: WAK_STS and the wake source's bit", wanted, wake_up.pm1_status,
                 "ACPI 6.5 4.8.3.1.1"};
}

namespace {
void print(Check& check, pci::Difference const& d)
{
    check.detail("pci {} offset={} saved={} seen={}", d.address, hex(d.offset, 2), hex(d.saved, 8), hex(d.seen, 8));
}
} // namespace

void Sleeper::report_reset(Check& check) const
{
    for (pci::Difference const& d : std::span(reset_changes_).first(reset_changes_size_))
        print(check, d);
}

u32 Sleeper::report_differences(Check& check, u32 limit) const
{
    u32 printed = 0;
    return snapshot_->differences([&](pci::Difference const& d) {
        if (printed++ < limit)
            check.detail("pci {} offset={} saved={} seen={}", d.address, hex(d.offset, 2), hex(d.saved, 8),
                         hex(d.seen, 8));
    });
}
