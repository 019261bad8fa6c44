// SPDX-License-Identifier: MIT
// What else the guest's kernel/machine/ gives to portable code, for the unit tests.
#include "kernel/time.hpp"

#include <chrono>
#include <thread>

Instant now() { return {static_cast<u64>(std::chrono::steady_clock::now().time_since_epoch().count())}; }

void relax() { std::this_thread::yield(); }
