// SPDX-License-Identifier: MIT
#include "acpi/sleep_state.hpp"
#include "tools/acpi-inspect/details.hpp"
#include "tools/acpi-inspect/machine.hpp"
#include "tools/acpi-inspect/report.hpp"
#include "tools/acpi-inspect/value.hpp"

#include <algorithm>

namespace inspect {
namespace {

using acpi::aml::Evaluator;
using acpi::aml::Namespace;
using acpi::aml::Node;
using acpi::aml::NodeId;
using acpi::aml::Object;
using acpi::aml::ObjectType;

// A laptop has up to about 10 000 names in 40 blocks; memory is cheap here.
constexpr unsigned most_blocks = 512;
constexpr unsigned most_findings = 1024;
constexpr acpi::aml::EvaluatorLimits limits = {.heap_bytes = 64 * MiB, .tasks = 4096, .operands = 8192, .calls = 255};

struct Collected final : acpi::checks::Findings {
    std::vector<acpi::checks::Finding> all;
    void add(acpi::checks::Finding const& finding) override { all.push_back(finding); }
};

void check_alone(Table const& table, acpi::checks::Findings& findings)
{
    if (table.is_rsdp())
        acpi::checks::check_rsdp(table.bytes, table.address, findings);
    else if (table.is_facs())
        acpi::checks::check_facs(table.bytes, table.address, findings);
    else
        acpi::checks::check_table(table.bytes, table.address, findings);
}

// From the RSDP, if there is one and the tables' addresses are known: then they are checked against each other.
void check(Report& report)
{
    Collected findings;
    std::vector<u64> done;
    auto const rsdp = std::find_if(report.tables.begin(), report.tables.end(), [](auto& t) { return t.is_rsdp(); });
    TableMemory memory{report.tables};
    if (rsdp != report.tables.end()) {
        if (auto tables = acpi::Tables::load(memory, {rsdp->bytes, rsdp->address})) {
            report.has_whole_machine = true;
            acpi::checks::check(*tables, findings);
            done = {raw(rsdp->address), raw(tables->rsdp().rsdt), raw(tables->rsdp().xsdt)};
            for (auto const& entry : tables->entries())
                done.push_back(raw(entry.address));
            if (auto fadt = tables->fadt()) {
                done.push_back(raw(fadt->dsdt));
                done.push_back(raw(fadt->firmware_ctrl));
            }
        }
    }
    for (auto const& table : report.tables) {
        if (raw(table.address) == 0 || std::find(done.begin(), done.end(), raw(table.address)) == done.end())
            check_alone(table, findings);
    }
    report.findings = std::move(findings.all);
}

SleepRow sleep_row(Evaluator& evaluator, unsigned state)
{
    SleepRow row;
    row.state = state;
    auto const type = acpi::sleep_type(evaluator, state);
    if (type) {
        row.is_supported = true;
        row.a = type->a;
        row.b = type->b;
        return row;
    }
    row.is_bad =
        type.error().side != Side::unsupported || evaluator.names().find(formatted("\\_S{}", state)).has_value();
    row.why =
        row.is_bad ? text_of(type.error()) : "not supported by the platform: no name \\_S" + std::to_string(state);
    return row;
}

EvaluationRow row_of(Evaluator& evaluator, std::string path, Result<Object> const& value)
{
    EvaluationRow row;
    row.path = std::move(path);
    if (!value) {
        row.error = text_of(evaluator.failure());
        return row;
    }
    row.value = text_of(evaluator.names(), *value);
    Json json;
    put(json, evaluator.names(), *value);
    row.json = json.text();
    return row;
}

Result<Object> object_of(Evaluator& evaluator, Argument const& argument)
{
    auto& heap = evaluator.objects();
    std::span const bytes{reinterpret_cast<u8 const*>(argument.bytes.data()), argument.bytes.size()};
    switch (argument.kind) {
    case Argument::Kind::string:
        return heap.string(bytes);
    case Argument::Kind::buffer:
        return heap.buffer(bytes, bytes.size());
    case Argument::Kind::integer:
        break;
    }
    bool const is_narrow = evaluator.names().integer_size() == 4;
    return heap.integer(is_narrow ? argument.integer & 0xffffffff : argument.integer);
}

EvaluationRow evaluate(Evaluator& evaluator, Evaluation const& evaluation)
{
    std::vector<Object> arguments;
    for (auto const& argument : evaluation.arguments) {
        auto object = object_of(evaluator, argument);
        if (!object)
            return {evaluation.path, "", "", text_of(object.error())};
        arguments.push_back(std::move(*object));
    }
    return row_of(evaluator, evaluation.path, evaluator.evaluate(evaluation.path, arguments));
}

bool has_value(Node const& node)
{
    switch (node.type) {
    case ObjectType::integer:
    case ObjectType::string:
    case ObjectType::buffer:
    case ObjectType::package:
    case ObjectType::reference:
    case ObjectType::field_unit:
    case ObjectType::buffer_field:
        return true;
    case ObjectType::method:
        return node.argument_count() == 0;
    default:
        return false;
    }
}

void load(Report& report, Evaluator& evaluator)
{
    auto& aml = report.aml;
    std::vector<std::string> names;
    auto add = [&](Table const& table) {
        // What is wrong with its checksum is a finding already, and no reason not to look.
        auto const block = acpi::Sdt::open_unsummed(table.bytes, table.address);
        if (!block)
            return;
        names.push_back(names.empty() ? "DSDT" : formatted("{} {}", table.signature, names.size()));
        if (auto status = evaluator.add(*block); !status)
            aml.limit = text_of(status.error());
    };
    auto is_dsdt = [](Table const& t) { return t.signature == acpi::Signature{"DSDT"}; };
    auto const dsdt = std::find_if(report.tables.begin(), report.tables.end(), is_dsdt);
    if (dsdt == report.tables.end()) {
        aml.failure = "expected a table DSDT, seen none: no namespace, no sleep states";
        return;
    }
    add(*dsdt);
    if (names.empty()) {
        aml.failure = "the DSDT is cut off or its length is wrong: no namespace, no sleep states";
        return;
    }
    for (auto const& table : report.tables) {
        if (is_dsdt(table) && &table != &*dsdt)
            report.problems.push_back({table.file, "", "expected one DSDT, seen another one: the first one counts"});
        else if (table.is_aml() && &table != &*dsdt)
            add(table);
    }
    auto const& ns = evaluator.names();
    for (auto const& f : ns.findings())
        aml.findings.push_back({f.severity == acpi::aml::Finding::Severity::bad,
                                f.block < names.size() ? names[f.block] : "",
                                formatted("{}, offset {}", f.error, hex(f.error.offset))});
    aml.findings_dropped = ns.findings_dropped();
}

void evaluate(Report& report, Evaluator& evaluator, Options const& options)
{
    auto& aml = report.aml;
    auto const& ns = evaluator.names();
    aml.integer_bits = ns.integer_size() * 8;
    aml.blocks = static_cast<unsigned>(ns.blocks().size());
    aml.names = ns.size();
    if (ns.size() == options.names)
        aml.limit = formatted("the namespace is full: room for {} names (--names, at most 32768)", options.names);
    if (options.initializes)
        aml.initialized = evaluator.initialize_devices();
    if (options.shows_namespace) {
        for (unsigned i = 0; i < aml.names; ++i) {
            NodeId const id{static_cast<u16>(i)};
            NameRow row{path_of(ns, id), std::string{name_of(ns.node(id).type)}, details(evaluator, id), {}};
            if (ns.node(id).type == ObjectType::method)
                row.arguments = ns.node(id).argument_count();
            aml.name_rows.push_back(std::move(row));
        }
    }
    for (unsigned state = 0; state <= 5; ++state)
        aml.sleep.push_back(sleep_row(evaluator, state));
    for (auto const& evaluation : options.evaluations)
        aml.evaluations.push_back(evaluate(evaluator, evaluation));
    for (unsigned i = 0; options.evaluates_all && i < aml.names; ++i) {
        NodeId const id{static_cast<u16>(i)};
        auto const target = ns.resolve_alias(id);
        if (target && has_value(ns.node(*target)))
            aml.evaluations.push_back(row_of(evaluator, path_of(ns, id), evaluator.evaluate(id)));
    }
}

} // namespace

Report inspect_tables(Input const& input, Options const& options)
{
    Report report;
    report.problems = input.problems;
    report.tables = input.tables;
    check(report);

    Machine machine{report.tables};
    auto ns = Namespace::create({options.names, most_blocks, most_findings});
    if (!ns) {
        report.aml.failure = text_of(ns.error());
        return report;
    }
    auto with_steps = limits;
    with_steps.steps = options.steps;
    auto evaluator = Evaluator::create(*ns, machine, with_steps);
    if (!evaluator) {
        report.aml.failure = text_of(evaluator.error());
        return report;
    }
    load(report, *evaluator);
    if (report.aml.failure.empty())
        evaluate(report, *evaluator, options);
    return report;
}

int exit_code(Report const& report, Options const& options)
{
    using acpi::checks::Severity;
    if (!report.problems.empty() || !report.aml.failure.empty())
        return 3;
    bool is_bad = false;
    for (auto const& row : report.aml.evaluations)
        is_bad |= !row.error.empty() && !options.evaluates_all;
    if (options.checks) {
        for (auto const& finding : report.findings)
            is_bad |= finding.severity >= Severity::medium;
        for (auto const& finding : report.aml.findings)
            is_bad |= finding.is_bad;
        for (auto const& row : report.aml.sleep)
            is_bad |= row.is_bad;
        is_bad |= !report.aml.limit.empty();
    }
    return is_bad ? 1 : 0;
}

} // namespace inspect
