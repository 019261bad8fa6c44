// SPDX-License-Identifier: MIT
// A fuzz target: one function over one input. entry.cpp is what libFuzzer calls, replay.cpp what runs files without it.
#pragma once

#include "kernel/types.hpp"

#include <span>
#include <vector>

namespace acpi::fuzz {

using Bytes = std::vector<u8>;

// Each target defines this once. It keeps nothing: the same input does the same again.
void run(std::span<u8 const> input);

} // namespace acpi::fuzz
