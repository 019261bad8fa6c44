// SPDX-License-Identifier: MIT
// Fields of regions, of banks, behind index registers and in buffers. Spec: ACPI 6.5 19.6.47, 19.6.7, 19.6.63, 19.6.21;
// how an access is cut into units as ACPICA does it (AcpiExExtractFromField, AcpiExInsertIntoField).
#include "acpi/aml/evaluator.hpp"
#include "acpi/aml/host_bridge.hpp"

#include <algorithm>

namespace acpi::aml {
namespace {

constexpr auto source = "ACPI 6.5 19.6.47";
constexpr unsigned deepest_registers = 4; // an index register in a bank behind an index register ...

u64 low_bits(u64 count) { return count >= 64 ? ~u64{0} : (u64{1} << count) - 1; }

// `count` bits (64 at most) from bit `at` of `bytes`; what lies beyond is zero.
u64 get_bits(std::span<u8 const> bytes, u64 at, u64 count)
{
    u64 value = 0;
    for (u64 done = 0; done < count;) {
        u64 const byte = (at + done) / 8;
        u64 const shift = (at + done) % 8;
        u64 const n = std::min(count - done, 8 - shift);
        if (byte < bytes.size())
            value |= (u64{bytes[byte]} >> shift & low_bits(n)) << done;
        done += n;
    }
    return value;
}

void put_bits(std::span<u8> bytes, u64 at, u64 count, u64 value)
{
    for (u64 done = 0; done < count;) {
        u64 const byte = (at + done) / 8;
        u64 const shift = (at + done) % 8;
        u64 const n = std::min(count - done, 8 - shift);
        ASSERT(byte < bytes.size());
        u8 const kept = static_cast<u8>(bytes[byte] & ~(low_bits(n) << shift));
        bytes[byte] = static_cast<u8>(kept | (value >> done & low_bits(n)) << shift);
        done += n;
    }
}

// Holds the global lock for a field with LockRule Lock.
class LockRule {
public:
    LockRule(Platform& platform, FieldUnit const& field) : platform_(platform), is_needed_(field.is_locked)
    {
        is_good_ = !is_needed_ || platform_.acquire_global_lock();
    }
    ~LockRule()
    {
        if (is_needed_ && is_good_)
            platform_.release_global_lock();
    }
    LockRule(LockRule const&) = delete;
    LockRule& operator=(LockRule const&) = delete;
    bool is_good() const { return is_good_; }

private:
    Platform& platform_;
    bool is_needed_;
    bool is_good_;
};

} // namespace

char const* name_of_space(u8 space)
{
    constexpr char const* names[] = {"SystemMemory", "SystemIO",         "PCI_Config",   "EmbeddedControl",
                                     "SMBus",        "SystemCMOS",       "PciBarTarget", "IPMI",
                                     "GPIO",         "GenericSerialBus", "PCC",          "PlatformRtMechanism"};
    return space < std::size(names) ? names[space] : space >= 0x80 ? "an OEM's" : "a reserved one";
}

Result<FieldUnit> Evaluator::field_of(NodeId id)
{
    ObjectType const type = TRY(type_of(id));
    if (type != ObjectType::field_unit && type != ObjectType::buffer_field)
        return firmware("register of a field", "a field", name_of(type).data(), "ACPI 6.5 19.6.63");
    if (object_at(id).is_nothing())
        TRY(settle_nested(id));
    Object object = object_at(id);
    if (object.is_nothing())
        return firmware("field", "its definition", "none", source);
    return object.record<FieldUnit>();
}

Result<Evaluator::Operand> Evaluator::read_field(NodeId id)
{
    FieldUnit const field = TRY(field_of(id));
    LockRule lock{*platform_, field};
    if (!lock.is_good())
        return firmware("global lock of a field", "free", "taken", "ACPI 6.5 19.6.47");
    // ACPI 6.5 19.3.5.8: an integer if it fits, else a buffer.
    if (field.bits <= ns_->integer_size_ * 8 && !field.is_create_field) {
        u8 bytes[8] = {};
        TRY(read_bits(field, bytes, 0));
        return Operand::of(get_bits(bytes, 0, 64));
    }
    auto buffer = TRY(heap_->buffer({}, (field.bits + 7) / 8));
    TRY(read_bits(field, buffer.writable_bytes(), 0));
    return Operand::of(std::move(buffer));
}

Status Evaluator::write_field(NodeId id, Operand const& value)
{
    FieldUnit const field = TRY(field_of(id));
    LockRule lock{*platform_, field};
    if (!lock.is_good())
        return firmware("global lock of a field", "free", "taken", "ACPI 6.5 19.6.47");
    if (value.kind != Operand::Kind::object || value.object.is(ObjectType::integer)) {
        u64 const number = TRY(integer_of(value));
        u8 bytes[8];
        for (unsigned i = 0; i < 8; ++i)
            bytes[i] = static_cast<u8>(number >> (8 * i));
        return write_bits(field, bytes, 0);
    }
    if (!value.object.is(ObjectType::string) && !value.object.is(ObjectType::buffer))
        return firmware("Store to a field, source's type", "integer, string or buffer",
                        name_of(value.object.type()).data(), "ACPI 6.5 19.3.5.7");
    // The object may be the buffer that the field lies in: ranges that overlap are written from a copy.
    Object copy = TRY(heap_->copy(value.object));
    return write_bits(field, copy.bytes(), 0);
}

Status Evaluator::read_bits(FieldUnit const& field, std::span<u8> bytes, unsigned depth)
{
    u64 const unit = field.kind == FieldUnit::Kind::buffer ? 1 : field.access_bytes;
    u64 const base = field.first_bit / 8 / unit * unit;
    u64 skipped = field.first_bit - base * 8;
    u64 done = 0;
    for (u64 offset = base; done < field.bits; offset += unit) {
        TRY(charge(1));
        u64 const datum = TRY(read_datum(field, offset, depth));
        u64 const n = std::min(unit * 8 - skipped, field.bits - done);
        put_bits(bytes, done, n, datum >> skipped);
        done += n;
        skipped = 0;
    }
    return {};
}

Status Evaluator::write_bits(FieldUnit const& field, std::span<u8 const> bytes, unsigned depth)
{
    u64 const unit = field.kind == FieldUnit::Kind::buffer ? 1 : field.access_bytes;
    u64 const base = field.first_bit / 8 / unit * unit;
    u64 skipped = field.first_bit - base * 8;
    u64 done = 0;
    for (u64 offset = base; done < field.bits; offset += unit) {
        TRY(charge(1));
        u64 const n = std::min(unit * 8 - skipped, field.bits - done);
        u64 datum = get_bits(bytes, done, n) << skipped;
        u64 const others = low_bits(unit * 8) & ~(low_bits(n) << skipped);
        if (others != 0) {
            // ACPI 6.5 19.6.47, UpdateRule: what the bits beside the field become.
            if (field.kind == FieldUnit::Kind::buffer || field.update == FieldUnit::Update::preserve)
                datum |= TRY(read_datum(field, offset, depth)) & others;
            else if (field.update == FieldUnit::Update::write_as_ones)
                datum |= others;
        }
        TRY(write_datum(field, offset, datum, depth));
        done += n;
        skipped = 0;
    }
    return {};
}

Status Evaluator::write_register(NodeId id, u64 value, unsigned depth)
{
    if (depth == deepest_registers)
        return firmware("registers behind registers", deepest_registers, deepest_registers + 1, "ACPI 6.5 19.6.63");
    FieldUnit const field = TRY(field_of(id));
    u8 bytes[8];
    for (unsigned i = 0; i < 8; ++i)
        bytes[i] = static_cast<u8>(value >> (8 * i));
    return write_bits(field, bytes, depth + 1);
}

Result<u64> Evaluator::read_datum(FieldUnit const& field, u64 offset, unsigned depth)
{
    switch (field.kind) {
    case FieldUnit::Kind::buffer: {
        Object buffer = Object::of(field.buffer);
        // It may have become shorter since CreateField looked.
        if (!buffer.is(ObjectType::buffer) || offset >= buffer.size())
            return firmware("byte of a buffer field", "inside the buffer", offset, "ACPI 6.5 19.6.21");
        return u64{buffer.bytes()[offset]};
    }
    case FieldUnit::Kind::index: {
        TRY(write_register(field.selector, offset, depth));
        if (depth == deepest_registers)
            return firmware("registers behind registers", deepest_registers, deepest_registers + 1, "ACPI 6.5 19.6.63");
        FieldUnit data = TRY(field_of(field.data));
        u8 bytes[8] = {};
        data.bits = std::min<u64>(data.bits, 64);
        TRY(read_bits(data, bytes, depth + 1));
        return get_bits(bytes, 0, u64{field.access_bytes} * 8);
    }
    case FieldUnit::Kind::bank:
        TRY(write_register(field.selector, field.bank, depth));
        break;
    case FieldUnit::Kind::region:
        break;
    }
    auto access = TRY(access_of(field, offset));
    return TRY(platform_->read(access)) & low_bits(access.width_bytes * 8);
}

Status Evaluator::write_datum(FieldUnit const& field, u64 offset, u64 value, unsigned depth)
{
    switch (field.kind) {
    case FieldUnit::Kind::buffer: {
        Object buffer = Object::of(field.buffer);
        if (!buffer.is(ObjectType::buffer) || offset >= buffer.size())
            return firmware("byte of a buffer field", "inside the buffer", offset, "ACPI 6.5 19.6.21");
        buffer.writable_bytes()[offset] = static_cast<u8>(value);
        return {};
    }
    case FieldUnit::Kind::index:
        TRY(write_register(field.selector, offset, depth));
        return write_register(field.data, value, depth);
    case FieldUnit::Kind::bank:
        TRY(write_register(field.selector, field.bank, depth));
        break;
    case FieldUnit::Kind::region:
        break;
    }
    return platform_->write(TRY(access_of(field, offset)), value);
}

Result<RegionAccess> Evaluator::access_of(FieldUnit const& field, u64 offset)
{
    if (ObjectType const type = TRY(type_of(field.region)); type != ObjectType::operation_region)
        return firmware("region of a field", "an operation region", name_of(type).data(), source);
    if (object_at(field.region).is_nothing())
        TRY(settle_nested(field.region));
    Object object = object_at(field.region);
    if (object.is_nothing())
        return firmware("operation region", "its operands", "none: needed by themselves", source);
    Region& region = object.record<Region>();
    if (!contains(region.length, offset, field.access_bytes))
        return firmware("end of a field's access, inside its region", region.length, offset + field.access_bytes,
                        source);
    RegionAccess access;
    access.address = region.offset + offset;
    access.width_bytes = field.access_bytes;
    switch (RegionSpace{region.space}) {
    case RegionSpace::system_memory:
    case RegionSpace::system_io:
        access.space = RegionSpace{region.space};
        break;
    case RegionSpace::pci_config:
        if (!region.has_pci_address)
            TRY(find_pci_address(field.region, region));
        access.space = RegionSpace::pci_config;
        access.pci_segment = region.pci_segment;
        access.pci_bus = region.pci_bus;
        access.pci_device = region.pci_device;
        access.pci_function = region.pci_function;
        break;
    default: {
        Error error = firmware("space of an operation region", "SystemMemory, SystemIO or PCI_Config",
                               name_of_space(region.space), "ACPI 6.5 5.5.2.4");
        error.side = Side::unsupported;
        return error;
    }
    }
    return access;
}

Result<u64> Evaluator::device_value(NodeId device, std::string_view name, u64 otherwise)
{
    auto id = ns_->child(device, NameSeg{name});
    if (!id)
        return otherwise;
    NodeId const target = TRY(ns_->resolve_alias(*id));
    Operand value = ns_->node(target).type == ObjectType::method ? TRY(call(target, {})) : TRY(read_node(target));
    return integer_of(value);
}

// ACPI 6.5 19.6.99, PCI_Config: the function is that of the device the region is in, _ADR; its bus that of the host
// bridge above (_SEG, _BBN), or behind the bridges between, whose secondary bus number is in their own registers.
Status Evaluator::ask_pci_address(NodeId region, Region& record)
{
    auto is_device = [&](NodeId id) { return ns_->node(id).type == ObjectType::device; };
    auto is_host_bridge = [&](NodeId id) -> Result<bool> {
        for (NameSeg name : hardware_ids) {
            auto child = ns_->child(id, name);
            if (!child)
                continue;
            NodeId const target = TRY(ns_->resolve_alias(*child));
            Operand value =
                ns_->node(target).type == ObjectType::method ? TRY(call(target, {})) : TRY(read_node(target));
            if (is_host_bridge_id(TRY(object_of(value))))
                return true;
        }
        return false;
    };
    std::array<NodeId, 32> path; // from the region's device up
    size_t depth = 0;
    NodeId at = ns_->node(region).parent;
    NodeId host = NodeId::none;
    for (; at != NodeId::none && at != NodeId::root; at = ns_->node(at).parent) {
        if (!is_device(at))
            continue;
        if (TRY(is_host_bridge(at))) {
            host = at;
            break;
        }
        if (depth == path.size())
            return firmware("PCI bridges above a region", path.size(), depth + 1, "ACPI 6.5 19.6.99");
        path[depth++] = at;
    }
    u64 segment = 0, bus = 0, address = 0;
    if (host != NodeId::none) {
        segment = TRY(device_value(host, "_SEG", 0));
        bus = TRY(device_value(host, "_BBN", 0));
        if (depth == 0)
            address = TRY(device_value(host, "_ADR", 0)); // the region is the host bridge's own
    } else if (depth > 0) {
        depth = 1; // no host bridge: ACPICA takes bus 0
    }
    for (size_t i = depth; i > 0; --i) {
        if (i != depth) {
            RegionAccess access;
            access.space = RegionSpace::pci_config;
            access.pci_segment = static_cast<u16>(segment);
            access.pci_bus = static_cast<u8>(bus);
            access.pci_device = static_cast<u8>(address >> 16 & 31);
            access.pci_function = static_cast<u8>(address & 7);
            access.address = 0x0e; // PCI 3.0 6.1, Header Type
            u64 const header = TRY(platform_->read(access)) & 0x7f;
            access.address = 0x19; // PCI-to-PCI bridge 1.2 3.2, Secondary Bus Number
            if (header == 1 || header == 2)
                bus = TRY(platform_->read(access)) & 0xff;
        }
        address = TRY(device_value(path[i - 1], "_ADR", 0));
    }
    record.pci_segment = static_cast<u16>(segment);
    record.pci_bus = static_cast<u8>(bus);
    record.pci_device = static_cast<u8>(address >> 16 & 31);
    record.pci_function = static_cast<u8>(address & 7);
    record.has_pci_address = true;
    return {};
}

// Each of those objects may be a field, and that in a region whose address is to be found first.
Status Evaluator::find_pci_address(NodeId region, Region& record)
{
    if (pci_nesting_ == deepest_nesting)
        return firmware("limit: PCI addresses that need each other", deepest_nesting, deepest_nesting + 1,
                        "acpi/aml/evaluator.hpp");
    TRY(charge(1));
    ++pci_nesting_;
    Status const status = ask_pci_address(region, record);
    --pci_nesting_;
    return status;
}

} // namespace acpi::aml
