// SPDX-License-Identifier: MIT
// What the custom mutators share. Only in libFuzzer's builds: LLVMFuzzerMutate() is libFuzzer's.
#pragma once

#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <random>

extern "C" size_t LLVMFuzzerMutate(u8* data, size_t size, size_t max_size);
extern "C" size_t LLVMFuzzerCustomMutator(u8* data, size_t size, size_t max_size, unsigned seed);

namespace acpi::fuzz {

// A number below `end`, which is not 0.
inline size_t below(std::minstd_rand& random, size_t end) { return random() % end; }

// `bytes` changed by libFuzzer, at most `room` longer.
inline Bytes mutated(Bytes bytes, size_t room)
{
    size_t const size = bytes.size();
    bytes.resize(size + std::max<size_t>(room, 1)); // an empty vector has no address
    bytes.resize(LLVMFuzzerMutate(bytes.data(), size, size + room));
    return bytes;
}

// Puts `bytes` in the place of the input unless it is too long.
inline size_t put(Bytes const& bytes, u8* data, size_t size, size_t max_size)
{
    if (bytes.size() > max_size)
        return size;
    std::copy(bytes.begin(), bytes.end(), data);
    return bytes.size();
}

} // namespace acpi::fuzz
