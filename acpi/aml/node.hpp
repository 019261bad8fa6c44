// SPDX-License-Identifier: MIT
// A name in the namespace: where it is in the tree, what it names, and where its definition stands in which table.
#pragma once

#include "acpi/aml/name.hpp"
#include "kernel/error.hpp"

namespace acpi::aml {

enum class NodeId : u16 { root = 0, none = 0xffff };

// Numbers 1 to 15 as ObjectType() returns them (ACPI 6.5 19.6); the others are our own.
enum class ObjectType : u8 {
    uninitialized = 0,
    integer = 1,
    string = 2,
    buffer = 3,
    package = 4,
    field_unit = 5,
    device = 6,
    event = 7,
    method = 8,
    mutex = 9,
    operation_region = 10,
    power_resource = 11,
    processor = 12,
    thermal_zone = 13,
    buffer_field = 14,
    scope = 0x80,     // the root and the predefined scopes below it
    alias = 0x81,     // of the object whose NameString stands at `offset`
    reference = 0x82, // Name() of another name, whose NameString stands at `offset`
    external = 0x83,  // declared by External() and not defined (yet): lookups do not find it
};
std::string_view name_of(ObjectType type);

struct Node {
    // Predefined by the interpreter: no bytes in any table.
    static constexpr u16 no_block = 0xffff;
    // Deeper names are refused: the search through the parents would cost too much. Real firmware stays below 20.
    static constexpr u16 deepest = 256;

    NameSeg name;
    NodeId parent = NodeId::none;
    NodeId first_child = NodeId::none;
    NodeId last_child = NodeId::none;
    NodeId next_sibling = NodeId::none;
    NodeId scope = NodeId::none; // the one the definition stands in: where names in its data are looked up
    u16 block = no_block;        // index of the definition block
    ObjectType type = ObjectType::uninitialized;
    u8 detail = 0; // method: MethodFlags (arguments in bits 2-0, serialized bit 3, SyncLevel 7-4); scopes: bit 0 if an
                   // _INI is below
    u16 depth = 0; // segments below the root
    // In the block. Name: its DataRefObject. Method and scopes: the TermList. Others: the whole definition, opcode
    // included; a field unit's is that of the Field, which an evaluator walks again for the bit offset.
    u32 offset = 0;
    u32 length = 0;
    // The evaluator's: its value at run time, a cell of its heap. Zero: still what the table says.
    u32 object = 0;

    unsigned argument_count() const { return detail & 7; }
    // Was unloaded, or ended with the method that made it: not in the tree any more.
    bool is_gone() const { return name.text[0] == 0; }
    // Made by an Alias that came first, and defined by nobody.
    bool is_undefined() const { return type == ObjectType::uninitialized && length == 0; }
};
static_assert(sizeof(Node) == 32);

// What the walk of a definition block came across.
struct Finding {
    enum class Severity : u8 {
        note, // legal, but not done: a conditional definition, a statement
        bad,  // not decodable: the object, or the rest of the scope, is missing from the namespace
    };
    Severity severity = Severity::note;
    u16 block = 0;
    Error error; // offset counts from the start of the block's table
};

} // namespace acpi::aml
