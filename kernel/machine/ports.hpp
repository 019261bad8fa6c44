// SPDX-License-Identifier: MIT
// A block of I/O ports; a register of another block does not compile.
#pragma once

#include "kernel/machine/x86.hpp"
#include "kernel/registers.hpp"

#include <type_traits>

template <class Block> class Ports {
public:
    constexpr explicit Ports(u16 base) : base_(base) {}
    template <Word T> T in(Reg<Block, T> reg) const { return x86::in<T>(static_cast<u16>(base_ + reg.offset)); }
    template <Word T> void out(Reg<Block, T> reg, std::type_identity_t<T> value) const
    {
        x86::out<T>(static_cast<u16>(base_ + reg.offset), value);
    }
    constexpr u16 base() const { return base_; }

private:
    u16 base_;
};
