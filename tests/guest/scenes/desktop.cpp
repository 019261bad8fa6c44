// SPDX-License-Identifier: MIT
// A desktop: wallpaper, icons, a terminal whose text scrolls by copies of the primary on itself, a dialog over a saved
// background, and an arrow cursor that walks along a dotted path, hides and comes back on the button. The cursor is no
// part of surface memory, so the comparison also shows that the device keeps it out.
#include "tests/guest/scenes/paint.hpp"
#include "tests/guest/scenes/scenes.hpp"

namespace scenes {

namespace {
constexpr auto primary = SurfaceRef::primary;

Status window(Target& target, Rect area, std::string_view title, u32 inside)
{
    TRY(target.fill(primary, area, 0x181c24));
    TRY(target.fill(primary, area.shrunk(2), inside));
    TRY(target.fill(primary, {area.left + 2, area.top + 2, area.right - 2, area.top + 24}, 0x3868b0));
    TRY(target.fill(primary, Rect::at(area.right - 20, area.top + 6, 14, 14), 0xe06050));
    return label(target, primary, {area.left + 6, area.top + 2}, title, {2, 0xffffff, 0x3868b0, 4});
}

Status wallpaper(Target& target, i32 width, i32 height)
{
    constexpr i32 bands = 64;
    for (i32 i = 0; i < bands; ++i)
        TRY(target.fill(primary, {0, height * i / bands, width, height * (i + 1) / bands},
                        mix(0x1c3c70, 0x78b8c8, i, bands - 1)));
    return {};
}

Status icons(Target& target, i32 height)
{
    constexpr std::string_view names[] = {"ROM", "RAM", "VRAM", "RINGS"};
    constexpr u32 colours[] = {0xe0b040, 0x60c070, 0xd06080, 0xa080e0};
    for (i32 i = 0; i < 4; ++i) {
        Rect const icon = Rect::at(36, 28 + i * height / 7, 48, 44);
        TRY(target.fill(primary, icon, 0x202830));
        TRY(target.fill(primary, icon.shrunk(3), colours[i]));
        for (i32 pin = 0; pin < 4; ++pin) {
            TRY(target.fill(primary, Rect::at(icon.left + 5 + pin * 11, icon.top - 5, 5, 5), 0xe8e8e8));
            TRY(target.fill(primary, Rect::at(icon.left + 5 + pin * 11, icon.bottom, 5, 5), 0xe8e8e8));
        }
        TRY(label_centred(target, primary, {60, icon.bottom + 8}, names[i], {2, 0xffffff, 0x284868, 3}));
    }
    return {};
}

// Each new line pushes the older ones up: an overlapping copy of the primary on itself.
Status terminal(Target& target, Rect area)
{
    TRY(window(target, area, "SERIAL CONSOLE", 0x14201c));
    constexpr std::string_view lines[] = {"$ RUN.PY",
                                          "BOOT       OK",
                                          "PCI        OK",
                                          "RINGS      OK",
                                          "SCENES     OK",
                                          "S3 SLEEP   ...",
                                          "S3 WAKE    OK",
                                          "COMPARE    OK",
                                          "LEAKED     0",
                                          "PASS",
                                          "$ _"};
    constexpr i32 line_height = 20;
    Rect const page{area.left + 10, area.top + 32, area.right - 10, area.bottom - 8};
    for (std::string_view words : lines) {
        TRY(target.copy_surface(primary, {page.left, page.top, page.right, page.bottom - line_height}, primary,
                                {page.left, page.top + line_height}));
        TRY(target.fill(primary, {page.left, page.bottom - line_height, page.right, page.bottom}, 0x14201c));
        TRY(label(target, primary, {page.left, page.bottom - line_height}, words, {2, 0x70f090, 0x14201c, 2}));
    }
    return {};
}

struct Dialog {
    Rect area;
    Rect button() const { return Rect::at(area.right - 116, area.bottom - 50, 96, 34); }
};

// The dialog first comes up in the wrong place; what it covered is put back from a surface of its own.
Status dialog(Target& target, Dialog const& at, PixelFormat format)
{
    Rect const wrong = at.area.moved(-60, -44);
    auto const saved =
        TRY(target.create_surface(static_cast<u32>(wrong.width()), static_cast<u32>(wrong.height()), format));
    TRY(target.copy_surface(saved, {0, 0, wrong.width(), wrong.height()}, primary, wrong.origin()));
    TRY(window(target, wrong, "MISPLACED", 0xc05050));
    TRY(target.copy_surface(primary, wrong, saved, {0, 0}));

    TRY(window(target, at.area, "SUSPEND TO RAM", 0xd8d8d0));
    TRY(label(target, primary, {at.area.left + 20, at.area.top + 44}, "EVERY PIXEL", {3, 0x202020, 0xd8d8d0, 0}));
    TRY(label(target, primary, {at.area.left + 20, at.area.top + 76}, "IS STILL HERE?", {2, 0x404040, 0xd8d8d0, 0}));
    Rect const button = at.button();
    TRY(target.fill(primary, button, 0x204020));
    TRY(target.fill(primary, button.shrunk(2), 0x58b058));
    return label_centred(target, primary, {(button.left + button.right) / 2, button.top + 6}, "YES",
                         {3, 0xffffff, 0x58b058, 0});
}

constexpr u32 cursor_size = 64;
constexpr Point cursor_hot_spot{4, 4};

// An arrow with a white body, a dark outline and a soft shadow. Width of the body in each row; the tail is a slanted
// bar.
constexpr bool arrow_has(i32 x, i32 y)
{
    x -= cursor_hot_spot.x;
    y -= cursor_hot_spot.y;
    bool const is_head = y >= 0 && y < 40 && x >= 0 && x <= y * 7 / 10 && (y < 29 || x <= (40 - y) * 2);
    i32 const slant = 8 + (y - 26) * 4 / 10;
    bool const is_tail = y >= 26 && y < 48 && x >= slant && x < slant + 8;
    return is_head || is_tail;
}

// The dots end where `covered` begins: the cursor goes on over it.
Status walk_cursor(Target& target, Point from, Point to, Rect covered)
{
    auto image = TRY(ImageBuffer::allocate(cursor_size, cursor_size));
    for (u32 row = 0; row < cursor_size; ++row)
        for (u32 column = 0; column < cursor_size; ++column) {
            i32 const x = static_cast<i32>(column), y = static_cast<i32>(row);
            i32 const inside =
                arrow_has(x, y) + arrow_has(x - 1, y) + arrow_has(x + 1, y) + arrow_has(x, y - 1) + arrow_has(x, y + 1);
            u32 const shadow = arrow_has(x - 5, y - 6) ? 0x6000'0000 : 0;
            image.row(row)[column] = inside == 5 ? 0xffff'ffff : inside > 0 ? 0xff10'1010 : shadow;
        }
    CursorImage const arrow{image.image(), cursor_hot_spot};

    constexpr i32 steps = 16;
    TRY(target.cursor_set(arrow, from));
    for (i32 i = 1; i <= steps; ++i) {
        // Straight on x, braking on y: the path bends.
        i32 const rest = steps - i;
        Point const at{from.x + (to.x - from.x) * i / steps, to.y + (from.y - to.y) * rest * rest / (steps * steps)};
        if (at.x + 20 < covered.left)
            TRY(target.fill(primary, Rect::at(at.x - 3, at.y - 3, 7, 7), 0xffe060));
        TRY(target.cursor_move(at));
        if (i == steps / 2)
            TRY(target.cursor_hide());
    }
    return target.cursor_set(arrow, to);
}

Status paint(Target& target, Mode const& mode)
{
    i32 const width = static_cast<i32>(mode.width), height = static_cast<i32>(mode.height);
    TRY(wallpaper(target, width, height));
    TRY(icons(target, height));
    TRY(terminal(target, {width * 15 / 100, height * 8 / 100, width * 62 / 100, height * 56 / 100}));
    Dialog const box{Rect::at(width * 52 / 100, height * 44 / 100, 290, 170)};
    TRY(dialog(target, box, mode.format));
    TRY(target.fill(primary, {0, height - 40, width, height}, 0x28303c));
    TRY(target.fill(primary, {6, height - 34, 110, height - 6}, 0x3868b0));
    TRY(label(target, primary, {12, height - 30}, "START", {2, 0xffffff, 0x3868b0, 3}));
    TRY(label(target, primary, {width - 120, height - 30}, "S3 READY", {2, 0xc0d0e0, 0x28303c, 3}));
    Rect const button = box.button();
    return walk_cursor(target, {width * 8 / 100, height * 88 / 100},
                       {button.left + button.width() * 3 / 4, button.bottom - 10}, box.area);
}
} // namespace

constinit Scene const desktop{"desktop",
                              "windows on a wallpaper, a scrolled terminal, an arrow cursor on the YES button",
                              {1024, 768, PixelFormat::xrgb_32},
                              paint};

} // namespace scenes
