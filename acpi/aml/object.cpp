// SPDX-License-Identifier: MIT
#include "acpi/aml/object.hpp"

#include <algorithm>

namespace acpi::aml {
namespace {

constexpr auto source = "acpi/aml/object.hpp";

bool has_block(ObjectType type)
{
    switch (type) {
    case ObjectType::string:
    case ObjectType::buffer:
    case ObjectType::package:
    case ObjectType::operation_region:
    case ObjectType::field_unit:
    case ObjectType::buffer_field:
    case ObjectType::mutex:
        return true;
    default:
        return false;
    }
}

} // namespace

Result<ObjectHeap*> ObjectHeap::create(Pages const& pages)
{
    auto bytes = pages.bytes();
    ASSERT(bytes.size() >= page_size && bytes.size() < 1 * GiB);
    auto* heap = new (bytes.data()) ObjectHeap;
    heap->begin_ = bytes.data() + align_up(sizeof(ObjectHeap), 16);
    heap->end_ = bytes.data() + bytes.size();
    heap->last_taken_ = heap->begin_;
    *reinterpret_cast<Block*>(heap->begin_) = {static_cast<u32>(heap->end_ - heap->begin_), 0};
    return heap;
}

ObjectHeap::Block* ObjectHeap::next(Block* block) const
{
    u8* at = reinterpret_cast<u8*>(block) + block->size;
    return at == end_ ? nullptr : reinterpret_cast<Block*>(at);
}

Result<u8*> ObjectHeap::take(u64 size_bytes)
{
    Error full{Side::guest, "limit: bytes of AML objects", static_cast<u64>(end_ - begin_), size_bytes, source};
    if (size_bytes > static_cast<u64>(end_ - begin_))
        return full;
    u32 const wanted = static_cast<u32>(align_up(size_bytes + sizeof(Block), alignof(Cell)));
    // From the last one on, then all of them. Free neighbours become one on the way, also the one that last_taken_ is.
    auto* block = find_free(reinterpret_cast<Block*>(last_taken_), wanted);
    if (block == nullptr)
        block = find_free(reinterpret_cast<Block*>(begin_), wanted);
    last_taken_ = block == nullptr ? begin_ : reinterpret_cast<u8*>(block);
    if (block == nullptr)
        return full;
    if (u32 rest = block->size - wanted; rest >= 32) {
        block->size = wanted;
        *next(block) = Block{rest, 0};
    }
    block->is_used = 1;
    taken_ += block->size;
    used_ += block->size;
    most_used_ = std::max(most_used_, used_);
    u8* memory = reinterpret_cast<u8*>(block) + sizeof(Block);
    std::fill_n(memory, block->size - sizeof(Block), u8{0});
    return memory;
}

ObjectHeap::Block* ObjectHeap::find_free(Block* block, u32 wanted) const
{
    for (; block != nullptr; block = next(block)) {
        if (block->is_used != 0)
            continue;
        for (auto* after = next(block); after != nullptr && after->is_used == 0; after = next(block))
            block->size += after->size;
        if (block->size >= wanted)
            return block;
    }
    return nullptr;
}

void ObjectHeap::give(void* memory)
{
    u8* at = static_cast<u8*>(memory) - sizeof(Block);
    auto* block = reinterpret_cast<Block*>(at);
    ASSERT(block->is_used == 1);
    block->is_used = 0;
    used_ -= block->size;
}

Result<Object> ObjectHeap::cell(ObjectType type)
{
    auto* cell = new (TRY(take(sizeof(Cell)))) Cell{};
    ++count_;
    cell->heap = this;
    cell->references = 1;
    cell->type = type;
    return Object::adopt(cell);
}

Result<Object> ObjectHeap::with_block(ObjectType type, u64 size_bytes)
{
    auto object = TRY(cell(type));
    // Never empty: a pointer that is null has no elements to compare with.
    object.cell()->block.data = TRY(take(std::max<u64>(size_bytes, 1)));
    return object;
}

Result<Object> ObjectHeap::integer(u64 value)
{
    auto object = TRY(cell(ObjectType::integer));
    object.cell()->integer = value;
    return object;
}

Result<Object> ObjectHeap::event() { return cell(ObjectType::event); }

Result<Object> ObjectHeap::sized(ObjectType type, std::span<u8 const> bytes, u64 size)
{
    ASSERT(bytes.size() <= size);
    auto object = TRY(with_block(type, size));
    object.cell()->block.size = static_cast<u32>(size);
    std::copy(bytes.begin(), bytes.end(), object.cell()->block.data);
    return object;
}

Result<Object> ObjectHeap::package(u64 count)
{
    if (count > static_cast<u64>(end_ - begin_) / sizeof(Cell*))
        return Error{Side::guest, "limit: elements of a package", static_cast<u64>(end_ - begin_) / sizeof(Cell*),
                     count, source};
    auto object = TRY(with_block(ObjectType::package, count * sizeof(Cell*)));
    object.cell()->block.size = static_cast<u32>(count);
    return object;
}

Result<Object> ObjectHeap::to_node(NodeId node, NameSeg name)
{
    auto object = TRY(cell(ObjectType::reference));
    object.cell()->kind = ReferenceKind::node;
    object.cell()->node = node;
    object.cell()->reference = {nullptr, 0, name.number()};
    return object;
}

Result<Object> ObjectHeap::to_slot(unsigned slot, u32 call)
{
    auto object = TRY(cell(ObjectType::reference));
    object.cell()->kind = ReferenceKind::slot;
    object.cell()->reference = {nullptr, slot, call};
    return object;
}

Result<Object> ObjectHeap::to_part(ReferenceKind kind, Object const& target, u32 index)
{
    auto object = TRY(cell(ObjectType::reference));
    object.cell()->kind = kind;
    object.cell()->reference = {Object{target}.detach(), index, 0};
    return object;
}

Result<Object> ObjectHeap::copy(Object const& object, unsigned depth)
{
    switch (object.type()) {
    case ObjectType::uninitialized:
        return Object{};
    case ObjectType::integer:
        return integer(object.integer());
    case ObjectType::string:
    case ObjectType::buffer:
        return sized(object.type(), object.bytes(), object.size());
    case ObjectType::package: {
        if (depth == deepest)
            return Error{Side::firmware, "depth of packages to copy", deepest, deepest + 1, source};
        auto result = TRY(package(object.size()));
        for (u32 i = 0; i < object.size(); ++i)
            result.set_element(i, TRY(copy(object.element(i), depth + 1)));
        return result;
    }
    default:
        return object;
    }
}

Status ObjectHeap::replace(Object const& target, std::span<u8 const> bytes, u64 size)
{
    ASSERT(bytes.size() <= size);
    auto& block = target.cell()->block;
    // `bytes` may be those of `target`: the old ones go last.
    u8* data = TRY(take(std::max<u64>(size, 1)));
    std::copy(bytes.begin(), bytes.end(), data);
    give(std::exchange(block.data, data));
    block.size = static_cast<u32>(size);
    return {};
}

void ObjectHeap::drop(Cell*& dying, Cell* cell)
{
    if (cell == nullptr || --cell->references != 0)
        return;
    cell->next_dying = dying;
    dying = cell;
}

void ObjectHeap::destroy(Cell* cell)
{
    cell->next_dying = nullptr;
    for (Cell* dying = cell; dying != nullptr;) {
        Cell* gone = dying;
        dying = gone->next_dying;
        if (has_block(gone->type) && gone->block.data != nullptr) {
            if (gone->type == ObjectType::package) {
                for (u32 i = 0; i < gone->block.size; ++i)
                    drop(dying, reinterpret_cast<Cell**>(gone->block.data)[i]);
            } else if (gone->type == ObjectType::buffer_field || gone->type == ObjectType::field_unit) {
                drop(dying, reinterpret_cast<FieldUnit*>(gone->block.data)->buffer);
            }
            give(gone->block.data);
        } else if (gone->type == ObjectType::reference) {
            drop(dying, gone->reference.target);
        }
        give(gone);
        --count_;
    }
}

u32 ObjectHeap::number_of(Cell const* cell) const
{
    return static_cast<u32>(reinterpret_cast<u8 const*>(cell) - begin_);
}

Cell* ObjectHeap::cell_of(u32 number) const { return reinterpret_cast<Cell*>(begin_ + number); }

} // namespace acpi::aml
