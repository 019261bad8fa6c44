// SPDX-License-Identifier: MIT
// What a scene draws on: the device, the expected canvas, or both. Semantics of drawing: tests/guest/oracle/canvas.hpp.
// Scenes keep every area inside its surface, as the device demands; clip rectangles may reach outside.
#pragma once

#include "kernel/result.hpp"
#include "tests/guest/oracle/geometry.hpp"
#include "tests/guest/oracle/image.hpp"
#include "tests/guest/oracle/pixel.hpp"

#include <span>

namespace scenes {

using oracle::Image;
using oracle::PixelFormat;
using oracle::Point;
using oracle::Rect;

// Surfaces are numbered in the order of their creation, from 1; the primary is 0.
enum class SurfaceRef : u32 { primary = 0 };
constexpr u32 index(SurfaceRef surface) { return static_cast<u32>(surface); }

using Clip = std::span<Rect const>;

// An alpha cursor. Its pixels are opaque, or black with some alpha: such a picture is the same with and without
// premultiplied colours, so that nobody has to agree on which of the two it is.
struct CursorImage {
    Image argb;
    Point hot_spot;
};

class Target {
public:
    // A new primary of this size and format, all 0; surfaces and cursor of before are gone.
    virtual Status begin(u32 width, u32 height, PixelFormat format) = 0;
    // A surface off the screen, all 0.
    virtual Result<SurfaceRef> create_surface(u32 width, u32 height, PixelFormat format) = 0;
    // Fills with the surface's pixel for 0xRRGGBB (oracle::pack).
    virtual Status fill(SurfaceRef on, Rect area, u32 rgb, Clip clip = {}) = 0;
    // `image` is needed during the call only.
    virtual Status copy(SurfaceRef on, Rect area, Image const& image, Point source, Clip clip = {}) = 0;
    // Both surfaces have the same format. `on` == `from` moves pixels within a surface; the areas may overlap.
    virtual Status copy_surface(SurfaceRef on, Rect area, SurfaceRef from, Point source, Clip clip = {}) = 0;
    // `position` is where the hot spot goes. Also shows a cursor that was hidden.
    virtual Status cursor_set(CursorImage const& cursor, Point position) = 0;
    virtual Status cursor_move(Point position) = 0;
    virtual Status cursor_hide() = 0;

protected:
    ~Target() = default;
};

} // namespace scenes
