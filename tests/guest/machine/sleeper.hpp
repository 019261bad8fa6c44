// SPDX-License-Identifier: MIT
// The platform's part of a sleep: wake source armed, S3 entered and left, configuration space restored. What the
// device's part does around it is the tests' business.
#pragma once

#include "acpi/machine/s3.hpp"
#include "drivers/pci/snapshot.hpp"
#include "drivers/rtc/machine/rtc.hpp"
#include "kernel/check.hpp"
#include "kernel/machine/machine.hpp"

#include <optional>

class Sleeper {
public:
    // Side::unsupported when the platform has no S3, or not this wake source.
    static Result<Sleeper> open(Machine& machine) { return open(machine, machine.wake); }
    static Result<Sleeper> open(Machine& machine, Wake wake);

    // Before the sleep sequence begins: saves configuration space, and starts the alarm early, so that the time until
    // it comes is spent on work. The other sources need no arming.
    Status prepare();
    // The same before a later sleep, with the configuration space that the first prepare() saved: what has changed
    // since is no longer right.
    Status prepare_again();
    // Before the first sleep: shows that the wake source works. Nothing to show where somebody outside is it.
    Status check_wake_source();

    struct Slept {
        acpi::WakeUp wake_up;
        u32 reset_differences = 0; // registers of configuration space that the reset changed
        u32 left_differences = 0;  // of those, how many the restore did not bring back
        Duration due;              // when the machine went to sleep: until its own wake source fires; else 0
        Duration restore;          // of configuration space
        Duration verification;     // of the restore; not part of a sleep
    };
    // After prepare(): sleeps, wakes up and restores configuration space; prints "# suspended" and "# resumed".
    // `without_bars_of`: a deliberate fault.
    Result<Slept> sleep(Report& report, pci::Address const* without_bars_of = nullptr);
    // look(context) in each wake-up from now on, while configuration space is still as the reset left it. It must not
    // print: "# resumed" comes first.
    void look_before_restore(void (*look)(void* context), void* context)
    {
        look_ = look;
        look_context_ = context;
    }
    // "# resumed ...", the first line after a wake-up. Apart from sleep(), since printing takes time that is not the
    // sleep's.
    static void report_wake_up(Report& report, Slept const& slept);
    static void report_wake_up_briefly(Report& report, Slept const& slept);

    // Whether the wake-up came from where it was to come from (WAK_STS and the source's bit), into the machine that
    // went to sleep (the FACS's hardware signature).
    Status check_wake_up(acpi::WakeUp const& wake_up) const;
    // More sources (PM1_EN bits) that may wake the machine: a test's business.
    void also_enable(u16 events) { also_enabled_ = events; }
    // The bit of PM1_STS that stands for the wake source.
    u16 wake_status() const;
    // What PM1_EN enables during a sleep. A wake-up from outside needs nothing.
    u16 wake_events() const
    {
        return static_cast<u16>(also_enabled_ | (is_from_outside(wake_) ? u16{0} : wake_status()));
    }
    // When the device is back at work; the next prepare() does it where nobody has.
    void working() { s3_.working(); }
    bool has_pm1() const { return !s3_.is_hardware_reduced(); }
    acpi::Pm1 const& pm1() const { return s3_.pm1(); }
    // What the last reset changed, as found before the restore: one detail a register.
    void report_reset(Check& check) const;
    // The registers that still differ from the last snapshot, printed as details, at most `limit` of them.
    u32 report_differences(Check& check, u32 limit) const;
    // Once more, in full: after a sleep with `without_bars_of`.
    void restore_configuration()
    {
        snapshot_->restore([](pci::Difference const&) {});
    }

private:
    Sleeper(Machine& machine, Wake wake, acpi::S3&& s3) : machine_(&machine), wake_(wake), s3_(std::move(s3)) {}
    rtc::Alarm& alarm() { return own_alarm_ ? *own_alarm_ : *machine_alarm_; }
    Duration ready_to_fire();

    Machine* machine_;
    Wake wake_;
    acpi::S3 s3_;
    rtc::Alarm* machine_alarm_ = nullptr; // with Wake::rtc one of the two
    std::optional<rtc::Alarm> own_alarm_;
    PmTimer timer_; // with Wake::pm_timer
    u16 also_enabled_ = 0;
    std::optional<pci::Snapshot> snapshot_;
    u32 hardware_signature_ = 0;
    std::array<pci::Difference, 64> reset_changes_{};
    u32 reset_changes_size_ = 0;
    void (*look_)(void* context) = nullptr;
    void* look_context_ = nullptr;
};
