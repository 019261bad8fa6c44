// Two host bridges, bridges below the first with and without a _PRT of their own, link devices of every kind, and a
// _PRT with an entry for each way to get one wrong.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "ROUTING", 1)
{
    Name (PICM, 0xFF)
    Method (_PIC, 1) { PICM = Arg0 }
    Scope (\_SB)
    {
        // Off until it is set; a register says which.
        Device (LNKA)
        {
            Name (_HID, EisaId ("PNP0C0F"))
            Name (_UID, 1)
            Name (IRQN, 0)
            Method (_STA) { If (IRQN == 0) { Return (0x9) } Return (0xB) }
            Method (_DIS) { IRQN = 0 }
            Method (_CRS, 0, Serialized)
            {
                Name (BUFF, ResourceTemplate () { Interrupt (ResourceConsumer, Level, ActiveLow, Shared) { 0 } })
                CreateDWordField (BUFF, 5, NUMB)
                NUMB = IRQN
                Return (BUFF)
            }
            Name (_PRS, ResourceTemplate () { Interrupt (ResourceConsumer, Level, ActiveLow, Shared) { 5, 10, 11 } })
            Method (_SRS, 1) { CreateDWordField (Arg0, 5, NUMB) IRQN = NUMB }
        }
        // Small IRQ descriptors, which stay as they were set.
        Device (LNKB)
        {
            Name (_HID, EisaId ("PNP0C0F"))
            Name (_CRS, ResourceTemplate () { IRQ (Level, ActiveLow, Shared) { 7 } })
            Name (_PRS, ResourceTemplate () {
                StartDependentFn (0, 0) { IRQ (Level, ActiveLow, Shared) { 3, 4, 12 } }
                EndDependentFn ()
            })
            Method (_SRS, 1) { CopyObject (Arg0, _CRS) }
        }
        // An IRQ descriptor without flags; two items.
        Device (LNKC)
        {
            Name (_CRS, ResourceTemplate () { IRQNoFlags () { 14 } Interrupt (ResourceConsumer, Edge, ActiveHigh) { 99 } })
        }
        // Does what it wants.
        Device (LNKD)
        {
            Name (_CRS, ResourceTemplate () { IRQ (Level, ActiveLow, Shared) { } })
            Name (_PRS, ResourceTemplate () { IRQ (Level, ActiveLow, Shared) { 10, 11 } })
            Method (_SRS, 1) { }
        }
        // Resources that are none.
        Device (BAD0) { Name (_CRS, Buffer () { 0x11, 0x22, 0x33 }) }                    // a DMA item, short
        Device (BAD1) { Name (_CRS, Buffer () { 0x22, 0x00 }) }                          // cut in the item
        Device (BAD2) { Name (_CRS, Buffer () { 0x89, 0x06, 0x00, 0x0F, 0x02, 5, 0, 0, 0, 0x79, 0 }) } // counts two, has one
        Device (BAD3) { Name (_CRS, Buffer () { 0x22, 0x20, 0x00 }) Name (_STA, 0xF) }    // no end tag: found before it
        Device (BAD4) { Name (TEXT, "none") Method (_CRS) { Return (TEXT) } }
        Device (BAD5) { }                                                                // no _CRS
        Device (BAD6) { Name (_CRS, ResourceTemplate () { IO (Decode16, 0x60, 0x60, 1, 1) }) }
        Device (BAD7) { Name (_CRS, ResourceTemplate () { IRQ (Level, ActiveLow, Shared) { 5, 6 } }) }
        Device (BAD8) { Name (_CRS, Buffer () { 0x79, 0x00 }) Name (_PRS, Buffer () { 0x21, 0x01, 0x79, 0x00 }) }
        Device (BAD9) { Name (_CRS, Buffer () { 0x89 }) }
        Device (BADA) { Name (_CRS, Buffer () { 0x89, 0x01, 0x00, 0x00, 0x79, 0x00 }) }
        Name (NODV, 3)

        Device (PCI0)
        {
            Name (_HID, EisaId ("PNP0A08"))
            Name (_CID, EisaId ("PNP0A03"))
            Name (_ADR, 0)
            Method (_PRT)
            {
                If (PICM == 0) { Return (PIC0) }
                Return (APIC)
            }
            Name (APIC, Package () { Package () { 0x0002FFFF, 0, 0, 20 } })
            Name (PIC0, Package ()
            {
                Package () { 0x0001FFFF, 0, LNKA, 0 },
                Package () { 0x0001FFFF, 1, \_SB.LNKB, 0 },
                Package () { 0x0001FFFF, 2, "\\_SB.LNKC", 0 },
                Package () { 0x0001FFFF, 3, "LNKC", 1 },
                Package () { 0x0002FFFF, 0, 0, 16 },
                Package () { 0x0002FFFF, 1, Zero, 17 },
                Package () { 0x0003FFFF, 0, 0, 18 },
                Package () { 0x0003FFFF, 1, 0, 19 },
                Package () { 0x0003FFFF, 2, 0, 20 },
                Package () { 0x0003FFFF, 3, 0, 21 },
                Package () { 0x0006FFFF, 3, LNKD, 0 },
                Package () { 0x001FFFFF, 0, 0, 9 }
            })
            Device (BR03) // no _PRT
            {
                Name (_ADR, 0x00030000)
                Device (BR31) { Name (_ADR, 0x00010002) Name (_PRT, Package () {
                    Package () { 0x0004FFFF, 0, 0, 40 }
                }) }
            }
            Device (NOAD) { Name (_PRT, Package () { }) } // no _ADR: not on the bus
        }
        Device (PCI1)
        {
            Name (_HID, "ACPI0016")
            Name (_CID, Package () { "PNP0C01", "PNP0A03" })
            Name (_SEG, 1)
            Method (_BBN) { Return (0x20) }
            Name (_PRT, Package ()
            {
                Package () { 0x0001FFFF, 0, 0, 30 },
                Package () { 0x0002FFFF, 4, 0, 30 }
            })
        }
        Device (PCI2) { Name (_HID, EisaId ("PNP0A03")) Name (_BBN, 7) Name (_STA, 0) } // not there
        Device (PCI3) { Name (_HID, EisaId ("PNP0A03")) Name (_BBN, 9) Name (TEXT, "none") Method (_PRT) { Return (TEXT) } }
        Device (PCI4) { Name (_HID, EisaId ("PNP0A03")) Name (_BBN, 10) }
        Device (PCI5) { Name (_HID, EisaId ("PNP0A03")) Name (_BBN, 11) Name (TABL, Package () { 5 }) Method (_PRT) { Return (TABL) } }
    }
    // One table each: what is wrong is said in the test. By a name, since iasl knows what a _PRT is to look like.
    Scope (\_SB)
    {
        Device (W000) { Name (TABL, Package () { Package () { 0x0001FFFF, 0, 0 } }) Method (_PRT) { Return (TABL) } }
        Device (W001) { Name (TABL, Package () { Package () { 0x0001FFFF, 0, 0, 5, 6 } }) Method (_PRT) { Return (TABL) } }
        Device (W002) { Name (TABL, Package () { 0x0001FFFF }) Method (_PRT) { Return (TABL) } }
        Device (W003) { Name (TABL, Package () { Package () { "slot", 0, 0, 5 } }) Method (_PRT) { Return (TABL) } }
        Device (W004) { Name (TABL, Package () { Package () { 0x0001FFFF, Buffer () { 1 }, 0, 5 } }) Method (_PRT) { Return (TABL) } }
        Device (W005) { Name (TABL, Package () { Package () { 0x0001FFFF, 4, 0, 5 } }) Method (_PRT) { Return (TABL) } }
        Device (W006) { Name (TABL, Package () { Package () { 0x0020FFFF, 0, 0, 5 } }) Method (_PRT) { Return (TABL) } }
        Device (W007) { Name (TABL, Package () { Package () { 0x0001FFFF, 0, 3, 5 } }) Method (_PRT) { Return (TABL) } }
        Device (W008) { Name (TABL, Package () { Package () { 0x0001FFFF, 0, "\\_SB.GONE", 5 } }) Method (_PRT) { Return (TABL) } }
        Device (W009) { Name (TABL, Package () { Package () { 0x0001FFFF, 0, "\\_SB.NODV", 5 } }) Method (_PRT) { Return (TABL) } }
        Device (W010) { Name (TABL, Package () { Package () { 0x0001FFFF, 0, Package () { }, 5 } }) Method (_PRT) { Return (TABL) } }
        Device (W011) { Name (TABL, Package () { Package () { 0x0001FFFF, 0, 0, "5" } }) Method (_PRT) { Return (TABL) } }
        Device (W012) { Method (_PRT)
        {
            Local0 = Package (4) { }
            Local0[0] = 0x0001FFFF
            Local0[1] = 0
            Local1 = Package (1) { }
            Local1[0] = Local0
            Return (Local1)
        } }
        Device (W013) { Name (TABL, Package () { Package () { 0x0001FFFF, 0, 0, 0x100000000 } }) Method (_PRT) { Return (TABL) } }
        Device (W014) { Name (TABL, Package () { Package () { 0x10001FFFF, 0, 0, 5 } }) Method (_PRT) { Return (TABL) } }
    }
}
