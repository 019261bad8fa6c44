// What runs first, and when: each method adds its digit to \LOG.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "STARTUP", 1)
{
    Name (LOG, 0)
    Name (MODL, 0xFF)
    Method (NOTE, 1) { \LOG = (\LOG << 4) | Arg0 }
    Method (_PIC, 1) { NOTE (9) MODL = Arg0 }
    Scope (\_SB)
    {
        Method (_INI) { NOTE (4) }
        Device (DEV0) // a region in configuration space: told
        {
            Name (_ADR, 0)
            Name (SAID, 0)
            OperationRegion (CFG0, PCI_Config, 0x40, 4)
            Method (_REG, 2) { NOTE (1) SAID = (Arg0 << 8) | Arg1 }
        }
        Device (DEV1) // others are always there, or are for another handler
        {
            Name (_ADR, 1)
            OperationRegion (MEM0, SystemMemory, 0x1000, 4)
            OperationRegion (ECR0, EmbeddedControl, 0, 4)
            Method (_REG, 2) { NOTE (2) }
        }
        Device (DEV2) // fails, and stops nothing
        {
            Name (_ADR, 2)
            OperationRegion (CFG2, PCI_Config, 0x40, 4)
            Method (_REG, 2) { NOTE (3) \LOG = 1 / (MODL - MODL) }
            Method (_INI) { NOTE (5) \LOG = 1 / (MODL - MODL) }
        }
        Device (DEV3)
        {
            Name (_ADR, 3)
            Method (_INI) { NOTE (6) }
        }
    }
}
