// SPDX-License-Identifier: MIT
// Where the tables route INTx of PCI functions, against what firmware wrote into Interrupt Line.
#include "drivers/qxl/machine/binding.hpp"
#include "kernel/machine/interrupt_line.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/sleeper.hpp"

namespace {
constexpr u8 line_none = 0xff;

// The path of a link device, or what stands for it.
FixedText<64> name_of(acpi::aml::Namespace const& names, acpi::aml::NodeId link)
{
    FixedText<64> text;
    if (link == acpi::aml::NodeId::none)
        format(text.sink(), "none");
    else
        names.put_path(text.sink(), link);
    return text;
}

// What OVMF is known to write wrongly into Interrupt Line on pc (docs/known-faults.md), or nothing.
char const* known_cause(pci::Bus const& bus, pci::Function const& f, u32 routed)
{
    constexpr u16 vendor_intel = 0x8086, device_piix3 = 0x7000, device_piix4_pm = 0x7113;
    bool is_piix3 = false;
    for (pci::Function const& other : bus.functions())
        is_piix3 |= other.vendor == vendor_intel && other.device == device_piix3;
    if (!machine().boot.is_uefi() || !is_piix3)
        return nullptr;
    u8 const line = f.interrupt_line;
    if ((routed == 10 && line == 11) || (routed == 11 && line == 10))
        return "OVMF 2020.11 on pc takes interrupt 10 for 11 and the other way round; _PRT is right";
    if (f.vendor == vendor_intel && f.device == device_piix4_pm && routed == 9)
        return "OVMF on pc writes the line of a PCI slot for PIIX4's power management, which is wired to 9";
    return nullptr;
}

// The function's line as its route has it now; 0 while a link is not set.
Result<u32> routed_now(pci::Function const& f)
{
    auto const route = TRY(find_route(machine(), f));
    auto& routing = *TRY((*TRY(machine().aml.get())).routing());
    auto const interrupt = TRY(routing.interrupt(route));
    return interrupt ? interrupt->number : 0;
}
} // namespace

TEST(acpi, interrupt_routing, "_PRT sends INTx of every PCI function where its Interrupt Line register says",
     .stage = Stage::platform)
{
    auto& bus = *REQUIRE_OK(t, machine().pci.get());
    auto& aml = *REQUIRE_OK(t, machine().aml.get());
    auto& routing = *REQUIRE_OK(t, aml.routing());
    t.detail("routing host_bridges={}", routing.host_bridges().size());
    for (pci::Function const& f : bus.functions()) {
        if (f.interrupt_pin == 0)
            continue;
        auto const route = find_route(machine(), f);
        if (!EXPECT_OK(t, route))
            continue;
        auto const interrupt = routing.interrupt(*route);
        if (!EXPECT_OK(t, interrupt))
            continue;
        u32 const number = *interrupt ? (*interrupt)->number : 0;
        t.detail("routing {} pin={} link={} interrupt={} line={}", f.address(), f.interrupt_pin,
                 name_of(aml.names(), route->entry.link), number, f.interrupt_line);
        if (f.interrupt_line == line_none || f.interrupt_line == 0)
            continue;
        if (number == f.interrupt_line)
            continue;
        if (char const* cause = known_cause(bus, f, number))
            t.known(cause);
        else
            t.add({Side::firmware, "interrupt that _PRT routes to, against Interrupt Line", f.interrupt_line, number,
                   "ACPI 6.5 6.2.13; PCI 3.0 6.2.4"});
    }
    for (acpi::PciRouting::Table const& known : routing.tables())
        EXPECT_OK(t, known.table.status());
}

TEST(acpi, interrupt_link_is_set, "The QXL's interrupt link is turned off; the driver sets it, and interrupts arrive",
     .groups = "platform")
{
    auto& bus = *REQUIRE_OK(t, machine().pci.get());
    auto& aml = *REQUIRE_OK(t, machine().aml.get());
    auto& routing = *REQUIRE_OK(t, aml.routing());
    pci::Function const* f = qxl::find(bus, 0);
    if (f == nullptr)
        return t.error("no QXL function on the bus");
    if (f->interrupt_pin == 0)
        return t.skip("the QXL function has no interrupt pin");
    auto const route = REQUIRE_OK(t, find_route(machine(), *f));
    if (route.entry.link == acpi::aml::NodeId::none)
        return t.skip("the QXL's interrupt pin is wired to its input, without a link");
    u32 const before = REQUIRE_OK(t, routed_now(*f));
    REQUIRE_OK(t, routing.link(route).disable());
    EXPECT_EQ(t, 0u, REQUIRE_OK(t, routed_now(*f)));
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    u32 const after = REQUIRE_OK(t, routed_now(*f));
    t.detail("routing link={} before={} after={}", name_of(aml.names(), route.entry.link), before, after);
    EXPECT_EQ(t, u32{device.interrupt_line()}, after);
    if (device->revision() >= 3) {
        REQUIRE_OK(t, device->create_primary(640, 480, qxl::Format::xrgb_32));
        EXPECT_OK(t, device->update_all(*device->primary()));
        EXPECT_EQ(t, u64{0}, device->interrupts().counters().waits_by_polling);
    }
    EXPECT_OK(t, device.close());
    // As it was, whatever the driver chose.
    if (before != 0) {
        u8 const preferred[] = {static_cast<u8>(before)};
        EXPECT_OK(t, routing.link(route).set(preferred));
    }
}

TEST(acpi, interrupt_links_survive_sleep, "After a wake-up every PCI function's interrupt is routed as before it",
     .groups = "platform", .stage = Stage::sleep)
{
    auto& bus = *REQUIRE_OK(t, machine().pci.get());
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    std::array<u32, pci::Bus::capacity> before{};
    size_t const size = bus.functions().size();
    u32 routed = 0;
    for (size_t n = 0; n < size; ++n) {
        if (bus.functions()[n].interrupt_pin == 0)
            continue;
        before[n] = REQUIRE_OK(t, routed_now(bus.functions()[n]));
        ++routed;
    }
    REQUIRE_OK(t, sleeper.check_wake_source());
    REQUIRE_OK(t, sleeper.prepare());
    auto const slept = REQUIRE_OK(t, sleeper.sleep(t.report()));
    Sleeper::report_wake_up(t.report(), slept);
    EXPECT_OK(t, sleeper.check_wake_up(slept.wake_up));
    sleeper.working();
    for (size_t n = 0; n < size; ++n)
        if (bus.functions()[n].interrupt_pin != 0)
            EXPECT_EQ(t, before[n], REQUIRE_OK(t, routed_now(bus.functions()[n])));
    t.detail("routing functions={}", routed);
}
