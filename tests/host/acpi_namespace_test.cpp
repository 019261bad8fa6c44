// SPDX-License-Identifier: MIT
// The namespace: what our own ASL defines, the search rules, aliases, and its limits.
#include "tests/host/acpi/assembler.hpp"
#include "tests/host/acpi/loaded.hpp"

#include <algorithm>
#include <cstdio>
#include <gtest/gtest.h>

namespace acpi::test {
namespace {

using aml::Namespace;
using aml::NodeId;
using aml::ObjectType;

} // namespace

TEST(AcpiNamespace, Grammar)
{
    auto loaded = load_blocks({read_aml("grammar")});
    for (auto const& f : loaded.ns.findings())
        ADD_FAILURE() << Text::of("{}", f.error).view();
    EXPECT_EQ(loaded.integer("\\Q000"), 0x1122334455667788u);
    EXPECT_EQ(loaded.integer("\\LAST"), 1u) << "the walk went to the end";
    EXPECT_EQ(loaded.integer("\\_SB.PCI0.ALS0"), 7u);
    EXPECT_EQ(loaded.integer("\\_SB.PCI0.ALSD.NUM0"), 7u) << "path through an alias";
    EXPECT_EQ(loaded.integer("\\_SB.UP01"), 1u);
    EXPECT_EQ(loaded.type("\\MTH7"), ObjectType::method);
    EXPECT_EQ(loaded.ns.node(*loaded.ns.find("\\MTH7")).argument_count(), 7u);
    EXPECT_EQ(loaded.type("\\REG1"), ObjectType::operation_region);
    for (auto field : {"F000", "F001", "F002", "IDX0", "DAT0", "BNK0", "BIG0", "IF00", "IF01", "BF00", "PRQ1"})
        EXPECT_EQ(loaded.type(field), ObjectType::field_unit) << field;
    EXPECT_EQ(loaded.type("\\DREG"), ObjectType::operation_region);
    EXPECT_EQ(loaded.type("\\MUT0"), ObjectType::mutex);
    EXPECT_EQ(loaded.type("\\EVT0"), ObjectType::event);
    EXPECT_EQ(loaded.type("\\_SB.CPU0"), ObjectType::processor);
    EXPECT_EQ(loaded.type("\\_SB.PCI0.PWR0"), ObjectType::power_resource);
    EXPECT_EQ(loaded.type("\\_TZ.TZ00._TZP"), ObjectType::integer);
    EXPECT_EQ(loaded.type("\\CDW0"), ObjectType::buffer_field);
    EXPECT_EQ(loaded.type("\\CF00"), ObjectType::buffer_field);
    EXPECT_FALSE(loaded.has("\\INME")) << "in a method's body";
    EXPECT_FALSE(loaded.has("\\XMTH")) << "External only";
    exercise(loaded.ns);

    auto nested = loaded.ns.value(*loaded.ns.find("\\P000"));
    ASSERT_TRUE(nested);
    EXPECT_EQ(nested->element_count, 7u);
    ObjectType const types[] = {ObjectType::integer,   ObjectType::string,    ObjectType::package, ObjectType::buffer,
                                ObjectType::reference, ObjectType::reference, ObjectType::package};
    aml::PackageElements elements{*nested, 8};
    for (auto type : types)
        EXPECT_EQ((*elements.next())->type, type);
    EXPECT_FALSE(elements.next()->has_value());
}

// Elements that the table only counts cost it nothing: who walks them must not be kept busy.
TEST(AcpiNamespace, ElementsOfAPackageAreLimited)
{
    auto counted = [](Bytes const& count) {
        auto loaded = load_aml(name("PKG0", join(Bytes{0x13}, with_length(count))));
        auto value = loaded.ns.value(*loaded.ns.find("PKG0"));
        return value ? value->element_count : ~u32{0};
    };
    EXPECT_EQ(counted({0x0b, 0x00, 0x10}), 4096u);
    EXPECT_EQ(counted({0x0b, 0x01, 0x10}), ~u32{0});
    EXPECT_EQ(counted({0x0c, 0xfe, 0xff, 0xff, 0xff}), ~u32{0});
    EXPECT_EQ(counted({0x0e, 0, 0, 0, 0, 1, 0, 0, 0}), ~u32{0});
}

TEST(AcpiNamespace, ConditionalDefinitionsAreNotEvaluated)
{
    auto loaded = load_blocks({read_aml("conditional")});
    EXPECT_EQ(loaded.bad(), 0u);
    EXPECT_TRUE(loaded.ns.has_unevaluated());
    EXPECT_FALSE(loaded.has("\\_S3"));
    EXPECT_FALSE(loaded.has("\\OTHR"));
    expect_sleep(loaded.ns, 4, 2, 2); // behind the statements
    EXPECT_NE(sleep_type(loaded.ns, 3).error().seen.text(), "S3 not supported by the platform");
}

TEST(AcpiNamespace, SearchRules)
{
    auto loaded = load_aml(join(
        name("AAAA", byte(1)), name("BBBB", byte(2)),
        device("DEV0", join(name("AAAA", byte(3)), device("DEV1", join(name("CCCC", byte(4)), name("^DDDD", byte(5)),
                                                                       name("\\EEEE", byte(6))))))));
    auto& ns = loaded.ns;
    auto dev1 = *ns.find("\\DEV0.DEV1");
    auto value = [&](std::string_view path) { return ns.value(*ns.find(path, dev1))->integer; };
    EXPECT_EQ(value("AAAA"), 3u) << "nearest scope above";
    EXPECT_EQ(value("BBBB"), 2u);
    EXPECT_EQ(value("\\AAAA"), 1u);
    EXPECT_EQ(value("^AAAA"), 3u);
    EXPECT_EQ(value("^^AAAA"), 1u);
    EXPECT_EQ(value("DDDD"), 5u);
    EXPECT_TRUE(loaded.has("\\DEV0.DDDD") && loaded.has("\\EEEE"));
    EXPECT_FALSE(ns.find("^BBBB", dev1)) << "a prefix stops the search";
    EXPECT_FALSE(ns.find("DEV0.BBBB", dev1)) << "so does a second segment";
    EXPECT_FALSE(ns.find("DEV0.AAAA", dev1));
    EXPECT_FALSE(ns.find("^^^AAAA", dev1)) << "above the root";
    EXPECT_FALSE(ns.find("\\CCCC"));
    EXPECT_EQ(*ns.find("\\"), NodeId::root);
    for (auto bad : {"", ".", "\\.", "AAAA.", "AAAAA", "a", "0AAA", "A.B..C", "\\^A B"})
        EXPECT_TRUE(std::string_view{bad}.empty() || !ns.find(bad)) << bad;
    Text text;
    ns.put_path(text.sink(), *ns.find("\\DEV0.DEV1.CCCC"));
    EXPECT_EQ(text.view(), "\\DEV0.DEV1.CCCC");
}

TEST(AcpiNamespace, IntegerWidthComesFromTheDsdt)
{
    EXPECT_EQ(load_blocks({read_aml("empty"), read_aml("scope_s3")}).integer("\\ONE2"), 0xffffffffu);
    EXPECT_EQ(load_blocks({read_aml("sleep"), read_aml("scope_s3")}).integer("\\ONE2"), ~u64{0});
    auto qword = name("QQQQ", {0x0e, 1, 2, 3, 4, 5, 6, 7, 8});
    EXPECT_EQ(load_aml(qword, 1).integer("QQQQ"), 0x04030201u);
    EXPECT_EQ(load_aml(qword, 2).integer("QQQQ"), 0x0807060504030201u);
}

TEST(AcpiNamespace, AliasAndReferenceLoopsEnd)
{
    auto alias = [](std::string_view from, std::string_view to) { return join(Bytes{6}, bytes(from), bytes(to)); };
    auto loop = load_aml(join(alias("BBBB", "AAAA"), alias("AAAA", "BBBB"), alias("SELF", "SELF"),
                              alias("NONE", "DANG"), join(Bytes{6, 0x2e}, bytes("CCCCXXXX"), bytes("CCCC")),
                              name("NAM0", bytes("NAM1")), name("NAM1", bytes("NAM0")), name("_S3_", bytes("AAAA"))));
    for (auto path : {"AAAA", "BBBB", "SELF", "DANG", "CCCC", "NAM0", "NAM1"}) {
        ASSERT_TRUE(loop.has(path)) << path;
        EXPECT_FALSE(loop.ns.value(*loop.ns.find(path))) << path;
    }
    EXPECT_FALSE(loop.has("CCCC.XXXX"));
    EXPECT_FALSE(sleep_type(loop.ns, 3));
    exercise(loop.ns);
}

TEST(AcpiNamespace, AliasesThroughAliasesDoNotMultiply)
{
    // LV00 is DEV0; LV<n+1> goes through LV<n> 200 times. Without a bound: 200^12 steps.
    auto alias = [](Bytes const& from, std::string_view to) { return join(Bytes{6}, from, bytes(to)); };
    Bytes inside = alias(bytes("\\DEV0"), "LV00");
    for (int level = 1; level <= 12; ++level) {
        char below[5], own[5];
        std::snprintf(below, sizeof below, "LV%02d", level - 1);
        std::snprintf(own, sizeof own, "LV%02d", level);
        Bytes path = {'\\', 0x2f, 201};
        path = join(path, bytes("DEV0"));
        for (int i = 0; i < 200; ++i)
            path = join(path, bytes(below));
        inside = join(inside, alias(path, own));
    }
    auto loaded = load_aml(device("DEV0", join(inside, name("LAST", one))));
    EXPECT_EQ(loaded.integer("\\DEV0.LV00.LAST"), 1u);
    EXPECT_FALSE(loaded.has("\\DEV0.LV12.LAST"));
    exercise(loaded.ns);
}

TEST(AcpiNamespace, LimitsAreErrorsNotCrashes)
{
    Bytes many;
    for (unsigned i = 0; i < 100; ++i) {
        char text[5];
        std::snprintf(text, sizeof text, "N%03u", i);
        many = join(many, name(text, one));
    }
    auto loaded = load_blocks({table("DSDT", 2, many)}, {20, 1, 4});
    EXPECT_EQ(loaded.ns.size(), 20u);
    EXPECT_EQ(loaded.ns.findings().size(), 4u);
    EXPECT_EQ(loaded.ns.findings_dropped(), 100 - (20 - 10) - 4u);
    auto block = table("SSDT", 2, {});
    EXPECT_FALSE(loaded.ns.add(*Sdt::open(block)));
    EXPECT_FALSE(Namespace::create({5, 1, 1}));
    EXPECT_FALSE(Namespace::create({65536, 1, 1}));
}

TEST(AcpiNamespace, LoadsDsdtAndAllSsdts)
{
    Image image;
    auto fadt = Bytes(116 - Sdt::header_size);
    store<u32>(fadt, 40 - Sdt::header_size, 0x20000);
    image.place(0xe0000, Bytes(0x20000));
    auto pointer = rsdp(0, 0x10000);
    std::copy(pointer.begin(), pointer.end(), image.at(0xe0000).begin());
    image.place(0x10000, table("RSDT", 1,
                               join(little_endian(0x30000, 4), little_endian(0x11000, 4), little_endian(0x31000, 4),
                                    little_endian(0xbad0000, 4))));
    image.place(0x11000, table("FACP", 1, fadt));
    image.place(0x20000, read_aml("empty"));
    image.place(0x30000, table("SSDT", 1, device("DEV0", {})));
    image.place(0x31000, table("SSDT", 1, scope(bytes("DEV0"), name("\\_S3_", package(2, join(one, one))))));
    auto tables = Tables::load(image);
    ASSERT_TRUE(tables);
    auto ns = Namespace::load(*tables);
    ASSERT_TRUE(ns);
    EXPECT_EQ(ns->blocks().size(), 3u);
    EXPECT_TRUE(ns->findings().empty());
    expect_sleep(*ns, 3, 1, 1);

    image.at(0x20000)[40] ^= 1;
    EXPECT_FALSE(Namespace::load(*Tables::load(image))) << "no DSDT, no namespace";
}

} // namespace acpi::test
