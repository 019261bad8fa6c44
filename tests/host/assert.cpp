// SPDX-License-Identifier: MIT
// ASSERT on the host: print and abort, so that death tests and the sanitizers see it.
#include "kernel/assert.hpp"

#include <cstdio>
#include <cstdlib>

void assertion_failed(char const* expression, char const* file, int line)
{
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, expression);
    std::abort();
}
