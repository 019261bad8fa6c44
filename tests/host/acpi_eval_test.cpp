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

// An element that names an object is that object, from the end of the load on.
TEST(AcpiEval, PackageElementsAreTheObjectsTheyName)
{
    auto body = join(Bytes{0x70}, byte(9), bytes("NUM0"),                                   // NUM0 = 9
                     Bytes{0x9d}, join(Bytes{0x0d}, bytes("new"), Bytes{0}), bytes("STR0"), // CopyObject ("new", STR0)
                     Bytes{0xa4}, bytes("PKG0"));
    auto e = evaluate_aml(join(name("PKG0", package(2, bytes("NUM0STR0"))), name("NUM0", one),
                               name("STR0", join(Bytes{0x0d}, bytes("old"), Bytes{0})), method("MTH0", 0, body)));
    EXPECT_EQ(e.value("\\MTH0"), "{0x9, 'old'}");
    EXPECT_EQ(e.value("\\STR0"), "'new'");
}

// A number or a string as the source of a buffer field: the bytes that it converts to.
TEST(AcpiEval, BufferFieldsOfOtherTypes)
{
    auto field = [](Bytes const& source) {
        return evaluate_aml(join(name("SRC0", source), Bytes{0x8c}, bytes("SRC0"), one, bytes("FLD0"))).value("\\FLD0");
    };
    EXPECT_EQ(field(join(Bytes{0x0b}, little_endian(0x1234, 2))), "0x12");
    EXPECT_EQ(field(join(Bytes{0x0d}, bytes("AB"), Bytes{0})), "0x42");
    EXPECT_EQ(field(package(1, one)), "error: source of a buffer field");
}

TEST(AcpiEval, Values) { expect_values("eval_values", 70); }
TEST(AcpiEval, Objects) { expect_values("eval_objects", 88); }
TEST(AcpiEval, Machine) { expect_values("eval_machine", 75); }
TEST(AcpiEval, IntegersOf32Bits) { expect_values("eval_32bit", 19); }

} // namespace acpi::test
