// SPDX-License-Identifier: MIT
// Base address registers: kind, address and size, found by writing all ones. Spec: PCI 3.0, 6.2.5.1.
#pragma once

#include "drivers/pci/config.hpp"
#include "kernel/result.hpp"

namespace pci {

struct Bar {
    enum class Kind : u8 { none, io, memory32, memory64 };
    Kind kind = Kind::none;
    bool is_prefetchable = false;
    u64 address = 0; // 0: firmware left it unassigned
    u64 size = 0;

    bool is_memory() const { return kind == Kind::memory32 || kind == Kind::memory64; }
    bool is_assigned() const { return address != 0; }
    unsigned registers() const { return kind == Kind::memory64 ? 2 : 1; }
};
std::string_view to_text(Bar::Kind kind);

// Sizes BAR `n` of `count`; decoding is switched off meanwhile. Fails on a 64-bit BAR in the last register and on the
// reserved memory types.
Result<Bar> read_bar(Access const& function, unsigned n, unsigned count);
void write_bar(Access const& function, unsigned n, Bar const& bar);

} // namespace pci
