// SPDX-License-Identifier: MIT
#include "tests/guest/machine/surface_set.hpp"

#include <cstring>

namespace {
using oracle::Canvas;
using oracle::PixelFormat;

struct Format {
    qxl::Format wire;
    PixelFormat pixels;
};
// The server draws on no others.
constexpr Format formats[] = {
    {qxl::Format::xrgb_32, PixelFormat::xrgb_32},
    {qxl::Format::rgb_565, PixelFormat::x565_16},
    {qxl::Format::argb_32, PixelFormat::argb_32},
    {qxl::Format::rgb_555, PixelFormat::x555_16},
};
constexpr u32 formats_size = std::size(formats);

struct Shape {
    u32 width, height;
    Format format;
    qxl::SurfaceOptions options;
};

// Periods without a common factor wherever one could hide the other; the driver puts odd ids behind BAR4.
Shape shape_of(u32 n)
{
    Shape s{24 + n * 7 % 41, 8 + n * 5 % 23, formats[(n + n / formats_size) % formats_size], {}};
    u32 const stride = static_cast<u32>(align_up(oracle::row_bytes(s.format.pixels, s.width), 4));
    s.options.stride_bytes = stride + n % 5 * 4;
    s.options.bottom_up = n / 2 % 2 != 0;
    return s;
}
constexpr u32 primary_width = 320, primary_height = 200;
constexpr u8 spoilt = 0xa5;
// From here on one drawable a surface, not three: the server keeps 1000 at most and renders the oldest beyond that.
constexpr u32 many_surfaces = 250;
// The largest off-screen shape, as room for its picture.
constexpr u32 side_max = 64;

qxl::Rect wire_rect(oracle::Rect r) { return {r.top, r.left, r.bottom, r.right}; }
} // namespace

Result<SurfaceSet> SurfaceSet::create(qxl::Device& device, u32 count, u32 seed)
{
    if (count == 0 || count > device.rom_info().surfaces)
        return Error{Side::unsupported, "surfaces", Value::of(count, "at least"),
                     Value::of(device.rom_info().surfaces, "in the ROM's n_surfaces"),
                     "spice-protocol 0.14 qxl_dev.h QXLRom n_surfaces"};
    SurfaceSet set(device, seed, TRY(Pages::allocate(count * sizeof(qxl::Surface*))),
                   TRY(Pages::allocate(count * sizeof(Canvas))));
    for (u32 n = 0; n < count; ++n)
        TRY(set.add(n));
    // The device zeroes the memory of new surfaces when it comes to their commands. UPDATE_AREA ends after all of them.
    TRY(device.update_area(set.surface(0), qxl::rect_at(0, 0, 1, 1)));
    return set;
}

SurfaceSet::SurfaceSet(SurfaceSet&& other)
    : device_(other.device_), seed_(other.seed_), surfaces_(std::move(other.surfaces_)),
      canvases_(std::move(other.canvases_)), count_(std::exchange(other.count_, 0))
{
}

SurfaceSet::~SurfaceSet()
{
    for (u32 n = count_; n-- > 0;)
        canvas(n).~Canvas();
}

Status SurfaceSet::add(u32 n)
{
    Shape const shape = shape_of(n);
    u32 const width = n == 0 ? primary_width : shape.width, height = n == 0 ? primary_height : shape.height;
    Canvas canvas = TRY(Canvas::create(width, height, n == 0 ? PixelFormat::xrgb_32 : shape.format.pixels));
    surfaces_.as<qxl::Surface*>()[n] =
        n == 0 ? TRY(device_->create_primary(width, height, qxl::Format::xrgb_32))
               : TRY(device_->create_surface(width, height, shape.format.wire, shape.options));
    new (canvases_.bytes().data() + n * sizeof(Canvas)) Canvas(std::move(canvas));
    ++count_;
    return {};
}

Canvas& SurfaceSet::canvas(u32 n) const
{
    ASSERT(n < count_);
    return *std::launder(reinterpret_cast<Canvas*>(canvases_.bytes().data()) + n);
}

u32 SurfaceSet::colour(u32 n, u32 round) const
{
    // No colour is 0 in any format, so that lost memory shows.
    u32 const mixed = (n + 1) * 0x9e3779b1u + (round + 1) * 0x85ebca77u + seed_ * 0xc2b2ae3du;
    return (mixed >> 8 & 0xffffff) | 0x080808;
}

void SurfaceSet::spoil()
{
    for (u32 n = 0; n < count_; ++n)
        std::memset(surface(n).memory().data(), spoilt, surface(n).memory().size());
}

Status SurfaceSet::draw(u32 round)
{
    for (u32 n = 0; n < count_; ++n)
        TRY(draw_surface(n, round));
    return {};
}

Status SurfaceSet::draw_surface(u32 n, u32 round)
{
    qxl::Surface& s = surface(n);
    Canvas& expected = canvas(n);
    PixelFormat const format = expected.format();
    oracle::Rect const all = expected.bounds();
    u32 const rgb = colour(n, round);

    if (n != 0 && n % 3 == 0) {
        // Every pixel its own: rows and columns that change places show.
        u32 pixels[side_max * side_max];
        u32 const size = expected.width() * expected.height();
        ASSERT(size <= std::size(pixels));
        for (u32 i = 0; i < size; ++i)
            pixels[i] = oracle::opaque((rgb + i * 0x030507) | 0x080808);
        std::span const used(pixels, size);
        TRY(expected.copy(all, {expected.width(), expected.height(), used}, {0, 0}));
        TRY(device_->copy(s, qxl::Device::whole(s),
                          {expected.width(),
                           expected.height(),
                           qxl::BitmapFormat::bits_32,
                           expected.width() * 4,
                           {reinterpret_cast<u8 const*>(pixels), size * sizeof(u32)}}));
    } else {
        expected.fill(all, oracle::pack(format, rgb));
        TRY(device_->fill(s, qxl::Device::whole(s), oracle::pack(format, rgb)));
    }
    if (count_ >= many_surfaces)
        return {};

    oracle::Rect const mark = oracle::Rect::at(static_cast<i32>((n + round) % 8), static_cast<i32>(round % 3), 11, 4);
    u32 const value = oracle::pack(format, rgb ^ 0xf0f0f0);
    expected.fill(mark, value);
    TRY(device_->fill(s, wire_rect(mark), value));
    // From a surface off the screen into the primary: they are rendered in the right order only if the server knows.
    if (n != 0 && format == PixelFormat::xrgb_32) {
        oracle::Rect const at = all.moved(static_cast<i32>(n * 13 % 200), static_cast<i32>(n * 11 % 150));
        TRY(canvas(0).copy(at, expected, {0, 0}));
        TRY(device_->copy_surface(surface(0), wire_rect(at), s, {0, 0}));
    }
    return {};
}

Status SurfaceSet::set_cursor(u32 round)
{
    constexpr u32 side = 16;
    u32 pixels[side * side];
    for (u32 i = 0; i < side * side; ++i)
        pixels[i] = oracle::opaque(colour(i, round));
    return device_->cursor_set({side, side, 0, 0, pixels}, {static_cast<i32>(20 + round % 50), 30});
}

Status SurfaceSet::render(qxl::Device::Via via)
{
    for (u32 n = 0; n < count_; ++n)
        TRY(device_->update_area(surface(n), qxl::Device::whole(surface(n)), via));
    return {};
}

oracle::Difference SurfaceSet::difference(u32 n) const
{
    qxl::Surface const& s = surface(n);
    return oracle::compare(canvas(n), [&](u32 y) { return s.row(y); });
}

u32 SurfaceSet::differing() const
{
    u32 sum = 0;
    for (u32 n = 0; n < count_; ++n)
        sum += !difference(n).is_none();
    return sum;
}

void SurfaceSet::compare(Check& check, std::string_view what) const
{
    u32 bad = 0;
    for (u32 n = 0; n < count_; ++n) {
        oracle::Difference const d = difference(n);
        if (d.is_none() || ++bad > 1)
            continue;
        auto text = Report::Reason::of("{}: device {} surface {} of {}: {}", what, device_->index(), n, count_, d);
        check.detail("{}", text);
        check.fail(text.view());
    }
    check.detail("{} device={} surfaces={} differing={}", what, device_->index(), count_, bad);
}

u64 SurfaceSet::memory_bytes() const
{
    u64 sum = 0;
    for (u32 n = 0; n < count_; ++n)
        sum += surface(n).memory().size();
    return sum;
}

void SurfaceSet::copy_memory(std::span<u8> to) const
{
    u64 at = 0;
    for (u32 n = 0; n < count_; ++n) {
        std::span<u8 const> const from = surface(n).memory();
        std::memcpy(to.data() + at, from.data(), from.size());
        at += from.size();
    }
}

Status SurfaceSet::end()
{
    for (u32 n = count_; n-- > 1;)
        TRY(device_->destroy_surface(surface(n)));
    if (count_ != 0)
        TRY(device_->destroy_primary());
    return device_->collect();
}
