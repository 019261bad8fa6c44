// SPDX-License-Identifier: MIT
#include "acpi/facs.hpp"
#include "acpi/known_tables.hpp"
#include "tools/acpi-inspect/report.hpp"
#include "tools/acpi-inspect/text.hpp"

namespace inspect {
namespace {

// The fields of a header, where there is one.
struct Header {
    unsigned revision = 0;
    std::string oem_id, oem_table_id, creator_id;
    u64 oem_revision = 0, creator_revision = 0;
    u8 sum = 0;
};

std::string characters(std::span<u8 const> bytes, size_t offset, size_t size)
{
    std::string text{reinterpret_cast<char const*>(bytes.data()) + offset, size};
    return text.substr(0, text.find('\0'));
}

std::optional<Header> header_of(Table const& table)
{
    auto const bytes = table.bytes;
    if (table.is_rsdp() || table.is_facs() || bytes.size() < acpi::Sdt::header_size)
        return {};
    Header h;
    h.revision = bytes[8];
    h.oem_id = characters(bytes, 10, 6);
    h.oem_table_id = characters(bytes, 16, 8);
    h.oem_revision = acpi::load<u32>(bytes, 24);
    h.creator_id = characters(bytes, 28, 4);
    h.creator_revision = acpi::load<u32>(bytes, 32);
    h.sum = acpi::checksum(bytes);
    return h;
}

std::string name_of_table(Table const& table) { return table.is_rsdp() ? "RSDP" : text_of(table.signature); }

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

std::string as_json(Report const& report, Options const& options)
{
    auto const& aml = report.aml;
    Json j;
    j.open('{');
    j.member("version", 1u);
    j.key("problems");
    j.open('[');
    for (auto const& problem : report.problems) {
        j.open('{');
        j.member("file", problem.file);
        j.member("where", problem.where);
        j.member("text", problem.text);
        j.close('}');
    }
    j.close(']');
    j.key("tables");
    j.open('[');
    for (auto const& table : report.tables) {
        j.open('{');
        j.member("signature", name_of_table(table));
        j.member("file", table.file);
        j.key("address");
        raw(table.address) == 0 ? j.null() : j.hex_number(raw(table.address));
        j.member("length", table.bytes.size());
        if (auto const h = header_of(table)) {
            j.member("revision", h->revision);
            j.member("oem_id", h->oem_id);
            j.member("oem_table_id", h->oem_table_id);
            j.member("oem_revision", h->oem_revision);
            j.member("creator_id", h->creator_id);
            j.member("creator_revision", h->creator_revision);
            j.member("is_checksum_good", h->sum == 0);
        }
        j.close('}');
    }
    j.close(']');
    j.member("is_whole_machine", report.has_whole_machine);
    j.key("findings");
    j.open('[');
    for (auto const& f : report.findings) {
        j.open('{');
        j.member("label", f.label);
        j.member("severity", to_text(f.severity));
        j.member("table", text_of(f.table));
        j.member("text", text_of(f.error));
        j.member("source", f.error.source);
        j.close('}');
    }
    j.close(']');
    j.key("namespace");
    if (!aml.failure.empty()) {
        j.null();
        j.close('}');
        return j.text() + "\n";
    }
    j.open('{');
    j.member("integer_bits", aml.integer_bits);
    j.member("blocks", aml.blocks);
    j.member("names", aml.names);
    j.key("limit");
    aml.limit.empty() ? j.null() : j.string(aml.limit);
    j.key("findings");
    j.open('[');
    for (auto const& f : aml.findings) {
        j.open('{');
        j.member("is_bad", f.is_bad);
        j.member("table", f.table);
        j.member("text", f.text);
        j.close('}');
    }
    j.close(']');
    j.member("findings_dropped", aml.findings_dropped);
    if (aml.initialized) {
        j.key("initialized");
        j.open('{');
        j.member("methods", aml.initialized->methods);
        j.member("failed", aml.initialized->failed);
        j.close('}');
    }
    if (options.shows_namespace) {
        j.key("nodes");
        j.open('[');
        for (auto const& row : aml.name_rows) {
            j.open('{');
            j.member("path", row.path);
            j.member("type", row.type);
            j.member("details", row.details);
            if (row.arguments)
                j.member("arguments", *row.arguments);
            j.close('}');
        }
        j.close(']');
    }
    j.close('}');
    j.key("sleep_states");
    j.open('[');
    for (auto const& row : aml.sleep) {
        j.open('{');
        j.member("state", row.state);
        j.member("is_supported", row.is_supported);
        if (row.is_supported) {
            j.member("slp_typ_a", row.a);
            j.member("slp_typ_b", row.b);
        } else {
            j.member("is_bad", row.is_bad);
            j.member("why", row.why);
        }
        j.close('}');
    }
    j.close(']');
    j.key("evaluations");
    j.open('[');
    for (auto const& row : aml.evaluations) {
        j.open('{');
        j.member("path", row.path);
        if (row.error.empty()) {
            j.key("value");
            j.raw(row.json);
        } else {
            j.member("error", row.error);
        }
        j.close('}');
    }
    j.close(']');
    j.close('}');
    return j.text() + "\n";
}

} // namespace inspect
