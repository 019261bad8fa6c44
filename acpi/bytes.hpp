// SPDX-License-Identifier: MIT
// Little-endian fields of a table whose length was checked before.
#pragma once

#include "kernel/assert.hpp"
#include "kernel/types.hpp"

#include <span>

namespace acpi {

// The unsigned integer at `offset`, of any alignment. The field lies inside `bytes`, or this is our bug.
template <Word T> T load(std::span<u8 const> bytes, size_t offset)
{
    ASSERT(contains(bytes.size(), offset, sizeof(T)));
    T value = 0;
    for (size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(value | static_cast<T>(static_cast<u64>(bytes[offset + i]) << (8 * i)));
    return value;
}

template <Word T> void store(std::span<u8> bytes, size_t offset, T value)
{
    ASSERT(contains(bytes.size(), offset, sizeof(T)));
    for (size_t i = 0; i < sizeof(T); ++i)
        bytes[offset + i] = static_cast<u8>(static_cast<u64>(value) >> (8 * i));
}

// Sum of all bytes modulo 256; zero for a table with a valid checksum.
inline u8 checksum(std::span<u8 const> bytes)
{
    unsigned sum = 0;
    for (u8 byte : bytes)
        sum += byte;
    return static_cast<u8>(sum);
}

} // namespace acpi
