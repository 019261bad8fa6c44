// SPDX-License-Identifier: MIT
// _PRT and link devices: tests/host/acpi/routing.asl. ACPI 6.5 6.2.13.
#include "acpi/pci_routing.hpp"
#include "acpi/start_up.hpp"
#include "tests/host/acpi/evaluated.hpp"

#include <gtest/gtest.h>

namespace acpi::test {
namespace {

using aml::NodeId;
using Hop = PciRouting::Hop;

struct Rig {
    Evaluated e = evaluate_blocks({read_aml("routing")});
    StartUp started = start_up(*e.evaluator, InterruptModel::pic);
    PciRouting routing = PciRouting::open(*e.evaluator).release_value();

    NodeId node(std::string_view path) const { return e.ns->find(path).value(); }
    // "LNKA#0", "GSI 16", or "error: what, seen".
    std::string route(std::initializer_list<Hop> hops, u8 pin, u8 bus = 0, u16 segment = 0)
    {
        auto const found = routing.find({segment, bus, std::span(hops.begin(), hops.size())}, pin);
        if (!found)
            return text(found.error());
        if (found->entry.link == NodeId::none)
            return "GSI " + std::to_string(found->entry.index);
        return std::string(e.ns->node(found->entry.link).name.view()) + "#" + std::to_string(found->entry.index);
    }
    static std::string text(Error const& error)
    {
        EXPECT_NE(error.side, Side::guest);
        return std::string{FixedText<240>::of("{}", error).view()};
    }
    // "10 level low shared", "off", or the error.
    std::string current(std::string_view link, u32 index = 0)
    {
        auto const now = LinkDevice{*e.evaluator, node(link), index}.current();
        if (!now)
            return text(now.error());
        return *now ? interrupt(**now) : "off";
    }
    static std::string interrupt(Interrupt const& i)
    {
        return std::to_string(i.number) + (i.mode.is_level ? " level" : " edge") +
               (i.mode.is_active_low ? " low" : " high") + (i.mode.is_shared ? " shared" : "");
    }
    std::string set(std::string_view link, std::initializer_list<u8> preferred)
    {
        auto const now = LinkDevice{*e.evaluator, node(link)}.set(std::span(preferred.begin(), preferred.size()));
        return now ? interrupt(*now) : text(now.error());
    }
    RoutingTable table(std::string_view bus)
    {
        return RoutingTable::evaluate({*e.evaluator, node(bus)}).release_value();
    }
};

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST(AcpiRouting, HostBridges)
{
    Rig rig;
    EXPECT_EQ(rig.e.bad(), 0u);
    auto const bridges = rig.routing.host_bridges();
    ASSERT_EQ(bridges.size(), 5u) << "PCI2 is not there";
    EXPECT_EQ(bridges[0].id, rig.node("\\_SB.PCI0"));
    EXPECT_EQ(bridges[1].id, rig.node("\\_SB.PCI1")) << "by one of several _CID, a string";
    EXPECT_EQ(bridges[1].segment, 1u);
    EXPECT_EQ(bridges[1].bus, 0x20u);
}

TEST(AcpiRouting, EntriesOfTheRootBus)
{
    Rig rig;
    EXPECT_EQ(rig.route({{1, 0}}, 1), "LNKA#0");
    EXPECT_EQ(rig.route({{1, 7}}, 2), "LNKB#0") << "any function";
    EXPECT_EQ(rig.route({{1, 0}}, 3), "LNKC#0") << "a path in a string";
    EXPECT_EQ(rig.route({{1, 0}}, 4), "LNKC#1") << "a name in a string, by the search rules";
    EXPECT_EQ(rig.route({{2, 0}}, 1), "GSI 16");
    EXPECT_EQ(rig.route({{2, 0}}, 2), "GSI 17");
    EXPECT_EQ(rig.route({{31, 0}}, 1), "GSI 9");
    EXPECT_EQ(rig.route({{1, 0}}, 1, 0x20, 1), "GSI 30") << "the other host bridge, its own segment";
    auto const none = rig.route({{9, 0}}, 1);
    EXPECT_TRUE(has(none, "expected a _PRT entry for the function's pin, seen none")) << none;
    EXPECT_TRUE(has(rig.route({{1, 0}}, 1, 5), "no host bridge for its bus"));
    EXPECT_TRUE(has(rig.route({{1, 0}}, 1, 0x20, 0), "no host bridge for its bus"));
    EXPECT_TRUE(has(rig.route({{1, 0}}, 1, 7), "no host bridge for its bus")) << "one that is not there";
    EXPECT_TRUE(has(rig.route({{1, 0}}, 1, 10), "seen none")) << "a host bridge without _PRT";
}

TEST(AcpiRouting, PicComesFirst)
{
    Rig rig;
    EXPECT_TRUE(rig.started.has_pic);
    EXPECT_EQ(rig.started.failed, 0u);
    // Without it, the table of the other model.
    auto e = evaluate_blocks({read_aml("routing")});
    auto other = PciRouting::open(*e.evaluator).release_value();
    Hop const hop{2, 0};
    auto const found = other.find({0, 0, std::span(&hop, 1)}, 1);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->entry.index, 20u);
}

// PCI-to-PCI Bridge 1.2 9.1: pin + device, modulo four, at each bridge without a table.
TEST(AcpiRouting, BridgesPassPinsOn)
{
    Rig rig;
    // Device 0 behind 00:03.0: the bridge's own pins.
    EXPECT_EQ(rig.route({{3, 0}, {0, 0}}, 1), "GSI 18");
    EXPECT_EQ(rig.route({{3, 0}, {0, 0}}, 4), "GSI 21");
    EXPECT_EQ(rig.route({{3, 0}, {1, 0}}, 1), "GSI 19");
    EXPECT_EQ(rig.route({{3, 0}, {2, 0}}, 3), "GSI 18");
    EXPECT_EQ(rig.route({{3, 0}, {7, 0}}, 1), "GSI 21");
    // Behind 01.2 on that bus there is a table, for device 4 alone; what it has not goes on from bridge to bridge.
    EXPECT_EQ(rig.route({{3, 0}, {1, 2}, {4, 0}}, 1), "GSI 40");
    EXPECT_EQ(rig.route({{3, 0}, {1, 2}, {5, 0}}, 1), "GSI 20") << "A + 5, B + 1";
    EXPECT_EQ(rig.route({{3, 0}, {1, 2}, {4, 0}}, 2), "GSI 20") << "B + 4, B + 1";
    // Bridges that the namespace does not know.
    EXPECT_EQ(rig.route({{6, 0}, {3, 0}}, 1), "LNKD#0");
    EXPECT_EQ(rig.route({{6, 0}, {9, 0}, {2, 0}}, 1), "LNKD#0") << "A + 2, C + 9";
}

TEST(AcpiRouting, BadTables)
{
    Rig rig;
    struct Case {
        char const* bus;
        char const* says;
    };
    for (auto const& [bus, says] : {
             Case{"\\_SB.W000", "elements of a _PRT entry: expected 4 elements, seen 3 elements"},
             Case{"\\_SB.W001", "elements of a _PRT entry: expected 4 elements, seen 5 elements"},
             Case{"\\_SB.W002", "_PRT entry: expected a package, seen integer"},
             Case{"\\_SB.W003", "Address of a _PRT entry: expected an integer, seen string"},
             Case{"\\_SB.W004", "Pin of a _PRT entry: expected an integer, seen buffer"},
             Case{"\\_SB.W005", "Pin of a _PRT entry: expected 0 (INTA#) to 3 (INTD#), seen 0x4"},
             Case{"\\_SB.W006",
                  "Address of a _PRT entry: expected a device number of 31 at most in bits 31 to 16, seen 0x20ffff"},
             Case{"\\_SB.W007", "Source of a _PRT entry: expected a link device or 0, seen 0x3"},
             Case{"\\_SB.W008", "Source of a _PRT entry: expected the path of a link device, seen a path that is not"},
             Case{"\\_SB.W009", "Source of a _PRT entry: expected a link device or 0, seen integer"},
             Case{"\\_SB.W010", "Source of a _PRT entry: expected a link device or 0, seen package"},
             Case{"\\_SB.W011", "Source Index of a _PRT entry: expected an integer, seen string"},
             Case{"\\_SB.W012", "Source of a _PRT entry: expected a link device or 0, seen uninitialized"},
             Case{"\\_SB.W013", "Source Index of a _PRT entry: expected 0xffffffff, seen 0x100000000"},
             Case{"\\_SB.W014",
                  "Address of a _PRT entry: expected a device number of 31 at most in bits 31 to 16, seen 0x10001ffff"},
         }) {
        auto const table = rig.table(bus);
        EXPECT_TRUE(table.entries().empty()) << bus;
        EXPECT_EQ(table.bad_entries(), 1u) << bus;
        ASSERT_FALSE(table.status()) << bus;
        EXPECT_EQ(table.status().error().side, Side::firmware) << bus;
        auto const text = Rig::text(table.status().error());
        EXPECT_TRUE(has(text, says)) << bus << ": " << text;
        // Who asks for a pin that is not there hears of it: it may have been that entry.
        EXPECT_FALSE(table.find(1, 0)) << bus;
    }
    // A bad entry costs itself.
    auto const mixed = rig.table("\\_SB.PCI1");
    EXPECT_EQ(mixed.entries().size(), 1u);
    EXPECT_EQ(mixed.bad_entries(), 1u);
    EXPECT_TRUE(mixed.find(1, 0) && *mixed.find(1, 0));
    EXPECT_FALSE(mixed.find(2, 0));
    // No table at all, and one of nothing.
    EXPECT_TRUE(has(rig.route({{1, 0}}, 1, 9), "_PRT: expected a package, seen string"));
    EXPECT_TRUE(has(rig.route({{1, 0}}, 1, 11), "_PRT entry: expected a package, seen integer"));
    EXPECT_TRUE(rig.table("\\_SB.PCI0.NOAD").entries().empty());
}

TEST(AcpiRouting, LinksAreSet)
{
    Rig rig;
    EXPECT_EQ(rig.current("\\_SB.LNKA"), "off");
    EXPECT_EQ(rig.set("\\_SB.LNKA", {9, 11, 10}), "11 level low shared") << "the first that is possible";
    EXPECT_EQ(rig.current("\\_SB.LNKA"), "11 level low shared");
    EXPECT_TRUE((LinkDevice{*rig.e.evaluator, rig.node("\\_SB.LNKA")}.disable()));
    EXPECT_EQ(rig.current("\\_SB.LNKA"), "off");
    EXPECT_TRUE(has(rig.set("\\_SB.LNKA", {3, 4}), "expected an interrupt that can be used, seen 0x5"));

    EXPECT_EQ(rig.current("\\_SB.LNKB"), "7 level low shared");
    EXPECT_EQ(rig.set("\\_SB.LNKB", {12}), "12 level low shared") << "an IRQ descriptor, among dependent functions";
    auto const off = LinkDevice{*rig.e.evaluator, rig.node("\\_SB.LNKB")}.disable();
    ASSERT_FALSE(off);
    EXPECT_EQ(off.error().side, Side::unsupported);

    EXPECT_EQ(rig.current("\\_SB.LNKC"), "14 edge high");
    EXPECT_EQ(rig.current("\\_SB.LNKC", 1), "99 edge high") << "the second of its items";
    EXPECT_TRUE(has(rig.current("\\_SB.LNKC", 2), "expected 3 items at least, seen 2 items"));
    EXPECT_TRUE(has(rig.set("\\_SB.LNKC", {14}),
                    "_PRS of an interrupt link: expected an object, as the link is not set, seen none"));

    EXPECT_EQ(rig.current("\\_SB.LNKD"), "off");
    EXPECT_TRUE(has(rig.set("\\_SB.LNKD", {10}), "_CRS of an interrupt link after _SRS: expected 0xa, seen not set"));
}

TEST(AcpiRouting, RoutesLeadToInterrupts)
{
    Rig rig;
    Hop const wired{2, 0}, linked{1, 0};
    auto const by_wire = rig.routing.find({0, 0, std::span(&wired, 1)}, 1);
    auto const by_link = rig.routing.find({0, 0, std::span(&linked, 1)}, 1);
    ASSERT_TRUE(by_wire && by_link);
    auto const wire = rig.routing.interrupt(*by_wire);
    ASSERT_TRUE(wire && *wire);
    EXPECT_EQ(Rig::interrupt(**wire), "16 level low shared");
    auto const link = rig.routing.interrupt(*by_link);
    ASSERT_TRUE(link);
    EXPECT_FALSE(*link) << "not set yet";
    EXPECT_EQ(by_link->bus, rig.node("\\_SB.PCI0"));
}

TEST(AcpiRouting, LinksWithGarbage)
{
    Rig rig;
    struct Case {
        char const* link;
        char const* says;
    };
    for (auto const& [link, says] : {
             Case{"\\_SB.BAD0", "expected an IRQ or extended interrupt descriptor, seen 0x2"},
             Case{"\\_SB.BAD1", "bytes of a resource item"},
             Case{"\\_SB.BAD2", "bytes of the interrupts that an extended interrupt descriptor counts"},
             Case{"\\_SB.BAD4", "_CRS of an interrupt link: expected a buffer, seen string"},
             Case{"\\_SB.BAD5", "_CRS of an interrupt link: expected an object, seen none"},
             Case{"\\_SB.BAD6", "expected an IRQ or extended interrupt descriptor, seen 0x8"},
             Case{"\\_SB.BAD7", "expected 1 interrupt, seen 2 interrupts"},
             Case{"\\_SB.BAD8", "expected 1 items at least, seen 0 items"},
             Case{"\\_SB.BAD9", "bytes of a large resource item's head"},
             Case{"\\_SB.BADA", "bytes of an extended interrupt descriptor"},
         }) {
        auto const text = rig.current(link);
        EXPECT_TRUE(has(text, says)) << link << ": " << text;
    }
    EXPECT_EQ(rig.current("\\_SB.BAD3"), "5 edge high") << "what is wrong behind the item does not matter";
    EXPECT_TRUE(has(rig.set("\\_SB.BAD8", {5}), "bytes of an IRQ descriptor"));
    EXPECT_TRUE(has(rig.set("\\_SB.BAD7", {5}), "_PRS of an interrupt link: expected an object"));
}

} // namespace acpi::test
