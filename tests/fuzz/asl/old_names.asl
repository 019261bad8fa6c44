// SPDX-License-Identifier: MIT
// Revision 1, 32-bit integers: conversions where the width shows, and names at the end of many scopes.
DefinitionBlock ("", "DSDT", 1, "QXLTG", "OLD", 0)
{
  Name (INT0, 0xffffffff)
  Method (ADD0) { Return (INT0 + 1) }
  Method (CAT0) { Return (Concatenate (INT0, 1)) }
  Method (HEX0) { Return (Concatenate ("", INT0)) }
  Method (BCD0) { Return (ToBCD (123456789)) }
  Method (BCD1) { Return (FromBCD (0x99999999)) }
  Method (SHF0) { Return (1 << 32) }
  Method (LFT0) { Return (FindSetLeftBit (INT0)) }
  Method (BUF0) { Return (ToBuffer (5)) }
  Method (STR0) { Return (ToInteger ("0x123456789")) }
  Method (ONEZ) { Return (Ones) }
  Method (SIZE) { Return (SizeOf (INT0)) }
  Scope (\_SB) { Device (AAAA) { Device (BBBB) { Device (CCCC) { Device (DDDD) { Name (DEEP, 1) Method (FIND) { Return (Package () { DEEP, ^DEEP, ^^UPUP, \_SB.AAAA.BBBB.CCCC.DDDD.DEEP }) } } Name (UPUP, 2) } } } }
  Method (\_SB.AAAA.BBBB.OUTS) { Return (CCCC.UPUP) }
  Alias (\_SB.AAAA, \_SB.SHRT) Alias (\_SB.SHRT.BBBB, MORE) Name (\MORE.NEWN, 3)
  Method (THRU) { Return (Package () { \_SB.SHRT.BBBB.NEWN, \MORE.NEWN, MORE.CCCC.UPUP }) }
  Name (_S1, Package () { 1, 1 }) Name (_S3, Package () { INT1, INT1, 0, 0 }) Name (INT1, 5) Method (_S4) { Return (Package () { 6, 6 }) } Name (_S5, Package () { 0x0707 })
}
