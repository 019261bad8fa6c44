// SPDX-License-Identifier: MIT
#include "acpi/aml/namespace.hpp"

#include "acpi/aml/loader.hpp"

#include <algorithm>
#include <bit>

namespace acpi::aml {
namespace {

// Aliases of aliases and names that name names: real firmware has one step.
constexpr unsigned most_hops = 16;
constexpr unsigned most_nodes = 32768;
constexpr auto source = "ACPI 6.5 5.3";

struct Predefined {
    std::string_view name;
    ObjectType type;
    u8 detail = 0;
};
// ACPI 6.5 5.3.1 (scopes below the root) and 5.7 (objects).
constexpr Predefined predefined[] = {
    {"_GPE", ObjectType::scope},  {"_PR_", ObjectType::scope}, {"_SB_", ObjectType::scope},
    {"_SI_", ObjectType::scope},  {"_TZ_", ObjectType::scope}, {"_REV", ObjectType::integer},
    {"_OS_", ObjectType::string}, {"_GL_", ObjectType::mutex}, {"_OSI", ObjectType::method, 1},
};

} // namespace

std::string_view name_of(ObjectType type)
{
    switch (type) {
    case ObjectType::uninitialized:
        return "uninitialized";
    case ObjectType::integer:
        return "integer";
    case ObjectType::string:
        return "string";
    case ObjectType::buffer:
        return "buffer";
    case ObjectType::package:
        return "package";
    case ObjectType::field_unit:
        return "field unit";
    case ObjectType::device:
        return "device";
    case ObjectType::event:
        return "event";
    case ObjectType::method:
        return "method";
    case ObjectType::mutex:
        return "mutex";
    case ObjectType::operation_region:
        return "operation region";
    case ObjectType::power_resource:
        return "power resource";
    case ObjectType::processor:
        return "processor";
    case ObjectType::thermal_zone:
        return "thermal zone";
    case ObjectType::buffer_field:
        return "buffer field";
    case ObjectType::scope:
        return "scope";
    case ObjectType::alias:
        return "alias";
    case ObjectType::reference:
        return "reference";
    case ObjectType::external:
        return "external";
    }
    return "unknown type";
}

Result<Namespace> Namespace::create(NamespaceLimits const& limits)
{
    if (limits.nodes <= std::size(predefined) || limits.nodes > most_nodes)
        return Error{Side::guest, "namespace limit: nodes", most_nodes, limits.nodes, "acpi/aml/namespace.hpp"};
    size_t slots = std::bit_ceil(size_t{limits.nodes} * 2);
    size_t node_bytes = align_up(limits.nodes * sizeof(Node), 16);
    size_t block_bytes = align_up(limits.blocks * sizeof(Sdt), 16);
    size_t finding_bytes = align_up(limits.findings * sizeof(Finding), 16);

    Namespace ns;
    ns.storage_ = TRY(Pages::allocate(node_bytes + block_bytes + finding_bytes + slots * sizeof(NodeId)));
    u8* next = ns.storage_.bytes().data();
    auto take = [&]<class T>(std::span<T>& span, size_t count, size_t bytes) {
        span = {reinterpret_cast<T*>(next), count};
        next += bytes;
    };
    take(ns.nodes_, limits.nodes, node_bytes);
    take(ns.blocks_, limits.blocks, block_bytes);
    take(ns.findings_, limits.findings, finding_bytes);
    take(ns.slots_, slots, slots * sizeof(NodeId));
    std::fill(ns.slots_.begin(), ns.slots_.end(), NodeId::none);

    ns.loaded_bytes_left_ = limits.loaded_bytes;
    ns.nodes_[0] = Node{};
    ns.nodes_[0].type = ObjectType::scope;
    ns.size_ = 1;
    for (auto const& p : predefined) {
        auto id = TRY(ns.add_node(NodeId::root, NameSeg{p.name}, p.type));
        ns.at(id).scope = NodeId::root;
        ns.at(id).detail = p.detail;
    }
    return ns;
}

Result<Namespace> Namespace::load(Tables const& tables, NamespaceLimits const& limits)
{
    auto ns = TRY(create(limits));
    auto dsdt = TRY(tables.dsdt());
    TRY(ns.add(dsdt));
    for (auto const& entry : tables.entries()) {
        // PSDT: ACPI 1.0, to be treated as an SSDT (ACPI 6.5 5.2.11.3).
        if (entry.is_good && (entry.signature == Signature{"SSDT"} || entry.signature == Signature{"PSDT"}))
            TRY(ns.add(entry.table));
    }
    return ns;
}

Status Namespace::add(Sdt const& block, Evaluator* evaluator, NodeId root)
{
    if (block_count_ == blocks_.size())
        return Error{Side::guest, "namespace limit: definition blocks", blocks_.size(), block_count_ + 1,
                     "acpi/aml/namespace.hpp"};
    if (block_count_ == 0)
        integer_size_ = block.revision() >= 2 ? 8 : 4;
    blocks_[block_count_++] = block;
    Loader{*this, static_cast<u16>(block_count_ - 1), evaluator}.run(root);
    return {};
}

Result<std::span<u8>> Namespace::room_for_block(u32 size_bytes)
{
    if (load_count_ == loaded_.size())
        return Error{Side::guest, "limit: tables that Load brings", loaded_.size(), load_count_ + 1,
                     "acpi/aml/namespace.hpp"};
    if (size_bytes > loaded_bytes_left_)
        return Error{Side::guest, "limit: bytes of tables that Load brings", loaded_bytes_left_, size_bytes,
                     "acpi/aml/namespace.hpp"};
    loaded_[load_count_] = TRY(Pages::allocate(size_bytes));
    loaded_bytes_left_ -= size_bytes;
    return loaded_[load_count_++].bytes().first(size_bytes);
}

void Namespace::give_back_room(u32 size_bytes)
{
    loaded_[--load_count_] = Pages{};
    loaded_bytes_left_ += size_bytes;
}

size_t Namespace::slot_of(NodeId parent, NameSeg name) const
{
    // FNV-1a.
    u32 hash = 2166136261u ^ static_cast<u16>(parent);
    for (char c : name.text)
        hash = (hash * 16777619u) ^ static_cast<u8>(c);
    hash ^= hash >> 15;
    size_t mask = slots_.size() - 1;
    size_t slot = hash & mask;
    // Ends: at least half of the slots are free.
    while (slots_[slot] != NodeId::none) {
        Node const& other = node(slots_[slot]);
        if (other.parent == parent && other.name == name)
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

std::optional<NodeId> Namespace::child(NodeId parent, NameSeg name) const
{
    NodeId id = slots_[slot_of(parent, name)];
    return id == NodeId::none ? std::optional<NodeId>{} : id;
}

Result<NodeId> Namespace::add_node(NodeId parent, NameSeg name, ObjectType type)
{
    if (size_ == nodes_.size())
        return Error{Side::guest, "namespace limit: nodes", nodes_.size(), size_ + 1, "acpi/aml/namespace.hpp"};
    if (node(parent).depth + 1u == Node::deepest)
        return Error{Side::firmware, "segments of a path", Node::deepest - 1, Node::deepest, source};
    NodeId id{static_cast<u16>(size_)};
    slots_[slot_of(parent, name)] = id;
    ++size_;
    Node& n = at(id);
    n = Node{};
    n.name = name;
    n.parent = parent;
    n.type = type;
    Node& p = at(parent);
    n.depth = static_cast<u16>(p.depth + 1);
    (p.first_child == NodeId::none ? p.first_child : at(p.last_child).next_sibling) = id;
    p.last_child = id;
    return id;
}

unsigned Namespace::unlink(NodeId id)
{
    Node& n = at(id);
    ASSERT(n.first_child == NodeId::none && id != NodeId::root && !n.is_gone());
    Node& p = at(n.parent);
    NodeId before = NodeId::none;
    unsigned passed = 0;
    for (NodeId at_child = p.first_child; at_child != id; at_child = at(at_child).next_sibling) {
        before = at_child;
        ++passed;
    }
    (before == NodeId::none ? p.first_child : at(before).next_sibling) = n.next_sibling;
    if (p.last_child == id)
        p.last_child = before;
    // Open addressing without gaps: what follows moves up unless it is where it belongs.
    size_t const mask = slots_.size() - 1;
    size_t gap = slot_of(n.parent, n.name);
    slots_[gap] = NodeId::none;
    for (size_t slot = (gap + 1) & mask; slots_[slot] != NodeId::none; slot = (slot + 1) & mask) {
        NodeId moved = std::exchange(slots_[slot], NodeId::none);
        slots_[slot_of(node(moved).parent, node(moved).name)] = moved;
    }
    // Its parent stays known: names are searched for from here by what was defined inside of it.
    NodeId const parent = n.parent;
    n = Node{};
    n.name.text = {};
    n.parent = parent;
    return passed;
}

unsigned Namespace::remove_last()
{
    NodeId const id{static_cast<u16>(size_ - 1)};
    unsigned const passed = node(id).is_gone() ? 0 : unlink(id);
    --size_;
    return passed;
}

std::optional<NodeId> Namespace::start_of(NodeId scope, NameString const& name) const
{
    if (name.is_absolute)
        return NodeId::root;
    for (u32 i = 0; i < name.parent_prefixes; ++i) {
        if (scope == NodeId::root)
            return {};
        scope = node(scope).parent;
    }
    return scope;
}

std::optional<NodeId> Namespace::lookup(NodeId scope, NameString const& name, bool with_external, unsigned& hops) const
{
    auto start = start_of(scope, name);
    if (!start)
        return {};
    auto is_visible = [&](NodeId id) { return with_external || node(id).type != ObjectType::external; };
    if (name.is_searched()) {
        // Every node has a smaller number than its children: this ends.
        for (NodeId at = *start; at != NodeId::none; at = node(at).parent) {
            if (auto id = child(at, name.seg(0)); id && is_visible(*id))
                return id;
        }
        return {};
    }
    NodeId at = *start;
    for (size_t i = 0; i < name.size(); ++i) {
        if (node(at).type == ObjectType::alias) {
            auto target = resolve_alias(at, hops);
            if (!target)
                return {};
            at = *target;
        }
        auto id = child(at, name.seg(i));
        if (!id || !is_visible(*id))
            return {};
        at = *id;
    }
    return at;
}

std::optional<NodeId> Namespace::lookup(NodeId scope, NameString const& name) const
{
    unsigned hops = most_hops;
    return lookup(scope, name, false, hops);
}

std::optional<NodeId> Namespace::find(std::string_view path, NodeId scope) const
{
    auto parsed = PathText::parse(path);
    return parsed ? lookup(scope, parsed->name()) : std::optional<NodeId>{};
}

Result<NodeId> Namespace::resolve_alias(NodeId id, unsigned& hops) const
{
    while (node(id).type == ObjectType::alias) {
        Node const& alias = node(id);
        if (hops == 0)
            return Error{Side::firmware, "Alias of an Alias", Value::of(most_hops, "steps"), "more",
                         source,         alias.offset};
        --hops;
        Reader reader{blocks_[alias.block].bytes(), alias.offset, alias.offset + alias.length};
        // Recurses when the path goes through aliases; the hops bound that too.
        auto target = lookup(alias.scope, TRY(reader.name()), false, hops);
        if (!target)
            return Error{Side::firmware, "Alias source", "a name in the namespace", "none", source, alias.offset};
        id = *target;
    }
    return id;
}

Result<NodeId> Namespace::resolve_alias(NodeId id) const
{
    unsigned hops = most_hops;
    return resolve_alias(id, hops);
}

Result<NodeId> Namespace::parent_of(NodeId scope, NameString const& name, u32 offset) const
{
    if (name.size() == 0)
        return Error{Side::firmware, "name to define", "a NameSeg", "none", "ACPI 6.5 20.2.2", offset};
    NameString path = name;
    path.segs = name.segs.first(name.segs.size() - 4);
    // One segment with a prefix, or more: no search in the parents. What is left may be one, so not lookup().
    auto start = start_of(scope, path);
    if (!start)
        return Error{Side::firmware, "parent prefixes of a name", "a scope above", "none above the root", source,
                     offset};
    NodeId at = *start;
    unsigned hops = most_hops;
    for (size_t i = 0; i < path.size(); ++i) {
        auto id = child(at, path.seg(i));
        if (!id || node(*id).type == ObjectType::external)
            return Error{Side::firmware, "scope of a name to define", "a name in the namespace", "none", source,
                         offset};
        at = TRY(resolve_alias(*id, hops));
    }
    return at;
}

Result<NodeId> Namespace::define(NodeId scope, NameString const& name, ObjectType type, u32 offset)
{
    auto parent = TRY(parent_of(scope, name, offset));
    auto seg = name.seg(name.size() - 1);
    if (auto existing = child(parent, seg)) {
        if (node(*existing).type != ObjectType::external)
            return Error{Side::firmware, "name to define", "a new name", "one that is there already", source, offset};
        at(*existing).type = type;
        return *existing;
    }
    return add_node(parent, seg, type);
}

Result<Data> Namespace::value(NodeId id) const
{
    unsigned hops = most_hops;
    for (;; --hops) {
        id = TRY(resolve_alias(id, hops));
        Node const& n = node(id);
        bool has_data = n.block != Node::no_block && (n.type == ObjectType::integer || n.type == ObjectType::string ||
                                                      n.type == ObjectType::buffer || n.type == ObjectType::package ||
                                                      n.type == ObjectType::reference);
        if (!has_data)
            return Error{n.type == ObjectType::method ? Side::unsupported : Side::firmware,
                         "object with a value",
                         "Name() of constant data",
                         name_of(n.type).data(),
                         "ACPI 6.5 19.6",
                         n.offset};
        Reader reader{blocks_[n.block].bytes(), n.offset, n.offset + n.length};
        auto data = TRY(read_data(reader, integer_size_, n.block, n.scope));
        if (data.type != ObjectType::reference)
            return data;
        auto target = lookup(data.scope, data.name, false, hops);
        if (!target)
            return Error{Side::firmware, "name in data", "a name in the namespace", "none", source, data.offset};
        if (hops == 0)
            return Error{Side::firmware, "name of a name", Value::of(most_hops, "steps"), "more", source, data.offset};
        id = *target;
    }
}

Result<Data> Namespace::follow(Data const& data) const
{
    if (data.type != ObjectType::reference)
        return data;
    auto target = lookup(data.scope, data.name);
    if (!target)
        return Error{Side::firmware, "name in data", "a name in the namespace", "none", source, data.offset};
    return value(*target);
}

std::string_view Namespace::arguments_of(NodeId scope, NameString const& name, u32 offset, u64& unknown_name) const
{
    constexpr std::string_view most_arguments = "ttttttt";
    unsigned hops = most_hops;
    auto found = lookup(scope, name, true, hops);
    if (!found) {
        unknown_name = offset;
        return {};
    }
    if (auto target = resolve_alias(*found, hops); target)
        found = *target;
    Node const& n = node(*found);
    bool is_method = n.type == ObjectType::method || n.type == ObjectType::external;
    return is_method ? most_arguments.substr(0, n.argument_count()) : std::string_view{};
}

void Namespace::put_path(Sink sink, NodeId id) const
{
    std::array<NodeId, Node::deepest> path;
    size_t depth = 0;
    for (NodeId at = id; at != NodeId::root; at = node(at).parent)
        path[depth++] = at;
    sink("\\");
    while (depth > 0) {
        put(sink, node(path[--depth]).name);
        if (depth > 0)
            sink(".");
    }
}

void Namespace::report(Finding const& finding)
{
    if (finding_count_ == findings_.size())
        ++findings_dropped_;
    else
        findings_[finding_count_++] = finding;
}

} // namespace acpi::aml
