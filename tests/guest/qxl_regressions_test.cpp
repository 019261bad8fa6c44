// SPDX-License-Identifier: MIT
// Named regressions: each test is for one bug that QXL drivers, QEMU or the SPICE server had or nearly had. What is
// wrong on purpose here is wrong in the way the bug was; what is known to end QEMU is not sent.
// Spec: spice-protocol 0.14 qxl_dev.h; the sleep sequence and its remark on OOM: spice-devel, 17 July 2011, "add
// QXL_IO_FLUSH_{SURFACES,RELEASE}" (https://lists.freedesktop.org/archives/spice-devel/2011-July/004695.html).
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/pages.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/raw_surface.hpp"
#include "tests/guest/machine/sleeper.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace {
namespace wire = qxl::wire;

constexpr char release_source[] = "spice-protocol 0.14 qxl_dev.h QXLReleaseRing";
// Without a client the SPICE server renders at most this many drawables for one NOTIFY_OOM (RED_RELEASE_BUNCH_SIZE).
constexpr u64 released_by_one_oom = 64;
// QEMU puts a chain into the release ring when it has this many links (QXL_FREE_BUNCH_SIZE); the ring takes 7 chains.
constexpr u64 chain_length = 32, chains_in_ring = wire::release_ring_items - 1;

void report_path(Test& t, qxl::Device& device)
{
    t.detail("path device={} form={}", device.index(), qxl::SleepPath(device).form());
}

// Cells of 8 x 8 on a primary of 640 x 480: fills that neither hide nor join each other, so that each waits for itself.
constexpr u32 primary_width = 640, primary_height = 480;
constexpr i32 cell = 8, cells_in_row = primary_width / cell;

qxl::Rect cell_at(u32 n)
{
    auto const i = static_cast<i32>(n);
    return qxl::rect_at(i % cells_in_row * cell, i / cells_in_row * cell, cell - 1, cell - 1);
}
constexpr u32 color_of(u32 n) { return (0x102030 + n * 0x010305) & 0xff'ffff; }

u32 pixel(qxl::Surface const& s, u32 x, u32 y)
{
    u32 value;
    std::memcpy(&value, s.row(y).data() + size_t{x} * sizeof value, sizeof value);
    return value & 0xff'ffff;
}

Status fill_cells(qxl::Device& device, u32 count)
{
    for (u32 n = 0; n < count; ++n)
        TRY(device.fill(*device.primary(), cell_at(n), color_of(n)));
    return {};
}

// How many of `count` cells are not what fill_cells() drew.
u32 wrong_cells(qxl::Surface const& primary, u32 count)
{
    u32 wrong = 0;
    for (u32 n = 0; n < count; ++n) {
        qxl::Rect const r = cell_at(n);
        for (i32 y = r.top; y < r.bottom; ++y)
            for (i32 x = r.left; x < r.right; ++x)
                if (pixel(primary, static_cast<u32>(x), static_cast<u32>(y)) != color_of(n)) {
                    ++wrong;
                    x = r.right, y = r.bottom;
                }
    }
    return wrong;
}

// A primary, and a surface on which nothing is drawn: UPDATE_AREA there comes back when the server has done all that it
// was told before, and renders nothing else.
struct Scene {
    qxl::Surface& primary;
    qxl::Surface& blank;
    static Result<Scene> create(qxl::Device& device)
    {
        auto* primary = TRY(device.create_primary(primary_width, primary_height, qxl::Format::xrgb_32));
        auto* blank = TRY(device.create_surface(8, 8, qxl::Format::xrgb_32));
        TRY(device.update_all(*blank));
        return Scene{*primary, *blank};
    }
};
Status settle(qxl::Device& device, qxl::Surface& blank) { return device.update_all(blank); }

u32 chains_waiting(qxl::Device& device)
{
    wire::RingHeader const& h = device.ram().release_ring.header;
    return load_acquire(h.prod) - load_relaxed(h.cons);
}

// What a driver without FLUSH_RELEASE does until the device holds `held` blocks of BAR0: collect, NOTIFY_OOM, again.
// Returns how often it wrote the port. Not to be endless, memory must come back within each time limit.
Result<u32> ask_until_held(qxl::Device& device, u64 held)
{
    TRY(device.collect());
    u32 asked = 0;
    u64 released = device.commands_released();
    for (Instant end = now() + device.limits.ring; device.heap(0).held() > held;) {
        device.io().write(wire::Port::notify_oom);
        ++asked;
        // The port does nothing while the ring holds something, or while the answer to the last one is under way: no
        // chain for a while is a reason to ask again.
        [[maybe_unused]] bool const answered = wait_until(10_ms, [&] { return chains_waiting(device) != 0; });
        TRY(device.collect());
        if (std::exchange(released, device.commands_released()) != device.commands_released())
            end = now() + device.limits.ring;
        else if (now() >= end)
            return Error{Side::device, "answer to NOTIFY_OOM: blocks that the device holds", Value::of(held, "blocks"),
                         Value::of(device.heap(0).held(), "blocks"), release_source};
    }
    return asked;
}

// Steps 0 to 7 around a real sleep.
class Night {
public:
    static Result<Night> open(Test& t, qxl::Binding& device)
    {
        Sleeper sleeper = TRY(Sleeper::open(machine()));
        TRY(sleeper.check_wake_source());
        return Night(t, device, std::move(sleeper));
    }
    // Each of the two: prepare() first, then the steps, then sleep().
    Status prepare() { return sleeper_.prepare(); }
    Status steps_0_to_5()
    {
        TRY(path_.stop_producing());
        TRY(path_.notify_cmd());
        TRY(path_.notify_cursor());
        TRY(path_.flush_surfaces());
        TRY(path_.destroy_all_surfaces());
        TRY(path_.flush_release());
        return path_.nothing_held();
    }
    // Sleeps and comes back with configuration space restored; the device is as the reset left it.
    Status sleep()
    {
        auto slept = TRY(sleeper_.sleep(t_.report()));
        Sleeper::report_wake_up(t_.report(), slept);
        TRY(sleeper_.check_wake_up(slept.wake_up));
        if (slept.left_differences != 0)
            return Error{Side::guest, "registers of configuration space not restored", 0, slept.left_differences,
                         "PCI 3.0 6.2.5"};
        return path_.check_reset_state();
    }
    qxl::SleepPath& path() { return path_; }

private:
    Night(Test& t, qxl::Binding& device, Sleeper&& sleeper) : t_(t), path_(*device), sleeper_(std::move(sleeper)) {}
    Test& t_;
    qxl::SleepPath path_;
    Sleeper sleeper_;
};

// Memory for surfaces made by hand: bytes of a surface on which nothing is drawn, filled with a mark of our own.
constexpr u8 mark = 0xa5;
struct Carrier {
    qxl::Surface& surface;
    static Result<Carrier> create(qxl::Device& device)
    {
        auto* s = TRY(device.create_surface(RawSurface::width, 8 * RawSurface::height, RawSurface::format));
        TRY(device.update_all(*s)); // its creation, which zeroes it, is over
        std::memset(s->memory().data(), mark, s->memory().size());
        return Carrier{*s};
    }
    static u64 part(u32 n) { return n * RawSurface::bytes; }
    std::span<u8 const> bytes(u32 n) const { return surface.memory().subspan(part(n), RawSurface::bytes); }
    // Every byte of part n is the mark.
    bool is_untouched(u32 n) const
    {
        return std::ranges::all_of(bytes(n), [](u8 b) { return b == mark; });
    }
    // Every pixel of part n is `color`.
    bool is_filled(u32 n, u32 color) const
    {
        auto const b = bytes(n);
        for (size_t at = 0; at < b.size(); at += 4) {
            u32 value;
            std::memcpy(&value, b.data() + at, sizeof value);
            if ((value & 0xff'ffff) != color)
                return false;
        }
        return true;
    }
};
constexpr qxl::Rect all_of_raw = {0, 0, RawSurface::height, RawSurface::width};
u32 unused_id(qxl::Device& device) { return device.rom_info().surfaces - 1; }
} // namespace

// For drivers that add their slots again after resume and take it for granted that they may, or forget to. qxl-win lost
// its primary slot at S3: https://lists.freedesktop.org/archives/spice-devel/2011-July/004956.html.
TEST(regression, memslot_add_after_wake_up,
     "qxl-win 2011, slots after S3: gone with the wake-up, so adding them without a reset raises no ERROR; adding a "
     "live "
     "one is a guest bug, and RESET recovers",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto night = REQUIRE_OK(t, Night::open(t, device));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    REQUIRE_OK(t, night.prepare());
    REQUIRE_OK(t, fill_cells(*device, 3));
    REQUIRE_OK(t, night.steps_0_to_5());
    REQUIRE_OK(t, night.sleep());
    // reopen() adds the slots; ERROR would make it fail. Surfaces in BAR0 and BAR1 then show that they are there.
    REQUIRE_OK(t, night.path().reopen());
    REQUIRE_OK(t, night.path().recreate_surfaces());
    EXPECT_EQ(t, 0u, wrong_cells(scene.primary, 3));
    REQUIRE_OK(t, device->fill(scene.blank, qxl::Device::whole(scene.blank), 0x123456));
    REQUIRE_OK(t, device->update_all(scene.blank));
    EXPECT_EQ(t, 0x123456u, pixel(scene.blank, 7, 7));

    // ERROR is masked already (Interrupts::default_mask), or INTx would stay up for ever.
    REQUIRE(t, (device->interrupts().mask() & wire::interrupt::error) == 0);
    u64 const held = device->heap(0).held();
    Status const again = device->memslot_add(0);
    EXPECT(t, !again && device->interrupts().has_failed());
    // From here on the device ignores all ports but RESET, and its rings.
    REQUIRE_OK(t, device->fill(scene.primary, cell_at(0), 0xffffff));
    device->ram().update_area = cell_at(0);
    device->ram().update_surface = 0;
    device->io().write(wire::Port::update_area);
    EXPECT_EQ(t, 1u, REQUIRE_OK(t, device->command_ring().pending()));
    EXPECT_EQ(t, color_of(0), pixel(scene.primary, 0, 0));

    device->reset();
    REQUIRE_OK(t, night.path().check_reset_state());
    REQUIRE_OK(t, night.path().reopen());
    EXPECT_EQ(t, held + 1, REQUIRE_OK(t, night.path().write_off_lost()));
    REQUIRE_OK(t, night.path().recreate_surfaces());
    REQUIRE_OK(t, fill_cells(*device, 4));
    REQUIRE_OK(t, device->update_all(scene.primary));
    EXPECT_EQ(t, 0u, wrong_cells(scene.primary, 4));
    EXPECT_OK(t, device.close());
}

// Linux drm/qxl set notify_on_prod of the release ring to the number of its items (qxl_ring_init_hdr, dropped in 2022:
// dri-devel, 9 September 2022, "drm/qxl: drop set_prod_notify parameter from qxl_ring_create"). The ring takes one
// chain less than it has items, so that index is only reached by a driver that collects without being told to.
TEST(regression, release_ring_that_never_notifies,
     "drm/qxl, release ring's notify_on_prod = its size: no DISPLAY interrupt, 7 chains and no more; whoever collects "
     "and "
     "asks again gets all of it back",
     .groups = "sleep", .stage = Stage::sleep)
{
    // Ten chains, of which seven fit.
    constexpr u32 count = 10 * chain_length;
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    u64 const pinned = device->heap(0).held();
    wire::RingHeader& ring = device->ram().release_ring.header;
    auto display_came = [&] {
        return ((device->interrupts().seen() | load_acquire(device->ram().int_pending)) & wire::interrupt::display) !=
               0;
    };
    // All drawn, nothing rendered; DISPLAY for room in the command ring is over.
    auto draw = [&]() -> Status {
        TRY(fill_cells(*device, count));
        TRY(settle(*device, scene.blank));
        device->interrupts().forget(wire::interrupt::display);
        return {};
    };

    REQUIRE(t, load_acquire(ring.prod) == 0);
    store_release(ring.notify_on_prod, wire::release_ring_items);
    REQUIRE_OK(t, draw());
    REQUIRE_OK(t, device->update_all(scene.primary));
    t.detail("release_ring chains={} held={}", chains_waiting(*device), device->heap(0).held());
    EXPECT(t, !display_came());
    EXPECT_EQ(t, u32{chains_in_ring}, chains_waiting(*device));
    EXPECT_EQ(t, pinned + count, device->heap(0).held());
    // Nor does asking for memory help while the ring is full.
    device->io().write(wire::Port::notify_oom);
    REQUIRE_OK(t, settle(*device, scene.blank));
    EXPECT(t, !display_came());
    EXPECT_EQ(t, u32{chains_in_ring}, chains_waiting(*device));

    // The way out: collect, which also asks for the interrupt again, and NOTIFY_OOM for what did not fit.
    REQUIRE_OK(t, device->collect());
    EXPECT_EQ(t, chains_in_ring * chain_length, device->commands_released());
    u32 const asked = REQUIRE_OK(t, ask_until_held(*device, pinned));
    t.detail("release_ring asked={} released={}", asked, device->commands_released());
    EXPECT_EQ(t, u64{count}, device->commands_released());
    // Asked for, the interrupt comes.
    REQUIRE_OK(t, draw());
    REQUIRE_OK(t, device->update_all(scene.primary));
    EXPECT(t, wait_until(device->limits.ring, display_came));
    EXPECT_EQ(t, 0u, wrong_cells(scene.primary, count));
    EXPECT_OK(t, ask_until_held(*device, pinned));
    EXPECT_OK(t, device.close());
}

// A driver that puts its last drawings into the ring after the primary went, as on a mode change or at the end of X.
TEST(regression, notify_cmd_after_destroy_primary,
     "Commands and NOTIFY_CMD after DESTROY_PRIMARY: nothing hangs, drawings on no surface are released, the next "
     "primary "
     "works",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    u64 const pinned = device->heap(0).held();
    REQUIRE_OK(t, fill_cells(*device, 40));
    REQUIRE_OK(t, device->destroy_primary());
    device->io().write(wire::Port::notify_cmd); // with an empty ring
    device->io().write(wire::Port::notify_cursor);
    u64 const before = device->heap(0).counters().allocated;
    for (u32 n = 0; n < 100; ++n) {
        wire::Drawable const d = raw_fill(0, cell_at(n), color_of(n));
        REQUIRE_OK(t, device->submit_raw(qxl::Device::RingOf::display, wire::CommandType::draw,
                                         {reinterpret_cast<u8 const*>(&d), sizeof d}, "raw.fill"));
        REQUIRE_OK(t, device->cursor_move({static_cast<i32>(n), 0}));
        device->io().write(wire::Port::notify_cmd);
    }
    EXPECT_OK(t, device->idle());
    // Off-screen surfaces go on without a primary.
    REQUIRE_OK(t, device->fill(scene.blank, qxl::Device::whole(scene.blank), 0x123456));
    REQUIRE_OK(t, device->update_all(scene.blank));
    EXPECT_EQ(t, 0x123456u, pixel(scene.blank, 0, 7));
    EXPECT_OK(t, ask_until_held(*device, pinned));
    EXPECT_EQ(t, before + 201, device->heap(0).counters().allocated);

    auto& primary = *REQUIRE_OK(t, device->create_primary(primary_width, primary_height, qxl::Format::xrgb_32));
    REQUIRE_OK(t, device->update_all(primary));
    EXPECT_EQ(t, 0u, pixel(primary, 0, 0));
    REQUIRE_OK(t, fill_cells(*device, 40));
    REQUIRE_OK(t, device->update_all(primary));
    EXPECT_EQ(t, 0u, wrong_cells(primary, 40));
    EXPECT_OK(t, device.close());
}

// The remark in the sleep sequence's own description: OOM instead of FLUSH_RELEASE "would need to loop".
TEST(regression, more_than_64_drawables_at_sleep,
     "NOTIFY_OOM is answered with 64 drawables at most: once is not enough before sleep, a loop ends, and the sequence "
     "leaves nothing",
     .groups = "sleep", .stage = Stage::sleep)
{
    constexpr u32 count = 300;
    static_assert(count > 3 * released_by_one_oom);
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto night = REQUIRE_OK(t, Night::open(t, device));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    u64 const pinned = device->heap(0).held();

    REQUIRE_OK(t, fill_cells(*device, count));
    REQUIRE_OK(t, settle(*device, scene.blank));
    REQUIRE(t, device->heap(0).held() == pinned + count);
    device->io().write(wire::Port::notify_oom);
    REQUIRE_OK(t, settle(*device, scene.blank));
    REQUIRE_OK(t, device->collect());
    u64 const first = device->commands_released();
    EXPECT(t, first > 0 && first <= released_by_one_oom);
    u32 const asked = REQUIRE_OK(t, ask_until_held(*device, pinned));
    t.detail("oom drawables={} released_by_first={} asked_for_rest={}", count, first, asked);
    EXPECT_EQ(t, u64{count}, device->commands_released());
    EXPECT(t, (asked + 1) * released_by_one_oom >= count);

    // All of it again on a clean primary, for the sequence to render and to release.
    REQUIRE_OK(t, device->fill(scene.primary, qxl::Device::whole(scene.primary), 0));
    REQUIRE_OK(t, device->update_all(scene.primary));
    REQUIRE_OK(t, night.prepare());
    REQUIRE_OK(t, fill_cells(*device, count));
    REQUIRE_OK(t, night.steps_0_to_5());
    REQUIRE_OK(t, night.sleep());
    REQUIRE_OK(t, night.path().reopen());
    EXPECT_EQ(t, 0u, wrong_cells(scene.primary, count));
    REQUIRE_OK(t, night.path().recreate_surfaces());
    EXPECT_EQ(t, 0u, wrong_cells(scene.primary, count));
    EXPECT_OK(t, device.close());
}

// The server keeps one of two equal drawings, or none (current_add_equal). Each has a way to lose or repeat an id.
TEST(regression, equal_drawables_drawn_twice,
     "Two equal drawings, of which the server keeps one or none: both ids come back, each exactly once",
     .groups = "sleep", .stage = Stage::sleep)
{
    constexpr u32 pairs = 50;
    constexpr u16 op_xor = 1 << 6; // spice/enums.h SPICE_ROPD_OP_XOR
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();
    std::array<u32, 8 * 8> texture;
    for (u32 n = 0; n < texture.size(); ++n)
        texture[n] = 0xff000000 | color_of(n);
    qxl::Bitmap const bitmap{
        8, 8, qxl::BitmapFormat::xrgb_32, 32, {reinterpret_cast<u8 const*>(texture.data()), sizeof texture}};

    // Opaque: the second takes the first one's place.
    for (u32 n = 0; n < 2 * pairs; ++n)
        REQUIRE_OK(t, device->fill(scene.primary, cell_at(n / 2), color_of(n / 2)));
    for (u32 n = 0; n < 2 * pairs; ++n)
        REQUIRE_OK(t, device->copy(scene.primary, qxl::rect_at(static_cast<i32>(n / 2) * 8, 200, 8, 8), bitmap));
    REQUIRE_OK(t, device->update_all(scene.primary));
    REQUIRE_OK(t, ask_until_held(*device, pinned));
    EXPECT_EQ(t, u64{4 * pairs}, device->commands_released());
    EXPECT_EQ(t, 0u, wrong_cells(scene.primary, pairs));
    EXPECT_EQ(t, color_of(0), pixel(scene.primary, 8 * (pairs - 1), 200));
    EXPECT_EQ(t, color_of(63), pixel(scene.primary, 8 * pairs - 1, 207));

    // Two effects made for repetition: the second undoes the first, or is nothing.
    RawSurface raw(*device, unused_id(*device));
    for (auto effect : {wire::Effect::revert_on_dup, wire::Effect::nop_on_dup}) {
        u16 const operation = effect == wire::Effect::revert_on_dup ? op_xor : wire::ropd_op_put;
        u32 const expected = effect == wire::Effect::revert_on_dup ? 0 : 0x654321;
        u64 const before = device->commands_released();
        REQUIRE_OK(t, raw.create(carrier.surface, Carrier::part(0)));
        for (u32 n = 0; n < 2 * pairs; ++n)
            REQUIRE_OK(t, raw.fill(all_of_raw, 0x654321, effect, operation));
        REQUIRE_OK(t, raw.render());
        EXPECT(t, carrier.is_filled(0, expected));
        REQUIRE_OK(t, raw.destroy());
        REQUIRE_OK(t, settle(*device, scene.blank));
        REQUIRE_OK(t, ask_until_held(*device, pinned));
        EXPECT_EQ(t, before + 2 * pairs + 2, device->commands_released());
    }
    EXPECT(t, carrier.is_untouched(1));
    EXPECT_OK(t, device.close());
}

// Drivers looped here for ever when nothing came back, or gave up though something would have.
TEST(regression, out_of_memory_makes_progress,
     "Drawing more than BAR0 holds: memory comes back as often as it runs out; where none can come back, the loop ends",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    u64 const pinned = device->heap(0).held();
    // Few pixels show of each big picture, so that none hides another.
    constexpr u32 side = 480;
    u64 const room = device->rom_info().layout.draw_size;
    auto const fitting = static_cast<u32>(room / (side * side * 4));
    u32 const count = fitting + 2 * static_cast<u32>(released_by_one_oom);
    Pages pixels = REQUIRE_OK(t, Pages::allocate(side * side * 4));
    std::ranges::fill(pixels.as<u32>(), 0xff00ff00);
    qxl::Bitmap const bitmap{side, side, qxl::BitmapFormat::xrgb_32, side * 4, pixels.bytes()};

    u32 full = 0; // how often there was no room for the next one
    u64 longest_us = 0;
    for (u32 n = 0; n < count; ++n) {
        u64 const before = device->commands_released();
        qxl::Rect const shows = cell_at(n % (primary_width / cell * 50));
        Instant const start = now();
        auto const x = static_cast<i32>(shows.left < 160 ? 0 : 160);
        REQUIRE_OK(t, device->copy(scene.primary, qxl::rect_at(x, 0, side, side), bitmap, {0, 0}, {&shows, 1}));
        longest_us = std::max(longest_us, (now() - start).us());
        full += device->commands_released() != before;
        REQUIRE(t, device->heap(0).counters().live_bytes() <= room);
    }
    t.detail("oom pictures={} fitting={} ran_out={} longest_us={}", count, fitting, full, longest_us);
    EXPECT(t, full >= 2);
    EXPECT(t, device->commands_released() >= count - fitting);
    REQUIRE_OK(t, device->update_all(scene.primary));
    REQUIRE_OK(t, ask_until_held(*device, pinned));
    EXPECT_EQ(t, u64{count}, device->commands_released());

    // A surface that no memory is left for, while some drawings can still be given back, which does not help.
    REQUIRE_OK(t, fill_cells(*device, 100));
    auto const rows = static_cast<u32>(device->resources().vram.size() / (4 * 4096) + 1);
    Instant const start = now();
    auto const too_big = device->create_surface(4096, rows, qxl::Format::xrgb_32, {.placement = qxl::Placement::bar1});
    Duration const took = now() - start;
    EXPECT(t, !too_big);
    t.detail("oom gave_up_us={} released={}", took.us(), device->commands_released() - count);
    EXPECT_EQ(t, u64{count + 100}, device->commands_released());
    EXPECT(t, took < device->limits.ring);
    REQUIRE_OK(t, device->update_all(scene.primary));
    EXPECT_EQ(t, 0u, wrong_cells(scene.primary, 100));
    EXPECT_OK(t, device.close());
}

// The server counts references to a surface by its id, so that an old user of the id could meet the new surface:
// https://gitlab.freedesktop.org/spice/spice/-/merge_requests/179.
TEST(regression, surface_recreated_under_same_id,
     "An id destroyed and created again at once, by commands and around a sleep: the old memory is left alone, the new "
     "one "
     "is drawn on",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto night = REQUIRE_OK(t, Night::open(t, device));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();

    // In one go, with drawings waiting on each of the surfaces in turn.
    RawSurface raw(*device, unused_id(*device));
    for (u32 n = 0; n < 4; ++n) {
        REQUIRE_OK(t, raw.create(carrier.surface, Carrier::part(n)));
        REQUIRE_OK(t, raw.fill(all_of_raw, 0x111111 * (n + 1)));
        if (n != 3)
            REQUIRE_OK(t, raw.destroy());
    }
    REQUIRE_OK(t, raw.render());
    // What waited on a surface that dies is dropped, or drawn: but never with the colour of a later one.
    for (u32 n = 0; n < 3; ++n)
        EXPECT(t, carrier.is_filled(n, 0) || carrier.is_filled(n, 0x111111 * (n + 1)));
    EXPECT(t, carrier.is_filled(3, 0x444444));
    for (u32 n = 4; n < 8; ++n)
        EXPECT(t, carrier.is_untouched(n));
    REQUIRE_OK(t, raw.destroy());
    REQUIRE_OK(t, settle(*device, scene.blank));
    EXPECT_OK(t, ask_until_held(*device, pinned));
    EXPECT_EQ(t, 12u, device->commands_released());

    // A copy from a surface that is destroyed before the copy was rendered still shows it, though its id lives again.
    auto* source = REQUIRE_OK(t, device->create_surface(32, 32, qxl::Format::xrgb_32));
    u32 const id = source->id();
    REQUIRE_OK(t, device->fill(*source, qxl::Device::whole(*source), 0xaa0000));
    REQUIRE_OK(t, device->copy_surface(scene.primary, qxl::rect_at(0, 100, 32, 32), *source, {0, 0}));
    REQUIRE_OK(t, device->destroy_surface(*source));
    REQUIRE_OK(t, settle(*device, scene.blank));
    REQUIRE_OK(t, ask_until_held(*device, pinned));
    source = REQUIRE_OK(t, device->create_surface(48, 16, qxl::Format::rgb_565));
    EXPECT_EQ(t, id, source->id());
    REQUIRE_OK(t, device->fill(*source, qxl::Device::whole(*source), 0xffff));
    REQUIRE_OK(t, device->update_all(scene.primary));
    EXPECT_EQ(t, 0xaa0000u, pixel(scene.primary, 31, 131));

    // Around a sleep: the surface that slept is given up, its id goes to another one before anything else is created.
    REQUIRE_OK(t, night.prepare());
    REQUIRE_OK(t, night.steps_0_to_5());
    REQUIRE_OK(t, night.sleep());
    REQUIRE_OK(t, night.path().reopen());
    EXPECT_OK(t, device->destroy_surface(*source));
    REQUIRE_OK(t, night.path().recreate_surfaces());
    source = REQUIRE_OK(t, device->create_surface(20, 40, qxl::Format::xrgb_32));
    EXPECT_EQ(t, id, source->id());
    REQUIRE_OK(t, device->update_all(*source));
    EXPECT_EQ(t, 0u, pixel(*source, 19, 39));
    REQUIRE_OK(t, device->fill(*source, qxl::Device::whole(*source), 0x00bb00));
    REQUIRE_OK(t, device->update_all(*source));
    EXPECT_EQ(t, 0x00bb00u, pixel(*source, 19, 39));
    EXPECT_EQ(t, 0xaa0000u, pixel(scene.primary, 31, 131));
    EXPECT_OK(t, device.close());
}

// The server once took a drawing's box for granted: Debian DSA-3371-1 (2015, Frediano Ziglio), memory of the host.
TEST(regression, bounding_box_outside_surface,
     "SPICE 2015 (DSA-3371): a drawing whose box leaves its surface is released and draws nothing, beside or inside",
     .groups = "sleep", .stage = Stage::sleep)
{
    constexpr i32 w = RawSurface::width, h = RawSurface::height;
    constexpr std::array<qxl::Rect, 7> boxes = {{
        qxl::rect_at(0, 0, w + 1, h),       // one column too many
        qxl::rect_at(0, 0, w, h + 1),       // one row too many
        qxl::rect_at(-1, 0, w, h),          // one column too far left
        qxl::rect_at(0, -1, w, h),          // one row too high
        qxl::rect_at(w, 0, w, h),           // beside it
        qxl::rect_at(0, h, w, h),           // below it
        qxl::rect_at(-w, -h, 3 * w, 3 * h), // all around it
    }};
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();
    // The driver refuses such a drawing.
    EXPECT(t, !device->fill(scene.blank, qxl::rect_at(0, 0, 9, 8), 0));

    constexpr u32 middle = 4;
    RawSurface raw(*device, unused_id(*device));
    REQUIRE_OK(t, raw.create(carrier.surface, Carrier::part(middle)));
    for (qxl::Rect const& box : boxes)
        REQUIRE_OK(t, raw.fill(box, 0x777777));
    REQUIRE_OK(t, raw.render());
    for (u32 n = 0; n < 8; ++n)
        EXPECT(t, n == middle ? carrier.is_filled(n, 0) : carrier.is_untouched(n));
    EXPECT_OK(t, ask_until_held(*device, pinned + 1));
    EXPECT_EQ(t, boxes.size(), device->commands_released());
    // One that fits is drawn.
    REQUIRE_OK(t, raw.fill(all_of_raw, 0x888888));
    REQUIRE_OK(t, raw.render());
    EXPECT(t, carrier.is_filled(middle, 0x888888));
    REQUIRE_OK(t, raw.destroy());
    REQUIRE_OK(t, settle(*device, scene.blank));
    EXPECT_OK(t, ask_until_held(*device, pinned));
    EXPECT_OK(t, device.close());
}

TEST(regression, surface_created_twice,
     "A second create of a live surface id is refused and released: the surface keeps its memory, the other is not "
     "touched",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();
    RawSurface raw(*device, unused_id(*device));
    REQUIRE_OK(t, raw.create(carrier.surface, Carrier::part(1)));
    REQUIRE_OK(t, raw.create(carrier.surface, Carrier::part(3)));
    REQUIRE_OK(t, raw.fill(all_of_raw, 0x246824));
    REQUIRE_OK(t, raw.render());
    for (u32 n = 0; n < 8; ++n)
        EXPECT(t, n == 1 ? carrier.is_filled(n, 0x246824) : carrier.is_untouched(n));
    // The refused one and the fill; the first create stays as long as its surface.
    EXPECT_OK(t, ask_until_held(*device, pinned + 1));
    EXPECT_EQ(t, 2u, device->commands_released());
    REQUIRE_OK(t, raw.destroy());
    REQUIRE_OK(t, settle(*device, scene.blank));
    EXPECT_OK(t, ask_until_held(*device, pinned));
    EXPECT_EQ(t, 4u, device->commands_released());
    EXPECT_OK(t, device.close());
}

TEST(regression, surface_destroyed_twice,
     "A second destroy of a surface id is refused and released, each id once; the id can be used again",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    report_path(t, *device);
    auto scene = REQUIRE_OK(t, Scene::create(*device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();
    RawSurface raw(*device, unused_id(*device));
    for (u32 round = 0; round < 3; ++round) {
        REQUIRE_OK(t, raw.create(carrier.surface, Carrier::part(round)));
        REQUIRE_OK(t, raw.fill(all_of_raw, 0x135713));
        REQUIRE_OK(t, raw.render());
        REQUIRE_OK(t, raw.destroy());
        REQUIRE_OK(t, raw.destroy());
        REQUIRE_OK(t, settle(*device, scene.blank));
        EXPECT_OK(t, ask_until_held(*device, pinned));
        EXPECT_EQ(t, u64{4} * (round + 1), device->commands_released());
        EXPECT(t, carrier.is_filled(round, 0x135713));
    }
    EXPECT(t, carrier.is_untouched(3));
    EXPECT_OK(t, device.close());
}
