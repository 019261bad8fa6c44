// SPDX-License-Identifier: MIT
// What the scenes have in common: mixing colours, gradients and text in pictures, rectangle lists for clipping.
#pragma once

#include "kernel/pages.hpp"
#include "tests/guest/scenes/target.hpp"

#include <string_view>

namespace scenes {

using oracle::ImageBuffer;

// `from` at part == 0, `to` at part == whole; 0 <= part <= whole, whole > 0.
u32 mix(u32 from, u32 to, i32 part, i32 whole);

// Opaque areas of a picture; `area` lies inside.
void fill(ImageBuffer& image, Rect area, u32 rgb);
void gradient_across(ImageBuffer& image, Rect area, u32 left, u32 right);
void gradient_down(ImageBuffer& image, Rect area, u32 top, u32 bottom);
// Text with its top left pixel at `at`; pixels outside the picture are left out.
void text(ImageBuffer& image, Point at, std::string_view words, u32 scale, u32 rgb);

// Text on a plate of its own, copied to a surface as one picture. Returns the plate's area.
struct LabelStyle {
    u32 scale = 2;
    u32 rgb = 0xffffff, plate = 0x202428;
    i32 margin = 4;
};
Rect label_area(Point at, std::string_view words, LabelStyle const& style);
Status label(Target& target, SurfaceRef on, Point at, std::string_view words, LabelStyle const& style);
// The same with the middle of its upper edge at `top`.
Status label_centred(Target& target, SurfaceRef on, Point top, std::string_view words, LabelStyle const& style);

// A growing list of rectangles, owned.
class RectList {
public:
    RectList() = default; // without room
    static Result<RectList> allocate(u32 capacity);
    void clear() { count_ = 0; }
    void add(Rect rect);
    Clip rects() const { return pages_.as<Rect const>().first(count_); }

    // An ellipse of horizontal strips, `step` pixels high, top to bottom.
    void add_ellipse(Point centre, i32 radius_x, i32 radius_y, i32 step = 2);
    // For a list sorted from top to bottom: the part that `area` can touch. Keeps clip lists short.
    Clip beside(Rect area) const;

private:
    explicit RectList(Pages&& pages) : pages_(std::move(pages)) {}
    Pages pages_;
    u32 count_ = 0;
};

} // namespace scenes
