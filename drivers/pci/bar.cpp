// SPDX-License-Identifier: MIT
#include "drivers/pci/bar.hpp"

namespace {
using IsIo = Field<u32, 0>;
using MemoryType = Field<u32, 2, 1>;
using IsPrefetchable = Field<u32, 3>;
constexpr u32 memory_type_32 = 0, memory_type_64 = 2;
constexpr u32 io_mask = ~u32{3}, memory_mask = ~u32{15};

u32 all_ones_answer(pci::Access const& function, unsigned n)
{
    auto reg = pci::bar_register(n);
    u32 old = function.in(reg);
    function.out(reg, ~u32{0});
    u32 answer = function.in(reg);
    function.out(reg, old);
    return answer;
}
} // namespace

std::string_view pci::to_text(Bar::Kind kind)
{
    switch (kind) {
    case Bar::Kind::none:
        return "none";
    case Bar::Kind::io:
        return "io";
    case Bar::Kind::memory32:
        return "mem32";
    case Bar::Kind::memory64:
        return "mem64";
    }
    return "unknown";
}

Result<pci::Bar> pci::read_bar(Access const& function, unsigned n, unsigned count)
{
    u16 const old_command = function.in(command);
    // While all ones are in the register the function would claim the end of memory.
    if (old_command & (command_bit::io | command_bit::memory))
        function.out(command, static_cast<u16>(old_command & ~(command_bit::io | command_bit::memory)));
    u32 const value = function.in(bar_register(n));
    u32 const low = all_ones_answer(function, n);
    bool const is_64 = low != 0 && !IsIo::get(low) && MemoryType::get(low) == memory_type_64;
    u32 const high = is_64 && n + 1 < count ? all_ones_answer(function, n + 1) : ~u32{0};
    u32 const value_high = is_64 && n + 1 < count ? function.in(bar_register(n + 1)) : 0;
    function.out(command, old_command);

    Bar bar;
    if (low == 0)
        return bar;
    if (IsIo::get(low)) {
        // The upper 16 bits may be hard-wired to 0.
        u32 mask = (low & io_mask) | (low >> 16 ? 0 : 0xffff'0000);
        bar = {Bar::Kind::io, false, value & io_mask, u64{~mask} + 1};
    } else {
        if (MemoryType::get(low) != memory_type_32 && !is_64)
            return Error{Side::firmware, "memory BAR type", "0 (32-bit) or 2 (64-bit)", MemoryType::get(low),
                         "PCI 3.0 6.2.5.1"};
        if (is_64 && n + 1 >= count)
            return Error{Side::firmware, "64-bit BAR", "a register behind it", n, "PCI 3.0 6.2.5.1"};
        u64 mask = u64{high} << 32 | (low & memory_mask);
        bar = {is_64 ? Bar::Kind::memory64 : Bar::Kind::memory32, IsPrefetchable::get(low) != 0,
               u64{value_high} << 32 | (value & memory_mask), ~mask + 1};
    }
    if (!is_power_of_two(bar.size))
        return Error{Side::firmware, "BAR size", "a power of two", bar.size, "PCI 3.0 6.2.5.1"};
    return bar;
}

void pci::write_bar(Access const& function, unsigned n, Bar const& bar)
{
    function.out(bar_register(n), static_cast<u32>(bar.address));
    if (bar.kind == Bar::Kind::memory64)
        function.out(bar_register(n + 1), static_cast<u32>(bar.address >> 32));
}
