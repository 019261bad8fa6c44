// SPDX-License-Identifier: MIT
// Registers whose type carries block and width, and fields of them, written Hi, Lo as the specifications' tables print
// them.
#pragma once

#include "kernel/types.hpp"

template <class Block, Word T> struct Reg {
    u16 offset;
};

template <Word T, unsigned Hi, unsigned Lo = Hi> struct Field {
    static_assert(Lo <= Hi && Hi < 8 * sizeof(T));
    static constexpr T mask = static_cast<T>((static_cast<T>(~T{0}) >> (8 * sizeof(T) - 1 - Hi + Lo)) << Lo);
    static constexpr T get(T raw) { return static_cast<T>((raw & mask) >> Lo); }
    static constexpr T put(T raw, T v) { return static_cast<T>((raw & ~mask) | ((static_cast<T>(v) << Lo) & mask)); }
};
