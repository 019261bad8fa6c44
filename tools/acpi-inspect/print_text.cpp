// SPDX-License-Identifier: MIT
#include "acpi/facs.hpp"
#include "acpi/known_tables.hpp"
#include "tools/acpi-inspect/header.hpp"
#include "tools/acpi-inspect/report.hpp"
#include "tools/acpi-inspect/text.hpp"

namespace inspect {
namespace {

std::string description(Table const& table)
{
    auto const* known = acpi::known_table(table.signature);
    return table.is_rsdp()    ? "Root System Description Pointer"
           : known != nullptr ? known->description
                              : "unknown table";
}

std::string padded(std::string text, size_t width)
{
    if (text.size() < width)
        text.append(width - text.size(), ' ');
    return text;
}

std::string table_line(Table const& table)
{
    std::string line = padded(name_of_table(table), 6);
    line += padded(raw(table.address) != 0 ? formatted("at {}", hex(table.address)) : "", 16);
    line += padded(formatted("{} bytes", table.bytes.size()), 14);
    if (auto const h = header_of(table)) {
        line += padded(formatted("revision {}", h->revision), 13);
        line +=
            padded(formatted("{} {} {}", printable(h->oem_id), printable(h->oem_table_id), hex(h->oem_revision)), 28);
        line += padded(formatted("{} {}", printable(h->creator_id), hex(h->creator_revision)), 18);
        line += h->sum == 0 ? "checksum good   " : "checksum WRONG  ";
    } else {
        line += std::string(75, ' ');
    }
    return line + description(table) + "\n";
}

void put_evaluations(std::string& out, AmlReport const& aml)
{
    for (auto const& row : aml.evaluations)
        out += formatted("{} {} {}\n", row.path,
                         row.error.empty() ? "=" : "failed:", row.error.empty() ? row.value : row.error);
}

} // namespace

std::string as_text(Report const& report)
{
    auto const& aml = report.aml;
    std::string out;
    if (!report.tables.empty())
        out += "Tables\n";
    for (auto const& table : report.tables)
        out += "  " + table_line(table);
    if (!report.tables.empty()) {
        out +=
            formatted("\nFindings: {}{}\n", report.findings.size(),
                      report.has_whole_machine ? "" : " (each table for itself: there is no RSDP that leads to them)");
        for (auto const& finding : report.findings)
            out += "  " + text_of(finding) + "\n";
    }
    if (!aml.failure.empty())
        return out;
    out += formatted("\nNamespace: {} names of {} blocks, integers of {} bits, {} findings\n", aml.names, aml.blocks,
                     aml.integer_bits, aml.findings.size() + aml.findings_dropped);
    if (!aml.limit.empty())
        out += "  " + aml.limit + "\n";
    for (auto const& finding : aml.findings)
        out += formatted("  {} {}: {}\n", finding.is_bad ? "bad" : "note", finding.table, finding.text);
    if (aml.findings_dropped != 0)
        out += formatted("  and {} more\n", aml.findings_dropped);
    if (aml.initialized)
        out +=
            formatted("  {} _INI methods ran, {} of them failed\n", aml.initialized->methods, aml.initialized->failed);
    for (auto const& row : aml.name_rows)
        out += formatted("  {} {}{}{}\n", row.path, row.type, row.details.empty() ? "" : ": ", row.details);
    out += "\nSleep states\n";
    for (auto const& row : aml.sleep) {
        if (row.is_supported)
            out += formatted("  S{}  SLP_TYPa {}, SLP_TYPb {}\n", row.state, row.a, row.b);
        else
            out += formatted("  S{}  {}{}\n", row.state, row.is_bad ? "BAD: " : "", row.why);
    }
    if (!aml.evaluations.empty())
        out += "\nEvaluated\n";
    put_evaluations(out, aml);
    return out;
}

} // namespace inspect
