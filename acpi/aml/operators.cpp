// SPDX-License-Identifier: MIT
// What each opcode does once its operands are there. Spec: ACPI 6.5 19.6, in the order of 20.3.
#include "acpi/aml/evaluator.hpp"

#include <algorithm>
#include <bit>

namespace acpi::aml {
namespace {

// ACPI 6.5 5.7.2 (_OSI): what ACPICA answers by default, up to its release 20200925.
constexpr std::string_view known_interfaces[] = {
    "Windows 2000",     "Windows 2001",     "Windows 2001 SP1",
    "Windows 2001.1",   "Windows 2001 SP2", "Windows 2001.1 SP1",
    "Windows 2006",     "Windows 2006.1",   "Windows 2006 SP1",
    "Windows 2006 SP2", "Windows 2009",     "Windows 2012",
    "Windows 2013",     "Windows 2015",     "Windows 2016",
    "Windows 2017",     "Windows 2017.2",   "Windows 2018",
    "Windows 2018.2",   "Windows 2019",     "Extended Address Space Descriptor",
};

} // namespace

Result<u64> Evaluator::integer_of(Operand const& operand)
{
    if (operand.kind == Operand::Kind::number)
        return operand.number & mask();
    return converter().to_integer(TRY(object_of(operand)));
}

Result<u64> Evaluator::integer(size_t index)
{
    auto value = integer_of(operand(index));
    if (!value && value.error().offset == Error::no_offset) {
        Error error = value.error();
        error.offset = top().at;
        return error;
    }
    return value;
}

Result<Object> Evaluator::object(size_t index) { return object_of(operand(index)); }

Result<Evaluator::Operand> Evaluator::operate(Op op)
{
    switch (op) {
    case Op::name:
    case Op::operation_region:
    case Op::data_region:
    case Op::bank_field:
    case Op::create_field:
    case Op::create_bit_field:
    case Op::create_byte_field:
    case Op::create_word_field:
    case Op::create_dword_field:
    case Op::create_qword_field:
        return define(op);
    case Op::zero: // a task that only holds a result
    case Op::noop:
    case Op::break_point:
        return Operand{};
    case Op::store:
        TRY(store(operand(1), operand(0), StoreMode::implicit));
        return std::move(operand(0));
    case Op::copy_object:
        TRY(store(operand(1), operand(0), StoreMode::copy));
        return std::move(operand(0));
    case Op::buffer: {
        u64 const size = TRY(integer(0));
        auto initial = top().code.rest();
        // As ACPICA: the longer one of BufferSize and the initializer (AcpiDsBuildInternalBufferObj).
        return Operand::of(TRY(heap_->buffer(initial, std::max<u64>(size, initial.size()))));
    }
    case Op::land:
    case Op::lor: {
        bool const a = TRY(integer(0)) != 0;
        bool const b = TRY(integer(1)) != 0;
        return Operand::of(converter().truth(op == Op::land ? a && b : a || b));
    }
    case Op::lnot:
        return Operand::of(converter().truth(TRY(integer(0)) == 0));
    case Op::lequal:
    case Op::lgreater:
    case Op::lless: {
        for (size_t i = 0; i < 2; ++i) {
            if (operand(i).kind == Operand::Kind::object)
                TRY(charge(operand(i).object.cost()));
        }
        int const order = TRY(converter().compare(TRY(object(0)), TRY(object(1))));
        return Operand::of(converter().truth(op == Op::lequal     ? order == 0
                                             : op == Op::lgreater ? order > 0
                                                                  : order < 0));
    }
    case Op::ref_of:
    case Op::cond_ref_of:
    case Op::deref_of:
    case Op::index:
    case Op::size_of:
    case Op::object_type:
        return refer(op);
    case Op::match:
        return match();
    case Op::load_table:
        return load_table();
    case Op::load:
        return load();
    case Op::unload:
        return unload();
    case Op::notify: {
        Object object = operand(0).kind == Operand::Kind::node
                            ? TRY(heap_->to_node(operand(0).node, ns_->node(operand(0).node).name))
                            : TRY(object_of(TRY(read_location(operand(0)))));
        if (!object.is(ObjectType::reference) || object.reference_kind() != ReferenceKind::node)
            return firmware("Notify", "a device, processor or thermal zone", name_of(object.type()).data(),
                            "ACPI 6.5 19.6.94");
        NodeId const id = TRY(node_of(object));
        ObjectType const type = ns_->node(id).type;
        if (type != ObjectType::device && type != ObjectType::processor && type != ObjectType::thermal_zone &&
            type != ObjectType::scope)
            return firmware("Notify", "a device, processor or thermal zone", name_of(type).data(), "ACPI 6.5 19.6.94");
        platform_->notify(id, TRY(integer(1)));
        return Operand{};
    }
    case Op::fatal:
        // As ACPICA's: the platform hears of it, and the method goes on.
        platform_->fatal(static_cast<u8>(operand(0).number), static_cast<u32>(operand(1).number), TRY(integer(2)));
        return Operand{};
    case Op::timer:
        return Operand::of(platform_->timer() & mask());
    case Op::stall:
    case Op::sleep: {
        u64 const time = TRY(integer(0));
        u64 const unit_us = op == Op::sleep ? 1000 : 1;
        u64 const left =
            std::min(limits_.wait_us - waited_us_, limits_.evaluations * limits_.wait_us - group_waited_us_);
        if (time > left / unit_us)
            return firmware("limit: us of Sleep and Stall", left, time, "ACPI 6.5 19.6.127");
        waited_us_ += time * unit_us;
        group_waited_us_ += time * unit_us;
        platform_->wait_us(time * unit_us);
        return Operand{};
    }
    case Op::acquire:
    case Op::release:
    case Op::signal:
    case Op::wait:
    case Op::reset:
        return synchronize(op);
    case Op::to_buffer:
    case Op::to_decimal_string:
    case Op::to_hex_string:
    case Op::to_integer:
    case Op::to_string:
    case Op::from_bcd:
    case Op::to_bcd:
    case Op::concat:
    case Op::concat_res:
    case Op::mid:
        return convert(op);
    default:
        return arithmetic(op);
    }
}

Result<Evaluator::Operand> Evaluator::arithmetic(Op op)
{
    if (op == Op::increment || op == Op::decrement) {
        u64 const before = TRY(integer_of(TRY(read_location(operand(0)))));
        Operand result = Operand::of((op == Op::increment ? before + 1 : before - 1) & mask());
        TRY(store(operand(0), result, StoreMode::implicit));
        return result;
    }
    u64 const a = TRY(integer(0));
    u64 result = 0;
    if (op == Op::not_ || op == Op::find_set_left_bit || op == Op::find_set_right_bit) {
        if (op == Op::not_)
            result = ~a & mask();
        else if (a != 0)
            result = op == Op::find_set_left_bit ? static_cast<u64>(std::bit_width(a))
                                                 : static_cast<u64>(std::countr_zero(a)) + 1;
        TRY(store(operand(1), Operand::of(result), StoreMode::implicit));
        return Operand::of(result);
    }
    u64 const b = TRY(integer(1));
    u64 const bits = ns_->integer_size_ * 8;
    switch (op) {
    case Op::add:
        result = a + b;
        break;
    case Op::subtract:
        result = a - b;
        break;
    case Op::multiply:
        result = a * b;
        break;
    case Op::divide:
    case Op::mod:
        if (b == 0)
            return firmware(op == Op::mod ? "Mod, divisor" : "Divide, divisor", "not zero", 0, "ACPI 6.5 19.6.32");
        result = op == Op::mod ? a % b : a / b;
        if (op == Op::divide) {
            TRY(store(operand(2), Operand::of(a % b), StoreMode::implicit));
            TRY(store(operand(3), Operand::of(result), StoreMode::implicit));
            return Operand::of(result);
        }
        break;
    case Op::shift_left:
        result = b >= bits ? 0 : a << b;
        break;
    case Op::shift_right:
        result = b >= bits ? 0 : a >> b;
        break;
    case Op::and_:
        result = a & b;
        break;
    case Op::nand:
        result = ~(a & b);
        break;
    case Op::or_:
        result = a | b;
        break;
    case Op::nor:
        result = ~(a | b);
        break;
    case Op::xor_:
        result = a ^ b;
        break;
    default:
        return firmware("AML opcode", "one that can be executed", static_cast<u16>(op), "ACPI 6.5 20.3");
    }
    result &= mask();
    TRY(store(operand(2), Operand::of(result), StoreMode::implicit));
    return Operand::of(result);
}

// Conversions that the ASL asks for by name. Their target takes the new type (ACPI 6.5 19.3.5.5).
Result<Evaluator::Operand> Evaluator::convert(Op op)
{
    auto const c = converter();
    Operand result;
    size_t target = 1;
    StoreMode mode = StoreMode::fixed;
    switch (op) {
    case Op::to_buffer:
        result = Operand::of(TRY(c.to_buffer(TRY(object(0)))));
        break;
    case Op::to_decimal_string:
        result = Operand::of(TRY(c.to_string(TRY(object(0)), Converter::Text::decimal)));
        break;
    case Op::to_hex_string:
        result = Operand::of(TRY(c.to_string(TRY(object(0)), Converter::Text::hex)));
        break;
    case Op::to_integer:
        result = Operand::of(TRY(c.to_integer_explicit(TRY(object(0)))));
        break;
    case Op::from_bcd:
        result = Operand::of(TRY(from_bcd(TRY(integer(0)), ns_->integer_size_)));
        break;
    case Op::to_bcd:
        result = Operand::of(TRY(to_bcd(TRY(integer(0)), ns_->integer_size_)));
        break;
    case Op::to_string:
        target = 2;
        result = Operand::of(TRY(c.to_string(TRY(object(0)), TRY(integer(1)))));
        break;
    case Op::mid:
        target = 3;
        mode = StoreMode::implicit;
        result = Operand::of(TRY(c.mid(TRY(object(0)), TRY(integer(1)), TRY(integer(2)))));
        break;
    case Op::concat_res:
        target = 2;
        mode = StoreMode::implicit;
        result = Operand::of(TRY(c.concatenate_resources(TRY(object(0)), TRY(object(1)))));
        break;
    default: {
        target = 2;
        mode = StoreMode::implicit;
        // The type behind a reference to a device is the device's.
        auto type_of = [&](Object const& object) {
            if (!object.is(ObjectType::reference) || object.reference_kind() != ReferenceKind::node)
                return object.type();
            auto id = node_of(object);
            return id ? ns_->node(*id).type : ObjectType::reference;
        };
        Object const a = TRY(object(0)), b = TRY(object(1));
        result = Operand::of(TRY(c.concatenate(a, type_of(a), b, type_of(b))));
        break;
    }
    }
    TRY(store(operand(target), result, mode));
    return result;
}

Result<NodeId> Evaluator::synchronization_node(size_t index, ObjectType type)
{
    Operand const& place = operand(index);
    NodeId id = place.node;
    if (place.kind != Operand::Kind::node) {
        Object object = TRY(object_of(TRY(read_location(place))));
        if (!object.is(ObjectType::reference) || object.reference_kind() != ReferenceKind::node)
            return firmware("synchronization object", name_of(type).data(), name_of(object.type()).data(),
                            "ACPI 6.5 19.6.2");
        id = TRY(node_of(object));
    }
    if (ns_->node(id).type != type)
        return firmware("synchronization object", name_of(type).data(), name_of(ns_->node(id).type).data(),
                        "ACPI 6.5 19.6.2");
    if (object_at(id).is_nothing())
        TRY(settle_nested(id));
    return id;
}

// There is one thread: a mutex that is held is ours, and nobody else can signal an event that we wait for.
Result<Evaluator::Operand> Evaluator::synchronize(Op op)
{
    switch (op) {
    case Op::acquire: {
        NodeId const id = TRY(synchronization_node(0, ObjectType::mutex));
        auto& mutex = object_at(id).record<Mutex>();
        bool const is_global = ns_->node(id).block == Node::no_block;
        if (mutex.held == 0 && mutex.sync_level < sync_level_)
            return firmware("Acquire, SyncLevel, at least that of the mutexes held", sync_level_, mutex.sync_level,
                            "ACPI 6.5 19.6.2");
        if (is_global && mutex.held == 0 && !platform_->acquire_global_lock())
            return Operand::of(mask()); // timed out
        if (mutex.held++ == 0) {
            ++held_mutexes_;
            mutex.level_before = sync_level_;
            sync_level_ = mutex.sync_level;
        }
        return Operand::of(u64{0});
    }
    case Op::release: {
        NodeId const id = TRY(synchronization_node(0, ObjectType::mutex));
        auto& mutex = object_at(id).record<Mutex>();
        if (mutex.held == 0)
            return firmware("Release", "a mutex that is held", "one that is not", "ACPI 6.5 19.6.115");
        if (mutex.sync_level != sync_level_)
            return firmware("Release, SyncLevel of the mutex acquired last", sync_level_, mutex.sync_level,
                            "ACPI 6.5 19.6.115");
        if (--mutex.held == 0) {
            --held_mutexes_;
            sync_level_ = mutex.level_before;
            if (ns_->node(id).block == Node::no_block)
                platform_->release_global_lock();
        }
        return Operand{};
    }
    case Op::signal: {
        Object event = object_at(TRY(synchronization_node(0, ObjectType::event)));
        ++event.cell()->integer;
        return Operand{};
    }
    case Op::reset: {
        Object event = object_at(TRY(synchronization_node(0, ObjectType::event)));
        event.cell()->integer = 0;
        return Operand{};
    }
    default: {
        Object event = object_at(TRY(synchronization_node(0, ObjectType::event)));
        if (event.integer() == 0)
            return Operand::of(mask()); // timed out
        --event.cell()->integer;
        return Operand::of(u64{0});
    }
    }
}

Result<Evaluator::Operand> Evaluator::refer(Op op)
{
    auto reference_to = [&](Operand const& place) -> Result<Object> {
        switch (place.kind) {
        case Operand::Kind::node:
            return heap_->to_node(place.node, ns_->node(place.node).name);
        case Operand::Kind::slot:
            return heap_->to_slot(place.slot, calls_[call_count_ - 1].serial);
        case Operand::Kind::object:
            if (place.object.is(ObjectType::reference))
                return place.object; // of Index() or RefOf()
            return heap_->to_part(ReferenceKind::object, place.object, 0);
        default:
            return firmware("RefOf", "an object", "none", "ACPI 6.5 19.6.113");
        }
    };
    // The object behind a place, its references followed: SizeOf and ObjectType look at that.
    switch (op) {
    case Op::ref_of:
        return Operand::of(TRY(reference_to(operand(0))));
    case Op::cond_ref_of: {
        Operand const& place = operand(0);
        // A Local is always there, if without a value, as for ACPICA (AcpiExOpcode_1A_0T_1R).
        if (place.kind == Operand::Kind::nothing)
            return Operand::of(u64{0});
        TRY(store(operand(1), Operand::of(TRY(reference_to(place))), StoreMode::fixed));
        return Operand::of(mask());
    }
    case Op::deref_of: {
        if (operand(0).kind == Operand::Kind::object && operand(0).object.is(ObjectType::string)) {
            // ACPI 6.5 19.6.30: a path.
            auto path = PathText::parse(operand(0).object.text());
            auto found = path ? ns_->lookup(top().scope, path->name()) : std::nullopt;
            if (!found)
                return firmware("DerefOf of a path", "a name in the namespace", "none", "ACPI 6.5 19.6.30");
            NodeId const id = TRY(ns_->resolve_alias(*found));
            return top().is_location ? Operand::at(id) : TRY(read_node(id));
        }
        if (operand(0).kind != Operand::Kind::object || !operand(0).object.is(ObjectType::reference))
            return firmware("DerefOf", "a reference or a path",
                            operand(0).kind == Operand::Kind::object ? name_of(operand(0).object.type()).data()
                                                                     : "an integer",
                            "ACPI 6.5 19.6.30");
        if (top().is_location)
            return std::move(operand(0)); // the place that it leads to
        return deref(operand(0).object);
    }
    case Op::index: {
        Object from = TRY(object(0));
        if (from.is(ObjectType::reference))
            from = TRY(resolve(from));
        if (!from.is(ObjectType::package) && !from.is(ObjectType::buffer) && !from.is(ObjectType::string))
            return firmware("Index", "a package, buffer or string", name_of(from.type()).data(), "ACPI 6.5 19.6.62");
        u64 const index = TRY(integer(1));
        if (index >= from.size())
            return firmware("Index, less than", from.size(), index, "ACPI 6.5 19.6.62");
        auto kind = from.is(ObjectType::package) ? ReferenceKind::element : ReferenceKind::byte;
        auto result = Operand::of(TRY(heap_->to_part(kind, from, static_cast<u32>(index))));
        TRY(store(operand(2), result, StoreMode::fixed));
        return result;
    }
    default:
        break;
    }

    Operand place = operand(0);
    if (op == Op::object_type) {
        for (unsigned hops = 0; hops < 16; ++hops) {
            NodeId id = NodeId::none;
            Object object;
            if (place.kind == Operand::Kind::debug)
                return Operand::of(u64{16}); // ACPI 6.5 19.6.96
            if (place.kind == Operand::Kind::number)
                return Operand::of(u64{1});
            if (place.kind == Operand::Kind::nothing)
                return Operand::of(u64{0});
            if (place.kind == Operand::Kind::node)
                id = place.node;
            else if (place.kind == Operand::Kind::slot)
                object = calls_[call_count_ - 1].values[place.slot];
            else
                object = place.object;
            if (id == NodeId::none) {
                if (!object.is(ObjectType::reference))
                    return Operand::of(static_cast<u64>(object.type()));
                auto const& r = object.cell()->reference;
                switch (object.reference_kind()) {
                case ReferenceKind::node:
                    id = TRY(node_of(object));
                    break;
                case ReferenceKind::slot:
                    place = Operand::of(*TRY(slot_of(object)));
                    continue;
                case ReferenceKind::element:
                    if (r.index >= Object::of(r.target).size())
                        return Operand::of(u64{0});
                    place = Operand::of(Object::of(r.target).element(r.index));
                    continue;
                case ReferenceKind::byte:
                    return Operand::of(static_cast<u64>(ObjectType::buffer_field));
                case ReferenceKind::object:
                    place = Operand::of(Object::of(r.target));
                    continue;
                case ReferenceKind::table:
                    return Operand::of(u64{15});
                }
            }
            ObjectType type = ns_->node(id).type;
            if (type == ObjectType::uninitialized || type == ObjectType::reference) {
                Operand value = TRY(read_node(id));
                if (value.kind == Operand::Kind::number)
                    return Operand::of(u64{1});
                if (value.kind == Operand::Kind::object && value.object.is(ObjectType::reference) &&
                    value.object.reference_kind() == ReferenceKind::node && value.object.node() == id)
                    return Operand::of(u64{0});
                place = std::move(value);
                continue;
            }
            // The root, \_SB and \_TZ are devices to ACPICA, the other predefined scopes have no type.
            if (type == ObjectType::scope) {
                bool const is_device = id == NodeId::root || ns_->node(id).name == NameSeg{"_SB_"} ||
                                       ns_->node(id).name == NameSeg{"_TZ_"};
                return Operand::of(is_device ? u64{6} : u64{0});
            }
            return Operand::of(static_cast<u64>(type));
        }
        return firmware("ObjectType", "16 references at most", "more", "ACPI 6.5 19.6.96");
    }
    // SizeOf
    Object const object = TRY(resolve(TRY(object_of(TRY(read_location(place))))));
    if (object.is(ObjectType::integer))
        return Operand::of(u64{ns_->integer_size_}); // as ACPICA; the spec has no size for it
    if (!object.is(ObjectType::string) && !object.is(ObjectType::buffer) && !object.is(ObjectType::package))
        return firmware("SizeOf", "a string, buffer or package", name_of(object.type()).data(), "ACPI 6.5 19.6.124");
    return Operand::of(u64{object.size()});
}

// ACPI 6.5 19.6.80.
Result<Evaluator::Operand> Evaluator::match()
{
    Object const package = TRY(object(0));
    if (!package.is(ObjectType::package))
        return firmware("Match", "a package", name_of(package.type()).data(), "ACPI 6.5 19.6.80");
    u64 const how[2] = {operand(1).number, operand(3).number};
    Object const with[2] = {TRY(object(2)), TRY(object(4))};
    for (u64 op : how) {
        if (op > 5)
            return firmware("Match, operator", 5, op, "ACPI 6.5 19.6.80");
    }
    u64 const start = TRY(integer(5));
    if (start >= package.size())
        return firmware("Match, StartIndex less than", package.size(), start, "ACPI 6.5 19.6.80");
    auto const c = converter();
    for (u64 i = start; i < package.size(); ++i) {
        Object element = package.element(static_cast<u32>(i));
        TRY(charge(1 + element.cost()));
        bool matches =
            element.is(ObjectType::integer) || element.is(ObjectType::string) || element.is(ObjectType::buffer);
        for (unsigned n = 0; matches && n < 2; ++n) {
            if (how[n] == 0) // MTR
                continue;
            // What cannot be compared does not match. The element is converted to the operand's type, as ACPICA does it
            // (AcpiExDoMatch).
            auto order = c.compare(with[n], element);
            if (!order) {
                matches = false;
                break;
            }
            int const o = -*order;
            bool const results[] = {true, o == 0, o <= 0, o<0, o >= 0, o> 0}; // MTR, MEQ, MLE, MLT, MGE, MGT
            matches = results[how[n]];
        }
        if (matches)
            return Operand::of(i);
    }
    return Operand::of(mask());
}

// ACPI 6.5 5.7.2.
Result<Evaluator::Operand> Evaluator::interfaces()
{
    if (operand_count() == 0)
        return firmware("_OSI", "an argument", "none", "ACPI 6.5 5.7.2");
    Object const name = TRY(object(0));
    if (!name.is(ObjectType::string))
        return firmware("_OSI", "a string", name_of(name.type()).data(), "ACPI 6.5 5.7.2");
    bool const is_known =
        std::find(std::begin(known_interfaces), std::end(known_interfaces), name.text()) != std::end(known_interfaces);
    return Operand::of(converter().truth(is_known));
}

} // namespace acpi::aml
