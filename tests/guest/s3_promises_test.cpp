// SPDX-License-Identifier: MIT
// What each step of the sleep contract promises, measured on its own: without the steps behind it, and without sleep.
// Spec: spice-protocol, the sleep sequence of June and July 2011 (drivers/qxl/sleep.hpp).
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/machine/interrupt_guard.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/surface_set.hpp"

#include <algorithm>
#include <cstring>

namespace {
using qxl::wire::Port;

constexpr char contract[] = "spice-protocol 2011 sleep sequence";

// A device of at least revision 2: before, there are neither memslots nor off-screen surfaces.
bool open(Test& t, qxl::Binding& device)
{
    if (!EXPECT_OK(t, device.open(machine(), 0, t.report())))
        return false;
    if (device->revision() < 2) {
        t.skip("needs surfaces and memslots: QXL revision 2 or more");
        return false;
    }
    Break const fault = machine().options.fault;
    device->faults = {
        .no_flush_surfaces = fault == Break::no_flush_surfaces,
        .no_destroy_all = fault == Break::no_destroy_all,
        .no_flush_release = fault == Break::no_flush_release,
        .no_keep_data = fault == Break::no_keep_data,
        .leak_command = fault == Break::leak_command,
    };
    t.detail("path device=0 form={}", qxl::SleepPath(*device).form());
    return true;
}

// What the device holds, by what it was submitted for.
struct Ledger {
    u64 drawables = 0, creates = 0, cursors = 0, others = 0; // BAR0: commands
    u64 data = 0;                                            // BAR1 and BAR4: memory of surfaces
    u64 last_cursor = 0;                                     // the youngest cursor picture's id

    static Ledger of(qxl::Device const& device)
    {
        Ledger l;
        device.for_each_held([&](unsigned bar, qxl::Block const& b) {
            std::string_view const purpose = b.purpose;
            if (bar != 0)
                ++l.data;
            else if (purpose.starts_with("drawable."))
                ++l.drawables;
            else if (purpose == qxl::purpose::surface_create)
                ++l.creates;
            else if (purpose == qxl::purpose::cursor_set) {
                ++l.cursors;
                l.last_cursor = std::max(l.last_cursor, b.id);
            } else
                ++l.others;
        });
        return l;
    }
    void report(Check& check, std::string_view when) const
    {
        check.detail("ledger when={} drawables={} surface_creates={} cursor_sets={} others={} surface_data={}", when,
                     drawables, creates, cursors, others, data);
    }
};

// Makes the device push what it has released but not told, so that the ledger shows it: an observation, apart from
// step 5 of the driver. Only while the server is idle. Before revision 3 NOTIFY_OOM does the same bit by bit, and says
// nothing when it is done: `is_done` has to know.
template <class Done> Status see_releases(qxl::Device& device, Done&& is_done)
{
    TRY(device.collect());
    if (device.revision() >= 3) {
        device.io().write(Port::flush_release);
        return device.collect();
    }
    Status status;
    for (Instant const end = now() + device.limits.ring; status && !is_done() && now() < end;) {
        u64 const before = device.commands_released();
        device.io().write(Port::notify_oom);
        // Without progress it is asked again: the server may have been at work on something else.
        [[maybe_unused]] bool const progress = wait_until(10_ms, [&] {
            status = device.collect();
            return !status || device.commands_released() != before;
        });
    }
    return status;
}

// A picture whose last part is still waiting to be rendered when step 3 comes.
struct Drawn {
    SurfaceSet surfaces;
    qxl::SleepPath path;
    u64 last_cursor; // the one picture that step 3 leaves to the device
};

Result<Drawn> draw(qxl::Device& device, u32 count)
{
    SurfaceSet surfaces = TRY(SurfaceSet::create(device, count));
    TRY(surfaces.draw(1));
    TRY(surfaces.render());
    TRY(surfaces.set_cursor(1));
    surfaces.spoil();
    TRY(surfaces.draw(2));
    TRY(surfaces.set_cursor(2));
    u64 const last_cursor = Ledger::of(device).last_cursor;
    TRY(device.cursor_move({40, 40}));
    qxl::SleepPath path(device);
    TRY(path.stop_producing());
    TRY(path.notify_cmd());
    TRY(path.notify_cursor());
    return Drawn{std::move(surfaces), path, last_cursor};
}

// Enough for every shape with every placement, and for more drawables than one NOTIFY_OOM frees.
constexpr u32 surface_count = 61;
} // namespace

TEST(promise, flush_surfaces_renders_every_surface,
     "After step 3 every surface's memory holds what was drawn, whatever its format, stride, direction and BAR",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    if (!open(t, device))
        return;
    auto drawn = REQUIRE_OK(t, draw(*device, surface_count));
    u32 const waiting = drawn.surfaces.differing();
    t.detail("waiting surfaces={} not_rendered={}", surface_count, waiting);
    if (waiting == 0)
        return t.error("the server had rendered everything before step 3: nothing to see of it");
    REQUIRE_OK(t, drawn.path.flush_surfaces());
    drawn.surfaces.compare(t, "step3 FLUSH_SURFACES: surfaces in memory");
    EXPECT_OK(t, device.close());
}

TEST(promise, flush_surfaces_releases_drawables_only,
     "After step 3 every drawable comes back; surface-create commands, their data and the cursor stay the device's",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    if (!open(t, device))
        return;
    auto drawn = REQUIRE_OK(t, draw(*device, surface_count));
    Ledger::of(*device).report(t, "before");
    REQUIRE_OK(t, drawn.path.flush_surfaces());
    auto is_done = [&] {
        Ledger const l = Ledger::of(*device);
        return l.drawables + l.others == 0 && l.cursors == 1;
    };
    REQUIRE_OK(t, see_releases(*device, is_done));

    Ledger const after = Ledger::of(*device);
    after.report(t, "after_step3");
    EXPECT_EQ(t, u64{0}, after.drawables);
    EXPECT_EQ(t, u64{0}, after.others);
    EXPECT_EQ(t, u64{surface_count - 1}, after.creates);
    EXPECT_EQ(t, u64{surface_count - 1}, after.data);
    EXPECT_EQ(t, u64{1}, after.cursors);
    EXPECT_EQ(t, drawn.last_cursor, after.last_cursor);
    EXPECT_OK(t, device.close());
}

TEST(promise, destroy_all_releases_surfaces_and_cursor,
     "Step 4 gives back what step 3 left: every surface-create command with its data, and the cursor",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    if (!open(t, device))
        return;
    auto drawn = REQUIRE_OK(t, draw(*device, surface_count));
    REQUIRE_OK(t, drawn.path.flush_surfaces());
    REQUIRE_OK(t, see_releases(*device, [&] { return Ledger::of(*device).drawables == 0; }));
    Ledger const before = Ledger::of(*device);
    before.report(t, "after_step3");
    // Else there is nothing for this step to do.
    EXPECT_EQ(t, u64{surface_count - 1}, before.creates);
    EXPECT(t, before.cursors >= 1);

    REQUIRE_OK(t, drawn.path.destroy_all_surfaces());
    REQUIRE_OK(t, see_releases(*device, [&] { return device->heap(0).held() == 0; }));
    Ledger const after = Ledger::of(*device);
    after.report(t, "after_step4");
    EXPECT_EQ(t, u64{0}, after.creates);
    EXPECT_EQ(t, u64{0}, after.cursors);
    EXPECT_EQ(t, u64{0}, after.data);
    EXPECT_EQ(t, u64{0}, after.drawables + after.others);
    EXPECT_OK(t, device.close());
}

namespace {
// Steps 0 to 5 at one go, and then what is left: of `bars` the device holds nothing, and once the guest has given up
// the data that it keeps for step 8 they are empty to the last block.
void expect_empty_ledger(Test& t, std::span<unsigned const> bars)
{
    qxl::Binding device;
    if (!open(t, device))
        return;
    for (unsigned bar : bars)
        if (device->heap(bar).size() == 0)
            return t.skip("needs BAR4 with more memory than BAR1: --vram64 128");
    auto drawn = REQUIRE_OK(t, draw(*device, surface_count));
    for (unsigned bar : bars)
        t.detail("ledger when=before bar={} held={}", bar, device->heap(bar).held());
    REQUIRE_OK(t, drawn.path.flush_surfaces());
    REQUIRE_OK(t, drawn.path.destroy_all_surfaces());
    REQUIRE_OK(t, drawn.path.flush_release());
    REQUIRE_OK(t, drawn.path.nothing_held());

    for (unsigned bar : bars) {
        qxl::Heap const& heap = device->heap(bar);
        u64 kept = 0, expected = 0;
        heap.for_each_block([&](qxl::Block const& b) {
            kept += b.owner == qxl::Owner::guest && std::string_view(b.purpose) == qxl::purpose::surface_data;
        });
        for (u32 n = 1; n < surface_count; ++n)
            expected += drawn.surfaces.surface(n).bar() == bar;
        t.detail("ledger when=after_step5 bar={} held={} kept_for_step8={} live={}", bar, heap.held(), kept,
                 heap.counters().live());
        EXPECT_EQ(t, u64{0}, heap.held());
        EXPECT_EQ(t, expected, kept);
        EXPECT_EQ(t, expected, heap.counters().live());
        EXPECT(t, bar == 0 || kept != 0);
    }
    REQUIRE_OK(t, drawn.surfaces.end());
    for (unsigned bar : bars)
        EXPECT_EQ(t, u64{0}, device->heap(bar).counters().live());
    EXPECT_OK(t, device.close());
}
} // namespace

TEST(promise, flush_release_leaves_an_empty_ledger,
     "After step 5 the device holds no memory of BAR0 and BAR1, and no byte of them has leaked", .groups = "sleep",
     .stage = Stage::sleep)
{
    expect_empty_ledger(t, std::array{0u, 1u});
}

TEST(promise, flush_release_leaves_bar4_empty, "The same of the memory that only BAR4 reaches", .groups = "sleep",
     .stage = Stage::sleep)
{
    expect_empty_ledger(t, std::array{4u});
}

namespace {
// The ways to have every surface rendered.
struct Via {
    char const* name;
    Port port;
    Status (*run)(qxl::Device& device, SurfaceSet& surfaces);
    bool is_one_exit; // else one for each surface
};
constexpr Via vias[] = {
    {"flush_surfaces", Port::flush_surfaces_async,
     [](qxl::Device& device, SurfaceSet&) { return qxl::SleepPath(device).flush_surfaces(); }, true},
    {"update_area", Port::update_area_async,
     [](qxl::Device&, SurfaceSet& surfaces) { return surfaces.render(qxl::Device::Via::async); }, false},
    {"update_area_sync", Port::update_area,
     [](qxl::Device&, SurfaceSet& surfaces) { return surfaces.render(qxl::Device::Via::sync); }, false},
};
constexpr size_t vias_size = std::size(vias);

// Port writes so far: to the one asked for, by the interrupt handler, and to all others. Read as one, since an
// interrupt between two of the counters would make them differ.
struct Exits {
    u64 port, irq, others;
    static Exits of(qxl::MachinePortIo const& io, Port port)
    {
        InterruptGuard const guard;
        u64 const to_port = io.writes(port), irq = io.writes(Port::update_irq);
        return {to_port, irq, io.writes() - to_port - irq};
    }
};

class RenderingRace {
public:
    RenderingRace(Check& check, qxl::Binding& device, SurfaceSet& surfaces, std::span<u8> reference, std::span<u8> copy)
        : check_(check), device_(device), surfaces_(surfaces), reference_(reference), copy_(copy)
    {
    }
    static constexpr u32 rounds_max = 5;

    // Each way once, on the same content; who comes first takes turns.
    Status round(u32 number)
    {
        for (size_t n = 0; n < vias_size; ++n) {
            size_t const which = number % 2 == 0 ? n : vias_size - 1 - n;
            TRY(run(vias[which], samples_[which], number, n == 0));
        }
        ++rounds_;
        return {};
    }

    void report() const
    {
        for (size_t n = 0; n < vias_size; ++n) {
            Sample const& s = samples_[n];
            check_.detail(
                "flush surfaces={} not_rendered={} via={} exits={} irq_exits={} us={} us_min={} us_max={} rounds={}",
                surfaces_.count(), s.waiting, vias[n].name, s.exits, s.irq_exits, s.us[rounds_ / 2], s.us[0],
                s.us[rounds_ - 1], rounds_);
        }
    }

private:
    struct Sample {
        u64 exits = 0, irq_exits = 0;     // of the last round
        u32 waiting = 0;                  // surfaces not rendered before, in the last round
        std::array<u64, rounds_max> us{}; // in rising order
        void add(u32 rounds, Duration took)
        {
            u32 at = rounds;
            for (; at > 0 && us[at - 1] > took.us(); --at)
                us[at] = us[at - 1];
            us[at] = took.us();
        }
    };

    Status run(Via const& via, Sample& sample, u32 number, bool is_first)
    {
        surfaces_.spoil();
        TRY(surfaces_.draw(number));
        TRY(device_->idle());
        sample.waiting = surfaces_.differing();

        qxl::MachinePortIo const& io = device_.port_io();
        Exits const before = Exits::of(io, via.port);
        Instant const start = now();
        TRY(via.run(*device_, surfaces_));
        sample.add(rounds_, now() - start);
        Exits const after = Exits::of(io, via.port);
        sample.exits = after.port - before.port;
        sample.irq_exits = after.irq - before.irq;
        EXPECT_EQ(check_, via.is_one_exit ? u64{1} : u64{surfaces_.count()}, sample.exits);
        EXPECT_EQ(check_, u64{0}, after.others - before.others);

        if (sample.waiting == 0)
            check_.error("the server had rendered everything by itself: nothing to compare");
        if (u32 const bad = surfaces_.differing(); bad != 0) {
            check_.detail("flush surfaces={} via={} wrong_surfaces={}", surfaces_.count(), via.name, bad);
            surfaces_.compare(check_, via.name);
        }
        surfaces_.copy_memory(is_first ? reference_ : copy_);
        if (!is_first)
            expect_same_memory(via);
        return device_->collect();
    }

    // Between two ways of rendering, padding and bits without meaning included.
    void expect_same_memory(Via const& via)
    {
        if (std::memcmp(reference_.data(), copy_.data(), copy_.size()) == 0)
            return;
        u64 begin = 0;
        for (u32 n = 0; n < surfaces_.count(); ++n) {
            qxl::Surface const& s = surfaces_.surface(n);
            for (u64 at = begin; at < begin + s.memory().size(); ++at)
                if (reference_[at] != copy_[at]) {
                    auto text = Report::Reason::of("memory after {} differs from the first way's: surface {} of {}, {} "
                                                   "bits a pixel, stride {}, byte {}: {}, not {}",
                                                   via.name, n, surfaces_.count(), qxl::bits_per_pixel(s.format()),
                                                   s.stride(), at - begin, hex(copy_[at], 2), hex(reference_[at], 2));
                    check_.detail("{}", text);
                    return check_.fail(text.view());
                }
            begin += s.memory().size();
        }
    }

    Check& check_;
    qxl::Binding& device_;
    SurfaceSet& surfaces_;
    std::span<u8> reference_, copy_;
    std::array<Sample, vias_size> samples_{};
    u32 rounds_ = 0;
};
} // namespace

TEST(promise, flush_surfaces_equals_update_area,
     "FLUSH_SURFACES renders what UPDATE_AREA on 1, 16, 128 and 1000 surfaces does, bit for bit, in one exit",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    if (!open(t, device))
        return;
    if (device->revision() < 3)
        return t.skip("needs FLUSH_SURFACES (port 22): QXL revision 3 or more");
    constexpr u32 counts[] = {1, 16, 128, 1000};
    t.plan(std::size(counts));
    for (u32 count : counts) {
        auto check = t.begin(FixedText<32>::of("surfaces_{}", count).view());
        auto surfaces = SurfaceSet::create(*device, count);
        if (!EXPECT_OK(check, surfaces))
            continue;
        auto reference = Pages::allocate(surfaces->memory_bytes()), copy = Pages::allocate(surfaces->memory_bytes());
        if (!EXPECT_OK(check, reference) || !EXPECT_OK(check, copy))
            continue;
        u64 const bytes = surfaces->memory_bytes();
        RenderingRace race(check, device, *surfaces, reference->bytes().first(bytes), copy->bytes().first(bytes));
        u32 const rounds = count < 128 ? RenderingRace::rounds_max : count < 1000 ? 3 : 1;
        for (u32 n = 0; n < rounds && !check.is_bad(); ++n)
            EXPECT_OK(check, race.round(n));
        if (!check.is_bad())
            race.report();
        EXPECT_OK(check, surfaces->end());
    }
    EXPECT_OK(t, device.close());
}
