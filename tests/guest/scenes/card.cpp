// SPDX-License-Identifier: MIT
// A television test card that names its mode: grid, circle, colours, steps of grey, gratings of fine lines, a gradient.
// Drawn at several resolutions and depths, one after the other on the same device.
#include "tests/guest/scenes/paint.hpp"
#include "tests/guest/scenes/scenes.hpp"

namespace scenes {

namespace {
constexpr auto primary = SurfaceRef::primary;
constexpr u32 dark = 0x101418;

Status grid(Target& target, i32 width, i32 height)
{
    TRY(target.fill(primary, {0, 0, width, height}, 0x586470));
    i32 const cell = height / 12;
    for (i32 x = width / 2 % cell; x < width; x += cell)
        TRY(target.fill(primary, {x == 0 ? 0 : x - 1, 0, x + 1, height}, 0xe8ecf0));
    for (i32 y = height / 2 % cell; y < height; y += cell)
        TRY(target.fill(primary, {0, y == 0 ? 0 : y - 1, width, y + 1}, 0xe8ecf0));
    // The outermost line of pixels on each side, and coloured corners: nothing is cut off or shifted.
    TRY(target.fill(primary, {0, 0, width, 1}, 0xff4040));
    TRY(target.fill(primary, {0, height - 1, width, height}, 0xff4040));
    TRY(target.fill(primary, {0, 0, 1, height}, 0xff4040));
    TRY(target.fill(primary, {width - 1, 0, width, height}, 0xff4040));
    i32 const size = cell * 3 / 2;
    TRY(target.fill(primary, {0, 0, size, size}, 0xd04040));
    TRY(target.fill(primary, {width - size, 0, width, size}, 0x40b050));
    TRY(target.fill(primary, {0, height - size, size, height}, 0x4060d0));
    return target.fill(primary, {width - size, height - size, width, height}, 0xe0c040);
}

// What the circle holds, from top to bottom; every part is cut off at the circle by its clip list.
class Circle {
public:
    Circle(Target& target, Point centre, i32 radius, RectList const& strips, RectList& grating)
        : target_(target), area_{centre.x - radius, centre.y - radius, centre.x + radius, centre.y + radius},
          strips_(strips), grating_(grating)
    {
    }

    Status draw(Mode const& mode)
    {
        TRY(fill({area_.left, area_.top, area_.right, y(22)}, 0xf0f0f0));
        u32 const scale = mode.width / 256;
        TRY(label_centred(target_, primary, {middle(), y(10)}, "QXL", {scale * 2, dark, 0xf0f0f0, 0}));
        constexpr u32 colours[] = {0xf0f010, 0x10f0f0, 0x10f010, 0xf010f0, 0xf01010, 0x1010f0};
        TRY(columns(y(22), y(40), 6, [&](i32 i) { return colours[i]; }));
        TRY(gratings(y(40), y(54)));
        TRY(fill({area_.left, y(54), area_.right, y(66)}, dark));
        auto const words = FixedText<32>::of("{}X{} {}", mode.width, mode.height, mode.format);
        u32 const size = scale > 1 ? scale : 1;
        i32 const room = y(66) - y(54) - static_cast<i32>(7 * size);
        TRY(label_centred(target_, primary, {middle(), y(54) + room / 2}, words.view(), {size, 0xffe080, dark, 0}));
        TRY(columns(y(66), y(78), 8, [](i32 i) { return mix(0x101010, 0xffffff, i, 7); }));
        return gradient(y(78), area_.bottom);
    }

private:
    i32 y(i32 percent) const { return area_.top + area_.height() * percent / 100; }
    i32 middle() const { return (area_.left + area_.right) / 2; }
    Status fill(Rect part, u32 rgb) { return target_.fill(primary, part, rgb, strips_.beside(part)); }

    template <class Colour> Status columns(i32 top, i32 bottom, i32 count, Colour&& colour)
    {
        for (i32 i = 0; i < count; ++i)
            TRY(fill(
                {area_.left + area_.width() * i / count, top, area_.left + area_.width() * (i + 1) / count, bottom},
                colour(i)));
        return {};
    }

    // Groups of upright lines, 1 to 5 pixels wide; the lines are the clip list, inside the circle at this height.
    Status gratings(i32 top, i32 bottom)
    {
        TRY(fill({area_.left, top, area_.right, bottom}, 0xe8e8e8));
        constexpr i32 groups = 5;
        i32 const margin = area_.width() / 14;
        for (i32 i = 0; i < groups; ++i) {
            Rect const group{area_.left + margin + (area_.width() - 2 * margin) * i / groups + 4, top + 6,
                             area_.left + margin + (area_.width() - 2 * margin) * (i + 1) / groups - 4, bottom - 6};
            grating_.clear();
            for (i32 x = group.left; x < group.right; x += 2 * (i + 1))
                grating_.add({x, top, x + i + 1, bottom});
            TRY(target_.fill(primary, group, 0x181830, grating_.rects()));
        }
        return {};
    }

    Status gradient(i32 top, i32 bottom)
    {
        Rect const part{area_.left, top, area_.right, bottom};
        auto image = TRY(ImageBuffer::allocate(static_cast<u32>(part.width()), static_cast<u32>(part.height())));
        gradient_across(image, {0, 0, part.width(), part.height()}, 0x1830a0, 0xf8b020);
        return target_.copy(primary, part, image.image(), {0, 0}, strips_.beside(part));
    }

    Target& target_;
    Rect area_;
    RectList const& strips_;
    RectList& grating_;
};

Status paint(Target& target, Mode const& mode)
{
    i32 const width = static_cast<i32>(mode.width), height = static_cast<i32>(mode.height);
    TRY(grid(target, width, height));
    auto strips = TRY(RectList::allocate(1024));
    auto grating = TRY(RectList::allocate(256));
    Point const centre{width / 2, height / 2};
    i32 const radius = height * 43 / 100;
    strips.add_ellipse(centre, radius + 6, radius + 6);
    TRY(target.fill(primary, Rect::at(centre.x - radius - 6, centre.y - radius - 6, 2 * radius + 12, 2 * radius + 12),
                    0xf8f8f8, strips.rects()));
    strips.clear();
    strips.add_ellipse(centre, radius, radius);
    return Circle{target, centre, radius, strips, grating}.draw(mode);
}
} // namespace

constinit Scene const card_555{"card.640x480.16_555",
                               "a test card with grid and circle that names its mode",
                               {640, 480, PixelFormat::x555_16},
                               paint};
constinit Scene const card_565{
    "card.800x600.16_565", "the test card redrawn, larger and one bit deeper", {800, 600, PixelFormat::x565_16}, paint};
constinit Scene const card_xrgb{
    "card.1024x768.32_xrgb", "the test card redrawn, larger, in 32 bits", {1024, 768, PixelFormat::xrgb_32}, paint};

} // namespace scenes
