// SPDX-License-Identifier: MIT
// A bounded place in a definition block: every read is checked against the end of the innermost package.
// Spec: ACPI 6.5 20.2.2 (names), 20.2.3 (data), 20.2.4 (package length), 20.3 (opcodes).
#pragma once

#include "acpi/aml/name.hpp"
#include "acpi/aml/opcode.hpp"
#include "kernel/result.hpp"

namespace acpi::aml {

class Reader {
public:
    Reader() = default;
    // Reads [begin, end) of `table`. Offsets, in errors too, count from the table's start.
    Reader(std::span<u8 const> table, u32 begin, u32 end) : table_(table), offset_(begin), end_(end)
    {
        ASSERT(begin <= end && end <= table.size());
    }

    u32 offset() const { return offset_; }
    u32 end() const { return end_; }
    u32 left() const { return end_ - offset_; }
    bool at_end() const { return offset_ == end_; }
    std::span<u8 const> rest() const { return table_.subspan(offset_, left()); }
    void skip_rest() { offset_ = end_; }

    Status skip(u32 count);
    Result<u8> peek() const;
    Result<u8> byte();
    // Little-endian, of 1, 2, 4 or 8 bytes.
    Result<u64> integer(unsigned size);
    // ASCIIZ, without its terminator.
    Result<std::span<u8 const>> string();
    Result<Op> opcode();
    // A PkgLength as a plain number, as field lists use it for widths in bits.
    Result<u32> package_length();
    // A PkgLength and what it covers; this reader goes on behind it.
    Result<Reader> package();
    // A NameString, the null name included.
    Result<NameString> name();
    // A NameSeg alone.
    Result<NameSeg> seg();
    // True if the next byte starts a NameString; the null name does not count.
    bool at_name() const;

private:
    Result<std::span<u8 const>> segs(u32 count);

    std::span<u8 const> table_;
    u32 offset_ = 0;
    u32 end_ = 0;
};

} // namespace acpi::aml
