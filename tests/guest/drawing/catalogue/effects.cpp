// SPDX-License-Identifier: MIT
// QXL_EFFECT_*: what a command says of itself, so that the server may drop what it hides. The pixels are the same.
#include "tests/guest/drawing/catalogue.hpp"

namespace drawing {
namespace {
constexpr u8 effect_opaque = 1, effect_revert_on_dup = 2, effect_nop_on_dup = 5;
}

PICTURE(effect, opaque, "What is hidden at once need not be drawn; what shows must be")
{
    TRY(sheet.background());
    for (i32 n = 0; n < 12; ++n) {
        Bitmap const card = sheet.card(BitmapFormat::bits_32, 60, 40);
        TRY(sheet.draw({.on = sheet.on(),
                        .area = Rect::at(n, n, 60, 40),
                        .operation = Copy{.source = {.bitmap = &card}, .source_area = Rect::at(0, 0, 60, 40)},
                        .effect = effect_opaque}));
        TRY(sheet.draw({.on = sheet.on(),
                        .area = Rect::at(90 - n * 5, 50 - n, 20 + n * 5 > 95 ? 5 : 6, 10),
                        .operation = Fill{.brush = sheet.solid(0x102030 * static_cast<u32>(n))},
                        .effect = effect_opaque}));
    }
    return {};
}

PICTURE(effect, nop_on_dup, "The same fill again and again changes nothing more")
{
    TRY(sheet.background());
    for (i32 n = 0; n < 3; ++n)
        TRY(sheet.draw({.on = sheet.on(),
                        .area = Rect::at(10, 10, 40, 30),
                        .operation = Fill{.brush = sheet.solid(0xc06030)},
                        .effect = effect_nop_on_dup}));
    return {};
}

PICTURE(effect, revert_on_dup, "The same inversion three times: as if drawn once")
{
    TRY(sheet.background());
    for (i32 n = 0; n < 3; ++n)
        TRY(sheet.draw({.on = sheet.on(),
                        .area = Rect::at(10, 10, 40, 30),
                        .operation = Invers{},
                        .effect = effect_revert_on_dup}));
    return {};
}

} // namespace drawing
