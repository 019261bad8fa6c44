// SPDX-License-Identifier: MIT
// Integer names, sizes and small arithmetic that every file uses.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i8 = std::int8_t;
using i16 = std::int16_t;
using i32 = std::int32_t;
using i64 = std::int64_t;
using std::size_t;
using uptr = std::uintptr_t;

// An unsigned integer that one bus access can move.
template <class T>
concept Word = std::same_as<T, u8> || std::same_as<T, u16> || std::same_as<T, u32> || std::same_as<T, u64>;

// A physical address of the guest.
enum class Phys : u64 {};
constexpr u64 raw(Phys p) { return static_cast<u64>(p); }
constexpr Phys operator+(Phys p, u64 offset) { return Phys{raw(p) + offset}; }

inline constexpr u64 KiB = 1024;
inline constexpr u64 MiB = 1024 * KiB;
inline constexpr u64 GiB = 1024 * MiB;

constexpr bool is_power_of_two(u64 v) { return v != 0 && (v & (v - 1)) == 0; }
// Next multiple of `alignment`, a power of two; `v` must not lie within `alignment` of the type's end.
constexpr u64 align_up(u64 v, u64 alignment) { return (v + alignment - 1) & ~(alignment - 1); }
constexpr u64 align_down(u64 v, u64 alignment) { return v & ~(alignment - 1); }
// True if [offset, offset + length) lies inside [0, size), without overflow.
constexpr bool contains(u64 size, u64 offset, u64 length) { return offset <= size && length <= size - offset; }
