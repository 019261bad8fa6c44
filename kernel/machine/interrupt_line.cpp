// SPDX-License-Identifier: MIT
#include "kernel/machine/interrupt_line.hpp"

#include "kernel/machine/irq.hpp"

#include <algorithm>

namespace {
constexpr u8 pin_none = 0;

// Bridges in front of a function, from the root bus on, and itself.
struct Way {
    std::array<acpi::PciRouting::Hop, 32> hops{};
    size_t size = 0;
    u8 root_bus = 0;
};

Result<Way> way_to(pci::Bus const& bus, pci::Function const& function)
{
    Way way;
    for (pci::Function const* at = &function; at != nullptr; at = bus.bridge_to(at->address().bus)) {
        if (way.size == way.hops.size())
            return Error{Side::firmware, "PCI bridges in front of a function", way.hops.size(), "more",
                         "PCI-to-PCI Bridge 1.2 3.2.5.3"};
        way.hops[way.size++] = {at->address().device, at->address().function};
        way.root_bus = at->address().bus;
    }
    std::reverse(way.hops.begin(), way.hops.begin() + way.size);
    return way;
}

Result<u8> line_by_tables(Machine& machine, pci::Function const& function)
{
    auto const route = TRY(find_route(machine, function));
    auto& routing = *TRY((*TRY(machine.aml.get())).routing());
    auto interrupt = TRY(routing.interrupt(route));
    if (!interrupt) {
        // What firmware told the function it would be, else what ISA devices leave alone most often.
        u8 const preferred[] = {function.interrupt_line, 11, 10, 9, 5, 7, 15, 14, 12, 6, 4, 3};
        interrupt = TRY(routing.link(route).set(preferred));
    }
    if (interrupt->number >= irq::lines)
        return Error{Side::firmware, "interrupt of a PCI function after \\_PIC(0)", "an input of the 8259A",
                     interrupt->number, "ACPI 6.5 5.8.1"};
    return static_cast<u8>(interrupt->number);
}
} // namespace

Result<acpi::PciRouting::Route> find_route(Machine& machine, pci::Function const& function)
{
    auto& routing = *TRY((*TRY(machine.aml.get())).routing());
    return find_route(routing, *TRY(machine.pci.get()), function);
}

Result<acpi::PciRouting::Route> find_route(acpi::PciRouting& routing, pci::Bus const& bus,
                                           pci::Function const& function)
{
    ASSERT(function.interrupt_pin != pin_none);
    auto const way = TRY(way_to(bus, function));
    return routing.find({0, way.root_bus, std::span(way.hops).first(way.size)}, function.interrupt_pin);
}

InterruptLine find_interrupt_line(Machine& machine, pci::Function const& function)
{
    if (function.interrupt_pin == pin_none)
        return {};
    auto line = line_by_tables(machine, function);
    if (line)
        return {*line, {}};
    // Zero is the timer's: a register that nobody wrote.
    return {function.interrupt_line != 0 ? function.interrupt_line : InterruptLine::none, line.error()};
}
