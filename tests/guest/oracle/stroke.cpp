// SPDX-License-Identifier: MIT
// STROKE: cosmetic lines, one pixel wide.
// Spec: Microsoft, "Cosmetic lines"; X protocol, "Graphics context": thin lines, cap style NotLast.
#include "tests/guest/oracle/execution.hpp"

namespace oracle {

using namespace drawing;

namespace {
i32 magnitude(i32 v) { return v < 0 ? -v : v; }
i32 sign(i32 v) { return v < 0 ? -1 : v > 0 ? 1 : 0; }
} // namespace

Status Execution::draw(Stroke const& stroke)
{
    if (stroke.points.size() < 2)
        return Error{Side::guest, "points of a stroke", "two at least", stroke.points.size()};
    TRY(set_brush(stroke.brush));
    u8 const table = brush_on_target(stroke.fore_mode);
    if (brush_ == nullptr && !ignores_pattern(table))
        return {};
    u64 period = 0;
    for (u32 const length : stroke.style)
        period += length;
    if (!stroke.style.empty() && period == 0)
        return Error{Side::guest, "style of a stroke", "a length above 0", 0};

    u64 at = 0; // pixels since the start of the path
    // True if the pixel of that number is part of a dash.
    auto const is_dash = [&](u64 pixel) {
        if (stroke.style.empty())
            return true;
        u64 rest = pixel % (stroke.style.size() % 2 == 0 ? period : 2 * period);
        bool dash = !stroke.starts_with_gap;
        for (size_t i = 0;; i = (i + 1) % stroke.style.size(), dash = !dash) {
            if (rest < stroke.style[i])
                return dash;
            rest -= stroke.style[i];
        }
    };
    auto const plot = [&](Point p) {
        bool const is_drawn = is_dash(at) && !(at == 0 && is_wrong(Mistake::stroke_skips_start));
        ++at;
        if (!is_drawn || !work_.region.contains(p))
            return;
        u32 const tx = static_cast<u32>(p.x), ty = static_cast<u32>(p.y);
        u32 const brush = brush_ == nullptr ? 0 : brush_->pixel(p.x, p.y);
        work_.target.set_pixel(tx, ty, apply_rop3(table, brush, 0, work_.target.pixel(tx, ty)));
    };
    auto const line = [&](Point from, Point to) {
        i32 const dx = to.x - from.x, dy = to.y - from.y;
        bool const is_flat = magnitude(dx) >= magnitude(dy);
        i32 const major = is_flat ? magnitude(dx) : magnitude(dy), minor = is_flat ? magnitude(dy) : magnitude(dx);
        // At half a pixel the line steps, going right or down, and does not, going left or up, so that it covers the
        // same pixels from either end (so measured; the X protocol asks for no more than that).
        bool const is_backwards = (is_flat ? dx : dy) < 0;
        i32 error = 2 * minor - major - (is_backwards ? 1 : 0);
        for (i32 i = 0; i < major; ++i) {
            plot(from);
            if (error >= 0) {
                from.x += is_flat ? 0 : sign(dx);
                from.y += is_flat ? sign(dy) : 0;
                error -= 2 * major;
            }
            from.x += is_flat ? sign(dx) : 0;
            from.y += is_flat ? 0 : sign(dy);
            error += 2 * minor;
        }
    };
    for (size_t i = 1; i < stroke.points.size(); ++i)
        line(stroke.points[i - 1], stroke.points[i]);
    if (stroke.is_closed)
        line(stroke.points.back(), stroke.points.front());
    return {};
}

} // namespace oracle
