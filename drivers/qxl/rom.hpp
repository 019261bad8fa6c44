// SPDX-License-Identifier: MIT
// The ROM BAR, checked: where things lie in BAR0 and which slots and surfaces there are.
// Spec: spice-protocol 0.14, qxl_dev.h QXLRom, QXLModes.
#pragma once

#include "drivers/qxl/wire.hpp"
#include "kernel/result.hpp"

#include <span>

namespace qxl {

// Offsets and sizes in bytes, all inside BAR0, areas disjoint and in this order.
struct RamLayout {
    u64 surface0_offset, surface0_size;
    u64 draw_offset, draw_size;
    u64 header_offset;
};

struct RomInfo {
    wire::Rom rom; // as it stood when it was read
    RamLayout layout;
    u32 surfaces; // valid surface ids are 0 to this, exclusive
    u8 first_slot, last_slot;
    u32 modes;
};

// Checks everything that the driver relies on. Violations are Side::device.
Result<RomInfo> read_rom(std::span<u8 const> rom_bar, u64 ram_bar_size);
// Mode `n` of the list; n < info.modes.
wire::Mode read_mode(std::span<u8 const> rom_bar, RomInfo const& info, u32 n);
// Checks the magic and the rings' sizes of the RAM header at layout.header_offset.
Result<wire::RamHeader*> ram_header(std::span<u8> ram_bar, RamLayout const& layout);

} // namespace qxl
