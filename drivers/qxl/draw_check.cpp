// SPDX-License-Identifier: MIT
// What may be sent, whatever the operation: target, clip, inputs, effect. draw_check_operation.cpp has the rest.
// Where the device allows less than spice-protocol says, the source is the server's file that ends QEMU or draws
// nothing: of spice server 0.15.1, and its spice-common.
#include "drivers/qxl/draw_check.hpp"

#include "drivers/qxl/draw_effect.hpp"
#include "drivers/qxl/draw_inputs.hpp"

namespace qxl {
namespace {

using Role = Input::Role;

// In words of Device::draw()'s caller.
char const* name_of(Role role)
{
    switch (role) {
    case Role::source:
        return "source of a drawing command";
    case Role::pattern:
        return "pattern of a brush";
    case Role::mask:
        break;
    }
    return "mask of a drawing command";
}

Status check_target(DrawArgs const& a)
{
    Surface const& s = a.on;
    if (!s.is_live())
        return Error{Side::guest, "surface drawn on", "a live surface", s.id()};
    if (!a.area.is_inside(s.width(), s.height()))
        return Error{Side::guest, "rectangle drawn", "not empty and inside its surface", Value{},
                     "spice-protocol 0.14 qxl_dev.h QXLDrawable bbox"};
    if (a.clip.size() > clip_rects_max)
        return Error{Side::guest, "clip rectangles", Value::of(clip_rects_max, "at most"), a.clip.size()};
    for (Rect const& r : a.clip)
        if (!r.is_inside(s.width(), s.height()))
            return Error{Side::guest, "clip rectangle", "not empty and inside its surface", Value{},
                         "spice-protocol 0.14 qxl_dev.h QXLClipRects"};
    return {};
}

Status check_self_bitmap(DrawArgs const& a)
{
    if (!a.self_bitmap)
        return {};
    if (!a.self_bitmap->is_inside(a.on.width(), a.on.height()))
        return Error{Side::guest, "self_bitmap area", "not empty and inside its surface", Value{},
                     "spice-protocol 0.14 qxl_dev.h QXLDrawable self_bitmap_area"};
    if (a.on.format() == Format::rgb_565 || a.on.format() == Format::a_1)
        return Error{Side::unsupported, "self_bitmap", "a surface of 16_555, 32 bits or 8_A",
                     static_cast<u32>(a.on.format()),
                     "spice server/spice-bitmap-utils.c spice_bitmap_from_surface_type"};
    return {};
}

Status check_bitmap(DrawArgs const& a, Role role, Bitmap const& b)
{
    TRY(check(b));
    if (role == Role::mask) {
        if (bits_per_pixel(b.format) != 1)
            return Error{Side::guest, "format of a mask", "1 bit", static_cast<u32>(b.format),
                         "spice-common common/canvas_base.c canvas_get_bitmap_mask"};
        if (b.cache_as != 0)
            return Error{Side::guest, "mask of a drawing command", "one without cache_as: the server keeps none",
                         b.cache_as};
        return {};
    }
    if (!has_palette(b.format))
        return {};
    if (b.palette.empty())
        return Error{Side::guest, name_of(role), "a palette for pixels of 1, 4 or 8 bits", "none",
                     "spice server/red-parse-qxl.cpp red_get_image"};
    if (b.format == BitmapFormat::bits_1_le || b.format == BitmapFormat::bits_4_le)
        return Error{Side::unsupported, name_of(role), "big-endian order of pixels of 1 or 4 bits",
                     static_cast<u32>(b.format), "spice-common common/pixman_utils.c spice_bitmap_to_pixman"};
    if (a.on.format() == Format::rgb_565 || bits_per_pixel(a.on.format()) < 16)
        return Error{Side::unsupported, name_of(role), "no palette for a target that is neither 32 bits nor 16_555",
                     static_cast<u32>(a.on.format()), "spice-common common/pixman_utils.c spice_bitmap_to_pixman"};
    return {};
}

Status check_surface(DrawArgs const& a, Input const& input, Surface const& s)
{
    // Commands that name a surface that does not exist end QEMU.
    if (!s.is_live())
        return Error{Side::guest, name_of(input.role), "a live surface", s.id()};
    if (s.id() == a.on.id())
        return Error{Side::guest, name_of(input.role), "another surface than the target: COPY_BITS or self_bitmap",
                     s.id()};
    if (input.role == Role::mask && s.format() != Format::a_1)
        return Error{Side::guest, "format of a mask", "1_A", static_cast<u32>(s.format()),
                     "spice-common common/canvas_base.c canvas_mask_pixman"};
    if (input.is_raw && bits_per_pixel(s.format()) != bits_per_pixel(a.on.format()))
        return Error{Side::unsupported, name_of(input.role), "a surface with as many bits a pixel as the target",
                     bits_per_pixel(s.format()), "spice-common common/pixman_utils.c"};
    return {};
}

// The size of what is read from, or an Error.
Status check_input(DrawArgs const& a, Input const& input)
{
    Source const& s = input.source;
    u32 width = 0, height = 0;
    if (s) {
        TRY(s.bitmap != nullptr ? check_bitmap(a, input.role, *s.bitmap) : check_surface(a, input, *s.surface));
        width = s.width();
        height = s.height();
    } else if (input.role == Role::source && a.self_bitmap) {
        width = static_cast<u32>(a.self_bitmap->width());
        height = static_cast<u32>(a.self_bitmap->height());
    } else {
        return Error{Side::guest, name_of(input.role), "a bitmap, a surface, or with self_bitmap the target", "none"};
    }
    // A whole self_bitmap is not known as one where the list is made.
    bool const is_whole = !s && input.area.is_empty();
    if (!is_whole && !input.area.is_inside(width, height))
        return Error{Side::guest, name_of(input.role), "an area that is not empty, and inside the image", Value{},
                     "spice-protocol 0.14 qxl_dev.h QXLCopy src_area, QXLQMask pos"};
    return {};
}

} // namespace

Status check(DrawArgs const& a)
{
    TRY(check_target(a));
    TRY(check_self_bitmap(a));
    for (Input const& input : Inputs(a))
        TRY(check_input(a, input));
    TRY(check_operation(a));
    if (a.effect && !is_true(*a.effect, a))
        return Error{Side::guest, "effect of a drawing command", "one that is true of its operation",
                     static_cast<u32>(*a.effect), "spice-protocol 0.14 qxl_dev.h QXLEffectType"};
    return {};
}

} // namespace qxl
