// SPDX-License-Identifier: MIT
// acpi-inspect: what ACPI tables hold and what is wrong with them, from files. See docs/acpi-inspect.md.
#include "tools/acpi-inspect/report.hpp"

#include <cstdio>

int main(int argc, char** argv)
{
    using namespace inspect;
    Options options;
    std::string why;
    if (!parse({argv + 1, static_cast<size_t>(argc) - 1}, options, why)) {
        std::fprintf(stderr, "acpi-inspect: %s; acpi-inspect --help lists the options\n", why.c_str());
        return 2;
    }
    if (options.is_help) {
        std::fwrite(help.data(), 1, help.size(), stdout);
        return 0;
    }
    Input input;
    for (auto const& file : options.files)
        input.read(file);
    auto const report = inspect_tables(input, options);
    auto const text = options.is_json ? as_json(report, options) : as_text(report);
    std::fwrite(text.data(), 1, text.size(), stdout);
    for (auto const& problem : report.problems)
        std::fprintf(stderr, "acpi-inspect: %s: %s%s%s\n", problem.file.c_str(), problem.where.c_str(),
                     problem.where.empty() ? "" : ": ", problem.text.c_str());
    if (!report.aml.failure.empty())
        std::fprintf(stderr, "acpi-inspect: %s\n", report.aml.failure.c_str());
    // Who cannot be told has not been told.
    if (std::fflush(stdout) != 0) {
        std::perror("acpi-inspect: standard output");
        return 3;
    }
    return exit_code(report, options);
}
