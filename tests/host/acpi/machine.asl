// SPDX-License-Identifier: MIT
// For acpi_eval_machine_test.cpp, which knows each access that these make.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "MACHINE", 1)
{
    Name (LOG0, "")
    OperationRegion (MEM0, SystemMemory, 0x100, 0x40)
    Field (MEM0, ByteAcc, NoLock, Preserve) { BYT0, 8, Offset (0x20), , 4, SPN0, 12, Offset (0x30), BNKR, 8 }
    Field (MEM0, DWordAcc, NoLock, Preserve) { Offset (4), , 8, DWR1, 8, Offset (8), DWD2, 32 }
    Field (MEM0, WordAcc, NoLock, WriteAsOnes) { Offset (0x10), ONE0, 4 }
    Field (MEM0, WordAcc, NoLock, WriteAsZeros) { Offset (0x12), ZER0, 4 }
    Field (MEM0, ByteAcc, Lock, Preserve) { LKFL, 8 }
    BankField (MEM0, BNKR, 3, ByteAcc, NoLock, Preserve) { Offset (0x31), BNK0, 8 }
    OperationRegion (IDX0, SystemIO, 0x70, 2)
    Field (IDX0, ByteAcc, NoLock, Preserve) { IDXI, 8, IDXD, 8 }
    IndexField (IDXI, IDXD, ByteAcc, NoLock, Preserve) { Offset (5), IDX5, 8 }
    OperationRegion (CMOS, SystemCMOS, 0, 16)
    Field (CMOS, ByteAcc, NoLock, Preserve) { CMS0, 8 }
    DataTableRegion (DTR0, "OEM1", "", "")
    Field (DTR0, ByteAcc, NoLock, Preserve) { Offset (0x24), DTF0, 8 }
    Name (SIZE, 2)
    OperationRegion (SHRT, SystemIO, 0x200, SIZE)
    Field (SHRT, ByteAcc, NoLock, Preserve) { Offset (2), OVER, 8 }

    Method (WBYT) { DWR1 = 0x5a }
    Method (WDWD) { DWD2 = 0x11223344 }
    Method (WONE) { ONE0 = 5 }
    Method (WZER) { ZER0 = 5 }
    Method (WSPN) { SPN0 = 0xabc }
    Method (WIDX) { IDX5 = 0x77 }
    Method (WBNK) { BNK0 = 9 }
    Method (BNKM, 0, Serialized) { Local0 = 4 BankField (MEM0, BNKR, Local0, ByteAcc, NoLock, Preserve) { Offset (0x31), BNK1, 8, BNK2, 8 } BNK2 = 8 Return (BNK2) }
    Mutex (MTX0, 0)
    Method (GLCK) { Local0 = Acquire (\_GL, 100) If (!Local0) { Release (\_GL) } Return (Local0) }
    Method (KEEP) { Acquire (\_GL, 0xffff) Acquire (MTX0, 0xffff) Return (1) }
    Method (REL0) { Release (MTX0) }
    Method (GLRF, 1) { Local0 = Acquire (Arg0, 100) If (!Local0) { Release (Arg0) } Return (Local0) }
    Method (GLRR) { Return (GLRF (RefOf (\_GL))) }
    Method (GLCO) { Acquire (\_GL, 0xffff) CopyObject (5, \_GL) }
    Method (NTF1, 1) { Notify (Arg0, 2) }
    Method (NTFY) { Notify (\_SB.PCI0, 0x80) NTF1 (RefOf (\_SB.PCI0)) }
    Method (FATL) { Fatal (1, 0x12345678, 3) Return (4) }
    Method (TIME) { Local0 = Timer Return (Timer > Local0) }
    Method (LDTB) { Return (LoadTable ("OEM1", "", "", "", "", 0)) }
    Method (_INI) { LOG0 = Concatenate (LOG0, "\\ ") }
    Scope (\_SB)
    {
        Method (_INI) { LOG0 = Concatenate (LOG0, "_SB ") }
        Device (DEV1)
        {
            Name (_HID, "ABCD0001")
            Name (_STA, 0)
            Method (_INI) { LOG0 = Concatenate (LOG0, "DEV1 ") }
            Device (SUB0) { Name (_ADR, 0) Method (_INI) { LOG0 = Concatenate (LOG0, "SUB0 ") } }
        }
        Device (DEV2)
        {
            Name (_HID, "ABCD0002")
            Method (_STA) { Return (0x0f) }
            Method (_INI) { LOG0 = Concatenate (LOG0, "DEV2 ") Divide (1, 0, Local0) }
        }
        Device (PCI0)
        {
            Name (_HID, EisaId ("PNP0A08"))
            Name (_CID, EisaId ("PNP0A03"))
            Name (_SEG, 2)
            Method (_BBN) { Return (0x40) }
            Name (_PRT, Package ()
            {
                Package () { 0x0004ffff, 0, LNKA, 0 },
                Package () { 0x0004ffff, 1, 0, 0x15 }
            })
            Device (ISA0)
            {
                Name (_ADR, 0x001f0000)
                OperationRegion (PIRQ, PCI_Config, 0x60, 4)
                Field (PIRQ, ByteAcc, NoLock, Preserve) { PIR0, 8 }
            }
            Device (BRG0)
            {
                Name (_ADR, 0x00010002)
                Device (DEV0)
                {
                    Name (_ADR, 0x00030000)
                    OperationRegion (CFG0, PCI_Config, 0x40, 4)
                    Field (CFG0, DWordAcc, NoLock, Preserve) { REG0, 32 }
                }
            }
        }
        Field (\_SB.PCI0.ISA0.PIRQ, ByteAcc, NoLock, Preserve) { PRQ0, 8 }
        Device (LNKA)
        {
            Name (_HID, EisaId ("PNP0C0F"))
            Name (_UID, 1)
            Name (BUFF, ResourceTemplate () { IRQ (Level, ActiveLow, Shared) { } })
            Name (_PRS, ResourceTemplate () { IRQ (Level, ActiveLow, Shared) { 5 } })
            Method (_STA) { If (PRQ0 & 0x80) { Return (9) } Return (0x0b) }
            Method (_DIS) { PRQ0 |= 0x80 }
            Method (_CRS)
            {
                CreateWordField (BUFF, 1, IRQW)
                IRQW = 1 << (PRQ0 & 0x0f)
                Return (BUFF)
            }
            Method (_SRS, 1)
            {
                CreateWordField (Arg0, 1, IRQW)
                FindSetRightBit (IRQW, Local0)
                PRQ0 = Local0 - 1
            }
        }
    }
}
