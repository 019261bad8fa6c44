// SPDX-License-Identifier: MIT
// The sleep types: _Sx packages as they should be, and all that may stand in their place.
#include "tests/host/acpi/assembler.hpp"
#include "tests/host/acpi/evaluated.hpp"
#include "tests/host/acpi/loaded.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace acpi::test {
namespace {

void rename_all(Bytes& b, std::string_view from, std::string_view to)
{
    for (auto at = b.begin(); (at = std::search(at, b.end(), from.begin(), from.end())) != b.end();)
        at = std::copy(to.begin(), to.end(), at);
    fix_table(b);
}

} // namespace

TEST(AcpiSleep, OnlyTheRealOneCounts)
{
    auto block = read_aml("sleep");
    rename_all(block, "DS3_", "_S3_");
    auto loaded = load_blocks({block});
    EXPECT_EQ(loaded.bad(), 0u);
    EXPECT_TRUE(loaded.has("\\_SB.DEV0._S3"));
    EXPECT_FALSE(loaded.has("\\MTH0._S3"));
    expect_sleep(loaded.ns, 0, 0, 0);
    expect_sleep(loaded.ns, 1, 3, 4); // one element holds both
    expect_sleep(loaded.ns, 3, 1, 2);
    expect_sleep(loaded.ns, 4, 3, 3); // by reference
    expect_sleep(loaded.ns, 5, 0, 0); // through an alias
    EXPECT_EQ(sleep_type(loaded.ns, 2).error().side, Side::unsupported);
}

TEST(AcpiSleep, MissingIsUnsupported)
{
    auto block = read_aml("sleep");
    rename_all(block, "DS3_", "_S3_");
    // Only the one in the root goes: the decoys stay.
    auto root_name = bytes("\x08\\_S3_");
    auto at = std::search(block.begin(), block.end(), root_name.begin(), root_name.end());
    ASSERT_NE(at, block.end());
    at[4] = 'X';
    fix_table(block);
    auto loaded = load_blocks({block});
    auto type = sleep_type(loaded.ns, 3);
    ASSERT_FALSE(type);
    EXPECT_EQ(type.error().side, Side::unsupported);
    EXPECT_STREQ(type.error().what, "\\_S3");
    EXPECT_EQ(type.error().seen.text(), "S3 not supported by the platform");
}

TEST(AcpiSleep, InScopeOfAnSsdtAndFirstDefinitionWins)
{
    auto loaded = load_blocks({read_aml("empty"), read_aml("scope_s3")});
    expect_sleep(loaded.ns, 3, 1, 1);
    EXPECT_EQ(loaded.ns.node(*loaded.ns.find("\\_S3")).block, 1);

    auto twice = load_blocks({read_aml("sleep"), read_aml("scope_s3")});
    expect_sleep(twice.ns, 3, 1, 2);
    ASSERT_EQ(twice.bad(), 1u);
    EXPECT_EQ(twice.ns.findings()[0].block, 1);
    EXPECT_TRUE(twice.has("\\ONE2")) << "what follows the double name is there";
}

TEST(AcpiSleep, WrongObjects)
{
    struct Case {
        char const* what;
        Bytes data;
        bool is_good;
    } const cases[] = {
        {"integer", one, false},
        {"string", join(Bytes{0x0d}, bytes("x"), zero), false},
        {"no elements", package(0, {}), false},
        {"two counted, none there", package(2, {}), false},
        {"two counted, one there", package(2, one), false},
        {"string element", package(2, join(Bytes{0x0d}, bytes("x"), zero, one)), false},
        {"second is a buffer", package(2, join(one, Bytes{0x11, 3, 0x0a, 0})), false},
        {"8 does not fit", package(2, join(byte(8), one)), false},
        {"second does not fit", package(2, join(one, byte(8))), false},
        {"large", package(2, join(Bytes{0x0e, 1, 0, 0, 0, 1, 0, 0, 0}, one)), false},
        {"reference to nothing", package(2, join(bytes("NONE"), one)), false},
        {"one counted of two: both in one", package(1, join(Bytes{0x0b, 5, 6}, one)), true},
        {"7 fits", package(2, join(byte(7), byte(5))), true},
        {"truncated element", package(2, join(one, Bytes{0x0c, 1, 2})), false},
        {"reference to itself", bytes("_S3_"), false},
    };
    for (auto const& c : cases) {
        auto loaded = load_aml(name("_S3_", c.data));
        auto type = sleep_type(loaded.ns, 3);
        EXPECT_EQ(type.has_value(), c.is_good) << c.what;
        if (!type) {
            EXPECT_EQ(type.error().side, Side::firmware) << c.what;
        }
        // The evaluator comes to the same; what cannot be decoded it says at the same place.
        auto evaluated = evaluate_aml(name("_S3_", c.data));
        auto by_evaluator = sleep_type(*evaluated.evaluator, 3);
        EXPECT_EQ(by_evaluator.has_value(), c.is_good) << c.what;
        if (type && by_evaluator) {
            EXPECT_EQ(by_evaluator->a, type->a) << c.what;
            EXPECT_EQ(by_evaluator->b, type->b) << c.what;
        }
    }
    auto is_method = load_aml(method("_S3_", 0, {0xa4, 0x12, 4, 2, 1, 1}));
    EXPECT_EQ(sleep_type(is_method.ns, 3).error().side, Side::unsupported);
}

TEST(AcpiSleep, MethodsAndConditions)
{
    auto e = evaluate_aml(
        join(name("SLPA", byte(5)), method("_S3_", 0, join(Bytes{0xa4}, package(2, join(bytes("SLPA"), byte(1)))))));
    auto type = sleep_type(*e.evaluator, 3);
    ASSERT_TRUE(type);
    EXPECT_EQ(type->a, 5);
    EXPECT_EQ(type->b, 1);
    EXPECT_EQ(sleep_type(*e.evaluator, 4).error().side, Side::unsupported);

    auto conditional = evaluate_blocks({read_aml("conditional")});
    EXPECT_EQ(conditional.bad(), 0u);
    EXPECT_FALSE(conditional.ns->has_unevaluated());
    EXPECT_FALSE(conditional.ns->find("\\OTHR")) << "in the Else that is not taken";
    auto s3 = sleep_type(*conditional.evaluator, 3);
    ASSERT_TRUE(s3);
    EXPECT_EQ(s3->a, 1);
    expect_sleep(*conditional.ns, 3, 1, 1); // the names are there for who has no evaluator
    EXPECT_EQ(conditional.value("\\FLAG"), "0x4") << "1 + MTH1 (1 | 2): what stands behind the If";
}

} // namespace acpi::test
