// SPDX-License-Identifier: MIT
#include "drivers/qxl/heap.hpp"

#include <algorithm>
#include <bit>

namespace qxl {
namespace {

// Runs of 2^b to 2^(b+1) - 1 granules share bin b.
unsigned bin_of(u64 size) { return static_cast<unsigned>(std::bit_width(size / Heap::granule)) - 1; }

// How far a bin of runs that may be too small is searched before larger runs are taken.
constexpr unsigned scan_limit = 16;

} // namespace

Result<Heap> Heap::create(u64 offset, u64 size, u64 guard)
{
    ASSERT(guard % granule == 0);
    u64 const from = align_up(offset, granule);
    u64 const to = align_down(offset + size, granule);
    Heap heap;
    std::fill(std::begin(heap.bins_), std::end(heap.bins_), none);
    heap.offset_ = from;
    heap.size_ = to > from ? to - from : 0;
    heap.guard_ = guard;
    if (heap.size_ <= guard)
        return heap;
    u32 const at = TRY(heap.new_record());
    Node& all = heap.node(at);
    all = {heap.offset_ + guard, heap.size_ - guard, 0, "", none, none, none, none, 0, Owner::guest, 0};
    heap.first_ = at;
    heap.link_free(at);
    return heap;
}

Result<Block> Heap::allocate(u64 size, char const* purpose, u32 tag, u64 alignment)
{
    ASSERT(size != 0 && is_power_of_two(alignment));
    // The block and the guard behind it.
    u64 const rounded = size <= size_ ? align_up(size, granule) + guard_ : size;
    u32 at = find_free(rounded, std::max(alignment, granule));
    if (at == none)
        return Error{Side::guest, "room in BAR memory", Value::of(size, "bytes in one piece"),
                     Value::of(size_ - counters_.live_bytes(), "bytes free")};

    unlink_free(at);
    u64 const start = align_up(node(at).offset, alignment);
    if (u64 const gap = start - node(at).offset; gap != 0) {
        if (Status s = split(at, gap); !s) {
            link_free(at);
            return s.error();
        }
        u32 const front = at;
        at = node(front).next;
        unlink_free(at);
        link_free(front);
    }
    if (node(at).size > rounded) {
        if (Status s = split(at, rounded); !s) {
            link_free(at);
            return s.error();
        }
    }
    Node& n = node(at);
    n.id = serial_++ << index_bits | at;
    n.purpose = purpose;
    n.owner = Owner::guest;
    n.tag = tag;
    n.slack = static_cast<u8>(n.size - guard_ - size);
    Block const block = n.block(guard_);
    ++counters_.allocated;
    counters_.allocated_bytes += block.size;
    high_water_ = std::max(high_water_, block.offset + block.size);
    if (observer_ != nullptr)
        observer_->on_allocate(bar_, block);
    return block;
}

Status Heap::free(u64 id)
{
    Node const* found = find(id);
    if (found == nullptr)
        return Error{Side::guest, was_given(id) ? "block freed twice" : "free of a block that never was",
                     "a live block", id};
    if (found->owner != Owner::guest)
        return Error{Side::guest, "free of a block that the device holds", "owner guest", id, "", found->offset};
    release(index_of(id));
    return {};
}

Status Heap::write_off(u64 id)
{
    Node const* found = find(id);
    if (found == nullptr || found->owner != Owner::device)
        return Error{Side::guest, "block written off", "a block that the device holds", id};
    ++counters_.written_off;
    --held_;
    release(index_of(id));
    return {};
}

// Makes a taken run free, as one with its free neighbours.
void Heap::release(u32 at)
{
    Block const block = node(at).block(guard_);
    ++counters_.released;
    counters_.released_bytes += block.size;
    node(at).id = 0;
    if (u32 const next = node(at).next; next != none && node(next).id == 0) {
        unlink_free(next);
        join_next(at);
    }
    if (u32 const prev = node(at).prev; prev != none && node(prev).id == 0) {
        unlink_free(prev);
        at = prev;
        join_next(at);
    }
    link_free(at);
    if (observer_ != nullptr)
        observer_->on_free(bar_, block);
}

Status Heap::give(u64 id)
{
    Node* n = const_cast<Node*>(find(id));
    if (n == nullptr || n->owner != Owner::guest)
        return Error{Side::guest, "block given to the device", "a block that the guest holds", id};
    n->owner = Owner::device;
    ++held_;
    return {};
}

Result<Block> Heap::take_back(u64 id)
{
    static constexpr char source[] = "spice-protocol 0.14 qxl_dev.h QXLReleaseInfo";
    Node* n = const_cast<Node*>(find(id));
    if (n == nullptr)
        return Error{Side::device, was_given(id) ? "id released twice" : "released id that was never given",
                     "the id of a command that the device holds", id, source};
    if (n->owner != Owner::device)
        return Error{Side::device,
                     "released id of a block that the device does not hold",
                     "the id of a command that the device holds",
                     id,
                     source,
                     n->offset};
    n->owner = Owner::guest;
    --held_;
    return n->block(guard_);
}

Result<Block> Heap::lookup(u64 id) const
{
    if (Node const* n = find(id))
        return n->block(guard_);
    return Error{Side::guest, "block looked up", "a live block", id};
}

Heap::Node const* Heap::find(u64 id) const
{
    if (id == 0 || index_of(id) >= u64{chunks_used_} * nodes_per_chunk)
        return nullptr;
    Node const& n = node(index_of(id));
    return n.id == id ? &n : nullptr;
}

// A record taken from the spare ones; more pages are fetched when there are none.
Result<u32> Heap::new_record()
{
    if (spare_ == none) {
        if (chunks_used_ == chunk_limit)
            return Error{Side::guest, "records of BAR memory", Value::of(chunk_limit * nodes_per_chunk, "blocks"),
                         Value::of(counters_.live(), "blocks live")};
        chunks_[chunks_used_] = TRY(Pages::allocate(nodes_per_chunk * sizeof(Node)));
        u32 const base = chunks_used_++ * nodes_per_chunk;
        for (u32 i = nodes_per_chunk; i-- > 0;) {
            node(base + i).id = 0;
            node(base + i).bin_next = spare_;
            spare_ = base + i;
        }
    }
    u32 const at = spare_;
    spare_ = node(at).bin_next;
    return at;
}

void Heap::link_free(u32 at)
{
    unsigned const bin = bin_of(node(at).size);
    node(at).bin_prev = none;
    node(at).bin_next = bins_[bin];
    if (bins_[bin] != none)
        node(bins_[bin]).bin_prev = at;
    bins_[bin] = at;
    bins_used_ |= u64{1} << bin;
}

void Heap::unlink_free(u32 at)
{
    unsigned const bin = bin_of(node(at).size);
    u32 const prev = node(at).bin_prev;
    u32 const next = node(at).bin_next;
    if (prev != none)
        node(prev).bin_next = next;
    else
        bins_[bin] = next;
    if (next != none)
        node(next).bin_prev = prev;
    if (bins_[bin] == none)
        bins_used_ &= ~(u64{1} << bin);
}

// A free run that holds `size` bytes at an aligned offset, or none. Own bin first, but not for long.
u32 Heap::find_free(u64 size, u64 alignment) const
{
    if (size > size_)
        return none;
    auto fits = [&](Node const& n) {
        u64 const gap = align_up(n.offset, alignment) - n.offset;
        return n.size >= gap && n.size - gap >= size;
    };
    unsigned const own = bin_of(size);
    for (u64 bins = bins_used_ >> own << own; bins != 0; bins &= bins - 1) {
        unsigned const bin = static_cast<unsigned>(std::countr_zero(bins));
        unsigned scanned = 0;
        for (u32 at = bins_[bin]; at != none && (bin != own || scanned < scan_limit); at = node(at).bin_next, ++scanned)
            if (fits(node(at)))
                return at;
    }
    for (u32 at = bins_[own]; at != none; at = node(at).bin_next)
        if (fits(node(at)))
            return at;
    return none;
}

// Cuts run `at`, which is in no bin, after `size` bytes; the rest becomes a free run of its own.
Status Heap::split(u32 at, u64 size)
{
    u32 const rest = TRY(new_record());
    Node& n = node(at);
    node(rest) = {n.offset + size, n.size - size, 0, "", at, n.next, none, none, 0, Owner::guest, 0};
    if (n.next != none)
        node(n.next).prev = rest;
    n.next = rest;
    n.size = size;
    link_free(rest);
    return {};
}

// Swallows the run after `at`; both are free and in no bin.
void Heap::join_next(u32 at)
{
    u32 const gone = node(at).next;
    node(at).size += node(gone).size;
    node(at).next = node(gone).next;
    if (node(at).next != none)
        node(node(at).next).prev = at;
    node(gone).bin_next = spare_;
    spare_ = gone;
}

} // namespace qxl
