// SPDX-License-Identifier: MIT
// Pages and the end of a failed assertion, for the unit tests and the fuzz targets.
#include "kernel/pages.hpp"
#include "kernel/assert.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

void assertion_failed(char const* expression, char const* file, int line)
{
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, expression);
    std::abort();
}

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
