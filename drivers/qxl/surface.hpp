// SPDX-License-Identifier: MIT
// A surface as the driver knows it: shape, memory, and how far its life on the device has come.
// Spec: spice-protocol 0.14, qxl_dev.h QXLSurfaceCreate and QXLSurface, enums.h SpiceSurfaceFmt.
#pragma once

#include "kernel/types.hpp"

#include <span>

namespace qxl {

enum class Format : u32 {
    a_1 = 1,      // 1_A
    a_8 = 8,      // 8_A
    rgb_555 = 16, // 16_555
    xrgb_32 = 32, // 32_xRGB
    rgb_565 = 80, // 16_565
    argb_32 = 96, // 32_ARGB
};
// 0 for a value that is no format.
constexpr u32 bits_per_pixel(Format f)
{
    switch (f) {
    case Format::a_1:
        return 1;
    case Format::a_8:
        return 8;
    case Format::rgb_555:
    case Format::rgb_565:
        return 16;
    case Format::xrgb_32:
    case Format::argb_32:
        return 32;
    }
    return 0;
}
constexpr u64 row_bytes(u32 width, Format f) { return (u64{width} * bits_per_pixel(f) + 7) / 8; }

// Where the data of an off-screen surface is to lie. BAR1 is a window on the first part of the memory behind BAR4.
enum class Placement : u8 { any, bar1, bar4 };

struct SurfaceOptions {
    bool bottom_up = false;               // negative stride: line 0 lies at the end of the memory
    bool keep_data = false;               // the device must not zero the memory
    u32 stride_bytes = 0;                 // 0: the least multiple of 4
    bool sync = false;                    // primary only: port 12 instead of 18
    Placement placement = Placement::any; // off-screen only
};

// Owned by the Device; a Surface& stays valid, across sleep too, until the surface is destroyed.
class Surface {
public:
    enum class State : u8 {
        unused,
        live,      // created; commands may name it
        suspended, // gone from the device by DESTROY_ALL_SURFACES, to be recreated from its data
        dying,     // destroy was submitted; its id and data are taken until the create command is released
    };

    u32 id() const { return id_; }
    u32 width() const { return width_; }
    u32 height() const { return height_; }
    Format format() const { return format_; }
    // As the device knows it; negative when bottom-up.
    i32 stride() const { return stride_; }
    State state() const { return state_; }
    bool is_live() const { return state_ == State::live; }
    // The primary that SET_MODE made: commands for it have another layout.
    bool is_compat() const { return is_compat_; }
    // Line `y` as it stands in BAR memory, `row_bytes` long. Rendered only after update_area() or FLUSH_SURFACES.
    std::span<u8 const> row(u32 y) const { return memory().subspan(row_offset(y), row_bytes(width_, format_)); }
    // All of the surface's BAR memory, from the lowest address on.
    std::span<u8> memory() const { return {memory_, static_cast<size_t>(stride_bytes()) * height_}; }
    u32 stride_bytes() const { return static_cast<u32>(stride_ < 0 ? -stride_ : stride_); }
    // Which BAR the data is in (0, 1 or 4) and where there.
    unsigned bar() const { return bar_; }
    u64 bar_offset() const { return bar_offset_; }

private:
    friend class Device;
    friend class SleepPath;

    size_t row_offset(u32 y) const { return static_cast<size_t>(stride_bytes()) * (stride_ < 0 ? height_ - 1 - y : y); }

    u8* memory_;
    u64 bar_offset_;
    u64 data_block_;   // heap id of the data; 0 for the primary, which owns the surface 0 area
    u64 create_block_; // heap id of the create command while the device holds it; 0 otherwise
    u32 id_;
    u32 width_, height_;
    i32 stride_;
    Format format_;
    State state_;
    u8 bar_;
    bool is_compat_;
    u8 mode_number_; // of a compat primary
};

} // namespace qxl
