// SPDX-License-Identifier: MIT
#include "drivers/qxl/draw_inputs.hpp"

namespace qxl {
namespace {

using Role = Input::Role;

Rect whole(Source const& s)
{
    return s ? rect_at(0, 0, static_cast<i32>(s.width()), static_cast<i32>(s.height())) : Rect{};
}

} // namespace

void Inputs::add(Input const& input)
{
    ASSERT(count_ < 3);
    inputs_[count_++] = input;
}

void Inputs::add_brush(Brush const& brush, bool is_raw)
{
    if (brush.type == wire::BrushType::pattern)
        add({Role::pattern, is_raw, brush.pattern, whole(brush.pattern)});
}

void Inputs::add_mask(Mask const& mask, Rect area)
{
    if (mask.image)
        add({Role::mask, false, mask.image, rect_like(area, mask.origin)});
}

Inputs::Inputs(DrawArgs const& a)
{
    struct Visitor {
        Inputs& in;
        Rect area;

        void operator()(op::Fill const& o)
        {
            in.add_brush(o.brush, true);
            in.add_mask(o.mask, area);
        }
        void operator()(op::Opaque const& o)
        {
            in.add({Role::source, is_same_size(o.source_area, area), o.source, o.source_area});
            in.add_brush(o.brush, true);
            in.add_mask(o.mask, area);
        }
        // BLEND too. Only a plain copy is scaled with a conversion.
        void operator()(op::Copy const& o)
        {
            bool const is_raw = is_same_size(o.source_area, area) || o.rop != ropd::op_put;
            in.add({Role::source, is_raw, o.source, o.source_area});
            in.add_mask(o.mask, area);
        }
        void operator()(op::CopyBits const&) {}
        void operator()(op::Blackness const& o) { in.add_mask(o.mask, area); }
        void operator()(op::Whiteness const& o) { in.add_mask(o.mask, area); }
        void operator()(op::Invers const& o) { in.add_mask(o.mask, area); }
        void operator()(op::Rop3 const& o)
        {
            in.add({Role::source, true, o.source, o.source_area});
            in.add_brush(o.brush, true);
            in.add_mask(o.mask, area);
        }
        void operator()(op::Stroke const& o) { in.add_brush(o.brush, true); }
        void operator()(op::Text const& o)
        {
            in.add_brush(o.fore, false);
            if (!o.back_area.is_empty())
                in.add_brush(o.back, true);
        }
        void operator()(op::Transparent const& o) { in.add({Role::source, true, o.source, o.source_area}); }
        void operator()(op::AlphaBlend const& o) { in.add({Role::source, false, o.source, o.source_area}); }
        void operator()(op::Composite const& o)
        {
            in.add({Role::source, false, o.source.source, whole(o.source.source)});
            if (o.mask.source)
                in.add({Role::source, false, o.mask.source, whole(o.mask.source)});
        }
    };
    std::visit(Visitor{*this, a.area}, a.operation);
}

} // namespace qxl
