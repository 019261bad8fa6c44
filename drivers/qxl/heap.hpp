// SPDX-License-Identifier: MIT
// The ledger of one region of BAR memory: which bytes are taken, for what, and who holds them, guest or device.
// Records live in guest RAM, never in the region: the device cannot spoil them, and free BAR memory is free for
// patterns.
#pragma once

#include "kernel/pages.hpp"
#include "kernel/result.hpp"

namespace qxl {

enum class Owner : u8 { guest, device };

struct Block {
    u64 id;              // never 0, never used twice; what release_info carries for a command
    u64 offset;          // from the start of the BAR
    u64 size;            // bytes, a multiple of Heap::granule
    char const* purpose; // literal: "drawable.fill", "surface.create", "surface.data", "cursor.set", ...
    Owner owner;
    u32 tag; // free for the one who allocates: the surface's id
};

struct FreeRange {
    u64 offset, size; // offset from the start of the BAR
};

// Counts over the whole life of the heap.
struct HeapCounters {
    u64 allocated = 0, allocated_bytes = 0;
    u64 released = 0, released_bytes = 0;
    u64 live() const { return allocated - released; }
    u64 live_bytes() const { return allocated_bytes - released_bytes; }
};

class Heap {
public:
    static constexpr u64 granule = 16;

    // A ledger for [offset, offset + size) of a BAR; the bounds are brought to multiples of the granule.
    static Result<Heap> create(u64 offset, u64 size);
    Heap() = default; // of size 0: every allocation fails
    Heap(Heap&&) = default;
    Heap& operator=(Heap&&) = default;

    // A block owned by the guest. `alignment` is a power of two. Side::guest when there is no room.
    Result<Block> allocate(u64 size, char const* purpose, u32 tag = 0, u64 alignment = granule);
    // The block is free again. It must be the guest's: what the device holds, never was, or is freed is an Error.
    Status free(u64 id);
    // Ownership passes with the submission of a command and comes back with its release. `take_back` is where a
    // release by the device is judged: an unknown id, or one that was released before, is Side::device.
    Status give(u64 id);
    Result<Block> take_back(u64 id);

    bool owns(u64 id) const { return find(id) != nullptr; }
    Result<Block> lookup(u64 id) const;
    u64 offset() const { return offset_; }
    u64 size() const { return size_; }
    HeapCounters const& counters() const { return counters_; }
    // The end of the highest block there ever was, as an offset in the BAR: from here on the memory was never handed
    // out.
    u64 high_water() const { return high_water_; }
    // Blocks that the device holds now.
    u64 held() const { return held_; }

    // In the order of addresses.
    template <class F> void for_each_block(F&& f) const
    {
        for (u32 at = first_; at != none; at = node(at).next)
            if (node(at).id != 0)
                f(node(at).block());
    }
    template <class F> void for_each_free_range(F&& f) const
    {
        for (u32 at = first_; at != none; at = node(at).next)
            if (node(at).id == 0)
                f(FreeRange{node(at).offset, node(at).size});
    }

private:
    static constexpr u32 none = ~u32{0};
    static constexpr unsigned index_bits = 20; // of an id; the rest is a serial number
    static constexpr u32 nodes_per_chunk = 1024;
    static constexpr u32 chunk_limit = 64;
    static constexpr unsigned bin_count = 48;

    // A run of bytes, free (id 0) or taken. All runs together cover the region.
    struct Node {
        u64 offset, size, id;
        char const* purpose;
        u32 prev, next;         // neighbours by address
        u32 bin_prev, bin_next; // free runs of similar size; bin_next also links unused records
        u32 tag;
        Owner owner;
        Block block() const { return {id, offset, size, purpose, owner, tag}; }
    };
    static_assert(sizeof(Node) <= 64);

    Node& node(u32 i) { return chunks_[i / nodes_per_chunk].as<Node>()[i % nodes_per_chunk]; }
    Node const& node(u32 i) const { return chunks_[i / nodes_per_chunk].as<Node>()[i % nodes_per_chunk]; }
    Node const* find(u64 id) const;
    bool was_given(u64 id) const { return (id >> index_bits) != 0 && (id >> index_bits) < serial_; }
    Result<u32> new_record();
    void link_free(u32 at);
    void unlink_free(u32 at);
    u32 find_free(u64 size, u64 alignment) const;
    Status split(u32 at, u64 size);
    void join_next(u32 at);

    Pages chunks_[chunk_limit];
    u32 chunks_used_ = 0;
    u32 spare_ = none; // list of unused records
    u32 first_ = none;
    u64 bins_used_ = 0; // bit per bin that is not empty
    u32 bins_[bin_count] = {};
    u64 offset_ = 0, size_ = 0, high_water_ = 0;
    u64 serial_ = 1;
    u64 held_ = 0;
    HeapCounters counters_;
};

} // namespace qxl
