// SPDX-License-Identifier: MIT
// Sleep with much on the device: a thousand surfaces, and BAR0 with room for next to nothing.
#include "kernel/test.hpp"
#include "tests/guest/machine/sleep_run.hpp"
#include "tests/guest/machine/surface_set.hpp"

#include <algorithm>
#include <array>

namespace {
constexpr char no_surfaces[] = "needs off-screen surfaces: QXL revision 2 or more";

// Takes every free byte of BAR0 but `room`, in one piece, and gives it back at the end.
class Crowd {
public:
    explicit Crowd(qxl::Device& device) : device_(device) {}
    Status fill_up(u64 room);
    Status leave();

private:
    qxl::Device& device_;
    std::array<qxl::Block, 512> blocks_{};
    size_t count_ = 0;
};

Status Crowd::fill_up(u64 room)
{
    qxl::Block const kept_free = TRY(device_.reserve(0, room));
    for (u64 size = device_.heap(0).size(); size >= qxl::Heap::granule;) {
        auto const block = device_.reserve(0, size);
        if (!block) {
            size /= 2;
            continue;
        }
        if (count_ == blocks_.size()) {
            TRY(device_.unreserve(0, *block));
            break; // what is left are crumbs
        }
        blocks_[count_++] = *block;
    }
    return device_.unreserve(0, kept_free);
}

Status Crowd::leave()
{
    while (count_ > 0)
        TRY(device_.unreserve(0, blocks_[--count_]));
    return {};
}

Status expect_contents(SurfaceSet const& set, char const* when)
{
    if (u32 const wrong = set.differing(); wrong != 0)
        return Error{Side::device, when, Value::of(0, "surfaces differ"), Value::of(wrong, "surfaces differ"),
                     "spice-protocol 2011 sleep sequence"};
    return {};
}

// A sleep with what is drawn and not rendered; every surface compared at each stage. Says how long the sequence took.
void sleep_with(Test& t, SleepRun& run, SurfaceSet const& set)
{
    Instant const start = now();
    REQUIRE_OK(t, run.take({0, 1, 2, 3, 4, 5}));
    Duration const before = now() - start;
    EXPECT_OK(t, run.expect_held(Left::nothing, "before sleep"));
    EXPECT_OK(t, expect_contents(set, "surfaces before sleep"));
    REQUIRE_OK(t, run.sleep());
    REQUIRE_OK(t, run.wake_up());
    EXPECT_OK(t, expect_contents(set, "surfaces after wake-up"));
    Instant const awake = now();
    REQUIRE_OK(t, run.recreate());
    t.detail("sequence surfaces={} steps_0_to_5_us={} step_8_us={}", set.count(), before.us(), (now() - awake).us());
    EXPECT_OK(t, expect_contents(set, "surfaces after step 8"));
}
} // namespace

TEST(variant, surfaces_1000, "As many as 1000 surfaces, none rendered: contents kept, nothing held", .groups = "sleep",
     .stage = Stage::sleep)
{
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    if (run.device().revision() < 2)
        return t.skip(no_surfaces);
    u32 const count = std::min(1000u, run.device().rom_info().surfaces);
    auto set = REQUIRE_OK(t, SurfaceSet::create(run.device(), count));
    REQUIRE_OK(t, set.draw(1));
    sleep_with(t, run, set);
    REQUIRE_OK(t, set.draw(2));
    REQUIRE_OK(t, set.render());
    EXPECT_OK(t, expect_contents(set, "surfaces drawn on"));
    EXPECT_OK(t, run.close());
}

TEST(variant, bar0_nearly_full, "12 KiB left for commands: all of the sequence gets through by collecting",
     .groups = "sleep", .stage = Stage::sleep)
{
    constexpr u32 surfaces = 48;
    constexpr u64 room = 12 * KiB;
    SleepRun run(t);
    REQUIRE_OK(t, run.open());
    if (run.device().revision() < 2)
        return t.skip(no_surfaces);
    auto set = REQUIRE_OK(t, SurfaceSet::create(run.device(), surfaces));
    Crowd crowd(run.device());
    REQUIRE_OK(t, crowd.fill_up(room));
    qxl::HeapCounters const& ledger = run.device().heap(0).counters();
    t.detail("bar0 free_bytes={} of={}", run.device().heap(0).size() - ledger.live_bytes(),
             run.device().heap(0).size());
    // What is drawn never had room at once.
    auto const draw = [&](u32 round) -> Result<u64> {
        u64 const before = run.device().commands_released();
        TRY(set.draw(round));
        return run.device().commands_released() - before;
    };
    u64 const first = REQUIRE_OK(t, draw(1));
    sleep_with(t, run, set);
    u64 const second = REQUIRE_OK(t, draw(2));
    REQUIRE_OK(t, set.render());
    EXPECT_OK(t, expect_contents(set, "surfaces drawn on"));
    t.detail("bar0 released_while_drawing={} and_after_wake_up={}", first, second);
    EXPECT(t, first > 0 && second > 0);
    REQUIRE_OK(t, crowd.leave());
    EXPECT_OK(t, run.close());
}
