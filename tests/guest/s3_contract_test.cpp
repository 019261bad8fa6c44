// SPDX-License-Identifier: MIT
// The guest-initiated sleep contract of QXL, steps 0 to 8, on a picture of many surfaces: after step 5 the device holds
// no BAR memory, after wake-up every surface comes back bit for bit, and nobody wrote into memory that was given back.
// Spec: spice-protocol, the sleep sequence of June and July 2011 (drivers/qxl/sleep.hpp).
//
// The first cycle reports each part as a check of its own. The cycles after it are one check each, and say little: the
// serial port costs more than the sleep. They verify what the first one does, but look at all surfaces once, at the
// end, where a byte lost at any step shows; what draws on them just before is looked at after each step that could lose
// it, so that the step can be named.
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/durations.hpp"
#include "tests/guest/machine/free_memory.hpp"
#include "tests/guest/machine/sleeper.hpp"
#include "tests/guest/machine/slope.hpp"
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

// What is timed in each cycle: the steps by number, what is drawn and verified around them, the steps' sum, the whole.
constexpr std::array<std::string_view, 14> timed{
    "step0.stop_producing",
    "step1.notify_cmd",
    "step2.notify_cursor",
    "step3.flush_surfaces",
    "step4.destroy_all",
    "step5.flush_release",
    "step6.sleep",
    "step7.reset",
    "step8.recreate",
    "draw",
    "fill_free_memory",
    "check_free_memory",
    "s3",
    "cycle",
};
enum Timed : u32 { timed_draw = 9, timed_fill, timed_check, timed_s3, timed_cycle };

class Contract {
public:
    // How many checks a run reports: fourteen for the first cycle, one for each further one.
    static u32 planned()
    {
        Options const& o = machine().options;
        if (!o.stop_after)
            return 14 + o.cycles - 1;
        // Drawing before and after and the way back; from the reset on all but the sleep.
        return o.cycles * (*o.stop_after <= qxl::step::flush_release.number ? *o.stop_after + 4u : 13u);
    }

    // Without a `sleeper` the sequence goes as far as options.stop_after says, and is taken back.
    Contract(Test& t, qxl::Binding& device, Sleeper* sleeper, SceneStage& stage, FreeMemory::Coverage coverage,
             Durations&& durations)
        : t_(t), device_(device), path_(*device), sleeper_(sleeper), stage_(stage), slope_(*device),
          durations_(std::move(durations)), coverage_(coverage), cycles_(machine().options.cycles)
    {
    }

    // Sleeps with everything around them, until one does not hold.
    void run();

private:
    bool is_staged() const { return sleeper_ == nullptr; }
    // Whether the sequence goes on behind this step.
    bool goes_beyond(qxl::SleepStep which) const
    {
        return !is_staged() || *machine().options.stop_after > which.number;
    }
    // A deliberate fault strikes in the last cycle, so that the checks of the later ones can be tried too. Leaks go on.
    bool is_broken(Break fault) const { return machine().options.fault == fault && is_last(); }
    bool is_leaking(Break fault) const { return machine().options.fault == fault; }
    bool is_first() const { return cycle_ == 1; }
    bool is_last() const { return cycle_ == cycles_; }
    // Seeds of what is drawn before and after a sleep.
    u32 seed_before() const { return cycle_ * 2; }
    u32 seed_after() const { return cycle_ * 2 + 1; }
    Name name(char const* what) const { return Name::of("cycle{}.{}", cycle_, what); }
    Name name(qxl::SleepStep step) const { return Name::of("cycle{}.step{}.{}", cycle_, step.number, step.name); }

    // One part of a cycle: in the first cycle a check of its own, else a share in the cycle's. A part that could hang
    // is announced.
    enum class Announce : u8 { no, yes };
    template <class F> bool part(Name const& label, Announce announce, F&& f)
    {
        if (brief_ != nullptr) {
            bool const was_bad = brief_->is_bad();
            f(*brief_);
            if (!was_bad && brief_->is_bad())
                brief_->detail("failed {}", label);
            return !brief_->is_bad();
        }
        auto check = announce == Announce::yes ? t_.begin(label.view()) : t_.check(label.view());
        f(check);
        return !check.is_bad();
    }
    // One step of the sequence under the stopwatch, and behind it what verifies it.
    template <class Step, class Verify> bool step(qxl::SleepStep which, Step&& run, Verify&& verify)
    {
        auto label = name(which);
        return part(label, Announce::yes, [&](Check& check) {
            auto status = watch_.run(run);
            Duration const took = watch_.last();
            durations_.note(which.number, cycle_, took);
            if (EXPECT_OK(check, status))
                verify(check);
            if (is_first())
                check.time(label.view(), took);
        });
    }
    template <class Step> bool step(qxl::SleepStep which, Step&& run)
    {
        return step(which, run, [](Check&) {});
    }
    // All surfaces: of the first cycle at every step.
    void compare(Check& check, std::string_view what)
    {
        if (is_first())
            stage_.compare(check, what);
        else
            stage_.compare_quietly(check, what);
    }
    // All surfaces in the first cycle, later what was drawn since the last sleep.
    void compare_marks(Check& check, std::string_view what)
    {
        if (is_first())
            stage_.compare(check, what);
        else
            stage_.compare_marks(check, what, seed_before());
    }

    bool run_cycle(u32 cycle);
    bool run_brief_cycle();
    bool run_parts();
    bool run_staged();
    void wait_before_sleep();
    bool draw();
    Status draw_picture();
    bool before_sleep();
    bool fill_free_memory();
    bool sleep();
    bool reset();
    bool recreate();
    bool resume();
    bool draw_on();
    void leak();
    void list_held(Check& check);
    void print_state(Check& check);
    void report_soak();

    Test& t_;
    qxl::Binding& device_;
    qxl::SleepPath path_;
    Sleeper* sleeper_;
    SceneStage& stage_;
    Slope slope_;
    Durations durations_;
    Stopwatch watch_;
    FreeMemory::Coverage coverage_;
    u32 cycles_;
    u32 cycle_ = 0;
    Check* brief_ = nullptr; // the cycle's, after the first
    std::optional<FreeMemory> free_memory_;
    Sleeper::Slept slept_;
    Instant woke_{};
    Duration awake_{}; // from there to the sleep of this cycle
    u32 delay_us_ = 0;
};

void Contract::run()
{
    delay_us_ = machine().options.delay.min_us;
    u32 whole = 0;
    while (whole < cycles_ && run_cycle(whole + 1))
        ++whole;
    if (whole < cycles_)
        t_.detail("stopped cycle={} cycles_whole_before={}", cycle_, whole);
    if (whole > 1 && !is_staged())
        report_soak();
}

bool Contract::run_cycle(u32 cycle)
{
    cycle_ = cycle;
    watch_ = {};
    device_->faults = {
        .no_flush_surfaces = is_broken(Break::no_flush_surfaces),
        .no_destroy_all = is_broken(Break::no_destroy_all),
        .no_flush_release = is_broken(Break::no_flush_release),
        .no_keep_data = is_broken(Break::no_keep_data),
        .leak_command = is_broken(Break::leak_command),
    };
    if (cycle > 1)
        wait_before_sleep();
    Instant const start = now();
    bool const is_good = is_staged() ? run_staged() : is_first() ? run_parts() && draw_on() : run_brief_cycle();
    durations_.note(timed_s3, cycle, watch_.total());
    durations_.note(timed_cycle, cycle, now() - start);
    return is_good;
}

bool Contract::run_brief_cycle()
{
    auto label = Name::of("cycle{}", cycle_);
    auto check = t_.begin(label.view());
    Instant const start = now();
    brief_ = &check;
    bool const is_good = run_parts() && (!is_last() || draw_on());
    brief_ = nullptr;
    if (!is_good)
        print_state(check);
    auto line = FixedText<128>::of("{} s3_us={} us={}", label, watch_.total().us(), (now() - start).us());
    if (machine().options.delay.max_us != 0)
        format(line.sink(), " delay_us={} awake_us={}", delay_us_, awake_.us());
    check.detail("{}", line);
    return is_good;
}

// Between a wake-up and the next sequence. A wait of the machine's, not work: how far the device and its server have
// come by then is what the sweep varies.
void Contract::wait_before_sleep()
{
    DelaySweep const& sweep = machine().options.delay;
    if (sweep.max_us == 0)
        return;
    if (cycle_ > 2)
        delay_us_ = delay_us_ + sweep.step_us > sweep.max_us ? sweep.min_us : delay_us_ + sweep.step_us;
    Duration const delay{u64{delay_us_} * 1000}, passed = now() - woke_;
    if (passed < delay) [[maybe_unused]]
        bool const never = wait_until({delay.ns - passed.ns}, [] { return false; });
}

bool Contract::run_parts()
{
    return draw() && before_sleep() && fill_free_memory() && sleep() && reset() && recreate();
}

// To the step that options.stop_after names and back. From step 7 on the RESET port stands in for the sleep: it does to
// the device what waking up does.
bool Contract::run_staged()
{
    if (!draw() || !before_sleep())
        return false;
    if (goes_beyond(qxl::step::flush_release) && !(fill_free_memory() && reset()))
        return false;
    return (goes_beyond(qxl::step::reset) ? recreate() : resume()) && draw_on();
}

// Revision 1 has one surface, in compat mode.
Status Contract::draw_picture()
{
    if (device_->revision() >= 2)
        return stage_.draw(scenes::mosaic);
    return stage_.draw_with([](scenes::Target& both) { return scenes::bars.draw(both, {640, 480}); });
}

bool Contract::draw()
{
    auto label = name("draw");
    return part(label, Announce::yes, [&](Check& check) {
        if (is_first()) {
            if (!EXPECT_OK(check, draw_picture()) || !EXPECT_OK(check, stage_.render()))
                return;
            stage_.compare(check, label.view());
            if (!is_staged() && !EXPECT_OK(check, sleeper_->check_wake_source()))
                return;
        }
        // Configuration space is held to what it was before the first sleep.
        if (!is_staged() && !EXPECT_OK(check, is_first() ? sleeper_->prepare() : sleeper_->prepare_again()))
            return;
        leak();
        // Not rendered when the sequence begins: step 3 has to do it.
        Instant const start = now();
        EXPECT_OK(check, stage_.draw_marks(seed_before()));
        durations_.note(timed_draw, cycle_, now() - start);
    });
}

void Contract::leak()
{
    if (is_leaking(Break::leak_page))
        if (auto page = Pages::allocate(page_size))
            page->leak();
    if (is_leaking(Break::leak_block))
        EXPECT_OK(t_, (*device_).create_surface(16, 16, qxl::Format::xrgb_32));
}

bool Contract::before_sleep()
{
    namespace step_of = qxl::step;
    auto is_empty = [](Check& check, qxl::ProducerRing const& ring) {
        if (auto pending = ring.pending(); EXPECT_OK(check, pending))
            EXPECT_EQ(check, 0u, *pending);
    };
    if (!step(step_of::stop_producing, [&] { return path_.stop_producing(); }))
        return false;
    if (goes_beyond(step_of::stop_producing) && !step(
                                                    step_of::notify_cmd, [&] { return path_.notify_cmd(); },
                                                    [&](Check& check) { is_empty(check, device_->command_ring()); }))
        return false;
    if (goes_beyond(step_of::notify_cmd) && !step(
                                                step_of::notify_cursor, [&] { return path_.notify_cursor(); },
                                                [&](Check& check) { is_empty(check, device_->cursor_ring()); }))
        return false;
    if (goes_beyond(step_of::notify_cursor) &&
        !step(
            step_of::flush_surfaces, [&] { return path_.flush_surfaces(); },
            [&](Check& check) { compare_marks(check, "step3 surfaces in memory"); }))
        return false;
    if (goes_beyond(step_of::flush_surfaces) &&
        !step(step_of::destroy_all_surfaces, [&] { return path_.destroy_all_surfaces(); }))
        return false;
    return !goes_beyond(step_of::destroy_all_surfaces) ||
           step(
               step_of::flush_release, [&] { return path_.flush_release(); },
               [&](Check& check) {
                   if (!EXPECT_OK(check, path_.nothing_held()))
                       list_held(check);
                   else
                       EXPECT_OK(check, slope_.check(check, Slope::Point::after_step5, cycle_));
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

// What there is to know about a cycle that did not hold, as it stands.
void Contract::print_state(Check& check)
{
    qxl::wire::RamHeader const& ram = device_->ram();
    auto ring = [&](char const* name, auto const& header) {
        check.detail("state {} prod={} cons={} notify_on_prod={} notify_on_cons={}", name, load_relaxed(header.prod),
                     load_relaxed(header.cons), load_relaxed(header.notify_on_prod),
                     load_relaxed(header.notify_on_cons));
    };
    ring("cmd_ring", ram.cmd_ring.header);
    ring("cursor_ring", ram.cursor_ring.header);
    ring("release_ring", ram.release_ring.header);
    check.detail("state ram_header magic={} int_pending={} int_mask={}", hex(load_relaxed(ram.magic), 8),
                 hex(load_relaxed(ram.int_pending)), hex(load_relaxed(ram.int_mask)));
    for (unsigned bar : qxl::Device::bars) {
        qxl::Heap const& heap = device_->heap(bar);
        qxl::HeapCounters const& c = heap.counters();
        if (heap.size() != 0)
            check.detail("state heap bar={} allocated={} released={} live_bytes={} held={} high_water={}", bar,
                         c.allocated, c.released, c.live_bytes(), heap.held(), hex(heap.high_water()));
    }
    list_held(check);
}

bool Contract::fill_free_memory()
{
    auto label = name("fill_free_memory");
    return part(label, Announce::no, [&](Check& check) {
        Instant start = now();
        free_memory_.emplace(*device_, cycle_, coverage_, cycles_);
        Duration const took = now() - start;
        durations_.note(timed_fill, cycle_, took);
        if (is_first()) {
            check.time(label.view(), took);
            free_memory_->report(check, label.view());
        }
        if (is_broken(Break::overwrite_free))
            free_memory_->overwrite_one_byte();
    });
}

bool Contract::sleep()
{
    slept_ = {};
    awake_ = now() - woke_;
    return step(
        qxl::step::sleep,
        [&]() -> Status {
            pci::Address qxl_address = device_.function().address();
            slept_ = TRY(sleeper_->sleep(t_.report(), is_broken(Break::no_bar_restore) ? &qxl_address : nullptr));
            return {};
        },
        [&](Check& check) {
            woke_ = now();
            watch_.leave_out(slept_.verification);
            if (is_first())
                Sleeper::report_wake_up(t_.report(), slept_);
            else
                Sleeper::report_wake_up_briefly(t_.report(), slept_);
            EXPECT_OK(check, sleeper_->check_wake_up(slept_.wake_up));
        });
}

bool Contract::reset()
{
    bool is_reopened = step(
        qxl::step::reset,
        [&]() -> Status {
            if (is_staged())
                device_->io().write(qxl::wire::Port::reset);
            if (slept_.left_differences != 0)
                return Error{
                    Side::guest, "step 7 reset: registers of configuration space not restored, BARs among them",
                    Value::of(0, "registers"), Value::of(slept_.left_differences, "registers"), "PCI 3.0 6.2.5"};
            TRY(path_.check_reset_state());
            return path_.reopen();
        },
        [&](Check& check) {
            if (!is_first() || is_staged())
                return;
            check.detail("config registers_changed_by_reset={}", slept_.reset_differences);
            sleeper_->report_reset(check);
        });
    if (!is_reopened) {
        if (!is_staged()) {
            sleeper_->report_differences(t_, 16);
            sleeper_->restore_configuration();
        }
        if (auto status = path_.reopen(); !status)
            t_.detail("device not reopened: {}", status.error());
        return false;
    }
    auto intact_label = name("free_memory_intact");
    bool const is_intact = part(intact_label, Announce::no, [&](Check& check) {
        Instant start = now();
        free_memory_->check(check);
        Duration const took = now() - start;
        durations_.note(timed_check, cycle_, took);
        if (is_first())
            check.time(intact_label.view(), took);
    });
    auto label = name("surfaces_intact");
    return part(label, Announce::no, [&](Check& check) { compare_marks(check, label.view()); }) && is_intact;
}

bool Contract::recreate()
{
    bool const went_on = step(
        qxl::step::recreate_surfaces, [&] { return path_.recreate_surfaces(); },
        [&](Check& check) {
            compare(check, "step8 surfaces recreated with KEEP_DATA");
            EXPECT_OK(check, slope_.check(check, Slope::Point::after_step8, cycle_));
        });
    // From here on the system works; without a sleep nobody was told of one.
    if (went_on && sleeper_)
        sleeper_->working();
    return went_on;
}

// Takes the sequence back where the machine did not sleep.
bool Contract::resume()
{
    auto label = name("resume_without_sleep");
    return part(label, Announce::yes, [&](Check& check) {
        // The promise of step 0, which holds until here.
        EXPECT(check, !device_->cursor_hide());
        if (!EXPECT_OK(check, path_.resume_without_sleep()))
            return;
        // Before step 3 nobody has asked the device to render.
        if (!goes_beyond(qxl::step::notify_cursor) && !EXPECT_OK(check, stage_.render()))
            return;
        stage_.compare(check, label.view());
    });
}

// Of later cycles only the last one: the next cycle's drawing serves the others.
bool Contract::draw_on()
{
    auto label = name("draw_on");
    return part(label, Announce::yes, [&](Check& check) {
        if (EXPECT_OK(check, stage_.draw_marks(seed_after())) && EXPECT_OK(check, stage_.render()))
            compare(check, label.view());
        if (is_first() && !is_staged())
            check.detail("cycle{} s3_us={}", cycle_, watch_.total().us());
    });
}

void Contract::report_soak()
{
    auto const quarters = durations_.quarters(timed_cycle, 2, cycle_);
    durations_.report(t_, 2, cycle_);
    if (!quarters.is_empty)
        t_.detail("soak cycle first_quarter_median_us={} last_quarter_median_us={} first_quarter_min_us={} "
                  "last_quarter_min_us={}",
                  quarters.first.median_us, quarters.last.median_us, quarters.first.min_us, quarters.last.min_us);
    slope_.report(t_);
    t_.detail("soak free_memory free_bytes={} window_bytes={} windows_covered={} windows_in_all={}",
              free_memory_->free_bytes(), free_memory_->window_bytes(), cycle_, free_memory_->windows());
}

void run_contract(Test& t, FreeMemory::Coverage coverage)
{
    // Without a sleep there is no need of a platform that can.
    auto const stop_after = machine().options.stop_after;
    std::optional<Sleeper> sleeper;
    if (!stop_after)
        sleeper.emplace(REQUIRE_OK(t, Sleeper::open(machine())));
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    using PrimaryBy = DeviceTarget::PrimaryBy;
    auto stage = REQUIRE_OK(
        t, SceneStage::open(*device, device->revision() < 2 ? PrimaryBy::set_mode : PrimaryBy::create_primary));
    auto durations = REQUIRE_OK(t, Durations::open(timed, machine().options.cycles));

    t.detail("path device={} form={}", device->index(), qxl::SleepPath(*device).form());
    if (stop_after)
        t.detail("no_sleep stop_after={}: carried to this step and taken back; the machine did not sleep",
                 timed[*stop_after]);
    t.plan(Contract::planned());
    Contract contract(t, device, sleeper ? &*sleeper : nullptr, stage, coverage, std::move(durations));
    contract.run();

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
