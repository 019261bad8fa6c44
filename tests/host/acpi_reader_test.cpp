// SPDX-License-Identifier: MIT
// The AML reader: package lengths and name strings, good and bad.
#include "tests/host/acpi/assembler.hpp"
#include "tests/host/acpi/loaded.hpp"

#include <gtest/gtest.h>

namespace acpi::test {

TEST(AcpiReader, PackageLength)
{
    for (int following = 0; following <= 3; ++following) {
        for (size_t filler : {0u, 1u, 40u, 55u, 300u, 5000u, 70000u}) {
            if (following == 0 && filler > 50)
                continue;
            if (following == 1 && filler > 4000)
                continue;
            auto body = join(bytes("DEV0"), name("BUF0", join(Bytes{0x11}, with_length(join(zero, Bytes(filler))))),
                             name("LAST", one));
            auto b = join(Bytes{0x5b, 0x82}, with_length(body, following), name("NEXT", one));
            auto loaded = load_aml(b);
            EXPECT_EQ(loaded.bad(), 0u) << following << " " << filler;
            EXPECT_TRUE(loaded.has("\\DEV0.LAST") && loaded.has("\\NEXT")) << following << " " << filler;
        }
    }
    // Every lead byte in front of every few following bytes, at the end of a table.
    for (unsigned lead = 0; lead < 256; ++lead) {
        for (unsigned n : {0u, 1u, 2u, 3u, 8u}) {
            for (u8 fill : {u8{0}, u8{0xff}, u8{'A'}}) {
                auto tail = join(Bytes{static_cast<u8>(lead)}, Bytes(n, fill));
                for (auto const& head : {Bytes{0x10}, Bytes{0x14}, Bytes{0x5b, 0x81}, Bytes{0xa0}, Bytes{0x5b, 0x87}}) {
                    auto loaded = load_aml(join(name("FRST", one), head, tail));
                    EXPECT_TRUE(loaded.has("\\FRST"));
                    exercise(loaded.ns);
                }
            }
        }
    }
}

TEST(AcpiReader, PackageLongerThanItsParentIsNotEntered)
{
    auto inner = join(Bytes{0x5b, 0x82, 0x20}, bytes("DEV1"), name("IN00", one)); // 0x20 is beyond the end of DEV0
    auto loaded = load_aml(join(device("DEV0", inner), name("AFTR", byte(1)), Bytes(64, 0xa3)));
    EXPECT_FALSE(loaded.has("\\DEV0.DEV1"));
    EXPECT_TRUE(loaded.has("\\DEV0") && loaded.has("\\AFTR"));
    ASSERT_EQ(loaded.bad(), 1u);
    EXPECT_EQ(loaded.ns.findings()[0].error.offset, Sdt::header_size + 2 + 1 + 4 + 2) << "of the PkgLength";
}

TEST(AcpiReader, NameStrings)
{
    Bytes const dual = join(Bytes{0x2e}, bytes("DEV0NM01"));
    Bytes const multi = join(Bytes{0x2f, 3}, bytes("DEV0DEV1NM02"));
    auto tree = device("DEV0", device("DEV1", name("^^NM00", one)));
    auto loaded = load_aml(join(tree, name(dual, byte(5)), name(join(Bytes{'\\'}, multi), byte(6))));
    EXPECT_EQ(loaded.bad(), 0u);
    EXPECT_EQ(loaded.integer("\\DEV0.NM01"), 5u);
    EXPECT_EQ(loaded.integer("\\DEV0.DEV1.NM02"), 6u);
    EXPECT_TRUE(loaded.has("\\NM00"));

    // A count of zero, no segment, more prefixes than scopes, an unknown parent, another type of scope.
    for (auto const& bad : {name(Bytes{0x2f, 0}, one), name(Bytes{0}, one), name(Bytes{'\\', 0}, one),
                            name("^^^^XXXX", one), name(join(Bytes{0x2e}, bytes("NONEXXXX")), one)}) {
        auto result = load_aml(join(device("DEV0", bad), name("AFTR", one)));
        EXPECT_EQ(result.bad(), 1u);
        EXPECT_TRUE(result.has("\\AFTR")) << "the damage ends with DEV0";
    }
    // What no name can have counts as '*': the length is known, and ACPICA goes on too.
    auto odd = load_aml(join(name("ab__", one), name("0A!!", one), name("AFTR", one)));
    EXPECT_EQ(odd.bad(), 0u);
    ASSERT_TRUE(odd.has("\\AFTR"));
    auto const last = odd.ns.size() - 1;
    EXPECT_EQ(odd.ns.node(aml::NodeId{static_cast<u16>(last - 2)}).name.view(), "**__");
    EXPECT_EQ(odd.ns.node(aml::NodeId{static_cast<u16>(last - 1)}).name.view(), "*A*!");
    // 255 segments, none of which is there.
    Bytes many = {0x2f, 255};
    for (unsigned i = 0; i < 255; ++i)
        many = join(many, bytes("AAAA"));
    EXPECT_EQ(load_aml(scope(many, one)).bad(), 1u);
}

} // namespace acpi::test
