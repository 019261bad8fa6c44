// SPDX-License-Identifier: MIT
// Addresses for BARs that firmware left unassigned. Spec: PCI 3.0, 6.2.5.1; PCI-to-PCI Bridge 1.2, 3.2.5 (windows).
#pragma once

#include "drivers/pci/bus.hpp"

namespace pci {

// A run of addresses, half open.
struct Range {
    u64 begin = 0, end = 0;
    bool overlaps(Range other) const { return begin < other.end && other.begin < end; }
};

// Where functions on bus 0 may get addresses. A function behind a bridge gets its own from the bridge's window.
struct Windows {
    Range memory;                      // below 4 GiB
    std::span<Range const> taken = {}; // parts of it that are not for BARs: RAM, firmware's reservations
};

// Gives every unassigned BAR of every function an address that overlaps nothing else on the bus, and writes it. I/O
// BARs go above the lowest I/O BAR that firmware placed. Returns how many BARs it placed; fails, naming size and kind,
// when there is no room.
Result<u32> assign_unassigned(Bus& bus, Windows const& windows);

} // namespace pci
