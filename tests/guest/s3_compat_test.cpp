// SPDX-License-Identifier: MIT
// The sleep contract in compat mode, which on revision 1 is all there is. The contract of 2011 speaks of surfaces that
// are created again with KEEP_DATA; SET_MODE has no such flag. What holds here:
// - Step 3 (or UPDATE_AREA) leaves the picture in the primary's memory, and BAR0 keeps it through the sleep.
// - After steps 4 and 5 the device holds no command; on revision 1, without ports 15 and 21, all but the last
// cursor.set,
//   which nothing short of a reset takes away.
// - SET_MODE zeroes the memory: the driver saves the picture before it and draws it again (SleepPath).
// Spec: drivers/qxl/sleep.hpp; spice-protocol 0.14 qxl_dev.h QXL_IO_SET_MODE.
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/sleeper.hpp"
#include "tests/guest/machine/stage.hpp"

#include <string_view>

namespace {
constexpr scenes::Mode picture{640, 480};

class CompatSleep {
public:
    CompatSleep(Test& t, qxl::Device& device, Sleeper& sleeper, SceneStage& stage)
        : t_(t), device_(device), path_(device), sleeper_(sleeper), stage_(stage)
    {
        Break const fault = machine().options.fault;
        device.faults = {
            .no_flush_surfaces = fault == Break::no_flush_surfaces,
            .no_destroy_all = fault == Break::no_destroy_all,
            .no_flush_release = fault == Break::no_flush_release,
            .no_keep_data = fault == Break::no_keep_data,
            .leak_command = fault == Break::leak_command,
        };
    }

    Status draw();
    // Steps 0 to 8 with a sleep between them; what each of them leaves goes to the test.
    Status sleep(u32 cycle);

private:
    u64 kept() const { return device_.revision() < 2 ? 1 : 0; }
    Status steps_before_sleep();
    void expect_only_the_cursor_held();

    Test& t_;
    qxl::Device& device_;
    qxl::SleepPath path_;
    Sleeper& sleeper_;
    SceneStage& stage_;
};

Status CompatSleep::draw()
{
    TRY(stage_.draw_with([](scenes::Target& both) { return scenes::clips.draw(both, picture); }));
    TRY(stage_.render());
    stage_.compare(t_, "before");
    return {};
}

void CompatSleep::expect_only_the_cursor_held()
{
    u64 held = 0;
    device_.for_each_held([&](unsigned bar, qxl::Block const& b) {
        t_.detail("held bar={} offset={} bytes={} purpose={}", bar, hex(b.offset), b.size, b.purpose);
        EXPECT(t_, std::string_view(b.purpose) == qxl::purpose::cursor_set);
        ++held;
    });
    EXPECT_EQ(t_, kept(), held);
}

Status CompatSleep::steps_before_sleep()
{
    TRY(path_.stop_producing());
    TRY(path_.notify_cmd());
    TRY(path_.notify_cursor());
    TRY(path_.flush_surfaces());
    stage_.compare(t_, "step3 picture in memory");
    TRY(path_.destroy_all_surfaces());
    TRY(path_.flush_release());
    TRY(path_.nothing_held());
    expect_only_the_cursor_held();
    return {};
}

Status CompatSleep::sleep(u32 cycle)
{
    TRY(sleeper_.prepare());
    // Not rendered when the sequence begins. Two cursors: the first must come back.
    TRY(stage_.draw_marks(3 * cycle));
    TRY(stage_.draw_marks(3 * cycle + 1));
    TRY(steps_before_sleep());

    auto const slept = TRY(sleeper_.sleep(t_.report()));
    Sleeper::report_wake_up(t_.report(), slept);
    TRY(sleeper_.check_wake_up(slept.wake_up));
    TRY(path_.check_reset_state());
    TRY(path_.reopen());
    EXPECT(t_, device_.mode() != qxl::Mode::compat);
    stage_.compare(t_, "step7 picture after wake-up");
    EXPECT_EQ(t_, kept(), TRY(path_.write_off_lost()));
    EXPECT_EQ(t_, u64{0}, device_.heap(0).held());

    TRY(path_.recreate_surfaces());
    EXPECT(t_, device_.mode() == qxl::Mode::compat);
    stage_.compare(t_, "step8 picture drawn again after SET_MODE");
    TRY(stage_.draw_marks(3 * cycle + 2));
    TRY(stage_.render());
    stage_.compare(t_, "drawn on");
    return {};
}

void run(Test& t, bool wants_revision_1)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    if ((device->revision() < 2) != wants_revision_1)
        return t.skip(wants_revision_1 ? "needs QXL revision 1" : "needs QXL revision 2 or more");
    t.detail("path device={} form={}", device->index(), qxl::SleepPath(*device).form());
    auto stage = REQUIRE_OK(t, SceneStage::open(*device, DeviceTarget::PrimaryBy::set_mode));
    CompatSleep compat(t, *device, sleeper, stage);
    REQUIRE_OK(t, compat.draw());
    REQUIRE_OK(t, sleeper.check_wake_source());
    constexpr u32 cycles = 2;
    for (u32 cycle = 0; cycle < cycles && !t.is_bad(); ++cycle)
        REQUIRE_OK(t, compat.sleep(cycle));
    EXPECT_OK(t, stage.end());
    EXPECT_OK(t, device.close());
}
} // namespace

TEST(promise, compat_mode, "SET_MODE on revision 2 and later: nothing held before sleep, the picture back after it",
     .groups = "sleep", .stage = Stage::sleep)
{
    run(t, false);
}

TEST(promise, revision_1_compat,
     "Revision 1: all but the last cursor given back before sleep, the picture back after it", .groups = "sleep",
     .stage = Stage::sleep)
{
    run(t, true);
}

// Without any step: what the server had not rendered may be lost, but not the memory of its commands.
TEST(promise, compat_mode_unprepared, "Sleep in compat mode without any step: every block is the guest's again",
     .groups = "sleep", .stage = Stage::sleep)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    qxl::SleepPath path(*device);
    t.detail("path device={} form={}", device->index(), path.form());
    auto stage = REQUIRE_OK(t, SceneStage::open(*device, DeviceTarget::PrimaryBy::set_mode));
    REQUIRE_OK(t, stage.draw_with([](scenes::Target& both) { return scenes::clips.draw(both, picture); }));
    REQUIRE_OK(t, stage.render());
    REQUIRE_OK(t, sleeper.check_wake_source());
    REQUIRE_OK(t, sleeper.prepare());
    REQUIRE_OK(t, stage.draw_marks(1));
    u64 const held = device->heap(0).held();
    auto const slept = REQUIRE_OK(t, sleeper.sleep(t.report()));
    Sleeper::report_wake_up(t.report(), slept);
    EXPECT_OK(t, sleeper.check_wake_up(slept.wake_up));
    EXPECT_OK(t, path.check_reset_state());
    REQUIRE_OK(t, path.reopen());
    u64 const lost = REQUIRE_OK(t, path.write_off_lost());
    t.detail("compat held={} lost={}", held, lost);
    EXPECT_EQ(t, held, lost);
    EXPECT_EQ(t, u64{0}, device->heap(0).counters().live());
    REQUIRE_OK(t, path.recreate_surfaces());
    // A whole new picture: what was lost must not be missed by anything later.
    REQUIRE_OK(t, stage.draw_with([](scenes::Target& both) { return scenes::bars.paint(both, picture); }));
    REQUIRE_OK(t, stage.render());
    stage.compare(t, "a new picture after a sleep without steps");
    EXPECT_OK(t, stage.end());
    EXPECT_OK(t, device.close());
}
