// SPDX-License-Identifier: MIT
#include "acpi/aml/loader.hpp"

#include "acpi/aml/evaluator.hpp"
#include "acpi/aml/term_arg.hpp"

#include <algorithm>

namespace acpi::aml {
namespace {

constexpr auto source = "ACPI 6.5 20.2.5";

// ACPI 6.5 20.2.5.2, FieldElement: the bytes that no NameSeg can start with.
enum class FieldElement : u8 { reserved = 0, access = 1, connect = 2, extended_access = 3 };

bool has_package(Op op)
{
    switch (op) {
    case Op::scope:
    case Op::method:
    case Op::device:
    case Op::processor:
    case Op::power_resource:
    case Op::thermal_zone:
    case Op::field:
    case Op::index_field:
    case Op::bank_field:
    case Op::if_:
    case Op::else_:
    case Op::while_:
        return true;
    default:
        return false;
    }
}

ObjectType type_of_data(u8 first)
{
    if (is_integer(Op{first}))
        return ObjectType::integer;
    switch (Op{first}) {
    case Op::string_prefix:
        return ObjectType::string;
    case Op::buffer:
        return ObjectType::buffer;
    case Op::package:
    case Op::var_package:
        return ObjectType::package;
    default:
        return ObjectType::uninitialized;
    }
}

} // namespace

void Loader::run(NodeId root)
{
    Sdt const& block = ns_.blocks()[block_];
    std::array<Frame, deepest> frames;
    frames[0] = {Reader{block.bytes(), Sdt::header_size, block.length()}, root};
    size_t depth = 1;
    // Every turn leaves a frame or takes a byte at least of one: no more turns than twice the bytes.
    while (depth > 0) {
        Frame& frame = frames[depth - 1];
        if (frame.reader.at_end()) {
            --depth;
            continue;
        }
        opened_.reset();
        u32 const at = frame.reader.offset();
        if (auto status = term(frame); !status) {
            bad(status.error());
            frame.reader.skip_rest();
        } else if (opened_ && depth == frames.size()) {
            bad({Side::firmware, "depth of nested scopes", deepest, deepest + 1, source, at});
        } else if (opened_) {
            frames[depth++] = *opened_;
        }
    }
}

void Loader::execute(u32 begin, u32 end, NodeId scope)
{
    if (auto status = evaluator_->execute(block_, begin, end, scope); !status) {
        bad(status.error());
        ns_.has_unevaluated_ = true;
    }
}

void Loader::settle(NodeId id)
{
    // Fails when something that it names stands behind it. Then whoever asks first gets the value, or the error.
    if (evaluator_ != nullptr)
        (void)evaluator_->settle(id);
}

bool Loader::is_definition(Op op)
{
    switch (op) {
    case Op::alias:
    case Op::external:
    case Op::mutex:
    case Op::event:
    case Op::scope:
    case Op::method:
    case Op::device:
    case Op::processor:
    case Op::power_resource:
    case Op::thermal_zone:
    case Op::field:
    case Op::index_field:
        return true;
    default:
        return false;
    }
}

Result<std::optional<Loader::Frame>> Loader::define(Op op, Reader& reader, NodeId scope, u32 begin)
{
    ASSERT(is_definition(op));
    opened_.reset();
    if (has_package(op)) {
        auto body = TRY(reader.package());
        TRY(packaged(op, body, scope, begin));
    } else if (op == Op::alias) {
        TRY(alias(reader, scope, begin));
    } else if (op == Op::external) {
        TRY(external(reader, scope));
    } else {
        auto name = TRY(reader.name());
        if (op == Op::mutex)
            TRY(reader.skip(1));
        TRY(define(scope, name, op == Op::mutex ? ObjectType::mutex : ObjectType::event, begin, reader.offset(),
                   begin));
    }
    return opened_;
}

void Loader::note(char const* what, Value seen, u32 offset)
{
    Error error{Side::unsupported, what, "names and constant data", seen, source, offset};
    ns_.report({Finding::Severity::note, block_, error});
}

void Loader::bad(Error const& error) { ns_.report({Finding::Severity::bad, block_, error}); }

Result<NodeId> Loader::define(NodeId scope, NameString const& name, ObjectType type, u32 begin, u32 end, u32 offset)
{
    // What a method makes goes when it ends, so it cannot take over a name that the table declared.
    if (evaluator_ != nullptr && evaluator_->is_in_method()) {
        auto parent = TRY(ns_.parent_of(scope, name, offset));
        if (auto there = ns_.child(parent, name.seg(name.size() - 1));
            there && ns_.node(*there).type == ObjectType::external)
            return Error{Side::unsupported,  "name to define in a method",
                         "a new name",       "one that External declares",
                         "ACPI 6.5 5.5.2.3", offset};
    }
    auto id = TRY(ns_.define(scope, name, type, offset));
    Node& node = ns_.at(id);
    node.scope = scope;
    node.block = block_;
    node.offset = begin;
    node.length = end - begin;
    return id;
}

Status Loader::skip(Reader& reader, std::string_view list, NodeId scope)
{
    TRY(skip_known(reader, list, scope));
    return {};
}

Result<bool> Loader::skip_known(Reader& reader, std::string_view list, NodeId scope)
{
    u64 unknown_name = Error::no_offset;
    TRY(skip_operands(reader, list, ns_, scope, unknown_name));
    if (unknown_name == Error::no_offset)
        return true;
    note("name in an expression", "not in the namespace; taken for one without arguments",
         static_cast<u32>(unknown_name));
    // What would be executed here cannot be. Without an evaluator it may still come.
    return evaluator_ == nullptr;
}

Status Loader::enter(Reader const& body, NodeId scope)
{
    opened_ = Frame{body, scope};
    return {};
}

Status Loader::term(Frame& frame)
{
    Reader& reader = frame.reader;
    NodeId const scope = frame.scope;
    u32 const begin = reader.offset();
    if (reader.at_name()) {
        TRY(skip(reader, "t", scope));
        if (evaluator_ != nullptr) {
            execute(begin, reader.offset(), scope);
            return {};
        }
        note("statement at table level", "a method call, not executed", begin);
        ns_.has_unevaluated_ = true;
        return {};
    }
    Op op = TRY(reader.opcode());
    if (has_package(op)) {
        auto body = TRY(reader.package());
        if (evaluator_ != nullptr && (op == Op::if_ || op == Op::while_)) {
            if (op == Op::if_ && !reader.at_end() && Op{TRY(reader.peek())} == Op::else_) {
                TRY(reader.skip(1));
                TRY(reader.package());
            }
            execute(begin, reader.offset(), scope);
            return {};
        }
        if (auto status = packaged(op, body, scope, begin); !status)
            bad(status.error());
        return {};
    }
    switch (op) {
    case Op::name:
        return name(frame, begin);
    case Op::alias:
        return alias(reader, scope, begin);
    case Op::external:
        return external(reader, scope);
    case Op::mutex:
        return named(ObjectType::mutex, "b", reader, scope, begin);
    case Op::event:
        return named(ObjectType::event, "", reader, scope, begin);
    case Op::operation_region:
        return named(ObjectType::operation_region, "btt", reader, scope, begin);
    case Op::data_region:
        return named(ObjectType::operation_region, "ttt", reader, scope, begin);
    case Op::create_bit_field:
    case Op::create_byte_field:
    case Op::create_word_field:
    case Op::create_dword_field:
    case Op::create_qword_field:
    case Op::create_field:
        return create_field(op, reader, scope, begin);
    default:
        return statement(op, reader, scope, begin);
    }
}

Status Loader::statement(Op op, Reader& reader, NodeId scope, u32 begin)
{
    auto info = operands(op);
    if (!info.is_opcode) {
        // ACPICA steps over it (AcpiPsGetAmlOpcode).
        bad({Side::firmware, "AML opcode", "one of ACPI 6.5 20.3", static_cast<u16>(op), source, begin});
        return {};
    }
    TRY(skip(reader, info.list, scope));
    if (evaluator_ != nullptr) {
        execute(begin, reader.offset(), scope);
        return {};
    }
    note("statement at table level, not executed", static_cast<u16>(op), begin);
    if (op == Op::load || op == Op::load_table)
        ns_.has_unevaluated_ = true;
    return {};
}

Status Loader::name(Frame& frame, u32 begin)
{
    Reader& reader = frame.reader;
    auto name = TRY(reader.name());
    u32 data = reader.offset();
    ObjectType type = reader.at_name() ? ObjectType::reference : type_of_data(TRY(reader.peek()));
    if (type == ObjectType::reference) {
        TRY(reader.name());
    } else {
        // What is inside a buffer or package is checked when it is read.
        TRY(skip(reader, "t", frame.scope));
        if (type == ObjectType::uninitialized && evaluator_ == nullptr)
            note("Name() of an expression", "not evaluated", data);
    }
    if (auto id = define(frame.scope, name, type, data, reader.offset(), begin); !id)
        bad(id.error());
    return {};
}

Status Loader::named(ObjectType type, std::string_view list, Reader& reader, NodeId scope, u32 begin)
{
    auto name = TRY(reader.name());
    auto status = skip_known(reader, list, scope);
    if (status && !*status)
        return {}; // as ACPICA: no region at a place that is not known yet
    // The name is good even if what follows cannot be decoded.
    auto id = define(scope, name, type, begin, reader.offset(), begin);
    if (!id)
        bad(id.error());
    else if (status && type == ObjectType::operation_region)
        settle(*id);
    return status ? Status{} : Status{status.error()};
}

Status Loader::create_field(Op op, Reader& reader, NodeId scope, u32 begin)
{
    bool const is_known = TRY(skip_known(reader, op == Op::create_field ? "ttt" : "tt", scope));
    auto name = TRY(reader.name());
    if (!is_known)
        return {}; // as ACPICA: no field in a buffer that is not there yet
    auto id = define(scope, name, ObjectType::buffer_field, begin, reader.offset(), begin);
    if (!id)
        bad(id.error());
    else
        settle(*id);
    return {};
}

Status Loader::alias(Reader& reader, NodeId scope, u32 begin)
{
    u32 const at = reader.offset();
    auto source_name = TRY(reader.name());
    u32 const end = reader.offset();
    auto name = TRY(reader.name());
    auto status = [&]() -> Status {
        // As ACPICA, a source that is not there is made here, without a type; what defines it further on is then a
        // second one and refused (AcpiDsCreateOperand).
        if (evaluator_ != nullptr && !ns_.lookup(scope, source_name))
            TRY(define(scope, source_name, ObjectType::uninitialized, end, end, at));
        TRY(define(scope, name, ObjectType::alias, at, end, begin));
        return {};
    }();
    if (status || (evaluator_ != nullptr && evaluator_->is_in_method()))
        return status;
    // Both names are behind us: a double definition costs nothing else.
    bad(status.error());
    return {};
}

Status Loader::external(Reader& reader, NodeId scope)
{
    auto name = TRY(reader.name());
    auto type = ObjectType{TRY(reader.byte())};
    u8 argument_count = TRY(reader.byte());
    // Only a method's argument count is of use. What is there already, or has no parent yet, needs none.
    if (type != ObjectType::method || ns_.lookup(scope, name))
        return {};
    if (auto id = ns_.define(scope, name, ObjectType::external, reader.offset()); id) {
        ns_.at(*id).detail = argument_count & 7;
        ns_.at(*id).block = block_;
    }
    return {};
}

Status Loader::packaged(Op op, Reader& body, NodeId scope, u32 begin)
{
    auto scope_object = [&](ObjectType type, u32 fixed_bytes) -> Status {
        auto name = TRY(body.name());
        TRY(body.skip(fixed_bytes));
        auto id = TRY(define(scope, name, type, body.offset(), body.end(), begin));
        return enter(body, id);
    };
    switch (op) {
    case Op::scope:
        return open_scope(body, scope, begin);
    case Op::device:
        return scope_object(ObjectType::device, 0);
    case Op::processor:
        return scope_object(ObjectType::processor, 6); // ProcID, PblkAddr, PblkLen
    case Op::power_resource:
        return scope_object(ObjectType::power_resource, 3); // SystemLevel, ResourceOrder
    case Op::thermal_zone:
        return scope_object(ObjectType::thermal_zone, 0);
    case Op::method: {
        auto name = TRY(body.name());
        u8 flags = TRY(body.byte());
        auto id = TRY(define(scope, name, ObjectType::method, body.offset(), body.end(), begin));
        ns_.at(id).detail = flags;
        return {};
    }
    case Op::field:
        TRY(body.name());
        TRY(body.skip(1));
        return field_list(body, scope, begin, body.end());
    case Op::index_field:
        TRY(body.name());
        TRY(body.name());
        TRY(body.skip(1));
        return field_list(body, scope, begin, body.end());
    case Op::bank_field:
        TRY(body.name());
        TRY(body.name());
        TRY(skip(body, "t", scope));
        TRY(body.skip(1));
        return field_list(body, scope, begin, body.end());
    default:
        // Else without If is no term, and ACPICA executes it.
        if (evaluator_ != nullptr && op == Op::else_)
            return enter(body, scope);
        note("conditional definitions at table level, not evaluated", static_cast<u16>(op), begin);
        ns_.has_unevaluated_ = true;
        return {};
    }
}

Status Loader::open_scope(Reader& body, NodeId scope, u32 begin)
{
    auto name = TRY(body.name());
    // A path without segments, "\\" or "^", is the place where it starts.
    auto found = ns_.lookup(scope, name);
    if (!found)
        return Error{Side::firmware, "Scope() name", "a name in the namespace", "none", "ACPI 6.5 5.3", begin};
    // Not through an alias, as ACPICA (AcpiDsLoad2BeginOp).
    NodeId const id = *found;
    switch (ns_.node(id).type) {
    case ObjectType::uninitialized:
    case ObjectType::scope:
    case ObjectType::device:
    case ObjectType::processor:
    case ObjectType::power_resource:
    case ObjectType::thermal_zone:
        return enter(body, id);
    // Wrong, but firmware does it and ACPICA takes it (dswload.c, AcpiDsLoad1BeginOp).
    case ObjectType::integer:
    case ObjectType::string:
    case ObjectType::buffer:
        return enter(body, id);
    default:
        return Error{Side::firmware,
                     "Scope() object",
                     "device, processor, power resource, thermal zone",
                     name_of(ns_.node(id).type).data(),
                     "ACPI 6.5 19.6",
                     begin};
    }
}

Status Loader::field_list(Reader& body, NodeId scope, u32 begin, u32 end)
{
    while (!body.at_end()) {
        u32 at = body.offset();
        switch (FieldElement{TRY(body.peek())}) {
        case FieldElement::reserved:
            TRY(body.skip(1));
            TRY(body.package_length());
            continue;
        case FieldElement::access:
            TRY(body.skip(3));
            continue;
        case FieldElement::extended_access:
            TRY(body.skip(4));
            continue;
        case FieldElement::connect:
            TRY(body.skip(1));
            if (body.at_name()) {
                TRY(body.name());
            } else {
                if (Op op = TRY(body.opcode()); op != Op::buffer)
                    return Error{Side::firmware,       "Connection() in a field list",
                                 "a name or a buffer", static_cast<u16>(op),
                                 "ACPI 6.5 20.2.5.2",  at};
                TRY(body.package());
            }
            continue;
        }
        NameString name;
        name.segs = body.rest().first(std::min<size_t>(body.left(), 4));
        TRY(body.seg());
        TRY(body.package_length());
        if (auto id = define(scope, name, ObjectType::field_unit, begin, end, at); !id)
            bad(id.error());
    }
    return {};
}

} // namespace acpi::aml
