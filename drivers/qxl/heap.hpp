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
    u32 tag;      // free for the one who allocates: the surface's id
    u8 slack = 0; // how many of the last bytes are rounding that nobody asked for: the device was not given them
};

struct FreeRange {
    u64 offset, size; // offset from the start of the BAR
};

// Told of each block right after it was taken or became free again, so that free memory can be kept under a pattern.
// `bar` is what observe() was given. The heap must not be changed from within a call.
struct HeapObserver {
    virtual void on_allocate(unsigned bar, Block const& block) = 0;
    virtual void on_free(unsigned bar, Block const& block) = 0;

protected:
    ~HeapObserver() = default;
};

// Counts over the whole life of the heap. Bytes are the blocks', without guards.
struct HeapCounters {
    u64 allocated = 0, allocated_bytes = 0;
    u64 released = 0, released_bytes = 0;
    u64 written_off = 0; // of those released: blocks that a reset of the device took, which it never gave back
    u64 live() const { return allocated - released; }
    u64 live_bytes() const { return allocated_bytes - released_bytes; }
};

class Heap {
public:
    static constexpr u64 granule = 16;

    // A ledger for [offset, offset + size) of a BAR; the bounds are brought to multiples of the granule. With `guard`,
    // a multiple of the granule, at least so many free bytes lie on each side of every block: for_each_free_range()
    // lists them as what they are, free memory.
    static Result<Heap> create(u64 offset, u64 size, u64 guard = 0);
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
    // Frees a block that the device held and has forgotten by a reset.
    Status write_off(u64 id);
    // At most one observer; nullptr for none. It must outlive the heap or be taken away.
    void observe(HeapObserver* observer, unsigned bar)
    {
        observer_ = observer;
        bar_ = bar;
    }

    bool owns(u64 id) const { return find(id) != nullptr; }
    Result<Block> lookup(u64 id) const;
    u64 offset() const { return offset_; }
    u64 size() const { return size_; }
    u64 guard() const { return guard_; }
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
                f(node(at).block(guard_));
    }
    template <class F> void for_each_free_range(F&& f) const
    {
        // From the end of one block to the start of the next.
        u64 from = offset_;
        for (u32 at = first_; at != none; at = node(at).next) {
            if (node(at).id == 0)
                continue;
            Block const b = node(at).block(guard_);
            if (from != b.offset)
                f(FreeRange{from, b.offset - from});
            from = b.offset + b.size;
        }
        if (from != offset_ + size_)
            f(FreeRange{from, offset_ + size_ - from});
    }

private:
    static constexpr u32 none = ~u32{0};
    static constexpr unsigned index_bits = 20; // of an id; the rest is a serial number
    static constexpr u32 nodes_per_chunk = 1024;
    static constexpr u32 chunk_limit = 64;
    static constexpr unsigned bin_count = 48;

    // A run of bytes, free (id 0) or taken, a block then and the guard behind it. All runs together cover the region
    // but for the guard at its start.
    struct Node {
        u64 offset, size, id;
        char const* purpose;
        u32 prev, next;         // neighbours by address
        u32 bin_prev, bin_next; // free runs of similar size; bin_next also links unused records
        u32 tag;
        Owner owner;
        u8 slack;
        Block block(u64 guard) const { return {id, offset, size - guard, purpose, owner, tag, slack}; }
    };
    static_assert(sizeof(Node) <= 64);

    Node& node(u32 i) { return chunks_[i / nodes_per_chunk].as<Node>()[i % nodes_per_chunk]; }
    Node const& node(u32 i) const { return chunks_[i / nodes_per_chunk].as<Node>()[i % nodes_per_chunk]; }
    Node const* find(u64 id) const;
    static u32 index_of(u64 id) { return static_cast<u32>(id & ((u64{1} << index_bits) - 1)); }
    bool was_given(u64 id) const { return (id >> index_bits) != 0 && (id >> index_bits) < serial_; }
    Result<u32> new_record();
    void link_free(u32 at);
    void unlink_free(u32 at);
    u32 find_free(u64 size, u64 alignment) const;
    void release(u32 at);
    Status split(u32 at, u64 size);
    void join_next(u32 at);

    Pages chunks_[chunk_limit];
    u32 chunks_used_ = 0;
    u32 spare_ = none; // list of unused records
    u32 first_ = none;
    u64 bins_used_ = 0; // bit per bin that is not empty
    u32 bins_[bin_count] = {};
    u64 offset_ = 0, size_ = 0, guard_ = 0, high_water_ = 0;
    u64 serial_ = 1;
    u64 held_ = 0;
    HeapCounters counters_;
    HeapObserver* observer_ = nullptr;
    unsigned bar_ = 0;
};

} // namespace qxl
