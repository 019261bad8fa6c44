// SPDX-License-Identifier: MIT
// The AML reader, the namespace and the sleep types: our own ASL through iasl, and bytes that iasl would never write.
#include "acpi/sleep_state.hpp"
#include "tests/host/acpi/image.hpp"

#include <gtest/gtest.h>

namespace acpi::test {
namespace {

using aml::Namespace;
using aml::NodeId;
using aml::ObjectType;
using Text = FixedText<256>;

// Keeps the blocks that a namespace borrows.
struct Loaded {
    std::list<Bytes> blocks;
    Namespace ns;

    bool has(std::string_view path) const { return ns.find(path).has_value(); }
    ObjectType type(std::string_view path) const
    {
        auto id = ns.find(path);
        EXPECT_TRUE(id) << path;
        return id ? ns.node(*id).type : ObjectType::uninitialized;
    }
    u64 integer(std::string_view path) const
    {
        auto id = ns.find(path);
        EXPECT_TRUE(id) << path;
        if (!id)
            return ~u64{0};
        auto data = ns.value(*id);
        EXPECT_TRUE(data && data->type == ObjectType::integer) << path;
        return data ? data->integer : ~u64{0};
    }
    unsigned bad() const
    {
        unsigned n = 0;
        for (auto const& f : ns.findings())
            n += f.severity == aml::Finding::Severity::bad;
        return n;
    }
};

// Small limits: these tests make thousands of namespaces.
Loaded load_blocks(std::list<Bytes> blocks, aml::NamespaceLimits const& limits = {256, 4, 16})
{
    Loaded loaded{std::move(blocks), Namespace::create(limits).release_value()};
    for (auto const& block : loaded.blocks) {
        auto sdt = Sdt::open(block);
        EXPECT_TRUE(sdt);
        EXPECT_TRUE(sdt && loaded.ns.add(*sdt));
    }
    return loaded;
}
Loaded load_aml(Bytes const& term_list, u8 revision = 2) { return load_blocks({table("DSDT", revision, term_list)}); }

// Uses everything that can be asked of a namespace.
void exercise(Namespace const& ns)
{
    for (unsigned i = 0; i < ns.size(); ++i) {
        NodeId id{static_cast<u16>(i)};
        Text text;
        ns.put_path(text.sink(), id);
        (void)ns.find(text.view());
        (void)ns.resolve_alias(id);
        auto data = ns.value(id);
        if (!data || data->type != ObjectType::package)
            continue;
        aml::PackageElements elements{*data, ns.integer_size()};
        for (;;) {
            auto element = elements.next();
            if (!element || !element->has_value())
                break;
            (void)ns.follow(**element);
        }
    }
    for (unsigned state = 0; state <= 5; ++state)
        (void)sleep_type(ns, state);
}

// Assembler. PkgLength in the shortest form, or with `following` bytes more.
Bytes with_length(Bytes const& body, int following = -1)
{
    size_t n = body.size();
    if (following < 0)
        following = n + 1 <= 0x3f ? 0 : n + 2 <= 0xfff ? 1 : n + 3 <= 0xfffff ? 2 : 3;
    size_t length = n + 1 + static_cast<size_t>(following);
    if (following == 0)
        return join(Bytes{static_cast<u8>(length)}, body);
    Bytes head = {static_cast<u8>(following << 6 | static_cast<int>(length & 0xf))};
    return join(head, little_endian(length >> 4, static_cast<unsigned>(following)), body);
}
Bytes scope(Bytes const& name, Bytes const& terms) { return join(Bytes{0x10}, with_length(join(name, terms))); }
Bytes device(std::string_view name, Bytes const& terms)
{
    return join(Bytes{0x5b, 0x82}, with_length(join(bytes(name), terms)));
}
Bytes method(std::string_view name, u8 flags, Bytes const& body)
{
    return join(Bytes{0x14}, with_length(join(bytes(name), Bytes{flags}, body)));
}
Bytes name(Bytes const& path, Bytes const& data) { return join(Bytes{0x08}, path, data); }
Bytes name(std::string_view path, Bytes const& data) { return name(bytes(path), data); }
Bytes package(u8 count, Bytes const& elements) { return join(Bytes{0x12}, with_length(join(Bytes{count}, elements))); }
Bytes const zero = {0}, one = {1};
Bytes byte(u8 v) { return {0x0a, v}; }

void expect_sleep(Namespace const& ns, unsigned state, u8 a, u8 b)
{
    auto type = sleep_type(ns, state);
    ASSERT_TRUE(type) << Text::of("{}", type.error()).view();
    EXPECT_EQ(type->a, a);
    EXPECT_EQ(type->b, b);
}

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
    }
    auto is_method = load_aml(method("_S3_", 0, {0xa4, 0x12, 4, 2, 1, 1}));
    EXPECT_EQ(sleep_type(is_method.ns, 3).error().side, Side::unsupported);
}

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

    // Not a name, a count of zero, no segment, more prefixes than scopes, an unknown parent, another type of scope.
    for (auto const& bad :
         {name("ab__", one), name(Bytes{0x2f, 0}, one), name(Bytes{0}, one), name(Bytes{'\\', 0}, one),
          name("^^^^XXXX", one), name(join(Bytes{0x2e}, bytes("NONEXXXX")), one), name("0AAA", one)}) {
        auto result = load_aml(join(device("DEV0", bad), name("AFTR", one)));
        EXPECT_EQ(result.bad(), 1u);
        EXPECT_TRUE(result.has("\\AFTR")) << "the damage ends with DEV0";
    }
    // 255 segments, none of which is there.
    Bytes many = {0x2f, 255};
    for (unsigned i = 0; i < 255; ++i)
        many = join(many, bytes("AAAA"));
    EXPECT_EQ(load_aml(scope(many, one)).bad(), 1u);
}

TEST(AcpiLoader, AnUnknownOpcodeCostsItsScopeOnly)
{
    auto loaded = load_aml(
        join(device("DEV0", join(name("AAAA", one), Bytes{0x5b, 0xee}, name("BBBB", one))), name("CCCC", one)));
    EXPECT_TRUE(loaded.has("\\DEV0.AAAA") && loaded.has("\\CCCC"));
    EXPECT_FALSE(loaded.has("\\DEV0.BBBB"));
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
