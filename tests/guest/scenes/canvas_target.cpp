// SPDX-License-Identifier: MIT
#include "tests/guest/scenes/canvas_target.hpp"

namespace scenes {

using oracle::Canvas;

Result<CanvasTarget> CanvasTarget::open() { return CanvasTarget{TRY(Pages::allocate(max_surfaces * sizeof(Canvas)))}; }

Canvas& CanvasTarget::at(SurfaceRef ref) const
{
    ASSERT(index(ref) < count_);
    return *std::launder(reinterpret_cast<Canvas*>(storage_.bytes().data()) + index(ref));
}

void CanvasTarget::drop_surfaces()
{
    while (count_ > 0) {
        at(SurfaceRef{count_ - 1}).~Canvas();
        --count_;
    }
}

Status CanvasTarget::begin(u32 width, u32 height, PixelFormat format)
{
    drop_surfaces();
    cursor_ = {};
    TRY(create_surface(width, height, format));
    return {};
}

Result<SurfaceRef> CanvasTarget::create_surface(u32 width, u32 height, PixelFormat format)
{
    if (count_ == max_surfaces)
        return Error{Side::guest, "surfaces of a scene", max_surfaces, max_surfaces + 1};
    auto canvas = TRY(Canvas::create(width, height, format));
    new (storage_.bytes().data() + count_ * sizeof(Canvas)) Canvas(std::move(canvas));
    return SurfaceRef{count_++};
}

Status CanvasTarget::fill(SurfaceRef on, Rect area, u32 rgb, Clip clip)
{
    Canvas& canvas = at(on);
    canvas.fill(area, oracle::pack(canvas.format(), rgb), clip);
    return {};
}

Status CanvasTarget::copy(SurfaceRef on, Rect area, Image const& image, Point source, Clip clip)
{
    return at(on).copy(area, image, source, clip);
}

Status CanvasTarget::copy_surface(SurfaceRef on, Rect area, SurfaceRef from, Point source, Clip clip)
{
    return at(on).copy(area, at(from), source, clip);
}

Status CanvasTarget::cursor_set(CursorImage const& cursor, Point position)
{
    cursor_ = {true, position, cursor.hot_spot};
    return {};
}

Status CanvasTarget::cursor_move(Point position)
{
    cursor_.position = position;
    return {};
}

Status CanvasTarget::cursor_hide()
{
    cursor_.is_visible = false;
    return {};
}

} // namespace scenes
