// SPDX-License-Identifier: MIT
// ASSERT is for our own bugs, never for what the machine did. In the guest it ends the run as a crash; on the host it
// aborts.
#pragma once

// Reports "file:line: assertion failed: expression" with a backtrace and does not return.
[[noreturn]] void assertion_failed(char const* expression, char const* file, int line);

#define ASSERT(expression)                                                                                             \
    do {                                                                                                               \
        if (!(expression)) [[unlikely]]                                                                                \
            assertion_failed(#expression, __FILE__, __LINE__);                                                         \
    } while (false)
