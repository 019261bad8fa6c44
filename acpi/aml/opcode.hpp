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
    local7 = 0x67,
    arg0 = 0x68,
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
    store = 0x70,
    ref_of = 0x71,
    add = 0x72,
    concat = 0x73,
    subtract = 0x74,
    increment = 0x75,
    decrement = 0x76,
    multiply = 0x77,
    divide = 0x78,
    shift_left = 0x79,
    shift_right = 0x7a,
    and_ = 0x7b,
    nand = 0x7c,
    or_ = 0x7d,
    nor = 0x7e,
    xor_ = 0x7f,
    not_ = 0x80,
    find_set_left_bit = 0x81,
    find_set_right_bit = 0x82,
    deref_of = 0x83,
    concat_res = 0x84,
    mod = 0x85,
    notify = 0x86,
    size_of = 0x87,
    index = 0x88,
    match = 0x89,
    object_type = 0x8e,
    land = 0x90,
    lor = 0x91,
    lnot = 0x92,
    lequal = 0x93,
    lgreater = 0x94,
    lless = 0x95,
    to_buffer = 0x96,
    to_decimal_string = 0x97,
    to_hex_string = 0x98,
    to_integer = 0x99,
    to_string = 0x9c,
    copy_object = 0x9d,
    mid = 0x9e,
    continue_ = 0x9f,
    noop = 0xa3,
    return_ = 0xa4,
    break_ = 0xa5,
    break_point = 0xcc,
    cond_ref_of = 0x5b12,
    load = 0x5b20,
    stall = 0x5b21,
    sleep = 0x5b22,
    acquire = 0x5b23,
    signal = 0x5b24,
    wait = 0x5b25,
    reset = 0x5b26,
    release = 0x5b27,
    from_bcd = 0x5b28,
    to_bcd = 0x5b29,
    unload = 0x5b2a,
    debug = 0x5b31,
    fatal = 0x5b32,
    timer = 0x5b33,
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
    call = 0xffff, // no opcode but the evaluator's: a method whose arguments are gathered
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
    super_name = 's', // a method's name is a call
    simple_name =
        'n',      // a SuperName whose names stand for the objects, methods too: CondRefOf(\\_OSI, Local0) does not call
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
