// SPDX-License-Identifier: MIT
// No sleep states at all; an integer table of revision 1.
DefinitionBlock ("", "DSDT", 1, "QXLTG", "EMPTY", 1)
{
    Name (ONE1, Ones)
    Name (BIGN, 0x87654321)
}
