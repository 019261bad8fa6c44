// SPDX-License-Identifier: MIT
// A sum over memory in which every 64-bit word and its place count (Fletcher's, modulo 2^64, in four lanes): memory
// that moved shows too. Two additions a word, since the guest has no vector registers and TCG pays for every
// instruction.
#pragma once

#include "kernel/types.hpp"

#include <span>

class Checksum {
public:
    // `bytes` is a multiple of 8 long, as pages and BARs are.
    void add(std::span<u8 const> bytes)
    {
        u8 const* p = bytes.data();
        u64 left = bytes.size() / 8;
        for (; left >= 4; left -= 4, p += 32) {
            u64 words[4];
            __builtin_memcpy(words, p, sizeof words);
            for (unsigned lane = 0; lane < 4; ++lane)
                b_[lane] += a_[lane] += words[lane];
        }
        for (; left > 0; --left, p += 8) {
            u64 word;
            __builtin_memcpy(&word, p, sizeof word);
            b_[0] += a_[0] += word;
        }
    }
    u64 value() const
    {
        u64 sum = 0;
        for (unsigned lane = 0; lane < 4; ++lane)
            sum = (sum ^ a_[lane] ^ (b_[lane] << 1 | b_[lane] >> 63)) * 0x9e37'79b9'7f4a'7c15 + lane;
        return sum;
    }

private:
    u64 a_[4] = {}, b_[4] = {};
};

inline u64 checksum(std::span<u8 const> bytes)
{
    Checksum sum;
    sum.add(bytes);
    return sum.value();
}
