// SPDX-License-Identifier: MIT
// \_S3 inside Scope (\), as an SSDT has it.
DefinitionBlock ("", "SSDT", 1, "QXLTG", "SCOPES3", 1)
{
    Scope (\)
    {
        Name (_S3, Package () { 1, 1, 0, 0 })
        Name (ONE2, Ones)
    }
}
