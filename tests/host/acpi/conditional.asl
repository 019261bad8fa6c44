// SPDX-License-Identifier: MIT
// Statements at table level: what they would define is not known without an evaluator.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "COND", 1)
{
    Name (FLAG, 1)
    Method (MTH1, 1) { Return (Arg0) }
    If (LEqual (FLAG, 1)) { Name (_S3, Package () { 1, 1, 0, 0 }) } Else { Name (OTHR, 1) }
    Store (Add (FLAG, MTH1 (Or (FLAG, 2))), FLAG)
    MTH1 (3)
    Name (_S4, Package () { 2, 2, 0, 0 })
}
