// SPDX-License-Identifier: MIT
// Compat mode: the one mode of revision 1, which later revisions enter by SET_MODE. One surface, commands of another
// layout, addresses of the bus; what is drawn looks the same, and every command comes back.
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/stage.hpp"

#include <algorithm>
#include <cstring>

TEST(draw, compat_mode, "SET_MODE, then scenes, a copy within the primary and a cursor by commands of compat mode",
     .stage = Stage::drawing)
{
    constexpr scenes::Mode mode{640, 480};
    constexpr auto primary_ref = scenes::SurfaceRef::primary;
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto stage = REQUIRE_OK(t, SceneStage::open(*device, DeviceTarget::PrimaryBy::set_mode));
    // What SET_MODE zeroes.
    std::memset(device->resources().ram.data() + device->rom_info().layout.surface0_offset, 0xa5,
                size_t{mode.width} * mode.height * 4);
    for (scenes::Scene const* scene : {&scenes::bars, &scenes::clips}) {
        REQUIRE_OK(t, stage.draw_with([&](scenes::Target& both) -> Status {
            TRY(both.begin(mode.width, mode.height, mode.format));
            EXPECT(t, std::ranges::all_of(device->primary()->memory(), [](u8 byte) { return byte == 0; }));
            return scene->paint(both, mode);
        }));
        REQUIRE_OK(t, stage.render());
        stage.compare(t, scene->name);
        // The cursor set twice and moved, and the primary copied over itself.
        REQUIRE_OK(t, stage.draw_marks(1));
        REQUIRE_OK(t, stage.draw_marks(2));
        REQUIRE_OK(t, stage.draw_with([&](scenes::Target& both) {
            return both.copy_surface(primary_ref, oracle::Rect::at(50, 70, 400, 300), primary_ref, {10, 20}, {});
        }));
        REQUIRE_OK(t, stage.render());
        stage.compare(t, "marks and a copy within the primary");
        if (t.is_bad())
            return;
    }
    t.detail("compat revision={} stride={}", device->revision(), device->primary()->stride());
    EXPECT_OK(t, stage.end());
    qxl::SleepPath path(*device);
    EXPECT_OK(t, path.flush_release());
    EXPECT_OK(t, path.nothing_held());

    // And the way back to native mode, where there is one.
    if (device->revision() >= 2) {
        auto& primary = *REQUIRE_OK(t, device->create_primary(640, 480, qxl::Format::xrgb_32));
        REQUIRE_OK(t, device->fill(primary, qxl::Device::whole(primary), 0x123456));
        REQUIRE_OK(t, device->update_all(primary));
        EXPECT_EQ(t, u8{0x56}, primary.row(479)[0]);
        EXPECT_OK(t, device->destroy_primary());
    }
    EXPECT_OK(t, device.close());
}
