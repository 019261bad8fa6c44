// SPDX-License-Identifier: MIT
#include "acpi/aml/data.hpp"

namespace acpi::aml {
namespace {

// Of a count or size that must be known without evaluation.
Result<u64> read_constant(Reader& reader, unsigned integer_size, u16 block, NodeId scope)
{
    u32 at = reader.offset();
    u8 first = TRY(reader.peek());
    // Only these: a nested buffer or package here would let firmware choose our recursion depth.
    if (!is_integer(Op{first}))
        return Error{Side::unsupported, "AML size that is an expression", "a constant", first, "ACPI 6.5 20.2.5.4", at};
    return TRY(read_data(reader, integer_size, block, scope)).integer;
}

} // namespace

Result<Data> read_data(Reader& reader, unsigned integer_size, u16 block, NodeId scope)
{
    Data data;
    data.offset = reader.offset();
    data.block = block;
    data.scope = scope;
    if (reader.at_name()) {
        data.type = ObjectType::reference;
        data.name = TRY(reader.name());
        return data;
    }
    Op op = TRY(reader.opcode());
    u64 const mask = integer_size == 8 ? ~u64{0} : u64{0xffffffff};
    switch (op) {
    case Op::zero:
    case Op::one:
        data.type = ObjectType::integer;
        data.integer = op == Op::one;
        return data;
    case Op::ones:
        data.type = ObjectType::integer;
        data.integer = mask;
        return data;
    case Op::byte_prefix:
    case Op::word_prefix:
    case Op::dword_prefix:
    case Op::qword_prefix: {
        unsigned size = op == Op::byte_prefix ? 1 : op == Op::word_prefix ? 2 : op == Op::dword_prefix ? 4 : 8;
        data.type = ObjectType::integer;
        data.integer = TRY(reader.integer(size)) & mask;
        return data;
    }
    case Op::string_prefix:
        data.type = ObjectType::string;
        data.bytes = TRY(reader.string());
        return data;
    case Op::buffer: {
        auto body = TRY(reader.package());
        data.type = ObjectType::buffer;
        data.buffer_size = TRY(read_constant(body, integer_size, block, scope));
        data.bytes = body.rest();
        return data;
    }
    case Op::package:
    case Op::var_package: {
        auto body = TRY(reader.package());
        data.type = ObjectType::package;
        u64 count = op == Op::package ? TRY(body.byte()) : TRY(read_constant(body, integer_size, block, scope));
        if (count > Data::most_elements)
            return Error{Side::guest, "limit: elements of a package", Data::most_elements, count, "acpi/aml/data.hpp",
                         data.offset};
        data.element_count = static_cast<u32>(count);
        data.elements = body;
        return data;
    }
    default:
        return Error{Side::firmware,       "AML data object", "a constant, string, buffer, package or name",
                     static_cast<u16>(op), "ACPI 6.5 20.2.3", data.offset};
    }
}

Result<std::optional<Data>> PackageElements::next()
{
    if (left_ == 0)
        return std::optional<Data>{};
    --left_;
    if (reader_.at_end()) {
        Data missing;
        missing.offset = reader_.offset();
        missing.block = block_;
        missing.scope = scope_;
        return std::optional{missing};
    }
    return std::optional{TRY(read_data(reader_, integer_size_, block_, scope_))};
}

} // namespace acpi::aml
