// SPDX-License-Identifier: MIT
// What ROM and BARs of a QXL device must say, by what it was configured with.
// Spec: spice-protocol 0.14, qxl_dev.h QXLRom, QXLModes. Device model: QEMU hw/display/qxl.c init_qxl_rom,
// qxl_init_ramsize.
#pragma once

#include "drivers/qxl/wire.hpp"
#include "kernel/options.hpp"
#include "kernel/result.hpp"

#include <span>

namespace expected {

struct Identity {
    u8 revision;
    u32 console; // which of QEMU's consoles it is: the devices in the order of the command line
};

// Bytes of the BARs 0 to 4; 0 where there is none.
struct BarSizes {
    u64 ram, vram, rom, io, vram64;
    bool operator==(BarSizes const&) const = default;
};
BarSizes bar_sizes(QxlProperties const& configured, Identity const& device);

// Every field of the ROM after a RESET, without a client. The Error names the first field that is wrong, and where it
// is. Not looked at: compression_level and mm_clock, which are the server's, and mode, the number of the last SET_MODE.
Status check_rom(qxl::wire::Rom const& rom, QxlProperties const& configured, Identity const& device);

// The list of modes, as it lies in the ROM BAR: each consistent in itself, all of them in the memory there is, no
// number twice. `modes` starts with their count.
Status check_modes(std::span<u8 const> modes, u64 surface0_bytes);

// The checksum that goes with client_monitors_config: CRC-32 of CLIENT_MONITORS_CONFIG_CRC32_POLY, begun with 0
// and not inverted at the end.
u32 monitors_crc(std::span<u8 const> bytes);

} // namespace expected
