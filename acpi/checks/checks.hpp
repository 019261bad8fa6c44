// SPDX-License-Identifier: MIT
// What is wrong with a machine's tables, in the manner of fwts: every finding has a label that stays, a severity and
// the section that decides it. Tables that are too bad to be used are looked at as far as they can be read.
#pragma once

#include "acpi/tables.hpp"

namespace acpi::checks {

enum class Severity : u8 {
    info,     // worth knowing, nothing wrong
    low,      // against the letter, costs nobody anything
    medium,   // some OS will do without something, or work around it
    high,     // something that an OS needs is not as it must be
    critical, // no OS can use the table
};
std::string_view to_text(Severity severity);

struct Finding {
    char const* label = ""; // RULE of a table or structure: "FADT.PM1_EVT_LEN". Texts may change, labels do not.
    Severity severity = Severity::info;
    Signature table; // where it was found: its bytes are the offset's
    Phys address = Phys{0};
    Error error;
};
// "FADT.PM1_EVT_LEN high FACP: FADT PM1_EVT_LEN at offset 0x58: expected 0x4, seen 0x3 (ACPI 6.5 5.2.9)".
void put(Sink sink, Finding const& finding);

class Findings {
public:
    virtual void add(Finding const& finding) = 0;

protected:
    ~Findings() = default;
};

// One structure; `bytes` may be longer than it is. None of them has more than its bytes to go by.
void check_rsdp(std::span<u8 const> bytes, Phys address, Findings& findings);
void check_facs(std::span<u8 const> bytes, Phys address, Findings& findings);
// Any other table: its header, and what is in it, if it is a FADT, MADT, MCFG or HPET.
void check_table(std::span<u8 const> bytes, Phys address, Findings& findings);

// All tables, and whether they agree with each other.
void check(Tables const& tables, Findings& findings);
// The same from the beginning: says what is wrong where there is no Tables for want of an RSDP or of a root table.
void check(Memory& memory, RsdpHint const& hint, Findings& findings);

} // namespace acpi::checks
