// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/pattern.hpp"

namespace {
// How many bytes at the front of `size` come before the first whole word.
u64 head_of(u64 offset, u64 size)
{
    u64 head = -offset & 7;
    return head < size ? head : size;
}
} // namespace

void oracle::Pattern::fill(std::span<u8> bytes, u64 offset) const
{
    u64 at = 0, head = head_of(offset, bytes.size());
    for (; at < head; ++at)
        bytes[at] = byte_at(offset + at);
    u64 word = word_at(offset + at);
    u8* p = bytes.data() + at;
    for (; bytes.size() - at >= 32; at += 32, p += 32, word += 4 * step) {
        u64 const words[4] = {word, word + step, word + 2 * step, word + 3 * step};
        __builtin_memcpy(p, words, sizeof words);
    }
    for (; at < bytes.size(); ++at)
        bytes[at] = byte_at(offset + at);
}

std::optional<oracle::Pattern::Mismatch> oracle::Pattern::check(std::span<u8 const> bytes, u64 offset) const
{
    std::optional<Mismatch> found;
    auto look = [&](u64 at) {
        u8 const expected = byte_at(offset + at);
        if (bytes[at] == expected)
            return;
        if (!found)
            found = Mismatch{offset + at, expected, bytes[at], 0};
        ++found->bytes;
    };
    u64 at = 0, head = head_of(offset, bytes.size());
    for (; at < head; ++at)
        look(at);
    u64 word = word_at(offset + at);
    u8 const* p = bytes.data() + at;
    for (; bytes.size() - at >= 32; at += 32, p += 32, word += 4 * step) {
        u64 words[4];
        __builtin_memcpy(words, p, sizeof words);
        u64 const difference = (words[0] ^ word) | (words[1] ^ (word + step)) | (words[2] ^ (word + 2 * step)) |
                               (words[3] ^ (word + 3 * step));
        if (difference != 0) [[unlikely]]
            for (u64 n = 0; n < 32; ++n)
                look(at + n);
    }
    for (; at < bytes.size(); ++at)
        look(at);
    return found;
}
