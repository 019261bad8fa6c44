// SPDX-License-Identifier: MIT
// What can be drawn, checked and laid out: each builder turns checked arguments into the bytes of one BAR0 block.
// Spec: spice-protocol 0.14, qxl_dev.h. What a builder refuses includes everything that is known to end QEMU or to be
// dropped without a word by the SPICE server (server/red-parse-qxl.cpp).
#pragma once

#include "drivers/qxl/geometry.hpp"
#include "drivers/qxl/surface.hpp"
#include "drivers/qxl/wire_commands.hpp"
#include "kernel/result.hpp"

#include <span>

namespace qxl {

// Why a block was taken.
namespace purpose {
inline constexpr char drawable_fill[] = "drawable.fill";
inline constexpr char drawable_copy[] = "drawable.copy";
inline constexpr char drawable_copy_surface[] = "drawable.copy_surface";
inline constexpr char drawable_copy_bits[] = "drawable.copy_bits";
inline constexpr char surface_create[] = "surface.create";
inline constexpr char surface_destroy[] = "surface.destroy";
inline constexpr char surface_primary[] = "surface.primary"; // told to observers only
inline constexpr char surface_data[] = "surface.data";
inline constexpr char reserved[] = "test.reserved";
inline constexpr char cursor_set[] = "cursor.set";
inline constexpr char cursor_move[] = "cursor.move";
inline constexpr char cursor_hide[] = "cursor.hide";
} // namespace purpose

// 16-bit pixels are 555 (SPICE SPICE_BITMAP_FMT_16BIT); on the way to a 565 surface the server converts them.
enum class BitmapFormat : u8 { rgb_16, xrgb_32, argb_32 };
constexpr u32 bytes_per_pixel(BitmapFormat f) { return f == BitmapFormat::rgb_16 ? 2 : 4; }

// Pixels in guest memory, top line first.
struct Bitmap {
    u32 width, height;
    BitmapFormat format;
    u32 stride; // bytes from line to line, at least width * bytes_per_pixel
    std::span<u8 const> pixels;
};

// 32-bit ARGB, premultiplied, top line first, without gaps.
struct CursorImage {
    u16 width, height;
    u16 hot_spot_x, hot_spot_y;
    std::span<u32 const> pixels;
};
inline constexpr u16 cursor_max_size = 512; // QEMU cursor_alloc() takes no larger one

inline constexpr u32 clip_rects_max = 1024;
inline constexpr u32 chunk_bytes_default = 256 * 1024;

// A block of BAR0 that is being filled from front to back. Its size was computed by the same builder.
class BlockWriter {
public:
    BlockWriter(std::span<u8> block, wire::Physical at) : block_(block), at_(at) {}
    // Where the next bytes will lie, as the device names it.
    wire::Physical here() const { return at_ + used_; }
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void put(T const& value) { put_bytes({reinterpret_cast<u8 const*>(&value), sizeof value}); }
    void put_bytes(std::span<u8 const> bytes);
    void align(u64 alignment);
    u64 used() const { return used_; }

private:
    std::span<u8> block_;
    wire::Physical at_;
    u64 used_ = 0;
};

namespace build {

struct FillArgs {
    Surface const& surface;
    Rect rect;
    u32 color; // a pixel in the surface's own format
    std::span<Rect const> clip;
};
Status check(FillArgs const&);
u64 size_of(FillArgs const&);
void write(BlockWriter&, u64 release_id, FillArgs const&);

struct CopyArgs {
    Surface const& dst;
    Rect dst_rect;
    Bitmap const& src;
    Point src_origin;
    std::span<Rect const> clip;
    u32 image_unique;
    u32 chunk_bytes = chunk_bytes_default; // lines are not split over chunks
};
Status check(CopyArgs const&);
u64 size_of(CopyArgs const&);
void write(BlockWriter&, u64 release_id, CopyArgs const&);

struct CopySurfaceArgs {
    Surface const& dst;
    Rect dst_rect;
    Surface const& src;
    Point src_origin;
    std::span<Rect const> clip;
    u32 image_unique;
};
Status check(CopySurfaceArgs const&);
u64 size_of(CopySurfaceArgs const&);
void write(BlockWriter&, u64 release_id, CopySurfaceArgs const&);

// Within one surface; source and target may overlap.
struct CopyBitsArgs {
    Surface const& surface;
    Rect dst_rect;
    Point src_origin;
    std::span<Rect const> clip;
};
Status check(CopyBitsArgs const&);
u64 size_of(CopyBitsArgs const&);
void write(BlockWriter&, u64 release_id, CopyBitsArgs const&);

struct CursorSetArgs {
    CursorImage const& image;
    Point position;
    u64 unique;
};
Status check(CursorSetArgs const&);
u64 size_of(CursorSetArgs const&);
void write(BlockWriter&, u64 release_id, CursorSetArgs const&);

Status check_cursor_position(Point);
void write_cursor_move(BlockWriter&, u64 release_id, Point);
void write_cursor_hide(BlockWriter&, u64 release_id);

void write_surface_create(BlockWriter&, u64 release_id, Surface const&, wire::Physical data, bool keep_data);
void write_surface_destroy(BlockWriter&, u64 release_id, u32 surface_id);

// Whether a command made by hand may be sent: refuses what is known to end QEMU, not what is merely wrong. Of drawables
// solid fills pass, of cursor commands those without a shape, and no surface command for the primary.
Status check_raw(bool cursor_ring, wire::CommandType, std::span<u8 const> bytes, u32 surfaces);

} // namespace build
} // namespace qxl
