// SPDX-License-Identifier: MIT
// How portable ACPI code reaches the fixed registers that the FADT places. Spec: ACPI 6.5 4.8.3, 5.2.3.2.
#pragma once

#include "acpi/gas.hpp"
#include "kernel/result.hpp"

namespace acpi {

// Where a register is, with a width that one access can move.
struct Register {
    AddressSpace space = AddressSpace::system_io;
    u64 address = 0; // 0: there is none
    u8 width_bytes = 2;

    constexpr bool is_present() const { return address != 0; }
    // The register `offset_bytes` into the same block.
    constexpr Register at(u64 offset_bytes, u8 width) const { return {space, address + offset_bytes, width}; }
    // The register at the start of a block. Fails for a space that is neither I/O ports nor memory, and for a place
    // that is not in it.
    static Result<Register> of(Gas const& block, u8 width_bytes, char const* what, char const* source)
    {
        constexpr u64 ports = 0x10000;
        constexpr u64 addresses = u64{1} << 52; // no processor has more
        constexpr u64 longest_block = 16;
        bool const is_io = block.space == AddressSpace::system_io;
        if (!is_io && block.space != AddressSpace::system_memory)
            return Error{Side::firmware, what, "system I/O or system memory", static_cast<u8>(block.space), source};
        if (!contains(is_io ? ports : addresses, block.address, longest_block))
            return Error{Side::firmware, what, "an address in its space", block.address, source};
        return Register{block.space, block.address, width_bytes};
    }
};

// The guest's are the machine's; a unit test's record what is written, and in which order.
class Registers {
public:
    // Once for each register, before the others may be used with it, which cannot fail.
    virtual Status open(Register const& where) = 0;
    virtual u64 read(Register const& from) = 0;
    virtual void write(Register const& to, u64 value) = 0;
    // WBINVD, or what does the same.
    virtual void flush_caches() = 0;

protected:
    ~Registers() = default;
};

} // namespace acpi
