// SPDX-License-Identifier: MIT
// Stores, copies, references, arguments and comparisons among objects of all types: Tnnn with what it comes to in Xnnn.
// ACPICA differs: T083 and T085 return a device, which acpiexec cannot print.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "EVALOBJ", 1)
{
  Name (FLAG, 1) Name (INT0, 5) Name (STR0, "str") Name (BUF0, Buffer () { 1, 2, 3 }) Name (PKG0, Package () { 1, "two", Package () { 3 } })
  Device (\DEV0) { Name (_ADR, 0) Name (_HID, "ABCD0001") }
  Event (EVT0) Mutex (MTX0, 0)
  OperationRegion (RAM0, SystemMemory, 0x1000, 0x100)
  Field (RAM0, ByteAcc, NoLock, Preserve) { F008, 8, F032, 32, F064, 64, F100, 100 }
  Method (T000) { Local0 = INT0 Local0 = "x" Return (Local0) }
    Name (X000, "'x'")
  Method (T001) { INT0 = BUF0 Return (INT0) }
    Name (X001, "0x30201")
  Method (T002) { STR0 = BUF0 Return (STR0) }
    Name (X002, "'0x01 0x02 0x03'")
  Method (T003) { STR0 = 0x12 Return (STR0) }
    Name (X003, "'0000000000000012'")
  Method (T004) { BUF0 = STR0 Return (BUF0) }
    Name (X004, "[73 74 72]")
  Method (T005) { BUF0 = 0x11223344 Return (BUF0) }
    Name (X005, "[44 33 22]")
  Method (T006) { BUF0 = "longer than three" Return (BUF0) }
    Name (X006, "[6c 6f 6e]")
  Method (T007) { CopyObject (STR0, INT0) Return (INT0) }
    Name (X007, "'str'")
  Method (T008) { CopyObject (PKG0, INT0) Return (INT0) }
    Name (X008, "{0x1, 'two', {0x3}}")
  Method (T009) { F008 = 0x1ff Return (F008) }
    Name (X009, "0xff")
  Method (T010) { F032 = "abcdef" Return (F032) }
    Name (X010, "0x64636261")
  Method (T011) { F064 = Buffer () { 1, 2 } Return (F064) }
    Name (X011, "0x201")
  Method (T012) { F100 = 0x1122 Return (F100) }
    Name (X012, "[22 11 00 00 00 00 00 00 00 00 00 00 00]")
  Method (T013) { F032 = 0xdeadbeef STR0 = F032 Return (STR0) }
    Name (X013, "'00000000DEADBEEF'")
  Method (T014) { F100 = "0123456789abcdef" STR0 = F100 Return (STR0) }
    Name (X014, "'0x30 0x31 0x32 0x33 0x34 0x35 0x36 0x37 0x38 0x39 0x61 0x62 0x03'")
  Method (T015) { Return (F032 + F008) }
    Name (X015, "0x0")
  Method (T016) { Return (Concatenate ("a", F032)) }
    Name (X016, "'a0000000000000000'")
  Method (T017) { Return (Concatenate (F100, F008)) }
    Name (X017, "[00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00]")
  Method (T018) { Local0 = PKG0 Local1 = DerefOf (Local0[2]) Local1[0] = 9 Return (Local0) }
    Name (X018, "{0x1, 'two', {0x3}}")
  Method (T019) { Local0 = RefOf (PKG0) Local1 = DerefOf (Local0) Local1[0] = 9 Return (PKG0) }
    Name (X019, "{0x1, 'two', {0x3}}")
  Method (T020) { PKG0[0] = 9 Return (PKG0) }
    Name (X020, "{0x9, 'two', {0x3}}")
  Method (T021) { Local0 = PKG0[1] Return (DerefOf (Local0)) }
    Name (X021, "'two'")
  Method (T022) { Local0 = PKG0[1] Local1 = DerefOf (Local0) Local1[0] = 0x5a Return (PKG0) }
    Name (X022, "{0x1, 'two', {0x3}}")
  Method (T024) { PKG0[0] = RefOf (INT0) Return (DerefOf (DerefOf (PKG0[0]))) }
    Name (X024, "0x5")
  Method (T025) { Store (RefOf (INT0), Local0) Local0 = 7 Return (INT0) }
    Name (X025, "0x5")
  Method (CALE, 2) { Arg0 = 0x77 Arg1[0] = 0x66 Return (Arg0) }
  Method (T026) { CALE (INT0, BUF0) Return (INT0) }
    Name (X026, "0x5")
  Method (T027) { CALE (INT0, BUF0) Return (BUF0) }
    Name (X027, "[66 02 03]")
  Method (T028) { Local0 = BUF0 CALE (1, Local0) Return (Local0) }
    Name (X028, "[66 02 03]")
  Method (T029) { CALE (RefOf (BUF0), BUF0) Return (BUF0) }
    Name (X029, "0x77")
  Method (INCR, 1) { Arg0++ }
  Method (T030) { Local0 = 5 INCR (Local0) Return (Local0) }
    Name (X030, "0x5")
  Method (T031) { Local0 = 5 INCR (RefOf (Local0)) Return (Local0) }
    Name (X031, "error: operand's type")
  Method (GETR, 1) { Return (DerefOf (Arg0)) }
  Method (T032) { Return (GETR (RefOf (INT0))) }
    Name (X032, "0x5")
  Method (T033) { Local0 = 0x21 Return (GETR (RefOf (Local0))) }
    Name (X033, "0x21")
  Method (T034) { Return (GETR (PKG0[1])) }
    Name (X034, "'two'")
  Method (T035) { Return (GETR ("INT0")) }
    Name (X035, "0x5")
  Method (T036) { Return (GETR ("\\DEV0._HID")) }
    Name (X036, "'ABCD0001'")
  Method (T037) { Return (ObjectType (PKG0[1])) }
    Name (X037, "0x2")
  Method (T038) { Return (ObjectType (BUF0[1])) }
    Name (X038, "0xe")
  Method (T041) { STR0++ Return (STR0) }
    Name (X041, "'0000000000000001'")
  Method (T042) { Return ("7" + "8") }
    Name (X042, "0xf")
  Method (T043) { Return (BUF0 + 1) }
    Name (X043, "0x30202")
  Method (T044) { If ("0") { Return (1) } Return (0) }
    Name (X044, "0x0")
  Method (T045) { If (BUF0) { Return (1) } Return (0) }
    Name (X045, "0x1")
  Method (T046) { Return (LEqual ("abc", BUF0)) }
    Name (X046, "0x0")
  Method (T047) { Return (LGreater (BUF0, 5)) }
    Name (X047, "0x0")
  Method (T048) { Return (LLess ("b", "abc")) }
    Name (X048, "0x0")
  Method (T049) { Return (LAnd ("1", BUF0)) }
    Name (X049, "0xffffffffffffffff")
  Method (T050) { Return (ToInteger ("0xfffffffffffffffff")) }
    Name (X050, "0xffffffffffffffff")
  Method (T051) { Return (ToInteger ("  12")) }
    Name (X051, "0xc")
  Method (T052) { Return (ToInteger ("99999999999999999999")) }
    Name (X052, "0x8ac7230489e7ffff")
  Method (T053) { Return (Mid (BUF0, 1, 100)) }
    Name (X053, "[02 03]")
  Method (T054) { Return (Mid (BUF0, 9, 1)) }
    Name (X054, "[]")
  Method (T055) { Return (Mid ("abc", 3, 1)) }
    Name (X055, "''")
  Method (T056) { Return (ToString (BUF0, 2)) }
    Name (X056, "'\x01\x02'")
  Method (T057) { Return (ToString ("abc", 2)) }
    Name (X057, "'ab'")
  Method (T058) { Return (ToString (0x414243, Ones)) }
    Name (X058, "'CBA'")
  Method (T060) { Return (Match (Package () { "a", "b", Buffer () { 1 }, 5 }, MEQ, "b", MTR, 0, 0)) }
    Name (X060, "0x1")
  Method (T061) { Return (Match (Package () { 1, 5, 9 }, MGT, 1, MLT, 9, 0)) }
    Name (X061, "0x1")
  Method (T062) { Return (Match (Package () { 1, 5, 9 }, MGT, 10, MLT, 9, 0)) }
    Name (X062, "0xffffffffffffffff")
  Method (T063) { Return (Match (Package () { 1, 5, 9 }, MEQ, 5, MTR, 0, 7)) }
    Name (X063, "error: Match, StartIndex less than")
  Method (T065) { Return (Concatenate (5, "10")) }
    Name (X065, "[05 00 00 00 00 00 00 00 10 00 00 00 00 00 00 00]")
  Method (T066) { Return (Concatenate ("", "")) }
    Name (X066, "''")
  Method (T067) { Return (Concatenate (BUF0, BUF0)) }
    Name (X067, "[01 02 03 01 02 03]")
  Method (T068) { Return (ConcatenateResTemplate (ResourceTemplate () { IO (Decode16, 1, 1, 0, 1) }, ResourceTemplate () { IRQNoFlags () { 5 } })) }
    Name (X068, "[47 01 01 00 01 00 00 01 22 20 00 79 00]")
  Method (T069) { Return (ConcatenateResTemplate (BUF0, BUF0)) }
    Name (X069, "error: resource template")
  Method (T070) { Return (FromBCD (0x99999999)) }
    Name (X070, "0x5f5e0ff")
  Method (T071) { Return (ToBCD (0x7fffffffffffffff)) }
    Name (X071, "error: number to convert to BCD")
  Method (T072) { Return (ToDecimalString (Ones)) }
    Name (X072, "'18446744073709551615'")
  Method (T073) { Return (ToHexString (STR0)) }
    Name (X073, "'str'")
  Method (T074) { Return (ToDecimalString (STR0)) }
    Name (X074, "'str'")
  Method (T075) { Return (Divide (100, 7, Local0)) }
    Name (X075, "0xe")
  Method (T076) { Return (0 - 1) }
    Name (X076, "0xffffffffffffffff")
  Method (T077) { Return (Multiply (0xffffffffffffffff, 2)) }
    Name (X077, "0xfffffffffffffffe")
  Method (T078) { Return (ShiftRight (Ones, 63)) }
    Name (X078, "0x1")
  Method (T079) { Return (ShiftLeft (1, 63)) }
    Name (X079, "0x8000000000000000")
  Method (T083) { Return (DEV0) }
    Name (X083, "->\\DEV0")
  Method (T085) { Return (RefOf (DEV0)) }
    Name (X085, "->\\DEV0")
  Method (T086) { Return (Index ("abc", 5)) }
    Name (X086, "error: Index, less than")
  Method (T087) { Return (DerefOf (PKG0[5])) }
    Name (X087, "error: Index, less than")
  Method (T088) { CreateByteField (BUF0, 5, BF05) Return (BF05) }
    Name (X088, "error: last bit of a buffer field")
  Method (T089) { CreateField (BUF0, 1, 20, CF20) CF20 = 0x5a5a5 Return (BUF0) }
    Name (X089, "[4b 4b 0b]")
  Method (T090, 0, Serialized) { Name (LOC0, Package (2) {}) LOC0[0] = INT0 INT0 = 6 Return (LOC0) }
    Name (X090, "{0x5, none}")
  Method (T091) { Local0 = Package (2) {} Local0[0] = Local0 Return (SizeOf (Local0)) }
    Name (X091, "0x2")
  Method (T092) { Return (CondRefOf (INT0, Local0)) }
    Name (X092, "0xffffffffffffffff")
  Method (T093) { CopyObject (RefOf (INT0), Local0) Local0 = 1 Return (INT0) }
    Name (X093, "0x5")
  Method (T094) { Return (Local0 = INT0++) }
    Name (X094, "0x6")
  Method (T095) { Return (ObjectType (Arg0)) }
    Name (X095, "0x0")
  Method (T096) { Return (Package () { INT0, STR0, DEV0 }) }
    Name (X096, "{0x5, 'str', ->\\DEV0}")
  Method (T097) { Return (Buffer (STR0) { 1 }) }
    Name (X097, "[01]")
  Method (T098) { Return (EisaId ("PNP0C0F")) }
    Name (X098, "0xf0cd041")
  Method (T099) { Fatal (1, 2, 3) Wait (EVT0, 10) Return (1) }
    Name (X099, "0x1")
}
