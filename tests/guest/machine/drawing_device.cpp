// SPDX-License-Identifier: MIT
#include "tests/guest/machine/drawing_device.hpp"

#include "tests/guest/machine/wire_words.hpp"

namespace {
using drawing::SurfaceRef;
namespace op = qxl::op;

constexpr u64 arena_bytes = 256 * 1024; // of one command: clip lists, paths, glyphs

// One command in the driver's words. Keeps what these point to, as long as it lives.
class Translation {
public:
    Translation(DrawingDevice const& device, drawing::Arena& arena, drawing::Command const& command)
        : device_(device), arena_(arena), target_(device.surface(command.on)), command_(command)
    {
    }

    qxl::DrawArgs args()
    {
        qxl::DrawArgs a{.on = target_, .area = wire::rect(command_.area), .clip = clip()};
        std::visit([&](auto const& operation) { a.operation = translate(operation); }, command_.operation);
        if (command_.has_self_bitmap)
            a.self_bitmap = a.area;
        if (command_.effect != 0)
            a.effect = static_cast<qxl::wire::Effect>(command_.effect);
        return a;
    }

private:
    // The driver wants rectangles inside the surface.
    std::span<qxl::Rect const> clip()
    {
        auto const rects = arena_.take<qxl::Rect>(command_.clip.size());
        for (size_t n = 0; n < rects.size(); ++n)
            rects[n] = wire::rect(command_.clip[n]);
        return rects;
    }

    qxl::Bitmap const& bitmap(drawing::Bitmap const& from)
    {
        qxl::Bitmap& to = *new (arena_.take<qxl::Bitmap>(1).data()) qxl::Bitmap{
            .width = from.width,
            .height = from.height,
            .format = static_cast<qxl::BitmapFormat>(from.format),
            .stride = from.stride,
            .pixels = from.bytes,
            .top_down = from.top_down,
            .palette = from.palette,
            .is_direct = from.is_direct,
            .cache_as = from.is_cached ? from.unique : 0,
        };
        if (from.chunk_bytes != 0)
            to.chunk_bytes = from.chunk_bytes;
        return to;
    }
    qxl::Source source(drawing::Source const& from)
    {
        if (from.bitmap != nullptr)
            return bitmap(*from.bitmap);
        return device_.surface(from.surface);
    }
    qxl::Brush brush(drawing::Brush const& from)
    {
        switch (from.kind) {
        case drawing::Brush::Kind::none:
            break;
        case drawing::Brush::Kind::solid:
            return qxl::Brush::solid(from.color);
        case drawing::Brush::Kind::pattern:
            return qxl::Brush::tiled(source(from.pattern), wire::point(from.origin));
        }
        return {};
    }
    qxl::Mask mask(drawing::Mask const& from)
    {
        if (from.bitmap == nullptr)
            return {};
        return {.image = bitmap(*from.bitmap), .origin = wire::point(from.origin), .is_inverted = from.is_inverted};
    }
    static qxl::ScaleMode scale(drawing::Scale from)
    {
        return from == drawing::Scale::interpolate ? qxl::ScaleMode::interpolate : qxl::ScaleMode::nearest;
    }

    qxl::Operation translate(drawing::Fill const& o)
    {
        return op::Fill{.brush = brush(o.brush), .rop = o.rop, .mask = mask(o.mask)};
    }
    qxl::Operation translate(drawing::Opaque const& o)
    {
        return op::Opaque{.source = source(o.source),
                          .source_area = wire::rect(o.source_area),
                          .brush = brush(o.brush),
                          .rop = o.rop,
                          .scale = scale(o.scale),
                          .mask = mask(o.mask)};
    }
    op::Copy copy(drawing::Copy const& o)
    {
        return {.source = source(o.source),
                .source_area = wire::rect(o.source_area),
                .rop = o.rop,
                .scale = scale(o.scale),
                .mask = mask(o.mask)};
    }
    qxl::Operation translate(drawing::Copy const& o) { return copy(o); }
    qxl::Operation translate(drawing::Blend const& o) { return op::Blend{copy(o)}; }
    qxl::Operation translate(drawing::CopyBits const& o) { return op::CopyBits{.from = wire::point(o.from)}; }
    qxl::Operation translate(drawing::Blackness const& o) { return op::Blackness{.mask = mask(o.mask)}; }
    qxl::Operation translate(drawing::Whiteness const& o) { return op::Whiteness{.mask = mask(o.mask)}; }
    qxl::Operation translate(drawing::Invers const& o) { return op::Invers{.mask = mask(o.mask)}; }
    qxl::Operation translate(drawing::Rop3 const& o)
    {
        return op::Rop3{.source = source(o.source),
                        .source_area = wire::rect(o.source_area),
                        .brush = brush(o.brush),
                        .rop3 = o.rop3,
                        .scale = scale(o.scale),
                        .mask = mask(o.mask)};
    }
    qxl::Operation translate(drawing::Stroke const& o)
    {
        auto const points = arena_.take<qxl::Point>(o.points.size());
        for (size_t n = 0; n < points.size(); ++n)
            points[n] = wire::point(o.points[n]);
        auto const style = arena_.take<u8>(o.style.size());
        for (size_t n = 0; n < style.size(); ++n)
            style[n] = static_cast<u8>(o.style[n]);
        return op::Stroke{.points = points,
                          .is_closed = o.is_closed,
                          .style = style,
                          .starts_with_gap = o.starts_with_gap,
                          .brush = brush(o.brush),
                          .fore_mode = o.fore_mode,
                          .back_mode = o.back_mode};
    }
    qxl::Operation translate(drawing::Text const& o)
    {
        auto const glyphs = arena_.take<op::Glyph>(o.glyphs.size());
        for (size_t n = 0; n < glyphs.size(); ++n)
            glyphs[n] = {.position = wire::point(o.glyphs[n].position),
                         .origin = wire::point(o.glyphs[n].origin),
                         .width = o.glyphs[n].width,
                         .height = o.glyphs[n].height,
                         .bytes = o.glyphs[n].bytes};
        return op::Text{.bits = o.bits,
                        .glyphs = glyphs,
                        .back_area = wire::rect(o.back_area),
                        .fore = brush(o.fore),
                        .back = brush(o.back),
                        .fore_mode = o.fore_mode,
                        .back_mode = o.back_mode};
    }
    qxl::Operation translate(drawing::Transparent const& o)
    {
        return op::Transparent{.source = source(o.source),
                               .source_area = wire::rect(o.source_area),
                               .transparent_color = o.transparent_color};
    }
    qxl::Operation translate(drawing::AlphaBlend const& o)
    {
        return op::AlphaBlend{.source = source(o.source),
                              .source_area = wire::rect(o.source_area),
                              .alpha = o.alpha,
                              .target_has_alpha = o.target_has_alpha,
                              .source_surface_has_alpha = o.source_surface_has_alpha};
    }
    op::CompositeInput input(drawing::Composite::Input const& from)
    {
        op::CompositeInput to{.source = source(from.source),
                              .origin = wire::point(from.origin),
                              .repeat = static_cast<qxl::wire::Repeat>(from.repeat),
                              .filter = static_cast<qxl::wire::Filter>(from.filter),
                              .is_opaque = from.is_opaque};
        if (!from.transform.empty()) {
            ASSERT(from.transform.size() == 6);
            i32 const* const t = from.transform.data();
            to.transform = new (arena_.take<op::Transform>(1).data())
                op::Transform{.t00 = t[0], .t01 = t[1], .t02 = t[2], .t10 = t[3], .t11 = t[4], .t12 = t[5]};
        }
        return to;
    }
    qxl::Operation translate(drawing::Composite const& o)
    {
        return op::Composite{.op = static_cast<qxl::wire::CompositeOp>(o.op),
                             .source = input(o.source),
                             .mask = o.has_mask ? input(o.mask) : op::CompositeInput{},
                             .has_component_alpha = o.has_component_alpha,
                             .is_target_opaque = o.is_target_opaque};
    }

    DrawingDevice const& device_;
    drawing::Arena& arena_;
    qxl::Surface const& target_;
    drawing::Command const& command_;
};
} // namespace

Result<DrawingDevice> DrawingDevice::open(qxl::Device& device)
{
    return DrawingDevice(device, TRY(Pages::allocate(max_surfaces * sizeof(qxl::Surface*))),
                         TRY(drawing::Arena::create(arena_bytes)));
}

qxl::Surface& DrawingDevice::surface(SurfaceRef ref) const
{
    ASSERT(static_cast<u32>(ref) < count_);
    return *surfaces_.as<qxl::Surface*>()[static_cast<u32>(ref)];
}

Result<SurfaceRef> DrawingDevice::create(drawing::SurfaceShape const& shape)
{
    if (count_ == max_surfaces)
        return Error{Side::guest, "surfaces drawn on", Value::of(max_surfaces, "at most"), "more"};
    qxl::SurfaceOptions options{.bottom_up = shape.bottom_up};
    if (shape.gap != 0)
        options.stride_bytes = static_cast<u32>(align_up(oracle::row_bytes(shape.format, shape.width), 4)) + shape.gap;
    qxl::Format const format = wire::format(shape.format);
    surfaces_.as<qxl::Surface*>()[count_] =
        count_ == 0 ? TRY(device_->create_primary(shape.width, shape.height, format, options))
                    : TRY(device_->create_surface(shape.width, shape.height, format, options));
    return SurfaceRef{count_++};
}

Status DrawingDevice::draw(drawing::Command const& command)
{
    arena_.clear();
    Translation translation(*this, arena_, command);
    return device_->draw(translation.args());
}

Status DrawingDevice::drop(u32 keep)
{
    for (; count_ > keep && count_ > 1; --count_)
        TRY(device_->destroy_surface(surface(SurfaceRef{count_ - 1})));
    if (count_ == 1 && keep == 0) {
        count_ = 0;
        TRY(device_->destroy_primary());
    }
    return device_->collect();
}

Status DrawingDevice::render(u32 first)
{
    for (u32 n = first; n < count_; ++n)
        TRY(device_->update_all(surface(SurfaceRef{n})));
    return {};
}
