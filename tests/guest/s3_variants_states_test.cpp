// SPDX-License-Identifier: MIT
// Sleep out of every state that a driver may be in: commands in the rings, releases not collected, no surface, no mode,
// asleep already, a full ring. After each of them the device works.
#include "kernel/test.hpp"
#include "tests/guest/machine/sleep_run.hpp"
#include "tests/guest/machine/surface_set.hpp"

#include <cstring>

namespace {
using qxl::wire::Port;

// What the machine wakes up to, and back to a device that works.
void sleep_and_go_on(Test& t, SleepRun& run, Marks marks)
{
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    EXPECT_OK(t, run.expect_marks(marks, "after wake-up"));
    REQUIRE_OK(t, run.recreate());
    EXPECT_OK(t, run.expect_marks(marks, "after step 8"));
    EXPECT_OK(t, run.end());
}

// Without a surface there are no contents: the picture comes after the sleep.
void sleep_without_picture(Test& t, SleepRun& run)
{
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    REQUIRE_OK(t, run.recreate());
    REQUIRE_OK(t, run.draw_picture());
    EXPECT_OK(t, run.end());
}
} // namespace

// Work left undone. What the server does with it until the reset, and at the reset, is its own affair (QEMU's stops the
// server first, which renders what that had taken): commands vanish, or are taken and rendered. But their ids never
// come back twice, and the memory is the guest's again.

TEST(variant, commands_in_rings, "Sleep right after drawing, no step taken: each surface is as before or as after",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.device().cursor_move({30, 40}));
    sleep_and_go_on(t, run, Marks::either);
}

TEST(variant, commands_in_rings_without_kick, "The same with commands that the server was not told of",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    run.device().faults.no_kick = true;
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.device().cursor_move({30, 40}));
    t.detail("in_rings display={} cursor={}", REQUIRE_OK(t, run.device().command_ring().pending()),
             REQUIRE_OK(t, run.device().cursor_ring().pending()));
    run.device().faults.no_kick = false;
    sleep_and_go_on(t, run, Marks::either);
}

TEST(variant, full_command_ring, "A command ring filled to the last slot: the steps empty it, contents kept",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.fill_command_ring());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    EXPECT_OK(t, run.expect_marks(Marks::kept, "before sleep"));
    sleep_and_go_on(t, run, Marks::kept);
}

TEST(variant, full_command_ring_asleep,
     "Sleep with a full command ring, no step taken: each surface as before or after", .groups = "sleep",
     .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.fill_command_ring());
    sleep_and_go_on(t, run, Marks::either);
}

TEST(variant, releases_not_collected, "Sleep with releases in the ring: gone with the reset, contents kept",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4}));
    run.device().io().write(run.device().revision() < 3 ? Port::notify_oom : Port::flush_release);
    // NOTIFY_OOM only asks; FLUSH_RELEASE has pushed when the write returns.
    EXPECT(t, wait_until(run.device().limits.ring, [&] { return !run.device().release_ring().is_empty(); }));
    EXPECT_OK(t, run.expect_held(Left::everything, "before sleep"));
    sleep_and_go_on(t, run, Marks::kept);
}

// Asleep already.

TEST(variant, second_sleep_before_step_8, "Awake, opened again, and asleep before step 8: contents still kept",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before the second sleep"));
    sleep_and_go_on(t, run, Marks::kept);
}

TEST(variant, second_sleep_before_step_7, "Awake and asleep again before the driver did anything: contents still kept",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    REQUIRE_OK(t, run.sleep());
    EXPECT_OK(t, run.path().check_reset_state());
    sleep_and_go_on(t, run, Marks::kept);
}

TEST(variant, second_sleep_after_step_8, "Asleep again with nothing drawn since step 8: contents still kept",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    for (unsigned cycle = 0; cycle < 2; ++cycle) {
        REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
        EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
        if (cycle == 0) {
            REQUIRE_OK(t, run.sleep());
            REQUIRE_OK(t, run.wake_up());
            REQUIRE_OK(t, run.recreate());
        }
    }
    sleep_and_go_on(t, run, Marks::kept);
}

// Nothing to keep.

TEST(variant, before_any_mode, "Sleep as the reset left the device: VGA mode on qxl-vga, undefined mode on qxl",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    t.detail("mode={}", run.device().mode() == qxl::Mode::vga ? "vga" : "undefined");
    sleep_without_picture(t, run);
}

TEST(variant, no_surfaces, "Sleep after the last surface was destroyed: undefined mode, on revision 1 reset",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.stage().end());
    EXPECT(t, run.device().mode() == qxl::Mode::undefined || run.device().revision() < 2);
    sleep_without_picture(t, run);
}

TEST(variant, no_primary, "Sleep with an off-screen surface and no primary: undefined mode, contents kept",
     .groups = "sleep", .stage = Stage::sleep)
{
    constexpr u32 colour = 0x5a3c1e;
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    qxl::Device& device = run.device();
    if (device.revision() < 2)
        return t.skip("needs off-screen surfaces: QXL revision 2 or more");
    REQUIRE_OK(t, device.create_primary(320, 240, qxl::Format::xrgb_32));
    qxl::Surface& surface = *REQUIRE_OK(t, device.create_surface(40, 30, qxl::Format::xrgb_32));
    REQUIRE_OK(t, device.destroy_primary());
    REQUIRE_OK(t, device.fill(surface, qxl::Device::whole(surface), colour));
    auto const is_filled = [&](u32 with) {
        auto const memory = surface.memory();
        for (size_t at = 0; at < memory.size(); at += sizeof(u32))
            if (u32 pixel; std::memcpy(&pixel, &memory[at], sizeof pixel), (pixel & 0xffffff) != with)
                return false;
        return true;
    };
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    EXPECT(t, is_filled(colour));
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    EXPECT(t, is_filled(colour));
    REQUIRE_OK(t, run.recreate());
    EXPECT(t, is_filled(colour));
    REQUIRE_OK(t, device.fill(surface, qxl::Device::whole(surface), colour / 2));
    REQUIRE_OK(t, device.update_all(surface));
    EXPECT(t, is_filled(colour / 2));
    EXPECT_OK(t, run.close());
}

// Compat mode, which revision 1 is always in.

TEST(variant, compat_mode, "Sleep in compat mode: contents kept, by the driver where SET_MODE clears them",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open(SleepRun::PrimaryBy::set_mode));
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    EXPECT_OK(t, run.expect_marks(Marks::kept, "before sleep"));
    sleep_and_go_on(t, run, Marks::kept);
}

TEST(variant, compat_mode_commands_in_ring, "Sleep in compat mode right after drawing, no step taken",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open(SleepRun::PrimaryBy::set_mode));
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    sleep_and_go_on(t, run, Marks::either);
}

TEST(variant, compat_mode_and_native_after, "Sleep in compat mode, and native mode once it is recreated",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open(SleepRun::PrimaryBy::set_mode));
    if (run.device().revision() < 2)
        return t.skip("needs native mode: QXL revision 2 or more");
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    EXPECT_OK(t, run.expect_marks(Marks::kept, "after wake-up"));
    REQUIRE_OK(t, run.recreate());
    REQUIRE_OK(t, run.stage().end());
    auto set = REQUIRE_OK(t, SurfaceSet::create(run.device(), 5));
    REQUIRE_OK(t, set.draw(1));
    REQUIRE_OK(t, set.render());
    EXPECT_EQ(t, 0u, set.differing());
    EXPECT_OK(t, run.close());
}

// The cursor.

TEST(variant, cursor_shown, "Two cursors set, one shown at sleep: the old one comes back at once, the other by step 4",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    u32 pixels[4 * 4];
    for (u32& pixel : pixels)
        pixel = 0xffc0c0c0;
    REQUIRE_OK(t, run.device().cursor_set({4, 4, 1, 1, pixels}, {70, 80}));
    REQUIRE_OK(t, run.device().cursor_move({71, 82}));
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 5}));
    EXPECT_OK(t, run.expect_held(Left::pinned, "before step 4"));
    REQUIRE_OK(t, run.take({4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    sleep_and_go_on(t, run, Marks::kept);
}

TEST(variant, cursor_hidden, "A cursor set and hidden: held like one that is shown, until step 4", .groups = "sleep",
     .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.device().cursor_hide());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 5}));
    EXPECT_OK(t, run.expect_held(Left::pinned, "before step 4"));
    REQUIRE_OK(t, run.take({4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    sleep_and_go_on(t, run, Marks::kept);
}
