// SPDX-License-Identifier: MIT
// Work on one row of pixels. Whole rows go in 64-bit words, four at a time: the guest has no vector registers, and
// under TCG every access costs about the same whatever its width. The steps of 32 bytes also keep the compiler from
// turning these loops into calls of memset and memcpy, whose speed we would then depend on.
#pragma once

#include "tests/guest/oracle/pixel.hpp"

namespace oracle {

inline u64 load_word(u8 const* from)
{
    u64 word;
    __builtin_memcpy(&word, from, sizeof word);
    return word;
}
inline void store_word(u8* to, u64 word) { __builtin_memcpy(to, &word, sizeof word); }

inline u32 load_pixel(PixelFormat format, u8 const* line, u32 x)
{
    switch (bits_per_pixel(format)) {
    case 1:
        return (u32{line[x / 8]} >> (x % 8)) & 1;
    case 8:
        return line[x];
    case 16: {
        u16 pixel;
        __builtin_memcpy(&pixel, line + size_t{x} * 2, sizeof pixel);
        return pixel;
    }
    default: {
        u32 pixel;
        __builtin_memcpy(&pixel, line + size_t{x} * 4, sizeof pixel);
        return pixel;
    }
    }
}

inline void store_pixel(PixelFormat format, u8* line, u32 x, u32 pixel)
{
    switch (bits_per_pixel(format)) {
    case 1: {
        u32 const bit = 1u << (x % 8);
        line[x / 8] = static_cast<u8>((pixel & 1) != 0 ? line[x / 8] | bit : line[x / 8] & ~bit);
        return;
    }
    case 8:
        line[x] = static_cast<u8>(pixel);
        return;
    case 16: {
        u16 const narrow = static_cast<u16>(pixel);
        __builtin_memcpy(line + size_t{x} * 2, &narrow, sizeof narrow);
        return;
    }
    default:
        __builtin_memcpy(line + size_t{x} * 4, &pixel, sizeof pixel);
        return;
    }
}

// The pixel repeated over a word. For formats of whole bytes.
constexpr u64 repeat_pixel(PixelFormat format, u32 pixel)
{
    u64 word = pixel;
    for (u32 bits = bits_per_pixel(format); bits < 64; bits *= 2)
        word = (word & ((u64{1} << bits) - 1)) | word << bits;
    return word;
}
static_assert(repeat_pixel(PixelFormat::x565_16, 0x1234) == 0x1234'1234'1234'1234);
static_assert(repeat_pixel(PixelFormat::xrgb_32, 0xffee'ddcc) == 0xffee'ddcc'ffee'ddcc);
static_assert(repeat_pixel(PixelFormat::a1, 1) == ~u64{0});

inline void fill_bytes(u8* to, size_t count, u64 pattern)
{
    for (; count >= 32; count -= 32, to += 32) {
        store_word(to, pattern);
        store_word(to + 8, pattern);
        store_word(to + 16, pattern);
        store_word(to + 24, pattern);
    }
    for (; count >= 8; count -= 8, to += 8)
        store_word(to, pattern);
    for (; count > 0; --count, pattern >>= 8)
        *to++ = static_cast<u8>(pattern);
}

// The two must not overlap.
inline void copy_bytes(u8* to, u8 const* from, size_t count)
{
    for (; count >= 32; count -= 32, to += 32, from += 32) {
        u64 const a = load_word(from), b = load_word(from + 8), c = load_word(from + 16), d = load_word(from + 24);
        store_word(to, a);
        store_word(to + 8, b);
        store_word(to + 16, c);
        store_word(to + 24, d);
    }
    for (; count >= 8; count -= 8, to += 8, from += 8)
        store_word(to, load_word(from));
    for (; count > 0; --count)
        *to++ = *from++;
}

// True if the bits in `mask`, repeated along the row, are equal.
inline bool equal_bytes(u8 const* a, u8 const* b, size_t count, u64 mask)
{
    u64 differing = 0;
    for (; count >= 32; count -= 32, a += 32, b += 32)
        differing |= (load_word(a) ^ load_word(b)) | (load_word(a + 8) ^ load_word(b + 8)) |
                     (load_word(a + 16) ^ load_word(b + 16)) | (load_word(a + 24) ^ load_word(b + 24));
    for (; count >= 8; count -= 8, a += 8, b += 8)
        differing |= load_word(a) ^ load_word(b);
    for (u32 shift = 0; count > 0; --count, shift += 8)
        differing |= static_cast<u64>(*a++ ^ *b++) << shift;
    return (differing & mask) == 0;
}

} // namespace oracle
