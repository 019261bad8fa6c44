// SPDX-License-Identifier: MIT
// Every kind of named object and the expressions that may stand in their operands.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "GRAMMAR", 1)
{
    External (\XMTH, MethodObj)
    Name (BASE, 0x1000)
    Name (STR0, "text")
    Name (STR1, "")
    Name (B000, Buffer (4) { 1, 2 })
    Name (B001, Buffer (BASE) { 1, 2 })
    Name (Q000, 0x1122334455667788)
    Name (W000, 0x1234)
    Name (D000, 0x12345678)
    Name (P000, Package () { 1, "two", Package () { 3, Package () { 4 } }, Buffer () { 5 }, BASE, \_SB.PCI0, Package () {} })
    Name (P001, Package (8) { 1 })
    Name (P002, Package (BASE) { 1, 2 })
    Name (UUID, ToUUID ("33db4d5b-1ff7-401c-9657-7441c03dd766"))
    Method (MTH2, 2) { Return (Add (Arg0, Arg1)) }
    Method (MTH7, 7, Serialized, 5) { Store (Arg6, Local7) If (Arg0) { Name (INME, 1) } Return (Arg6) }
    OperationRegion (REG0, SystemIO, 0xb0, 0x10)
    OperationRegion (REG1, SystemMemory, Add (BASE, MTH2 (1, MTH2 (2, 3))), ShiftLeft (1, 8))
    Field (REG0, ByteAcc, NoLock, Preserve)
    {
        F000, 1,
        , 7,
        AccessAs (WordAcc, 0),
        Offset (4),
        F001, 16,
        F002, 64
    }
    Field (REG1, DWordAcc, Lock, WriteAsZeros) { IDX0, 8, DAT0, 8, BNK0, 32, , 4000, BIG0, 32 }
    IndexField (IDX0, DAT0, ByteAcc, NoLock, Preserve) { IF00, 8, Offset (0x20), IF01, 8 }
    BankField (REG1, BNK0, Add (1, BASE), ByteAcc, NoLock, Preserve) { BF00, 8 }
    DataTableRegion (DREG, "SSDT", "", "")
    Mutex (MUT0, 3)
    Event (EVT0)
    Scope (\_SB)
    {
        Device (PCI0)
        {
            Name (_HID, EisaId ("PNP0A03"))
            Device (LPC0)
            {
                Name (_ADR, 0x001f0000)
                Name (NUM0, 7)
                OperationRegion (PIRQ, PCI_Config, 0x60, 0x0c)
                Scope (\)
                {
                    Field (\_SB.PCI0.LPC0.PIRQ, ByteAcc, NoLock, Preserve) { PRQ0, 8, PRQ1, 8 }
                }
                Method (^UP00, 0) { Return (1) }
                Name (^^UP01, One)
            }
            PowerResource (PWR0, 1, 2) { Method (_STA) { Return (1) } }
            Name (PRES, ResourceTemplate () { IO (Decode16, 0x60, 0x60, 0, 1) })
        }
        Processor (CPU0, 1, 0x410, 6) { Name (_UID, 0) }
    }
    Scope (\_TZ) { ThermalZone (TZ00) { Name (_TZP, 100) } }
    Scope (\_SB.PCI0) { Name (LATE, 1) Alias (\_SB.PCI0.LPC0.NUM0, ALS0) Alias (LPC0, ALSD) }
    Name (\_SB.PCI0.LPC0.DEEP, 1)
    CreateDWordField (B001, 0, CDW0)
    CreateField (B001, Add (3, 5), 9, CF00)
    Name (LAST, 1)
}
