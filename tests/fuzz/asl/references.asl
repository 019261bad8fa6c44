// SPDX-License-Identifier: MIT
// References to everything, through everything; stores and conversions that are legal and that are not.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "REFER", 1)
{
  External (\OUTS, MethodObj)
  External (\OUTD, DeviceObj)
  Name (INT0, 0x12) Name (STR0, "text") Name (BUF0, Buffer () { 1, 2, 3 }) Name (PKG0, Package () { 1, "two", Buffer () { 3 }, Package () { 4 }, INT0, \_SB })
  Name (NAM0, 0) Name (VPKG, Package (INT0) { 1 }) Alias (INT0, ALI0) Alias (ALI0, ALI1)
  OperationRegion (REG0, SystemMemory, 0, 8) Field (REG0, ByteAcc, NoLock, Preserve) { FLD0, 8 }
  CreateByteField (BUF0, 0, CBY0)
  Mutex (MTX0, 0) Event (EVT0) Method (MTH0) { Return (1) } Method (NONE) {} PowerResource (PWR0, 0, 0) {} ThermalZone (THZ0) {} Processor (CPU0, 0, 0, 0) {} Device (DEV0) { Name (INT0, 1) }
  Method (TYPE, 1) { Return (ObjectType (Arg0)) }
  Method (TYPS)
  {
    Local7 = "\\INT0" Debug = ObjectType (DerefOf (Local7)) Local7 = PKG0 Debug = ObjectType (Local7)
    Local0 = Package () {}
    Local1 = RefOf (Local0) Local2 = RefOf (Local1) Local3 = RefOf (Local2)
    Local4 = Index (PKG0, 1) Local5 = Index (STR0, 1) Local6 = RefOf (INT0)
    Debug = ObjectType (INT0) Debug = ObjectType (STR0) Debug = ObjectType (BUF0) Debug = ObjectType (PKG0) Debug = ObjectType (FLD0) Debug = ObjectType (DEV0) Debug = ObjectType (EVT0) Debug = ObjectType (MTX0) Debug = ObjectType (REG0) Debug = ObjectType (PWR0) Debug = ObjectType (CPU0) Debug = ObjectType (THZ0) Debug = ObjectType (CBY0) Debug = ObjectType (Debug) Debug = ObjectType (Local3) Debug = ObjectType (Local4) Debug = ObjectType (Local5) Debug = ObjectType (Local6) Debug = ObjectType (Local7) Debug = ObjectType (NAM0) Debug = ObjectType (\_SB) Debug = ObjectType (\_GPE) Debug = ObjectType (\_GL) Debug = ObjectType (\_OSI) Debug = ObjectType (Index (PKG0, 0)) Debug = ObjectType (Index (PKG0, 5)) Debug = ObjectType (DerefOf (Local6)) Debug = TYPE (RefOf (FLD0)) Debug = TYPE (5) Debug = TYPE (Index (BUF0, 0)) Debug = TYPE (PKG0)
  }
  Method (SIZE) { Local0 = RefOf (STR0) Local1 = RefOf (Local0) Debug = SizeOf (STR0) Debug = SizeOf (BUF0) Debug = SizeOf (PKG0) Debug = SizeOf (INT0) Debug = SizeOf (Local0) Debug = SizeOf (Local1) Debug = SizeOf (NAM0) }
  Method (SIZX) { Return (SizeOf (DEV0)) }
  Method (DREF, 1)
  {
    Local0 = RefOf (INT0) Local1 = RefOf (Local0) Local2 = Index (PKG0, 1) Local3 = Index (STR0, 0)
    DerefOf (Local0) = 5 DerefOf (Local2) = 6 DerefOf (Local3) = 0x41 Local4 = "\\INT0" DerefOf (Local4) = 7
    Index (PKG0, 0) = "other" Index (BUF0, 1) = 0x1ff Index (STR0, 1) = "B"
    Debug = DerefOf (Local0) Debug = DerefOf (DerefOf (Local1)) Debug = DerefOf (Local2) Debug = DerefOf (Local3) Local4 = "STR0" Debug = DerefOf (Local4) Debug = DerefOf (Index (PKG0, 3)) Debug = DerefOf (DerefOf (Index (Index (PKG0, 3), 0)))
  }
  Method (COND)
  {
    Local3 = 0
    If (CondRefOf (INT0)) { Local3 += 1 } If (CondRefOf (NOPE, Local0)) { Local3 += 2 } If (CondRefOf (\_OSI, Local0)) { Local3 += 4 }
    If (CondRefOf (Local3, Local1)) { Local3 += 8 } If (CondRefOf (Local7, Local1)) { Local3 += 16 } If (CondRefOf (OUTD, Local1)) { Local3 += 32 }
    Return (Local3)
  }
  Method (ARGS, 7) { Arg0 = 1 Arg1 = "changed" Arg2 = Buffer () { 9 } Arg3 = Package (1) {} Index (Arg3, 0) = Arg0 Arg6 = Arg4 Return (Arg3) }
  Method (ARGR) { Local0 = 1 ARGS (RefOf (INT0), RefOf (Local0), Index (PKG0, 0), BUF0, PKG0, 5, "s") Debug = INT0 Debug = Local0 }
  Method (KEEP) { Local0 = 5 Return (RefOf (Local0)) }
  Method (DEAD) { Return (DerefOf (KEEP ())) }
  Method (SELF) { Local0 = RefOf (Local0) Return (DerefOf (Local0)) }
  Method (RING) { Local0 = RefOf (Local1) Local1 = RefOf (Local0) Return (SizeOf (Local0)) }
  Method (RINT) { Local0 = RefOf (Local1) Local1 = RefOf (Local0) Return (ObjectType (Local0)) }
  Method (CYCL) { Local0 = Package (2) {} Index (Local0, 0) = Local0 Index (PKG0, 0) = PKG0 Return (PKG0) }
  Method (COPY)
  {
    CopyObject (STR0, INT0) CopyObject (PKG0, Local0) CopyObject (RefOf (STR0), Local1) CopyObject (5, NAM0) CopyObject (MTH0, Local2) CopyObject (DEV0, Local3)
    CopyObject (1, FLD0) CopyObject (Buffer () { 7 }, \_OS) CopyObject (INT0, MTX0) CopyObject (PKG0, BUF0) CopyObject ("x", REG0)
    Debug = INT0 Debug = Local0 Debug = Local1
  }
  Method (STOR)
  {
    INT0 = "0x1f" STR0 = 0x1234 BUF0 = 0x11223344 STR0 = Buffer () { 1, 2 } INT0 = Buffer () { 1, 2, 3, 4, 5, 6, 7, 8, 9 } BUF0 = "string" PKG0 = Package () { 7 } CBY0 = 9 FLD0 = "5" Debug = PKG0 Debug = DEV0 Debug = 5 Debug = "text" Debug = RefOf (INT0)
    Local0 = INT0 Local0 = "text" Local0 = PKG0 \_OS = "my" Return (Package () { INT0, STR0, BUF0 })
  }
  Method (S001) { INT0 = PKG0 }
  Method (S002) { PKG0 = 5 }
  Method (S003) { DEV0 = 5 }
  Method (S004) { MTX0 = 5 }
  Method (S005) { BUF0 = RefOf (INT0) }
  Method (S006) { STR0 = DEV0 }
  Method (S007) { \_SB = 1 }
  Method (S008) { MTH0 = 1 Return (MTH0) }
  Method (S009) { NOPE = 1 }
  Method (S010) { Index (PKG0, 100) = 1 }
  Method (S011) { Local0 = Index (BUF0, 2) BUF0 = Buffer (1) {} DerefOf (Local0) = 1 }
  Method (S012) { Local0 = Index (BUF0, 2) BUF0 = Buffer (1) {} Return (DerefOf (Local0)) }
  Method (S013) { Local0 = 5 Return (DerefOf (Local0)) }
  Method (S014) { Local0 = "\\NOT_.THER" Return (DerefOf (Local0)) }
  Method (S015) { Local0 = "!" Return (DerefOf (Local0)) }
  Method (S016) { Return (Index (5, 0)) }
  Method (S017) { Return (DerefOf (Index (Package (3) {}, 2))) }
  Method (S018) { Return (Local0) }
  Method (S019, 1) { Return (Arg0 + 1) }
  Method (S020) { Return (S019 (NONE ())) }
  Method (S021) { Return (1 + PKG0) }
  Method (S022) { Return (1 + DEV0) }
  Method (S023) { Return (1 + "") }
  Method (S024) { Return (1 + Buffer (INT0 - INT0) {}) }
  Method (S025) { Return (PKG0 == 1) }
  Method (S026) { Return (DEV0 == DEV0) }
  Method (S027) { Return (Concatenate (PKG0, 1)) }
  Method (S028) { Return (Concatenate (Concatenate (DEV0, MTX0), Concatenate (RefOf (INT0), REG0))) }
  Method (S029) { Return (Mid (PKG0, 0, 1)) }
  Method (S030) { Return (ToString (5)) }
  Method (S031) { Return (ToInteger (PKG0)) }
  Method (S032) { Return (ToBuffer (DEV0)) }
  Method (S033) { Return (ToHexString (PKG0)) }
  Method (S034) { Return (ConcatenateResTemplate (Buffer () { 1, 2 }, Buffer () { 0x79, 0 })) }
  Method (S035) { Return (ConcatenateResTemplate (ResourceTemplate () { IO (Decode16, 0, 0, 0, 1) Memory32Fixed (ReadOnly, 0, 1) }, ResourceTemplate () { IRQNoFlags () { 3 } })) }
  Method (S036) { Return (ConcatenateResTemplate (5, Buffer () { 0x86, 0xff, 0xff })) }
  Method (S037) { Return (NONE ()) }
  Method (S038) { Local0 = NONE () Return (Local0) }
  Method (S040) { Return (RefOf (Index (PKG0, 0))) }
  Method (S041) { Return (DerefOf (RefOf (DEV0))) }
  Method (S042) { Return (RefOf (MTH0)) }
  Method (S043) { Return (OUTS ()) }
  Method (S044) { Method (OUTS) { Return (1) } Return (1) }
  Method (S045, 0, Serialized) { Name (LOC0, 5) Device (LOCD) { Name (INNE, 6) Method (MTHI) { Return (INNE) } } Return (RefOf (LOC0)) }
  Method (S046) { Return (DerefOf (S045 ())) }
  Method (S048) { Return (ALI1) }
  Method (S049) { Increment (STR0) Decrement (INT0) Increment (FLD0) Return (INT0) }
}
