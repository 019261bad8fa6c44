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
// The same where a handler takes the event: not to be waited for in int_pending.
Status raise_for_handler(BareDevice& device, Cause const& cause)
{
    if (cause.bit != interrupt::io_cmd)
        return cause.raise(device);
    device.write(Port::flush_surfaces_async);
    return {};
}
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

namespace {
// An event that is pending, and whose interrupt comes through the 8259A (the tests above), but not here: the tables
// name an input that the pin is not wired to, or none of the APICs passes it on.
bool arrives(Test& t, BareDevice& device, LineHandler& line, u32 bit, u32 count)
{
    if (line.wait_for(bit, count))
        return true;
    if ((device.pending() & bit) != 0)
        t.add(Error{Side::firmware, "interrupt at the I/O APIC input that _PRT names", "one, for what is pending",
                    "none", "ACPI 6.5 6.2.13, 5.2.12"});
    else
        EXPECT_EQ(t, bit, device.pending());
    return false;
}
} // namespace

TEST(device, interrupts_through_io_apic,
     "The same causes through an I/O APIC: each arrives, masked ones wait, the line is level, none is lost",
     .groups = "device", .source = "PCI 3.0 2.2.6; Intel 82093AA 3.2.4; ACPI 6.5 5.8.1",
     .covers = "interrupt.display interrupt.cursor interrupt.io_cmd interrupt.error ram.int_mask port.update_irq")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    IoApicLine input;
    REQUIRE_OK(t, input.open(machine(), device.function()));
    irq::Counters const pic_before = irq::counters(input.pic_line());
    t.detail("io_apic gsi={} input={} of={} trigger={} polarity={} entry={} line_in_pic_mode={}",
             input.global_system_interrupt(), input.input(), input.inputs(), input.mode().is_level ? "level" : "edge",
             input.mode().is_active_low ? "low" : "high", hex(input.entry(), 16), input.pic_line());
    for (Cause const& cause : causes) {
        if (!applies(device, cause))
            continue;
        REQUIRE_OK(t, device.start());
        LineHandler line(device);
        line.attach(input, cause.bit);
        REQUIRE_OK(t, raise_for_handler(device, cause));
        if (!arrives(t, device, line, cause.bit, 1))
            return;
        EXPECT_EQ(t, 1u, line.interrupts());

        // Masked in the redirection table the line is up and waits.
        input.set_mask(true);
        REQUIRE_OK(t, cause.raise(device));
        REQUIRE_OK(t, device.settle());
        EXPECT_EQ(t, 1u, line.interrupts());
        EXPECT_EQ(t, cause.bit, device.pending());
        EXPECT(t, !input.is_awaiting_end() && !input.is_requested());
        input.set_mask(false);
        if (!arrives(t, device, line, cause.bit, 2))
            return;
        EXPECT_EQ(t, 2u, line.interrupts());
    }
    REQUIRE_OK(t, device.start());
    {
        LineHandler line(device);
        line.attach(input, interrupt::display);
        // An interrupt that nobody takes the cause of comes again after its end.
        constexpr u32 ignored = 20, rounds = 5;
        for (u32 round = 1; round <= rounds; ++round) {
            line.ignore(ignored);
            REQUIRE_OK(t, raise_display(device));
            REQUIRE(t, line.wait_for(interrupt::display, round));
            REQUIRE_OK(t, device.settle());
            EXPECT_EQ(t, round * (ignored + 1), line.interrupts());
        }
    }
    REQUIRE_OK(t, device.start());
    {
        LineHandler line(device);
        line.attach(input, interrupt::cursor);
        wire::RingHeader& h = device.ram().cursor_ring.header;
        constexpr u32 events = 300;
        for (u32 n = 0; n < events; ++n) {
            store_release(h.notify_on_cons, h.cons + 1);
            device.put(Ring::cursor, CommandType::cursor, device.cursor_move(n));
            device.kick(Ring::cursor); // asked for or not: a server that polls would come later
            REQUIRE(t, line.wait_for(interrupt::cursor, n + 1));
        }
        EXPECT_EQ(t, events, line.interrupts());
    }
    IoApicLine::Counters const counters = input.counters();
    t.detail("io_apic taken={} unclaimed={} spurious={} not_as_level={}", counters.taken, counters.unclaimed,
             counters.spurious, counters.not_as_level);
    EXPECT_EQ(t, 0u, counters.unclaimed + counters.not_as_level);
    EXPECT(t, !input.is_awaiting_end() && !input.is_in_service() && !input.is_requested());
    irq::Counters const pic_after = irq::counters(input.pic_line());
    EXPECT_EQ(t, pic_before.taken + pic_before.unclaimed, pic_after.taken + pic_after.unclaimed);
    EXPECT_OK(t, input.close());
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
