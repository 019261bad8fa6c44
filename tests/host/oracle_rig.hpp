// SPDX-License-Identifier: MIT
// What the oracle's unit tests share: canvases by number, pictures written as text, noise.
#pragma once

#include "tests/guest/oracle/raster.hpp"
#include "tests/guest/oracle/row.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace oracle::test {

inline constexpr PixelFormat all_formats[] = {PixelFormat::x555_16, PixelFormat::x565_16, PixelFormat::xrgb_32,
                                              PixelFormat::argb_32, PixelFormat::a8,      PixelFormat::a1};

inline u32 all_bits(PixelFormat format) { return static_cast<u32>((u64{1} << bits_per_pixel(format)) - 1); }

// Surfaces and a rasteriser on them.
class Desk final : public Surfaces {
public:
    Desk() : rasteriser_(Rasteriser::create(*this).value()) {}
    Desk(Desk const&) = delete;

    Canvas* find(drawing::SurfaceRef surface) override
    {
        auto const found = canvases_.find(static_cast<u32>(surface));
        return found == canvases_.end() ? nullptr : &found->second;
    }
    Canvas& add(u32 number, u32 width, u32 height, PixelFormat format)
    {
        canvases_.erase(number);
        return canvases_.emplace(number, std::move(Canvas::create(width, height, format)).value()).first->second;
    }
    Canvas& operator[](u32 number) { return canvases_.at(number); }
    Rasteriser& rasteriser() { return rasteriser_; }

    template <class Operation>
    Status draw(Rect area, Operation const& operation, std::span<Rect const> clip = {}, u32 on = 0)
    {
        drawing::Command command;
        command.on = drawing::SurfaceRef{on};
        command.area = area;
        command.clip = clip;
        command.operation = operation;
        return rasteriser_.draw(command);
    }

private:
    std::map<u32, Canvas> canvases_;
    Rasteriser rasteriser_;
};

// A row of text a line; each pixel as `digit` says.
template <class Digit> std::string picture(Canvas const& canvas, Digit&& digit)
{
    std::string text;
    for (u32 y = 0; y < canvas.height(); ++y) {
        for (u32 x = 0; x < canvas.width(); ++x)
            text += digit(canvas.pixel(x, y));
        text += '\n';
    }
    return text;
}
// '.' for 0, '#' for anything else.
inline std::string ink(Canvas const& canvas)
{
    return picture(canvas, [](u32 pixel) { return pixel == 0 ? '.' : '#'; });
}

inline std::vector<u32> pixels(Canvas const& canvas)
{
    std::vector<u32> all;
    for (u32 y = 0; y < canvas.height(); ++y)
        for (u32 x = 0; x < canvas.width(); ++x)
            all.push_back(canvas.pixel(x, y));
    return all;
}
inline void set_pixels(Canvas& canvas, std::vector<u32> const& all)
{
    for (u32 i = 0; i < all.size(); ++i)
        canvas.set_pixel(i % canvas.width(), i / canvas.width(), all[i]);
}

// Numbers that repeat from run to run; bytes are often 0 or 255, where arithmetic has its edges.
class Noise {
public:
    explicit Noise(u32 seed) : random_(seed) {}

    i32 number(i32 least, i32 most) { return std::uniform_int_distribution<i32>(least, most)(random_); }
    u32 below(u32 limit) { return static_cast<u32>(random_() % limit); }
    bool chance() { return below(2) == 0; }
    u8 byte() { return below(4) != 0 ? static_cast<u8>(random_()) : chance() ? u8{255} : u8{0}; }
    u32 word() { return u32{byte()} << 24 | u32{byte()} << 16 | u32{byte()} << 8 | byte(); }
    // A premultiplied colour.
    u32 argb()
    {
        u32 const alpha = byte();
        auto const part = [&] { return std::min<u32>(byte(), alpha); };
        u32 const r = part(), g = part(), b = part();
        return alpha << 24 | r << 16 | g << 8 | b;
    }
    u32 pixel(PixelFormat format) { return format == PixelFormat::argb_32 ? argb() : word() & all_bits(format); }
    void fill(Canvas& canvas)
    {
        for (u32 y = 0; y < canvas.height(); ++y)
            for (u32 x = 0; x < canvas.width(); ++x)
                canvas.set_pixel(x, y, pixel(canvas.format()));
    }
    // Inside [0, width) x [0, height), not empty.
    Rect rect(u32 width, u32 height)
    {
        i32 const w = static_cast<i32>(width), h = static_cast<i32>(height);
        i32 const left = number(0, w - 1), top = number(0, h - 1);
        return {left, top, number(left + 1, w), number(top + 1, h)};
    }
    template <class T> T const& one_of(std::vector<T> const& list)
    {
        return list[below(static_cast<u32>(list.size()))];
    }

private:
    std::mt19937 random_;
};

// A bitmap that owns its bytes.
struct OwnBitmap {
    std::vector<u8> bytes;
    std::vector<u32> palette;
    drawing::Bitmap bitmap;

    OwnBitmap(drawing::BitmapFormat format, u32 width, u32 height, u32 stride, std::vector<u8> with,
              std::vector<u32> colours = {}, bool top_down = true)
        : bytes(std::move(with)), palette(std::move(colours)), bitmap{.format = format,
                                                                      .width = width,
                                                                      .height = height,
                                                                      .stride = stride,
                                                                      .top_down = top_down}
    {
        bitmap.bytes = bytes;
        bitmap.palette = palette;
    }
    OwnBitmap(OwnBitmap const&) = delete;
    operator drawing::Source() const { return {.bitmap = &bitmap}; }
};

inline u32 bits_of(drawing::BitmapFormat format)
{
    using F = drawing::BitmapFormat;
    return format <= F::bits_1_be                         ? 1
           : format <= F::bits_4_be                       ? 4
           : format == F::bits_16                         ? 16
           : format == F::bits_24                         ? 24
           : format == F::bits_8 || format == F::bits_8_a ? 8
                                                          : 32;
}

inline std::unique_ptr<OwnBitmap> noise_bitmap(Noise& noise, drawing::BitmapFormat format, u32 width, u32 height)
{
    u32 const bits = bits_of(format), stride = (width * bits + 31) / 32 * 4 + 4 * noise.below(2);
    std::vector<u8> bytes(size_t{stride} * height);
    for (u8& byte : bytes)
        byte = noise.byte();
    if (format == drawing::BitmapFormat::rgba)
        for (size_t i = 0; i < bytes.size(); i += 4) {
            u32 const pixel = noise.argb();
            std::memcpy(&bytes[i], &pixel, sizeof pixel);
        }
    std::vector<u32> palette(format <= drawing::BitmapFormat::bits_8 ? size_t{1} << bits : 0);
    for (u32& colour : palette)
        colour = noise.word() & 0xffffff;
    return std::make_unique<OwnBitmap>(format, width, height, stride, std::move(bytes), std::move(palette),
                                       noise.chance());
}

constexpr drawing::Brush solid(u32 color) { return {.kind = drawing::Brush::Kind::solid, .color = color}; }

} // namespace oracle::test
