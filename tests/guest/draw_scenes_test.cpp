// SPDX-License-Identifier: MIT
// Each scene drawn by the device and by the processor; every pixel of every surface compared.
#include "drivers/qxl/machine/binding.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/stage.hpp"
#include "tests/guest/scenes/scenes.hpp"

#include <array>
#include <optional>

namespace {
void draw_and_compare(Test& t, std::span<scenes::Scene const* const> scenes_to_draw)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto stage = REQUIRE_OK(t, SceneStage::open(*device));
    for (scenes::Scene const* scene : scenes_to_draw) {
        REQUIRE_OK(t, stage.draw(*scene));
        REQUIRE_OK(t, stage.render());
        stage.compare(t, scene->name);
        if (t.is_bad())
            break;
    }
    EXPECT_OK(t, stage.end());
    EXPECT_OK(t, device.close());
}
} // namespace

TEST(draw, scene_bars, "Colour bars, gradients and a label", .stage = Stage::drawing)
{
    draw_and_compare(t, std::array{&scenes::bars});
}

TEST(draw, scene_clips, "Overlapping rectangles, a ball and slats, all through clip lists", .stage = Stage::drawing)
{
    draw_and_compare(t, std::array{&scenes::clips});
}

TEST(draw, scene_mosaic, "48 off-screen surfaces composed into the primary", .stage = Stage::drawing)
{
    draw_and_compare(t, std::array{&scenes::mosaic});
}

TEST(draw, scene_desktop, "Windows, a scrolled terminal and a cursor that moves, hides and comes back",
     .stage = Stage::drawing)
{
    draw_and_compare(t, std::array{&scenes::desktop});
}

TEST(draw, scene_card_in_three_modes, "One test card at three resolutions and depths, one after the other",
     .stage = Stage::drawing)
{
    draw_and_compare(t, std::array{&scenes::card_555, &scenes::card_565, &scenes::card_xrgb});
}
