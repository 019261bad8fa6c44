// SPDX-License-Identifier: MIT
#include "drivers/rtc/machine/rtc.hpp"

#include "kernel/machine/interrupt_guard.hpp"
#include "kernel/machine/ports.hpp"

#include <utility>

namespace {
struct Cmos {};
constexpr Reg<Cmos, u8> index_register{0}, data_register{1};
constexpr Ports<Cmos> cmos{0x70};

constexpr u8 seconds_alarm = 1, minutes_alarm = 3, hours_alarm = 5;
constexpr u8 register_a = 10, register_b = 11, register_c = 12, register_d = 13;
using DividerSelect = Field<u8, 6, 4>;
constexpr u8 divider_32768_hz = 2, divider_reset = 7;
constexpr u8 b_alarm_enable = 1 << 5, b_set = 1 << 7;
constexpr u8 c_alarm = 1 << 5;
constexpr u8 d_valid_ram_and_time = 1 << 7;
constexpr u8 do_not_care = 0xc0;

u8 read(u8 index)
{
    InterruptGuard guard;
    cmos.out(index_register, index);
    return cmos.in(data_register);
}

void write(u8 index, u8 value)
{
    InterruptGuard guard;
    cmos.out(index_register, index);
    cmos.out(data_register, value);
}
} // namespace

Result<rtc::Alarm> rtc::Alarm::open()
{
    u8 d = read(register_d);
    if ((d & d_valid_ram_and_time) == 0 || d == 0xff)
        return Error{Side::host, "RTC register D, valid RAM and time", d_valid_ram_and_time, d, "MC146818A register D"};
    return Alarm({read(seconds_alarm), read(minutes_alarm), read(hours_alarm), read(register_b)});
}

rtc::Alarm::Alarm(Alarm&& other) : saved_(other.saved_), armed_(other.armed_), owns_(std::exchange(other.owns_, false))
{
}

rtc::Alarm::~Alarm()
{
    if (!owns_)
        return;
    write(register_b, saved_.control_b);
    write(seconds_alarm, saved_.seconds);
    write(minutes_alarm, saved_.minutes);
    write(hours_alarm, saved_.hours);
    read(register_c);
}

void rtc::Alarm::arm()
{
    write(register_b, static_cast<u8>(saved_.control_b & ~(b_alarm_enable | b_set)));
    for (u8 field : {seconds_alarm, minutes_alarm, hours_alarm})
        write(field, do_not_care);
    u8 a = read(register_a);
    write(register_a, DividerSelect::put(a, divider_reset));
    write(register_a, DividerSelect::put(a, divider_32768_hz));
    read(register_c); // an old flag would look like the first alarm
    write(register_b, static_cast<u8>((saved_.control_b & ~b_set) | b_alarm_enable));
    armed_ = now();
}

void rtc::Alarm::acknowledge() { read(register_c); }

Duration rtc::Alarm::until_next() const
{
    Duration since = now() - armed_;
    if (since < first_after)
        return {first_after.ns - since.ns};
    return {period.ns - (since.ns - first_after.ns) % period.ns};
}

Status rtc::Alarm::wait_fired(Duration limit)
{
    if (wait_until(limit, [] { return (read(register_c) & c_alarm) != 0; }))
        return {};
    return Error{Side::host, "RTC alarm, armed for every second", Value::of(limit.ms(), "ms at most"),
                 "it did not fire", "MC146818A register C"};
}
