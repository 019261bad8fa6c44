// SPDX-License-Identifier: MIT
// Reading and storing: names, Locals, Args and what references lead to. Spec: ACPI 6.5 19.3.5.
#include "acpi/aml/evaluator.hpp"

#include <algorithm>

namespace acpi::aml {
namespace {

constexpr auto source = "ACPI 6.5 19.3.5";
constexpr unsigned most_hops = 16; // references to references
constexpr unsigned first_arg = 8;

bool is_data(ObjectType type)
{
    return type == ObjectType::integer || type == ObjectType::string || type == ObjectType::buffer;
}

} // namespace

Result<Object> Evaluator::object_of(Operand const& operand)
{
    switch (operand.kind) {
    case Operand::Kind::number:
        return heap_->integer(operand.number);
    case Operand::Kind::object:
        return operand.object;
    default:
        return firmware("operand", "a value", "none: a method that returned nothing?", source);
    }
}

Result<Evaluator::Operand> Evaluator::read_node(NodeId id)
{
    switch (ns_->node(id).type) {
    case ObjectType::uninitialized:
    case ObjectType::integer:
    case ObjectType::string:
    case ObjectType::buffer:
    case ObjectType::package:
    case ObjectType::reference: {
        if (object_at(id).is_nothing())
            TRY(settle_nested(id));
        Object object = object_at(id);
        // A number by value: what is done to the name while an expression is under way does not change its operands,
        // which are evaluated from left to right.
        if (object.is(ObjectType::integer))
            return Operand::of(object.integer() & mask());
        return Operand::of(std::move(object));
    }
    case ObjectType::field_unit:
    case ObjectType::buffer_field:
        return read_field(id);
    default:
        // Devices and the like have no value: the name stands for the object.
        return Operand::of(TRY(heap_->to_node(id, ns_->node(id).name)));
    }
}

Result<Evaluator::Operand> Evaluator::read_location(Operand const& location)
{
    switch (location.kind) {
    case Operand::Kind::node:
        return read_node(location.node);
    case Operand::Kind::slot: {
        ASSERT(call_count_ > 0);
        Object const& value = calls_[call_count_ - 1].values[location.slot];
        if (value.is_nothing())
            return firmware(location.slot < first_arg ? "Local" : "Arg", "a value", "uninitialized",
                            "ACPI 6.5 19.6.78");
        if (value.is(ObjectType::integer))
            return Operand::of(value.integer() & mask());
        return Operand::of(value);
    }
    case Operand::Kind::object:
        if (location.object.is(ObjectType::reference))
            return deref(location.object);
        return location;
    case Operand::Kind::number:
        return location;
    default:
        return firmware("object", "one that can be read", "none", source);
    }
}

// The node that a reference to one means, if it is still there.
Result<NodeId> Evaluator::node_of(Object const& reference)
{
    NodeId const id = reference.node();
    if (static_cast<u16>(id) >= ns_->size_ || ns_->node(id).name.number() != reference.cell()->reference.tag)
        return firmware("reference", "an object that is there", "one of a method that has ended", "ACPI 6.5 5.5.2.3");
    return id;
}

Result<Object*> Evaluator::slot_of(Object const& reference)
{
    auto const& r = reference.cell()->reference;
    for (size_t i = call_count_; i > 0; --i) {
        if (calls_[i - 1].serial == r.tag)
            return &calls_[i - 1].values[r.index];
    }
    return firmware("reference to a Local or Arg", "a method under way", "one that has ended", "ACPI 6.5 5.5.2.3");
}

Result<Evaluator::Operand> Evaluator::deref(Object const& reference)
{
    auto value_of = [&](Object value) -> Result<Operand> {
        if (value.is_nothing())
            return firmware("DerefOf of an element", "an object", "uninitialized", "ACPI 6.5 19.6.30");
        if (value.is(ObjectType::integer))
            return Operand::of(value.integer() & mask());
        return Operand::of(std::move(value));
    };
    auto const& r = reference.cell()->reference;
    switch (reference.reference_kind()) {
    case ReferenceKind::node:
        return read_node(TRY(node_of(reference)));
    case ReferenceKind::slot:
        return value_of(*TRY(slot_of(reference)));
    case ReferenceKind::element: {
        Object package = Object::of(r.target);
        if (r.index >= package.size())
            return firmware("Index", package.size(), r.index, "ACPI 6.5 19.6.62");
        return value_of(package.element(r.index));
    }
    case ReferenceKind::byte: {
        Object bytes = Object::of(r.target);
        if (r.index >= bytes.size())
            return firmware("Index", bytes.size(), r.index, "ACPI 6.5 19.6.62");
        return Operand::of(u64{bytes.bytes()[r.index]});
    }
    case ReferenceKind::object:
        return value_of(Object::of(r.target));
    case ReferenceKind::table:
        break;
    }
    return firmware("DerefOf", "a reference to an object", "a DDBHandle", "ACPI 6.5 19.6.30");
}

Result<Object> Evaluator::resolve(Object const& object)
{
    Object at = object;
    for (unsigned i = 0; at.is(ObjectType::reference) && at.reference_kind() != ReferenceKind::table; ++i) {
        if (i == most_hops)
            return firmware("reference", Value::of(most_hops, "steps"), "more", source);
        Operand next = TRY(deref(at));
        // A device is its own reference.
        if (next.kind == Operand::Kind::object && next.object.is(ObjectType::reference) &&
            next.object.reference_kind() == ReferenceKind::node && at.reference_kind() == ReferenceKind::node &&
            next.object.node() == at.node())
            return at;
        at = TRY(object_of(next));
    }
    return at;
}

// A value that nobody else holds.
Result<Object> Evaluator::own_copy(Operand const& value)
{
    if (value.kind == Operand::Kind::number)
        return heap_->integer(value.number & mask());
    return heap_->copy(TRY(object_of(value)));
}

Status Evaluator::store(Operand const& target, Operand const& value, StoreMode mode)
{
    switch (target.kind) {
    case Operand::Kind::nothing:
    case Operand::Kind::number: // ACPI 6.5 19.6.130: storing to a constant does nothing
        return {};
    case Operand::Kind::debug:
        platform_->debug(TRY(object_of(value)));
        return {};
    case Operand::Kind::node:
        return store_to_node(target.node, value, mode);
    case Operand::Kind::slot:
        return store_to_slot(target.slot, value);
    case Operand::Kind::object:
        if (target.object.is(ObjectType::reference))
            return store_to_reference(target.object, value, mode);
        if (target.object.is(ObjectType::integer))
            return {};
        return firmware("target", "a name, Local, Arg, Debug or reference", name_of(target.object.type()).data(),
                        "ACPI 6.5 19.6.130");
    }
    return {};
}

Status Evaluator::store_to_slot(unsigned slot, Operand const& value)
{
    ASSERT(call_count_ > 0);
    Object& place = calls_[call_count_ - 1].values[slot];
    // ACPI 6.5 19.3.5.8.1: an Arg with a reference to an object stands for the object, and nothing is converted. As
    // ACPICA, for what RefOf() gives; what Index() gives is overwritten (AcpiDsStoreObjectToLocal).
    if (slot >= first_arg && place.is(ObjectType::reference) &&
        (place.reference_kind() == ReferenceKind::node || place.reference_kind() == ReferenceKind::slot)) {
        Object const reference = place;
        bool const has_value = [&] {
            if (reference.reference_kind() == ReferenceKind::slot)
                return true;
            auto type = ns_->node(reference.node()).type;
            return type != ObjectType::device && type != ObjectType::processor && type != ObjectType::thermal_zone &&
                   type != ObjectType::power_resource && type != ObjectType::scope;
        }();
        if (has_value)
            return store_to_reference(reference, value, StoreMode::copy);
    }
    place = TRY(own_copy(value));
    return {};
}

Status Evaluator::store_to_reference(Object const& reference, Operand const& value, StoreMode mode)
{
    auto const& r = reference.cell()->reference;
    switch (reference.reference_kind()) {
    case ReferenceKind::node:
        return store_to_node(TRY(node_of(reference)), value, mode);
    case ReferenceKind::slot: {
        Object* slot = TRY(slot_of(reference));
        *slot = TRY(own_copy(value));
        return {};
    }
    case ReferenceKind::element: {
        Object package = Object::of(r.target);
        auto copy = TRY(own_copy(value));
        if (r.index >= package.size())
            return firmware("Index", package.size(), r.index, "ACPI 6.5 19.6.62");
        package.set_element(r.index, std::move(copy));
        return {};
    }
    case ReferenceKind::byte: {
        Object bytes = Object::of(r.target);
        if (r.index >= bytes.size())
            return firmware("Index", bytes.size(), r.index, "ACPI 6.5 19.6.62");
        // ACPI 6.5 19.6.62: the lowest byte of a number, the first one of a string or buffer.
        if (value.kind == Operand::Kind::object && is_data(value.object.type()) &&
            !value.object.is(ObjectType::integer))
            bytes.writable_bytes()[r.index] = value.object.size() > 0 ? value.object.bytes()[0] : u8{0};
        else
            bytes.writable_bytes()[r.index] = static_cast<u8>(value.kind == Operand::Kind::number
                                                                  ? value.number
                                                                  : TRY(converter().to_integer(TRY(object_of(value)))));
        return {};
    }
    case ReferenceKind::object:
    case ReferenceKind::table:
        break;
    }
    return firmware("target", "a name, Local, Arg, Debug or reference", "a value", "ACPI 6.5 19.6.130");
}

Status Evaluator::store_to_node(NodeId id, Operand const& value, StoreMode mode)
{
    ObjectType type = ns_->node(id).type;
    if (type == ObjectType::field_unit || type == ObjectType::buffer_field)
        return write_field(id, value);
    bool const replaces = mode == StoreMode::copy;
    if (!replaces && (is_data(type) || type == ObjectType::package || type == ObjectType::uninitialized ||
                      type == ObjectType::reference)) {
        if (object_at(id).is_nothing() && ns_->node(id).block != Node::no_block)
            TRY(settle_nested(id));
        type = ns_->node(id).type;
    }
    ObjectType const given = value.kind == Operand::Kind::object ? value.object.type() : ObjectType::integer;
    auto overwrite = [&]() -> Status {
        auto copy = TRY(own_copy(value));
        ns_->at(id).type = copy.type();
        set_object(id, std::move(copy));
        return {};
    };
    switch (type) {
    case ObjectType::uninitialized:
    case ObjectType::reference:
        return overwrite();
    case ObjectType::integer:
    case ObjectType::string:
    case ObjectType::buffer: {
        if (replaces)
            return overwrite();
        if (!is_data(given))
            return firmware("Store, source's type", "integer, string or buffer", name_of(given).data(),
                            "ACPI 6.5 19.3.5.7");
        Object target = object_at(id);
        if (target.is_nothing())
            return overwrite(); // predefined, \_OS say
        if (type != given && mode == StoreMode::fixed)
            return overwrite();
        if (type == ObjectType::integer) {
            target.cell()->integer =
                value.kind == Operand::Kind::number ? value.number & mask() : TRY(converter().to_integer(value.object));
            return {};
        }
        auto converted = TRY(converter().to_type(TRY(object_of(value)), type));
        auto bytes = converted.bytes();
        // ACPI 6.5 19.3.5.7: a buffer keeps its length, unless that is zero (ACPICA, AcpiExStoreBufferToBuffer).
        if (type == ObjectType::buffer && target.size() > 0)
            return heap_->replace(target, bytes.first(std::min(bytes.size(), size_t{target.size()})), target.size());
        return heap_->replace(target, bytes, bytes.size());
    }
    case ObjectType::package:
        if (!replaces && given != ObjectType::package)
            return firmware("Store to a package, source's type", "package", name_of(given).data(),
                            "ACPI 6.5 19.3.5.8.3");
        return overwrite();
    case ObjectType::mutex:
        // Who would release it?
        if (replaces && !object_at(id).is_nothing() && object_at(id).record<Mutex>().held > 0)
            return firmware("CopyObject to a mutex", "one that is not held", "held", "ACPI 6.5 19.6.17");
        [[fallthrough]];
    case ObjectType::method:
    case ObjectType::event:
    case ObjectType::operation_region:
        if (replaces && ns_->node(id).first_child == NodeId::none)
            return overwrite();
        break;
    default:
        break;
    }
    return firmware("Store, target's type", "integer, string, buffer, package or field", name_of(type).data(),
                    "ACPI 6.5 19.3.5.8.3");
}

} // namespace acpi::aml
