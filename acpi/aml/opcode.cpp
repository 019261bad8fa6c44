// SPDX-License-Identifier: MIT
#include "acpi/aml/opcode.hpp"

#include <array>

namespace acpi::aml {
namespace {

constexpr std::array<Operands, 256> make_one_byte()
{
    std::array<Operands, 256> t = {};
    auto set = [&](size_t op, std::string_view list) { t[op] = {true, list}; };
    // 20.2.3 Data Objects
    set(0x00, "");  // Zero
    set(0x01, "");  // One
    set(0x0a, "b"); // BytePrefix
    set(0x0b, "w"); // WordPrefix
    set(0x0c, "d"); // DWordPrefix
    set(0x0d, "z"); // StringPrefix
    set(0x0e, "q"); // QWordPrefix
    set(0x11, "p"); // Buffer
    set(0x12, "p"); // Package
    set(0x13, "p"); // VarPackage
    set(0xff, "");  // Ones
    // 20.2.6 Local and Arg
    for (size_t op = 0x60; op <= 0x6e; ++op)
        set(op, "");
    // 20.2.5.4 Expression Opcodes
    set(0x70, "ts");   // Store
    set(0x71, "n");    // RefOf
    set(0x72, "ttg");  // Add
    set(0x73, "ttg");  // Concat
    set(0x74, "ttg");  // Subtract
    set(0x75, "s");    // Increment
    set(0x76, "s");    // Decrement
    set(0x77, "ttg");  // Multiply
    set(0x78, "ttgg"); // Divide
    for (size_t op = 0x79; op <= 0x7f; ++op)
        set(op, "ttg");  // ShiftLeft, ShiftRight, And, Nand, Or, Nor, Xor
    set(0x80, "tg");     // Not
    set(0x81, "tg");     // FindSetLeftBit
    set(0x82, "tg");     // FindSetRightBit
    set(0x83, "t");      // DerefOf
    set(0x84, "ttg");    // ConcatRes
    set(0x85, "ttg");    // Mod
    set(0x86, "st");     // Notify
    set(0x87, "s");      // SizeOf
    set(0x88, "ttg");    // Index
    set(0x89, "tbtbtt"); // Match
    set(0x8e, "n");      // ObjectType
    set(0x90, "tt");     // LAnd
    set(0x91, "tt");     // LOr
    set(0x92, "t");      // LNot; LNotEqual, LLessEqual and LGreaterEqual are LNot and another
    set(0x93, "tt");     // LEqual
    set(0x94, "tt");     // LGreater
    set(0x95, "tt");     // LLess
    set(0x96, "tg");     // ToBuffer
    set(0x97, "tg");     // ToDecimalString
    set(0x98, "tg");     // ToHexString
    set(0x99, "tg");     // ToInteger
    set(0x9c, "ttg");    // ToString
    set(0x9d, "tn");     // CopyObject
    set(0x9e, "tttg");   // Mid
    // 20.2.5.3 Statement Opcodes
    set(0x9f, "");  // Continue
    set(0xa0, "p"); // If
    set(0xa1, "p"); // Else
    set(0xa2, "p"); // While
    set(0xa3, "");  // Noop
    set(0xa4, "t"); // Return
    set(0xa5, "");  // Break
    set(0xcc, "");  // BreakPoint
    return t;
}

constexpr std::array<Operands, 256> make_two_byte()
{
    std::array<Operands, 256> t = {};
    auto set = [&](size_t op, std::string_view list) { t[op] = {true, list}; };
    set(0x12, "ng");     // CondRefOf
    set(0x1f, "tttttt"); // LoadTable
    set(0x20, "sg");     // Load
    set(0x21, "t");      // Stall
    set(0x22, "t");      // Sleep
    set(0x23, "sw");     // Acquire
    set(0x24, "s");      // Signal
    set(0x25, "st");     // Wait
    set(0x26, "s");      // Reset
    set(0x27, "s");      // Release
    set(0x28, "tg");     // FromBCD
    set(0x29, "tg");     // ToBCD
    set(0x2a, "s");      // Unload, up to ACPI 6.3
    set(0x30, "");       // Revision
    set(0x31, "");       // Debug
    set(0x32, "bdt");    // Fatal
    set(0x33, "");       // Timer
    return t;
}

constexpr auto one_byte = make_one_byte();
constexpr auto two_byte = make_two_byte();

} // namespace

Operands operands(Op op)
{
    auto number = static_cast<u16>(op);
    if (number <= 0xff)
        return one_byte[number];
    return (number >> 8) == static_cast<u16>(Op::ext_prefix) ? two_byte[number & 0xff] : Operands{};
}

} // namespace acpi::aml
