// SPDX-License-Identifier: MIT
// Ring arithmetic on rings without a device behind them: every index by hand.
#include "drivers/qxl/release_ring.hpp"
#include "drivers/qxl/ring.hpp"
#include "tests/host/qxl_rig.hpp"

using namespace qxl;
using namespace qxl::test;

namespace {

struct Kicks final : PortIo {
    void write8(u8 port, u8) override { count += port == static_cast<u8>(wire::Port::notify_cmd); }
    u64 count = 0;
};

struct Producer {
    explicit Producer(u32 start = 0)
    {
        ram.cmd_ring.header = {32, start, start + 1, start, 0};
        interrupts.attach(ram, kicks);
        ring.attach(ram.cmd_ring, kicks, wire::Port::notify_cmd, interrupts, wire::interrupt::display);
        EXPECT_TRUE(is_ok(ring.start()));
    }
    Status push(u32 n) { return ring.push({wire::U64::of(n), 1, 0}, 1_ms); }
    wire::RingHeader& header() { return ram.cmd_ring.header; }

    wire::RamHeader ram{};
    Kicks kicks;
    Interrupts interrupts;
    ProducerRing ring;
};

TEST(QxlRing, KicksExactlyWhenTheDeviceAskedForIt)
{
    Producer p;
    OK(p.push(1));
    EXPECT_EQ(p.kicks.count, 1u);
    OK(p.push(2)); // the device is awake
    EXPECT_EQ(p.kicks.count, 1u);
    p.header().cons = 2;
    p.header().notify_on_prod = 3;
    OK(p.push(3));
    EXPECT_EQ(p.kicks.count, 2u);
    EXPECT_EQ(p.ring.kicks(), 2u);
}

TEST(QxlRing, SlotsAreFilledInOrderAcrossTheWrapOfTheIndex)
{
    Producer p(0xffff'fff0);
    for (u32 n = 0; n < 32; ++n)
        OK(p.push(n));
    EXPECT_EQ(p.header().prod, 0x10u);
    EXPECT_EQ(*p.ring.pending(), 32u);
    for (u32 n = 0; n < 32; ++n)
        EXPECT_EQ(p.ram.cmd_ring.items[(0xffff'fff0 + n) % 32].data.value(), n);
    p.ram.int_pending = 0;
    u64 const kicks = p.ring.kicks();
    FAILS(p.push(32), Side::device, "room in a full ring");
    EXPECT_EQ(p.ring.kicks(), kicks + 1) << "a server that sleeps before it asks for a kick";
    EXPECT_EQ(p.header().notify_on_cons, 0u) << "sixteen slots further";
    EXPECT_EQ(p.header().prod, 0x10u);
    p.header().cons += 1;
    OK(p.push(32));
    EXPECT_EQ(p.ram.cmd_ring.items[0x10].data.value(), 32u);
    EXPECT_EQ(p.ring.pushed(), 33u);
}

TEST(QxlRing, TakesOverTheIndicesThatItFinds)
{
    Producer p(7);
    p.header().prod = 10;
    OK(p.ring.start());
    EXPECT_EQ(*p.ring.pending(), 3u);
    p.header().prod = 50;
    FAILS(p.ring.start(), Side::device, "ring cons");
}

struct Consumer {
    explicit Consumer(u32 start = 0)
    {
        ram.header = {8, start, start + 1, start, 0};
        ring.attach(ram);
        EXPECT_TRUE(is_ok(ring.start()));
    }
    void push(u64 head)
    {
        ram.items[ram.header.prod % 8] = wire::U64::of(head);
        ++ram.header.prod;
    }
    wire::ReleaseRing ram{};
    ReleaseRing ring;
};

TEST(QxlReleaseRing, AsksForAnInterruptWhenItFindsNothing)
{
    Consumer c;
    c.ram.header.notify_on_prod = 8; // as a driver that never asks would leave it
    EXPECT_FALSE(c.ring.pop()->found);
    EXPECT_EQ(c.ram.header.notify_on_prod, 1u);
    c.push(5);
    auto const entry = c.ring.pop();
    EXPECT_TRUE(entry->found);
    EXPECT_EQ(entry->head, 5u);
    EXPECT_EQ(c.ram.header.cons, 1u);
    EXPECT_FALSE(c.ring.pop()->found);
    EXPECT_EQ(c.ram.header.notify_on_prod, 2u);
}

TEST(QxlReleaseRing, TrustsOnlyEntriesBelowProd)
{
    Consumer c;
    c.ram.items[0] = wire::U64::of(99); // the device is still collecting a chain here
    EXPECT_FALSE(c.ring.pop()->found);
    EXPECT_TRUE(c.ring.is_empty());
}

TEST(QxlReleaseRing, GoesOnAcrossTheWrapOfTheIndex)
{
    Consumer c(0xffff'fffc);
    for (u64 n = 1; n <= 7; ++n)
        c.push(n);
    for (u64 n = 1; n <= 7; ++n)
        EXPECT_EQ(c.ring.pop()->head, n);
    EXPECT_FALSE(c.ring.pop()->found);
    EXPECT_EQ(c.ram.header.cons, 3u);
    EXPECT_EQ(c.ram.header.notify_on_prod, 4u);
}

TEST(QxlReleaseRing, EntriesWithoutAChainAreEntries)
{
    Consumer c;
    c.push(0);
    auto const entry = c.ring.pop();
    EXPECT_TRUE(entry->found);
    EXPECT_EQ(entry->head, 0u);
}

} // namespace
