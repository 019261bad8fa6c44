// SPDX-License-Identifier: MIT
// The guest RAM that this kernel does not use, under a pattern: what wakes up must be what went to sleep.
// Left out: the kernel's own memory, RAM above 4 GiB (not mapped), and the first 64 KiB, which real-mode firmware takes
// for its interrupt vectors, data area and stacks on the way back.
#pragma once

#include "kernel/types.hpp"
#include "tests/guest/oracle/pattern.hpp"

#include <optional>
#include <span>

class UnusedRam {
public:
    static constexpr u64 firmware_end = 64 * KiB, low_end = 640 * KiB;

    // Fills all of it; each word tells its own address. No page may be taken or given back until the last look.
    static UnusedRam fill();

    u64 bytes() const { return bytes_; }
    // What is not as filled.
    struct Change {
        u64 first, last; // pages: addresses of their first bytes
        u64 bytes;       // how many differ
        u64 at;          // the first of them, with what it was and is
        u8 expected, seen;
    };
    std::optional<Change> check() const;
    // False when pages were taken or given back since fill(): then nothing above says anything about sleep.
    bool is_still_unused() const;

private:
    UnusedRam() = default;
    // f(std::span<u8>)
    template <class F> static void for_each_range(F&& f)
    {
        for_each_range(
            [](void* context, std::span<u8> range) { (*static_cast<std::remove_reference_t<F>*>(context))(range); },
            static_cast<void*>(&f));
    }
    static void for_each_range(void (*visit)(void* context, std::span<u8> range), void* context);

    oracle::Pattern pattern_{0x5241'4d00'5241'4d00};
    u64 bytes_ = 0, free_at_fill_ = 0;
};
