// SPDX-License-Identifier: MIT
// memcpy, memmove, memset and memcmp, which GCC calls by itself. Plain 64-bit loops: under TCG each turn of a `rep`
// instruction costs as much as one of these, and without SSE nothing wider is to be had.
#include "kernel/types.hpp"

namespace {
// Unaligned and alias-free access, which x86 does in one instruction.
struct [[gnu::packed, gnu::may_alias]] Chunk { u64 value; };
Chunk& chunk(void* p) { return *static_cast<Chunk*>(p); }
Chunk const& chunk(void const* p) { return *static_cast<Chunk const*>(p); }
} // namespace

extern "C" {

void* memcpy(void* __restrict to, void const* __restrict from, size_t size)
{
    auto* t = static_cast<u8*>(to);
    auto const* f = static_cast<u8 const*>(from);
    for (; size >= 32; size -= 32, t += 32, f += 32) {
        u64 a = chunk(f).value, b = chunk(f + 8).value, c = chunk(f + 16).value, d = chunk(f + 24).value;
        chunk(t).value = a;
        chunk(t + 8).value = b;
        chunk(t + 16).value = c;
        chunk(t + 24).value = d;
    }
    for (; size >= 8; size -= 8, t += 8, f += 8)
        chunk(t).value = chunk(f).value;
    for (; size != 0; --size)
        *t++ = *f++;
    return to;
}

void* memmove(void* to, void const* from, size_t size)
{
    auto* t = static_cast<u8*>(to);
    auto const* f = static_cast<u8 const*>(from);
    if (reinterpret_cast<uptr>(t) - reinterpret_cast<uptr>(f) >= size) {
        // Forward is safe: the target starts before the source or behind its end.
        for (; size >= 8; size -= 8, t += 8, f += 8)
            chunk(t).value = chunk(f).value;
        for (; size != 0; --size)
            *t++ = *f++;
        return to;
    }
    for (; size >= 8; size -= 8)
        chunk(t + size - 8).value = chunk(f + size - 8).value;
    for (; size != 0; --size)
        t[size - 1] = f[size - 1];
    return to;
}

void* memset(void* to, int byte, size_t size)
{
    auto* t = static_cast<u8*>(to);
    u64 pattern = static_cast<u8>(byte) * u64{0x0101'0101'0101'0101};
    for (; size >= 32; size -= 32, t += 32) {
        chunk(t).value = pattern;
        chunk(t + 8).value = pattern;
        chunk(t + 16).value = pattern;
        chunk(t + 24).value = pattern;
    }
    for (; size >= 8; size -= 8, t += 8)
        chunk(t).value = pattern;
    for (; size != 0; --size)
        *t++ = static_cast<u8>(byte);
    return to;
}

int memcmp(void const* left, void const* right, size_t size)
{
    auto const* l = static_cast<u8 const*>(left);
    auto const* r = static_cast<u8 const*>(right);
    for (; size >= 8 && chunk(l).value == chunk(r).value; size -= 8)
        l += 8, r += 8;
    for (; size != 0; --size, ++l, ++r)
        if (*l != *r)
            return *l < *r ? -1 : 1;
    return 0;
}

size_t strlen(char const* text)
{
    size_t n = 0;
    while (text[n] != '\0')
        ++n;
    return n;
}

void* memchr(void const* in, int byte, size_t size)
{
    auto const* p = static_cast<u8 const*>(in);
    for (; size != 0; --size, ++p)
        if (*p == static_cast<u8>(byte))
            return const_cast<u8*>(p);
    return nullptr;
}
}
