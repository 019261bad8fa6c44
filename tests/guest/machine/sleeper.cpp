// SPDX-License-Identifier: MIT
#include "tests/guest/machine/sleeper.hpp"

#include "acpi/sleep_state.hpp"

namespace {
// Two alarms must fall into it.
constexpr Duration alarm_limit = 2'500_ms;
// Less than this until the alarm, and the machine might not be asleep when it comes: nobody could acknowledge it then.
// Going to sleep takes about a millisecond; the rest is for a host that stops the virtual CPU on the way.
constexpr Duration least_time_to_alarm = 200_ms;

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

Result<Sleeper> Sleeper::open(Machine& machine)
{
    auto* tables = TRY(machine.tables.get());
    auto* fadt = TRY(machine.fadt.get());
    auto* names = TRY(machine.names.get());
    auto type = TRY(acpi::sleep_type(*names, 3));
    auto s3 = TRY(acpi::S3::open(*tables, *fadt, type.a, type.b));
    s3.faults.no_waking_vector = machine.options.fault == Break::no_waking_vector;
    rtc::Alarm* alarm = nullptr;
    if (machine.options.wake == Wake::rtc) {
        if (fadt->has(acpi::Fadt::fix_rtc))
            return Error{Side::unsupported, "wake-up by RTC alarm", "RTC_STS in PM1", "FADT flag FIX_RTC",
                         "ACPI 6.5 5.2.9"};
        alarm = TRY(machine.alarm.get());
    }
    return Sleeper(machine, std::move(s3), alarm);
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
    if (alarm_)
        alarm_->arm();
    return {};
}

Status Sleeper::check_wake_source() { return alarm_ ? alarm_->wait_fired(alarm_limit) : Status{}; }

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

    if (alarm_ != nullptr) {
        alarm_->acknowledge();
        // Too soon is a risk, and later than a freshly set alarm a waste of time.
        Duration const left = alarm_->until_next();
        if (left < least_time_to_alarm || left > rtc::Alarm::first_after)
            alarm_->arm();
    }
    report.detail("suspended");
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
    if (wake_up.hardware_signature != hardware_signature_)
        return Error{Side::firmware, "FACS hardware signature after wake-up", hardware_signature_,
                     wake_up.hardware_signature, "ACPI 6.5 5.2.10"};
    u16 wanted = acpi::pm1::wak | (alarm_ ? acpi::pm1::rtc : acpi::pm1::pwrbtn);
    if ((wake_up.pm1_status & wanted) == wanted)
        return {};
    return Error{Side::firmware, alarm_ ? "PM1_STS: WAK_STS and RTC_STS" : "PM1_STS: WAK_STS and PWRBTN_STS", wanted,
                 wake_up.pm1_status, "ACPI 6.5 4.8.3.1.1"};
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
