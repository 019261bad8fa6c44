// SPDX-License-Identifier: MIT
// Commands that the device reads from BAR0, but for drawables (wire_draw.hpp) and the cursor's (wire_cursor.hpp).
// Packed by the specification, like those.
// Spec: spice-protocol 0.14, qxl_dev.h and enums.h; tests/host/qxl_wire_commands_test.cpp holds every line against
// them.
#pragma once

#include "drivers/qxl/wire_cursor.hpp"
#include "drivers/qxl/wire_draw.hpp"

namespace qxl::wire {

enum class CommandType : u32 { nop = 0, draw = 1, update = 2, cursor = 3, message = 4, surface = 5 };
enum class SurfaceCmdType : u8 { create = 0, destroy = 1 };

struct [[gnu::packed]] SurfaceCmd {
    u64 release_id;
    u32 surface_id;
    SurfaceCmdType type;
    u32 flags;
    struct [[gnu::packed]] {
        u32 format, width, height;
        i32 stride;
        Physical data;
    } surface_create;
};
static_assert(sizeof(SurfaceCmd) == 41 && offsetof(SurfaceCmd, surface_create) == 17);

struct [[gnu::packed]] UpdateCmd {
    u64 release_id;
    PackedRect area;
    u32 update_id, surface_id;
};
static_assert(sizeof(UpdateCmd) == 32 && offsetof(UpdateCmd, area) == 8 && offsetof(UpdateCmd, surface_id) == 28);

struct [[gnu::packed]] Head {
    u32 id, surface_id, width, height, x, y, flags;
};
struct [[gnu::packed]] MonitorsConfig {
    u16 count, max_allowed; // then Head[count]
};
static_assert(sizeof(Head) == 28 && sizeof(MonitorsConfig) == 4);

} // namespace qxl::wire
