// SPDX-License-Identifier: MIT
// The guest-initiated sleep contract of QXL, steps 0 to 8, on a picture of many surfaces: after step 5 the device holds
// no BAR memory, after wake-up every surface comes back bit for bit, and nobody wrote into memory that was given back.
// Spec: spice-protocol, the sleep sequence of June and July 2011 (drivers/qxl/sleep.hpp).
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/free_memory.hpp"
#include "tests/guest/machine/sleeper.hpp"
#include "tests/guest/machine/stage.hpp"

#include <optional>

namespace {
using Name = FixedText<64>;

// Adds up the parts of a cycle that are sleep, and leaves out what is verification.
class Stopwatch {
public:
    template <class F> auto run(F&& f)
    {
        Instant start = now();
        auto result = f();
        last_ = now() - start;
        total_ = total_ + last_;
        return result;
    }
    Duration last() const { return last_; }
    Duration total() const { return total_; }
    void leave_out(Duration d) { total_.ns -= d.ns; }

private:
    Duration last_, total_;
};

class Contract {
public:
    // What one cycle reports, in this order.
    static constexpr u32 checks_per_cycle = 14;

    Contract(Test& t, qxl::Binding& device, Sleeper& sleeper, SceneStage& stage, FreeMemory::Coverage coverage)
        : t_(t), device_(device), path_(*device), sleeper_(sleeper), stage_(stage), coverage_(coverage)
    {
        Break fault = machine().options.fault;
        device->faults = {
            .no_flush_surfaces = fault == Break::no_flush_surfaces,
            .no_destroy_all = fault == Break::no_destroy_all,
            .no_flush_release = fault == Break::no_flush_release,
            .no_keep_data = fault == Break::no_keep_data,
            .leak_command = fault == Break::leak_command,
        };
    }

    // One sleep with everything around it. False when the test cannot go on.
    bool run_cycle(u32 cycle);

private:
    bool is_broken(Break fault) const { return machine().options.fault == fault; }
    Name name(char const* what) const { return Name::of("cycle{}.{}", cycle_, what); }
    Name name(qxl::SleepStep step) const { return Name::of("cycle{}.step{}.{}", cycle_, step.number, step.name); }

    // Runs one step of the sequence under the stopwatch, and behind it what verifies it.
    template <class Step, class Verify> bool step(qxl::SleepStep which, Step&& run, Verify&& verify)
    {
        auto label = name(which);
        auto check = t_.begin(label.view());
        auto status = watch_.run(run);
        Duration const took = watch_.last();
        if (EXPECT_OK(check, status))
            verify(check);
        check.time(label.view(), took);
        return !check.is_bad();
    }
    template <class Step> bool step(qxl::SleepStep which, Step&& run)
    {
        return step(which, run, [](Check&) {});
    }

    bool draw();
    bool before_sleep();
    bool sleep();
    bool after_wake_up();
    void list_held(Check& check);

    Test& t_;
    qxl::Binding& device_;
    qxl::SleepPath path_;
    Sleeper& sleeper_;
    SceneStage& stage_;
    Stopwatch watch_;
    FreeMemory::Coverage coverage_;
    u32 cycle_ = 0;
};

bool Contract::run_cycle(u32 cycle)
{
    cycle_ = cycle;
    watch_ = {};
    if (!draw() || !before_sleep() || !sleep() || !after_wake_up())
        return false;
    auto label = name("draw_on");
    auto check = t_.begin(label.view());
    if (EXPECT_OK(check, stage_.draw_marks(cycle * 2 + 1)) && EXPECT_OK(check, stage_.render()))
        stage_.compare(check, label.view());
    check.detail("cycle{} s3_us={}", cycle, watch_.total().us());
    return !check.is_bad();
}

bool Contract::draw()
{
    auto label = name("draw");
    auto check = t_.begin(label.view());
    if (cycle_ == 1) {
        if (!EXPECT_OK(check, stage_.draw(scenes::mosaic)) || !EXPECT_OK(check, stage_.render()))
            return false;
        stage_.compare(check, label.view());
        if (!EXPECT_OK(check, sleeper_.check_wake_source()))
            return false;
    }
    if (!EXPECT_OK(check, sleeper_.prepare()))
        return false;
    // Not rendered when the sequence begins: step 3 has to do it.
    EXPECT_OK(check, stage_.draw_marks(cycle_ * 2));
    return !check.is_bad();
}

bool Contract::before_sleep()
{
    if (!step(qxl::step::stop_producing, [&] { return path_.stop_producing(); }) ||
        !step(qxl::step::notify_cmd, [&] { return path_.notify_cmd(); }) ||
        !step(qxl::step::notify_cursor, [&] { return path_.notify_cursor(); }))
        return false;
    bool is_flushed = step(
        qxl::step::flush_surfaces, [&] { return path_.flush_surfaces(); },
        [&](Check& check) { stage_.compare(check, "step3 surfaces in memory"); });
    return is_flushed && step(qxl::step::destroy_all_surfaces, [&] { return path_.destroy_all_surfaces(); }) &&
           step(
               qxl::step::flush_release, [&] { return path_.flush_release(); },
               [&](Check& check) {
                   if (!EXPECT_OK(check, path_.nothing_held()))
                       list_held(check);
               });
}

void Contract::list_held(Check& check)
{
    constexpr unsigned most_lines = 16;
    unsigned lines = 0;
    for (unsigned bar : qxl::Device::bars)
        device_->heap(bar).for_each_block([&](qxl::Block const& b) {
            // Surface data that the guest keeps for step 8 is no leak.
            bool is_kept = b.owner == qxl::Owner::guest && bar != 0;
            if (!is_kept && lines++ < most_lines)
                check.detail("leak device={} bar={} offset={} bytes={} owner={} purpose={} tag={}", device_->index(),
                             bar, hex(b.offset), b.size, b.owner == qxl::Owner::device ? "device" : "guest", b.purpose,
                             b.tag);
        });
    if (lines > most_lines)
        check.detail("leak and {} more blocks", lines - most_lines);
}

bool Contract::sleep()
{
    std::optional<FreeMemory> free_memory;
    {
        auto label = name("fill_free_memory");
        auto check = t_.check(label.view());
        Instant start = now();
        free_memory.emplace(*device_, cycle_, coverage_);
        check.time(label.view(), now() - start);
        free_memory->report(check, label.view());
        if (is_broken(Break::overwrite_free))
            free_memory->overwrite_one_byte();
    }
    Sleeper::Slept slept;
    bool came_back = step(
        qxl::step::sleep,
        [&]() -> Status {
            pci::Address qxl_address = device_.function().address();
            slept = TRY(sleeper_.sleep(t_.report(), is_broken(Break::no_bar_restore) ? &qxl_address : nullptr));
            return {};
        },
        [&](Check& check) {
            watch_.leave_out(slept.verification);
            Sleeper::report_wake_up(t_.report(), slept);
            EXPECT_OK(check, sleeper_.check_wake_up(slept.wake_up));
        });
    if (!came_back)
        return false;
    bool is_reopened = step(
        qxl::step::reset,
        [&]() -> Status {
            if (slept.left_differences != 0)
                return Error{
                    Side::guest, "step 7 reset: registers of configuration space not restored, BARs among them",
                    Value::of(0, "registers"), Value::of(slept.left_differences, "registers"), "PCI 3.0 6.2.5"};
            TRY(path_.check_reset_state());
            return path_.reopen();
        },
        [&](Check& check) {
            check.detail("config registers_changed_by_reset={}", slept.reset_differences);
            if (cycle_ == 1)
                sleeper_.report_reset(check);
        });
    if (!is_reopened) {
        sleeper_.report_differences(t_, 16);
        sleeper_.restore_configuration();
        if (auto status = path_.reopen(); !status)
            t_.detail("device not reopened: {}", status.error());
        return false;
    }
    bool is_intact;
    {
        auto label = name("free_memory_intact");
        auto check = t_.check(label.view());
        Instant start = now();
        free_memory->check(check);
        check.time(label.view(), now() - start);
        is_intact = !check.is_bad();
    }
    auto label = name("surfaces_intact");
    auto check = t_.check(label.view());
    stage_.compare(check, label.view());
    return is_intact && !check.is_bad();
}

bool Contract::after_wake_up()
{
    return step(
        qxl::step::recreate_surfaces, [&] { return path_.recreate_surfaces(); },
        [&](Check& check) { stage_.compare(check, "step8 surfaces recreated with KEEP_DATA"); });
}

void run_contract(Test& t, FreeMemory::Coverage coverage)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto stage = REQUIRE_OK(t, SceneStage::open(*device));

    u32 cycles = machine().options.cycles;
    t.plan(cycles * Contract::checks_per_cycle);
    Contract contract(t, device, sleeper, stage, coverage);
    for (u32 cycle = 1; cycle <= cycles; ++cycle)
        if (!contract.run_cycle(cycle))
            break;

    qxl::InterruptCounters const& i = device->interrupts().counters();
    t.detail("interrupts device=0 taken={} not_ours={} waits_by_interrupt={} waits_by_polling={}", i.taken, i.not_ours,
             i.waits_by_interrupt, i.waits_by_polling);
    EXPECT_OK(t, stage.end());
    EXPECT_OK(t, device.close());
}
} // namespace

TEST(s3, contract, "Steps 0 to 8 of the sleep contract: nothing held before sleep, every surface back after it",
     .groups = "main,contract", .stage = Stage::sleep)
{
    run_contract(t, FreeMemory::Coverage::rotating);
}

TEST(s3, contract_all_memory, "The same, with every byte of free BAR memory under the pattern in every cycle",
     .groups = "thorough", .stage = Stage::sleep)
{
    run_contract(t, FreeMemory::Coverage::complete);
}
