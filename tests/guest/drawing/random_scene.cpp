// SPDX-License-Identifier: MIT
#include "tests/guest/drawing/random_scene.hpp"

#include "tests/guest/drawing/paint.hpp"
#include "tests/guest/oracle/rop.hpp"

#include <algorithm>

namespace drawing {

namespace {
constexpr u32 side_max = 72;

// Whether commands may take the bits of one surface for another's: as many, and none without a meaning that would get
// one.
constexpr bool can_be_source(PixelFormat from, PixelFormat to)
{
    return oracle::bits_per_pixel(from) == oracle::bits_per_pixel(to) &&
           !(from == PixelFormat::xrgb_32 && to == PixelFormat::argb_32) &&
           !(from == PixelFormat::x555_16 && to == PixelFormat::x565_16);
}

constexpr bool is_32(PixelFormat f) { return oracle::bits_per_pixel(f) == 32; }
} // namespace

RandomScene::RandomScene(u64 seed, Arena& arena) : random_(seed), arena_(arena)
{
    constexpr PixelFormat colours[] = {PixelFormat::xrgb_32, PixelFormat::argb_32, PixelFormat::x565_16,
                                       PixelFormat::x555_16};
    constexpr PixelFormat all[] = {PixelFormat::xrgb_32, PixelFormat::argb_32, PixelFormat::x565_16,
                                   PixelFormat::x555_16, PixelFormat::a8,      PixelFormat::a8,
                                   PixelFormat::a1};
    surface_count_ = 3 + random_.below(max_surfaces - 2);
    for (u32 n = 0; n < surface_count_; ++n) {
        bool const is_tiny = random_.one_in(6);
        shapes_[n] = {.width = 1 + random_.below(is_tiny ? 4 : side_max),
                      .height = 1 + random_.below(is_tiny ? 4 : side_max),
                      .format = n == 0 ? random_.pick<PixelFormat>(colours) : random_.pick<PixelFormat>(all),
                      .bottom_up = random_.one_in(3),
                      .gap = random_.below(3) * 4};
    }
    commands_ = arena_.take<Command>(command_count);
    for (Command& command : commands_) {
        u32 const on = random_.below(surface_count_);
        Rect const area = area_in(shapes_[on]);
        new (&command) Command{.on = SurfaceRef{on},
                               .area = area,
                               .clip = random_.one_in(3) ? clip_in(shapes_[on]) : std::span<Rect const>{},
                               .operation = shapes_[on].format == PixelFormat::a1 ? operation_on_a1(on, area)
                                                                                  : operation(on, area)};
        // SPICE clips lines in place: a second rectangle may overwrite what is yet to be drawn.
        if (std::holds_alternative<Stroke>(command.operation) && command.clip.size() > 1)
            command.clip = command.clip.first(1);
    }
}

Rect RandomScene::area_in(SurfaceShape const& shape)
{
    if (random_.one_in(5))
        return Rect::at(0, 0, static_cast<i32>(shape.width), static_cast<i32>(shape.height));
    u32 const x = random_.below(shape.width), y = random_.below(shape.height);
    return Rect::at(static_cast<i32>(x), static_cast<i32>(y), 1 + static_cast<i32>(random_.below(shape.width - x)),
                    1 + static_cast<i32>(random_.below(shape.height - y)));
}

std::span<Rect const> RandomScene::clip_in(SurfaceShape const& shape)
{
    auto const clip = arena_.take<Rect>(1 + random_.below(random_.one_in(8) ? 40 : 4));
    for (Rect& rect : clip)
        rect = area_in(shape);
    return clip;
}

u32 RandomScene::color(PixelFormat format)
{
    u32 const value = static_cast<u32>(random_.next());
    u32 const bits = oracle::bits_per_pixel(format);
    return bits == 32 ? value : value & ((1u << bits) - 1);
}

u16 RandomScene::rop(u16 invers_a, u16 invers_b)
{
    constexpr u16 operations[] = {ropd::op_put, ropd::op_put, ropd::op_or, ropd::op_and, ropd::op_xor, ropd::op_xor};
    constexpr u16 constants[] = {ropd::op_blackness, ropd::op_whiteness, ropd::op_invers};
    if (random_.one_in(12))
        return random_.pick<u16>(constants);
    u32 rop = random_.pick<u16>(operations);
    rop |= random_.one_in(5) ? invers_a : 0u;
    rop |= random_.one_in(5) ? invers_b : 0u;
    rop |= random_.one_in(5) ? u32{ropd::invers_res} : 0u;
    return static_cast<u16>(rop);
}

Bitmap const* RandomScene::bitmap(BitmapFormat format, PixelFormat target, u32 w, u32 h)
{
    Bitmap& made = *new (arena_.take<Bitmap>(1).data()) Bitmap{.format = format, .width = w, .height = h};
    u32 const bits = drawing::bits_per_pixel(format);
    made.stride = (w * bits + 7) / 8 + random_.below(3);
    made.top_down = !random_.one_in(3);
    auto const bytes = arena_.take<u8>(size_t{made.stride} * h);
    for (size_t at = 0; at < bytes.size(); at += 8) {
        u64 const noise = random_.next();
        __builtin_memcpy(bytes.data() + at, &noise, std::min<size_t>(8, bytes.size() - at));
    }
    made.bytes = bytes;
    if (format == BitmapFormat::rgba) // premultiplied: no colour above its alpha
        for (u32 y = 0; y < h; ++y)
            for (u32 x = 0; x < w; ++x) {
                u8* const pixel = bytes.data() + size_t{y} * made.stride + x * 4;
                for (u32 n = 0; n < 3; ++n)
                    pixel[n] = std::min(pixel[n], pixel[3]);
            }
    if (has_palette(format)) {
        auto const palette = arena_.take<u32>(size_t{1} << bits);
        for (u32& entry : palette)
            entry = color(target) & 0xffffff;
        made.palette = palette;
    }
    if (random_.one_in(4))
        made.chunk_bytes = 1 + random_.below(200);
    else
        made.is_direct = random_.one_in(4);
    return &made;
}

Bitmap const* RandomScene::bitmap(PixelFormat target, u32 w, u32 h)
{
    constexpr BitmapFormat anywhere[] = {BitmapFormat::bits_32, BitmapFormat::rgba, BitmapFormat::bits_16,
                                         BitmapFormat::bits_24};
    constexpr BitmapFormat palettes[] = {BitmapFormat::bits_1_be, BitmapFormat::bits_4_be, BitmapFormat::bits_8};
    bool const takes_palettes = is_32(target) || target == PixelFormat::x555_16;
    if (takes_palettes && random_.one_in(3))
        return bitmap(random_.pick<BitmapFormat>(palettes), target, w, h);
    if (target == PixelFormat::a8 && random_.one_in(2))
        return bitmap(BitmapFormat::bits_8_a, target, w, h);
    return bitmap(random_.pick<BitmapFormat>(anywhere), target, w, h);
}

RandomScene::Sourced RandomScene::source(u32 on, Rect area, bool may_scale, bool must_be_bitmap)
{
    u32 w = static_cast<u32>(area.width()), h = static_cast<u32>(area.height());
    if (may_scale && random_.one_in(4)) {
        w = 1 + random_.below(side_max);
        h = 1 + random_.below(side_max);
    }
    u32 const from = random_.below(surface_count_);
    SurfaceShape const& shape = shapes_[from];
    bool const fits =
        shape.width >= w && shape.height >= h && from != on && can_be_source(shape.format, shapes_[on].format);
    if (fits && !must_be_bitmap && random_.one_in(2))
        return {{.surface = SurfaceRef{from}},
                Rect::at(static_cast<i32>(random_.below(shape.width - w + 1)),
                         static_cast<i32>(random_.below(shape.height - h + 1)), static_cast<i32>(w),
                         static_cast<i32>(h))};
    u32 const left = random_.below(8), top = random_.below(8);
    return {{.bitmap = bitmap(shapes_[on].format, w + left + random_.below(4), h + top + random_.below(4))},
            Rect::at(static_cast<i32>(left), static_cast<i32>(top), static_cast<i32>(w), static_cast<i32>(h))};
}

// The x byte of a surface without alpha must not be taken for one: it has no meaning.
bool RandomScene::has_alpha(Source const& source) const
{
    return source.bitmap == nullptr && shapes_[static_cast<u32>(source.surface)].format == PixelFormat::argb_32;
}

Brush RandomScene::brush(u32 on, bool may_be_surface)
{
    PixelFormat const format = shapes_[on].format;
    if (random_.one_in(2))
        return solid(format);
    Brush made{.kind = Brush::Kind::pattern, .origin = {random_.between(-90, 90), random_.between(-90, 90)}};
    u32 const from = random_.below(surface_count_);
    if (may_be_surface && from != on && can_be_source(shapes_[from].format, format) && random_.one_in(2))
        made.pattern.surface = SurfaceRef{from};
    else
        made.pattern.bitmap = bitmap(format, 1 + random_.below(20), 1 + random_.below(20));
    return made;
}

Mask RandomScene::mask(Rect area)
{
    if (!random_.one_in(4))
        return {};
    u32 const left = random_.below(10), top = random_.below(10);
    BitmapFormat const format = random_.one_in(2) ? BitmapFormat::bits_1_le : BitmapFormat::bits_1_be;
    Bitmap const* const bits = bitmap(format, PixelFormat::a1, static_cast<u32>(area.width()) + left + random_.below(9),
                                      static_cast<u32>(area.height()) + top + random_.below(9));
    return {
        .bitmap = bits, .origin = {static_cast<i32>(left), static_cast<i32>(top)}, .is_inverted = random_.one_in(2)};
}

Stroke RandomScene::stroke(u32 on, Rect area, bool is_plain)
{
    auto const points = arena_.take<Point>(2 + random_.below(6));
    for (Point& point : points)
        point = {area.left + random_.between(-10, area.width() + 10),
                 area.top + random_.between(-10, area.height() + 10)};
    Stroke made{.points = points, .is_closed = random_.one_in(3), .brush = solid(shapes_[on].format)};
    if (false) {
        auto const style = arena_.take<u32>(2 * (1 + random_.below(3)));
        for (u32& length : style)
            length = 1 + random_.below(9);
        made.style = style;
        made.starts_with_gap = random_.one_in(2);
    }
    if (!is_plain) {
        // SPICE takes the pixels of a pattern surface from elsewhere where they are to be combined, and may end.
        made.brush = brush(on, false);
        made.fore_mode = rop(ropd::invers_brush, ropd::invers_dest);
    }
    return made;
}

Text RandomScene::text(u32 on, Rect area)
{
    // No pattern as ink, no glyphs of 8 bits, none of 4 bits over another: docs/known-faults.md.
    PixelFormat const format = shapes_[on].format;
    Text made{.bits = static_cast<u8>(random_.one_in(2) ? 1 : 4), .fore = solid(format)};
    auto const glyphs = arena_.take<Glyph>(made.bits == 1 ? 1 + random_.below(6) : 1);
    for (Glyph& glyph : glyphs) {
        u16 const w = static_cast<u16>(1 + random_.below(14)), h = static_cast<u16>(1 + random_.below(14));
        auto const bytes = arena_.take<u8>(size_t{(w * u32{made.bits} + 7) / 8} * h);
        for (u8& byte : bytes)
            byte = static_cast<u8>(random_.next() >> 24);
        glyph = {
            .position = {area.left + random_.between(-6, area.width()), area.top + random_.between(-6, area.height())},
            .origin = {random_.between(-3, 3), random_.between(-14, 3)},
            .width = w,
            .height = h,
            .bytes = bytes};
    }
    made.glyphs = glyphs;
    if (random_.one_in(3)) {
        made.back_area = area;
        made.back = solid(format);
    }
    return made;
}

Composite RandomScene::composite(u32 on, Rect area)
{
    Sourced const from = source(on, area, false);
    // A surface keeps the transform, filter and repeat that a COMPOSITE gave it (docs/known-faults.md): plain ones
    // only.
    bool const is_surface = from.source.bitmap == nullptr;
    // Not SATURATE, the last of them, which pixman rounds in its own way: docs/known-faults.md.
    constexpr u32 exact_operators = 13;
    Composite made{.op = static_cast<u8>(random_.below(exact_operators)),
                   .source = {.source = from.source, .origin = from.area.origin()}};
    auto const vary = [&](Composite::Input& input) {
        input.repeat = static_cast<Composite::Repeat>(random_.below(4));
        if (!random_.one_in(3))
            return;
        input.filter = random_.one_in(2) ? Composite::Filter::nearest : Composite::Filter::bilinear;
        auto const transform = arena_.take<i32>(6);
        for (u32 n = 0; n < 6; ++n)
            transform[n] = n % 3 == 2 ? random_.between(-20, 20) * 65536 : random_.between(-100'000, 100'000);
        input.transform = transform;
    };
    if (!is_surface)
        vary(made.source);
    if (random_.one_in(2)) {
        made.has_mask = true;
        made.mask.source.bitmap = bitmap(BitmapFormat::rgba, shapes_[on].format, static_cast<u32>(area.width()) + 3,
                                         static_cast<u32>(area.height()) + 2);
        made.mask.origin = {static_cast<i32>(random_.below(4)), static_cast<i32>(random_.below(3))};
        vary(made.mask);
        made.has_component_alpha = random_.one_in(2);
    }
    return made;
}

Operation RandomScene::operation_on_a1(u32 on, Rect area)
{
    switch (random_.below(5)) {
    case 0:
        return Blackness{.mask = mask(area)};
    case 1:
        return Whiteness{.mask = mask(area)};
    case 2:
        return stroke(on, area, true);
    case 3:
        return text(on, area);
    default:
        return Fill{.brush = solid(PixelFormat::a1), .mask = mask(area)};
    }
}

Operation RandomScene::operation(u32 on, Rect area)
{
    PixelFormat const format = shapes_[on].format;
    switch (random_.below(16)) {
    case 0:
    case 1:
        return Fill{.brush = brush(on), .rop = rop(ropd::invers_brush, ropd::invers_dest), .mask = mask(area)};
    case 2: {
        Sourced const from = source(on, area, true);
        return Opaque{.source = from.source,
                      .source_area = from.area,
                      .brush = brush(on),
                      .rop = rop(ropd::invers_brush, ropd::invers_src),
                      .scale = scale(),
                      .mask = mask(area)};
    }
    case 3:
    case 4: {
        Sourced const from = source(on, area, true);
        return Copy{.source = from.source,
                    .source_area = from.area,
                    .rop = rop(ropd::invers_src, ropd::invers_dest),
                    .scale = scale(),
                    .mask = mask(area)};
    }
    case 5: {
        Sourced const from = source(on, area, true);
        return Blend{{.source = from.source,
                      .source_area = from.area,
                      .rop = rop(ropd::invers_src, ropd::invers_dest),
                      .scale = scale(),
                      .mask = mask(area)}};
    }
    case 6:
    case 7:
        return CopyBits{
            .from = {static_cast<i32>(random_.below(shapes_[on].width - static_cast<u32>(area.width()) + 1)),
                     static_cast<i32>(random_.below(shapes_[on].height - static_cast<u32>(area.height()) + 1))}};
    case 8:
        return Blackness{.mask = mask(area)};
    case 9:
        return Whiteness{.mask = mask(area)};
    case 10:
        return Invers{.mask = mask(area)};
    case 11: {
        if (!oracle::has_colour(format))
            return Invers{.mask = mask(area)};
        u8 code = 0;
        do
            code = static_cast<u8>(random_.below(256));
        while (oracle::ignores_pattern(code) || oracle::ignores_source(code) || oracle::ignores_target(code));
        Sourced from = source(on, area, true);
        if (from.area.width() != area.width() || from.area.height() != area.height())
            from.area = from.area.moved(-from.area.left, -from.area.top); // else SPICE rounds it: docs/known-faults.md
        return Rop3{.source = from.source,
                    .source_area = from.area,
                    .brush = brush(on),
                    .rop3 = code,
                    .scale = scale(),
                    .mask = mask(area)};
    }
    case 12:
        return stroke(on, area, false);
    case 13:
        if (format == PixelFormat::x565_16) // whose text colours SPICE takes for 555
            return stroke(on, area, false);
        return text(on, area);
    case 14: {
        Sourced const from = source(on, area, true);
        if (random_.one_in(3) && oracle::has_colour(format))
            return Transparent{.source = from.source,
                               .source_area = from.area,
                               .transparent_color = static_cast<u32>(random_.next()) & 0xffffff};
        return AlphaBlend{.source = from.source,
                          .source_area = from.area,
                          .alpha = static_cast<u8>(random_.one_in(3) ? 255 : random_.below(256)),
                          .target_has_alpha = random_.one_in(4),
                          .source_surface_has_alpha = random_.one_in(4) && has_alpha(from.source)};
    }
    default:
        return composite(on, area);
    }
}

} // namespace drawing
