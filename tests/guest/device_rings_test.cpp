// SPDX-License-Identifier: MIT
// What the device promises of the command ring and the cursor ring.
// Spec: spice-protocol 0.14, ipc_ring.h and qxl_dev.h QXLRam.
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"

#include <array>

namespace {
namespace wire = qxl::wire;
using Ring = BareDevice::Ring;
using wire::CommandType;

constexpr Ring both[] = {Ring::command, Ring::cursor};
constexpr u32 items = wire::command_ring_items;
constexpr u32 event_of(Ring ring) { return ring == Ring::command ? wire::interrupt::display : wire::interrupt::cursor; }
constexpr wire::Port kick_of(Ring ring)
{
    return ring == Ring::command ? wire::Port::notify_cmd : wire::Port::notify_cursor;
}
char const* name_of(Ring ring) { return ring == Ring::command ? "command" : "cursor"; }

constexpr CommandType type_of(Ring ring) { return ring == Ring::command ? CommandType::draw : CommandType::cursor; }

// Command n: a pixel drawn, or the cursor moved.
u64 command(BareDevice& device, Ring ring, u32 n)
{
    return ring == Ring::command ? device.fill(n) : device.cursor_move(n);
}
bool put(BareDevice& device, Ring ring, u32 n) { return device.put(ring, type_of(ring), command(device, ring, n)); }
Status push(BareDevice& device, Ring ring, u32 n) { return device.push(ring, type_of(ring), command(device, ring, n)); }

void pause_for(Duration time)
{
    for (Instant const end = now() + time; now() < end;)
        relax();
}

Error not_taken(Ring ring, u32 n)
{
    return {Side::device, ring == Ring::command ? "command ring: command not taken" : "cursor ring: command not taken",
            Value::of(BareDevice::limit().ms(), "ms at most"), Value::of(n, "as its number"),
            "spice-protocol 0.14 ipc_ring.h"};
}
} // namespace

TEST(device, rings_start_empty, "After RESET each ring is empty, knows its size, and is to be kicked at the first push",
     .groups = "device", .source = "ipc_ring.h SPICE_RING_INIT",
     .covers = "port.reset cmd_ring.num_items cmd_ring.prod cmd_ring.cons cmd_ring.notify_on_prod "
               "cmd_ring.notify_on_cons cursor_ring.num_items cursor_ring.prod cursor_ring.cons "
               "cursor_ring.notify_on_prod cursor_ring.notify_on_cons release_ring.num_items release_ring.prod "
               "release_ring.cons release_ring.notify_on_prod release_ring.notify_on_cons")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    // Something to come back from.
    for (u32 n = 0; n < 40; ++n)
        for (Ring ring : both) {
            REQUIRE_OK(t, push(device, ring, n));
            REQUIRE(t, device.wait_until_taken(ring));
        }
    REQUIRE_OK(t, device.settle());
    device.reset();
    auto expect = [&](wire::RingHeader const& h, u32 size) {
        EXPECT_EQ(t, size, h.num_items);
        EXPECT_EQ(t, 0u, load_acquire(h.prod));
        EXPECT_EQ(t, 0u, load_acquire(h.cons));
        EXPECT_EQ(t, 1u, load_acquire(h.notify_on_prod));
        EXPECT_EQ(t, 0u, load_acquire(h.notify_on_cons));
    };
    expect(device.ram().cmd_ring.header, items);
    expect(device.ram().cursor_ring.header, items);
    expect(device.ram().release_ring.header, wire::release_ring_items);
}

TEST(device, rings_no_wakeup_lost,
     "Whoever kicks when notify_on_prod says so is heard: each command is taken, whatever the time between two",
     .groups = "device", .source = "ipc_ring.h SPICE_RING_CONS_WAIT, SPICE_RING_PUSH",
     .covers = "port.notify_cmd port.notify_cursor cmd_ring.notify_on_prod cursor_ring.notify_on_prod")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (Ring ring : both) {
        REQUIRE_OK(t, device.start());
        u64 const exits = device.writes(kick_of(ring));
        constexpr u32 count = 100, until_asleep_every = 16;
        u32 next = 0;
        for (u32 n = 0; n < count; ++n) {
            REQUIRE_OK(t, push(device, ring, n));
            if (!device.wait_until_taken(ring))
                return t.add(not_taken(ring, n));
            // From at once to a server that has gone to sleep in between.
            if (n % until_asleep_every == 0)
                REQUIRE(t, device.wait_until_asleep(ring));
            else
                pause_for(Duration{n * 7919 % 50'000});
        }
        u64 const kicks = device.writes(kick_of(ring)) - exits;
        t.detail("ring {} commands={} exits={}", name_of(ring), count, kicks);
        EXPECT(t, kicks >= count / until_asleep_every && kicks <= count);
        EXPECT_OK(t, device.take_all(next, count));
    }
}

TEST(device, rings_no_needless_wakeup,
     "A batch into a ring whose server sleeps costs one exit: notify_on_prod names the first command and no other",
     .groups = "device", .source = "ipc_ring.h SPICE_RING_CONS_WAIT",
     .covers = "port.notify_cmd port.notify_cursor cmd_ring.notify_on_prod cursor_ring.notify_on_prod")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (Ring ring : both) {
        REQUIRE_OK(t, device.start());
        u32 n = 0, next = 0;
        for (u32 batch = 1; batch <= items; ++batch) {
            REQUIRE(t, device.wait_until_asleep(ring));
            u32 asked = 0;
            for (u32 i = 0; i < batch; ++i)
                asked += put(device, ring, n++);
            // A server that woke up by itself meanwhile has asked anew.
            EXPECT(t, asked == 1 || load_acquire(device.ring(ring).header.cons) != n - batch);
            device.kick(ring);
            if (!device.wait_until_taken(ring))
                return t.add(not_taken(ring, n));
        }
        EXPECT_OK(t, device.take_all(next, n));
        t.detail("ring {} commands={} exits={}", name_of(ring), n, device.writes(kick_of(ring)));
    }
}

TEST(device, rings_full_in_order,
     "A ring takes 32 commands, no slot left unused, and gives all of them back in order, each once",
     .groups = "device", .source = "ipc_ring.h SPICE_RING_IS_FULL, QXL_COMMAND_RING_SIZE, QXL_CURSOR_RING_SIZE",
     .covers = "cmd_ring.items cursor_ring.items cmd_ring.cons cursor_ring.cons")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (Ring ring : both) {
        REQUIRE_OK(t, device.start());
        u32 n = 0, next = 0;
        // One slot left, none left; from every slot as the first.
        for (u32 round = 0; round < items; ++round)
            for (u32 count : {items - 1, items}) {
                for (u32 i = 0; i < count; ++i)
                    put(device, ring, n++);
                device.kick(ring);
                if (!device.wait_until_taken(ring))
                    return t.add(not_taken(ring, n));
                REQUIRE_OK(t, device.take_all(next, n));
            }
        EXPECT_EQ(t, n, load_acquire(device.ring(ring).header.cons));
        if (ring == Ring::command)
            for (u32 cell : {0u, 31u, 32u, 1000u, n - 1})
                EXPECT_EQ(t, BareDevice::color_of(cell), device.pixel(cell % 64, cell / 64));
    }
}

TEST(device, rings_notify_on_cons_exact,
     "The interrupt for room comes when cons is notify_on_cons, and for no other index", .groups = "device",
     .source = "ipc_ring.h SPICE_RING_POP",
     .covers = "interrupt.display interrupt.cursor cmd_ring.notify_on_cons cursor_ring.notify_on_cons ram.int_pending")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (Ring ring : both) {
        REQUIRE_OK(t, device.start());
        wire::RingHeader& h = device.ring(ring).header;
        u32 n = 0, next = 0;
        for (u32 wanted : {0u, 1u, 2u, 16u, 31u, 32u, 33u, 1000u}) {
            // Nobody asks for anything while the ring is filled.
            store_release(h.notify_on_cons, h.cons);
            REQUIRE(t, device.wait_until_asleep(ring));
            device.take();
            store_release(h.notify_on_cons, h.cons + wanted);
            for (u32 i = 0; i < items; ++i)
                put(device, ring, n++);
            device.kick(ring);
            if (!device.wait_until_taken(ring))
                return t.add(not_taken(ring, n));
            REQUIRE_OK(t, device.take_all(next, n));
            bool const is_reached = wanted >= 1 && wanted <= items;
            EXPECT_EQ(t, is_reached ? event_of(ring) : 0u, device.take());
        }
    }
}

TEST(device, rings_both_at_once,
     "Commands put into both rings in turns, one batch between them: each ring keeps its order", .groups = "device",
     .source = "qxl_dev.h QXLRam cmd_ring, cursor_ring",
     .covers = "port.notify_cmd port.notify_cursor cmd_ring.prod cursor_ring.prod")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    // Even ones draw, odd ones move the cursor.
    u32 n = 0, came = 0;
    u32 expected[2] = {0, 1};
    for (u32 round = 0; round < 40; ++round) {
        u32 const batch = 2 * (1 + round * 7 % items);
        for (u32 i = 0; i < batch; ++i, ++n)
            REQUIRE_OK(t, push(device, both[n % 2], n));
        for (Ring ring : both)
            if (!device.wait_until_taken(ring))
                return t.add(not_taken(ring, n));
        for (u32 again = 0; again < 8 && came != n; ++again) {
            REQUIRE_OK(t, device.settle());
            REQUIRE_OK(t, device.flush_releases());
            while (device.chains() != 0)
                came += REQUIRE_OK(t, device.take_chain([&](u32 id) -> Status {
                    if (id != expected[id % 2])
                        return Error{Side::device, "order within a ring", expected[id % 2], id};
                    expected[id % 2] += 2;
                    return {};
                }));
        }
        REQUIRE(t, came == n);
    }
}

namespace {
// As many commands as one likes by the rules of the protocol: kicks when asked, waits for the interrupt when full.
Status stream(Test& t, BareDevice& device, Ring ring, u32 count)
{
    wire::RingHeader& h = device.ring(ring).header;
    u64 const exits = device.writes(kick_of(ring));
    u32 next = 0, waits = 0;
    auto collect = [&]() -> Status {
        while (device.chains() != 0)
            TRY(device.take_chain_in_order(next));
        return {};
    };
    for (u32 n = 0; n < count; ++n) {
        while (h.prod - load_acquire(h.cons) == items) {
            ++waits;
            device.kick(ring); // between finding the ring empty and asking the server sleeps (drivers/qxl/ring.cpp)
            device.take();
            store_relaxed(h.notify_on_cons, load_acquire(h.cons) + items / 2);
            full_fence();
            if (h.prod - load_acquire(h.cons) == items && !device.wait_for(event_of(ring)))
                return not_taken(ring, n);
        }
        TRY(push(device, ring, n));
        // The order of releases is that of the commands as long as none hides another.
        if (ring == Ring::command && n % BareDevice::cells == BareDevice::cells - 1)
            TRY(device.take_all(next, n + 1));
        else
            TRY(collect());
        if (n % 0x10000 == 0xffff)
            t.detail("ring {} commands={} exits={}", name_of(ring), n + 1, device.writes(kick_of(ring)) - exits);
    }
    if (!device.wait_until_taken(ring))
        return not_taken(ring, count);
    TRY(device.take_all(next, count));
    t.detail("ring {} commands={} exits={} waits_for_room={}", name_of(ring), count,
             device.writes(kick_of(ring)) - exits, waits);
    return {};
}
} // namespace

TEST(device, rings_stream, "Thousands of commands through a ring of 32: all taken, all given back, in order",
     .groups = "device", .source = "ipc_ring.h",
     .covers = "cmd_ring.prod cmd_ring.cons cursor_ring.prod cursor_ring.cons interrupt.display interrupt.cursor")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (Ring ring : both) {
        REQUIRE_OK(t, device.start());
        REQUIRE_OK(t, stream(t, device, ring, 4'000));
    }
}

TEST(device, rings_million, "A million commands through a ring of 32", .groups = "soak", .source = "ipc_ring.h")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (Ring ring : both) {
        REQUIRE_OK(t, device.start());
        REQUIRE_OK(t, stream(t, device, ring, 1'000'000));
    }
}

// RESET begins at 0, and 2^32 commands are out of reach: an hour for each million. The indices of QEMU's rings are
// nowhere but in the RAM header, though, so that they can be put close to the end while the rings are empty. A device
// that has its own copy would go on from there, and skip.
TEST(device, rings_indices_wrap, "Indices go through 2^32: no command is lost, taken twice or out of order there",
     .groups = "device", .source = "ipc_ring.h: 32-bit indices; QEMU hw/display/qxl.c: kept in QXLRam only",
     .covers = "cmd_ring.prod cmd_ring.cons cursor_ring.prod cursor_ring.cons release_ring.prod release_ring.cons")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (Ring ring : both) {
        REQUIRE_OK(t, device.start());
        REQUIRE(t, device.wait_until_asleep(ring));
        constexpr u32 before = 3 * items;
        auto plant = [](wire::RingHeader& h, u32 index) {
            store_relaxed(h.prod, index);
            store_relaxed(h.cons, index);
            store_release(h.notify_on_prod, index + 1);
        };
        plant(device.ring(ring).header, 0 - before);
        // Slot 0 holds the entry that the device is filling, so only a multiple of 8 keeps it in place.
        wire::RingHeader& releases = device.ram().release_ring.header;
        plant(releases, 0 - wire::release_ring_items);
        u32 n = 0, next = 0;
        for (u32 round = 0; round < 12; ++round) {
            for (u32 i = 0; i < items; ++i)
                REQUIRE_OK(t, push(device, ring, n++));
            if (!device.wait_until_taken(ring)) {
                if (round == 0)
                    return t.skip("this device keeps ring indices of its own");
                return t.add(not_taken(ring, n));
            }
            REQUIRE_OK(t, device.take_all(next, n));
        }
        t.detail("ring {} commands={} prod={} release_prod={}", name_of(ring), n, hex(device.ring(ring).header.prod, 8),
                 hex(releases.prod, 8));
        EXPECT_EQ(t, n - before, load_acquire(device.ring(ring).header.cons));
        EXPECT(t, load_acquire(releases.prod) < 0 - wire::release_ring_items);
    }
}
