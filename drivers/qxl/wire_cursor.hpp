// SPDX-License-Identifier: MIT
// Cursor commands and the shapes they bring.
// Spec: spice-protocol 0.14, qxl_dev.h and enums.h; tests/host/qxl_wire_commands_test.cpp holds every line against
// them.
#pragma once

#include "drivers/qxl/wire_image.hpp"

namespace qxl::wire {

enum class CursorCmdType : u8 { set = 0, move = 1, hide = 2, trail = 3 };
enum class CursorType : u16 { alpha = 0, mono = 1, color4 = 2, color8 = 3, color16 = 4, color24 = 5, color32 = 6 };
inline constexpr u64 cursor_device_data_size = 128;

struct [[gnu::packed]] Cursor {
    u64 unique;
    CursorType type;
    u16 width, height, hot_spot_x, hot_spot_y;
    u32 data_size;
    DataChunk chunk; // data: see drivers/qxl/cursor.hpp
};
static_assert(sizeof(Cursor) == 42 && offsetof(Cursor, data_size) == 18 && offsetof(Cursor, chunk) == 22);

struct [[gnu::packed]] CursorCmd {
    u64 release_id;
    CursorCmdType type;
    union [[gnu::packed]] {
        struct [[gnu::packed]] {
            Point16 position;
            u8 visible;
            Physical shape;
        } set;
        struct [[gnu::packed]] {
            u16 length, frequency;
        } trail;
        Point16 position;
    };
    u8 device_data[cursor_device_data_size];
};
static_assert(sizeof(CursorCmd) == 150 && offsetof(CursorCmd, set) == 9 && offsetof(CursorCmd, device_data) == 22);

} // namespace qxl::wire
