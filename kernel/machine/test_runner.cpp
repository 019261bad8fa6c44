// SPDX-License-Identifier: MIT
#include "kernel/machine/test_runner.hpp"

#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"

extern "C" TestDescriptor const* const tests_start[];
extern "C" TestDescriptor const* const tests_end[];

namespace {
// Selected tests by stage, then by link order.
template <class Visitor> void for_each_selected(Options const& options, Visitor&& visit)
{
    for (Stage stage : {Stage::kernel, Stage::platform, Stage::device, Stage::drawing, Stage::sleep})
        for (auto test = tests_start; test != tests_end; ++test)
            if ((*test)->stage == stage && is_selected(options, (*test)->name, (*test)->groups))
                visit(**test);
}
} // namespace

u32 test_runner::count(Options const& options)
{
    u32 n = 0;
    for_each_selected(options, [&](TestDescriptor const&) { ++n; });
    return n;
}

void test_runner::run(Options const& options, Report& report)
{
    u32 number = 0;
    for_each_selected(options, [&](TestDescriptor const& test) {
        report.detail("running {}", test.name);
        machine().wake = wake_of(options, test.groups);
        Test t(report, test.name, ++number);
        Instant start = now();
        test.run(t);
        if (auto aml = machine().aml.get())
            (*aml)->report(report);
        t.time(test.name, now() - start);
        if (t.outcome() == Outcome::skip && list_has(test.groups, "contract"))
            report.contract_skipped(test.name);
    });
}
