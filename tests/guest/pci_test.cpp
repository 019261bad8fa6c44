// SPDX-License-Identifier: MIT
// PCI: every function of the machine is listed, with its BARs.
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"

TEST(pci, every_function_listed, "Enumerates every PCI function, bridges included, with sized BARs",
     .stage = Stage::platform)
{
    auto& bus = *REQUIRE_OK(t, machine().pci.get());
    for (pci::Function const& f : bus.functions()) {
        t.detail("pci {} vendor={} device={} class={} revision={} irq_line={} irq_pin={}", f.address(),
                 hex(f.vendor, 4), hex(f.device, 4), hex(f.class_code, 4), f.revision, f.interrupt_line,
                 f.interrupt_pin);
        for (unsigned n = 0; n < f.bar_count(); ++n)
            if (f.bars[n].kind != pci::Bar::Kind::none)
                t.detail("pci {} bar={} kind={} address={} size_bytes={}", f.address(), n, to_text(f.bars[n].kind),
                         hex(f.bars[n].address), f.bars[n].size);
    }
    for (pci::BusFinding const& finding : bus.findings())
        t.add(finding.error);
    EXPECT(t, !bus.functions().empty());
}
