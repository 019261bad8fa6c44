// SPDX-License-Identifier: MIT
// Time limits and durations. The guest's clock is kernel/machine/clock.cpp, the unit tests' is tests/host/platform.cpp.
#pragma once

#include "kernel/types.hpp"

#include <compare>

struct Duration {
    u64 ns = 0;
    constexpr u64 us() const { return ns / 1000; }
    constexpr u64 ms() const { return ns / 1'000'000; }
    constexpr auto operator<=>(Duration const&) const = default;
    constexpr Duration operator+(Duration other) const { return {ns + other.ns}; }
};
constexpr Duration operator""_ns(unsigned long long n) { return {n}; }
constexpr Duration operator""_us(unsigned long long n) { return {n * 1000}; }
constexpr Duration operator""_ms(unsigned long long n) { return {n * 1'000'000}; }
constexpr Duration operator""_s(unsigned long long n) { return {n * 1'000'000'000}; }

// Time since the clock started. Does not run backwards, also not over a sleep.
struct Instant {
    u64 ns = 0;
    constexpr auto operator<=>(Instant const&) const = default;
    constexpr Duration operator-(Instant earlier) const { return {ns - earlier.ns}; }
    constexpr Instant operator+(Duration d) const { return {ns + d.ns}; }
};

Instant now();

// What a waiting loop does between two looks: lets the other side run.
void relax();

// Looks at `done` until it is true or `limit` is over; false means the limit came first. `done` is looked at least
// once, and once more after the limit, so that a stopped virtual CPU is not taken for a slow device.
template <class Predicate> [[nodiscard]] bool wait_until(Duration limit, Predicate&& done)
{
    Instant const end = now() + limit;
    while (!done()) {
        if (now() >= end)
            return done();
        relax();
    }
    return true;
}
