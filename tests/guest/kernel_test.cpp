// SPDX-License-Identifier: MIT
// The kernel's own footing: memory, clock, interrupts.
#include "kernel/machine/irq.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/machine/page_allocator.hpp"
#include "kernel/test.hpp"

TEST(kernel, pages_come_and_go, "Takes every free page run apart and gets all of it back", .stage = Stage::kernel)
{
    u64 const before = page_allocator::free_bytes();
    t.detail("memory free_bytes={}", before);
    {
        auto a = REQUIRE_OK(t, Pages::allocate(3 * page_size + 1));
        auto b = REQUIRE_OK(t, Pages::allocate(1));
        EXPECT_EQ(t, 4 * page_size, u64{a.bytes().size()});
        EXPECT_EQ(t, before - 5 * page_size, page_allocator::free_bytes());
        for (u8 byte : a.bytes())
            if (byte != 0)
                return t.error("allocated pages are not zero");
        a.bytes()[0] = 1;
        Pages c = std::move(a);
    }
    EXPECT_EQ(t, before, page_allocator::free_bytes());
    EXPECT(t, !Pages::allocate(u64{1} << 40));
}

TEST(kernel, clock_agrees_with_pm_timer, "The calibrated TSC and the ACPI PM timer measure the same time",
     .stage = Stage::kernel)
{
    auto& calibration = *REQUIRE_OK(t, machine().clock.get());
    t.detail("clock tsc_hz={} against={}", calibration.tsc_hz, calibration.against);
    auto& fadt = *REQUIRE_OK(t, machine().fadt.get());
    if (fadt.pm_tmr_blk.space != acpi::AddressSpace::system_io || !fadt.pm_tmr_blk.is_present())
        return t.skip("no ACPI PM timer in I/O space");
    PmTimer timer{static_cast<u16>(fadt.pm_tmr_blk.address), fadt.pm_timer_is_32_bit()};
    constexpr u64 pm_timer_hz = 3'579'545; // ACPI 6.5, 4.8.3.3

    // A reading of one clock lies between two of the other, so that a vCPU that is stopped in between widens the bounds
    // instead of turning the test red.
    struct Reading {
        Instant before;
        u32 ticks;
        Instant after;
    };
    auto read = [&] {
        Reading r{};
        r.before = now();
        r.ticks = timer.read();
        r.after = now();
        return r;
    };
    Reading first = read(), second = read();
    while (second.before - first.after < 2_ms)
        second = read();
    u64 const pm_ns = u64{(second.ticks - first.ticks) & timer.mask()} * 1'000'000'000 / pm_timer_hz;
    u64 const least = (second.before - first.after).ns, most = (second.after - first.before).ns;
    t.detail("clock pm_timer_ns={} tsc_least_ns={} tsc_most_ns={}", pm_ns, least, most);
    constexpr u64 tolerance = 50; // 1/50: calibration took 2 ms, with reads of about 1 us at both ends
    EXPECT(t, pm_ns + pm_ns / tolerance >= least);
    EXPECT(t, most + most / tolerance >= pm_ns);
}
