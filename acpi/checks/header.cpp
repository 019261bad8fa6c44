// SPDX-License-Identifier: MIT
#include "acpi/checks/context.hpp"
#include "acpi/known_tables.hpp"

#include <algorithm>

namespace acpi::checks {

std::optional<Sdt> check_header(std::span<u8 const> bytes, Phys address, Findings& findings)
{
    Context c{findings, {}, address, "ACPI 6.5 5.2.6"};
    if (bytes.size() < 4) {
        c.add("TABLE.UNREADABLE", Severity::high, "bytes of a table", Sdt::header_size, bytes.size());
        return {};
    }
    c.table = Signature::decode(bytes, 0);
    if (bytes.size() < Sdt::header_size) {
        c.add("TABLE.UNREADABLE", Severity::high, "bytes of a table", Sdt::header_size, bytes.size());
        return {};
    }
    auto const name = c.table.view();
    if (!std::all_of(name.begin(), name.end(), [](char ch) {
            return (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '!' || ch == '_';
        }))
        c.add("TABLE.SIGNATURE", Severity::high, "signature", "four capital letters or digits", load<u32>(bytes, 0), 0);
    auto const table = Sdt::open_unsummed(bytes, address);
    if (!table) {
        c.add("TABLE.LENGTH", Severity::critical, table.error());
        return {};
    }
    if (u8 sum = checksum(table->bytes()); sum != 0)
        c.add("TABLE.CHECKSUM", Severity::high, "checksum: sum of all bytes", 0, sum, 9);
    auto text = [&](char const* label, char const* what, u64 offset, u64 size) {
        if (!is_text(bytes.subspan(offset, size)))
            c.add(label, Severity::low, what, "printable characters", load<u32>(bytes, offset), offset);
    };
    text("TABLE.OEM_ID", "OEMID", 10, 6);
    text("TABLE.OEM_TABLE_ID", "OEM Table ID", 16, 8);
    text("TABLE.CREATOR_ID", "Creator ID", 28, 4);
    auto const* known = known_table(c.table);
    if (known == nullptr)
        c.add("TABLE.UNKNOWN", Severity::info, "signature", "one that the specification lists", load<u32>(bytes, 0), 0);
    else if (table->length() < known->least_length)
        c.add("TABLE.TOO_SHORT", Severity::high, known->description, known->least_length, table->length(), 4);
    return *table;
}

void check_table(std::span<u8 const> bytes, Phys address, Findings& findings)
{
    auto const table = check_header(bytes, address, findings);
    if (!table)
        return;
    if (auto const* known = known_table(table->signature()); known != nullptr && table->length() < known->least_length)
        return;
    auto const is = [&](Signature signature) { return table->signature() == signature; };
    if (is("FACP"))
        check_fadt(*table, findings);
    else if (is("APIC"))
        check_madt(*table, findings);
    else if (is("MCFG"))
        check_mcfg(*table, findings);
    else if (is("HPET"))
        check_hpet(*table, findings);
    else if (is("DSDT") || is("SSDT")) {
        Context c{findings, table->signature(), address, "ACPI 6.5 5.2.11"};
        // 1: integers of 32 bits; 2 and above: of 64 (19.6.29).
        if (table->revision() == 0 || table->revision() > 2)
            c.add("AML.REVISION", Severity::low, "revision of a definition block", "1 or 2", table->revision(), 8);
        if (is("DSDT") && table->length() == Sdt::header_size)
            c.add("AML.EMPTY", Severity::high, "DSDT length", "more than a header", table->length(), 4);
    }
}

} // namespace acpi::checks
