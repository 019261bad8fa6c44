// SPDX-License-Identifier: MIT
// QXL command and cursor ring, producer side.
// Spec: spice-protocol 0.14, ipc_ring.h and qxl_dev.h (QXLRam). Device model: QEMU hw/display/qxl.c.
// Owns: RingHeader::prod and notify_on_cons. The device owns cons and notify_on_prod.
#pragma once

#include "drivers/qxl/interrupts.hpp"
#include "drivers/qxl/wire.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"

#include <span>

namespace qxl {

enum class Kick : u8 { if_asked, never };

class ProducerRing {
public:
    // `event` is the interrupt bit that says "a slot became free"; `kick_port` wakes the consumer up.
    void attach(wire::CommandRing& ring, PortIo& io, wire::Port kick_port, Interrupts& interrupts, u32 event);
    // Takes over the indices found in the ring, as after a reset. Fails if they cannot be a ring's.
    Status start();

    // Puts one command into the ring and kicks if the device asked for it. Waits up to `limit` while the ring is full;
    // without a kick nobody would make room, so that is an Error at once.
    Status push(wire::Command const& command, Duration limit, Kick when = Kick::if_asked);
    // Wakes the consumer up, whatever it asked for.
    void kick() { io_->write(kick_port_); }
    // Kicks and waits until the device has taken every command out of the ring.
    Status drain(Duration limit);
    // Commands in the ring that the device has not taken. An index that jumped is Side::device.
    Result<u32> pending() const;

    u64 pushed() const { return pushed_; }
    u64 kicks() const { return kicks_; }
    u64 waits() const { return waits_; } // pushes that found the ring full

private:
    Status wait_for_room(Duration limit);

    wire::CommandRing* ring_ = nullptr;
    PortIo* io_ = nullptr;
    Interrupts* interrupts_ = nullptr;
    wire::Port kick_port_ = wire::Port::notify_cmd;
    u32 event_ = 0;
    u32 prod_ = 0; // our copy: what stands in the ring is for the device, and only read back at start()
    u64 pushed_ = 0, kicks_ = 0, waits_ = 0;
};

} // namespace qxl
