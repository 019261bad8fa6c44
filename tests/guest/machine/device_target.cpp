// SPDX-License-Identifier: MIT
#include "tests/guest/machine/device_target.hpp"

namespace {
constexpr u32 most_surfaces = 1024;

qxl::Format wire_format(oracle::PixelFormat format)
{
    switch (format) {
    case oracle::PixelFormat::x555_16:
        return qxl::Format::rgb_555;
    case oracle::PixelFormat::x565_16:
        return qxl::Format::rgb_565;
    case oracle::PixelFormat::xrgb_32:
        return qxl::Format::xrgb_32;
    case oracle::PixelFormat::argb_32:
        return qxl::Format::argb_32;
    case oracle::PixelFormat::a8:
        return qxl::Format::a_8;
    case oracle::PixelFormat::a1:
        return qxl::Format::a_1;
    }
    return qxl::Format::xrgb_32;
}

oracle::PixelFormat pixel_format(qxl::Format format)
{
    for (auto f : {oracle::PixelFormat::x555_16, oracle::PixelFormat::x565_16, oracle::PixelFormat::argb_32,
                   oracle::PixelFormat::a8, oracle::PixelFormat::a1})
        if (wire_format(f) == format)
            return f;
    return oracle::PixelFormat::xrgb_32;
}

qxl::Rect wire_rect(oracle::Rect r) { return {r.top, r.left, r.bottom, r.right}; }
qxl::Point wire_point(oracle::Point p) { return {p.x, p.y}; }

std::span<u8 const> bytes_of(std::span<u32 const> pixels)
{
    return {reinterpret_cast<u8 const*>(pixels.data()), pixels.size_bytes()};
}
} // namespace

Result<DeviceTarget> DeviceTarget::open(qxl::Device& device, PrimaryBy how)
{
    Pages surfaces = TRY(Pages::allocate(most_surfaces * sizeof(qxl::Surface*)));
    Pages clips = TRY(Pages::allocate(qxl::clip_rects_max * sizeof(qxl::Rect)));
    return DeviceTarget(device, how, std::move(surfaces), std::move(clips));
}

qxl::Surface& DeviceTarget::surface(scenes::SurfaceRef ref) const
{
    ASSERT(scenes::index(ref) < count_);
    return *surfaces_.as<qxl::Surface*>()[scenes::index(ref)];
}

std::optional<std::span<qxl::Rect const>> DeviceTarget::wire_clip(qxl::Surface const& on, scenes::Clip clip) const
{
    auto rects = clips_.as<qxl::Rect>();
    ASSERT(clip.size() <= rects.size());
    oracle::Rect const bounds = oracle::Rect::at(0, 0, static_cast<i32>(on.width()), static_cast<i32>(on.height()));
    size_t size = 0;
    for (oracle::Rect r : clip)
        if (oracle::Rect const inside = oracle::intersection(r, bounds); !inside.is_empty())
            rects[size++] = wire_rect(inside);
    if (size == 0 && !clip.empty())
        return std::nullopt;
    return rects.first(size);
}

Status DeviceTarget::end()
{
    for (; count_ > 1; --count_)
        TRY(device_->destroy_surface(surface(scenes::SurfaceRef{count_ - 1})));
    if (count_ == 1) {
        count_ = 0;
        TRY(device_->destroy_primary());
    }
    return device_->collect();
}

Status DeviceTarget::begin(u32 width, u32 height, oracle::PixelFormat format)
{
    TRY(end());
    qxl::Surface*& primary = surfaces_.as<qxl::Surface*>()[0];
    if (how_ == PrimaryBy::set_mode) {
        if (format != oracle::PixelFormat::xrgb_32)
            return Error{Side::guest, "format of a scene in compat mode", "32_xRGB", static_cast<u32>(format)};
        primary = TRY(device_->set_mode(TRY(device_->mode_number(width, height))));
    } else {
        primary = TRY(device_->create_primary(width, height, wire_format(format)));
    }
    count_ = 1;
    return {};
}

Result<scenes::SurfaceRef> DeviceTarget::create_surface(u32 width, u32 height, oracle::PixelFormat format)
{
    if (count_ == most_surfaces)
        return Error{Side::guest, "surfaces of a scene", Value::of(most_surfaces, "at most"), "more"};
    surfaces_.as<qxl::Surface*>()[count_] = TRY(device_->create_surface(width, height, wire_format(format)));
    return scenes::SurfaceRef{count_++};
}

Status DeviceTarget::fill(scenes::SurfaceRef on, oracle::Rect area, u32 rgb, scenes::Clip clip)
{
    qxl::Surface& s = surface(on);
    auto rects = wire_clip(s, clip);
    return rects ? device_->fill(s, wire_rect(area), oracle::pack(pixel_format(s.format()), rgb), *rects) : Status{};
}

Status DeviceTarget::copy(scenes::SurfaceRef on, oracle::Rect area, oracle::Image const& image, oracle::Point source,
                          scenes::Clip clip)
{
    qxl::Bitmap bitmap{image.width, image.height, qxl::BitmapFormat::bits_32, image.width * u32{sizeof(u32)},
                       bytes_of(image.pixels)};
    auto rects = wire_clip(surface(on), clip);
    return rects ? device_->copy(surface(on), wire_rect(area), bitmap, wire_point(source), *rects) : Status{};
}

Status DeviceTarget::copy_surface(scenes::SurfaceRef on, oracle::Rect area, scenes::SurfaceRef from,
                                  oracle::Point source, scenes::Clip clip)
{
    auto rects = wire_clip(surface(on), clip);
    return rects ? device_->copy_surface(surface(on), wire_rect(area), surface(from), wire_point(source), *rects)
                 : Status{};
}

Status DeviceTarget::cursor_set(scenes::CursorImage const& cursor, oracle::Point position)
{
    qxl::CursorImage image{static_cast<u16>(cursor.argb.width), static_cast<u16>(cursor.argb.height),
                           static_cast<u16>(cursor.hot_spot.x), static_cast<u16>(cursor.hot_spot.y),
                           cursor.argb.pixels};
    return device_->cursor_set(image, wire_point(position));
}

Status DeviceTarget::cursor_move(oracle::Point position) { return device_->cursor_move(wire_point(position)); }

Status DeviceTarget::cursor_hide() { return device_->cursor_hide(); }

Status DeviceTarget::render()
{
    for (u32 n = 0; n < count_; ++n)
        TRY(device_->update_all(surface(scenes::SurfaceRef{n})));
    return {};
}
