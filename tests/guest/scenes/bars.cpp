// SPDX-License-Identifier: MIT
// Colour bars in the manner of SMPTE, gradients, a staircase of greys, and a label, in a frame of small blocks.
#include "tests/guest/scenes/paint.hpp"
#include "tests/guest/scenes/scenes.hpp"

namespace scenes {

namespace {
constexpr auto primary = SurfaceRef::primary;
constexpr i32 columns = 7;
constexpr u32 bright[columns] = {0xc0c0c0, 0xc0c010, 0x10c0c0, 0x10c010, 0xc010c0, 0xc01010, 0x1010c0};
constexpr u32 dark = 0x14141c;

constexpr i32 edge(Rect area, i32 part, i32 parts) { return area.left + area.width() * part / parts; }

// Light and dark blocks around the picture show that its edges are all there.
Status frame(Target& target, Rect screen, i32 block)
{
    constexpr u32 light = 0xe8e8e8;
    TRY(target.fill(primary, {0, 0, screen.right, block}, light));
    TRY(target.fill(primary, {0, screen.bottom - block, screen.right, screen.bottom}, light));
    TRY(target.fill(primary, {0, block, block, screen.bottom - block}, light));
    TRY(target.fill(primary, {screen.right - block, block, screen.right, screen.bottom - block}, light));
    for (i32 x = 0; x < screen.right; x += 2 * block) {
        i32 const right = x + block < screen.right ? x + block : screen.right;
        TRY(target.fill(primary, {x, 0, right, block}, dark));
        TRY(target.fill(primary, {x, screen.bottom - block, right, screen.bottom}, dark));
    }
    for (i32 y = 2 * block; y < screen.bottom - block; y += 2 * block) {
        TRY(target.fill(primary, {0, y, block, y + block}, dark));
        TRY(target.fill(primary, {screen.right - block, y, screen.right, y + block}, dark));
    }
    return {};
}

// Red, green, blue and white, each from nearly dark to full.
Status gradients(Target& target, Rect area)
{
    constexpr u32 ends[] = {0xff1010, 0x10ff10, 0x1010ff, 0xffffff};
    i32 const strips = std::size(ends);
    auto image = TRY(ImageBuffer::allocate(static_cast<u32>(area.width()), static_cast<u32>(area.height())));
    for (i32 i = 0; i < strips; ++i)
        gradient_across(image, {0, area.height() * i / strips, area.width(), area.height() * (i + 1) / strips},
                        0x101010, ends[i]);
    return target.copy(primary, area, image.image(), {0, 0});
}

Status paint(Target& target, Mode const& mode)
{
    Rect const screen{0, 0, static_cast<i32>(mode.width), static_cast<i32>(mode.height)};
    i32 const block = screen.width() / 32;
    TRY(frame(target, screen, block));

    Rect const inner = screen.shrunk(block);
    i32 const bars_end = inner.top + inner.height() * 56 / 100, strip_end = inner.top + inner.height() * 64 / 100;
    i32 const gradients_end = inner.top + inner.height() * 84 / 100;
    for (i32 i = 0; i < columns; ++i) {
        i32 const left = edge(inner, i, columns), right = edge(inner, i + 1, columns);
        TRY(target.fill(primary, {left, inner.top, right, bars_end}, bright[i]));
        TRY(target.fill(primary, {left, bars_end, right, strip_end}, i % 2 == 0 ? bright[columns - 1 - i] : dark));
    }
    TRY(gradients(target, {inner.left, strip_end, inner.right, gradients_end}));
    constexpr i32 greys = 12;
    for (i32 i = 0; i < greys; ++i)
        TRY(target.fill(primary, {edge(inner, i, greys), gradients_end, edge(inner, i + 1, greys), inner.bottom},
                        mix(0x101010, 0xffffff, i, greys - 1)));

    u32 const scale = mode.width / 200;
    i32 const middle = screen.width() / 2, line = static_cast<i32>(scale) * 9;
    Point const at{middle, inner.top + inner.height() * 20 / 100};
    TRY(label_centred(target, primary, at, "QXL TEST GUEST", {scale, 0xffffff, dark, static_cast<i32>(scale) * 3}));
    auto const words = FixedText<32>::of("{}X{} {}", mode.width, mode.height, mode.format);
    return label_centred(target, primary, {middle, at.y + 2 * line}, words.view(),
                         {scale / 2, 0xf0d060, dark, static_cast<i32>(scale) * 2});
}
} // namespace

constinit Scene const bars{
    "bars", "colour bars, gradients and a label in a frame of blocks", {1024, 768, PixelFormat::xrgb_32}, paint};

} // namespace scenes
