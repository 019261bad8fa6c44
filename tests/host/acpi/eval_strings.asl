// SPDX-License-Identifier: MIT
// Strings and buffers: conversions, concatenation and parts. Each method returns a value, to be compared with ACPICA's.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "EVALSTR", 1)
{
  Name (INT0, 0x12) Name (STR0, "abc") Name (BUF0, Buffer () { 1, 2, 3 }) Name (BIG0, Buffer () { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
  Name (EMPS, "") Name (EMPB, Buffer (0) {}) Name (PAD0, Buffer (6) { 0x41, 0x42 }) Name (PKG0, Package () { 1, "x" })
  Device (DEV0) { Name (_HID, EisaId ("PNP0A03")) }
  Method (T000) { Return (Concatenate (1, 2)) }
  Method (T001) { Return (Concatenate (1, "0x2")) }
  Method (T002) { Return (Concatenate (1, BUF0)) }
  Method (T003) { Return (Concatenate ("a", "b")) }
  Method (T004) { Return (Concatenate ("a", 1)) }
  Method (T005) { Return (Concatenate ("a", BIG0)) }
  Method (T006) { Return (Concatenate (BUF0, "b")) }
  Method (T007) { Return (Concatenate (BUF0, 0x1122334455667788)) }
  Method (T008) { Return (Concatenate (BUF0, BUF0)) }
  Method (T009) { Return (Concatenate (EMPS, EMPS)) }
  Method (T010) { Return (Concatenate (EMPB, EMPB)) }
  Method (T011) { Concatenate ("a", "b", INT0) Return (INT0) }
  Method (T012) { Concatenate ("a", "b", BUF0) Return (BUF0) }
  Method (T013) { Concatenate (1, 2, STR0) Return (STR0) }
  Method (T014) { Return (Concatenate (DEV0, "x")) }
  Method (T015) { Return (ToString (BUF0, Ones)) }
  Method (T016) { Return (ToString (PAD0, Ones)) }
  Method (T017) { Return (ToString (PAD0, 1)) }
  Method (T018) { Return (ToString (PAD0, 0)) }
  Method (T019) { Return (ToString (STR0, 2)) }
  Method (T020) { Return (ToString (0x41424344, Ones)) }
  Method (T021) { Return (ToHexString (0)) }
  Method (T022) { Return (ToHexString (STR0)) }
  Method (T023) { Return (ToHexString (BIG0)) }
  Method (T024) { Return (ToHexString (EMPB)) }
  Method (T025) { Return (ToDecimalString (0)) }
  Method (T026) { Return (ToDecimalString (0xFFFFFFFFFFFFFFFF)) }
  Method (T027) { Return (ToDecimalString (BIG0)) }
  Method (T028) { Return (ToDecimalString (EMPB)) }
  Method (T029) { Return (ToDecimalString (STR0)) }
  Method (T030) { Return (ToInteger ("0x")) }
  Method (T031) { Return (ToInteger ("")) }
  Method (T032) { Return (ToInteger ("  12 ")) }
  Method (T033) { Return (ToInteger ("0xFFFFFFFFFFFFFFFFF")) }
  Method (T034) { Return (ToInteger ("18446744073709551616")) }
  Method (T035) { Return (ToInteger ("077")) }
  Method (T036) { Return (ToInteger (BIG0)) }
  Method (T037) { Return (ToInteger (EMPB)) }
  Method (T038) { Return (ToInteger ("-1")) }
  Method (T039) { Return (ToBuffer (EMPB)) }
  Method (T040) { Return (ToBuffer (0x1234)) }
  Method (T041) { Return (Mid ("abcdef", 2, 3)) }
  Method (T042) { Return (Mid ("abcdef", 6, 3)) }
  Method (T043) { Return (Mid ("abcdef", 4, 100)) }
  Method (T044) { Return (Mid (BIG0, 10, 5)) }
  Method (T045) { Return (Mid (BIG0, 12, 5)) }
  Method (T046) { Return (Mid (0x12345678, 0, 2)) }
  Method (T047) { Return (Mid ("abc", 0, 0)) }
  Method (T048) { Return (Mid (BUF0, 0, 0)) }
  Method (T049) { Mid ("abcdef", 1, 2, INT0) Return (INT0) }
  Method (T050) { Mid ("abcdef", 1, 2, BUF0) Return (BUF0) }
  Method (T051) { Return (LEqual ("abc", "abc")) }
  Method (T052) { Return (LEqual ("abc", "ABC")) }
  Method (T053) { Return (LLess ("abc", "abd")) }
  Method (T054) { Return (LLess ("ab", "abc")) }
  Method (T055) { Return (LGreater ("b", "abc")) }
  Method (T056) { Return (LEqual (BUF0, "abc")) }
  Method (T057) { Return (LEqual (0xabc, "abc")) }
  Method (T058) { Return (LEqual ("abc", 0xabc)) }
  Method (T059) { Return (LEqual (BUF0, 0x030201)) }
  Method (T060) { Return (LEqual (0x030201, BUF0)) }
  Method (T061) { Return (LGreater (EMPB, EMPB)) }
  Method (T062) { Return (LEqual (EMPS, "")) }
  Method (T063) { Return (LLess (BUF0, BIG0)) }
  Method (T064) { Return (Unicode ("hi")) }
  Method (T065) { Return (ToUUID ("33db4d5b-1ff7-401c-9657-7441c03dd766")) }
  Method (T066) { Return (SizeOf (STR0)) }
  Method (T067) { Return (SizeOf (BIG0)) }
  Method (T068) { Return (SizeOf (PKG0)) }
  Method (T069) { Return (SizeOf (EMPS)) }
  Method (T070) { STR0 = BUF0 Return (STR0) }
  Method (T071) { BUF0 = STR0 Return (BUF0) }
  Method (T072) { BUF0 = 0x1122 Return (BUF0) }
  Method (T073) { INT0 = STR0 Return (INT0) }
  Method (T074) { INT0 = BIG0 Return (INT0) }
  Method (T075) { STR0 = 5 Return (STR0) }
  Method (T076) { EMPB = STR0 Return (EMPB) }
  Method (T077) { EMPB = 5 Return (EMPB) }
  Method (T078) { BUF0 = "" Return (BUF0) }
  Method (T079) { BUF0 = BIG0 Return (BUF0) }
  Method (T080) { BIG0 = BUF0 Return (BIG0) }
  Method (T081) { Local0 = STR0 Local0 = 5 Return (Local0) }
  Method (T082) { Return (STR0 + 1) }
  Method (T083) { Return (BUF0 + 1) }
  Method (T084) { Return ("zz" + 1) }
  Method (T085) { Return (LNot (STR0)) }
  Method (T086) { If (STR0) { Return ("t") } Return ("f") }
  Method (T087) { If (EMPS) { Return ("t") } Return ("f") }
  Method (T088) { If (BUF0) { Return ("t") } Return ("f") }
  Method (T089) { Return (LAnd (STR0, 1)) }
  Method (T090) { Return (LOr (EMPS, 0)) }
  Method (T091) { Return ("tab\tquote\"back\\nl\nhex\x41oct\101") }
  Method (T092) { Return (ToHexString (Buffer (3) {})) }
  Method (T093) { ToHexString (0x12, STR0) Return (STR0) }
  Method (T094) { ToInteger ("55", STR0) Return (STR0) }
  Method (T095) { ToBuffer ("55", STR0) Return (STR0) }
  Method (T096) { ToString (PAD0, Ones, INT0) Return (INT0) }
  Method (T097) { ToDecimalString (77, BUF0) Return (BUF0) }
  Method (T098) { Return (Concatenate (EMPB, "x")) }
  Method (T099) { Return (Concatenate (0xFFFFFFFFFFFFFFFF, 0)) }
}
