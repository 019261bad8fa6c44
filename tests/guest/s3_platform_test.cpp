// SPDX-License-Identifier: MIT
// The platform's side of S3, without the display device: firmware and chipset alone.
#include "kernel/test.hpp"
#include "tests/guest/machine/sleeper.hpp"

namespace {
// Lies in the loaded part of the image: a loader that runs again at wake-up brings back the first value.
constinit u64 written_at_run_time = 0x1111'1111'1111'1111;
} // namespace

TEST(s3, platform_sleeps_and_wakes,
     "Sleeps through S3 without touching the display and keeps RAM and configuration space", .groups = "platform",
     .stage = Stage::sleep)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    REQUIRE_OK(t, sleeper.check_wake_source());
    for (u32 cycle = 1; cycle <= machine().options.cycles; ++cycle) {
        REQUIRE_OK(t, sleeper.prepare());
        u64 magic = written_at_run_time ^ (0x0123'4567'89ab'cdef + cycle);
        __atomic_store_n(&written_at_run_time, magic, __ATOMIC_SEQ_CST);
        Instant before = now();
        auto slept = REQUIRE_OK(t, sleeper.sleep(t.report()));
        Duration const took = now() - before;
        Sleeper::report_wake_up(t.report(), slept);
        t.detail("cycle{} us={} reset_differences={}", cycle, took.us(), slept.reset_differences);
        EXPECT_EQ(t, magic, __atomic_load_n(&written_at_run_time, __ATOMIC_SEQ_CST));
        EXPECT_OK(t, sleeper.check_wake_up(slept.wake_up));
        if (!EXPECT_EQ(t, 0u, slept.left_differences))
            sleeper.report_differences(t, 16);
        sleeper.working();
    }
}

TEST(s3, alarm_that_came_early_does_not_stop_the_next,
     "The RTC alarm fires while the guest is still busy; the sleep after it ends all the same", .groups = "platform",
     .stage = Stage::sleep)
{
    Options const& options = machine().options;
    if (options.wake == Wake::automatic ? options.tests.empty() : options.wake != Wake::rtc)
        return t.skip("needs wake=rtc, or with wake=auto to be asked for by name: it takes seconds");
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine(), Wake::rtc));
    REQUIRE_OK(t, sleeper.prepare());
    // Work that takes longer than the alarm: it must not be looked at meanwhile.
    bool const never = wait_until(rtc::Alarm::first_after + 50_ms, [] { return false; });
    EXPECT(t, !never);
    auto slept = REQUIRE_OK(t, sleeper.sleep(t.report()));
    Sleeper::report_wake_up(t.report(), slept);
    EXPECT_OK(t, sleeper.check_wake_up(slept.wake_up));
}
