// SPDX-License-Identifier: MIT
// The largest surfaces: the widest, the tallest and the one with most pixels, drawn on at their edges.
#include "drivers/qxl/machine/binding.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/machine/drawing_stage.hpp"

namespace {
using drawing::PixelFormat;
using drawing::SurfaceShape;
using oracle::Rect;

// pixman's limit on a side (pixman 0.42 pixman.h: coordinates of 16 bits), and the oracle's.
constexpr u32 longest_side = 32767;
// Some 10 MB in 32 bits a pixel: the oracle has a copy in guest RAM, 256 MiB by default.
constexpr u32 large_width = 2048, large_height = 1200;

Status draw_at_the_edges(DrawingStage& stage, SurfaceShape const& shape)
{
    auto const on = TRY(stage.create(shape));
    i32 const w = static_cast<i32>(shape.width), h = static_cast<i32>(shape.height);
    auto const fill = [&](Rect area, u32 rgb) {
        drawing::Brush const brush{.kind = drawing::Brush::Kind::solid, .color = oracle::pack(shape.format, rgb)};
        return stage.draw({.on = on,
                           .area = oracle::intersection(area, Rect::at(0, 0, w, h)),
                           .operation = drawing::Fill{.brush = brush}});
    };
    TRY(fill(Rect::at(0, 0, w, h), 0x4080c0));
    TRY(fill(Rect::at(0, 0, 40, 30), 0xf0f0f0));
    TRY(fill(Rect::at(w - 40, h - 30, 40, 30), 0xd0f0a0));
    TRY(fill(Rect::at(w / 2, 0, 1, h), 0xf0a0d0));
    if (shape.format == PixelFormat::a1) // no COPY_BITS there
        return stage.render(static_cast<u32>(on));
    u32 const copied_w = shape.width < 50 ? shape.width : 50, copied_h = shape.height < 40 ? shape.height : 40;
    TRY(stage.draw({.on = on,
                    .area = Rect::at(w - static_cast<i32>(copied_w), h - static_cast<i32>(copied_h),
                                     static_cast<i32>(copied_w), static_cast<i32>(copied_h)),
                    .operation = drawing::CopyBits{.from = {0, 0}}}));
    return stage.render(static_cast<u32>(on));
}
} // namespace

TEST(draw, surface_largest, "The widest, the tallest and a large surface in every format, drawn on at their edges",
     .groups = "draw", .stage = Stage::drawing)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    {
        auto stage = REQUIRE_OK(t, DrawingStage::open(*device));
        for (PixelFormat format : drawing::formats)
            for (SurfaceShape const& shape :
                 {SurfaceShape{longest_side, 2, format}, SurfaceShape{2, longest_side, format},
                  SurfaceShape{large_width, large_height, format, true}}) {
                REQUIRE_OK(t, stage.create({.width = 64, .height = 48}));
                REQUIRE_OK(t, draw_at_the_edges(stage, shape));
                stage.compare(t, FixedText<64>::of("{}_{}x{}", format, shape.width, shape.height).view());
                REQUIRE_OK(t, stage.drop());
            }
    }
    EXPECT_OK(t, device.close());
}
