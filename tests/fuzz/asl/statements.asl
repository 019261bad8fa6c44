// SPDX-License-Identifier: MIT
// Statements in methods and at table level: control flow, mutexes and events, operators on both sides of their limits.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "STATEM", 2)
{
  Mutex (MTX0, 3) Mutex (MTX1, 5) Event (EVT0) Name (CNT0, 0) Name (PKG0, Package () { 1, 5, "x", 9, Buffer () { 9 }, Package () {} })
  Device (DEV0) { Name (_STA, 0xF) Method (_INI) { CNT0++ } Device (DEV1) { Method (_STA) { Return (0) } Method (_INI) { CNT0 += 100 } } Device (DEV2) { Name (_STA, 8) Device (DEV3) { Method (_INI) { CNT0 += 10 } } } Device (DEV4) { Name (_STA, "x") Method (_INI) { Fatal (1, 2, 3) Return (NONE) } } }
  Method (_INI) { CNT0++ }
  If (CNT0 == 0) { Name (THEN, 1) CNT0 = 1 } Else { Name (ELS0, 1) }
  If (CNT0 == 0) { Name (NOT0, 1) } ElseIf (CNT0 == 1) { Name (ELS1, 1) Scope (\_SB) { Name (INSI, 1) } Method (MTHI) { Return (1) } Mutex (MTXI, 1) Event (EVTI) Alias (THEN, ALSI) Device (DEVI) {} ThermalZone (THZI) {} OperationRegion (REGI, SystemIO, 0, 1) Field (REGI, ByteAcc, NoLock, Preserve) { FLDI, 8 } PowerResource (PWRI, 0, 0) {} Processor (CPUI, 0, 0, 0) {} }
  While (CNT0 < 5) { CNT0++ If (CNT0 == 3) { Continue } If (CNT0 == 4) { Break } }
  MTHX () CNT0 += 0 MTX0 = 5
  Method (MTHX) { Return (1) }
  Method (ACQ0) { Debug = Acquire (MTX0, 0xffff) Debug = Acquire (MTX0, 0) Debug = Acquire (MTX1, 1) Debug = Acquire (\_GL, 10) }
  Method (ACQ1) { Acquire (MTX1, 1) Return (Acquire (MTX0, 1)) }
  Method (ACQ2) { Acquire (MTX0, 1) Acquire (MTX1, 1) Release (MTX0) }
  Method (ACQ3) { Acquire (MTX0, 1) Acquire (MTX0, 1) Release (MTX0) Release (MTX0) Release (MTX0) }
  Method (ACQ4, 1) { Return (Acquire (Arg0, 0)) }
  Method (ACQ5) { Debug = ACQ4 (RefOf (MTX0)) Debug = ACQ4 (RefOf (\_GL)) }
  Method (ACQ9) { Return (ACQ4 (RefOf (\_GL))) }
  Method (ACQ6) { Return (ACQ4 (5)) }
  Method (ACQ7) { Return (ACQ4 (RefOf (CNT0))) }
  Method (ACQ8) { Acquire (\_GL, 1) Release (\_GL) Acquire (MTX1, 1) Return (SER2 ()) }
  Method (ACQA) { Acquire (\_GL, 1) CopyObject (5, \_GL) }
  Method (SER2, 0, Serialized, 2) { Return (1) }
  Method (SER7, 0, Serialized, 7) { Acquire (MTX0, 1) Return (1) }
  Method (EVT1) { Signal (EVT0) Signal (EVT0) Local0 = Wait (EVT0, 0) Reset (EVT0) Return (Wait (EVT0, 5) + Local0) }
  Method (EVT2) { Signal (MTX0) }
  Method (NTF0) { Notify (DEV0, 1) Notify (CPUI, 0x80) Notify (THZI, 0x81) Notify (RefOf (DEV0), 2) }
  Method (NTF1) { Notify (CNT0, 1) }
  Method (NTF2) { Local0 = 5 Notify (Local0, 1) }
  Method (FTL0) { Fatal (0x11, 0x22, 0x33) Return (Timer ()) }
  Method (WAI0) { Sleep (1) Stall (10) Return (Timer) }
  Method (WAI1) { Sleep (0xffffffffffffffff) }
  Method (WAI2) { While (1) { Stall (0xffff) } }
  Method (LOD0) { Local0 = LoadTable ("NONE", "", "", "", "", 0) Return (Local0) }
  Method (LOD1) { Return (LoadTable ("OEM1", "QXLTG", "DATA")) }
  Method (LOD2) { Return (LoadTable ("LONGER", "", "")) }
  Method (LOD3) { Return (LoadTable (Package () {}, "", "")) }
  Method (LOD4) { Load (BUF0, Local0) }
  Name (BUF0, Buffer (64) {})
  Method (OSI0) { Debug = _OSI ("Windows 2015") Debug = _OSI ("Linux") Debug = _OSI ("Module Device") Debug = \_REV Debug = \_OS Debug = Revision }
  Method (OSI1) { Return (_OSI (5)) }
  Method (OSI2) { Return (_OSI (PKG0)) }
  Method (LOOP) { While (1) {} }
  Method (REC0) { Return (REC0 ()) }
  Method (REC1, 1) { Return (REC1 (REC1 (Arg0 + 1))) }
  Method (BRK0) { Break }
  Method (DIV0) { Return (5 / 0) }
  Method (DIV1) { Return (5 % 0) }
  Method (DIV2) { Divide (17, 5, Local0, Local1) Return (Local0 << 8 | Local1) }
  Method (BCD0) { Debug = FromBCD (0x1234) Debug = ToBCD (1234) Debug = FromBCD (0xf) Debug = ToBCD (0) }
  Method (BCD1) { Return (FromBCD (0xabc)) }
  Method (BCD2) { Return (ToBCD (0xffffffffffffffff)) }
  Method (SHF0) { Debug = 1 << 64 Debug = 1 << 63 Debug = 1 >> 64 Debug = 1 << 0 Debug = FindSetLeftBit (0) Debug = FindSetLeftBit (0x8000000000000000) Debug = FindSetRightBit (0) Debug = FindSetRightBit (0x8000000000000000) }
  Method (BIT0) { Debug = NAnd (1, 3) Debug = NOr (1, 2) Debug = 5 ^ 3 Debug = ~0 Debug = !0 Debug = !5 Debug = 1 && 0 Debug = 1 || 0 Debug = 1 != 2 Debug = 1 >= 2 Debug = 1 <= 2 Debug = "a" > "b" Debug = "a" < "ab" Debug = Buffer () { 1 } == Buffer () { 1 } Debug = "5" == 5 Debug = 5 == "5" }
  Method (MAT0) { Debug = Match (PKG0, MEQ, 5, MTR, 0, 0) Debug = Match (PKG0, MGT, 1, MLT, 9, 0) Debug = Match (PKG0, MGE, 9, MLE, 9, 1) Debug = Match (PKG0, MEQ, "x", MTR, 0, 0) Debug = Match (PKG0, MEQ, 77, MTR, 0, 0) Debug = Match (PKG0, MTR, PKG0, MEQ, PKG0, 0) }
  Method (MAT1) { Return (Match (PKG0, MEQ, 5, MTR, 0, 100)) }
  Method (MAT2) { Return (Match (Package () {}, MEQ, 5, MTR, 0, 0)) }
  Method (MAT3) { Return (Match (5, MEQ, 5, MTR, 0, 0)) }
  Method (CNV0) { Debug = ToInteger ("0x1f") Debug = ToInteger ("42") Debug = ToInteger (Buffer () { 1, 2 }) Debug = ToHexString (Buffer () { 1, 0xff }) Debug = ToDecimalString (Buffer () { 10, 200 }) Debug = ToHexString (255) Debug = ToDecimalString (255) Debug = ToBuffer ("abc") Debug = ToBuffer (5) Debug = ToString (Buffer () { 0x41, 0x42, 0, 0x43 }) Debug = ToString (Buffer () { 0x41, 0x42 }, 1) Debug = Mid ("abcdef", 2, 3) Debug = Mid (Buffer () { 1, 2, 3 }, 1, 100) Debug = Mid ("abc", 100, 1) Debug = Concatenate (1, "2") Debug = Concatenate ("1", 2) Debug = Concatenate (Buffer () { 1 }, "x") }
  Method (CNV1) { Return (ToInteger ("")) }
  Method (CNV2) { Return (ToInteger ("0xyz")) }
  Method (CNV3) { Return (ToInteger ("99999999999999999999999")) }
  Method (BIG0) { Local0 = Buffer (0x100000) {} }
  Method (BIG1) { Local0 = Package (200) {} Local1 = "0123456789" While (1) { Local1 = Concatenate (Local1, Local1) } }
  Method (BIG2) { Local0 = Package (1) { 1 } Local1 = 0 While (Local1 < 40) { Local3 = Package (1) {} Index (Local3, 0) = Local0 CopyObject (Local3, Local0) Local1++ } Local2 = Local0 Return (Local2) }
  Method (VARP, 1) { Local0 = Package (Arg0) { 1, 2 } Return (Local0) }
  Method (NOPS) { Noop BreakPoint Return (1) }
  Method (SWI0, 1, Serialized) { Switch (ToInteger (Arg0)) { Case (1) { Return (10) } Case (Package () { 2, 3 }) { Return (20) } Default { Return (30) } } }
  Method (DEEP) { Return (1 + (2 + (3 + (4 + (5 + (6 + (7 + (8 + (9 + SWI0 (1)))))))))) }
}
