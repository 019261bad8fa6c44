// SPDX-License-Identifier: MIT
// What portable code asks of its platform, so that the same input does the same again: time goes on by being looked at.
#include "kernel/assert.hpp"
#include "kernel/pages.hpp"
#include "kernel/time.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

void assertion_failed(char const* expression, char const* file, int line)
{
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, expression);
    std::abort();
}

Instant now()
{
    static Instant time;
    time = time + 5_ms;
    return time;
}

void relax() {}

Result<Pages> Pages::allocate(u64 size_bytes)
{
    u64 const size = align_up(size_bytes, page_size);
    void* memory = std::aligned_alloc(page_size, size);
    if (memory == nullptr)
        return Error{Side::host, "free memory for pages", size, 0};
    std::memset(memory, 0, size);
    return Pages{{static_cast<u8*>(memory), size}};
}

void Pages::release() { std::free(bytes_.data()); }
