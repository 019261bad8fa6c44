// SPDX-License-Identifier: MIT
// A pattern for memory that nobody may touch: each 64-bit word tells its own place, so that a copy from elsewhere shows
// too.
#pragma once

#include "kernel/types.hpp"

#include <optional>
#include <span>

namespace oracle {

class Pattern {
public:
    // `seed` tells fills apart, so that what an earlier one left is not taken for intact.
    constexpr explicit Pattern(u64 seed) : seed_(seed) {}

    // Fills `bytes`, which lie at `offset` of their BAR. Any alignment.
    void fill(std::span<u8> bytes, u64 offset) const;

    struct Mismatch {
        u64 offset; // of the first byte that differs, in the BAR
        u8 expected, seen;
        u64 bytes; // how many bytes of the range differ
    };
    std::optional<Mismatch> check(std::span<u8 const> bytes, u64 offset) const;

    constexpr u8 byte_at(u64 offset) const { return static_cast<u8>(word_at(offset & ~u64{7}) >> 8 * (offset & 7)); }

private:
    // Odd, so that no two words of a BAR are equal; large, so that all bytes vary.
    static constexpr u64 step = 0x9e37'79b9'7f4a'7c15;
    constexpr u64 word_at(u64 offset) const { return seed_ + offset / 8 * step; }

    u64 seed_;
};

} // namespace oracle
