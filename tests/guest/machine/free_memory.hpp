// SPDX-License-Identifier: MIT
// Free BAR memory under a pattern while the machine sleeps: whoever writes into memory that was given back shows.
#pragma once

#include "drivers/qxl/device.hpp"
#include "kernel/check.hpp"
#include "tests/guest/oracle/pattern.hpp"

class FreeMemory {
public:
    // Which part of the free memory is covered: all of it for cycle 1, then a window that moves on with each cycle, so
    // that all of it has its turn again. Fills that part.
    FreeMemory(qxl::Device& device, u32 cycle);

    u64 total_bytes() const { return total_; }
    u64 covered_bytes() const { return length_; }

    // Every byte covered still holds the pattern. What differs is a failure that names BAR, offset and bytes.
    void check(Check& check) const;
    // A deliberate fault: changes one byte of what is covered.
    void overwrite_one_byte();

private:
    static constexpr u64 window = 8 * MiB;

    // Calls f(bar, offset, bytes) for the covered part of each free range. The ledger must not change in between.
    template <class F> void for_each_covered(F&& f) const
    {
        u64 position = 0;
        device_.for_each_free_range([&](unsigned bar, u64 offset, std::span<u8> bytes) {
            u64 begin = position, end = position + bytes.size();
            position = end;
            u64 from = begin > start_ ? begin : start_;
            u64 to = end < start_ + length_ ? end : start_ + length_;
            if (from < to)
                f(bar, offset + (from - begin), bytes.subspan(from - begin, to - from));
        });
    }

    qxl::Device& device_;
    oracle::Pattern pattern_;
    u64 total_ = 0, start_ = 0, length_ = 0;
};
