// SPDX-License-Identifier: MIT
// The AML loader: damage costs its scope only, depth is bounded, no truncation or changed byte does harm.
#include "tests/host/acpi/assembler.hpp"
#include "tests/host/acpi/loaded.hpp"

#include <gtest/gtest.h>

namespace acpi::test {
namespace {

using aml::NodeId;
using aml::ObjectType;

} // namespace

TEST(AcpiLoader, AnUnknownOpcodeIsSteppedOver)
{
    auto loaded = load_aml(
        join(device("DEV0", join(name("AAAA", one), Bytes{0x5b, 0xee}, name("BBBB", one))), name("CCCC", one)));
    EXPECT_TRUE(loaded.has("\\DEV0.AAAA") && loaded.has("\\DEV0.BBBB") && loaded.has("\\CCCC"));
    ASSERT_EQ(loaded.bad(), 1u);
    EXPECT_EQ(loaded.ns.findings()[0].error.offset, Sdt::header_size + 2 + 1 + 4 + 6);
}

TEST(AcpiLoader, FieldLists)
{
    auto region = join(Bytes{0x5b, 0x80}, bytes("REG0"), Bytes{1}, byte(0), byte(64));
    auto field = [&](Bytes const& list) {
        return load_aml(
            join(region, Bytes{0x5b, 0x81}, with_length(join(bytes("REG0"), zero, list)), name("AFTR", one)));
    };
    auto good = field(join(bytes("AAAA"), Bytes{8}, Bytes{0, 0x41, 2}, Bytes{1, 3, 0}, Bytes{3, 1, 2, 3}, Bytes{2},
                           bytes("CONN"), Bytes{2, 0x11, 4, 0x0a, 1, 7}, bytes("BBBB"), Bytes{0x48, 1}));
    EXPECT_EQ(good.bad(), 0u);
    EXPECT_TRUE(good.has("AAAA") && good.has("BBBB") && good.has("AFTR"));
    for (auto const& bad : {Bytes{4, 1, 1}, Bytes{0}, Bytes{1, 1}, Bytes{2}, Bytes{2, 0x12, 2, 0}, Bytes{3, 1, 2},
                            Bytes{0, 0xc0}, bytes("BBB"), bytes("BBBB"), Bytes{2, 0x11, 9, 0}}) {
        auto result = field(join(bytes("AAAA"), Bytes{8}, bad));
        EXPECT_EQ(result.bad(), 1u);
        EXPECT_TRUE(result.has("AAAA") && result.has("AFTR"));
    }
}

TEST(AcpiLoader, ArgumentsOfMethodsInExpressions)
{
    auto region = [](Bytes const& offset) {
        return join(Bytes{0x5b, 0x80}, bytes("REG0"), Bytes{0}, offset, byte(8), name("AFTR", one));
    };
    auto call = join(bytes("MTH2"), byte(1), bytes("MTH2"), byte(2), byte(3));
    auto known = load_aml(join(method("MTH2", 2, {}), region(call)));
    EXPECT_TRUE(known.ns.findings().empty());
    EXPECT_TRUE(known.has("AFTR"));
    auto external = load_aml(join(Bytes{0x15}, bytes("MTH2"), Bytes{8, 2}, region(call)));
    EXPECT_TRUE(external.ns.findings().empty());
    EXPECT_TRUE(external.has("AFTR"));
    EXPECT_FALSE(external.has("MTH2"));
    auto later = load_aml(join(Bytes{0x15}, bytes("MTH2"), Bytes{8, 2}, method("MTH2", 2, {}), region(call)));
    EXPECT_EQ(later.type("MTH2"), ObjectType::method);
    auto unknown = load_aml(region(bytes("NONE")));
    EXPECT_EQ(unknown.ns.findings().size(), 1u);
    EXPECT_EQ(unknown.bad(), 0u);
    EXPECT_TRUE(unknown.has("AFTR"));
}

TEST(AcpiLoader, DepthIsBounded)
{
    Bytes deep = name("DEEP", one);
    for (int i = 0; i < 1000; ++i)
        deep = device("DEVX", deep);
    auto scopes = load_aml(join(deep, name("AFTR", one)));
    EXPECT_EQ(scopes.bad(), 1u);
    EXPECT_TRUE(scopes.has("AFTR"));
    exercise(scopes.ns);

    // Devices nested by name, each opened through the one before.
    Bytes chain = device("DEVX", {});
    Bytes path = bytes("DEVX");
    for (u8 n = 2; n <= 250; ++n) {
        chain = join(chain, Bytes{0x5b, 0x82}, with_length(join(Bytes{0x2f, n}, path, bytes("DEVX"))));
        path = join(path, bytes("DEVX"));
    }
    Bytes tail = name("DEEP", one);
    for (int i = 0; i < 10; ++i)
        tail = device("DEVX", tail);
    auto by_name =
        load_blocks({table("DSDT", 2, join(chain, scope(join(Bytes{0x2f, 250}, path), tail)))}, {512, 1, 16});
    EXPECT_EQ(by_name.bad(), 1u);
    exercise(by_name.ns);

    auto nots = load_aml(device("DEV0", join(Bytes{0x5b, 0x80}, bytes("REG0"), zero, Bytes(100000, 0x92), one, one)));
    EXPECT_EQ(nots.bad(), 0u) << "one operand at a time";
    auto adds = load_aml(device("DEV0", join(Bytes{0x5b, 0x80}, bytes("REG0"), zero, Bytes(100000, 0x72))));
    EXPECT_EQ(adds.bad(), 1u);

    // Packages in packages are only entered when someone asks.
    Bytes packages = {0x12, 2, 0};
    for (int i = 0; i < 1000; ++i)
        packages = package(1, packages);
    exercise(load_aml(name("PPPP", packages)).ns);
}

// Issue 4, 5: every truncation gives an error or a correct partial result.
TEST(AcpiLoader, EveryTruncation)
{
    for (auto source : {"grammar", "sleep", "conditional", "empty", "scope_s3"}) {
        auto whole_block = read_aml(source);
        ASSERT_GT(whole_block.size(), Sdt::header_size);
        auto whole = load_blocks({whole_block});
        for (size_t n = 0; n <= whole_block.size(); ++n) {
            Bytes cut(whole_block.begin(), whole_block.begin() + static_cast<std::ptrdiff_t>(n));
            EXPECT_EQ(Sdt::open(cut).has_value(), n == whole_block.size());
            if (n < Sdt::header_size)
                continue;
            fix_table(cut);
            auto part = load_blocks({cut});
            exercise(part.ns);
            for (unsigned i = 0; i < part.ns.size(); ++i) {
                Text path;
                part.ns.put_path(path.sink(), NodeId{static_cast<u16>(i)});
                bool is_external = part.ns.node(NodeId{static_cast<u16>(i)}).type == ObjectType::external;
                EXPECT_TRUE(is_external || whole.has(path.view())) << source << " " << n << " " << path.view();
            }
        }
    }
}

// Not a fuzzer, but every byte set to what a decoder might trip over.
TEST(AcpiLoader, EveryByteChanged)
{
    for (auto source : {"grammar", "sleep", "conditional"}) {
        auto whole = read_aml(source);
        for (size_t i = Sdt::header_size; i < whole.size(); ++i) {
            for (u8 value : {u8{0}, u8{0xff}, u8{0x2f}, u8{0x5b}, u8{0x12}, u8{0xc0}, static_cast<u8>(whole[i] ^ 0x40),
                             static_cast<u8>(whole[i] + 1), static_cast<u8>(whole[i] - 1)}) {
                auto b = whole;
                b[i] = value;
                fix_table(b);
                exercise(load_blocks({b}).ns);
            }
        }
    }
}

} // namespace acpi::test
