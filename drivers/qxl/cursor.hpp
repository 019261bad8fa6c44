// SPDX-License-Identifier: MIT
// The hardware cursor: shapes, and the commands that set, move, hide and trail it.
// Spec: spice-protocol 0.14, qxl_dev.h QXLCursorCmd and QXLCursor; enums.h SpiceCursorType.
#pragma once

#include "drivers/qxl/block_writer.hpp"
#include "drivers/qxl/geometry.hpp"
#include "drivers/qxl/wire_cursor.hpp"
#include "kernel/result.hpp"

#include <span>
#include <variant>

namespace qxl {

using CursorType = wire::CursorType;

// Lines top first, each of whole bytes, leftmost pixel in the highest bits. One after the other:
//   alpha   32 bits a pixel, 0xAARRGGBB, premultiplied
//   mono    the AND mask of 1 bit a pixel, then the XOR mask
//   colour  the pixels (4 and 8 bits: numbers of entries in a palette; 16 bits: 555), the palette of 16 or 256 entries
//           0x00RRGGBB (only where there is one), then the AND mask of 1 bit a pixel
struct CursorShape {
    CursorType type = CursorType::alpha;
    u16 width = 0, height = 0;
    u16 hot_spot_x = 0, hot_spot_y = 0;
    std::span<u8 const> data = {}; // cursor_bytes() of them
    u32 chunk_bytes = 0;           // a new chunk after so many bytes; 0: one chunk
};
// Of a shape's data. 0 for a value that is no type.
u64 cursor_bytes(CursorType type, u16 width, u16 height);
// 32-bit ARGB, premultiplied, top line first, without gaps.
struct CursorImage {
    u16 width, height;
    u16 hot_spot_x, hot_spot_y;
    std::span<u32 const> pixels;
    CursorShape shape() const
    {
        return {CursorType::alpha, width,      height,
                hot_spot_x,        hot_spot_y, {reinterpret_cast<u8 const*>(pixels.data()), pixels.size_bytes()}};
    }
};
// QEMU ends itself over larger ones: cursor_alloc() in ui/cursor.c gives none.
inline constexpr u16 cursor_max_size = 512;

struct CursorSetArgs {
    CursorShape shape;
    Point position;
    bool is_visible = true;
};
struct CursorMoveArgs {
    Point position;
};
struct CursorHideArgs {};
struct CursorTrailArgs {
    u16 length, frequency;
};
using CursorArgs = std::variant<CursorSetArgs, CursorMoveArgs, CursorHideArgs, CursorTrailArgs>;

Status check(CursorArgs const& args);
// `unique` is a number that no shape had before.
void write(BlockWriter& to, u64 release_id, CursorArgs const& args, u64 unique);

} // namespace qxl
