// SPDX-License-Identifier: MIT
// A machine with the parts that QEMU's q35 has, in their usual shape: host bridge with _PRT for PIC and APIC, link devices over the
// LPC bridge's registers, legacy devices, hot-plug of processors and of PCI slots, GPE handlers, sleep states.
DefinitionBlock ("", "DSDT", 1, "QXLTG", "Q35", 1)
{
    Scope (\)
    {
        OperationRegion (DBG, SystemIO, 0x402, 1)
        Field (DBG, ByteAcc, NoLock, Preserve) { DBGB, 8 }
        Method (DBUG, 1)
        {
            Local0 = ToHexString (Arg0)
            Local0 = ToBuffer (Local0)
            Local1 = SizeOf (Local0) - 1
            Local2 = 0
            While (Local2 < Local1) { DBGB = DerefOf (Local0 [Local2]) Local2++ }
            DBGB = 0x0a
        }
        Name (PICF, 0)
        Method (_PIC, 1) { PICF = Arg0 }
    }
    Scope (\_SB)
    {
        Device (PCI0)
        {
            Name (_HID, EisaId ("PNP0A08"))
            Name (_CID, EisaId ("PNP0A03"))
            Name (_ADR, 0)
            Name (_UID, 0)
            Name (SUPP, 0)
            Name (CTRL, 0)
            Method (_OSC, 4)
            {
                CreateDWordField (Arg3, 0, CDW1)
                If (Arg0 == ToUUID ("33db4d5b-1ff7-401c-9657-7441c03dd766"))
                {
                    CreateDWordField (Arg3, 4, CDW2)
                    CreateDWordField (Arg3, 8, CDW3)
                    SUPP = CDW2
                    CTRL = CDW3 & 0x1f
                    If (Arg1 != 1) { CDW1 |= 8 }
                    If (CDW3 != CTRL) { CDW1 |= 0x10 }
                    CDW3 = CTRL
                }
                Else { CDW1 |= 4 }
                Return (Arg3)
            }
            Name (PRTP, Package ()
            {
                Package () { 0x0000ffff, 0, LNKE, 0 }, Package () { 0x0000ffff, 1, LNKF, 0 }, Package () { 0x0000ffff, 2, LNKG, 0 }, Package () { 0x0000ffff, 3, LNKH, 0 },
                Package () { 0x0001ffff, 0, LNKF, 0 }, Package () { 0x0001ffff, 1, LNKG, 0 }, Package () { 0x0001ffff, 2, LNKH, 0 }, Package () { 0x0001ffff, 3, LNKE, 0 },
                Package () { 0x001fffff, 0, LNKA, 0 }, Package () { 0x001fffff, 1, LNKB, 0 }, Package () { 0x001fffff, 2, LNKC, 0 }, Package () { 0x001fffff, 3, LNKD, 0 }
            })
            Name (PRTA, Package ()
            {
                Package () { 0x0000ffff, 0, GSIE, 0 }, Package () { 0x0000ffff, 1, GSIF, 0 }, Package () { 0x0001ffff, 0, GSIF, 0 }, Package () { 0x001fffff, 0, GSIA, 0 }
            })
            Method (_PRT) { If (PICF == 0) { Return (PRTP) } Else { Return (PRTA) } }
            Name (CRES, ResourceTemplate ()
            {
                WordBusNumber (ResourceProducer, MinFixed, MaxFixed, PosDecode, 0, 0, 0xff, 0, 0x100)
                IO (Decode16, 0x0cf8, 0x0cf8, 1, 8)
                WordIO (ResourceProducer, MinFixed, MaxFixed, PosDecode, EntireRange, 0, 0, 0x0cf7, 0, 0x0cf8)
                WordIO (ResourceProducer, MinFixed, MaxFixed, PosDecode, EntireRange, 0, 0x0d00, 0xffff, 0, 0xf300)
                DWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed, Cacheable, ReadWrite, 0, 0xa0000, 0xbffff, 0, 0x20000)
                QWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed, Cacheable, ReadWrite, 0, 0x800000000, 0xfffffffff, 0, 0x800000000)
            })
            Method (_CRS) { Return (CRES) }
            Device (ISA)
            {
                Name (_ADR, 0x001f0000)
                OperationRegion (PIRQ, PCI_Config, 0x60, 0x0c)
                Scope (\_SB)
                {
                    Field (PCI0.ISA.PIRQ, ByteAcc, NoLock, Preserve) { PRQA, 8, PRQB, 8, PRQC, 8, PRQD, 8, Offset (8), PRQE, 8, PRQF, 8, PRQG, 8, PRQH, 8 }
                }
                Device (RTC) { Name (_HID, EisaId ("PNP0B00")) Name (_CRS, ResourceTemplate () { IO (Decode16, 0x70, 0x70, 1, 8) IRQNoFlags () { 8 } }) }
                Device (KBD) { Name (_HID, EisaId ("PNP0303")) Method (_STA) { Return (0x0f) } Name (_CRS, ResourceTemplate () { IO (Decode16, 0x60, 0x60, 1, 1) IO (Decode16, 0x64, 0x64, 1, 1) IRQNoFlags () { 1 } }) }
                OperationRegion (LPCD, PCI_Config, 0x80, 2)
                Field (LPCD, AnyAcc, NoLock, Preserve) { COMA, 3, , 1, COMB, 3, Offset (1), LPTD, 2 }
                Device (COM1) { Name (_HID, EisaId ("PNP0501")) Name (_UID, 1) Method (_STA) { If (COMA == 7) { Return (0) } Return (0x0f) } Name (_CRS, ResourceTemplate () { IO (Decode16, 0x3f8, 0x3f8, 0, 8) IRQNoFlags () { 4 } }) }
            }
            Device (S08) { Name (_ADR, 0x00010000) Method (_S1D) { Return (0) } Method (_S2D) { Return (0) } Method (_S3D) { Return (0) } }
            Device (S10) { Name (_ADR, 0x00020000) Name (BSEL, 0) Name (_SUN, 2) Method (_EJ0, 1) { PCEJ (BSEL, _SUN) } }
            OperationRegion (PCST, SystemIO, 0x0cc0, 0x18)
            Field (PCST, DWordAcc, NoLock, WriteAsZeros) { PCIU, 32, PCID, 32, B0EJ, 32, BNUM, 32, PIDX, 32 }
            Mutex (BLCK, 0)
            Method (PCEJ, 2) { Acquire (BLCK, 0xffff) BNUM = Arg0 B0EJ = 1 << Arg1 Release (BLCK) Return (0) }
            Method (DVNT, 2) { If (Arg0 & 4) { Notify (S10, Arg1) } }
            Method (PCNT) { BNUM = 0 DVNT (PCIU, 1) DVNT (PCID, 3) }
        }
        Method (IQST, 1) { If (0x80 & Arg0) { Return (0x09) } Return (0x0b) }
        Method (IQCR, 1, Serialized)
        {
            Name (PRR0, ResourceTemplate () { Interrupt (ResourceConsumer, Level, ActiveHigh, Shared) { 0 } })
            CreateDWordField (PRR0, 5, PRRI)
            PRRI = Arg0 & 0x0f
            Return (PRR0)
        }
        Device (LNKA) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 0) Name (_PRS, ResourceTemplate () { Interrupt (ResourceConsumer, Level, ActiveHigh, Shared) { 5, 10, 11 } }) Method (_STA) { Return (IQST (PRQA)) } Method (_DIS) { PRQA |= 0x80 } Method (_CRS) { Return (IQCR (PRQA)) } Method (_SRS, 1) { CreateDWordField (Arg0, 5, PRRI) PRQA = PRRI } }
        Device (LNKB) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 1) Method (_STA) { Return (IQST (PRQB)) } Method (_CRS) { Return (IQCR (PRQB)) } }
        Device (LNKC) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 2) Method (_STA) { Return (IQST (PRQC)) } Method (_CRS) { Return (IQCR (PRQC)) } }
        Device (LNKD) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 3) Method (_STA) { Return (IQST (PRQD)) } Method (_CRS) { Return (IQCR (PRQD)) } }
        Device (LNKE) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 4) Method (_CRS) { Return (IQCR (PRQE)) } }
        Device (LNKF) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 5) Method (_CRS) { Return (IQCR (PRQF)) } }
        Device (LNKG) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 6) Method (_CRS) { Return (IQCR (PRQG)) } }
        Device (LNKH) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 7) Method (_CRS) { Return (IQCR (PRQH)) } }
        Device (GSIA) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 0x10) Name (_CRS, ResourceTemplate () { Interrupt (ResourceConsumer, Level, ActiveHigh, Shared) { 16 } }) Method (_SRS, 1) {} }
        Device (GSIE) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 0x14) Name (_CRS, ResourceTemplate () { Interrupt (ResourceConsumer, Level, ActiveHigh, Shared) { 20 } }) Method (_SRS, 1) {} }
        Device (GSIF) { Name (_HID, EisaId ("PNP0C0F")) Name (_UID, 0x15) Name (_CRS, ResourceTemplate () { Interrupt (ResourceConsumer, Level, ActiveHigh, Shared) { 21 } }) Method (_SRS, 1) {} }
        Device (HPET)
        {
            Name (_HID, EisaId ("PNP0103"))
            OperationRegion (HPTM, SystemMemory, 0xfed00000, 0x400)
            Field (HPTM, DWordAcc, Lock, Preserve) { VEND, 32, PRD, 32 }
            Method (_STA)
            {
                Local0 = VEND
                Local1 = PRD
                Local0 >>= 16
                If (Local0 == 0 || Local0 == 0xffff) { Return (0) }
                If (Local1 == 0 || Local1 > 100000000) { Return (0) }
                Return (0x0f)
            }
        }
        Device (\_SB.PCI0.PRES)
        {
            Name (_HID, EisaId ("PNP0A06"))
            Name (_UID, "CPU Hotplug resources")
            Mutex (CPLK, 0)
            OperationRegion (PRST, SystemIO, 0x0cd8, 0x0c)
            Field (PRST, ByteAcc, NoLock, WriteAsZeros) { Offset (4), CPEN, 1, CINS, 1, CRMV, 1, CEJ0, 1, Offset (5), CCMD, 8 }
            Field (PRST, DWordAcc, NoLock, Preserve) { CSEL, 32, Offset (8), CDAT, 32 }
            Method (_INI) { CSEL = 0 }
        }
        Device (CPUS)
        {
            Name (_HID, "ACPI0010")
            Method (CTFY, 2) { If (Arg0 == 0) { Notify (C000, Arg1) } }
            Method (CSTA, 1, Serialized) { Acquire (\_SB.PCI0.PRES.CPLK, 0xffff) \_SB.PCI0.PRES.CSEL = Arg0 Local0 = 0 If (\_SB.PCI0.PRES.CPEN == 1) { Local0 = 0x0f } Release (\_SB.PCI0.PRES.CPLK) Return (Local0) }
            Processor (C000, 0, 0, 0) { Method (_STA) { Return (CSTA (0)) } Name (_MAT, Buffer () { 0, 8, 0, 0, 1, 0, 0, 0 }) }
        }
    }
    Scope (_GPE)
    {
        Name (_HID, "ACPI0006")
        Method (_E01) { \_SB.PCI0.PCNT () }
        Method (_E02) { \_SB.CPUS.CTFY (0, 1) }
    }
    Name (\_S3, Package () { 1, 1, 0, 0 })
    Name (\_S4, Package () { 2, 2, 0, 0 })
    Name (\_S5, Package () { 0, 0, 0, 0 })
}
