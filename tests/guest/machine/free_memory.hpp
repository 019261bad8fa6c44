// SPDX-License-Identifier: MIT
// Free BAR memory under a pattern while the machine sleeps: whoever writes into memory that was given back shows.
// Covered on every cycle: all free memory that was ever handed out. Memory that never was takes turns, a window each
// cycle, since its first touch costs the host a page fault a page. A run of many cycles covers all of it at least once.
#pragma once

#include "drivers/qxl/device.hpp"
#include "kernel/check.hpp"
#include "tests/guest/oracle/pattern.hpp"

class FreeMemory {
public:
    enum class Coverage : u8 { rotating, complete };

    // Fills what `cycle` (from 1, of `cycles`) covers. The ledger must not change until check().
    FreeMemory(qxl::Device& device, u32 cycle, Coverage coverage, u32 cycles = 1);

    // "NAME free_bytes=... given_back_bytes=... never_used_bytes=... of_that_covered_bytes=..."
    void report(Check& check, std::string_view name) const;
    // Every byte covered still holds the pattern. What differs is a failure that names BAR, offset and bytes.
    void check(Check& check) const;
    // A deliberate fault: changes one byte of memory that was given back.
    void overwrite_one_byte();

    u64 free_bytes() const { return used_ + never_used_; }
    u64 window_bytes() const { return window_; }
    // How many cycles it takes until every byte was covered.
    u64 windows() const;

private:
    // A window costs time: in a run of few cycles it does not grow until all is covered. Nor does it shrink to nothing
    // in a run of very many.
    static constexpr u64 least_window = 64 * KiB, most_window = 8 * MiB;

    // Calls f(bar, offset, bytes, was_used) for each free range, cut where the memory begins that was never handed out.
    template <class F> void for_each_part(F&& f) const
    {
        device_.for_each_free_range([&](unsigned bar, u64 offset, std::span<u8> bytes) {
            qxl::Heap const& heap = device_.heap(bar);
            // Memory outside of the heap is the surface 0 area: never used where no primary is.
            u64 const used_end = offset >= heap.offset() && heap.high_water() > offset ? heap.high_water() : offset;
            u64 const used = used_end - offset < bytes.size() ? used_end - offset : bytes.size();
            if (used != 0)
                f(bar, offset, bytes.first(used), true);
            if (used != bytes.size())
                f(bar, offset + used, bytes.subspan(used), false);
        });
    }
    // Of those, what this cycle covers: f(bar, offset, bytes).
    template <class F> void for_each_covered(F&& f) const
    {
        u64 position = 0;
        for_each_part([&](unsigned bar, u64 offset, std::span<u8> bytes, bool was_used) {
            u64 const begin = position, end = position += bytes.size();
            if (was_used)
                return f(bar, offset, bytes);
            u64 const from = begin > window_begin_ ? begin : window_begin_;
            u64 const to = end < window_end_ ? end : window_end_;
            if (from < to)
                f(bar, offset + (from - begin), bytes.subspan(from - begin, to - from));
        });
    }

    qxl::Device& device_;
    oracle::Pattern pattern_;
    u64 used_ = 0, never_used_ = 0, never_used_covered_ = 0;
    // In all of free memory, counted through all BARs: how much of it was used may change from cycle to cycle.
    u64 window_ = 0, window_begin_ = 0, window_end_ = 0;
};
