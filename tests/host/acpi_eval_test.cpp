// SPDX-License-Identifier: MIT
// The evaluator on ASL of our own. In tests/host/acpi/eval_*.asl each method Tnnn stands beside a name Xnnn with what
// it comes to; those values were taken from acpiexec 20200925 (where we differ, a comment there says which section
// decides).
#include "tests/host/acpi/assembler.hpp"
#include "tests/host/acpi/evaluated.hpp"

namespace acpi::test {
namespace {

// The methods T000 to T999 of one source, each in a machine of its own.
void expect_values(char const* source, size_t at_least)
{
    auto block = read_aml(source);
    ASSERT_GT(block.size(), Sdt::header_size);
    size_t n = 0;
    for (unsigned i = 0; i < 100; ++i) {
        auto const number = FixedText<16>::of("{}{}", i / 10, i % 10);
        auto const method = "\\T0" + std::string{number.view()};
        auto e = evaluate_blocks({block});
        ASSERT_EQ(e.bad(), 0u);
        if (!e.ns->find(method))
            continue;
        ++n;
        std::string const expected = e.value("\\X0" + std::string{number.view()});
        ASSERT_GE(expected.size(), 2u) << method;
        std::string const text = expected.substr(1, expected.size() - 2);
        EXPECT_EQ(e.value(method), text) << source << " " << method;
        // Nothing stays of a method but what it stored; a second time that takes the place of the first.
        (void)e.value(method);
        u32 const objects = e.evaluator->objects().count();
        (void)e.value(method);
        EXPECT_EQ(e.evaluator->objects().count(), objects) << source << " " << method;
    }
    EXPECT_GE(n, at_least);
}

} // namespace

TEST(AcpiEval, Values) { expect_values("eval_values", 70); }
TEST(AcpiEval, Objects) { expect_values("eval_objects", 88); }
TEST(AcpiEval, Machine) { expect_values("eval_machine", 75); }
TEST(AcpiEval, IntegersOf32Bits) { expect_values("eval_32bit", 19); }

} // namespace acpi::test
