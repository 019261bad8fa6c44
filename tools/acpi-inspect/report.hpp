// SPDX-License-Identifier: MIT
// What acpi-inspect found out, and its two forms: text for people and JSON.
#pragma once

#include "acpi/aml/evaluator.hpp"
#include "acpi/checks/checks.hpp"
#include "tools/acpi-inspect/input.hpp"
#include "tools/acpi-inspect/options.hpp"

#include <optional>

namespace inspect {

struct NameRow {
    std::string path;
    std::string type;
    std::string details;               // "0x12", "2 arguments", "SystemIO 0x600 + 0x40"; may be empty
    std::optional<unsigned> arguments; // of a method
};

struct SleepRow {
    unsigned state = 0;
    bool is_supported = false; // else `why`
    bool is_bad = false;       // there, but not as the specification has it
    u8 a = 0, b = 0;
    std::string why;
};

struct EvaluationRow {
    std::string path;
    std::string value, json; // of what it came to
    std::string error;       // why not
};

struct AmlReport {
    std::string failure; // why there is no namespace: no DSDT
    unsigned integer_bits = 0;
    unsigned blocks = 0;
    unsigned names = 0;
    std::string limit; // "namespace limit ...": names are missing for want of room
    std::optional<acpi::aml::Evaluator::Initialized> initialized;
    struct Finding {
        bool is_bad = false;
        std::string table; // "SSDT 3"
        std::string text;
    };
    std::vector<Finding> findings;
    unsigned findings_dropped = 0;
    std::vector<SleepRow> sleep;
    std::vector<NameRow> name_rows;
    std::vector<EvaluationRow> evaluations;
};

struct Report {
    std::vector<Problem> problems;
    std::vector<Table> tables;
    std::vector<acpi::checks::Finding> findings;
    bool has_whole_machine = false; // found from the RSDP: the tables were checked against each other too
    AmlReport aml;
};

// The tables of `input`, which must outlive the report.
Report inspect_tables(Input const& input, Options const& options);

std::string as_text(Report const& report);
std::string as_json(Report const& report, Options const& options);
// By the rules of --help.
int exit_code(Report const& report, Options const& options);

} // namespace inspect
