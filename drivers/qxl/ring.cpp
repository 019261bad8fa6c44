// SPDX-License-Identifier: MIT
#include "drivers/qxl/ring.hpp"

#include "kernel/atomic.hpp"

namespace qxl {
namespace {
constexpr char source[] = "spice-protocol 0.14 ipc_ring.h";

// How many free slots a full ring is to have before the device interrupts: with one, each command costs an interrupt.
constexpr u32 room_wanted = wire::command_ring_items / 2;
} // namespace

void ProducerRing::attach(wire::CommandRing& ring, PortIo& io, wire::Port kick_port, Interrupts& interrupts, u32 event)
{
    ring_ = &ring;
    io_ = &io;
    interrupts_ = &interrupts;
    kick_port_ = kick_port;
    event_ = event;
}

Status ProducerRing::start()
{
    if (ring_->header.num_items != wire::command_ring_items)
        return Error{Side::device, "ring num_items", wire::command_ring_items, ring_->header.num_items, source};
    prod_ = load_acquire(ring_->header.prod);
    TRY(pending());
    return {};
}

Result<u32> ProducerRing::pending() const
{
    u32 const n = prod_ - load_acquire(ring_->header.cons);
    if (n > wire::command_ring_items)
        return Error{Side::device, "ring cons: more taken than was put in, or it jumped",
                     Value::of(wire::command_ring_items, "commands at most between cons and prod"), ring_->header.cons,
                     source};
    return n;
}

Status ProducerRing::push(wire::Command const& command, Duration limit, Kick when)
{
    interrupts_->made_progress();
    if (TRY(pending()) == wire::command_ring_items) {
        if (when == Kick::never)
            return Error{Side::guest, "room in a ring that is filled without kicks", Value::of(1, "slot"), 0, source};
        TRY(wait_for_room(limit));
    }

    ring_->items[prod_ % wire::command_ring_items] = command;
    // Slot before index, or the device may take what stood in the slot before.
    store_release(ring_->header.prod, ++prod_);
    ++pushed_;
    // Index before the notify check: store-load, the one order x86 gives up. Without the fence we may read an old
    // notify_on_prod while the device reads an old prod: it sleeps, we do not wake it.
    full_fence();
    if (when == Kick::if_asked && load_relaxed(ring_->header.notify_on_prod) == prod_) {
        ++kicks_;
        kick();
    }
    return {};
}

Status ProducerRing::wait_for_room(Duration limit)
{
    Instant const end = now() + limit;
    ++waits_;
    // Nobody asked for it, but between finding the ring empty and asking the server sleeps, up to 10 ms (spice server
    // red-worker.cpp CMD_RING_POLL_TIMEOUT).
    ++kicks_;
    kick();
    for (;;) {
        interrupts_->forget(event_);
        store_relaxed(ring_->header.notify_on_cons, load_acquire(ring_->header.cons) + room_wanted);
        // Request before the second look: if the device passed that index in between, it saw no request, and we see
        // the room that it made.
        full_fence();
        if (TRY(pending()) < wire::command_ring_items)
            return {};
        Status const event = interrupts_->wait(event_, limit, "room in a full ring");
        if (!event) {
            if (TRY(pending()) == wire::command_ring_items)
                return event.error();
            return Error{Side::device, "room in a full ring", "the interrupt asked for by notify_on_cons",
                         "room, but no interrupt", source};
        }
        // Something else may raise the same bit, so many times that the limit must be watched here too.
        if (now() >= end && TRY(pending()) == wire::command_ring_items)
            return Error{Side::device, "room in a full ring", Value::of(limit.ms(), "ms at most"),
                         "interrupts but no room", source};
    }
}

Status ProducerRing::drain(Duration limit)
{
    if (TRY(pending()) != 0)
        kick();
    bool const empty = wait_until(limit, [&] { return load_acquire(ring_->header.cons) == prod_; });
    if (!empty)
        return Error{Side::device, kick_port_ == wire::Port::notify_cmd ? "command ring taken" : "cursor ring taken",
                     Value::of(limit.ms(), "ms at most"), Value::of(TRY(pending()), "commands left"), source};
    return {};
}

} // namespace qxl
