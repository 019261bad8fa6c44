// SPDX-License-Identifier: MIT
// What commands are called in the ledger, surface commands, and what may be sent of commands made by hand. Drawing is
// in draw.hpp, the cursor in cursor.hpp. Spec: spice-protocol 0.14, qxl_dev.h. What a builder refuses includes
// everything that is known to end QEMU or to be dropped without a word by the SPICE server (server/red-parse-qxl.cpp).
#pragma once

#include "drivers/qxl/cursor.hpp"
#include "drivers/qxl/draw.hpp"
#include "drivers/qxl/surface.hpp"
#include "drivers/qxl/wire_commands.hpp"
#include "kernel/result.hpp"

#include <span>

namespace qxl {

// Why a block was taken.
namespace purpose {
inline constexpr char drawable_fill[] = "drawable.fill";
inline constexpr char drawable_opaque[] = "drawable.opaque";
inline constexpr char drawable_copy[] = "drawable.copy";
inline constexpr char drawable_copy_surface[] = "drawable.copy_surface";
inline constexpr char drawable_copy_bits[] = "drawable.copy_bits";
inline constexpr char drawable_blend[] = "drawable.blend";
inline constexpr char drawable_blackness[] = "drawable.blackness";
inline constexpr char drawable_whiteness[] = "drawable.whiteness";
inline constexpr char drawable_invers[] = "drawable.invers";
inline constexpr char drawable_rop3[] = "drawable.rop3";
inline constexpr char drawable_stroke[] = "drawable.stroke";
inline constexpr char drawable_text[] = "drawable.text";
inline constexpr char drawable_transparent[] = "drawable.transparent";
inline constexpr char drawable_alpha_blend[] = "drawable.alpha_blend";
inline constexpr char drawable_composite[] = "drawable.composite";
inline constexpr char surface_create[] = "surface.create";
inline constexpr char surface_destroy[] = "surface.destroy";
inline constexpr char surface_primary[] = "surface.primary"; // told to observers only
inline constexpr char surface_data[] = "surface.data";
inline constexpr char reserved[] = "test.reserved";
inline constexpr char cursor_set[] = "cursor.set";
inline constexpr char cursor_move[] = "cursor.move";
inline constexpr char cursor_hide[] = "cursor.hide";
inline constexpr char cursor_trail[] = "cursor.trail";
} // namespace purpose

char const* purpose_of(DrawArgs const& args);
char const* purpose_of(CursorArgs const& args);

namespace build {

void write_surface_create(BlockWriter&, u64 release_id, Surface const&, wire::Physical data, bool keep_data);
void write_surface_destroy(BlockWriter&, u64 release_id, u32 surface_id);

// Whether a command made by hand may be sent: refuses what is known to end QEMU, not what is merely wrong. Of drawables
// solid fills pass, of cursor commands those without a shape, and no surface command for the primary.
Status check_raw(bool cursor_ring, wire::CommandType, std::span<u8 const> bytes, u32 surfaces);

} // namespace build
} // namespace qxl
