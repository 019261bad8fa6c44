// SPDX-License-Identifier: MIT
// AML opcodes and the operands that follow them. Spec: ACPI 6.5 20.2.3, 20.2.5 and 20.3.
#pragma once

#include "acpi/bytes.hpp"

#include <string_view>

namespace acpi::aml {

// Two-byte opcodes are 0x5b00 | second byte.
enum class Op : u16 {
    zero = 0x00,
    one = 0x01,
    alias = 0x06,
    name = 0x08,
    byte_prefix = 0x0a,
    word_prefix = 0x0b,
    dword_prefix = 0x0c,
    string_prefix = 0x0d,
    qword_prefix = 0x0e,
    scope = 0x10,
    buffer = 0x11,
    package = 0x12,
    var_package = 0x13,
    method = 0x14,
    external = 0x15,
    dual_name_prefix = 0x2e,
    multi_name_prefix = 0x2f,
    ext_prefix = 0x5b,
    root_char = 0x5c,
    parent_prefix_char = 0x5e,
    local0 = 0x60,
    arg6 = 0x6e,
    create_dword_field = 0x8a,
    create_word_field = 0x8b,
    create_byte_field = 0x8c,
    create_bit_field = 0x8d,
    create_qword_field = 0x8f,
    if_ = 0xa0,
    else_ = 0xa1,
    while_ = 0xa2,
    ones = 0xff,
    mutex = 0x5b01,
    event = 0x5b02,
    create_field = 0x5b13,
    load_table = 0x5b1f,
    load = 0x5b20,
    revision = 0x5b30,
    operation_region = 0x5b80,
    field = 0x5b81,
    device = 0x5b82,
    processor = 0x5b83,
    power_resource = 0x5b84,
    thermal_zone = 0x5b85,
    index_field = 0x5b86,
    bank_field = 0x5b87,
    data_region = 0x5b88,
};

// ACPI 6.5 20.2.3: ConstObj, ByteConst, WordConst, DWordConst, QWordConst.
constexpr bool is_integer(Op op)
{
    return op == Op::zero || op == Op::one || op == Op::ones || op == Op::byte_prefix || op == Op::word_prefix ||
           op == Op::dword_prefix || op == Op::qword_prefix;
}

// What stands between an opcode and the end of its term.
enum class Operand : char {
    term_arg = 't',
    super_name = 's',
    target = 'g', // a SuperName, or the null name: not stored
    byte = 'b',
    word = 'w',
    dword = 'd',
    qword = 'q',
    string = 'z',
    package = 'p', // PkgLength and all it covers
};

struct Operands {
    bool is_opcode = false;
    std::string_view list; // of Operand, in order
};

// Operands of statements, expressions and data. Not of the opcodes that make names (Name, Scope, Field, ...): they are
// no opcodes here, the loader knows them.
Operands operands(Op op);

} // namespace acpi::aml
