// SPDX-License-Identifier: MIT
// Every length of a DSDT as q35 has it, from no byte to all: an error or a correct part, with and without an evaluator
// (issue 4, 5). Blocks of other kinds are cut in acpi_loader_test.cpp and acpi_eval_limits_test.cpp.
#include "acpi/sleep_methods.hpp"
#include "tests/host/acpi/evaluated.hpp"
#include "tests/host/acpi/loaded.hpp"

namespace acpi::test {
namespace {

using aml::NodeId;

constexpr aml::EvaluatorLimits small = {24 * KiB, 64, 96, 12, 5000, 1000};

Bytes first(Bytes const& whole, size_t length)
{
    return {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)};
}

std::string path_of(aml::Namespace const& ns, NodeId id)
{
    Text path;
    ns.put_path(path.sink(), id);
    return std::string{path.view()};
}

void evaluate_all(Evaluated const& e)
{
    for (unsigned i = 0; i < e.ns->size(); ++i) {
        auto value = e.evaluator->evaluate(NodeId{static_cast<u16>(i)});
        if (value)
            (void)e.text(*value);
        else
            EXPECT_FALSE(std::string_view{e.evaluator->failure().error.what}.empty());
    }
}

} // namespace

TEST(AcpiTruncation, EveryLengthIsATableOrAnError)
{
    auto const dsdt = read_aml("q35");
    for (size_t length = 0; length <= dsdt.size(); ++length)
        EXPECT_EQ(Sdt::open(first(dsdt, length)).has_value(), length == dsdt.size()) << length;
}

TEST(AcpiTruncation, EveryLengthOfQ35InTheNamespace)
{
    auto const dsdt = read_aml("q35");
    auto const whole = load_blocks({dsdt});
    ASSERT_TRUE(whole.ns.findings().empty());
    unsigned most = 0;
    for (size_t length = Sdt::header_size; length <= dsdt.size(); ++length) {
        auto cut = first(dsdt, length);
        fix_table(cut);
        auto const part = load_blocks({cut});
        exercise(part.ns);
        for (unsigned i = 0; i < part.ns.size(); ++i) {
            auto const path = path_of(part.ns, NodeId{static_cast<u16>(i)});
            EXPECT_TRUE(whole.has(path)) << length << " " << path;
        }
        for (unsigned state = 3; state <= 5; ++state) {
            if (auto const type = sleep_type(part.ns, state); type)
                expect_sleep(whole.ns, state, type->a, type->b);
        }
        most = std::max(most, part.ns.size());
    }
    EXPECT_EQ(most, whole.ns.size());
}

TEST(AcpiTruncation, EveryLengthOfQ35Evaluated)
{
    auto const dsdt = read_aml("q35");
    auto const whole = evaluate_blocks({dsdt}, small, {512, 1, 8});
    ASSERT_EQ(whole.bad(), 0u);
    ASSERT_FALSE(whole.ns->has_unevaluated());
    auto const prt = whole.value("\\_SB.PCI0._PRT");
    ASSERT_TRUE(prt.starts_with("{{0xffff, 0x0, ->\\_SB_.LNKE, 0x0}")) << prt;
    for (size_t length = Sdt::header_size; length <= dsdt.size(); ++length) {
        auto cut = first(dsdt, length);
        fix_table(cut);
        auto const e = evaluate_blocks({cut}, small, {512, 1, 8});
        e.evaluator->initialize_devices();
        for (unsigned state = 3; state <= 5; ++state) {
            auto const type = sleep_type(*e.evaluator, state);
            ASSERT_TRUE(!type || (type->a == (state == 5 ? 0 : state - 2) && type->a == type->b)) << length;
        }
        EvaluatedSleepMethods methods{*e.evaluator};
        EXPECT_TRUE(methods.call("\\_PTS", 3)) << "there is none";
        for (auto path : {"\\_SB.PCI0._PRT", "\\_SB.LNKA._CRS", "\\_SB.PCI0._CRS"})
            EXPECT_FALSE(e.value(path).empty());
        // All of it for some: what has been cut off is mostly the same.
        if (length % 64 == 0 || length == dsdt.size())
            evaluate_all(e);
    }
}

} // namespace acpi::test
