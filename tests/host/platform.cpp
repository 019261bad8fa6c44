// SPDX-License-Identifier: MIT
// What the guest's kernel/machine/ gives to portable code, for the unit tests.
#include "kernel/assert.hpp"
#include "kernel/pages.hpp"
#include "kernel/time.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

void assertion_failed(char const* expression, char const* file, int line)
{
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, expression);
    std::abort();
}

Instant now() { return {static_cast<u64>(std::chrono::steady_clock::now().time_since_epoch().count())}; }

void relax() { std::this_thread::yield(); }

Result<Pages> Pages::allocate(u64 size_bytes)
{
    u64 size = align_up(size_bytes, page_size);
    void* memory = std::aligned_alloc(page_size, size);
    if (memory == nullptr)
        return Error{Side::host, "free memory for pages", size, 0};
    std::memset(memory, 0, size);
    return Pages{{static_cast<u8*>(memory), size}};
}

void Pages::release() { std::free(bytes_.data()); }
