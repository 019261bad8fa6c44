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
        wire::Drawable const& d = drawables_[i].drawable;
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
    wire::Drawable const& d = p.drawable;
    if (surfaces_.count(d.surface_id) == 0)
        return;
    Rect const box = d.bbox.rect();
    if (d.clip.type == wire::ClipType::none)
        return draw(d, box);
    u8* clip = at(d.clip.data, sizeof(wire::ClipRects));
    if (clip == nullptr)
        return;
    auto const rects = load<wire::ClipRects>(clip);
    if (rects.chunk.data_size != rects.num_rects * sizeof(wire::PackedRect))
        std::abort(); // as the server does
    u8* list = at(d.clip.data + sizeof(wire::ClipRects), rects.chunk.data_size);
    for (u32 i = 0; list != nullptr && i < rects.num_rects; ++i) {
        Rect const r = load<wire::PackedRect>(list + i * sizeof(wire::PackedRect)).rect();
        Rect const both{std::max(r.top, box.top), std::max(r.left, box.left), std::min(r.bottom, box.bottom),
                        std::min(r.right, box.right)};
        if (!both.is_empty())
            draw(d, both);
    }
}

u8* Model::pixel(ModelSurface const& s, i32 x, i32 y) const
{
    i64 const line = s.stride < 0 ? static_cast<i64>(s.height) - 1 - y : y;
    return s.memory + line * std::abs(s.stride) +
           x * static_cast<i64>(bits_per_pixel(static_cast<Format>(s.format)) / 8);
}

void Model::draw(wire::Drawable const& d, Rect area)
{
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
        return; // the others' pixels are not modelled
    u8* image_at = at(d.copy.src_bitmap, sizeof(wire::Image));
    if (image_at == nullptr)
        return;
    auto const image = load<wire::Image>(image_at);
    Rect const src = d.copy.src_area.rect();
    ModelSurface from{};
    std::vector<u8> pixels;
    if (image.descriptor.type == wire::ImageType::surface) {
        if (surfaces_.count(image.surface_id) == 0)
            std::abort(); // as the server does
        from = surfaces_.at(image.surface_id);
    } else {
        for (wire::Physical chunk = image.bitmap.data; chunk != 0;) {
            u8* c = at(chunk, sizeof(wire::DataChunk));
            if (c == nullptr)
                return;
            auto const header = load<wire::DataChunk>(c);
            u8* data = at(chunk + sizeof header, header.data_size);
            pixels.insert(pixels.end(), data, data + header.data_size);
            chunk = header.next_chunk;
        }
        if (pixels.size() != u64{image.bitmap.stride} * image.bitmap.y)
            return bug("image data size");
        u32 const bits = image.bitmap.format == wire::BitmapFmt::bits_16 ? 16u : 32u;
        if (bits != bytes * 8)
            return; // conversions are not modelled
        from = {nullptr,        pixels.data(), image.bitmap.x,
                image.bitmap.y, to.format,     static_cast<i32>(image.bitmap.stride)};
    }
    for (i32 y = area.top; y < area.bottom; ++y)
        for (i32 x = area.left; x < area.right; ++x)
            std::memcpy(pixel(to, x, y), pixel(from, x - box.left + src.left, y - box.top + src.top), bytes);
}

} // namespace qxl::test
