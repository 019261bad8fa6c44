// SPDX-License-Identifier: MIT
// Named regressions: each test is for one bug that QXL drivers, QEMU or the SPICE server had or nearly had. What is
// wrong on purpose here is wrong in the way the bug was; what is known to end QEMU is not sent.
// This file: slots, releases and memory. Surfaces: qxl_surface_regressions_test.cpp.
// Spec: spice-protocol 0.14 qxl_dev.h; the sleep sequence and its remark on OOM: spice-devel, 17 July 2011, "add
// QXL_IO_FLUSH_{SURFACES,RELEASE}" (https://lists.freedesktop.org/archives/spice-devel/2011-July/004695.html).
#include "kernel/atomic.hpp"
#include "kernel/pages.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/raw_surface.hpp"
#include "tests/guest/machine/regression.hpp"

#include <algorithm>

namespace {
namespace wire = qxl::wire;
using regression::ask_until_held;
using regression::cell;
using regression::cell_at;
using regression::chains_waiting;
using regression::color_of;
using regression::fill_cells;
using regression::Night;
using regression::pixel;
using regression::primary_height;
using regression::primary_width;
using regression::Scene;
using regression::settle;
using regression::wrong_cells;

// Without a client the SPICE server renders at most this many drawables for one NOTIFY_OOM (RED_RELEASE_BUNCH_SIZE).
constexpr u64 released_by_one_oom = 64;
// QEMU puts a chain into the release ring when it has this many links (QXL_FREE_BUNCH_SIZE); the ring takes 7 chains.
constexpr u64 chain_length = 32, chains_in_ring = wire::release_ring_items - 1;
} // namespace

// For drivers that add their slots again after resume and take it for granted that they may, or forget to. qxl-win lost
// its primary slot at S3: https://lists.freedesktop.org/archives/spice-devel/2011-July/004956.html.
TEST(regression, memslot_add_after_wake_up,
     "qxl-win 2011: slots are gone after S3, so adding them again raises no ERROR; adding a live one does, RESET "
     "recovers",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto night = REQUIRE_OK(t, Night::open(t, device));
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
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
    // A command that comes after a guest bug hangs QEMU at the next RESET while its server still polls
    // (docs/known-faults.md): it has to sleep, until a kick that is going to be ignored.
    wire::RingHeader const& commands = device->ram().cmd_ring.header;
    REQUIRE(
        t, wait_until(device->limits.ring, [&] { return load_acquire(commands.notify_on_prod) == commands.prod + 1; }));
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
     "drm/qxl: release ring's notify_on_prod = its size: no DISPLAY, 7 chains, no more; who collects and asks gets it "
     "all",
     .groups = "sleep", .stage = Stage::sleep)
{
    // Ten chains, of which seven fit.
    constexpr u32 count = 10 * chain_length;
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
    u64 const pinned = device->heap(0).held();
    wire::RingHeader& ring = device->ram().release_ring.header;
    auto display_came = [&] {
        return ((device->interrupts().seen() | load_acquire(device->ram().int_pending)) & wire::interrupt::display) !=
               0;
    };
    // All drawn, nothing rendered; DISPLAY for room in the command ring is over, taken by the handler too.
    auto draw = [&]() -> Status {
        TRY(fill_cells(*device, count));
        TRY(settle(*device, scene));
        bool const is_taken = wait_until(device->limits.ring, [&] {
            device->interrupts().seen(); // where there is no handler, this takes it
            return (load_acquire(device->ram().int_pending) & wire::interrupt::display) == 0;
        });
        if (!is_taken)
            return Error{Side::device, "DISPLAY for room in the command ring", "taken by the interrupt handler",
                         "still pending", "spice-protocol 0.14 qxl_dev.h QXL_INTERRUPT_DISPLAY"};
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
    REQUIRE_OK(t, settle(*device, scene));
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

// Drawings that reach the ring when the surface they were meant for is gone. QEMU takes them (mode undefined), the
// server must do without a canvas: display-channel.cpp display_channel_validate_surface. No public report was found.
TEST(regression, notify_cmd_after_destroy_primary,
     "Commands and NOTIFY_CMD after DESTROY_PRIMARY: nothing hangs, all is released, the next primary works",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
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
     "NOTIFY_OOM answers with 64 drawables at most: once is not enough at sleep, a loop ends, the sequence leaves "
     "nothing",
     .groups = "sleep", .stage = Stage::sleep)
{
    constexpr u32 count = 300;
    static_assert(count > 3 * released_by_one_oom);
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto night = REQUIRE_OK(t, Night::open(t, device));
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
    u64 const pinned = device->heap(0).held();

    REQUIRE_OK(t, fill_cells(*device, count));
    REQUIRE_OK(t, settle(*device, scene));
    REQUIRE(t, device->heap(0).held() == pinned + count);
    device->io().write(wire::Port::notify_oom);
    REQUIRE_OK(t, settle(*device, scene));
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

// The same remark calls OOM "not well defined": whoever asks without end hangs when nothing can come back, and whoever
// asks once gives up though more would have come.
TEST(regression, out_of_memory_makes_progress,
     "Drawing more than BAR0 holds: memory comes back as often as it runs out; where none can come back, the loop ends",
     .groups = "sleep,device", .stage = Stage::sleep,
     .source = "qxl_dev.h QXL_IO_NOTIFY_OOM; spice-devel, 17 July 2011")
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
    u64 const pinned = device->heap(0).held();
    // Few pixels show of each big picture, so that none hides another.
    constexpr u32 side = 480;
    u64 const room = device->rom_info().layout.draw_size;
    auto const fitting = static_cast<u32>(room / (side * side * 4));
    u32 const count = fitting + 2 * static_cast<u32>(released_by_one_oom);
    Pages pixels = REQUIRE_OK(t, Pages::allocate(side * side * 4));
    std::ranges::fill(pixels.as<u32>(), 0xff00ff00);
    qxl::Bitmap const bitmap{side, side, qxl::BitmapFormat::bits_32, side * 4, pixels.bytes()};

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
