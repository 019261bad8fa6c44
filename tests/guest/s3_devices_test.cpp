// SPDX-License-Identifier: MIT
// Several QXL devices in one machine and one sleep: each keeps its own ledger, memory and interrupts.
// Spec: spice-protocol, the sleep sequence of June and July 2011 (drivers/qxl/sleep.hpp).
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/free_memory.hpp"
#include "tests/guest/machine/sleeper.hpp"
#include "tests/guest/machine/surface_set.hpp"

#include <array>
#include <optional>

namespace {
constexpr u32 devices_max = 4;
constexpr u32 surface_count = 24;
// More than a device is sent otherwise, so that no release id is used by two of them: what comes back to the wrong
// driver is then an id that it never gave.
constexpr u32 ids_apart = 400;

// One device with what belongs to it.
struct Seat {
    qxl::Binding device;
    std::optional<SurfaceSet> surfaces;
    std::optional<qxl::SleepPath> path;
    std::optional<FreeMemory> free_memory;

    // All that differs from device to device: ids, number of commands, pixels.
    Status open(unsigned index, Report& report)
    {
        TRY(device.open(machine(), index, report));
        if (device->revision() < 2)
            return Error{Side::unsupported, "QXL revision", "2 or more: surfaces and memslots", device->revision(),
                         "spice-protocol 0.14 qxl_dev.h"};
        qxl::Surface& primary = *TRY(device->create_primary(64, 64, qxl::Format::xrgb_32));
        for (u32 n = 0; n < index * ids_apart; ++n)
            TRY(device->fill(primary, qxl::Device::whole(primary), n));
        TRY(device->destroy_primary());
        surfaces.emplace(TRY(SurfaceSet::create(*device, surface_count + 2 * index, 1 + index)));
        path.emplace(*device);
        TRY(surfaces->draw(1));
        return surfaces->render();
    }
    // Commands sent and commands that came back.
    u64 sent() { return device->command_ring().pushed() + device->cursor_ring().pushed(); }
};

class Company {
public:
    // Skips where there is one device only.
    bool open(Test& t)
    {
        auto bus = machine().pci.get();
        if (!EXPECT_OK(t, bus))
            return false;
        count_ = std::min(qxl::count(**bus), devices_max);
        if (count_ < 2) {
            t.skip(FixedText<64>::of("needs two QXL functions, found {}: --secondary 1", count_).view());
            return false;
        }
        for (unsigned n = 0; n < count_; ++n) {
            if (!EXPECT_OK(t, seats_[n].open(n, t.report())))
                return false;
            t.detail("path device={} form={}", n, seats_[n].path->form());
        }
        return true;
    }

    std::span<Seat> seats() { return std::span(seats_).first(count_); }

    // One step on every device, before the next step begins on any. The first Error ends it, and says on which device.
    template <class F> bool each(Check& check, F&& f)
    {
        for (Seat& seat : seats())
            if (Status status = f(seat); !status) {
                check.detail("devices failed_on_device={}", seat.device->index());
                check.add(status.error());
                return false;
            }
        return true;
    }

    // No block that one device holds is known to another's ledger by its id.
    void expect_ledgers_apart(Check& check)
    {
        for (Seat& a : seats())
            for (Seat& b : seats())
                a.device->for_each_held([&](unsigned bar, qxl::Block const& block) {
                    if (&a == &b || bar != 0 || !b.device->heap(0).owns(block.id))
                        return;
                    check.detail("devices id={} purpose={} is in the ledgers of {} and {}", hex(block.id),
                                 block.purpose, a.device->index(), b.device->index());
                    check.error("a release id is used by two devices: one could not be told from the other");
                });
    }

    void report_interrupts(Check& check)
    {
        for (Seat& s : seats()) {
            pci::Function const& f = s.device.function();
            unsigned on_line = 0;
            for (Seat& other : seats())
                on_line += other.device.interrupt_line() == s.device.interrupt_line();
            qxl::InterruptCounters const& i = s.device->interrupts().counters();
            check.detail("devices device={} at={} revision={} line={} devices_on_line={} taken={} not_ours={} "
                         "waits_by_interrupt={} waits_by_polling={}",
                         s.device->index(), f.address(), f.revision, s.device.interrupt_line(), on_line, i.taken,
                         i.not_ours, i.waits_by_interrupt, i.waits_by_polling);
            if (!s.device.takes_interrupts())
                continue;
            EXPECT_EQ(check, u64{0}, i.waits_by_polling);
            EXPECT(check, s.device->revision() < 3 || i.waits_by_interrupt != 0);
        }
    }

private:
    std::array<Seat, devices_max> seats_;
    unsigned count_ = 0;
};

// Sleeps once and checks the way back up to configuration space. False when the test cannot go on.
bool sleep(Test& t, Sleeper& sleeper)
{
    auto check = t.begin(FixedText<64>::of("step{}.{}", qxl::step::sleep.number, qxl::step::sleep.name).view());
    auto slept = sleeper.sleep(t.report());
    if (!EXPECT_OK(check, slept))
        return false;
    Sleeper::report_wake_up(t.report(), *slept);
    EXPECT_OK(check, sleeper.check_wake_up(slept->wake_up));
    if (EXPECT_EQ(check, 0u, slept->left_differences))
        return true;
    sleeper.restore_configuration();
    return false;
}

Status nothing_out(Seat& seat)
{
    TRY(seat.path->nothing_held());
    if (seat.sent() != seat.device->commands_released())
        return Error{Side::device, "commands that came back to their own device", Value::of(seat.sent(), "as sent"),
                     Value::of(seat.device->commands_released(), "released")};
    return {};
}

bool step(Test& t, Company& company, qxl::SleepStep which, Status (qxl::SleepPath::*run)())
{
    auto check = t.begin(FixedText<64>::of("step{}.{}", which.number, which.name).view());
    return company.each(check, [&](Seat& s) { return ((*s.path).*run)(); });
}

template <class F> bool stage(Test& t, std::string_view name, F&& f)
{
    auto check = t.begin(name);
    f(check);
    return !check.is_bad();
}

bool compare(Test& t, Company& company, std::string_view name)
{
    return stage(t, name, [&](Check& check) {
        for (Seat& s : company.seats())
            s.surfaces->compare(check, name);
    });
}

bool fill_free_memory(Test& t, Company& company)
{
    return stage(t, "fill_free_memory", [&](Check& check) {
        for (Seat& s : company.seats()) {
            // Another pattern on each device, and another window of the memory that was never used.
            s.free_memory.emplace(*s.device, 1 + s.device->index(), FreeMemory::Coverage::rotating);
            s.free_memory->report(check, FixedText<32>::of("device{}", s.device->index()).view());
        }
    });
}

bool check_free_memory(Test& t, Company& company)
{
    return stage(t, "free_memory_intact", [&](Check& check) {
        for (Seat& s : company.seats())
            s.free_memory->check(check);
    });
}

bool draw_on(Test& t, Company& company, u32 round)
{
    return stage(t, "draw_on", [&](Check& check) {
        if (!company.each(check, [&](Seat& s) { return s.surfaces->draw(round); }) ||
            !company.each(check, [&](Seat& s) { return s.surfaces->render(); }))
            return;
        for (Seat& s : company.seats())
            s.surfaces->compare(check, "draw_on");
    });
}

void close(Test& t, Company& company)
{
    company.report_interrupts(t);
    company.each(t, [](Seat& s) { return s.surfaces->end(); });
    for (Seat& s : company.seats())
        EXPECT_OK(t, s.device.close());
}

void sleep_together(Test& t, Company& company, Sleeper& sleeper)
{
    using Path = qxl::SleepPath;
    bool const is_drawn = stage(t, "draw", [&](Check& check) {
        company.each(check, [](Seat& s) -> Status {
            TRY(s.surfaces->draw(2));
            return s.surfaces->set_cursor(s.device->index());
        });
        company.expect_ledgers_apart(check);
    });
    if (!is_drawn || !step(t, company, qxl::step::stop_producing, &Path::stop_producing) ||
        !step(t, company, qxl::step::notify_cmd, &Path::notify_cmd) ||
        !step(t, company, qxl::step::notify_cursor, &Path::notify_cursor) ||
        !step(t, company, qxl::step::flush_surfaces, &Path::flush_surfaces) || !compare(t, company, "step3.surfaces") ||
        !step(t, company, qxl::step::destroy_all_surfaces, &Path::destroy_all_surfaces) ||
        !step(t, company, qxl::step::flush_release, &Path::flush_release))
        return;
    if (!stage(t, "ledgers_empty", [&](Check& check) { company.each(check, nothing_out); }) ||
        !fill_free_memory(t, company) || !sleep(t, sleeper))
        return;
    if (!stage(t, "step7.reset_state",
               [&](Check& check) { company.each(check, [](Seat& s) { return s.path->check_reset_state(); }); }) ||
        !step(t, company, qxl::step::reset, &Path::reopen) || !check_free_memory(t, company) ||
        !compare(t, company, "surfaces_intact"))
        return;
    if (stage(t, "step8.recreate_surfaces",
              [&](Check& check) { company.each(check, [](Seat& s) { return s.path->recreate_surfaces(); }); }) &&
        compare(t, company, "step8.surfaces") && draw_on(t, company, 3))
        close(t, company);
}
constexpr u32 together_checks = 18;
} // namespace

TEST(devices, sleep_and_wake_together,
     "All devices take the sequence step by step in turns, sleep once, and each comes back with its own surfaces",
     .groups = "sleep", .stage = Stage::sleep)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    Company company;
    if (!company.open(t))
        return;
    REQUIRE_OK(t, sleeper.prepare());
    t.plan(together_checks);
    sleep_together(t, company, sleeper);
}

namespace {
// The sequence on `sleeping` only. The others are in mid-work: surfaces live, releases not collected, a cursor shown.
void sleep_one(Test& t, Company& company, Sleeper& sleeper, Seat& sleeping, u32 round)
{
    if (!stage(t, "sequence", [&](Check& check) {
            company.each(check, [&](Seat& s) -> Status {
                TRY(s.surfaces->draw(round));
                TRY(s.surfaces->set_cursor(round));
                return &s == &sleeping ? Status{} : s.surfaces->render();
            });
            qxl::SleepPath& path = *sleeping.path;
            EXPECT_OK(check, [&]() -> Status {
                TRY(path.stop_producing());
                TRY(path.notify_cmd());
                TRY(path.notify_cursor());
                TRY(path.flush_surfaces());
                TRY(path.destroy_all_surfaces());
                TRY(path.flush_release());
                return path.nothing_held();
            }());
            for (Seat& s : company.seats()) {
                check.detail("devices device={} takes_sequence={} held={}", s.device->index(), &s == &sleeping,
                             s.device->heap(0).held());
                // The neighbour's sequence took nothing from it.
                EXPECT(check, &s == &sleeping || s.device->heap(0).held() >= s.surfaces->count() - 1);
            }
        }))
        return;
    if (!compare(t, company, "surfaces_before") || !fill_free_memory(t, company) || !sleep(t, sleeper))
        return;
    if (!stage(t, "step7.reset_state",
               [&](Check& check) { company.each(check, [](Seat& s) { return s.path->check_reset_state(); }); }))
        return;
    if (!compare(t, company, "surfaces_intact") || !check_free_memory(t, company))
        return;
    bool const is_back = stage(t, "step8.recreate_surfaces", [&](Check& check) {
        company.each(check, [&](Seat& s) -> Status {
            TRY(s.path->reopen());
            u64 const lost = TRY(s.path->write_off_lost());
            check.detail("devices device={} commands_lost_by_reset={}", s.device->index(), lost);
            if ((lost == 0) != (&s == &sleeping))
                return Error{Side::guest, "commands lost by the reset", "none after the sequence, some without it",
                             lost};
            return s.path->recreate_surfaces();
        });
        for (Seat& s : company.seats())
            s.surfaces->compare(check, "step8.surfaces");
    });
    if (is_back)
        draw_on(t, company, round + 1);
}
constexpr u32 one_checks = 9;
} // namespace

TEST(devices, one_takes_the_sequence_others_do_not,
     "The first device, then the last, takes the sequence alone; the others lose state and commands, but no memory",
     .groups = "sleep", .stage = Stage::sleep)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    Company company;
    if (!company.open(t))
        return;
    t.plan(2 * one_checks);
    for (Seat* sleeping : {&company.seats().front(), &company.seats().back()}) {
        if (t.is_bad())
            return;
        REQUIRE_OK(t, sleeper.prepare());
        sleep_one(t, company, sleeper, *sleeping, sleeping == &company.seats().front() ? 2 : 5);
    }
    if (!t.is_bad())
        close(t, company);
}
