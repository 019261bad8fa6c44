// A region in PCI configuration space whose function is told by a field of that region, and two that ask each other.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "PCISELF", 0x00000001)
{
    Device (\_SB.DEV0)
    {
        OperationRegion (RGN0, PCI_Config, 0x40, 0x10)
        Field (RGN0, DWordAcc, NoLock, Preserve) { _ADR, 32 }
        Method (READ) { Return (_ADR) }
    }
    Device (\_SB.DEV1)
    {
        OperationRegion (RGN1, PCI_Config, 0x40, 0x10)
    }
    Device (\_SB.DEV2)
    {
        OperationRegion (RGN2, PCI_Config, 0x40, 0x10)
        Field (\_SB.DEV1.RGN1, DWordAcc, NoLock, Preserve) { _ADR, 32 }
        Method (READ) { Return (_ADR) }
    }
    Scope (\_SB.DEV1)
    {
        Field (\_SB.DEV2.RGN2, DWordAcc, NoLock, Preserve) { _ADR, 32 }
        Method (READ) { Return (_ADR) }
    }
}
