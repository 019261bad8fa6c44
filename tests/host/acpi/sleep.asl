// SPDX-License-Identifier: MIT
// \_S3 in the root, behind decoys: the same bytes in a string, a buffer, a method and in another scope. iasl takes _S3
// in the root only, so the last two are called DS3 here and the test renames them.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "SLEEP", 1)
{
    Name (TXT0, "_S3_\x12\x06\x04\x07\x07\x00\x00")
    Name (BUF0, Buffer () { 0x08, 0x5f, 0x53, 0x33, 0x5f, 0x12, 0x06, 0x04, 0x07, 0x07, 0x00, 0x00 })
    Method (MTH0, 1, Serialized)
    {
        Name (DS3, Package () { 6, 6, 0, 0 })
        Return (DS3)
    }
    Scope (\_SB)
    {
        Device (DEV0)
        {
            Name (_ADR, 0)
            Name (DS3, Package () { 5, 5, 0, 0 })
            Name (_S3D, 3)
        }
    }
    Name (SLPA, 3)
    Name (_S0, Package () { 0, 0, 0, 0 })
    Name (_S1, Package () { 0x0403 })
    Name (\_S3, Package (4) { One, 0x02, Zero, Zero })
    Name (_S4, Package () { SLPA, \SLPA, 0, 0 })
    Alias (\_S0, \_S5)
}
