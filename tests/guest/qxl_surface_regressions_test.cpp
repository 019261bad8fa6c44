// SPDX-License-Identifier: MIT
// Named regressions: each test is for one bug that QXL drivers, QEMU or the SPICE server had or nearly had. What is
// wrong on purpose here is wrong in the way the bug was; what is known to end QEMU is not sent.
// This file: surfaces and drawings on them. The rest: qxl_regressions_test.cpp.
// Spec: spice-protocol 0.14 qxl_dev.h QXLSurfaceCmd, QXLDrawable.
#include "kernel/test.hpp"
#include "tests/guest/machine/raw_surface.hpp"
#include "tests/guest/machine/regression.hpp"

#include <array>

namespace {
namespace wire = qxl::wire;
using regression::ask_until_held;
using regression::cell_at;
using regression::color_of;
using regression::Night;
using regression::pixel;
using regression::Scene;
using regression::settle;
using regression::wrong_cells;

constexpr qxl::Rect all_of_raw = {0, 0, RawSurface::height, RawSurface::width};
u32 unused_id(qxl::Device& device) { return device.rom_info().surfaces - 1; }
} // namespace

// The server keeps one of two equal drawings, or none (display-channel.cpp current_add_equal). Three of its ways, each
// with its own references to count. No public report was found.
TEST(regression, equal_drawables_drawn_twice,
     "Two equal drawings, of which the server keeps one or none: both ids come back, each exactly once",
     .groups = "sleep", .stage = Stage::sleep)
{
    constexpr u32 pairs = 50;
    constexpr u16 op_xor = 1 << 6; // spice/enums.h SPICE_ROPD_OP_XOR
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();
    std::array<u32, 8 * 8> texture;
    for (u32 n = 0; n < texture.size(); ++n)
        texture[n] = 0xff000000 | color_of(n);
    qxl::Bitmap const bitmap{
        8, 8, qxl::BitmapFormat::bits_32, 32, {reinterpret_cast<u8 const*>(texture.data()), sizeof texture}};

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
        u16 const operation = effect == wire::Effect::revert_on_dup ? op_xor : wire::ropd::op_put;
        u32 const expected = effect == wire::Effect::revert_on_dup ? 0 : 0x654321;
        u64 const before = device->commands_released();
        REQUIRE_OK(t, raw.create(carrier, 0));
        for (u32 n = 0; n < 2 * pairs; ++n)
            REQUIRE_OK(t, raw.fill(all_of_raw, 0x654321, effect, operation));
        REQUIRE_OK(t, raw.render());
        EXPECT(t, carrier.is_filled(0, expected));
        REQUIRE_OK(t, raw.destroy());
        REQUIRE_OK(t, settle(*device, scene));
        REQUIRE_OK(t, ask_until_held(*device, pinned));
        EXPECT_EQ(t, before + 2 * pairs + 2, device->commands_released());
    }
    EXPECT(t, carrier.is_untouched(1));
    EXPECT_OK(t, device.close());
}

// The server counts references to a surface by its id, so that an old user of the id could meet the new surface:
// https://gitlab.freedesktop.org/spice/spice/-/merge_requests/179.
TEST(regression, surface_recreated_under_same_id,
     "An id destroyed and created again, by commands and around a sleep: old memory is left alone, the new is drawn on",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto night = REQUIRE_OK(t, Night::open(t, device));
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();

    // In one go, with drawings waiting on each of the surfaces in turn.
    RawSurface raw(*device, unused_id(*device));
    for (u32 n = 0; n < 4; ++n) {
        REQUIRE_OK(t, raw.create(carrier, n));
        REQUIRE_OK(t, raw.fill(all_of_raw, 0x111111 * (n + 1)));
        if (n != 3)
            REQUIRE_OK(t, raw.destroy());
    }
    REQUIRE_OK(t, raw.render());
    // What waited on a surface that dies is dropped, or drawn: but never with the colour of a later one.
    for (u32 n = 0; n < 3; ++n)
        EXPECT(t, carrier.is_filled(n, 0) || carrier.is_filled(n, 0x111111 * (n + 1)));
    EXPECT(t, carrier.is_filled(3, 0x444444));
    for (u32 n = 4; n < Carrier::parts; ++n)
        EXPECT(t, carrier.is_untouched(n));
    REQUIRE_OK(t, raw.destroy());
    REQUIRE_OK(t, settle(*device, scene));
    EXPECT_OK(t, ask_until_held(*device, pinned));
    EXPECT_EQ(t, 12u, device->commands_released());

    // A copy from a surface that is destroyed before the copy was rendered still shows it, though its id lives again.
    auto* source = REQUIRE_OK(t, device->create_surface(32, 32, qxl::Format::xrgb_32));
    u32 const id = source->id();
    REQUIRE_OK(t, device->fill(*source, qxl::Device::whole(*source), 0xaa0000));
    REQUIRE_OK(t, device->copy_surface(scene.primary, qxl::rect_at(0, 100, 32, 32), *source, {0, 0}));
    REQUIRE_OK(t, device->destroy_surface(*source));
    REQUIRE_OK(t, settle(*device, scene));
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

// One function of the server stands between such a box and the host's memory, validate_drawable_bbox. Holes of this
// kind were closed in 2015: Debian DSA-3371-1. QEMU 5.2 to 11.1 with SPICE 0.14.3 to 0.15.2 are safe from it.
TEST(regression, bounding_box_outside_surface,
     "A drawing whose box leaves its surface, once a way into host memory: it is released and draws nothing at all",
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
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();
    // The driver refuses such a drawing.
    EXPECT(t, !device->fill(scene.blank, qxl::rect_at(0, 0, 9, 8), 0));

    constexpr u32 middle = 4;
    RawSurface raw(*device, unused_id(*device));
    REQUIRE_OK(t, raw.create(carrier, middle));
    for (qxl::Rect const& box : boxes)
        REQUIRE_OK(t, raw.fill(box, 0x777777));
    REQUIRE_OK(t, raw.render());
    for (u32 n = 0; n < Carrier::parts; ++n)
        EXPECT(t, n == middle ? carrier.is_filled(n, 0) : carrier.is_untouched(n));
    EXPECT_OK(t, ask_until_held(*device, pinned + 1));
    EXPECT_EQ(t, boxes.size(), device->commands_released());
    // One that fits is drawn.
    REQUIRE_OK(t, raw.fill(all_of_raw, 0x888888));
    REQUIRE_OK(t, raw.render());
    EXPECT(t, carrier.is_filled(middle, 0x888888));
    REQUIRE_OK(t, raw.destroy());
    REQUIRE_OK(t, settle(*device, scene));
    EXPECT_OK(t, ask_until_held(*device, pinned));
    EXPECT_OK(t, device.close());
}

// Old servers created it anew, later ones refused without ever releasing the command. 0.14.3 to 0.15.2 refuse and
// release.
TEST(regression, surface_created_twice,
     "A second create of a live id is refused and released: the surface keeps its memory, the other is not touched",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();
    RawSurface raw(*device, unused_id(*device));
    REQUIRE_OK(t, raw.create(carrier, 1));
    REQUIRE_OK(t, raw.create(carrier, 3));
    REQUIRE_OK(t, raw.fill(all_of_raw, 0x246824));
    REQUIRE_OK(t, raw.render());
    for (u32 n = 0; n < Carrier::parts; ++n)
        EXPECT(t, n == 1 ? carrier.is_filled(n, 0x246824) : carrier.is_untouched(n));
    // The refused one and the fill; the first create stays as long as its surface.
    EXPECT_OK(t, ask_until_held(*device, pinned + 1));
    EXPECT_EQ(t, 2u, device->commands_released());
    REQUIRE_OK(t, raw.destroy());
    REQUIRE_OK(t, settle(*device, scene));
    EXPECT_OK(t, ask_until_held(*device, pinned));
    EXPECT_EQ(t, 4u, device->commands_released());
    EXPECT_OK(t, device.close());
}

// Old servers warned, and went on to destroy what was gone. 0.14.3 to 0.15.2 refuse, and release the command.
TEST(regression, surface_destroyed_twice,
     "A second destroy of a surface id is refused and released, each id once; the id can be used again",
     .groups = "sleep", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    auto scene = REQUIRE_OK(t, Scene::create(t, *device));
    auto carrier = REQUIRE_OK(t, Carrier::create(*device));
    u64 const pinned = device->heap(0).held();
    RawSurface raw(*device, unused_id(*device));
    for (u32 round = 0; round < 3; ++round) {
        REQUIRE_OK(t, raw.create(carrier, round));
        REQUIRE_OK(t, raw.fill(all_of_raw, 0x135713));
        REQUIRE_OK(t, raw.render());
        REQUIRE_OK(t, raw.destroy());
        REQUIRE_OK(t, raw.destroy());
        REQUIRE_OK(t, settle(*device, scene));
        EXPECT_OK(t, ask_until_held(*device, pinned));
        EXPECT_EQ(t, u64{4} * (round + 1), device->commands_released());
        EXPECT(t, carrier.is_filled(round, 0x135713));
    }
    EXPECT(t, carrier.is_untouched(3));
    EXPECT_OK(t, device.close());
}
