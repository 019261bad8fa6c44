// SPDX-License-Identifier: MIT
// The expected side of a scene: every surface as a canvas, and what the cursor ought to be.
#pragma once

#include "tests/guest/oracle/canvas.hpp"
#include "tests/guest/scenes/target.hpp"

namespace scenes {

class CanvasTarget final : public Target {
public:
    static constexpr u32 max_surfaces = page_size / sizeof(oracle::Canvas);

    static Result<CanvasTarget> open();
    CanvasTarget(CanvasTarget&& other)
        : storage_(std::move(other.storage_)), count_(std::exchange(other.count_, 0)), cursor_(other.cursor_)
    {
    }
    CanvasTarget& operator=(CanvasTarget&&) = delete;
    ~CanvasTarget() { drop_surfaces(); }

    // How many surfaces there are, the primary included; 0 before begin().
    u32 surface_count() const { return count_; }
    oracle::Canvas const& surface(SurfaceRef ref) const { return at(ref); }

    // Not part of any surface's memory, so no comparison sees it; for checks from outside.
    struct Cursor {
        bool is_visible = false;
        Point position = {}, hot_spot = {};
    };
    Cursor const& cursor() const { return cursor_; }

    Status begin(u32 width, u32 height, PixelFormat format) override;
    Result<SurfaceRef> create_surface(u32 width, u32 height, PixelFormat format) override;
    Status fill(SurfaceRef on, Rect area, u32 rgb, Clip clip) override;
    Status copy(SurfaceRef on, Rect area, Image const& image, Point source, Clip clip) override;
    Status copy_surface(SurfaceRef on, Rect area, SurfaceRef from, Point source, Clip clip) override;
    Status cursor_set(CursorImage const& cursor, Point position) override;
    Status cursor_move(Point position) override;
    Status cursor_hide() override;

private:
    explicit CanvasTarget(Pages&& storage) : storage_(std::move(storage)) {}
    oracle::Canvas& at(SurfaceRef ref) const;
    void drop_surfaces();

    Pages storage_; // count_ canvases
    u32 count_ = 0;
    Cursor cursor_;
};

} // namespace scenes
