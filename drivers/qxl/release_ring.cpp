// SPDX-License-Identifier: MIT
#include "drivers/qxl/release_ring.hpp"

#include "kernel/atomic.hpp"

namespace qxl {
namespace {
constexpr char source[] = "spice-protocol 0.14 qxl_dev.h QXLReleaseRing";
}

Status ReleaseRing::start()
{
    if (ring_->header.num_items != wire::release_ring_items)
        return Error{Side::device, "release ring num_items", wire::release_ring_items, ring_->header.num_items, source};
    cons_ = load_relaxed(ring_->header.cons);
    TRY(filled());
    return {};
}

Result<u32> ReleaseRing::filled() const
{
    u32 const at = prod();
    if (at - cons_ > wire::release_ring_items)
        return Error{Side::device, "release ring prod: it jumped or went back",
                     Value::of(wire::release_ring_items, "entries at most between cons and prod"), at, source};
    return at - cons_;
}

u32 ReleaseRing::prod() const { return load_acquire(ring_->header.prod); }
bool ReleaseRing::is_empty() const { return prod() == cons_; }

Result<ReleaseRing::Entry> ReleaseRing::pop(bool arm)
{
    if (TRY(filled()) == 0) {
        if (!arm)
            return Entry{false, 0};
        store_relaxed(ring_->header.notify_on_prod, cons_ + 1);
        // Request before the second look, or a push in between goes unnoticed by both sides.
        full_fence();
        if (TRY(filled()) == 0)
            return Entry{false, 0};
    }
    // Below prod, which was read with acquire: the device is done with this slot.
    u64 const head = ring_->items[cons_ % wire::release_ring_items].value();
    // Slot read before the index says that it may be used again.
    store_release(ring_->header.cons, ++cons_);
    return Entry{true, head};
}

} // namespace qxl
