// SPDX-License-Identifier: MIT
// Fields of every access type, update rule and place, at table level and in methods.
DefinitionBlock ("", "DSDT", 2, "QXLTG", "FIELDS", 0x1234)
{
  Name (BUF0, Buffer (24) { 1, 2, 3, 4, 5, 6, 7, 8 })
  OperationRegion (MEM0, SystemMemory, 0x1000, 0x200)
  OperationRegion (PRT0, SystemIO, 0xb00, 0x100)
  OperationRegion (ODD0, EmbeddedControl, 0, 0xff)
  OperationRegion (BAD0, SystemMemory, 0xb90, 0x100)
  DataTableRegion (TAB0, "OEM1", "QXLTG", "DATA")
  DataTableRegion (TAB1, "NONE", "", "")
  Field (TAB0, AnyAcc, NoLock, Preserve) { TSIG, 32, TLEN, 32 }
  Field (TAB1, AnyAcc, NoLock, Preserve) { TNON, 32 }
  Field (MEM0, AnyAcc, Lock, Preserve) { M000, 3, M001, 5, M002, 24, M003, 64, Connection (\BUF0), M004, 8 }
  Field (MEM0, QWordAcc, NoLock, WriteAsOnes) { Offset (0x20), M010, 64, M011, 7 }
  Field (MEM0, BufferAcc, NoLock, Preserve) { Offset (0x40), AccessAs (BufferAcc, AttribBytes (8)), M020, 64 }
  Field (PRT0, WordAcc, NoLock, WriteAsZeros) { P000, 9, P001, 23, Connection (I2cSerialBusV2 (0x1a, ControllerInitiated, 100000, AddressingMode7Bit, "\\_SB.PCI0", 0, ResourceConsumer,,,)), P002, 8 }
  Field (ODD0, ByteAcc, NoLock, Preserve) { E000, 8 }
  Field (BAD0, ByteAcc, NoLock, Preserve) { Offset (0x1d), X000, 8 }
  Field (PRT0, ByteAcc, NoLock, Preserve) { Offset (0x20), IDX0, 8, DAT0, 8, BNK0, 8 }
  IndexField (IDX0, DAT0, ByteAcc, Lock, Preserve) { I000, 4, I001, 12, Offset (9), I002, 64 }
  IndexField (IDX0, DAT0, DWordAcc, NoLock, WriteAsOnes) { Offset (0x20), I010, 40 }
  BankField (PRT0, BNK0, 2, DWordAcc, NoLock, WriteAsZeros) { Offset (0x40), B000, 17, B001, 32 }
  CreateBitField (BUF0, 3, CBI0)
  CreateByteField (BUF0, 1, CBY0)
  CreateWordField (BUF0, 2, CWO0)
  CreateDWordField (BUF0, 4, CDW0)
  CreateQWordField (BUF0, 8, CQW0)
  CreateField (BUF0, 5, 70, CFI0)
  Device (\_SB.PCI0)
  {
    Name (_HID, EisaId ("PNP0A08"))
    Name (_CID, Package () { EisaId ("PNP0A03"), "PNP0A03" })
    Name (_SEG, 1) Name (_BBN, 0x20) Name (_ADR, 0x50000)
    OperationRegion (HOST, PCI_Config, 0, 0x100)
    Field (HOST, DWordAcc, NoLock, Preserve) { HVID, 16, HDID, 16 }
    Device (BR00)
    {
      Method (_ADR) { Return (0x00010002) }
      Device (BR01)
      {
        Name (_ADR, 0x00020000)
        OperationRegion (DEEP, PCI_Config, 0x40, 0x20)
        Field (DEEP, WordAcc, NoLock, Preserve) { D000, 16, D001, 32 }
      }
    }
  }
  Device (\_SB.PCI1)
  {
    Method (_HID) { Return ("PNP0A03") }
    Device (DEV0) { OperationRegion (CFG0, PCI_Config, 0, 0x40) Field (CFG0, ByteAcc, NoLock, Preserve) { V000, 8 } }
  }
  Device (\_SB.ACPI)
  {
    Name (_HID, "ACPI0008")
    Name (_CID, Package () { "OTHER", EisaId ("PNP0A03"), Package () {} })
    OperationRegion (CFG1, PCI_Config, 0, 0x40) Field (CFG1, ByteAcc, NoLock, Preserve) { V001, 8 }
  }
  OperationRegion (NOPC, PCI_Config, 0, 0x40) Field (NOPC, ByteAcc, NoLock, Preserve) { V002, 8 }
  Method (READ) { Return (Package () { M000, M001, M002, M003, M004, M010, M011, P000, P001, P002, I000, I001, I002, I010, B000, B001, CBI0, CBY0, CWO0, CDW0, CQW0, CFI0, TSIG, TLEN }) }
  Method (WRIT, 1)
  {
    M000 = Arg0 M001 = Arg0 M002 = Arg0 M003 = "1234" M004 = Buffer () { 0xff, 0xff } M010 = Ones M011 = 0x55
    P000 = Arg0 P001 = 0x7fffff I000 = 3 I001 = Arg0 I002 = 0x1122334455667788 I010 = Buffer (9) { 1, 2, 3 }
    B000 = Arg0 B001 = 0xffffffff CBI0 = 1 CBY0 = 2 CWO0 = "ff" CDW0 = Buffer (2) { 9, 9 } CQW0 = Ones CFI0 = Buffer (20) { 1 }
    \_SB.PCI0.HVID = 1 \_SB.PCI0.BR00.BR01.D001 = \_SB.PCI0.BR00.BR01.D000
    Return (READ ())
  }
  Method (CRE1, 1, Serialized)
  {
    Local0 = Buffer (16) { 1, 2, 3 }
    CreateBitField (Local0, 1, BIT0) CreateByteField (Local0, 1, BYT0) CreateWordField (Local0, 2, WOR0)
    CreateDWordField (Local0, 4, DWO0) CreateQWordField (Local0, 8, QWO0) CreateField (Local0, 3, 9, FLD0)
    BIT0 = 1 BYT0 = Arg0 WOR0 = Arg0 DWO0 = Arg0 QWO0 = Arg0 FLD0 = Arg0
    CreateField (RefOf (BUF0), 0, 8, FLD1)
    Return (Concatenate (Local0, FLD0))
  }
  Method (REG1, 2, Serialized)
  {
    OperationRegion (LOC0, SystemMemory, 0x3000, Arg0 + 0x20)
    Field (LOC0, ByteAcc, NoLock, Preserve) { L000, 8, L001, 8, L002, 16 }
    Local0 = 3
    BankField (LOC0, L000, Local0, ByteAcc, NoLock, Preserve) { Offset (0x10), L010, 8, L011, 24 }
    IndexField (L000, L001, ByteAcc, NoLock, Preserve) { L020, 8 }
    DataTableRegion (LOC1, "SSDT", "", "")
    Mutex (LMT0, 0) Event (LEV0)
    L010 = 0x5a L011 = 0x123456 L020 = 7
    Return (Package () { L000, L002, L010, L011, L020 })
  }
  // Errors, one a method.
  Method (E001) { CreateField (BUF0, 0, 0, ERR0) }
  Method (E002) { CreateDWordField (BUF0, 0x1000, ERR0) }
  Method (E003) { CreateQWordField (BUF0, 20, ERR0) }
  Method (E004) { Local0 = 5 CreateByteField (Local0, 0, ERR0) }
  Method (E005) { OperationRegion (ERR0, SystemMemory, 0xfffffffffffffff0, 0x100) }
  Method (E006) { M000 = Package () { 1 } }
  Method (E007) { M000 = RefOf (BUF0) }
  Method (E008) { DataTableRegion (ERR0, "LONGER", "", "") }
  Method (E009) { DataTableRegion (ERR0, "SSDT", Buffer () { 1 }, "") }
  Method (E010) { Return (E000) }
  Method (E011) { Return (X000) }
  Method (E012) { X000 = 1 }
  Method (E013) { Return (TNON) }
  Method (E014) { Local0 = Buffer (8) {} CreateField (Local0, 8, 40, FLD0) Local0 = Buffer (1) {} Return (FLD0) }
  // The buffer below a field becomes shorter.
  Method (E015) { CreateDWordField (BUF0, 12, SHRT) BUF0 = Buffer (1) {} SHRT = 1 Return (SHRT) }
}
