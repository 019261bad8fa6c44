// SPDX-License-Identifier: MIT
// The sleep sequence on the model device: the good way, and every deliberate fault with the step that notices it.
#include "tests/host/qxl_rig.hpp"

using namespace qxl;
using namespace qxl::test;

namespace {

// A device with something of everything on it.
struct Desk : Rig {
    explicit Desk(ModelOptions const& options = {}) : Rig(options)
    {
        Device& d = device();
        Surface& p = primary();
        surfaces.push_back(&p);
        for (u32 i = 0; i < 5; ++i)
            surfaces.push_back(
                &surface(20 + i, 10, i % 2 == 0 ? Format::xrgb_32 : Format::rgb_565, {.bottom_up = i % 2 == 0}));
        EXPECT_TRUE(is_ok(d.cursor_set({2, 2, 0, 0, cursor}, {1, 1})));
        for (u32 n = 0; n < 70; ++n)
            for (Surface* s : surfaces)
                EXPECT_TRUE(is_ok(d.fill(*s, rect_at(static_cast<i32>(n % 10), static_cast<i32>(n % 7), 3, 3),
                                         0x010101 * (n + s->id()))));
        EXPECT_TRUE(is_ok(d.copy_surface(p, rect_at(30, 20, 20, 10), *surfaces[1], {0, 0})));
    }
    std::vector<u32> cursor = std::vector<u32>(4, 0xffffffff);
    std::vector<Surface*> surfaces;
};

Status before_sleep(SleepPath& path)
{
    TRY(path.stop_producing());
    TRY(path.notify_cmd());
    TRY(path.notify_cursor());
    TRY(path.flush_surfaces());
    TRY(path.destroy_all_surfaces());
    TRY(path.flush_release());
    return path.nothing_held();
}

// What the surfaces must look like, from a device that rendered everything at once.
std::vector<std::vector<u8>> expected_contents(ModelOptions const& options)
{
    Desk desk(options);
    for (Surface* s : desk.surfaces)
        EXPECT_TRUE(is_ok(desk.device().update_all(*s)));
    std::vector<std::vector<u8>> all;
    for (Surface* s : desk.surfaces)
        all.push_back(contents(*s));
    return all;
}

TEST(QxlSleep, NothingIsLostOverThreeCycles)
{
    for (u8 revision : {u8{2}, u8{3}, u8{5}})
        for (bool vram64 : {false, true}) {
            ModelOptions const options{.revision = revision, .is_vga = revision != 3, .vram64 = vram64};
            auto const expected = expected_contents(options);
            Desk desk(options);
            Device& d = desk.device();
            for (int cycle = 0; cycle < 3; ++cycle) {
                SleepPath path(d);
                OK(before_sleep(path));
                EXPECT_EQ(desk.model.surfaces(), 0u);
                EXPECT_EQ(d.heap(0).counters().live(), 0u);
                FAILS(d.fill(*desk.surfaces[0], rect_at(0, 0, 1, 1), 0), Side::guest, "live surface");
                d.for_each_free_range(
                    [](unsigned, u64, std::span<u8> bytes) { std::memset(bytes.data(), 0x5a, bytes.size()); });
                desk.model.sleep_and_wake();
                OK(path.check_reset_state());
                d.for_each_free_range([](unsigned, u64, std::span<u8> bytes) {
                    // Compared with itself, one further: all bytes are the same.
                    ASSERT_TRUE(bytes[0] == 0x5a && std::memcmp(&bytes[0], &bytes[1], bytes.size() - 1) == 0);
                });
                OK(path.reopen());
                OK(path.recreate_surfaces());
                EXPECT_EQ(desk.model.surfaces(), desk.surfaces.size());
                for (size_t i = 0; i < desk.surfaces.size(); ++i)
                    EXPECT_EQ(contents(*desk.surfaces[i]), expected[i]) << "surface " << i << " cycle " << cycle;
                // Drawing goes on, and comes out the same again.
                OK(d.cursor_set({2, 2, 0, 0, desk.cursor}, {3, 3}));
                OK(d.fill(*desk.surfaces[0], rect_at(40, 40, 1, 1), 0xabc));
                OK(d.update_all(*desk.surfaces[0]));
                EXPECT_EQ(pixel(*desk.surfaces[0], 40, 40), 0xabcu);
                OK(d.fill(*desk.surfaces[0], rect_at(40, 40, 1, 1), 0));
            }
            auto report = d.close();
            OK(report);
            EXPECT_EQ(report->blocks, 0u);
            EXPECT_FALSE(desk.model.has_guest_bug()) << desk.model.guest_bug();
        }
}

TEST(QxlSleep, PortsAreWrittenInTheOrderOfTheSteps)
{
    Desk desk;
    SleepPath path(desk.device());
    size_t const from = desk.model.history().size();
    OK(before_sleep(path));
    std::vector<wire::Port> ports;
    for (size_t i = from; i < desk.model.history().size(); ++i)
        if (desk.model.history()[i] != wire::Port::update_irq)
            ports.push_back(desk.model.history()[i]);
    using wire::Port;
    std::vector<Port> const expected{Port::notify_cmd, Port::notify_cursor, Port::flush_surfaces_async,
                                     Port::destroy_all_surfaces_async, Port::flush_release};
    EXPECT_EQ(ports, expected);
}

TEST(QxlSleep, WithoutFlushSurfacesTheContentsAreLost)
{
    auto const expected = expected_contents({});
    Desk desk;
    desk.device().faults.no_flush_surfaces = true;
    SleepPath path(desk.device());
    OK(before_sleep(path));
    desk.model.sleep_and_wake();
    OK(path.reopen());
    OK(path.recreate_surfaces());
    EXPECT_NE(contents(*desk.surfaces[0]), expected[0]);
}

TEST(QxlSleep, WithoutDestroyAllStep4IsNamed)
{
    Desk desk;
    desk.device().faults.no_destroy_all = true;
    SleepPath path(desk.device());
    FAILS(before_sleep(path), Side::device, "step 4 DESTROY_ALL_SURFACES");
    EXPECT_EQ(path.held().blocks, path.held().pinned);
    u64 data = 0, commands = 0;
    desk.device().for_each_held([&](unsigned bar, Block const&) { ++(bar == 0 ? commands : data); });
    EXPECT_EQ(data, 5u);
    EXPECT_EQ(commands, 6u); // five surfaces, one cursor
}

TEST(QxlSleep, WithoutDestroyAllTheFallbackNamesStep4)
{
    Desk desk({.revision = 2});
    desk.device().faults.no_destroy_all = true;
    desk.device().limits.ring = 50_ms;
    SleepPath path(desk.device());
    FAILS(before_sleep(path), Side::device, "step 4 DESTROY_ALL_SURFACES");
}

TEST(QxlSleep, WithoutFlushReleaseStep5IsNamed)
{
    Desk desk;
    desk.device().faults.no_flush_release = true;
    SleepPath path(desk.device());
    FAILS(before_sleep(path), Side::device, "step 5 FLUSH_RELEASE");
    FAILS(path.nothing_held(), Side::device, "step 5 FLUSH_RELEASE");
    EXPECT_FALSE(path.held().release_ring_advanced);
}

TEST(QxlSleep, FlushReleaseThatDoesNothingIsNamedEvenWithAnEmptyLedger)
{
    Rig rig;
    rig.primary();
    rig.model.wrong.flush_does_nothing = true;
    SleepPath path(rig.device());
    FAILS(before_sleep(path), Side::device, "step 5 FLUSH_RELEASE: release ring prod");
}

TEST(QxlSleep, ALeakedCommandIsNamed)
{
    Desk desk;
    desk.device().faults.leak_command = true;
    SleepPath path(desk.device());
    FAILS(before_sleep(path), Side::guest, "step 5 FLUSH_RELEASE: commands that the device released");
    EXPECT_EQ(path.held().blocks, 1u);
    auto report = desk.device().close();
    OK(report);
    EXPECT_EQ(report->blocks, 1u);
}

TEST(QxlSleep, AReleaseThatTheDeviceForgotIsNamed)
{
    Desk desk;
    desk.model.wrong.forget_release = true;
    SleepPath path(desk.device());
    FAILS(before_sleep(path), Side::device, "step 5 FLUSH_RELEASE: blocks left");
}

TEST(QxlSleep, WithoutKeepDataTheContentsAreZero)
{
    Desk desk;
    desk.device().faults.no_keep_data = true;
    SleepPath path(desk.device());
    OK(before_sleep(path));
    desk.model.sleep_and_wake();
    OK(path.reopen());
    OK(path.recreate_surfaces());
    for (Surface* s : desk.surfaces)
        EXPECT_EQ(contents(*s), std::vector<u8>(s->memory().size()));
}

TEST(QxlSleep, ASurfaceLeftOutOfStep8ComesBackLater)
{
    auto const expected = expected_contents({});
    Desk desk;
    SleepPath path(desk.device());
    OK(before_sleep(path));
    desk.model.sleep_and_wake();
    OK(path.reopen());
    Surface& late = *desk.surfaces[2];
    OK(path.recreate_surfaces(true, &late));
    EXPECT_EQ(desk.model.surfaces(), desk.surfaces.size() - 1);
    FAILS(desk.device().fill(late, rect_at(0, 0, 1, 1), 0), Side::guest, "live surface");
    OK(path.recreate_surfaces());
    EXPECT_EQ(desk.model.surfaces(), desk.surfaces.size());
    for (size_t i = 0; i < desk.surfaces.size(); ++i)
        EXPECT_EQ(contents(*desk.surfaces[i]), expected[i]) << "surface " << i;
}

TEST(QxlSleep, AResetThatDidNotHappenIsNoticed)
{
    {
        Desk desk;
        SleepPath path(desk.device());
        OK(before_sleep(path));
        FAILS(path.check_reset_state(), Side::device, "step 7 reset");
    }
    {
        Desk desk;
        SleepPath path(desk.device());
        OK(before_sleep(path));
        desk.model.wrong.keeps_rings = true;
        desk.model.sleep_and_wake();
        FAILS(path.check_reset_state(), Side::device, "step 7 reset: command ring prod");
    }
    {
        Desk desk;
        SleepPath path(desk.device());
        OK(before_sleep(path));
        desk.model.wrong.keeps_memslots = true;
        desk.model.sleep_and_wake();
        FAILS(path.reopen(), Side::device, "MEMSLOT_ADD");
    }
}

TEST(QxlSleep, AChangedRomIsNoticed)
{
    Desk desk;
    SleepPath path(desk.device());
    OK(before_sleep(path));
    desk.model.sleep_and_wake();
    desk.model.rom().n_surfaces = 32;
    FAILS(path.reopen(), Side::device, "n_surfaces");
}

TEST(QxlSleep, ComesBackWithoutSleepingAfterEveryStep)
{
    auto const expected = expected_contents({});
    constexpr Status (SleepPath::*steps[])() = {&SleepPath::stop_producing,       &SleepPath::notify_cmd,
                                                &SleepPath::notify_cursor,        &SleepPath::flush_surfaces,
                                                &SleepPath::destroy_all_surfaces, &SleepPath::flush_release};
    for (size_t last = 0; last < std::size(steps); ++last) {
        Desk desk;
        SleepPath path(desk.device());
        for (size_t i = 0; i <= last; ++i)
            OK((path.*steps[i])());
        OK(path.resume_without_sleep());
        for (size_t i = 0; i < desk.surfaces.size(); ++i) {
            OK(desk.device().update_all(*desk.surfaces[i]));
            EXPECT_EQ(contents(*desk.surfaces[i]), expected[i]) << "last step " << last;
        }
        auto report = desk.device().close();
        OK(report);
        EXPECT_EQ(report->blocks, 0u);
    }
}

TEST(QxlSleep, SuspendedSurfacesCanBeDestroyedInsteadOfRecreated)
{
    for (bool collected : {true, false}) {
        Desk desk;
        Device& d = desk.device();
        SleepPath path(d);
        OK(path.stop_producing());
        OK(path.flush_surfaces());
        OK(path.destroy_all_surfaces());
        if (collected) {
            OK(path.flush_release());
        }
        OK(d.destroy_surface(*desk.surfaces[1]));
        OK(d.destroy_primary());
        OK(path.resume_without_sleep());
        EXPECT_EQ(desk.model.surfaces(), 4u);
        auto report = d.close();
        OK(report);
        EXPECT_EQ(report->blocks, 0u);
    }
}

TEST(QxlSleep, ThousandSurfaces)
{
    Rig rig({.surfaces = 1024});
    Device& d = rig.device();
    rig.primary();
    for (u32 i = 1; i <= 1000; ++i) {
        Surface& s = rig.surface(8, 8);
        OK(d.fill(s, Device::whole(s), i));
    }
    SleepPath path(d);
    OK(before_sleep(path));
    rig.model.sleep_and_wake();
    OK(path.check_reset_state());
    OK(path.reopen());
    OK(path.recreate_surfaces());
    d.for_each_surface([](Surface& s) { EXPECT_EQ(pixel(s, 7, 7), s.id()); });
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

TEST(QxlSleep, FromVgaModeAndWithoutSurfaces)
{
    Rig rig;
    SleepPath path(rig.device());
    OK(before_sleep(path));
    rig.model.sleep_and_wake();
    OK(path.check_reset_state());
    OK(path.reopen());
    OK(path.recreate_surfaces());
    rig.primary();
    OK(rig.device().close());
}

// Sleep without any step: commands in both rings, drawables not rendered, surfaces and the cursor alive.
TEST(QxlSleep, WhatASuddenResetTookIsWrittenOff)
{
    for (u8 revision : {u8{2}, u8{5}})
        for (bool vga : {true, false})
            for (bool quiet : {true, false})
                for (bool by_port : {true, false}) {
                    auto const expected = expected_contents({.revision = revision, .is_vga = vga});
                    Desk desk({.revision = revision, .is_vga = vga});
                    Device& d = desk.device();
                    for (Surface* s : desk.surfaces)
                        OK(d.update_all(*s));
                    Surface& dying = desk.surface(8, 8);
                    OK(d.destroy_surface(dying));
                    d.faults.no_kick = quiet;
                    OK(d.cursor_set({2, 2, 0, 0, desk.cursor}, {3, 3}));
                    for (i32 x = 0; x < 20; ++x)
                        OK(d.fill(*desk.surfaces[0], rect_at(x, 0, 1, 1), 0xbad));
                    d.faults.no_kick = false;
                    u64 held = 0;
                    d.for_each_held([&](unsigned bar, Block const&) { held += bar == 0; });
                    EXPECT_GT(held, 20u);

                    SleepPath path(d);
                    FAILS(path.write_off_lost(), Side::guest, "reset and reopened");
                    by_port ? d.reset() : desk.model.sleep_and_wake();
                    OK(path.check_reset_state());
                    OK(path.reopen());
                    auto lost = path.write_off_lost();
                    OK(lost);
                    EXPECT_EQ(*lost, held);
                    EXPECT_EQ(*path.write_off_lost(), 0u);
                    EXPECT_EQ(d.heap(0).counters().live(), 0u);
                    EXPECT_EQ(d.heap(1).held(), 0u);
                    EXPECT_EQ(d.heap(1).counters().live(), 5u);
                    EXPECT_EQ(dying.state(), Surface::State::unused);
                    OK(path.recreate_surfaces());
                    FAILS(path.write_off_lost(), Side::guest, "nothing submitted");
                    for (size_t i = 0; i < desk.surfaces.size(); ++i)
                        EXPECT_EQ(contents(*desk.surfaces[i]), expected[i]) << "surface " << i;
                    OK(d.fill(*desk.surfaces[0], rect_at(40, 40, 1, 1), 0xabc));
                    OK(d.cursor_move({1, 1}));
                    OK(d.update_all(*desk.surfaces[0]));
                    EXPECT_EQ(pixel(*desk.surfaces[0], 40, 40), 0xabcu);
                    // And the good way, afterwards.
                    OK(before_sleep(path));
                    desk.model.sleep_and_wake();
                    OK(path.reopen());
                    EXPECT_EQ(*path.write_off_lost(), 0u);
                    OK(path.recreate_surfaces());
                    auto report = d.close();
                    OK(report);
                    EXPECT_EQ(report->blocks, 0u);
                    EXPECT_EQ(report->written_off, held);
                    EXPECT_FALSE(desk.model.has_guest_bug()) << desk.model.guest_bug();
                }
}

TEST(QxlSleep, ASuddenResetWithNothingOnTheDevice)
{
    for (bool vga : {true, false}) {
        Rig rig({.is_vga = vga});
        SleepPath path(rig.device());
        rig.model.sleep_and_wake();
        OK(path.check_reset_state());
        OK(path.reopen());
        EXPECT_EQ(*path.write_off_lost(), 0u);
        OK(path.recreate_surfaces());
        rig.primary();
        OK(rig.device().close());
    }
}

TEST(QxlSleep, SurfacesWithoutAPrimaryComeBackFromVgaMode)
{
    for (bool vga : {true, false}) {
        Rig rig({.is_vga = vga});
        Device& d = rig.device();
        rig.primary();
        OK(d.destroy_primary());
        Surface& s = rig.surface(8, 8);
        OK(d.fill(s, Device::whole(s), 7));
        SleepPath path(d);
        OK(before_sleep(path));
        rig.model.sleep_and_wake();
        OK(path.reopen());
        OK(path.recreate_surfaces());
        EXPECT_EQ(rig.model.surfaces(), 1u);
        EXPECT_EQ(pixel(s, 7, 7), 7u);
        auto report = d.close();
        OK(report);
        EXPECT_EQ(report->blocks, 0u);
        EXPECT_FALSE(rig.model.has_guest_bug()) << rig.model.guest_bug();
    }
}

} // namespace
