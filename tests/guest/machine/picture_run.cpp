// SPDX-License-Identifier: MIT
// A picture of the catalogue as a guest test: on each surface format, on the primary and off the screen.
#include "drivers/qxl/machine/binding.hpp"
#include "kernel/machine/machine.hpp"
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/machine/drawing_stage.hpp"
#include "tests/guest/machine/format_turns.hpp"
#include "tests/guest/machine/hold.hpp"

namespace {
using drawing::Picture;
using drawing::PixelFormat;
using drawing::Sheet;
using drawing::SurfaceShape;

// The three sheets of one format. The primary has a colour format: QEMU shows no other (hw/display/qxl-render.c).
constexpr SurfaceShape sheet_shapes(PixelFormat format, u32 n)
{
    SurfaceShape shape{.width = Sheet::width, .height = Sheet::height, .format = format};
    if (n == 0 && !oracle::has_colour(format))
        shape.format = PixelFormat::xrgb_32;
    if (n == 2) {
        shape.bottom_up = true;
        shape.gap = 12;
    }
    return shape;
}
constexpr u32 sheet_count = 3;
constexpr u32 first_sheet(PixelFormat format) { return oracle::has_colour(format) ? 0 : 1; }

using Sheets = std::array<drawing::SurfaceRef, sheet_count>;
Result<Sheets> create_sheets(drawing::Easel& easel, PixelFormat format)
{
    Sheets sheets;
    for (u32 n = 0; n < sheet_count; ++n)
        sheets[n] = TRY(easel.create(sheet_shapes(format, n)));
    return sheets;
}

// The device draws on all sheets, the oracle on the first one.
Status draw_sheets(DrawingStage& stage, drawing::Arena& arena, Picture const& picture, PixelFormat format)
{
    Sheets const sheets = TRY(create_sheets(stage, format));
    u32 const parts = stage.count(), first = first_sheet(format);
    for (u32 n = first; n < sheet_count; ++n) {
        arena.clear();
        Sheet sheet(stage, arena, sheets[n], format);
        if (n > first)
            stage.repeat(sheets[n], sheets[first], parts);
        TRY(picture.draw(sheet));
        if (n > first)
            stage.end_repeat();
    }
    return {};
}

// Whether all that the device's surfaces show otherwise than `expected` lies within `where`, on every sheet.
bool is_wrong_within(DrawingStage const& stage, drawing::Expected const& expected, oracle::Rect where)
{
    for (u32 n = 0; n < stage.count(); ++n) {
        drawing::SurfaceRef const ref{n};
        qxl::Surface const& seen = stage.surface(ref);
        auto const difference = oracle::compare(expected.surface(stage.model_of(ref)),
                                                [&](u32 y) { return std::span<u8 const>(seen.row(y)); });
        if (!difference.is_none() && oracle::intersection(difference.box, where) != difference.box)
            return false;
    }
    return true;
}

// Whether the device's surfaces show the faults that the oracle can draw, and nothing else that is wrong.
Result<bool> is_as_faults_have_it(DrawingStage const& stage, drawing::Arena& arena, Picture const& picture,
                                  PixelFormat format)
{
    auto faulty = TRY(drawing::Expected::open());
    faulty.faults = oracle::Faults::all();
    Sheets const sheets = TRY(create_sheets(faulty, format));
    arena.clear();
    Sheet sheet(faulty, arena, sheets[first_sheet(format)], format);
    TRY(picture.draw(sheet));
    return is_wrong_within(stage, faulty, {});
}

void run_on_format(Check& check, DrawingStage& stage, drawing::Arena& arena, Picture const& picture, PixelFormat format)
{
    if (!EXPECT_OK(check, draw_sheets(stage, arena, picture, format)) || !EXPECT_OK(check, stage.render()))
        return;
    drawing::KnownFault const& known = picture.options.known;
    auto const found = stage.find_difference();
    if (found && known.applies_to(format)) {
        auto is_known = known.is_modelled ? is_as_faults_have_it(stage, arena, picture, format)
                                          : Result<bool>(is_wrong_within(stage, stage.expected(), known.within));
        if (!EXPECT_OK(check, is_known))
            return;
        if (*is_known) {
            check.detail("surface {}: {}", static_cast<u32>(found->surface), found->difference);
            check.known(known.cause);
            return;
        }
    }
    auto const what = FixedText<64>::of("{}.{}", picture.name, format);
    stage.compare(check, what.view());
    if (machine().options.hold && oracle::has_colour(format))
        EXPECT_OK(check, hold_screen(check.report(), what.view(), stage.canvas(drawing::SurfaceRef::primary)));
}
} // namespace

void drawing::run_picture(Test& t, Picture const& picture)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    u32 drawn = 0;
    for (PixelFormat format : formats)
        if (char const* why = picture.options.refusals.of(format))
            t.detail("not_allowed {}: {}", format, why);
        else if (is_drawn_on(picture, format))
            ++drawn;
    if (!draws_each_format(machine().options))
        t.detail("one format, whose turn it is: --group draw has the others");
    t.plan(drawn);
    {
        auto stage = REQUIRE_OK(t, DrawingStage::open(*device));
        auto arena = REQUIRE_OK(t, Arena::create(Sheet::arena_bytes));
        for (PixelFormat format : formats) {
            if (!is_drawn_on(picture, format))
                continue;
            Check check = t.begin(name(format));
            run_on_format(check, stage, arena, picture, format);
            EXPECT_OK(check, stage.drop());
        }
    }
    EXPECT_OK(t, device.close());
}
