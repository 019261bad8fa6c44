// SPDX-License-Identifier: MIT
// A table of revision 1: integers of 32 bits (ACPI 6.5 5.2.11.1).
DefinitionBlock ("", "DSDT", 1, "QXLTG", "EVAL32", 1)
{
  Method (T000) { Local0 = 0 Local1 = 0 While (Local0 < 10) { Local0++ If (Local0 == 3) { Continue } If (Local0 == 7) { Break } Local1 += Local0 } Return (Local1) }
    Name (X000, "0x12")
  Method (T001) { Return (0xffffffff + 2) }
    Name (X001, "0x1")
  Method (T002) { Return (1 << 32) }
    Name (X002, "0x0")
  Method (T003) { Return (ToHexString (0x1ab)) }
    Name (X003, "'000001AB'")
  Method (T004) { Return (Concatenate (1, 2)) }
    Name (X004, "[01 00 00 00 02 00 00 00]")
  Method (T005) { Return (Not (0)) }
    Name (X005, "0xffffffff")
  Method (T006) { Return (ToInteger (Buffer () { 1, 2, 3, 4, 5, 6, 7, 8 })) }
    Name (X006, "0x4030201")
  Method (T007) { Return (1 == 1) }
    Name (X007, "0xffffffff")
  Method (T008) { Return (ToBuffer (1)) }
    Name (X008, "[01 00 00 00]")
  Method (T009) { Return (ToBCD (99999999)) }
    Name (X009, "0x99999999")
  Method (T010) { Return (ToBCD (100000000)) }
    Name (X010, "error: number to convert to BCD")
  Method (T011) { Return (FromBCD (0xA)) }
    Name (X011, "error: BCD digit")
  Method (T012) { Local0 = Buffer (8) { 1, 2, 3, 4, 5 } CreateQWordField (Local0, 0, QQQQ) Return (QQQQ) }
    Name (X012, "[01 02 03 04 05 00 00 00]")
  Method (T013) { Local0 = Buffer (8) { 1, 2, 3, 4, 5 } CreateDWordField (Local0, 0, DDDD) Return (DDDD) }
    Name (X013, "0x4030201")
  Method (T014) { Return (ToInteger ("99999999999")) }
    Name (X014, "0x3b9ac9ff")
  Method (T015) { Return (Add ("123456789a", 0)) }
    Name (X015, "0x12345678")
  Method (T016) { Local0 = 0 Local1 = 0 While (1) { Local0++ While (1) { Local1++ If (Local1 > 3) { Break } } If (Local0 > 4) { Break } Local1 = 0 } Return (Local0 * Local1) }
    Name (X016, "0x14")
  Method (T017) { Return (0 - 1) }
    Name (X017, "0xffffffff")
  Method (T018) { Return (FindSetLeftBit (0)) }
    Name (X018, "0x0")
  Method (T020) { If (0) { Return (1) } ElseIf (0) { Return (2) } Else { Return (3) } Return (4) }
    Name (X020, "0x3")
  Method (T021) { If (1) { Local0 = 1 } Else { Local0 = 2 } Local0 += 4 Return (Local0) }
    Name (X021, "0x5")
  Method (T022) { If (0) { Local0 = 1 } Else { Local0 = 2 } Local0 += 4 Return (Local0) }
    Name (X022, "0x6")
}
