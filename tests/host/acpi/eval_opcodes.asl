// SPDX-License-Identifier: MIT
// Opcodes that no other block here has. Each method returns a value, to be compared with ACPICA's.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "EVALOPS", 1)
{
  // DefinitionBlock ("", "SSDT", 2, "QXLTG", "LOADED", 1) { Name (LD00, 0x11) Method (LD01) { Return (LD00 + 1) } }
  Name (SSDB, Buffer ()
  {
    0x53, 0x53, 0x44, 0x54, 0x3B, 0x00, 0x00, 0x00, 0x02, 0x6E, 0x51, 0x58, 0x4C, 0x54, 0x47, 0x00,
    0x4C, 0x4F, 0x41, 0x44, 0x45, 0x44, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x49, 0x4E, 0x54, 0x4C,
    0x25, 0x09, 0x20, 0x20, 0x08, 0x4C, 0x44, 0x30, 0x30, 0x0A, 0x11, 0x14, 0x0F, 0x4C, 0x44, 0x30,
    0x31, 0x00, 0xA4, 0x72, 0x4C, 0x44, 0x30, 0x30, 0x0A, 0x01, 0x00
  })
  External (\LD01, MethodObj)
  Name (HNDL, 0)
  Method (ARGS, 7) { Return (Arg0 + (Arg1 << 4) + (Arg2 << 8) + (Arg3 << 12) + (Arg4 << 16) + (Arg5 << 20) + (Arg6 << 24)) }
  Method (T000) { Return (ARGS (1, 2, 3, 4, 5, 6, 7)) }
  Method (T001) { Noop Return (1) }
  Method (T003)
  {
    Local0 = 1 Local1 = 2 Local2 = 3 Local3 = 4 Local4 = 5 Local5 = 6 Local6 = 7 Local7 = 8
    Return (Local0 + (Local1 << 4) + (Local2 << 8) + (Local3 << 12) + (Local4 << 16) + (Local5 << 20) + (Local6 << 24) + (Local7 << 28))
  }
  // What is no handle is not unloaded.
  Method (T004) { Unload (HNDL) Return (4) }
  Method (T005) { Load (SSDB, HNDL) Return (ObjectType (HNDL)) }
  Method (T006) { Return (\LD01 ()) }
  // Last, because acpiexec leaves the method for its debugger.
  Method (T007) { BreakPoint Return (7) }
}
