// SPDX-License-Identifier: MIT
// What the device promises of the release ring: which commands come back when, in what order, and who is told.
// Spec: spice-protocol 0.14, qxl_dev.h QXLReleaseRing, QXLReleaseInfo. Device model: QEMU hw/display/qxl.c.
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"
#include "tests/guest/machine/line_handler.hpp"

#include <algorithm>

namespace {
namespace wire = qxl::wire;
using Ring = BareDevice::Ring;
using wire::CommandType;

// QEMU pushes a chain of its own accord when it has this many links; the ring takes one entry less than it has items.
constexpr u32 bunch = 32;
constexpr u32 entries_max = wire::release_ring_items - 1;

// `count` commands that are given back as soon as they are taken, from `n` on. All are taken, and nothing is on its way
// when it returns.
Status move(BareDevice& device, u32& n, u32 count)
{
    while (count != 0) {
        u32 const some = std::min(count, wire::command_ring_items);
        for (u32 i = 0; i < some; ++i)
            device.put(Ring::cursor, CommandType::cursor, device.cursor_move(n++));
        device.kick(Ring::cursor);
        if (!device.wait_until_taken(Ring::cursor))
            return Error{Side::device, "cursor ring", "taken", Value::of(n, "as the last command")};
        count -= some;
    }
    return device.settle();
}

Status fill(BareDevice& device, u32& n, u32 count)
{
    for (; count != 0; --count) {
        device.put(Ring::command, CommandType::draw, device.fill(n++));
        device.kick(Ring::command);
        if (!device.wait_until_taken(Ring::command))
            return Error{Side::device, "command ring", "taken", Value::of(n, "as the last command")};
    }
    return {};
}
} // namespace

TEST(device, release_chain_lengths,
     "Chains of 1, 31, 32, 33 and 1000: oldest first, each link once, ended by 0; a chain of 32 is pushed by itself",
     .groups = "device", .source = "qxl_dev.h QXLReleaseInfo; QEMU qxl.c QXL_FREE_BUNCH_SIZE",
     .covers = "port.flush_release release_ring.prod release_ring.items")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (u32 length : {1u, 31u, 32u, 33u, 1000u}) {
        REQUIRE_OK(t, device.start());
        u32 n = 0, next = 0;
        if (length > bunch) {
            // Longer ones only come about while there is no room for an entry.
            REQUIRE_OK(t, move(device, n, entries_max * bunch));
            REQUIRE(t, device.chains() == entries_max);
        }
        REQUIRE_OK(t, move(device, n, length));
        while (next < n - length)
            EXPECT_EQ(t, bunch, REQUIRE_OK(t, device.take_chain_in_order(next)));
        EXPECT_EQ(t, length == bunch ? 1u : 0u, device.chains());
        if (device.chains() == 0)
            REQUIRE_OK(t, device.flush_releases());
        EXPECT_EQ(t, 1u, device.chains());
        EXPECT_EQ(t, length, REQUIRE_OK(t, device.take_chain_in_order(next)));
    }
}

TEST(device, release_entry_of_zero, "FLUSH_RELEASE with nothing to give back pushes an entry without a chain",
     .groups = "device", .source = "QEMU qxl.c QXL_IO_FLUSH_RELEASE", .covers = "port.flush_release")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(3));
    REQUIRE_OK(t, device.start());
    u32 next = 0;
    for (u32 round = 0; round < 3 * wire::release_ring_items; ++round) {
        device.write(wire::Port::flush_release);
        EXPECT_EQ(t, 1u, device.chains());
        EXPECT_EQ(t, 0u, REQUIRE_OK(t, device.take_chain_in_order(next)));
    }
}

TEST(device, release_ring_full, "A full ring takes no more, by no port; what had no room comes as one chain afterwards",
     .groups = "device", .source = "QEMU qxl.c qxl_push_free_res",
     .covers = "port.notify_oom port.flush_release release_ring.cons release_ring.num_items")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    u32 n = 0, next = 0;
    REQUIRE_OK(t, move(device, n, (entries_max + 2) * bunch));
    EXPECT_EQ(t, entries_max, device.chains());
    REQUIRE_OK(t, device.ask_for_memory());
    REQUIRE_OK(t, device.flush_releases());
    EXPECT_EQ(t, entries_max, device.chains());
    EXPECT_EQ(t, bunch, REQUIRE_OK(t, device.take_chain_in_order(next)));
    // The next command to come back takes all with it.
    REQUIRE_OK(t, move(device, n, 1));
    EXPECT_EQ(t, entries_max, device.chains());
    for (u32 i = 1; i < entries_max; ++i)
        EXPECT_EQ(t, bunch, REQUIRE_OK(t, device.take_chain_in_order(next)));
    EXPECT_EQ(t, 2 * bunch + 1, REQUIRE_OK(t, device.take_chain_in_order(next)));
    EXPECT_EQ(t, 0u, device.chains());
    EXPECT_EQ(t, n, next);
}

TEST(device, release_notify_on_prod_exact, "A push raises DISPLAY when prod is notify_on_prod, and for no other index",
     .groups = "device", .source = "ipc_ring.h SPICE_RING_PUSH",
     .covers = "release_ring.notify_on_prod interrupt.display")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    wire::RingHeader& h = device.ram().release_ring.header;
    u32 n = 0, next = 0;
    for (u32 wanted : {0u, 1u, 2u, 3u, 4u, 8u}) {
        store_release(h.notify_on_prod, h.prod + wanted);
        device.take();
        REQUIRE_OK(t, move(device, n, 3 * bunch));
        EXPECT_EQ(t, wanted >= 1 && wanted <= 3 ? wire::interrupt::display : 0u, device.take());
        REQUIRE_OK(t, device.take_all(next, n));
    }
}

TEST(device, release_oom, "NOTIFY_OOM pushes what is there and renders some more; not while the ring holds an entry",
     .groups = "device", .source = "QEMU qxl.c QXL_IO_NOTIFY_OOM, interface_flush_resources",
     .covers = "port.notify_oom")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    u32 n = 0, next = 0;
    REQUIRE_OK(t, move(device, n, 5));
    EXPECT_EQ(t, 0u, device.chains());
    REQUIRE_OK(t, device.ask_for_memory());
    REQUIRE(t, device.chains() == 1);
    // Not empty: nothing is added, though there is something.
    REQUIRE_OK(t, move(device, n, 5));
    REQUIRE_OK(t, device.ask_for_memory());
    EXPECT_EQ(t, 1u, device.chains());
    EXPECT_EQ(t, 5u, REQUIRE_OK(t, device.take_chain_in_order(next)));
    REQUIRE_OK(t, device.ask_for_memory());
    EXPECT_EQ(t, 5u, REQUIRE_OK(t, device.take_chain_in_order(next)));
    // Drawings that nobody asked to be rendered: each call gives some of them back, until none is left.
    u32 calls = 0;
    REQUIRE_OK(t, fill(device, n, 200));
    for (; next != n && calls < 200; ++calls) {
        REQUIRE_OK(t, device.ask_for_memory());
        REQUIRE(t, device.chains() != 0);
        while (device.chains() != 0)
            REQUIRE_OK(t, device.take_chain_in_order(next));
    }
    t.detail("oom drawables=200 calls={}", calls);
    EXPECT_EQ(t, n, next);
    EXPECT_EQ(t, BareDevice::color_of(n - 1), device.pixel((n - 1) % 64, (n - 1) / 64));
}

TEST(device, release_when_hidden,
     "Drawings wait until they are rendered, or until an opaque one hides them, which gives all of them back",
     .groups = "device", .source = "spice server/display-channel.cpp: no client",
     .covers = "port.notify_cmd port.update_area")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    // A place that none of them touches.
    auto const elsewhere = BareDevice::cell(BareDevice::cells - 1);
    constexpr u32 count = 40;
    u32 n = 0, came = 0;
    REQUIRE_OK(t, fill(device, n, count));
    REQUIRE_OK(t, device.update(0, elsewhere));
    REQUIRE_OK(t, device.flush_releases());
    while (device.chains() != 0)
        came += REQUIRE_OK(t, device.take_chain([](u32) { return Status{}; }));
    // NOTIFY_OOM, where there is no other way, renders them.
    EXPECT_EQ(t, device.revision() < 3 ? count : 0u, came);
    REQUIRE_OK(t, device.push(Ring::command, CommandType::draw, device.fill(n++, qxl::rect_at(0, 0, 64, 2), 0x123456)));
    REQUIRE(t, device.wait_until_taken(Ring::command));
    REQUIRE_OK(t, device.update(0, elsewhere));
    REQUIRE_OK(t, device.flush_releases());
    while (device.chains() != 0)
        came += REQUIRE_OK(t, device.take_chain([](u32) { return Status{}; }));
    EXPECT(t, came == count || (device.revision() < 3 && came == count + 1));
    REQUIRE_OK(t, device.settle());
    EXPECT_EQ(t, 0x123456u, device.pixel(5, 0));
}

TEST(device, release_by_interrupt, "Collecting when DISPLAY says so: one interrupt for each time it was asked for",
     .groups = "device", .source = "qxl_dev.h QXL_INTERRUPT_DISPLAY, ipc_ring.h SPICE_RING_CONS_WAIT",
     .covers = "interrupt.display release_ring.notify_on_prod ram.int_mask port.update_irq")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    LineHandler line(device);
    REQUIRE_OK(t, line.attach(wire::interrupt::display));
    wire::RingHeader& h = device.ram().release_ring.header;
    u32 n = 0, next = 0;
    for (u32 round = 1; round <= 50; ++round) {
        store_release(h.notify_on_prod, h.cons + 1);
        full_fence();
        REQUIRE(t, device.chains() == 0);
        REQUIRE_OK(t, move(device, n, bunch));
        REQUIRE(t, line.wait_for(wire::interrupt::display, round));
        EXPECT_EQ(t, bunch, REQUIRE_OK(t, device.take_chain_in_order(next)));
        EXPECT_EQ(t, round, line.events(wire::interrupt::display));
    }
    EXPECT_EQ(t, 50u, line.interrupts());
}
