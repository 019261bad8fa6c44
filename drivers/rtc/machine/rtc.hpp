// SPDX-License-Identifier: MIT
// The CMOS clock (MC146818A) as a wake source: an alarm every second, whose phase can be set.
// Spec: Motorola MC146818A data sheet (1984), "Divider stages", "Alarm" (don't-care codes), registers A to C.
#pragma once

#include "kernel/result.hpp"
#include "kernel/time.hpp"

namespace rtc {

// Owns the alarm while it lives; puts the alarm registers back afterwards. The reset at wake-up disarms it: arm()
// again.
class Alarm {
public:
    // Fails when the clock says that its power was lost or that it is not there.
    static Result<Alarm> open();
    Alarm(Alarm&& other);
    Alarm(Alarm const&) = delete;
    Alarm& operator=(Alarm const&) = delete;
    Alarm& operator=(Alarm&&) = delete;
    ~Alarm();

    // Alarms from now on each second, the first one half a second from now: leaving divider reset starts a second in
    // its middle. Every alarm field is "don't care", so an alarm that comes early and is acknowledged is followed by
    // the next one.
    void arm();
    // Takes the alarm flag back. Due before a sleep: with the flag up, QEMU's clock sees no reason to fire again
    // (hw/rtc/mc146818rtc.c check_update_timer), and the machine would sleep for ever.
    void acknowledge();
    // Time until the next alarm, by this guest's clock.
    Duration until_next() const;
    // Waits for the alarm flag, which shows that the alarm fires at all.
    Status wait_fired(Duration limit);

    static constexpr Duration first_after = 500_ms, period = 1'000_ms;

private:
    struct Registers {
        u8 seconds, minutes, hours, control_b;
    };
    explicit Alarm(Registers const& saved) : saved_(saved) {}

    Registers saved_;
    Instant armed_{};
    bool owns_ = true;
};

} // namespace rtc
