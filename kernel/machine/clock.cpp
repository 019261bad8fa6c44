// SPDX-License-Identifier: MIT
#include "kernel/machine/clock.hpp"

#include "kernel/machine/ports.hpp"

namespace {
constexpr u64 pit_hz = 1'193'182;
constexpr u64 ns_per_s = 1'000'000'000;

// now() = base + (tsc - tsc_base) * multiplier / 2^32.
struct Scale {
    u64 tsc_base, base_ns, multiplier;
};
constinit Scale scale{};
constinit u64 tsc_at_suspend = 0;

u64 to_ns(u64 ticks) { return static_cast<u64>(static_cast<unsigned __int128>(ticks) * scale.multiplier >> 32); }

// Spec: Intel 8254 data sheet; PC/AT port 0x61 (gate and output of channel 2).
struct Pit {};
constexpr Reg<Pit, u8> pit_channel2{2}, pit_control{3};
constexpr Ports<Pit> pit{0x40};
struct PortB {};
constexpr Reg<PortB, u8> port_b_register{0};
constexpr Ports<PortB> port_b{0x61};
constexpr u8 port_b_gate2 = 1, port_b_speaker = 2;
constexpr u8 pit_channel2_lohi_mode0 = 0xb0, pit_latch_channel2 = 0x80;

u16 read_pit()
{
    pit.out(pit_control, pit_latch_channel2);
    u16 low = pit.in(pit_channel2);
    return static_cast<u16>(pit.in(pit_channel2) << 8 | low);
}

// Samples of the reference before it counts as standing still; each takes some microseconds.
constexpr unsigned patience = 200'000;

// One reading of the reference with the TSC around it. The wider the bracket, the less it says about when the reading
// was taken.
struct Sample {
    u64 tsc_before, ticks, tsc_after;
    u64 width() const { return tsc_after - tsc_before; }
    u64 middle() const { return tsc_before + width() / 2; }
};

// The tightest of a few: a reading that the host interrupted would spoil the calibration.
template <class Read> Sample sample(Read&& read)
{
    constexpr unsigned tries = 8;
    Sample best{};
    for (unsigned n = 0; n < tries; ++n) {
        Sample s{};
        s.tsc_before = x86::rdtsc();
        s.ticks = read();
        s.tsc_after = x86::rdtsc();
        if (n == 0 || s.width() < best.width())
            best = s;
    }
    return best;
}

// TSC ticks a second, from at least `wanted` ticks of a reference that counts up from 0; 0 if it does not.
template <class Read> u64 tsc_hz_against(u64 hz, u64 wanted, Read&& read)
{
    Sample const start = sample(read);
    for (unsigned looks = 0; looks < patience; ++looks) {
        Sample const end = sample(read);
        if (end.ticks - start.ticks >= wanted)
            return (end.middle() - start.middle()) * hz / (end.ticks - start.ticks);
    }
    return 0;
}
} // namespace

u32 PmTimer::raw() const
{
    struct Block {};
    return Ports<Block>{port}.in(Reg<Block, u32>{0});
}

Duration PmTimer::until_carry() const
{
    u64 const half = (u64{mask()} + 1) / 2;
    return {(half - read() % half) * ns_per_s / hz};
}

Result<clock::Calibration> clock::calibrate(PmTimer timer)
{
    Calibration result{};
    if (timer.port != 0) {
        u32 start = timer.read();
        result = {
            tsc_hz_against(PmTimer::hz, PmTimer::hz / 500, [&] { return u64{(timer.read() - start) & timer.mask()}; }),
            "pm_timer"};
    }
    if (result.tsc_hz == 0) {
        port_b.out(port_b_register, static_cast<u8>((port_b.in(port_b_register) & ~port_b_speaker) | port_b_gate2));
        pit.out(pit_control, pit_channel2_lohi_mode0);
        pit.out(pit_channel2, 0xff);
        pit.out(pit_channel2, 0xff);
        result = {tsc_hz_against(pit_hz, pit_hz / 500, [] { return u64{static_cast<u16>(0xffff - read_pit())}; }),
                  "pit"};
    }
    if (result.tsc_hz == 0)
        return Error{Side::host, "clock calibration", "a counting PM timer or PIT", "neither counts",
                     "ACPI 6.5 4.8.3.3"};
    u64 base_ns = now().ns;
    scale = {x86::rdtsc(), base_ns, (ns_per_s << 32) / result.tsc_hz};
    return result;
}

void clock::suspend() { tsc_at_suspend = x86::rdtsc(); }

clock::Slept clock::resume()
{
    u64 tsc = x86::rdtsc();
    u64 before_ns = scale.base_ns + to_ns(tsc_at_suspend - scale.tsc_base);
    if (tsc >= tsc_at_suspend) {
        Duration slept{to_ns(tsc - tsc_at_suspend)};
        scale = {tsc, before_ns + slept.ns, scale.multiplier};
        return {slept, "tsc"};
    }
    scale = {tsc, before_ns, scale.multiplier};
    return {{}, "nothing"};
}

Instant now() { return {scale.base_ns + to_ns(x86::rdtsc() - scale.tsc_base)}; }

void relax() { x86::pause(); }
