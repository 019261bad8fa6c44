// SPDX-License-Identifier: MIT
// Arithmetic, shifts, BCD, comparisons and loops on 64 bits. Each method returns a value, to be compared with ACPICA's.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "EVALINT", 1)
{
  Name (INT0, 0xFEDCBA9876543210) Name (INT1, 0) Name (STR0, "abc") Name (BUF0, Buffer (2) { 1, 2 })
  Method (T000) { Return (Ones + 1) }
  Method (T001) { Return (0 - 1) }
  Method (T002) { Return (INT0 * 3) }
  Method (T003) { Divide (100, 7, Local0, Local1) Return ((Local0 << 8) | Local1) }
  Method (T004) { Return (100 % 7) }
  Method (T005) { Return (Ones % 10) }
  Method (T006) { Return (1 << 63) }
  Method (T007) { Return (1 << 64) }
  Method (T008) { Return (INT0 >> 4) }
  Method (T009) { Return (INT0 >> 64) }
  Method (T010) { Return (1 << Ones) }
  Method (T011) { Return (INT0 & 0xFFFF) }
  Method (T012) { Return (INT0 | 0xF) }
  Method (T013) { Return (INT0 ^ Ones) }
  Method (T014) { Return (~INT0) }
  Method (T015) { NAnd (INT0, 0xFF, Local0) Return (Local0) }
  Method (T016) { NOr (INT0, 0xFF, Local0) Return (Local0) }
  Method (T017) { FindSetLeftBit (INT0, Local0) Return (Local0) }
  Method (T018) { FindSetRightBit (INT0, Local0) Return (Local0) }
  Method (T019) { FindSetLeftBit (0, Local0) Return (Local0) }
  Method (T020) { FindSetRightBit (0, Local0) Return (Local0) }
  Method (T021) { FindSetLeftBit (Ones, Local0) Return (Local0) }
  Method (T022) { FindSetRightBit (0x8000000000000000, Local0) Return (Local0) }
  Method (T023) { FromBCD (0x1234567890123456, Local0) Return (Local0) }
  Method (T024) { FromBCD (0x1A, Local0) Return (Local0) }
  Method (T025) { ToBCD (1234567890123456, Local0) Return (Local0) }
  Method (T026) { ToBCD (9999999999999999, Local0) Return (Local0) }
  Method (T027) { Return (LNot (0)) }
  Method (T028) { Return (LNot (5)) }
  Method (T029) { Return (LEqual (Ones, 0xFFFFFFFFFFFFFFFF)) }
  Method (T030) { Return (LGreater (Ones, 1)) }
  Method (T031) { Return (LLess (Ones, 1)) }
  Method (T032) { Return (LNotEqual (1, 2)) }
  Method (T033) { Return (LLessEqual (1, 1)) }
  Method (T034) { Return (LGreaterEqual (1, 2)) }
  Method (T035) { Return (LAnd (1, 2)) }
  Method (T036) { Return (LOr (0, 2)) }
  Method (T037) { INT1++ INT1++ INT1-- Return (INT1) }
  Method (T038) { INT1-- Return (INT1) }
  Method (T039) { Return (Zero) }
  Method (T040) { Return (One) }
  Method (T041) { Return (Ones) }
  Method (T042) { Add (1, 2, INT1) Return (INT1) }
  Method (T043) { Add (1, 2, STR0) Return (STR0) }
  Method (T044) { Add (0x123456, 2, BUF0) Return (BUF0) }
  Method (T045) { Return (Add (0x10, 2) + Subtract (5, 3)) }
  Method (T046) { Store (5, Local0) Add (Local0, Local0, Local0) Return (Local0) }
  Method (T047) { Store (Add (1, 1, Local1), Local0) Return (Local0 + Local1) }
  Method (T048) { Divide (5, 0, Local0, Local1) Return (Local1) }
  Method (T049) { Return (5 % 0) }
  Method (T050) { Return (0x12345678) }
  Method (T051) { Return (0x1234) }
  Method (T052) { Return (0x123456789ABCDEF0) }
  Method (T053) { Increment (STR0) Return (STR0) }
  Method (T054) { Increment (BUF0) Return (BUF0) }
  Method (T055) { Local0 = 5 Local0-- Return (Local0) }
  Method (T056) { Local0 = "12" Local0++ Return (Local0) }
  Method (T057) { Return (Timer > 0) }
  Method (T058) { Sleep (1) Stall (1) Return (1) }
  Method (T059) { Local0 = Divide (17, 5) Return (Local0) }
  Method (T060) { Multiply (0x100000000, 0x100000000, Local0) Return (Local0) }
  Method (T061) { Return (ToInteger (Ones)) }
  Method (T062) { INT1 = INT0 INT0 = 5 Return (INT1) }
  Method (T063) { Return (7) }
  Method (T064) { Return (Not (0)) }
  Method (T065) { Return (And (Or (1, 6), XOr (3, 4))) }
  Method (T066) { Return (ShiftLeft (0xF, 60) + ShiftRight (0xF0, 4)) }
  Method (T067) { Return (Revision > 0) }
  Method (T068) { Return (_REV) }
  Method (T069) { Return (_OS) }
  Method (T070) { Return (_OSI ("Windows 2015")) }
  Method (T071) { Return (_OSI ("Linux")) }
  Method (T072) { Return (_OSI ("Windows 2019")) }
  Method (T073) { Return (_OSI ("Windows 2020")) }
  Method (T074) { Return (_OSI ("Darwin")) }
  Method (T075) { Return (_OSI ("Module Device")) }
  Method (T076) { Return (_OSI ("Processor Aggregator Device")) }
  Method (T077) { Return (_OSI ("Extended Address Space Descriptor")) }
  Method (T078) { Return (_OSI ("Windows 2000")) }
  Method (T079) { Return (_OSI ("Windows 2012")) }
  Method (T080) { Return (_OSI ("Windows 2006 SP2")) }
  Method (T081) { Return (_OSI ("FreeBSD")) }
  Method (T082) { Return (_OSI ("")) }
}
