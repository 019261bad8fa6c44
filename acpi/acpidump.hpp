// SPDX-License-Identifier: MIT
// The text that acpidump writes: of each table a line "DSDT @ 0x000000007FFE0040", then its bytes as "0000: 44 53 ...".
// Format: acpica-tools, acpidump(8) and acpixtract; pmtools up to 20110323 wrote the same with fewer digits.
#pragma once

#include "kernel/result.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace acpi {

struct DumpedTable {
    std::string_view name;  // as it stands in the text: "DSDT", "RSD PTR"
    Phys address = Phys{0}; // zero where acpidump did not know it
    size_t at = 0;          // of its first line in the text
    std::span<u8> bytes;    // in the caller's room
};

class AcpidumpReader {
public:
    // Borrows the text.
    explicit AcpidumpReader(std::string_view text) : text_(text) {}
    // True for a text that has at least one line in the form of a table's first one.
    static bool is_dump(std::string_view text);
    // As many bytes as a text of this size can hold.
    static constexpr size_t room(size_t text_size) { return text_size / 3 + 1; }

    // The next table, its bytes at the start of `room`; nothing at the end. Text between tables is passed over. After
    // an Error, whose offset counts from the start of the text, the next call goes on with the table behind it.
    Result<std::optional<DumpedTable>> next(std::span<u8> room);

    // 1 for the first line.
    static size_t line_number(std::string_view text, size_t offset);

private:
    std::string_view line(size_t at) const;

    std::string_view text_;
    size_t at_ = 0;
};

} // namespace acpi
