// SPDX-License-Identifier: MIT
// The sleep sequence with steps left out, swapped and repeated: each time the outcome is defined, and it is the steps'
// promise that fails, nothing else. Marks are drawn and not rendered when the sequence begins. They are lost where they
// were destroyed unrendered; the server renders on demand only, as long as no client is connected and nobody looks at
// QEMU's own console. run.py starts it with neither.
// Step 7 is never left out: commands that name a memory slot which was not added end QEMU itself.
#include "kernel/test.hpp"
#include "tests/guest/machine/sleep_run.hpp"

namespace {
struct Order {
    std::initializer_list<unsigned> steps;
    Left held = Left::nothing; // by the device, when the machine goes to sleep
    Marks marks = Marks::kept; // in memory, from then on
};

bool has_flush_release(SleepRun& run) { return run.device().revision() >= 3; }

// Revision 1 has no step 4 that could destroy anything, and its step 5 renders what it gives back.
Marks on_revision(u8 revision, Marks marks) { return revision < 2 && marks == Marks::lost ? Marks::kept : marks; }

// One sleep after these steps, and back to a device that works.
void sleep_after(Test& t, SleepRun& run, Order const& order)
{
    REQUIRE_OK(t, run.take(order.steps));
    EXPECT_OK(t, run.expect_held(order.held, "before sleep"));
    Marks const marks = on_revision(run.device().revision(), order.marks);
    EXPECT_OK(t, run.expect_marks(marks, "before sleep"));
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    EXPECT_OK(t, run.expect_marks(marks, "after wake-up"));
    REQUIRE_OK(t, run.recreate());
    EXPECT_OK(t, run.expect_marks(marks, "after step 8"));
    EXPECT_OK(t, run.end());
}

void run_order(Test& t, Order const& order)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    sleep_after(t, run, order);
}

// The commands wait in both rings, without a kick, for a step that has the server take them.
void run_unkicked(Test& t, Order const& order)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    run.device().faults.no_kick = true;
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.device().cursor_move({30, 40}));
    run.device().faults.no_kick = false;
    sleep_after(t, run, order);
}

// The loop that stands for FLUSH_RELEASE before revision 3 has the server render what it gives back.
void run_order(Test& t, Order const& with_flush_release, Order const& with_oom_loop)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    sleep_after(t, run, has_flush_release(run) ? with_flush_release : with_oom_loop);
}

// Without a sleep: what a repeated step could spoil is in the ledger, in the rings and in the surfaces before that.
void run_repeated(Test& t, std::initializer_list<unsigned> steps)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take(steps));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    EXPECT_OK(t, run.expect_marks(Marks::kept, "before sleep"));
    REQUIRE_OK(t, run.resume_without_sleep());
    EXPECT_OK(t, run.expect_marks(Marks::kept, "after step 8"));
    EXPECT_OK(t, run.end());
}
} // namespace

TEST(variant, full_sequence, "Steps 0 to 5 in order: nothing held, contents kept. What the variants are compared with",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2, 3, 4, 5}});
}

// Left out.

TEST(variant, skip_0_stop_producing, "Without step 0: nothing changes, as long as nothing is drawn", .groups = "sleep",
     .stage = Stage::sleep)
{
    run_order(t, {.steps = {1, 2, 3, 4, 5}});
}

TEST(variant, skip_0_and_draw_before_3, "Drawn between steps 2 and 3: step 3 still renders it", .groups = "sleep",
     .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.take({1, 2}));
    REQUIRE_OK(t, run.draw_marks());
    sleep_after(t, run, {.steps = {3, 4, 5}});
}

TEST(variant, skip_0_and_draw_before_4, "Drawn between steps 3 and 4: lost, and given back all the same",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.take({1, 2, 3}));
    REQUIRE_OK(t, run.draw_marks());
    sleep_after(t, run, {.steps = {4, 5}, .marks = Marks::lost});
}

TEST(variant, skip_1_notify_cmd, "Without step 1: nothing changes, step 3 empties the command ring", .groups = "sleep",
     .stage = Stage::sleep)
{
    run_unkicked(t, {.steps = {0, 2, 3, 4, 5}});
}

TEST(variant, skip_2_notify_cursor, "Without step 2: nothing changes, step 3 empties the cursor ring",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_unkicked(t, {.steps = {0, 1, 3, 4, 5}});
}

TEST(variant, skip_1_2, "Without steps 1 and 2: nothing changes", .groups = "sleep", .stage = Stage::sleep)
{
    run_unkicked(t, {.steps = {0, 3, 4, 5}});
}

TEST(variant, skip_3_flush_surfaces, "Without step 3: the marks are lost, the ledger is empty", .groups = "sleep",
     .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2, 4, 5}, .marks = Marks::lost});
}

TEST(variant, skip_4_destroy_all, "Without step 4: contents kept, surfaces and cursor stay held", .groups = "sleep",
     .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2, 3, 5}, .held = Left::pinned});
}

TEST(variant, skip_5_flush_release, "Without step 5: contents kept, nothing is given back", .groups = "sleep",
     .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    u32 const pushed = run.device().release_ring().prod();
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4}));
    EXPECT_EQ(t, pushed, run.device().release_ring().prod());
    sleep_after(t, run, {.steps = {}, .held = Left::everything});
}

TEST(variant, skip_5_after_many, "Without step 5 after many commands: all but the last few come back by themselves",
     .groups = "sleep", .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    for (u32 n = 0; n < 5; ++n)
        REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4}));
    REQUIRE_OK(t, run.device().collect());
    Holding const left = run.holding();
    t.detail("left commands={}", left.commands());
    EXPECT(t, left.commands() > 0 && left.commands() < SleepRun::bunch);
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    EXPECT_OK(t, run.expect_marks(Marks::kept, "after wake-up"));
    REQUIRE_OK(t, run.recreate());
    EXPECT_OK(t, run.end());
}

TEST(variant, skip_3_4, "Without steps 3 and 4: drawables stay held too, each surface is as before or as after",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2, 5}, .held = Left::everything, .marks = Marks::either},
              {.steps = {0, 1, 2, 5}, .held = Left::pinned});
}

TEST(variant, skip_4_5, "Without steps 4 and 5: contents kept, nothing is given back", .groups = "sleep",
     .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2, 3}, .held = Left::everything});
}

TEST(variant, skip_3_4_5, "Without steps 3 to 5: everything stays held, each surface is as before or as after",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2}, .held = Left::everything, .marks = Marks::either});
}

TEST(variant, skip_keep_data, "Step 8 without KEEP_DATA: the device clears every surface", .groups = "sleep",
     .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    EXPECT_OK(t, run.expect_marks(Marks::kept, "after wake-up"));
    REQUIRE_OK(t, run.recreate(false));
    EXPECT_OK(t, run.expect_marks(Marks::zeroed, "after step 8"));
    REQUIRE_OK(t, run.draw_picture());
    EXPECT_OK(t, run.end());
}

TEST(variant, skip_8_of_one_surface,
     "One surface left out of step 8: its memory stays, the others work, it comes back later", .groups = "sleep",
     .stage = Stage::sleep)
{
    constexpr scenes::SurfaceRef left_out{3}, other{1};
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    if (run.device().revision() < 2)
        return t.skip("needs off-screen surfaces: QXL revision 2 or more");
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    qxl::Surface& late = run.stage().device().surface(left_out);
    REQUIRE_OK(t, run.path().recreate_surfaces(true, &late));
    EXPECT(t, late.state() == qxl::Surface::State::suspended);
    EXPECT_OK(t, run.expect_held({.creates = SleepRun::panes - 1, .data = SleepRun::panes - 1}, "after step 8"));
    REQUIRE_OK(t, run.stage().draw_with([&](scenes::Target& both) {
        return both.fill(other, oracle::Rect::at(20, 20, 5, 5), 0xabcdef, {});
    }));
    REQUIRE_OK(t, run.device().update_all(run.stage().device().surface(other)));
    EXPECT_OK(t, run.expect_marks(Marks::kept, "one surface not recreated"));
    REQUIRE_OK(t, run.recreate());
    EXPECT_OK(t, run.expect_marks(Marks::kept, "all recreated"));
    EXPECT_OK(t, run.end());
}

// Swapped.

TEST(variant, swap_1_2, "The cursor ring first: nothing changes", .groups = "sleep", .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 2, 1, 3, 4, 5}});
}

TEST(variant, swap_0_5, "Production stopped last: nothing changes, as long as nothing is drawn", .groups = "sleep",
     .stage = Stage::sleep)
{
    run_order(t, {.steps = {1, 2, 3, 4, 5, 0}});
}

TEST(variant, notify_after_flush, "Steps 1 and 2 behind 3: nothing changes", .groups = "sleep", .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 3, 1, 2, 4, 5}});
}

TEST(variant, swap_3_4, "FLUSH_SURFACES finds no surface: the marks are lost, the ledger is empty", .groups = "sleep",
     .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2, 4, 3, 5}, .marks = Marks::lost});
}

TEST(variant, flush_surfaces_last, "FLUSH_SURFACES behind 4 and 5: the marks are lost, the ledger is empty",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2, 4, 5, 3}, .marks = Marks::lost});
}

TEST(variant, swap_4_5, "FLUSH_RELEASE before DESTROY_ALL misses what that frees: surfaces and cursor stay held",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2, 3, 5, 4}, .held = Left::pinned});
}

TEST(variant, backwards, "Steps 5 to 0: the marks are lost, and nothing is given back", .groups = "sleep",
     .stage = Stage::sleep)
{
    run_order(t, {.steps = {5, 4, 3, 2, 1, 0}, .held = Left::everything, .marks = Marks::lost},
              {.steps = {5, 4, 3, 2, 1, 0}, .held = Left::pinned});
}

// Repeated.

TEST(variant, repeat_0_stop_producing, "Step 0 twice: nothing changes", .groups = "sleep", .stage = Stage::sleep)
{
    run_repeated(t, {0, 0, 1, 2, 3, 4, 5});
}

TEST(variant, repeat_1_notify_cmd, "Step 1 twice: nothing changes", .groups = "sleep", .stage = Stage::sleep)
{
    run_repeated(t, {0, 1, 1, 2, 3, 4, 5});
}

TEST(variant, repeat_2_notify_cursor, "Step 2 twice: nothing changes", .groups = "sleep", .stage = Stage::sleep)
{
    run_repeated(t, {0, 1, 2, 2, 3, 4, 5});
}

TEST(variant, repeat_3_flush_surfaces, "Step 3 twice: nothing changes", .groups = "sleep", .stage = Stage::sleep)
{
    run_repeated(t, {0, 1, 2, 3, 3, 4, 5});
}

TEST(variant, repeat_4_destroy_all, "Step 4 twice: nothing changes", .groups = "sleep", .stage = Stage::sleep)
{
    run_repeated(t, {0, 1, 2, 3, 4, 4, 5});
}

TEST(variant, repeat_5_flush_release, "Step 5 twice: an entry without a chain, and nothing else, comes",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_repeated(t, {0, 1, 2, 3, 4, 5, 5});
}

TEST(variant, repeat_8_recreate_surfaces, "Step 8 twice: the second finds nothing left to do", .groups = "sleep",
     .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    REQUIRE_OK(t, run.draw_picture());
    REQUIRE_OK(t, run.draw_marks());
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    REQUIRE_OK(t, run.recreate());
    Holding const held = run.holding();
    REQUIRE_OK(t, run.recreate());
    EXPECT_OK(t, run.expect_held(held, "after step 8 twice"));
    EXPECT_OK(t, run.expect_marks(Marks::kept, "after step 8 twice"));
    EXPECT_OK(t, run.end());
}

TEST(variant, repeat_all, "The whole sequence twice, then sleep: nothing changes", .groups = "sleep",
     .stage = Stage::sleep)
{
    run_order(t, {.steps = {0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5}});
}
