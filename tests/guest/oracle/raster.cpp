// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/raster.hpp"

#include "tests/guest/oracle/execution.hpp"

namespace oracle {

using namespace drawing;

Status Execution::draw(Fill const& fill)
{
    TRY(set_brush(fill.brush));
    TRY(set_mask(fill.mask));
    u8 const table = brush_on_target(fill.rop);
    lay_brush(work_, is_wrong(Mistake::fill_wrong_rop) ? inverted(table) : table);
    return {};
}

void Execution::lay_brush(Work const& work, u8 table) const
{
    if (brush_ != nullptr || ignores_pattern(table))
        combine(work, table, brush_, nullptr, stencil_);
}

Status Execution::draw(Opaque const& opaque)
{
    TRY(set_source(opaque.source, opaque.source_area, opaque.scale, false));
    TRY(set_brush(opaque.brush));
    TRY(set_mask(opaque.mask));
    u8 const table = brush_on_source(opaque.rop);
    bool const is_source_alone =
        is_wrong(Mistake::opaque_drops_brush) || (brush_ == nullptr && !ignores_pattern(table));
    combine(work_, is_source_alone ? rop3::source : table, brush_, source_, stencil_);
    return {};
}

Status Execution::draw(Copy const& copy)
{
    if (!is_wrong(Mistake::copy_misses_column))
        return draw_copy(copy, false);
    Rect area = command_.area;
    --area.right;
    Region const region(area, work_.target.bounds(), command_.clip, work_.region.room());
    return Execution(surfaces_, command_,
                     {work_.target, region, work_.scratch, Mistake::none, work_.faults, work_.is_plain})
        .draw_copy(copy, false);
}

Status Execution::draw(Blend const& blend) { return draw_copy(blend, is_wrong(Mistake::blend_wrong_rop)); }

Status Execution::draw(CopyBits const& copy)
{
    Rect area = command_.area;
    if (is_wrong(Mistake::copy_bits_misses_row))
        --area.bottom;
    return work_.target.copy(area, work_.target, copy.from, command_.clip);
}

Status Execution::draw(Blackness const& b)
{
    return draw_constant(is_wrong(Mistake::blackness_is_white) ? rop3::white : rop3::black, b.mask);
}

Status Execution::draw(Whiteness const& w)
{
    return draw_constant(is_wrong(Mistake::whiteness_is_black) ? rop3::black : rop3::white, w.mask);
}

Status Execution::draw(Invers const& i)
{
    return draw_constant(is_wrong(Mistake::invers_does_nothing) ? rop3::target : rop3::invers, i.mask);
}

Status Execution::draw(Rop3 const& r)
{
    TRY(set_source(r.source, r.source_area, r.scale, true));
    TRY(set_brush(r.brush));
    TRY(set_mask(r.mask));
    if (brush_ == nullptr && !ignores_pattern(r.rop3))
        return Error{Side::guest, "brush of a ternary raster operation", "one, as the operation uses it", "none"};
    combine(work_, is_wrong(Mistake::rop3_wrong_rop) ? inverted(r.rop3) : r.rop3, brush_, source_, stencil_);
    return {};
}

Status Execution::draw_copy(Copy const& copy, bool is_inverted)
{
    u8 const table = source_on_target(copy.rop);
    TRY(set_source(copy.source, copy.source_area, copy.scale, table != rop3::source));
    TRY(set_mask(copy.mask));
    combine(work_, is_inverted ? inverted(table) : table, nullptr, source_, stencil_);
    return {};
}

Status Execution::draw_constant(u8 table, Mask const& mask)
{
    TRY(set_mask(mask));
    combine(work_, table, nullptr, nullptr, stencil_);
    return {};
}

Result<Picture> Execution::picture_of(Source const& source) const
{
    if (source.bitmap != nullptr)
        return Picture::of(*source.bitmap, work_.mistake);
    Canvas const* const canvas = surfaces_.find(source.surface);
    if (canvas == nullptr)
        return Error{Side::guest, "source of a command", "a surface that exists", "none"};
    return Picture{*canvas};
}

Status require_inside(Rect area, Picture const& picture)
{
    if (area.is_empty() || !picture.bounds().contains(area))
        return Error{Side::guest, "source area of a command", "inside its source", "another"};
    return {};
}

Status Execution::set_source(Source const& source, Rect area, Scale scale, bool is_combined)
{
    source_picture_.emplace(TRY(picture_of(source)));
    TRY(require_inside(area, *source_picture_));
    // In which order pixels are read and written is nobody's promise but COPY_BITS's.
    if (source_picture_->canvas() == &work_.target && !intersection(area, command_.area).is_empty())
        return Error{Side::guest, "source area of a command on its own target", "apart from the area", "an overlap"};

    if (area.width() == command_.area.width() && area.height() == command_.area.height())
        source_ = &source_layer_.emplace(format(), *source_picture_, command_.area.origin(), area.origin());
    else
        source_ = &source_scaled_.emplace(format(), *source_picture_, area, command_.area,
                                          ScaledLayer::Options{scale, is_combined, !work_.faults.bitmap_alpha_lost,
                                                               is_wrong(Mistake::scale_half_pixel) ? 0x8000 : 0});
    return {};
}

Status Execution::set_brush(Brush const& brush)
{
    brush_ = nullptr;
    switch (brush.kind) {
    case Brush::Kind::none:
        break;
    case Brush::Kind::solid:
        brush_ = &brush_solid_.emplace(format(), brush.color);
        break;
    case Brush::Kind::pattern:
        brush_picture_.emplace(TRY(picture_of(brush.pattern)));
        brush_ = &brush_tiles_.emplace(format(), *brush_picture_,
                                       is_wrong(Mistake::brush_origin_0) ? Point{} : brush.origin);
        break;
    }
    return {};
}

Status Execution::set_mask(Mask const& mask)
{
    if (mask.bitmap == nullptr)
        return {};
    mask_picture_.emplace(TRY(Picture::of_mask(*mask.bitmap, work_.mistake)));
    stencil_ = Stencil(*mask_picture_, command_.area.origin(), mask.origin,
                       mask.is_inverted != is_wrong(Mistake::mask_inverted));
    return {};
}

Result<Scratch> Scratch::create()
{
    return Scratch{TRY(Pages::allocate(u64{row_count} * row_size + max_clip_rects * sizeof(Span)))};
}

Status Rasteriser::draw(Command const& command)
{
    Canvas* const target = surfaces_->find(command.on);
    if (target == nullptr)
        return Error{Side::guest, "target of a command", "a surface that exists", "none"};
    if (command.clip.size() > Scratch::max_clip_rects)
        return Error{Side::guest, "rectangles of a clip", Value::of(Scratch::max_clip_rects, "at most"),
                     Value::of(command.clip.size(), "")};
    if (command.area.is_empty() || !target->bounds().contains(command.area))
        return Error{Side::guest, "area of a command", "inside its target", "another"};

    Region const region(command.area, target->bounds(),
                        mistake == Mistake::clip_ignored ? std::span<Rect const>{} : command.clip,
                        {reinterpret_cast<Span*>(scratch_.spans()), Scratch::max_clip_rects});
    Execution execution(*surfaces_, command, {*target, region, scratch_, mistake, faults, is_plain});
    return std::visit([&](auto const& operation) { return execution.draw(operation); }, command.operation);
}

} // namespace oracle
