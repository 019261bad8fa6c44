// SPDX-License-Identifier: MIT
// The schema is in docs/acpi-inspect.md.
#include "tools/acpi-inspect/header.hpp"
#include "tools/acpi-inspect/report.hpp"
#include "tools/acpi-inspect/text.hpp"

namespace inspect {
namespace {

void put(Json& j, Problem const& problem)
{
    j.member("file", problem.file);
    j.member("where", problem.where);
    j.member("text", problem.text);
}

void put(Json& j, Table const& table)
{
    j.member("signature", name_of_table(table));
    j.member("file", table.file);
    j.key("address");
    raw(table.address) == 0 ? j.null() : j.hex_number(raw(table.address));
    j.member("length", table.bytes.size());
    auto const h = header_of(table);
    if (!h)
        return;
    j.member("revision", h->revision);
    j.member("oem_id", h->oem_id);
    j.member("oem_table_id", h->oem_table_id);
    j.member("oem_revision", h->oem_revision);
    j.member("creator_id", h->creator_id);
    j.member("creator_revision", h->creator_revision);
    j.member("is_checksum_good", h->sum == 0);
}

void put(Json& j, acpi::checks::Finding const& finding)
{
    j.member("label", finding.label);
    j.member("severity", to_text(finding.severity));
    j.member("table", text_of(finding.table));
    j.member("text", text_of(finding.error));
    j.member("source", finding.error.source);
}

void put(Json& j, AmlReport::Finding const& finding)
{
    j.member("is_bad", finding.is_bad);
    j.member("table", finding.table);
    j.member("text", finding.text);
}

void put(Json& j, NameRow const& row)
{
    j.member("path", row.path);
    j.member("type", row.type);
    j.member("details", row.details);
    if (row.arguments)
        j.member("arguments", *row.arguments);
}

void put(Json& j, SleepRow const& row)
{
    j.member("state", row.state);
    j.member("is_supported", row.is_supported);
    if (row.is_supported) {
        j.member("slp_typ_a", row.a);
        j.member("slp_typ_b", row.b);
        return;
    }
    j.member("is_bad", row.is_bad);
    j.member("why", row.why);
}

void put(Json& j, EvaluationRow const& row)
{
    j.member("path", row.path);
    if (!row.error.empty())
        return j.member("error", row.error);
    j.key("value");
    j.raw(row.json);
}

template <class Rows> void array(Json& j, std::string_view key, Rows const& rows)
{
    j.key(key);
    j.open('[');
    for (auto const& row : rows) {
        j.open('{');
        put(j, row);
        j.close('}');
    }
    j.close(']');
}

void put_namespace(Json& j, AmlReport const& aml, Options const& options)
{
    j.open('{');
    j.member("integer_bits", aml.integer_bits);
    j.member("blocks", aml.blocks);
    j.member("names", aml.names);
    j.key("limit");
    aml.limit.empty() ? j.null() : j.string(aml.limit);
    array(j, "findings", aml.findings);
    j.member("findings_dropped", aml.findings_dropped);
    if (aml.initialized) {
        j.key("initialized");
        j.open('{');
        j.member("methods", aml.initialized->methods);
        j.member("failed", aml.initialized->failed);
        j.close('}');
    }
    if (options.shows_namespace)
        array(j, "nodes", aml.name_rows);
    j.close('}');
}

} // namespace

std::string as_json(Report const& report, Options const& options)
{
    Json j;
    j.open('{');
    j.member("version", 1u);
    array(j, "problems", report.problems);
    array(j, "tables", report.tables);
    j.member("is_whole_machine", report.has_whole_machine);
    array(j, "findings", report.findings);
    j.key("namespace");
    if (report.aml.failure.empty()) {
        put_namespace(j, report.aml, options);
        array(j, "sleep_states", report.aml.sleep);
        array(j, "evaluations", report.aml.evaluations);
    } else {
        j.null();
    }
    j.close('}');
    return j.text() + "\n";
}

} // namespace inspect
