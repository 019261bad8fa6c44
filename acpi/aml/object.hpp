// SPDX-License-Identifier: MIT
// Objects at run time: reference-counted cells in a heap of fixed size. Spec: ACPI 6.5 19.3.5 (data types), 19.6.
//
// Objects are shared as ACPICA shares them: a package element that names an integer is that integer. Who stores makes a
// copy. No recursion: destroying a deep package needs no stack.
#pragma once

#include "acpi/aml/node.hpp"
#include "kernel/pages.hpp"
#include "kernel/result.hpp"

#include <span>

namespace acpi::aml {

class ObjectHeap;

// What a reference leads to.
enum class ReferenceKind : u8 {
    node,    // an object of the namespace
    slot,    // a Local or Arg of a running method
    element, // of a package
    byte,    // of a buffer or string
    object,  // a package element's value, kept by the reference
    table,   // what LoadTable() returns (DDBHandle)
};

// An operation region once its operands are known. ACPI 6.5 19.6.99.
struct Region {
    u64 offset = 0;
    u64 length = 0;
    u8 space = 0;
    bool has_pci_address = false;
    u16 pci_segment = 0;
    u8 pci_bus = 0, pci_device = 0, pci_function = 0;
};

struct Cell;

// A field unit or a buffer field. ACPI 6.5 19.6.47 (Field), 19.6.7 (BankField), 19.6.63 (IndexField), 19.6.21
// (CreateField).
struct FieldUnit {
    enum class Kind : u8 { buffer, region, bank, index };
    enum class Update : u8 { preserve = 0, write_as_ones = 1, write_as_zeros = 2 };
    Kind kind = Kind::region;
    u8 access_bytes = 1;
    Update update = Update::preserve;
    bool is_locked = false;
    bool is_create_field = false;   // CreateField(): its value is always a buffer
    NodeId region = NodeId::none;   // region, bank
    NodeId selector = NodeId::none; // bank or index register
    NodeId data = NodeId::none;     // index: the data register
    u64 bank = 0;
    u64 first_bit = 0;
    u64 bits = 0;
    Cell* buffer = nullptr; // buffer: a reference of ours
};

// ACPI 6.5 19.6.88 (Mutex), 19.6.41 (Event).
struct Mutex {
    u8 sync_level = 0;
    u8 level_before = 0; // of the thread, when the mutex was acquired
    u32 held = 0;        // times acquired; there is one thread
};

struct Cell {
    union {
        ObjectHeap* heap;
        Cell* next_dying; // references == 0
    };
    u32 references;
    ObjectType type;
    ReferenceKind kind; // reference
    NodeId node;        // reference to a node
    union {
        u64 integer; // integer; events: the count of signals
        struct {
            u8* data; // string, buffer; Cell*[] of a package; Region, FieldUnit, Mutex
            u32 size; // bytes or elements
            u32 depth;
        } block;
        struct {
            Cell* target; // element, byte, object: a reference of ours
            u32 index;    // element, byte; slot: 0-7 Local, 8-14 Arg
            u32 tag;      // slot: serial number of the call; node: its name, to know a node that is gone
        } reference;
    };
};
static_assert(sizeof(Cell) == 32);

// Keeps a cell alive. The default is no object at all, type uninitialized.
class Object {
public:
    Object() = default;
    Object(Object const& other) : cell_(other.cell_) { retain(); }
    Object(Object&& other) : cell_(std::exchange(other.cell_, nullptr)) {}
    Object& operator=(Object const& other) { return *this = Object{other}; }
    Object& operator=(Object&& other)
    {
        std::swap(cell_, other.cell_);
        return *this;
    }
    ~Object() { release(); }
    // Shares a cell.
    static Object of(Cell* cell)
    {
        Object o;
        o.cell_ = cell;
        o.retain();
        return o;
    }
    // Takes over a reference that somebody counted.
    static Object adopt(Cell* cell)
    {
        Object o;
        o.cell_ = cell;
        return o;
    }
    // Gives its reference to the caller.
    Cell* detach() { return std::exchange(cell_, nullptr); }

    bool is_nothing() const { return cell_ == nullptr; }
    ObjectType type() const { return cell_ == nullptr ? ObjectType::uninitialized : cell_->type; }
    bool is(ObjectType type_asked) const { return type() == type_asked; }
    u64 integer() const
    {
        ASSERT(is(ObjectType::integer) || is(ObjectType::event));
        return cell_->integer;
    }
    // A string's characters without terminator; a buffer's bytes.
    std::span<u8 const> bytes() const { return writable_bytes(); }
    std::string_view text() const { return {reinterpret_cast<char const*>(bytes().data()), bytes().size()}; }
    std::span<u8> writable_bytes() const
    {
        ASSERT(is(ObjectType::string) || is(ObjectType::buffer));
        return {cell_->block.data, cell_->block.size};
    }
    // Elements of a package, bytes of a string or buffer.
    u32 size() const
    {
        ASSERT(is(ObjectType::string) || is(ObjectType::buffer) || is(ObjectType::package));
        return cell_->block.size;
    }
    // Steps that looking at all of it takes.
    u64 cost() const
    {
        bool const has_size = is(ObjectType::string) || is(ObjectType::buffer) || is(ObjectType::package);
        return has_size ? size() / 64 : 0;
    }
    std::span<Cell*> elements() const
    {
        ASSERT(is(ObjectType::package));
        return {reinterpret_cast<Cell**>(cell_->block.data), cell_->block.size};
    }
    // An element that was never set is no object.
    Object element(u32 index) const { return of(elements()[index]); }
    void set_element(u32 index, Object value) const;

    ReferenceKind reference_kind() const
    {
        ASSERT(is(ObjectType::reference));
        return cell_->kind;
    }
    // Of a reference to a node: in a _PRT, say, the link device.
    NodeId node() const
    {
        ASSERT(is(ObjectType::reference) && cell_->kind == ReferenceKind::node);
        return cell_->node;
    }
    template <class T> T& record() const { return *reinterpret_cast<T*>(cell_->block.data); }

    Cell* cell() const { return cell_; }
    bool is_shared() const { return cell_ != nullptr && cell_->references > 1; }

private:
    void retain()
    {
        if (cell_ != nullptr)
            ++cell_->references;
    }
    void release();

    Cell* cell_ = nullptr;
};

// Next fit over blocks that know their length: the search goes on where the last one ended, or what lives long would be
// walked past again and again. It lies at the start of its own pages, so it does not move.
class ObjectHeap {
public:
    static Result<ObjectHeap*> create(Pages const& pages);

    Result<Object> integer(u64 value);
    Result<Object> string(std::span<u8 const> text) { return sized(ObjectType::string, text, text.size()); }
    Result<Object> string(std::string_view text)
    {
        return string(std::span{reinterpret_cast<u8 const*>(text.data()), text.size()});
    }
    // `size` bytes: `initial`, then zeroes.
    Result<Object> buffer(std::span<u8 const> initial, u64 size) { return sized(ObjectType::buffer, initial, size); }
    Result<Object> package(u64 count);
    Result<Object> to_node(NodeId node, NameSeg name);
    Result<Object> to_slot(unsigned slot, u32 call);
    Result<Object> to_part(ReferenceKind kind, Object const& target, u32 index);
    Result<Object> event();
    template <class T> Result<Object> record(ObjectType type, T const& value)
    {
        auto object = TRY(with_block(type, sizeof(T)));
        object.template record<T>() = value;
        return object;
    }
    // Strings, buffers, packages and what they hold are copied, other objects too; references lead to the same object.
    Result<Object> copy(Object const& object, unsigned depth = 0);
    // Makes `target` (a string or buffer) hold `bytes`, `size` of them; its identity stays.
    Status replace(Object const& target, std::span<u8 const> bytes, u64 size);

    // What is alive now.
    u32 count() const { return count_; }
    // Bytes ever handed out: what evaluation is charged for.
    u64 taken_bytes() const { return taken_; }
    u32 used_bytes() const { return used_; }
    u32 most_used_bytes() const { return most_used_; }
    // Cells for Node::object.
    u32 number_of(Cell const* cell) const;
    Cell* cell_of(u32 number) const;
    void destroy(Cell* cell);

private:
    struct Block {
        u32 size; // with this header
        u32 is_used;
    };
    static constexpr unsigned deepest = 32; // packages in packages, for copy()

    ObjectHeap() = default;
    Result<Object> sized(ObjectType type, std::span<u8 const> bytes, u64 size);
    Result<Object> cell(ObjectType type);
    Result<Object> with_block(ObjectType type, u64 size_bytes);
    Result<u8*> take(u64 size_bytes);
    void give(void* memory);
    void drop(Cell*& dying, Cell* cell);
    Block* next(Block* block) const;
    // The first free one from `block` on with `wanted` bytes or more.
    Block* find_free(Block* block, u32 wanted) const;

    u8* begin_ = nullptr;
    u8* end_ = nullptr;
    u8* last_taken_ = nullptr;
    u64 taken_ = 0;
    u32 count_ = 0;
    u32 used_ = 0;
    u32 most_used_ = 0;
};

inline void Object::release()
{
    if (cell_ != nullptr && --cell_->references == 0)
        cell_->heap->destroy(cell_);
    cell_ = nullptr;
}

inline void Object::set_element(u32 index, Object value) const
{
    Cell*& place = elements()[index];
    Object old = adopt(place);
    place = value.detach();
}

} // namespace acpi::aml
