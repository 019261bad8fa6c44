// SPDX-License-Identifier: MIT
// Objects from their definitions: what a Name() holds, the operands of regions and fields. At table level worked out
// when first asked for, in a method where they stand. Spec: ACPI 6.5 20.2.5.1, 20.2.5.2.
#include "acpi/aml/evaluator.hpp"
#include "acpi/aml/term_arg.hpp"

#include <algorithm>

namespace acpi::aml {
namespace {

constexpr auto source = "ACPI 6.5 20.2.5.2";

// ACPI 6.5 5.7.2 (_OS, _REV): what ACPICA says.
constexpr std::string_view os_name = "Microsoft Windows NT";
constexpr u64 acpi_revision = 2;

// ACPI 6.5 20.2.5.2, AccessType: bytes of one access. Any is by bytes, as ACPICA does it.
Result<u8> access_bytes(u8 flags, u32 offset)
{
    switch (flags & 0xf) {
    case 0: // AnyAcc
    case 1: // ByteAcc
    case 5: // BufferAcc
        return u8{1};
    case 2:
        return u8{2};
    case 3:
        return u8{4};
    case 4:
        return u8{8};
    default:
        return Error{Side::firmware, "AccessType of a field", 5, flags & 0xf, source, offset};
    }
}

} // namespace

Object Evaluator::object_at(NodeId id) const
{
    u32 const number = ns_->node(id).object;
    return number == 0 ? Object{} : Object::of(heap_->cell_of(number));
}

void Evaluator::set_object(NodeId id, Object value)
{
    Node& node = ns_->at(id);
    Object old = node.object == 0 ? Object{} : Object::adopt(heap_->cell_of(node.object));
    Cell* cell = value.detach();
    node.object = cell == nullptr ? 0 : heap_->number_of(cell);
}

// At table level, right behind the definition. What fails stays as it is and fails again when it is used.
Status Evaluator::settle(NodeId id)
{
    begin_evaluation();
    auto status = settle_nested(id);
    if (nesting_ == 0)
        has_failed_ = false;
    return status;
}

// What packages name is looked up when all tables are there, as ACPICA does it (AcpiNsInitializeObjects): an element
// stays the object that its name had then. Packages beyond a quarter of the heap wait until they are asked for.
void Evaluator::settle_packages()
{
    for (unsigned i = settled_; i < ns_->size_; ++i) {
        Node const& node = ns_->nodes_[i];
        if (heap_->used_bytes() > limits_.heap_bytes / 4)
            break;
        if (node.type == ObjectType::package && node.object == 0)
            (void)settle(NodeId{static_cast<u16>(i)});
    }
    settled_ = ns_->size_;
}

// Gives `id` the object that its definition in the table describes.
Status Evaluator::settle_nested(NodeId id)
{
    Node const& node = ns_->node(id);
    if (node.object != 0)
        return {};
    if (node.block == Node::no_block) {
        if (node.name == NameSeg{"_REV"})
            set_object(id, TRY(heap_->integer(acpi_revision)));
        else if (node.name == NameSeg{"_OS_"})
            set_object(id, TRY(heap_->string(os_name)));
        else if (node.type == ObjectType::mutex)
            set_object(id, TRY(heap_->record(ObjectType::mutex, Mutex{})));
        return {};
    }
    Reader reader{ns_->blocks_[node.block].bytes(), node.offset, node.offset + node.length};
    switch (node.type) {
    case ObjectType::operation_region:
    case ObjectType::buffer_field: {
        u32 const at = reader.offset();
        Op const op = TRY(reader.opcode());
        std::string_view list = op == Op::operation_region ? "Nbtt"
                                : op == Op::data_region    ? "Nttt"
                                : op == Op::create_field   ? "tttN"
                                                           : "ttN";
        TRY(run_term(node.block, reader, node.scope, list, op, id, at));
        return {};
    }
    case ObjectType::field_unit:
        return settle_field(id, {});
    case ObjectType::mutex: {
        TRY(reader.opcode());
        TRY(reader.name());
        Mutex mutex;
        mutex.sync_level = TRY(reader.byte()) & 0xf;
        set_object(id, TRY(heap_->record(ObjectType::mutex, mutex)));
        return {};
    }
    case ObjectType::event:
        set_object(id, TRY(heap_->event()));
        return {};
    default: {
        if (node.is_undefined())
            return Error{Side::firmware,    "object",   "a definition", "none: only an Alias names it",
                         "ACPI 6.5 19.6.4", node.offset};
        // Name(): Zero with the one operand of CopyObject to a node that is not there, which is the value itself.
        Operand value = TRY(run_term(node.block, reader, node.scope, "t", Op::name, id, node.offset));
        bool const is_ours = value.kind == Operand::Kind::object && !value.object.is_shared();
        Object object = is_ours ? std::move(value.object) : TRY(own_copy(value));
        ns_->at(id).type = object.type();
        set_object(id, std::move(object));
        return {};
    }
    }
}

// FieldFlags and where in the FieldList `id` stands.
Status Evaluator::settle_field(NodeId id, std::optional<u64> bank)
{
    Node const& node = ns_->node(id);
    Reader whole{ns_->blocks_[node.block].bytes(), node.offset, node.offset + node.length};
    Op const op = TRY(whole.opcode());
    Reader body = TRY(whole.package());
    auto named = [&](NameString const& name, u32 offset) -> Result<NodeId> {
        auto found = ns_->lookup(node.scope, name);
        if (!found)
            return Error{
                Side::firmware, "region or register of a field", "a name in the namespace", "none", "ACPI 6.5 5.3",
                offset};
        return ns_->resolve_alias(*found);
    };
    FieldUnit field;
    u32 at = body.offset();
    NodeId first = TRY(named(TRY(body.name()), at));
    at = body.offset();
    if (op == Op::index_field) {
        field.kind = FieldUnit::Kind::index;
        field.selector = first;
        field.data = TRY(named(TRY(body.name()), at));
    } else if (op == Op::bank_field) {
        field.kind = FieldUnit::Kind::bank;
        field.region = first;
        field.selector = TRY(named(TRY(body.name()), at));
        at = body.offset();
        if (!bank) {
            Operand value = TRY(run_term(node.block, body, node.scope, "t", Op::name, id, at));
            bank = TRY(integer_of(value));
        }
        field.bank = *bank;
        u64 unknown_name = Error::no_offset;
        TRY(skip_operands(body, "t", *ns_, node.scope, unknown_name));
    } else {
        field.region = first;
    }
    at = body.offset();
    u8 const flags = TRY(body.byte());
    field.is_locked = (flags & 0x10) != 0;
    if ((flags >> 5 & 3) == 3)
        return Error{Side::firmware, "UpdateRule of a field", 2, 3, source, at};
    field.update = FieldUnit::Update{static_cast<u8>(flags >> 5 & 3)};
    field.access_bytes = TRY(access_bytes(flags, at));

    u64 bit = 0;
    while (!body.at_end()) {
        at = body.offset();
        switch (TRY(body.peek())) {
        case 0: // ReservedField
            TRY(body.skip(1));
            bit += TRY(body.package_length());
            continue;
        case 1:   // AccessField
        case 3: { // ExtendedAccessField
            bool const is_extended = TRY(body.byte()) == 3;
            field.access_bytes = TRY(access_bytes(TRY(body.byte()), at));
            TRY(body.skip(is_extended ? 2 : 1));
            continue;
        }
        case 2: // ConnectField
            TRY(body.skip(1));
            if (body.at_name()) {
                TRY(body.name());
            } else {
                TRY(body.opcode());
                TRY(body.package());
            }
            continue;
        default:
            break;
        }
        NameSeg const name = TRY(body.seg());
        u64 const bits = TRY(body.package_length());
        if (name == node.name) {
            field.first_bit = bit;
            field.bits = bits;
            TRY(charge((body.offset() - node.offset) / list_bytes_per_step));
            set_object(id, TRY(heap_->record(ObjectType::field_unit, field)));
            return {};
        }
        bit += bits;
    }
    return Error{Side::firmware, "field in its list", "there", "not there", source, node.offset};
}

// ---- Definitions whose operands are there

// The object goes to `task.node` if that is set (a definition at table level), else to a new name.
Result<Evaluator::Operand> Evaluator::define(Op op)
{
    Task& task = top();
    if (op == Op::bank_field) {
        TRY(make_bank_field());
        return Operand{};
    }
    if (op == Op::name && task.node != NodeId::none)
        return std::move(operand(0)); // for settle_nested()
    Object object;
    ObjectType type = ObjectType::operation_region;
    size_t name_operand = 0;
    switch (op) {
    case Op::name:
        object = TRY(own_copy(operand(1)));
        type = object.type();
        break;
    case Op::operation_region:
    case Op::data_region:
        object = TRY(make_region(op));
        break;
    default:
        object = TRY(make_buffer_field(op));
        type = ObjectType::buffer_field;
        name_operand = op == Op::create_field ? 3 : 2;
        break;
    }
    NodeId id = task.node;
    if (id == NodeId::none) {
        Reader& code = code_of(task);
        auto bytes = ns_->blocks_[task.block].bytes();
        Reader name{bytes, static_cast<u32>(operand(name_operand).number), static_cast<u32>(bytes.size())};
        auto path = TRY(name.name());
        // Name(): its data only, as everywhere.
        u32 const begin = op == Op::name ? name.offset() : task.at;
        id = TRY((Loader{*ns_, task.block, this}.define(task.scope, path, type, begin, code.offset(), task.at)));
    }
    set_object(id, std::move(object));
    Operand nothing;
    if (task.is_wanted)
        nothing = Operand::of(u64{0}); // run_term() looks for a result
    return nothing;
}

Result<Object> Evaluator::make_region(Op op)
{
    Region region;
    if (op == Op::data_region) {
        // ACPI 6.5 19.6.25: the bytes of a table, found by signature, OEM and OEM table ID.
        auto texts = std::array{TRY(object(1)), TRY(object(2)), TRY(object(3))};
        for (auto const& text : texts) {
            if (!text.is(ObjectType::string))
                return firmware("DataTableRegion", "three strings", name_of(text.type()).data(), "ACPI 6.5 19.6.25");
        }
        if (texts[0].size() != 4)
            return firmware("DataTableRegion, signature", "four characters", texts[0].size(), "ACPI 6.5 19.6.25");
        auto table = platform_->find_table(Signature::decode(texts[0].bytes(), 0), texts[1].text(), texts[2].text());
        if (!table)
            return firmware("DataTableRegion", "a table with these names", "none", "ACPI 6.5 19.6.25");
        region.space = static_cast<u8>(RegionSpace::system_memory);
        region.offset = raw(table->address());
        region.length = table->length();
    } else {
        region.space = static_cast<u8>(operand(1).number);
        region.offset = TRY(integer(2));
        region.length = TRY(integer(3));
    }
    if (region.length > ~u64{0} - region.offset)
        return firmware("end of an operation region", ~u64{0}, region.offset, "ACPI 6.5 19.6.99");
    return heap_->record(ObjectType::operation_region, region);
}

Result<Object> Evaluator::make_buffer_field(Op op)
{
    Object buffer = TRY(object(0));
    if (buffer.is(ObjectType::reference))
        buffer = TRY(resolve(buffer));
    // A number or a string: as ACPICA, the bytes it is converted to, which only the field sees.
    if (buffer.is(ObjectType::integer) || buffer.is(ObjectType::string))
        buffer = TRY(converter().to_buffer(buffer));
    if (!buffer.is(ObjectType::buffer))
        return firmware("source of a buffer field", "a buffer", name_of(buffer.type()).data(), "ACPI 6.5 19.6.21");
    FieldUnit field;
    field.kind = FieldUnit::Kind::buffer;
    u64 const index = TRY(integer(1));
    u64 const limit = u64{buffer.size()} * 8;
    bool const is_in_bits = op == Op::create_field || op == Op::create_bit_field;
    if (index > limit)
        return firmware("first bit of a buffer field", limit, index, "ACPI 6.5 19.6.21");
    field.first_bit = is_in_bits ? index : index * 8;
    field.is_create_field = op == Op::create_field;
    switch (op) {
    case Op::create_field:
        field.bits = TRY(integer(2));
        if (field.bits == 0)
            return firmware("bits of CreateField", "1 at least", 0, "ACPI 6.5 19.6.21");
        break;
    case Op::create_bit_field:
        field.bits = 1;
        break;
    case Op::create_byte_field:
        field.bits = 8;
        break;
    case Op::create_word_field:
        field.bits = 16;
        break;
    case Op::create_dword_field:
        field.bits = 32;
        break;
    default:
        field.bits = 64;
        break;
    }
    if (!contains(limit, field.first_bit, field.bits))
        return firmware("last bit of a buffer field", limit, field.bits, "ACPI 6.5 19.6.21");
    // In place before the reference is counted: what can fail comes first.
    auto object = TRY(heap_->record(ObjectType::buffer_field, field));
    object.record<FieldUnit>().buffer = Object{buffer}.detach();
    return object;
}

Status Evaluator::make_bank_field()
{
    Task& task = top();
    u64 const bank = TRY(integer(2));
    unsigned const before = ns_->size_;
    u32 const begin = task.code.offset();
    TRY((Loader{*ns_, task.block, this}.bank_field_list(task.code, task.scope, task.at)));
    TRY(charge((task.code.offset() - begin) / list_bytes_per_step));
    // The value may come from a Local: it is known now only.
    for (unsigned i = before; i < ns_->size_; ++i) {
        NodeId const id{static_cast<u16>(i)};
        if (ns_->node(id).type != ObjectType::field_unit)
            continue;
        TRY(settle_field(id, bank));
    }
    return {};
}

} // namespace acpi::aml
