// SPDX-License-Identifier: MIT
// Definition blocks that come and go at run time: Load(), LoadTable(), Unload(). Spec: ACPI 6.5 19.6.76, 19.6.77,
// 5.4.2; Unload() ACPI 6.3 19.6.146.
//
// The block is copied: what it is loaded from is memory that the firmware may use again. Its names stay when the method
// that loads it ends.
#include "acpi/aml/evaluator.hpp"

#include <algorithm>

namespace acpi::aml {
namespace {

constexpr auto source = "ACPI 6.5 19.6.76";
constexpr auto table_source = "ACPI 6.5 19.6.77";

// As ACPICA: an SSDT, or one with a name of the OEM's.
bool is_definition_block(Signature signature)
{
    auto const name = signature.view();
    return name == "SSDT" || name == "PSDT" || name.starts_with("OEM");
}

} // namespace

// The bytes of the table at the start of a region.
Result<std::span<u8>> Evaluator::copy_of_table(NodeId region)
{
    FieldUnit bytes; // the region, byte by byte
    bytes.region = region;
    auto byte_at = [&](u64 offset) -> Result<u8> {
        TRY(charge(1));
        auto access = TRY(access_of(bytes, offset));
        if (access.space != RegionSpace::system_memory)
            return firmware("region to Load from", "SystemMemory", "another space", source);
        return static_cast<u8>(TRY(platform_->read(access)));
    };
    u32 length = 0;
    for (unsigned i = 0; i < 4; ++i)
        length |= static_cast<u32>(TRY(byte_at(4 + i))) << (8 * i);
    if (length < Sdt::header_size)
        return firmware("length of a table to Load, at least its header's", Sdt::header_size, length, source);
    auto room = TRY(ns_->room_for_block(length));
    for (u32 i = 0; i < length; ++i) {
        auto byte = byte_at(i);
        if (!byte) {
            ns_->give_back_room(length);
            return byte.error();
        }
        room[i] = *byte;
    }
    return room;
}

Result<Evaluator::Operand> Evaluator::load()
{
    std::span<u8> room;
    if (operand(0).kind == Operand::Kind::node && ns_->node(operand(0).node).type == ObjectType::operation_region) {
        room = TRY(copy_of_table(operand(0).node));
    } else {
        Object const buffer = TRY(resolve(TRY(object_of(TRY(read_location(operand(0)))))));
        if (!buffer.is(ObjectType::buffer))
            return firmware("Load", "a region, or a field or buffer with a table", name_of(buffer.type()).data(),
                            source);
        room = TRY(ns_->room_for_block(buffer.size()));
        std::copy(buffer.bytes().begin(), buffer.bytes().end(), room.begin());
    }
    auto handle = [&]() -> Result<Operand> {
        // A wrong checksum is none of our business: ACPICA warns of it and goes on.
        auto block = TRY(Sdt::open_unsummed(room));
        return load_block(block, NodeId::root);
    }();
    if (!handle) {
        ns_->give_back_room(static_cast<u32>(room.size()));
        return handle.error();
    }
    TRY(store(operand(1), *handle, StoreMode::copy));
    return Operand::of(mask());
}

// The block itself is not looked at before it is known to be good: until then nothing refers to it.
Result<Evaluator::Operand> Evaluator::load_block(Sdt const& block, NodeId root)
{
    if (!is_definition_block(block.signature()))
        return firmware("signature of a table to load", "SSDT, PSDT or OEMx", "another one", source);
    for (Sdt const& there : ns_->blocks()) {
        if (std::ranges::equal(there.bytes(), block.bytes()))
            return firmware("table to load", "a new one", "one that is loaded", source);
    }
    if (loads_ == deepest_loads)
        return firmware("limit: Load in a table that Load brought", deepest_loads, deepest_loads + 1, source);
    TRY(charge(block.length() / 16));
    // What the handle needs comes first: what is loaded stays.
    auto handle = TRY(heap_->to_part(ReferenceKind::table, Object{}, static_cast<u32>(ns_->block_count_)));
    TRY(open_call(NodeId::none, static_cast<u16>(task_count_ - 1), true));
    ++loads_;
    Status status = ns_->add(block, this, root);
    --loads_;
    close_call();
    if (!status)
        return status.error();
    return Operand::of(std::move(handle));
}

Result<Evaluator::Operand> Evaluator::load_table()
{
    std::array<Object, 5> texts;
    for (size_t i = 0; i < texts.size(); ++i) {
        texts[i] = TRY(object(i));
        bool const is_optional = i >= 3 && texts[i].is(ObjectType::integer);
        if (!texts[i].is(ObjectType::string) && !is_optional)
            return firmware("LoadTable", "strings", name_of(texts[i].type()).data(), table_source);
    }
    if (texts[0].size() != 4)
        return firmware("LoadTable, signature", "four characters", texts[0].size(), table_source);
    auto table = platform_->find_table(Signature::decode(texts[0].bytes(), 0), texts[1].text(), texts[2].text());
    if (!table)
        return Operand::of(u64{0});
    auto named = [&](Object const& text, NodeId from) -> Result<NodeId> {
        auto path = PathText::parse(text.text());
        auto found = path ? ns_->lookup(from, path->name()) : std::nullopt;
        if (!found)
            return firmware("LoadTable, path", "a name in the namespace", "none", table_source);
        return ns_->resolve_alias(*found);
    };
    auto is_path = [](Object const& text) { return text.is(ObjectType::string) && text.size() > 0; };
    NodeId const root = is_path(texts[3]) ? TRY(named(texts[3], top().scope)) : NodeId::root;
    NodeId const parameter = is_path(texts[4]) ? TRY(named(texts[4], root)) : NodeId::none;
    Operand handle = TRY(load_block(*table, root));
    if (parameter != NodeId::none)
        TRY(store_to_node(parameter, operand(5), StoreMode::implicit));
    return handle;
}

// ACPICA does not do it any more (AcpiExUnloadTable); the ACPI up to 6.3 says that the names go.
Result<Evaluator::Operand> Evaluator::unload()
{
    Object const handle = TRY(object_of(TRY(read_location(operand(0)))));
    if (!handle.is(ObjectType::reference) || handle.reference_kind() != ReferenceKind::table)
        return firmware("Unload", "a DDBHandle", name_of(handle.type()).data(), "ACPI 6.3 19.6.146");
    u32 const block = handle.cell()->reference.index;
    for (size_t i = 0; i < task_count_; ++i) {
        if (tasks_[i].block == block)
            return firmware("Unload", "a table that is not executed", "one that is", "ACPI 6.3 19.6.146");
    }
    for (unsigned i = ns_->size_; i > 1; --i) {
        NodeId const id{static_cast<u16>(i - 1)};
        Node const& node = ns_->node(id);
        // What another table put below a name keeps it.
        if (node.is_gone() || node.block != block || node.first_child != NodeId::none)
            continue;
        if (node.type == ObjectType::mutex && node.object != 0 && object_at(id).record<Mutex>().held > 0)
            return firmware("Unload", "mutexes that are free", "one that is held", "ACPI 6.3 19.6.146");
        set_object(id, Object{});
        ns_->unlink(id);
    }
    return Operand{};
}

} // namespace acpi::aml
