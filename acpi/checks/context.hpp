// SPDX-License-Identifier: MIT
// What the checks of one table share.
#pragma once

#include "acpi/checks/checks.hpp"

namespace acpi::checks {

struct Context {
    Findings& findings;
    Signature table;
    Phys address;
    char const* source;

    void add(char const* label, Severity severity, char const* what, Value expected, Value seen,
             u64 offset = Error::no_offset, char const* other_source = nullptr) const
    {
        findings.add(
            {label, severity, table, address,
             Error{Side::firmware, what, expected, seen, other_source != nullptr ? other_source : source, offset}});
    }
    // An Error that a parser returned.
    void add(char const* label, Severity severity, Error const& error) const
    {
        findings.add({label, severity, table, address, error});
    }
};

// Of a table whose header has been looked at: `table` as long as its length field says, whatever its checksum.
void check_fadt(Sdt const& table, Findings& findings);
void check_madt(Sdt const& table, Findings& findings);
void check_mcfg(Sdt const& table, Findings& findings);
void check_hpet(Sdt const& table, Findings& findings);
// The header of any table; nothing when the length is such that no more can be said. Labels have the form TABLE.RULE.
std::optional<Sdt> check_header(std::span<u8 const> bytes, Phys address, Findings& findings);

// Printable characters, then zeros.
bool is_text(std::span<u8 const> bytes);
bool is_zero(std::span<u8 const> bytes);

} // namespace acpi::checks
