// SPDX-License-Identifier: MIT
// How long each part of each cycle took, kept until the end of the run: smallest, median and largest, and whether the
// last cycles took longer than the first.
#pragma once

#include "kernel/check.hpp"
#include "kernel/pages.hpp"

#include <string_view>

class Durations {
public:
    // A place for `parts` durations of each of `cycles` cycles. The names are borrowed.
    static Result<Durations> open(std::span<std::string_view const> names, u32 cycles);

    void note(u32 part, u32 cycle, Duration duration);
    // "soak NAME min_us=... median_us=... max_us=..." for each part, over the cycles from `first` (from 1) to `last`.
    // Sorts what was noted: for the end.
    void report(Check& check, u32 first, u32 last);
    // Of the first and of the last quarter of those cycles. Empty: there are too few to tell. A host that others use
    // too moves the median; the smallest is what the work takes.
    struct Quarter {
        u32 min_us = 0, median_us = 0;
    };
    struct Quarters {
        Quarter first, last;
        bool is_empty = true;
    };
    Quarters quarters(u32 part, u32 first, u32 last) const;

private:
    Durations(std::span<std::string_view const> names, u32 cycles, Pages&& pages, Pages&& scratch)
        : names_(names), cycles_(cycles), pages_(std::move(pages)), scratch_(std::move(scratch))
    {
    }
    std::span<u32> row(u32 part) const { return pages_.as<u32>().subspan(size_t{part} * cycles_, cycles_); }

    std::span<std::string_view const> names_;
    u32 cycles_;
    Pages pages_;   // microseconds, a row for each part
    Pages scratch_; // a row
};
