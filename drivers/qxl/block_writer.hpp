// SPDX-License-Identifier: MIT
// A block of BAR0 that is filled with a command and its parts, or measured for one: the same walk does both, so that a
// command cannot outgrow the block that was taken for it.
#pragma once

#include "drivers/qxl/wire_image.hpp"
#include "kernel/assert.hpp"

#include <span>
#include <type_traits>

namespace qxl {

// Where a structure is to be put that names parts which follow it.
template <class T> struct Place {
    u64 offset;
};

class BlockWriter {
public:
    BlockWriter(std::span<u8> block, wire::Physical at) : block_(block), at_(at) {}
    // Writes nothing: used() is what the walk would take.
    static BlockWriter measuring() { return {}; }

    // Where the next bytes will lie, as the device names it.
    wire::Physical here() const { return at_ + used_; }
    u64 used() const { return used_; }

    template <class T> void put(T const& value) { put_bytes(bytes_of(value)); }
    void put_bytes(std::span<u8 const> bytes);
    void put_zeros(u64 count);
    void align(u64 alignment = part_alignment) { put_zeros(align_up(used_, alignment) - used_); }

    // Room for a structure at the next aligned place, zero until it is put.
    template <class T> Place<T> reserve()
    {
        align();
        Place<T> const place{used_};
        put_zeros(sizeof(T));
        return place;
    }
    template <class T> void put_at(Place<T> place, T const& value) { put_bytes_at(place.offset, bytes_of(value)); }

    static constexpr u64 part_alignment = 8;

private:
    BlockWriter() : is_measuring_(true) {}
    template <class T>
    requires std::is_trivially_copyable_v<T>
    static std::span<u8 const> bytes_of(T const& value) { return {reinterpret_cast<u8 const*>(&value), sizeof value}; }
    void put_bytes_at(u64 offset, std::span<u8 const> bytes);

    std::span<u8> block_;
    wire::Physical at_ = 0;
    u64 used_ = 0;
    bool is_measuring_ = false;
};

// Data in a chain of chunks, the first of which begins here: right behind the head that the data belongs to, if any.
class ChunkWriter {
public:
    // `size` bytes will be put, `chunk_bytes` of them to a chunk.
    ChunkWriter(BlockWriter& to, u64 size, u64 chunk_bytes);
    template <class T> void put(T const& value) { put_bytes({reinterpret_cast<u8 const*>(&value), sizeof value}); }
    void put_bytes(std::span<u8 const> bytes);
    void put_zeros(u64 count);

private:
    void open(wire::Physical prev);
    template <class Put> void split(u64 count, Put&& put);

    BlockWriter& to_;
    u64 left_, chunk_bytes_;
    u64 room_ = 0; // in the open chunk
    wire::Physical open_ = 0;
};

// A head whose last member is the first chunk: all of it but that, which a ChunkWriter puts.
template <class T> void put_head(BlockWriter& to, T const& head)
{
    static_assert(sizeof(T) == offsetof(T, chunk) + sizeof(wire::DataChunk));
    to.put_bytes(std::span(reinterpret_cast<u8 const*>(&head), offsetof(T, chunk)));
}

} // namespace qxl
