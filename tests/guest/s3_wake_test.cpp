// SPDX-License-Identifier: MIT
// What wakes the machine, and what PM1 says about it afterwards: the fixed events of ACPI 6.5, 4.8.3.1. Two sources are
// the guest's own, the RTC alarm and the PM timer; no other device of pc or q35 that a guest can set up wakes it. The
// rest comes from outside (system_wakeup, a key, under QEMU also a pointer, a USB device or a serial line), and QEMU
// shows all of it as the power button.
#include "kernel/test.hpp"
#include "tests/guest/machine/sleeper.hpp"

namespace {
constexpr char needs_own_source[] = "needs wake=auto, rtc or pm_timer: else the machine is woken from outside at once";
// With wake=auto, where there is no time to wait for a clock.
constexpr char asked_for_by_name[] = "needs wake=rtc or pm_timer, or to be asked for by name: it takes seconds";
// The second sleep shows that the first left the source usable. With wake=auto one is enough for all tests together:
// the main job's sleeps came before it.
u32 sleeps() { return machine().options.wake == Wake::automatic && machine().options.tests.empty() ? 1 : 2; }

Status bits(char const* what, u16 expected, u16 seen)
{
    if (seen == expected)
        return {};
    return Error{Side::firmware, what, expected, seen, "ACPI 6.5 4.8.3.1"};
}

Result<Sleeper::Slept> sleep_once(Test& t, Sleeper& sleeper)
{
    TRY(sleeper.prepare());
    auto const slept = TRY(sleeper.sleep(t.report()));
    Sleeper::report_wake_up(t.report(), slept);
    t.detail("pm1 status={} enabled={} due_us={}", hex(slept.wake_up.pm1_status, 4), hex(slept.wake_up.pm1_enabled, 4),
             slept.due.us());
    return slept;
}

// What PM1 must say after a wake-up by `source`, a bit of PM1_STS.
void judge(Test& t, Sleeper const& sleeper, Sleeper::Slept const& slept, u16 source)
{
    namespace pm1 = acpi::pm1;
    acpi::WakeUp const& woke = slept.wake_up;
    // TMR_STS tells that the counter's highest bit changed, whoever woke the machine; QEMU raises it at every reset.
    u16 const telling = static_cast<u16>(source == pm1::tmr ? 0xffff : ~pm1::tmr);
    EXPECT_OK(t, bits("PM1_STS after wake-up: WAK_STS, the source and nothing else", pm1::wak | source,
                      woke.pm1_status & telling));
    EXPECT_OK(t, bits("PM1_EN after wake-up: sources that were not enabled", 0,
                      static_cast<u16>(woke.pm1_enabled & ~sleeper.wake_events())));
    // S3::sleep wrote ones to all of them.
    EXPECT_OK(t, bits("PM1_STS after it was cleared", 0, static_cast<u16>(sleeper.pm1().status() & ~pm1::tmr)));
    EXPECT_OK(t, bits("PM1_EN after it was cleared", 0, sleeper.pm1().enabled()));
}

// Not before its time. By the TSC, which goes on under TCG; a twentieth for how well its speed is known.
void judge_time(Test& t, Sleeper::Slept const& slept)
{
    Duration const asleep = slept.wake_up.slept.duration, tolerance{slept.due.ns / 20 + (20_ms).ns};
    if (std::string_view(slept.wake_up.slept.by) == "tsc" && asleep + tolerance < slept.due)
        t.add(Error{Side::firmware, "time asleep", Value::of(slept.due.us(), "us at least"),
                    Value::of(asleep.us(), "us"), "ACPI 6.5 4.8.3.1"});
}

void sleep_by(Test& t, Wake wake)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine(), wake));
    if (!sleeper.has_pm1())
        return t.skip("hardware-reduced ACPI has no PM1 registers");
    for (u32 n = 0; n < sleeps() && !t.is_bad(); ++n) {
        auto const slept = REQUIRE_OK(t, sleep_once(t, sleeper));
        EXPECT_OK(t, sleeper.check_wake_up(slept.wake_up));
        judge(t, sleeper, slept, sleeper.wake_status());
        judge_time(t, slept);
    }
}

Result<PmTimer> pm_timer()
{
    acpi::Fadt const& fadt = *TRY(machine().fadt.get());
    if (!fadt.pm_tmr_blk.is_present() || fadt.pm_tmr_blk.space != acpi::AddressSpace::system_io)
        return Error{Side::unsupported, "PM_TMR_BLK", "a block in I/O space", fadt.pm_tmr_blk.address,
                     "ACPI 6.5 4.8.3.3"};
    return PmTimer{static_cast<u16>(fadt.pm_tmr_blk.address), fadt.pm_timer_is_32_bit()};
}

// Waits until the PM timer's highest bit will change in no less than `least` and no more than `most`.
Status wait_for_phase(PmTimer const& timer, Duration least, Duration most)
{
    constexpr Duration round = 2'500_ms; // of 24 bits
    if (wait_until(round, [&] {
            Duration const left = timer.until_carry();
            return left >= least && left <= most;
        }))
        return {};
    return Error{Side::unsupported, "PM timer: a change of its highest bit",
                 Value::of(round.ms(), "ms at most between two"), "a counter of 32 bits, or a slow host",
                 "ACPI 6.5 4.8.3.3"};
}
} // namespace

TEST(wake, rtc, "The RTC alarm wakes the machine, again and again, and PM1 says that it was the RTC and nothing else",
     .groups = "sleep", .stage = Stage::sleep)
{
    if (is_from_outside(machine().options.wake))
        return t.skip(needs_own_source);
    sleep_by(t, Wake::rtc);
}

// With the RTC alarm, somewhat later, as a net: where the timer does not wake the machine, nobody else would.
TEST(wake, pm_timer, "The ACPI PM timer wakes the machine, twice, and PM1 says that it was the timer and nothing else",
     .groups = "sleep", .stage = Stage::sleep)
{
    if (machine().options.wake == Wake::automatic && machine().options.tests.empty())
        return t.skip(asked_for_by_name);
    if (is_from_outside(machine().options.wake))
        return t.skip(needs_own_source);
    namespace pm1 = acpi::pm1;
    auto const timer = REQUIRE_OK(t, pm_timer());
    t.detail("pm_timer bits={}", timer.is_32_bit ? 32 : 24);
    EXPECT_OK(t, bits("PM timer: bits above those that the FADT tells of", 0,
                      static_cast<u16>((timer.raw() & ~timer.mask()) >> 16)));
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine(), Wake::rtc));
    if (!sleeper.has_pm1())
        return t.skip("hardware-reduced ACPI has no PM1 registers");
    sleeper.also_enable(pm1::tmr);
    for (u32 n = 0; n < sleeps() && !t.is_bad(); ++n) {
        // Late enough to be asleep by then, and before the alarm, half a second from prepare().
        REQUIRE_OK(t, wait_for_phase(timer, 200_ms, 350_ms));
        sleeper.pm1().clear_status(pm1::tmr);
        EXPECT_OK(t, bits("TMR_STS cleared, and the counter's highest bit has not changed since", 0,
                          static_cast<u16>(sleeper.pm1().status() & pm1::tmr)));
        auto const slept = REQUIRE_OK(t, sleep_once(t, sleeper));
        if (slept.wake_up.pm1_status & pm1::rtc) {
            judge(t, sleeper, slept, pm1::rtc);
            judge_time(t, slept);
            return t.known("QEMU 5.2 to 11.1: the clock of the PM timer stands still while the machine is suspended");
        }
        judge(t, sleeper, slept, pm1::tmr);
    }
}

TEST(wake, outside, "A wake-up from outside, twice: PM1 says power button and nothing else", .groups = "sleep",
     .stage = Stage::sleep)
{
    if (!is_from_outside(machine().wake))
        return t.skip("needs wake=auto, qmp or keyboard: somebody outside");
    sleep_by(t, machine().wake);
}
