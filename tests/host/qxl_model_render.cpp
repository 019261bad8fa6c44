// SPDX-License-Identifier: MIT
// The model's lazy rendering: drawables wait until someone looks at their surface.
#include "tests/host/qxl_model.hpp"
#include "tests/host/qxl_model_load.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace qxl::test {

// Everything up to the last drawable that touches the surface: more than the server does, never less.
void Model::render_until_surface(u32 surface)
{
    size_t n = 0;
    for (size_t i = 0; i < drawables_.size(); ++i) {
        wire::Drawable const& d = drawables_[i].read.d;
        bool reads = false;
        for (unsigned k = 0; k < 3; ++k)
            reads = reads || d.surfaces_dest[k] == static_cast<i32>(surface);
        if (d.surface_id == surface || reads)
            n = i + 1;
    }
    render_first(n);
}

void Model::render_first(size_t n)
{
    for (; n > 0; --n) {
        Pending const p = drawables_.front();
        drawables_.pop_front();
        render(p);
        release(p.command);
    }
}

void Model::render(Pending const& p)
{
    wire::Drawable const& d = p.read.d;
    if (surfaces_.count(d.surface_id) == 0)
        return;
    Rect const box = d.bbox.rect();
    if (d.clip.type == wire::ClipType::none)
        return draw(p.read, box);
    for (Rect const& r : p.read.clip) {
        Rect const both{std::max(r.top, box.top), std::max(r.left, box.left), std::min(r.bottom, box.bottom),
                        std::min(r.right, box.right)};
        if (!both.is_empty())
            draw(p.read, both);
    }
}

u8* Model::pixel(ModelSurface const& s, i32 x, i32 y) const
{
    i64 const line = s.stride < 0 ? static_cast<i64>(s.height) - 1 - y : y;
    return s.memory + line * std::abs(s.stride) +
           x * static_cast<i64>(bits_per_pixel(static_cast<Format>(s.format)) / 8);
}

// Fills, copies without a conversion, and COPY_BITS; the others' pixels are not modelled.
void Model::draw(ReadDrawable const& r, Rect area)
{
    wire::Drawable const& d = r.d;
    ModelSurface const& to = surfaces_.at(d.surface_id);
    size_t const bytes = bits_per_pixel(static_cast<Format>(to.format)) / 8;
    Rect const box = d.bbox.rect();
    if (d.type == wire::DrawType::fill) {
        u32 const color = d.fill.brush.color;
        for (i32 y = area.top; y < area.bottom; ++y)
            for (i32 x = area.left; x < area.right; ++x)
                std::memcpy(pixel(to, x, y), &color, bytes);
        return;
    }
    if (d.type == wire::DrawType::copy_bits) {
        std::vector<u8> saved(to.memory, to.memory + static_cast<size_t>(std::abs(to.stride)) * to.height);
        ModelSurface before = to;
        before.memory = saved.data();
        for (i32 y = area.top; y < area.bottom; ++y)
            for (i32 x = area.left; x < area.right; ++x)
                std::memcpy(pixel(to, x, y),
                            pixel(before, x - box.left + d.copy_bits.src_pos.x, y - box.top + d.copy_bits.src_pos.y),
                            bytes);
        return;
    }
    if (d.type != wire::DrawType::copy)
        return;
    Rect const src = d.copy.src_area.rect();
    if (src.width() != box.width() || src.height() != box.height())
        return;
    ModelSurface from{};
    std::vector<u8> pixels = r.source->data;
    if (r.source->descriptor.type == wire::ImageType::surface) {
        from = surfaces_.at(r.source->surface_id);
    } else {
        wire::BitmapData const& b = r.source->bitmap;
        if (bits_per_pixel(b.format) != bytes * 8)
            return;
        bool const is_top_down = (b.flags & wire::bitmap_top_down) != 0;
        auto const stride = static_cast<i32>(b.stride);
        from = {nullptr, pixels.data(), b.x, b.y, to.format, is_top_down ? stride : -stride};
    }
    for (i32 y = area.top; y < area.bottom; ++y)
        for (i32 x = area.left; x < area.right; ++x)
            std::memcpy(pixel(to, x, y), pixel(from, x - box.left + src.left, y - box.top + src.top), bytes);
}

} // namespace qxl::test
