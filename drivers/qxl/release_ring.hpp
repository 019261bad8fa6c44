// SPDX-License-Identifier: MIT
// QXL release ring, consumer side: the device gives commands back, each ring entry the head of a chain.
// Spec: spice-protocol 0.14, qxl_dev.h (QXLReleaseRing, QXLReleaseInfo). Device model: QEMU hw/display/qxl.c.
// Owns: RingHeader::cons and notify_on_prod. The device owns prod and notify_on_cons.
#pragma once

#include "drivers/qxl/wire.hpp"
#include "kernel/result.hpp"

namespace qxl {

class ReleaseRing {
public:
    void attach(wire::ReleaseRing& ring) { ring_ = &ring; }
    Status start();

    // The next entry: the id that heads a chain, or 0 for an entry without one (FLUSH_RELEASE with nothing to release
    // pushes those). Not `found` when the ring is empty; with `arm` the device was then asked to raise DISPLAY at the
    // next push.
    struct Entry {
        bool found;
        u64 head;
    };
    Result<Entry> pop(bool arm = true);

    bool is_empty() const;
    // How many entries the device has ever pushed, modulo 2^32: evidence that FLUSH_RELEASE did something.
    u32 prod() const;

private:
    Result<u32> filled() const;

    wire::ReleaseRing* ring_ = nullptr;
    u32 cons_ = 0;
};

} // namespace qxl
