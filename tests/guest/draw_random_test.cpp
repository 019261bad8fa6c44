// SPDX-License-Identifier: MIT
// Random scenes: many commands over several surfaces, drawn in one go, compared at the end. One that differs is made as
// short as it gets and printed, so that it can be run again: seed=S count=1 only=N,N.
#include "drivers/qxl/machine/binding.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"
#include "tests/guest/drawing/random_scene.hpp"
#include "tests/guest/machine/drawing_stage.hpp"
#include "tests/guest/machine/sleep_through.hpp"

#include <bit>

namespace {
using drawing::Command;
using drawing::RandomScene;

// A set of the scene's commands.
using Kept = u64;
static_assert(RandomScene::command_count < 64);
constexpr Kept everything = (Kept{1} << RandomScene::command_count) - 1;

// What `only=` asks for.
Result<Kept> kept_by_options()
{
    std::string_view rest = machine().options.only;
    if (rest.empty())
        return Kept{everything};
    Kept kept = 0;
    for (u32 number = 0;; rest.remove_prefix(1)) {
        bool const is_end = rest.empty() || rest.front() == ',';
        if (!is_end) {
            number = number * 10 + static_cast<u32>(rest.front() - '0');
            continue;
        }
        if (number >= RandomScene::command_count)
            return Error{Side::host, "only=", Value::of(RandomScene::command_count - 1, "at most"),
                         Value::of(number, "")};
        kept |= Kept{1} << number;
        number = 0;
        if (rest.empty())
            return kept;
    }
}

class RandomRun {
public:
    RandomRun(Test& t, qxl::Device& device, DrawingStage& stage, drawing::Arena& arena)
        : t_(t), device_(device), stage_(stage), arena_(arena)
    {
        stage_.expect_faults();
    }

    // Sleeps once in every scene, at a place that its seed decides.
    Status sleep_in_scenes()
    {
        sleep_.emplace(TRY(SleepThrough::open(device_)));
        return {};
    }

    // True if the scene is drawn as expected.
    Result<bool> draw(u64 seed, Kept kept)
    {
        arena_.clear();
        RandomScene const scene(seed, arena_);
        if (!machine().options.only.empty()) // before it is drawn: it may be what ends QEMU
            describe(scene, kept, seed);
        TRY(play(scene, kept, seed));
        auto const found = stage_.find_difference();
        if (found) {
            // A sleep is no part of shrinking: what needs one is printed whole.
            Kept const shortest = sleep_ ? kept : TRY(shrink(scene, kept, seed));
            TRY(report(scene, shortest, seed));
        }
        TRY(stage_.drop());
        return !found;
    }

private:
    Status play(RandomScene const& scene, Kept kept, u64 seed)
    {
        TRY(stage_.drop());
        for (drawing::SurfaceShape const& shape : scene.surfaces())
            TRY(stage_.create(shape));
        u32 const sleep_before = drawing::Random(~seed).below(RandomScene::command_count + 1);
        for (u32 n = 0; n <= scene.commands().size(); ++n) {
            if (sleep_ && n == sleep_before)
                TRY(sleep_->sleep(t_.report()));
            if (n < scene.commands().size() && (kept >> n & 1) != 0)
                TRY(stage_.draw(scene.commands()[n]));
        }
        return stage_.render();
    }

    Result<bool> still_differs(RandomScene const& scene, Kept kept, u64 seed)
    {
        TRY(play(scene, kept, seed));
        return stage_.find_difference().has_value();
    }

    // Takes out pieces, large ones first, as long as there is a difference.
    Result<Kept> shrink(RandomScene const& scene, Kept kept, u64 seed)
    {
        for (u32 piece = RandomScene::command_count / 2; piece > 0;) {
            bool has_shrunk = false;
            for (u32 at = 0; at < RandomScene::command_count; at += piece) {
                Kept const without = kept & ~(((Kept{1} << piece) - 1) << at);
                if (without == kept || !TRY(still_differs(scene, without, seed)))
                    continue;
                kept = without;
                has_shrunk = true;
            }
            if (!has_shrunk || piece > 1)
                piece /= 2;
        }
        return kept;
    }

    void describe(RandomScene const& scene, Kept kept, u64 seed)
    {
        t_.detail("scene seed={} commands={} of {}", seed, std::popcount(kept), RandomScene::command_count);
        for (u32 n = 0; n < scene.surfaces().size(); ++n)
            t_.detail("scene surface {} {}", n, scene.surfaces()[n]);
        FixedText<250> only;
        for (u32 n = 0; n < scene.commands().size(); ++n)
            if ((kept >> n & 1) != 0) {
                t_.detail("scene command {} {}", n, scene.commands()[n]);
                ::format(only.sink(), "{}{}", only.is_empty() ? "" : ",", n);
            }
        t_.detail("scene again: ./run.py draw.random --seed {} --count 1 --only {}", seed, only);
    }

    Status report(RandomScene const& scene, Kept kept, u64 seed)
    {
        TRY(play(scene, kept, seed));
        describe(scene, kept, seed);
        stage_.compare(t_, FixedText<48>::of("draw.random.{}", seed).view());
        return {};
    }

    Test& t_;
    qxl::Device& device_;
    DrawingStage& stage_;
    drawing::Arena& arena_;
    std::optional<SleepThrough> sleep_;
};

// Stops at the first scenes that differ: more of them say little more.
constexpr u32 most_bad = 5;

void draw_scenes(Test& t, u32 count, bool with_sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    {
        auto stage = REQUIRE_OK(t, DrawingStage::open(*device));
        auto arena = REQUIRE_OK(t, drawing::Arena::create(RandomScene::arena_bytes));
        Kept const kept = REQUIRE_OK(t, kept_by_options());
        RandomRun run(t, *device, stage, arena);
        if (with_sleep)
            REQUIRE_OK(t, run.sleep_in_scenes());
        u32 bad = 0, drawn = 0;
        Instant const start = now();
        Instant said = start;
        for (u64 seed = machine().options.seed; drawn < count && bad < most_bad; ++seed, ++drawn) {
            auto is_right = run.draw(seed, kept);
            if (!is_right) {
                t.detail("scene seed={} could not be drawn", seed);
                REQUIRE_OK(t, is_right);
            }
            bad += !*is_right;
            if (now() - said > 5_s) { // the runner's limit is for silence
                said = now();
                t.detail("random scenes={} seed={}", drawn + 1, seed);
            }
        }
        u64 const us = (now() - start).us();
        t.detail("random scenes={} bad={} us={} scenes_per_second={}", drawn, bad, us,
                 drawn * u64{1'000'000} / (us + 1));
        EXPECT_OK(t, stage.drop());
    }
    EXPECT_OK(t, device.close());
}
} // namespace

TEST(draw, random, "Scenes of 50 random commands over several surfaces: seed=, count=; shrunk when they differ",
     .groups = "draw", .stage = Stage::drawing)
{
    draw_scenes(t, machine().options.count, false);
}

TEST(draw, random_asleep,
     "Random scenes with a sleep somewhere among the commands, as many as cycles=", .groups = "draw",
     .stage = Stage::sleep)
{
    draw_scenes(t, machine().options.cycles, true);
}
