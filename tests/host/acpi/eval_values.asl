// SPDX-License-Identifier: MIT
// Arithmetic, conversions, strings, buffers, packages and references: each method Tnnn with what it comes to in Xnnn.
// ACPICA differs: T001 reads Local0 when both operands are there (we read from left to right, ACPI 6.5 19.2.4), T038 is its
// release date, T049 prints no reference.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "EVALVAL", 1)
{
  Name (FOO, 1) Name (STR0, "abc") Name (BUF0, Buffer(4){1,2,3,4}) Name (EMP, "")
  Name (PKG0, Package(){FOO, STR0, \_SB.DEV0, MTH1, BUF0, Package(){1}})
  Name (PKG1, Package(3){LATR, 1})
  Name (LATR, 5)
  Scope(\_SB) { Device(DEV0) { Name(_ADR, 0) } }
  Method (MTH1, 1) { Return (Arg0 + 1) }
  Method (T000) { Return (MTH1(RefOf(FOO))) }
    Name (X000, "error: operand's type")
  Method (T001) { Local0 = 1 Return (Add(Local0, Increment(Local0))) }
    Name (X001, "0x3")
  Method (T002) { Return (Add(FOO, Increment(FOO))) }
    Name (X002, "0x3")
  Method (T003) { Return (ToHexString(0x1aB)) }
    Name (X003, "'00000000000001AB'")
  Method (T004) { Return (ToHexString(BUF0)) }
    Name (X004, "'0x01,0x02,0x03,0x04'")
  Method (T005) { Return (ToDecimalString(BUF0)) }
    Name (X005, "'1,2,3,4'")
  Method (T006) { Return (ToDecimalString(1234)) }
    Name (X006, "'1234'")
  Method (T007) { Return (Concatenate("x", 0x1ab)) }
    Name (X007, "'x00000000000001AB'")
  Method (T008) { Return (Concatenate("x", BUF0)) }
    Name (X008, "'x0x01 0x02 0x03 0x04'")
  Method (T009) { Return (Concatenate(0x12, 0x1ab)) }
    Name (X009, "[12 00 00 00 00 00 00 00 ab 01 00 00 00 00 00 00]")
  Method (T010) { Return (Concatenate(BUF0, "ab")) }
    Name (X010, "[01 02 03 04 61 62 00]")
  Method (T011) { Return (Concatenate(BUF0, 3)) }
    Name (X011, "[01 02 03 04 03 00 00 00 00 00 00 00]")
  Method (T012) { Return (ToBuffer("")) }
    Name (X012, "[00]")
  Method (T013) { Return (ToBuffer("ab")) }
    Name (X013, "[61 62 00]")
  Method (T014) { Return (ToInteger("0x1fz")) }
    Name (X014, "0x1f")
  Method (T015) { Return (ToInteger("1f")) }
    Name (X015, "0x1")
  Method (T016) { Return (Add("1fz", 0)) }
    Name (X016, "0x1f")
  Method (T017) { Return (Add("0x1f", 0)) }
    Name (X017, "0x1f")
  Method (T018) { Return (Add("", 0)) }
    Name (X018, "0x0")
  Method (T019) { CreateField(BUF0, 0, 9, CF00) Return (CF00) }
    Name (X019, "[01 00]")
  Method (T020) { CreateField(BUF0, 4, 8, CF00) Return (CF00) }
    Name (X020, "[20]")
  Method (T021) { STR0 = 0x123 Return (STR0) }
    Name (X021, "'0000000000000123'")
  Method (T022) { BUF0 = "xy" Return (BUF0) }
    Name (X022, "[78 79 00 00]")
  Method (T023) { BUF0 = 0x1122334455667788 Return (BUF0) }
    Name (X023, "[88 77 66 55]")
  Method (T024) { FOO = "12" Return (FOO) }
    Name (X024, "0x12")
  Method (T026) { ToString(BUF0, Ones, Local0) Return (Local0) }
    Name (X026, "'\x01\x02\x03\x04'")
  Method (T027) { Return (PKG0) }
    Name (X027, "{0x1, 'abc', ->\\_SB_.DEV0, ->\\MTH1, [01 02 03 04], {0x1}}")
  Method (T028) { Return (PKG1) }
    Name (X028, "{0x5, 0x1, none}")
  Method (T029) { Return (Mid("abcdef", 2, 3)) }
    Name (X029, "'cde'")
  Method (T030) { Return (Mid(0x1234, 2, 3)) }
    Name (X030, "[00 00 00]")
  Method (T031) { Return (LEqual("10", 0x10)) }
    Name (X031, "0x0")
  Method (T032) { Return (LEqual(0x10, "10")) }
    Name (X032, "0xffffffffffffffff")
  Method (T033) { Return (LLess("abc", "abd")) }
    Name (X033, "0xffffffffffffffff")
  Method (T034) { Return (LLess("ab", "abd")) }
    Name (X034, "0xffffffffffffffff")
  Method (T035) { Return (_OSI("Windows 2001")) }
    Name (X035, "0xffffffffffffffff")
  Method (T036) { Return (_OSI("Linux")) }
    Name (X036, "0x0")
  Method (T037) { Return (_OSI("Windows 2022")) }
    Name (X037, "0x0")
  Method (T038) { Return (Revision) }
    Name (X038, "0x2")
  Method (T039) { Return (_REV) }
    Name (X039, "0x2")
  Method (T040) { Return (_OS) }
    Name (X040, "'Microsoft Windows NT'")
  Method (T041) { Return (Divide(7, 0)) }
    Name (X041, "error: Divide, divisor")
  Method (T042) { Return (ShiftLeft(1, 64)) }
    Name (X042, "0x0")
  Method (T043) { Return (FromBCD(0x1234)) }
    Name (X043, "0x4d2")
  Method (T044) { Return (ToBCD(1234)) }
    Name (X044, "0x1234")
  Method (T045) { Return (Concatenate(\_SB.DEV0, "x")) }
    Name (X045, "'[Device Object]x'")
  Method (T046) { Return (SizeOf(PKG0)) }
    Name (X046, "0x6")
  Method (T047) { Return (ObjectType(\_SB.DEV0)) }
    Name (X047, "0x6")
  Method (T048) { Return (RefOf(FOO)) }
    Name (X048, "0x1")
  Method (T049) { Return (Index(BUF0, 1)) }
    Name (X049, "0x2")
  Method (T050) { Return (DerefOf(Index(PKG1, 1))) }
    Name (X050, "0x1")
  Method (T052) { ToInteger("12", STR0) Return (STR0) }
    Name (X052, "0xc")
  Method (T053) { Add(1, 2, STR0) Return (STR0) }
    Name (X053, "'0000000000000003'")
  Method (T054) { Return (Concatenate(EMP, 5)) }
    Name (X054, "'0000000000000005'")
  Method (T055) { Return (ToHexString(0)) }
    Name (X055, "'0000000000000000'")
  Method (T056) { Return (ToHexString(EMP)) }
    Name (X056, "''")
  Method (T057) { Return (ToDecimalString(Buffer(0){})) }
    Name (X057, "''")
  Method (T060) { Local0 = PKG0 Local0[0] = 77 Return (PKG0) }
    Name (X060, "{0x1, 'abc', ->\\_SB_.DEV0, ->\\MTH1, [01 02 03 04], {0x1}}")
  Method (T061) { FOO = 9 Return (DerefOf(PKG0[0])) }
    Name (X061, "0x9")
  Method (T062) { Return (FindSetLeftBit(0x80)) }
    Name (X062, "0x8")
  Method (T063) { }
    Name (X063, "none")
  Method (T066) { Return (LEqual(BUF0, "zz")) }
    Name (X066, "0x0")
  Method (T067) { Return (ToInteger(BUF0)) }
    Name (X067, "0x4030201")
  Method (T068) { Return (LNot(5)) }
    Name (X068, "0x0")
  Method (T069) { Return (Match(Package(){1,2,"3",4}, MGE, 3, MTR, 0, 0)) }
    Name (X069, "0x2")
  Method (T070) { Return (ConcatenateResTemplate(Buffer(){0x79,0}, Buffer(){0x79,0x12})) }
    Name (X070, "[79 00]")
  Method (T071) { Return (FOO = 3) }
    Name (X071, "0x3")
  Method (S72, 1) { Arg0 = "new" }
  Method (T072) { S72(RefOf(FOO)) Return (FOO) }
    Name (X072, "'new'")
  Method (T073) { Return (ToInteger("abc")) }
    Name (X073, "0x0")
  Method (T074) { Return (ToInteger("")) }
    Name (X074, "0x0")
  Method (T076) { Return (DerefOf(Index("abc", 1))) }
    Name (X076, "0x62")
  Method (T077) { Fatal(1,2,3) Return (4) }
    Name (X077, "0x4")
  Method (T078) { Return (ToString(Buffer(4){0x61,0x62,0,0x63}, 3)) }
    Name (X078, "'ab'")
}
