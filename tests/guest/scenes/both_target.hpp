// SPDX-License-Identifier: MIT
// One sequence of calls drives two targets, so that a scene is generated once: the device and the expected canvas.
#pragma once

#include "kernel/assert.hpp"
#include "tests/guest/scenes/target.hpp"

namespace scenes {

// Borrows both. The first error ends the call; `b` then lacks what `a` may have done.
class BothTarget final : public Target {
public:
    BothTarget(Target& a, Target& b) : a_(a), b_(b) {}

    Status begin(u32 width, u32 height, PixelFormat format) override
    {
        TRY(a_.begin(width, height, format));
        return b_.begin(width, height, format);
    }
    Result<SurfaceRef> create_surface(u32 width, u32 height, PixelFormat format) override
    {
        auto const ref = TRY(a_.create_surface(width, height, format));
        auto const other = TRY(b_.create_surface(width, height, format));
        ASSERT(ref == other);
        return ref;
    }
    Status fill(SurfaceRef on, Rect area, u32 rgb, Clip clip) override
    {
        TRY(a_.fill(on, area, rgb, clip));
        return b_.fill(on, area, rgb, clip);
    }
    Status copy(SurfaceRef on, Rect area, Image const& image, Point source, Clip clip) override
    {
        TRY(a_.copy(on, area, image, source, clip));
        return b_.copy(on, area, image, source, clip);
    }
    Status copy_surface(SurfaceRef on, Rect area, SurfaceRef from, Point source, Clip clip) override
    {
        TRY(a_.copy_surface(on, area, from, source, clip));
        return b_.copy_surface(on, area, from, source, clip);
    }
    Status cursor_set(CursorImage const& cursor, Point position) override
    {
        TRY(a_.cursor_set(cursor, position));
        return b_.cursor_set(cursor, position);
    }
    Status cursor_move(Point position) override
    {
        TRY(a_.cursor_move(position));
        return b_.cursor_move(position);
    }
    Status cursor_hide() override
    {
        TRY(a_.cursor_hide());
        return b_.cursor_hide();
    }

private:
    Target& a_;
    Target& b_;
};

} // namespace scenes
