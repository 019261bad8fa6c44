// SPDX-License-Identifier: MIT
#include "acpi/pci_routing.hpp"

#include "acpi/aml/host_bridge.hpp"

namespace acpi {
namespace {

using aml::NameSeg;
using aml::NodeId;
using aml::ObjectType;

constexpr auto source = "ACPI 6.5 6.2.13";
constexpr u8 pins = 4;
constexpr NameSeg prt{"_PRT"};

// "Address", "Pin", "Source", "Source Index": the four elements of an entry.
enum Element : u32 { address, pin, source_name, source_index, elements };

Result<u64> integer_at(aml::Evaluator& evaluator, aml::Object const& entry, Element which, char const* what)
{
    auto const object = TRY(evaluator.resolve(entry.element(which)));
    if (!object.is(ObjectType::integer))
        return Error{Side::firmware, what, "an integer", name_of(object.type()).data(), source};
    return object.integer();
}

// The link device that Source names, or none for the integer 0 that stands for a global system interrupt.
Result<NodeId> link_of(DeviceObject const& bus, aml::Object const& entry)
{
    constexpr auto what = "Source of a _PRT entry";
    auto& evaluator = bus.evaluator();
    auto const& names = evaluator.names();
    auto const object = TRY(evaluator.resolve(entry.element(source_name)));
    NodeId link = NodeId::none;
    if (object.is(ObjectType::integer)) {
        if (object.integer() != 0)
            return Error{Side::firmware, what, "a link device or 0", object.integer(), source};
        return link;
    }
    if (object.is(ObjectType::reference) && object.reference_kind() == aml::ReferenceKind::node) {
        link = object.node();
    } else if (object.is(ObjectType::string)) {
        std::string_view const path{reinterpret_cast<char const*>(object.bytes().data()), object.size()};
        auto const found = names.find(path, bus.id());
        if (!found)
            return Error{Side::firmware, what, "the path of a link device", "a path that is not in the namespace",
                         source};
        link = TRY(names.resolve_alias(*found));
    } else {
        return Error{Side::firmware, what, "a link device or 0", name_of(object.type()).data(), source};
    }
    if (names.node(link).type != ObjectType::device)
        return Error{Side::firmware, what, "a link device or 0", name_of(names.node(link).type).data(), source};
    return link;
}

Result<RoutingTable::Entry> decode(DeviceObject const& bus, aml::Object const& entry)
{
    if (!entry.is(ObjectType::package))
        return Error{Side::firmware, "_PRT entry", "a package", name_of(entry.type()).data(), source};
    if (entry.size() != elements)
        return Error{Side::firmware, "elements of a _PRT entry", Value::of(elements, "elements"),
                     Value::of(entry.size(), "elements"), source};
    auto& evaluator = bus.evaluator();
    RoutingTable::Entry result;
    // The function in the low half is to be 0xffff, any. As Linux (acpi_pci_irq_check_entry) it is not looked at.
    u64 const where = TRY(integer_at(evaluator, entry, address, "Address of a _PRT entry"));
    if (where > 0xffff'ffff || where >> 16 > 31)
        return Error{Side::firmware, "Address of a _PRT entry", "a device number of 31 at most in bits 31 to 16", where,
                     source};
    result.device = static_cast<u16>(where >> 16);
    u64 const number = TRY(integer_at(evaluator, entry, pin, "Pin of a _PRT entry"));
    if (number >= pins)
        return Error{Side::firmware, "Pin of a _PRT entry", "0 (INTA#) to 3 (INTD#)", number, source};
    result.pin = static_cast<u8>(number);
    result.link = TRY(link_of(bus, entry));
    u64 const index = TRY(integer_at(evaluator, entry, source_index, "Source Index of a _PRT entry"));
    if (index > 0xffff'ffff)
        return Error{Side::firmware, "Source Index of a _PRT entry", 0xffff'ffffu, index, source};
    result.index = static_cast<u32>(index);
    return result;
}

} // namespace

Result<RoutingTable> RoutingTable::evaluate(DeviceObject const& bus)
{
    auto const package = TRY(bus.evaluate(prt));
    ASSERT(package.has_value());
    if (!package->is(ObjectType::package))
        return Error{Side::firmware, "_PRT", "a package", name_of(package->type()).data(), source};
    RoutingTable result;
    if (package->size() == 0)
        return result;
    result.memory_ = TRY(Pages::allocate(package->size() * sizeof(Entry)));
    auto const entries = result.memory_.as<Entry>();
    for (u32 i = 0; i < package->size(); ++i) {
        auto const entry = TRY(bus.evaluator().resolve(package->element(i)));
        if (auto decoded = decode(bus, entry)) {
            entries[result.size_++] = *decoded;
        } else if (result.bad_entries_++ == 0) {
            result.status_ = decoded.error();
        }
    }
    return result;
}

Result<std::optional<RoutingTable::Entry>> RoutingTable::find(u8 device, u8 pin_wanted) const
{
    for (Entry const& entry : entries())
        if (entry.device == device && entry.pin == pin_wanted)
            return std::optional{entry};
    TRY(status_);
    return std::optional<Entry>{};
}

Result<PciRouting> PciRouting::open(aml::Evaluator& evaluator)
{
    PciRouting routing(evaluator);
    auto const& names = evaluator.names();
    for (u16 n = 0; n < names.size(); ++n) {
        DeviceObject const device(evaluator, NodeId{n});
        if (names.node(device.id()).type != ObjectType::device)
            continue;
        for (NameSeg name : aml::hardware_ids) {
            auto const id = TRY(device.evaluate(name));
            if (!id || !aml::is_host_bridge_id(*id))
                continue;
            TRY(routing.add_host_bridge(device.id()));
            break;
        }
    }
    return routing;
}

Status PciRouting::add_host_bridge(NodeId id)
{
    DeviceObject const device(*evaluator_, id);
    if ((TRY(device.status()) & DeviceObject::is_present) == 0)
        return {};
    if (host_bridge_count_ == most_host_bridges)
        return Error{Side::guest, "limit: PCI host bridges", most_host_bridges, most_host_bridges + 1,
                     "acpi/pci_routing.hpp"};
    u64 const segment = TRY(device.integer(NameSeg{"_SEG"}, 0));
    u64 const bus = TRY(device.integer(NameSeg{"_BBN"}, 0));
    if (segment > 0xffff)
        return Error{Side::firmware, "_SEG of a PCI host bridge", 0xffffu, segment, "ACPI 6.5 6.5.6"};
    // Only the low 8 bits count (6.5.5).
    host_bridges_[host_bridge_count_++] = {id, static_cast<u16>(segment), static_cast<u8>(bus)};
    return {};
}

Result<NodeId> PciRouting::child_at(NodeId bus, Hop hop) const
{
    auto const& names = evaluator_->names();
    u64 const wanted = u64{hop.device} << 16 | hop.function;
    for (NodeId at = names.node(bus).first_child; at != NodeId::none; at = names.node(at).next_sibling) {
        DeviceObject const device(*evaluator_, at);
        if (names.node(at).type == ObjectType::device && device.has(NameSeg{"_ADR"}) &&
            TRY(device.integer(NameSeg{"_ADR"}, 0)) == wanted)
            return at;
    }
    return NodeId::none;
}

Result<RoutingTable const*> PciRouting::table_of(NodeId bus)
{
    DeviceObject const device(*evaluator_, bus);
    if (!device.has(prt))
        return nullptr;
    for (Table const& known : tables())
        if (known.bus == bus)
            return &known.table;
    if (table_count_ == most_tables)
        return Error{Side::guest, "limit: _PRT in use", most_tables, most_tables + 1, "acpi/pci_routing.hpp"};
    Table& added = tables_[table_count_];
    added.table = TRY(RoutingTable::evaluate(device));
    added.bus = bus;
    ++table_count_;
    return &added.table;
}

Result<PciRouting::Route> PciRouting::find(Place const& place, u8 pin_register)
{
    constexpr size_t deepest = 255; // there are 256 buses
    ASSERT(!place.hops.empty() && place.hops.size() <= deepest && pin_register >= 1 && pin_register <= pins);
    std::array<NodeId, deepest> buses;
    buses[0] = NodeId::none;
    for (HostBridge const& bridge : host_bridges())
        if (buses[0] == NodeId::none && bridge.segment == place.segment && bridge.bus == place.root_bus)
            buses[0] = bridge.id;
    for (size_t n = 1; n < place.hops.size(); ++n)
        buses[n] = buses[n - 1] == NodeId::none ? NodeId::none : TRY(child_at(buses[n - 1], place.hops[n - 1]));

    u8 wire = static_cast<u8>(pin_register - 1);
    for (size_t n = place.hops.size(); n-- > 0;) {
        u8 const device = place.hops[n].device;
        RoutingTable const* table = buses[n] == NodeId::none ? nullptr : TRY(table_of(buses[n]));
        if (table != nullptr)
            if (auto const entry = TRY(table->find(device, wire)))
                return Route{*entry, buses[n]};
        // The bridge passes the pins of its device 0 on as they are, of device 1 each to the next one, and so on.
        wire = static_cast<u8>((wire + device) % pins);
    }
    return Error{Side::unsupported, "interrupt routing in the ACPI tables", "a _PRT entry for the function's pin",
                 buses[0] == NodeId::none ? "no host bridge for its bus" : "none", source};
}

Result<std::optional<Interrupt>> PciRouting::interrupt(Route const& route) const
{
    if (route.entry.link == NodeId::none)
        return std::optional{Interrupt{route.entry.index, intx_mode}};
    return link(route).current();
}

u64 PciRouting::memory_bytes() const
{
    u64 bytes = 0;
    for (Table const& known : tables())
        bytes += align_up(known.table.entries().size_bytes(), page_size);
    return bytes;
}

} // namespace acpi
