// SPDX-License-Identifier: MIT
// What the QXL device and its driver share outside of commands: ports, interrupt bits, ROM, RAM header, rings.
// Spec: spice-protocol 0.14, qxl_dev.h and ipc_ring.h; tests/host/qxl_wire_test.cpp holds every line against them.
#pragma once

#include "drivers/qxl/geometry.hpp"
#include "kernel/types.hpp"

#include <cstddef>
#include <type_traits>

namespace qxl::wire {

// A 64-bit field that is only 4-aligned in its structure.
struct U64 {
    u32 lo, hi;
    constexpr u64 value() const { return u64{hi} << 32 | lo; }
    static constexpr U64 of(u64 v) { return {static_cast<u32>(v), static_cast<u32>(v >> 32)}; }
};
static_assert(sizeof(U64) == 8 && alignof(U64) == 4);

// I/O BAR: 8-bit writes at these offsets. Offsets from 16 on exist from revision 3 on, 24 from revision 4 on.
enum class Port : u8 {
    notify_cmd = 0,
    notify_cursor = 1,
    update_area = 2,
    update_irq = 3,
    notify_oom = 4,
    reset = 5,
    set_mode = 6,
    log = 7,
    memslot_add = 8,
    memslot_del = 9,
    detach_primary = 10,
    attach_primary = 11,
    create_primary = 12,
    destroy_primary = 13,
    destroy_surface_wait = 14,
    destroy_all_surfaces = 15,
    update_area_async = 16,
    memslot_add_async = 17,
    create_primary_async = 18,
    destroy_primary_async = 19,
    destroy_surface_async = 20,
    destroy_all_surfaces_async = 21,
    flush_surfaces_async = 22,
    flush_release = 23,
    monitors_config_async = 24,
};

// Bits of RamHeader::int_pending and int_mask.
namespace interrupt {
inline constexpr u32 display = 1 << 0;
inline constexpr u32 cursor = 1 << 1;
inline constexpr u32 io_cmd = 1 << 2;
inline constexpr u32 error = 1 << 3;
inline constexpr u32 client = 1 << 4;
inline constexpr u32 client_monitors_config = 1 << 5;
inline constexpr unsigned bits = 6;
} // namespace interrupt

inline constexpr u32 rom_magic = 0x4f525851; // "QXRO"
inline constexpr u32 ram_magic = 0x41525851; // "QXRA"
inline constexpr u64 draw_page_size = 4096;  // unit of Rom::num_pages

struct MonitorRect { // QXLURect
    u32 top, left, bottom, right;
};
struct Rom {
    u32 magic, id, update_id, compression_level, log_level, mode;
    u32 modes_offset, num_pages, pages_offset, draw_area_offset, surface0_area_size, ram_header_offset;
    u32 mm_clock, n_surfaces;
    u64 flags;
    u8 slots_start, slots_end, slot_gen_bits, slot_id_bits, slot_generation;
    u8 client_present;
    u8 client_capabilities[58];
    u32 client_monitors_config_crc;
    struct {
        u16 count, padding;
        MonitorRect heads[64];
    } client_monitors_config;
};
static_assert(sizeof(Rom) == 1160 && std::is_trivially_copyable_v<Rom>);
static_assert(offsetof(Rom, modes_offset) == 24 && offsetof(Rom, num_pages) == 28 &&
              offsetof(Rom, pages_offset) == 32 && offsetof(Rom, draw_area_offset) == 36 &&
              offsetof(Rom, surface0_area_size) == 40 && offsetof(Rom, ram_header_offset) == 44 &&
              offsetof(Rom, n_surfaces) == 52 && offsetof(Rom, slots_start) == 64 &&
              offsetof(Rom, slot_gen_bits) == 66 && offsetof(Rom, slot_id_bits) == 67 &&
              offsetof(Rom, client_monitors_config_crc) == 128 && offsetof(Rom, client_monitors_config) == 132);

// At Rom::modes_offset: u32 n_modes, then that many of these.
struct Mode {
    u32 id, x_res, y_res, bits, stride, x_mili, y_mili, orientation;
};
static_assert(sizeof(Mode) == 32);

// Slots of the cursor ring sit at RamHeader + 4660, 4 mod 8: a u64 member there would be misaligned, so it is split.
struct Command {
    U64 data;
    u32 type, padding;
};
static_assert(sizeof(Command) == 16 && alignof(Command) == 4);

struct RingHeader {
    u32 num_items, prod, notify_on_prod, cons, notify_on_cons;
};
static_assert(sizeof(RingHeader) == 20 && offsetof(RingHeader, prod) == 4 &&
              offsetof(RingHeader, notify_on_prod) == 8 && offsetof(RingHeader, cons) == 12 &&
              offsetof(RingHeader, notify_on_cons) == 16);

inline constexpr u32 command_ring_items = 32;
inline constexpr u32 release_ring_items = 8;
struct CommandRing {
    RingHeader header;
    Command items[command_ring_items];
};
struct ReleaseRing {
    RingHeader header;
    U64 items[release_ring_items];
};
static_assert(sizeof(CommandRing) == 532 && offsetof(CommandRing, items) == 20);
static_assert(sizeof(ReleaseRing) == 84 && offsetof(ReleaseRing, items) == 20);

struct MemSlot {
    U64 mem_start, mem_end; // bus addresses, end exclusive
};

// Flag of SurfaceCreate::flags and SurfaceCmd::flags: the contents of the memory stay.
inline constexpr u32 surf_flag_keep_data = 1 << 0;
inline constexpr u32 surf_type_primary = 0;

struct SurfaceCreate {
    u32 width, height;
    i32 stride;
    u32 format, position, mouse_mode, flags, type;
    U64 mem;
};
static_assert(sizeof(SurfaceCreate) == 40 && offsetof(SurfaceCreate, mem) == 32);

inline constexpr u64 log_buf_size = 4096;
struct RamHeader { // QXLRam
    u32 magic, int_pending, int_mask;
    u8 log_buf[log_buf_size];
    CommandRing cmd_ring, cursor_ring;
    ReleaseRing release_ring;
    Rect update_area;
    u32 update_surface;
    MemSlot mem_slot;
    SurfaceCreate create_surface;
    U64 flags;
    U64 monitors_config;
};
static_assert(sizeof(RamHeader) == 5348 && alignof(RamHeader) == 4 && std::is_trivially_copyable_v<RamHeader>);
static_assert(offsetof(RamHeader, int_pending) == 4 && offsetof(RamHeader, int_mask) == 8 &&
              offsetof(RamHeader, log_buf) == 12 && offsetof(RamHeader, cmd_ring) == 4108 &&
              offsetof(RamHeader, cursor_ring) == 4640 && offsetof(RamHeader, release_ring) == 5172 &&
              offsetof(RamHeader, update_area) == 5256 && offsetof(RamHeader, update_surface) == 5272 &&
              offsetof(RamHeader, mem_slot) == 5276 && offsetof(RamHeader, create_surface) == 5292 &&
              offsetof(RamHeader, flags) == 5332 && offsetof(RamHeader, monitors_config) == 5340);

} // namespace qxl::wire
