// SPDX-License-Identifier: MIT
// Data objects where they stand in a definition block; nothing is copied.
// Spec: ACPI 6.5 20.2.3 (data), 20.2.5.4 (Buffer, Package, VarPackage).
#pragma once

#include "acpi/aml/node.hpp"
#include "acpi/aml/reader.hpp"

namespace acpi::aml {

struct Data {
    // VarPackage may count more elements than the table has bytes. Real ones have less than 256, as Package must.
    static constexpr u32 most_elements = 4096;

    ObjectType type =
        ObjectType::uninitialized; // integer, string, buffer, package or reference; else not constant data
    u64 integer = 0;
    std::span<u8 const>
        bytes; // string: without the terminator. buffer: the initializer, which may be shorter than size
    u64 buffer_size = 0;
    // package: its elements, read one after the other with PackageElements
    Reader elements;
    u32 element_count = 0; // NumElements; there may be fewer initializers
    NameString name;       // reference
    // Where it stands.
    u32 offset = 0;
    u16 block = Node::no_block;
    NodeId scope = NodeId::root; // where names are looked up from
};

// The data object that `reader` is at; moves behind it. `integer_size` is 4 or 8.
// A buffer size or a VarPackage length that is no constant is an error: it needs an evaluator.
Result<Data> read_data(Reader& reader, unsigned integer_size, u16 block, NodeId scope);

// Walks the elements of a package, at most NumElements of them.
class PackageElements {
public:
    PackageElements(Data const& package, unsigned integer_size)
        : reader_(package.elements), left_(package.element_count), integer_size_(integer_size), block_(package.block),
          scope_(package.scope)
    {
        ASSERT(package.type == ObjectType::package);
    }
    // Nothing behind the last one. An element that NumElements counts but that has no initializer is uninitialized.
    Result<std::optional<Data>> next();

private:
    Reader reader_;
    u32 left_;
    unsigned integer_size_;
    u16 block_;
    NodeId scope_;
};

} // namespace acpi::aml
