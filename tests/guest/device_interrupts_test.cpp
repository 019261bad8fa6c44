// SPDX-License-Identifier: MIT
// What the device promises of int_pending, int_mask and its interrupt line.
// Spec: spice-protocol 0.14, qxl_dev.h QXL_INTERRUPT_*; PCI 3.0 2.2.6: level-triggered. QEMU hw/display/qxl.c.
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"
#include "tests/guest/machine/line_handler.hpp"

#include <array>

namespace {
namespace wire = qxl::wire;
using Ring = BareDevice::Ring;
using wire::CommandType;
using wire::Port;
namespace interrupt = wire::interrupt;

// Each raises its bit and no other.
Status raise_display(BareDevice& device)
{
    wire::RingHeader& h = device.ram().cmd_ring.header;
    store_release(h.notify_on_cons, h.cons + 1);
    TRY(device.push(Ring::command, CommandType::draw, device.fill(0)));
    return device.settle();
}
Status raise_cursor(BareDevice& device)
{
    wire::RingHeader& h = device.ram().cursor_ring.header;
    store_release(h.notify_on_cons, h.cons + 1);
    TRY(device.push(Ring::cursor, CommandType::cursor, device.cursor_move(0)));
    device.wait_until_taken(Ring::cursor);
    return device.settle();
}
Status raise_io_cmd(BareDevice& device)
{
    if (device.revision() < 3)
        return Error{Side::unsupported, "IO_CMD", "QXL revision 3 or more", device.revision()};
    device.write(Port::flush_surfaces_async);
    device.wait_for(interrupt::io_cmd);
    return device.settle();
}
Status raise_error(BareDevice& device)
{
    device.ram().update_area = {};
    device.write(Port::update_area); // empty: ERROR, and the device goes on
    return {};
}

struct Cause {
    u32 bit;
    Status (*raise)(BareDevice&);
};
constexpr std::array causes = {Cause{interrupt::display, raise_display}, Cause{interrupt::cursor, raise_cursor},
                               Cause{interrupt::io_cmd, raise_io_cmd}, Cause{interrupt::error, raise_error}};
bool applies(BareDevice const& device, Cause const& cause)
{
    return cause.bit != interrupt::io_cmd || device.revision() >= 3;
}
} // namespace

TEST(device, interrupts_by_cause, "DISPLAY, CURSOR, IO_CMD, ERROR: each is raised by its cause, and no other with it",
     .groups = "device", .source = "qxl_dev.h QXL_INTERRUPT_*",
     .covers = "interrupt.display interrupt.cursor interrupt.io_cmd interrupt.error ram.int_pending")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (Cause const& cause : causes) {
        if (!applies(device, cause))
            continue;
        REQUIRE_OK(t, device.start());
        device.take();
        REQUIRE_OK(t, cause.raise(device));
        EXPECT_EQ(t, cause.bit, device.take());
    }
}

TEST(device, interrupts_masked_stay_pending,
     "A masked event is pending but does not reach the line; unmasked and UPDATE_IRQ written, it does",
     .groups = "device", .source = "QEMU qxl.c qxl_send_events, qxl_update_irq",
     .covers = "ram.int_mask ram.int_pending port.update_irq")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    for (Cause const& cause : causes) {
        if (!applies(device, cause))
            continue;
        REQUIRE_OK(t, device.start());
        LineHandler line(device);
        REQUIRE_OK(t, line.attach(0x3f & ~cause.bit));
        REQUIRE_OK(t, cause.raise(device));
        REQUIRE_OK(t, device.settle());
        EXPECT_EQ(t, cause.bit, device.pending());
        EXPECT_EQ(t, 0u, line.interrupts());
        line.set_mask(cause.bit);
        REQUIRE(t, line.wait_for(cause.bit, 1));
        EXPECT_EQ(t, 1u, line.interrupts());
        EXPECT_EQ(t, 0u, device.pending());
    }
}

TEST(device, interrupts_level,
     "The line stays up until int_pending is cleared and UPDATE_IRQ written, and is down then", .groups = "device",
     .source = "PCI 3.0 2.2.6; QEMU qxl.c qxl_update_irq", .covers = "port.update_irq")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    LineHandler line(device);
    REQUIRE_OK(t, line.attach(interrupt::display));
    constexpr u32 ignored = 20;
    for (u32 round = 1; round <= 5; ++round) {
        line.ignore(ignored);
        REQUIRE_OK(t, raise_display(device));
        // Comes again and again, since nobody took the cause away.
        REQUIRE(t, line.wait_for(interrupt::display, round));
        REQUIRE_OK(t, device.settle());
        EXPECT_EQ(t, round * (ignored + 1), line.interrupts());
    }
}

TEST(device, interrupts_no_loss_no_storm, "Thousands of events, each one interrupt: none is lost, none comes twice",
     .groups = "device", .source = "qxl_dev.h QXL_INTERRUPT_*", .covers = "interrupt.io_cmd interrupt.cursor")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    LineHandler line(device);
    REQUIRE_OK(t, line.attach(interrupt::cursor | interrupt::io_cmd));
    wire::RingHeader& h = device.ram().cursor_ring.header;
    u32 next = 0;
    constexpr u32 rounds = 500;
    for (u32 n = 0; n < rounds; ++n) {
        store_release(h.notify_on_cons, h.cons + 1);
        device.put(Ring::cursor, CommandType::cursor, device.cursor_move(n));
        device.kick(Ring::cursor);
        if (device.revision() >= 3) {
            device.write(Port::flush_surfaces_async);
            REQUIRE(t, line.wait_for(interrupt::io_cmd, n + 1));
        }
        REQUIRE(t, line.wait_for(interrupt::cursor, n + 1));
        while (device.chains() != 0)
            REQUIRE_OK(t, device.take_chain_in_order(next));
    }
    REQUIRE_OK(t, device.settle());
    EXPECT_EQ(t, rounds, line.events(interrupt::cursor));
    EXPECT_EQ(t, device.revision() >= 3 ? rounds : 0u, line.events(interrupt::io_cmd));
    t.detail("irq events={} interrupts={}", line.events(interrupt::cursor) + line.events(interrupt::io_cmd),
             line.interrupts());
    EXPECT(t, line.interrupts() >= rounds && line.interrupts() <= 2 * rounds);
}

TEST(device, interrupts_100000, "A hundred thousand events, each one interrupt", .groups = "soak",
     .source = "qxl_dev.h QXL_INTERRUPT_*")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(3));
    REQUIRE_OK(t, device.start());
    LineHandler line(device);
    REQUIRE_OK(t, line.attach(interrupt::io_cmd));
    for (u32 n = 1; n <= 100'000; ++n) {
        device.write(Port::flush_surfaces_async);
        REQUIRE(t, line.wait_for(interrupt::io_cmd, n));
        if (n % 10'000 == 0)
            t.detail("irq events={} interrupts={}", n, line.interrupts());
    }
    EXPECT_EQ(t, 100'000u, line.interrupts());
}

TEST(device, interrupts_shared_line, "Two devices on one line: each handler finds its own events and no other's",
     .groups = "device", .source = "PCI 3.0 2.2.6", .covers = "ram.int_pending ram.int_mask")
{
    pci::Bus& bus = *REQUIRE_OK(t, machine().pci.get());
    // The first pair that shares a line.
    unsigned a = 0, b = 0;
    for (unsigned i = 0; i < qxl::count(bus) && b == 0; ++i)
        for (unsigned j = i + 1; j < qxl::count(bus) && b == 0; ++j)
            if (qxl::find(bus, i)->interrupt_line == qxl::find(bus, j)->interrupt_line)
                a = i, b = j;
    if (b == 0)
        return t.skip("needs two QXL functions on one interrupt line: --secondary 3");
    BareDevice one(t), other(t);
    REQUIRE_OK(t, one.open(3, a));
    REQUIRE_OK(t, other.open(3, b));
    REQUIRE_OK(t, one.start());
    REQUIRE_OK(t, other.start());
    LineHandler line(one), other_line(other);
    REQUIRE_OK(t, line.attach(interrupt::io_cmd));
    REQUIRE_OK(t, other_line.attach(interrupt::io_cmd));
    for (u32 n = 1; n <= 200; ++n) {
        one.write(Port::flush_surfaces_async);
        if (n % 3 != 0)
            REQUIRE(t, line.wait_for(interrupt::io_cmd, n));
        other.write(Port::flush_surfaces_async);
        REQUIRE(t, other_line.wait_for(interrupt::io_cmd, n));
        REQUIRE(t, line.wait_for(interrupt::io_cmd, n));
    }
    EXPECT_EQ(t, 200u, line.interrupts());
    EXPECT_EQ(t, 200u, other_line.interrupts());
}
