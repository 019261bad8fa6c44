// SPDX-License-Identifier: MIT
// Control flow, fields, synchronization, names inside methods, statements at table level: Tnnn with what it comes to in Xnnn.
// ACPICA differs: acpiexec has a handler for SystemCMOS (T030), and does not store through DerefOf (T038; ACPI 6.5 20.2.2
// makes DerefOf a SuperName, so it can be a target).
DefinitionBlock ("", "DSDT", 2, "QXLTG", "EVALMACH", 1)
{
  Name (FLAG, 1) Name (CNT0, 0) Name (BUF0, Buffer(8){1,2,3,4,5,6,7,8})
  If (FLAG == 1) { Name (_S3, Package () { 1, 1, 0, 0 }) } Else { Name (OTHR, 1) }
  If (FLAG == 2) { Name (NOTH, 1) } Else { Name (YEAH, 1) Method (MMM0) { Return (0x42) } Device (DDD0) { Name (_ADR, 2) } }
  CNT0 = CNT0 + 5
  While (CNT0 < 9) { CNT0++ }
  OperationRegion (RAM0, SystemMemory, 0x1000, 0x100)
  Field (RAM0, ByteAcc, NoLock, Preserve) { R000, 8, R001, 16, , 3, R002, 5, R003, 64, R004, 100 }
  Field (RAM0, DWordAcc, NoLock, WriteAsOnes) { Offset(0x40), W000, 4, W001, 28, W002, 3 }
  Field (RAM0, DWordAcc, NoLock, Preserve) { Offset(0x40), V000, 32, V001, 32 }
  Field (RAM0, WordAcc, NoLock, WriteAsZeros) { Offset(0x50), Z000, 7, Z001, 20 }
  Field (RAM0, ByteAcc, NoLock, Preserve) { Offset(0x60), IDX0, 8, DAT0, 8, BNK0, 8 }
  IndexField (IDX0, DAT0, ByteAcc, NoLock, Preserve) { IF00, 8, Offset(5), IF05, 4, IF15, 12 }
  BankField (RAM0, BNK0, 3, ByteAcc, NoLock, Preserve) { Offset(0x70), BF00, 8 }
  OperationRegion (CMOS, SystemCMOS, 0, 16)
  Field (CMOS, ByteAcc, NoLock, Preserve) { CM00, 8 }
  OperationRegion (SHRT, SystemIO, 0x10, 1)
  Field (SHRT, ByteAcc, NoLock, Preserve) { SH00, 8 }
  CreateDWordField (BUF0, 2, CDW0)
  CreateBitField (BUF0, 3, CBI0)
  CreateField (BUF0, 4, 12, CFI0)
  Mutex (MTX0, 2) Mutex (MTX1, 1) Event (EVT0)
  Device (\DEV1) { Name (_STA, 0xF) Method (_INI) { CNT0 = 0x77 } Name (VAL0, 3) Method (GETV) { Return (VAL0) } }
  Method (T000) { Return (\_S3) }
    Name (X000, "{0x1, 0x1, 0x0, 0x0}")
  Method (T001) { Return (YEAH) }
    Name (X001, "0x1")
  Method (T002) { Return (MMM0()) }
    Name (X002, "0x42")
  Method (T003) { Return (CNT0) }
    Name (X003, "0x9")
  Method (T004) { R001 = 0x1234 Return (R001) }
    Name (X004, "0x1234")
  Method (T005) { R002 = 0x15 R003 = 0x1122334455667788 R004 = Buffer(13){1,2,3,4,5,6,7,8,9,10,11,12,0xff} Return (Package(){R002, R003, R004}) }
    Name (X005, "{0x15, 0x1122334455667788, [01 02 03 04 05 06 07 08 09 0a 0b 0c 0f]}")
  Method (T006) { V000 = 0 W000 = 5 Return (V000) }
    Name (X006, "0xfffffff5")
  Method (T007) { V000 = 0x12345678 W001 = 0x1 Return (V000) }
    Name (X007, "0x1f")
  Method (T008) { Z000 = 0x7f Z001 = 0xfffff Local0 = Z000 Z001 = 0 Return (Z000 + Local0) }
    Name (X008, "0x0")
  Method (T009) { IF05 = 0xA Return (Concatenate(Concatenate(IDX0, DAT0), IF05)) }
    Name (X009, "[05 00 00 00 00 00 00 00 0a 00 00 00 00 00 00 00 0a 00 00 00 00 00 00 00]")
  Method (T010) { BF00 = 0x5a Return (BNK0) }
    Name (X010, "0x3")
  Method (T011) { Return (CDW0) }
    Name (X011, "0x6050403")
  Method (T012) { CDW0 = 0xAABBCCDD Return (BUF0) }
    Name (X012, "[01 02 dd cc bb aa 07 08]")
  Method (T013) { CBI0 = 1 Return (BUF0) }
    Name (X013, "[09 02 03 04 05 06 07 08]")
  Method (T014) { CFI0 = 0xfff Return (BUF0) }
    Name (X014, "[f1 ff 03 04 05 06 07 08]")
  Method (T015) { Return (CFI0) }
    Name (X015, "[20 00]")
  Method (T016) { Local1 = 0 For (Local0 = 0, Local0 < 10, Local0++) { If (Local0 == 3) { Local1 += 100 } If (Local0 == 7) { Break } Local1 += Local0 } Return (Local1) }
    Name (X016, "0x79")
  Method (T017) { Switch (ToInteger(FLAG)) { Case (0) { Return (10) } Case (1) { Return (11) } Default { Return (12) } } Return (13) }
    Name (X017, "0xb")
  Method (T018, 0, Serialized) { Name (LOC0, 5) Local0 = LOC0 Return (LOC0 + Local0) }
    Name (X018, "0xa")
  Method (T019) { Return (T018() + T018()) }
    Name (X019, "0x14")
  Method (T020) { Return (Acquire (MTX0, 0xffff)) }
    Name (X020, "0x0")
  Method (T021) { Acquire (MTX0, 10) Local0 = Acquire (MTX1, 10) Return (Local0) }
    Name (X021, "error: Acquire, SyncLevel, at least that of the mutexes held")
  Method (T022) { Release (MTX0) Return (1) }
    Name (X022, "error: Release")
  Method (T023) { Acquire (MTX1, 10) Acquire (MTX0, 10) Release (MTX0) Release (MTX1) Return (1) }
    Name (X023, "0x1")
  Method (T024) { Signal (EVT0) Local0 = Wait (EVT0, 1) Local1 = Wait (EVT0, 1) Return ((Local0 << 8) | (Local1 & 0xff)) }
    Name (X024, "0xff")
  Method (T025) { Signal (EVT0) Reset(EVT0) Return (Wait (EVT0, 1)) }
    Name (X025, "0xffffffffffffffff")
  Method (T026) { Return (\DEV1.GETV()) }
    Name (X026, "0x3")
  Method (T027) { Return (CondRefOf (NOTH)) }
    Name (X027, "0x0")
  Method (T028) { If (CondRefOf (FLAG, Local0)) { Return (DerefOf (Local0)) } Return (99) }
    Name (X028, "0x1")
  Method (T029) { Local0 = Buffer (4) {} CreateWordField (Local0, 1, WF00) WF00 = 0x1234 Return (Local0) }
    Name (X029, "[00 34 12 00]")
  Method (T030) { Return (CM00) }
    Name (X030, "error: space of an operation region")
  Method (T031) { Return (SH00) }
    Name (X031, "0x0")
  Method (T032) { Local0 = Package (3) { 1, 2, 3 } Local0[1] = "abc" Return (Local0) }
    Name (X032, "{0x1, 'abc', 0x3}")
  Method (T033) { Local0 = Buffer (3) { 1, 2, 3 } Local0[1] = 0x1ff Return (Local0) }
    Name (X033, "[01 ff 03]")
  Method (T034) { Local0 = "hello" Local0[0] = "J" Return (Local0) }
    Name (X034, "'Jello'")
  Method (T035) { Local0 = RefOf (FLAG) Return (DerefOf (Local0)) }
    Name (X035, "0x1")
  Method (MSET, 1) { Arg0 = 0x33 }
  Method (T036) { MSET (RefOf (FLAG)) Return (FLAG) }
    Name (X036, "0x33")
  Method (MIDX, 1) { Arg0[0] = 0x99 }
  Method (T037) { Local0 = Package (1) { 1 } MIDX (Local0) Return (Local0) }
    Name (X037, "{0x99}")
  Method (T038) { Local0 = 5 Local1 = RefOf (Local0) DerefOf (Local1) = 6 Return (Local0) }
    Name (X038, "0x6")
  Method (T039) { CopyObject ("str", FLAG) Return (FLAG) }
    Name (X039, "'str'")
  Method (T040) { CopyObject (BUF0, Local0) Local0[0] = 0xee Return (BUF0) }
    Name (X040, "[01 02 03 04 05 06 07 08]")
  Method (T041) { Return (FindSetRightBit (0x50)) }
    Name (X041, "0x5")
  Method (T042) { Local0 = Package(6){} Local0[0]=And (0xf0, 0x3c) Local0[1]= Or (1, 6) Local0[2]=XOr (5, 1) Local0[3]=NAnd (5, 4) Local0[4]= NOr (1, 2) Local0[5]= Not (0) Return(Local0) }
    Name (X042, "{0x30, 0x7, 0x4, 0xfffffffffffffffb, 0xfffffffffffffffc, 0xffffffffffffffff}")
  Method (FACT, 1) { If (Arg0 <= 1) { Return (1) } Return (Arg0 * FACT (Arg0 - 1)) }
  Method (T043) { Return (FACT (10)) }
    Name (X043, "0x375f00")
  Method (T044) { Divide (17, 5, Local0, Local1) Return (Package () { 1, 2 }) }
    Name (X044, "{0x1, 0x2}")
  Method (T045) { Return (Mod (17, 5)) }
    Name (X045, "0x2")
  Method (T046) { Notify (\DEV1, 0x80) Return (0) }
    Name (X046, "0x0")
  Method (T047) { Stall (1) Sleep (1) Return (1) }
    Name (X047, "0x1")
  Method (T048) { Debug = "hi" Return (1) }
    Name (X048, "0x1")
  Method (T049) { Return (ObjectType (Local0)) }
    Name (X049, "0x0")
  Method (T050) { Local0 = RefOf (\DEV1) Return (ObjectType (Local0)) }
    Name (X050, "0x6")
  Method (T051) { Local0 = Package(7){} Local0[0] = ObjectType(FLAG) Local0[1]=ObjectType(BUF0) Local0[2]=ObjectType(R000) Local0[3]= ObjectType(CDW0) Local0[4]=ObjectType(MTX0) Local0[5]= ObjectType(EVT0) Local0[6]=ObjectType(RAM0) Return (Local0) }
    Name (X051, "{0x1, 0x3, 0x5, 0xe, 0x9, 0x7, 0xa}")
  Method (T052) { Return (ObjectType(T000)) }
    Name (X052, "0x8")
  Method (T053) { Return (ObjectType (\_SB)) }
    Name (X053, "0x6")
  Method (T055) { Return (ObjectType (Debug)) }
    Name (X055, "0x10")
  Method (T056) { Return (SizeOf (BUF0)) }
    Name (X056, "0x8")
  Method (T057) { Local0 = "hello" Return (SizeOf (Local0)) }
    Name (X057, "0x5")
  Method (T058) { Return (Concatenate (R001, CDW0)) }
    Name (X058, "[00 00 00 00 00 00 00 00 03 04 05 06 00 00 00 00]")
  Method (T059) { Return (FLAG > 0 && CNT0 < 3 || !FLAG) }
    Name (X059, "0x0")
  Method (T060) { Local0 = "a" Local0 += "b" Return (Local0) }
    Name (X060, "0x15")
  Method (T061) { Local0 = BUF0 Local0 = 5 Return (BUF0) }
    Name (X061, "[01 02 03 04 05 06 07 08]")
  Method (T062) { Return (LoadTable ("XXXX", "", "", "", "", 0)) }
    Name (X062, "0x0")
  Method (T063) { Local0 = Package (5) { 1, 2 } Return (SizeOf (Local0)) }
    Name (X063, "0x5")
  Method (T064) { Local0 = 3 Local1 = Package (Local0) { 1, 2 } Return (Local1) }
    Name (X064, "{0x1, 0x2, none}")
  Method (T065) { Local0 = 3 Local1 = Buffer (Local0) { 1, 2 } Return (Local1) }
    Name (X065, "[01 02 00]")
  Method (T066) { Return (ToUUID ("33db4d5b-1ff7-401c-9657-7441c03dd766")) }
    Name (X066, "[5b 4d db 33 f7 1f 1c 40 96 57 74 41 c0 3d d7 66]")
  Method (T067) { Return (_OSI ("Windows 2015") == Ones) }
    Name (X067, "0xffffffffffffffff")
  Method (T068, 0, Serialized) { OperationRegion (LREG, SystemMemory, 0x2000 + FLAG, 8) Field (LREG, ByteAcc, NoLock, Preserve) { LF00, 8 } LF00 = 0x21 Return (LF00) }
    Name (X068, "0x21")
  Method (T069) { Return (IF15) }
    Name (X069, "0x0")
  Method (T070) { R004 = "abc" Return (R004) }
    Name (X070, "[61 62 63 00 00 00 00 00 00 00 00 00 00]")
  Method (T071) { Return (Index (Package () { 7, 8 }, 1, Local0)) }
    Name (X071, "0x8")
  Method (T072) { Index (Package () { 7, 8 }, 1, Local0) Return (DerefOf (Local0)) }
    Name (X072, "0x8")
  Method (T073) { Local0 = Package () { Package () { 7, 8 } } Local1 = DerefOf (Local0[0]) Return (DerefOf (Local1[1])) }
    Name (X073, "0x8")
  Method (T074) { Return (Local0 = 4) }
    Name (X074, "0x4")
  Method (AR2G, 2) { Arg1 = Arg0 Return (Arg1) }
  Method (T075) { Return (AR2G (BUF0, 2)) }
    Name (X075, "[01 02 03 04 05 06 07 08]")
  Method (T076) { Return (Concatenate (Package () {1}, 3)) }
    Name (X076, "'[Package Object]0000000000000003'")
  Method (T077) { Return (\_SB.NOPE ()) }
    Name (X077, "error: name in an expression")
  External (\_SB.NOPE, MethodObj)
  Method (T078, 0, Serialized) { Name (PKG0, Package () { 1, 2 }) PKG0 = Package () { 3 } Return (PKG0) }
    Name (X078, "{0x3}")
  Method (T079, 0, Serialized) { Name (STR0, "aaaa") STR0 = "b" Name (STR1, "") STR1 = Buffer () { 0x41, 0x42 } Return (Package () { 1, 2 }) }
    Name (X079, "{0x1, 0x2}")
}
