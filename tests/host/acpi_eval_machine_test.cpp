// SPDX-License-Identifier: MIT
// What the evaluator does to the machine: the accesses of fields, PCI addresses, the global lock, tables,
// notifications.
#include "tests/host/acpi/assembler.hpp"
#include "tests/host/acpi/evaluated.hpp"

namespace acpi::test {
namespace {

using aml::RegionSpace;

std::string accesses(Evaluated const& e)
{
    std::string s;
    for (auto const& a : e.machine->accesses) {
        s += FixedText<64>::of("{}{}@{}={} ", a.how == 'r' ? "r" : "w", a.where.width_bytes * 8, hex(a.where.address),
                               hex(a.value))
                 .view();
    }
    e.machine->accesses.clear();
    return s;
}

Evaluated machine() { return evaluate_blocks({read_aml("machine")}); }

} // namespace

TEST(AcpiEvalMachine, AccessesOfFields)
{
    auto e = machine();
    ASSERT_EQ(e.bad(), 0u);
    EXPECT_TRUE(accesses(e).empty()) << "loading touches nothing";
    EXPECT_EQ(e.value("\\BYT0"), "0x0");
    EXPECT_EQ(accesses(e), "r8@0x100=0x0 ");
    EXPECT_EQ(e.value("\\DWR1"), "0x0");
    EXPECT_EQ(accesses(e), "r32@0x104=0x0 ") << "AccessType, not the width of the field";
    e.value("\\WBYT"); // 0x5a to the byte at bit 8 of a dword, Preserve
    EXPECT_EQ(accesses(e), "r32@0x104=0x0 w32@0x104=0x5a00 ");
    e.value("\\WDWD"); // a dword as a whole: nothing to preserve
    EXPECT_EQ(accesses(e), "w32@0x108=0x11223344 ");
    e.value("\\WONE");
    EXPECT_EQ(accesses(e), "w16@0x110=0xfff5 ") << "WriteAsOnes reads nothing";
    e.value("\\WZER");
    EXPECT_EQ(accesses(e), "w16@0x112=0x5 ");
    e.value("\\WSPN"); // 12 bits: half of a byte, and a whole one
    EXPECT_EQ(accesses(e), "r8@0x120=0x0 w8@0x120=0xc0 w8@0x121=0xab ");
    e.value("\\WIDX");
    EXPECT_EQ(accesses(e), "w8@0x70=0x5 w8@0x71=0x77 ");
    EXPECT_EQ(e.value("\\IDX5"), "0x77");
    EXPECT_EQ(accesses(e), "w8@0x70=0x5 r8@0x71=0x77 ");
    e.value("\\WBNK");
    EXPECT_EQ(accesses(e), "w8@0x130=0x3 w8@0x131=0x9 ");
    EXPECT_EQ(e.value("\\BNKM"), "0x8") << "defined in the method, its bank from a Local";
    EXPECT_EQ(accesses(e), "w8@0x130=0x4 w8@0x132=0x8 w8@0x130=0x4 r8@0x132=0x8 ");
    EXPECT_EQ(e.value("\\OVER"), "error: end of a field's access, inside its region");
    EXPECT_TRUE(accesses(e).empty());
    EXPECT_EQ(e.value("\\CMS0"), "error: space of an operation region");
    EXPECT_EQ(e.evaluator->failure().error.side, Side::unsupported);
}

TEST(AcpiEvalMachine, PciAddresses)
{
    auto e = machine();
    // 00:1f.0 of the host bridge's bus: segment 2, bus 0x40.
    e.value("\\_SB.PCI0.ISA0.PIR0");
    ASSERT_EQ(e.machine->accesses.size(), 1u);
    auto access = e.machine->accesses[0].where;
    EXPECT_EQ(access.space, RegionSpace::pci_config);
    EXPECT_EQ(access.address, 0x60u);
    EXPECT_EQ(access.pci_segment, 2);
    EXPECT_EQ(access.pci_bus, 0x40);
    EXPECT_EQ(access.pci_device, 0x1f);
    EXPECT_EQ(access.pci_function, 0);
    // Behind a bridge at 1.2 whose secondary bus is 0x45.
    aml::RegionAccess bridge{RegionSpace::pci_config, 0x0e, 1, 2, 0x40, 1, 2};
    ASSERT_TRUE(e.machine->write(bridge, 1));
    bridge.address = 0x19;
    ASSERT_TRUE(e.machine->write(bridge, 0x45));
    e.machine->accesses.clear();
    e.value("\\_SB.PCI0.BRG0.DEV0.REG0");
    ASSERT_EQ(e.machine->accesses.size(), 3u) << "header type, secondary bus, the field";
    access = e.machine->accesses[2].where;
    EXPECT_EQ(access.pci_bus, 0x45);
    EXPECT_EQ(access.pci_device, 3);
    e.machine->accesses.clear();
    e.value("\\_SB.PCI0.BRG0.DEV0.REG0");
    EXPECT_EQ(e.machine->accesses.size(), 1u) << "the address is worked out once";
}

TEST(AcpiEvalMachine, GlobalLock)
{
    auto e = machine();
    EXPECT_EQ(e.value("\\GLCK"), "0x0");
    EXPECT_EQ(e.machine->global_lock_releases, 1u);
    e.machine->is_global_lock_taken = true;
    EXPECT_EQ(e.value("\\GLCK"), "0xffffffffffffffff") << "timed out";
    EXPECT_EQ(e.value("\\LKFL"), "error: global lock of a field");
    e.machine->is_global_lock_taken = false;
    EXPECT_EQ(e.value("\\LKFL"), "0x0");
    EXPECT_EQ(e.machine->global_lock_releases, 2u);
    // What a method leaves locked is given back when the evaluation ends.
    EXPECT_EQ(e.value("\\KEEP"), "0x1");
    EXPECT_EQ(e.machine->global_lock_releases, 3u);
    EXPECT_EQ(e.value("\\REL0"), "error: Release");
    // By reference.
    EXPECT_EQ(e.value("\\GLRR"), "0x0");
    EXPECT_EQ(e.machine->global_lock_releases, 4u);
    e.machine->is_global_lock_taken = true;
    EXPECT_EQ(e.value("\\GLRR"), "0xffffffffffffffff") << "timed out";
    e.machine->is_global_lock_taken = false;
    // What is held stays what it is until it is released.
    EXPECT_EQ(e.value("\\GLCO"), "error: CopyObject to a mutex");
    EXPECT_EQ(e.machine->global_lock_releases, 5u);
}

TEST(AcpiEvalMachine, NotifyFatalAndTime)
{
    auto e = machine();
    EXPECT_EQ(e.value("\\NTFY"), "none");
    ASSERT_EQ(e.machine->notified.size(), 2u);
    EXPECT_EQ(e.machine->notified[0].first, *e.ns->find("\\_SB.PCI0"));
    EXPECT_EQ(e.machine->notified[0].second, 0x80u);
    EXPECT_EQ(e.machine->notified[1].second, 2u) << "through a reference";
    EXPECT_EQ(e.value("\\FATL"), "0x4");
    ASSERT_EQ(e.machine->fatals.size(), 1u);
    EXPECT_EQ(e.machine->fatals[0], (std::array<u64, 3>{1, 0x12345678, 3}));
    EXPECT_EQ(e.value("\\TIME"), "0xffffffffffffffff") << "it goes forward";
}

TEST(AcpiEvalMachine, OtherTables)
{
    auto e = machine();
    EXPECT_EQ(e.value("\\LDTB"), "0x0") << "not there";
    EXPECT_EQ(e.value("\\DTF0"), "error: DataTableRegion");
    auto block = table("OEM1", 1, Bytes{0x77, 0x66});
    e.machine->table = *Sdt::open(block, Phys{0x5000});
    ASSERT_TRUE(e.machine->write({RegionSpace::system_memory, 0x5024, 1}, 0x77));
    EXPECT_EQ(e.value("\\DTF0"), "0x77");
}

TEST(AcpiEvalMachine, DevicesAreInitialized)
{
    auto e = machine();
    auto done = e.evaluator->initialize_devices();
    EXPECT_EQ(done.methods, 3u);
    EXPECT_EQ(done.failed, 1u);
    // Root, then from the top down; not the device that _STA hides, nor what is below it.
    EXPECT_EQ(e.value("\\LOG0"), "'\\ _SB DEV2 '");
}

// Interrupt routing as the tests need it: a link device, asked, set and disabled.
TEST(AcpiEvalMachine, LinkDevices)
{
    auto e = machine();
    EXPECT_EQ(e.value("\\_SB.PCI0._PRT"), "{{0x4ffff, 0x0, ->\\_SB_.LNKA, 0x0}, {0x4ffff, 0x1, 0x0, 0x15}}");
    e.value("\\_SB.LNKA._DIS");
    EXPECT_EQ(e.value("\\_SB.LNKA._STA"), "0x9") << "off";
    auto resources = e.evaluator->evaluate("\\_SB.LNKA._PRS");
    ASSERT_TRUE(resources);
    std::array<aml::Object, 1> arguments;
    arguments[0] = *resources;
    EXPECT_EQ(e.value("\\_SB.LNKA._SRS", arguments), "none");
    EXPECT_EQ(e.value("\\_SB.LNKA._CRS"), "[23 20 00 18 79 00]"); // IRQ 5
    EXPECT_EQ(e.value("\\_SB.LNKA._STA"), "0xb");
    e.value("\\_SB.LNKA._DIS");
    EXPECT_EQ(e.value("\\_SB.LNKA._STA"), "0x9");
}

} // namespace acpi::test
