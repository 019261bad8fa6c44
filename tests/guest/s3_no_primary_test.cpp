// SPDX-License-Identifier: MIT
// Off-screen surfaces can live without a primary, but qxl-vga wakes up in VGA mode, where it does not look at its
// rings.
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/sleeper.hpp"

TEST(promise, surfaces_without_primary, "Off-screen surfaces without a primary come back, from VGA mode too",
     .groups = "sleep", .stage = Stage::sleep)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    qxl::SleepPath path(*device);
    t.detail("path device={} form={}", device->index(), path.form());
    REQUIRE_OK(t, device->create_primary(640, 480, qxl::Format::xrgb_32));
    REQUIRE_OK(t, device->destroy_primary());
    constexpr u32 count = 5, size = 16;
    qxl::Surface* surfaces[count];
    for (u32 n = 0; n < count; ++n) {
        surfaces[n] = REQUIRE_OK(t, device->create_surface(size, size, qxl::Format::argb_32));
        REQUIRE_OK(t, device->fill(*surfaces[n], qxl::Device::whole(*surfaces[n]), 0xff000000u + 0x010203u * (n + 1)));
    }
    auto const compare = [&](std::string_view when) {
        for (u32 n = 0; n < count; ++n)
            for (u32 byte = 0; byte < 3; ++byte)
                if (u8 const seen = surfaces[n]->row(size - 1)[byte]; seen != (3 - byte) * (n + 1)) {
                    t.detail("{}: surface {} byte {}", when, n, byte);
                    EXPECT_EQ(t, (3 - byte) * (n + 1), u32{seen});
                }
    };
    REQUIRE_OK(t, sleeper.check_wake_source());
    REQUIRE_OK(t, sleeper.prepare());
    REQUIRE_OK(t, path.stop_producing());
    REQUIRE_OK(t, path.notify_cmd());
    REQUIRE_OK(t, path.notify_cursor());
    REQUIRE_OK(t, path.flush_surfaces());
    compare("step 3");
    REQUIRE_OK(t, path.destroy_all_surfaces());
    REQUIRE_OK(t, path.flush_release());
    EXPECT_OK(t, path.nothing_held());
    auto const slept = REQUIRE_OK(t, sleeper.sleep(t.report()));
    Sleeper::report_wake_up(t.report(), slept);
    EXPECT_OK(t, sleeper.check_wake_up(slept.wake_up));
    EXPECT_OK(t, path.check_reset_state());
    REQUIRE_OK(t, path.reopen());
    REQUIRE_OK(t, path.recreate_surfaces());
    compare("step 8");
    for (qxl::Surface* s : surfaces)
        REQUIRE_OK(t, device->update_all(*s));
    compare("after step 8");
    EXPECT_OK(t, device.close());
}
