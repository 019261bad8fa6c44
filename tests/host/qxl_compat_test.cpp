// SPDX-License-Identifier: MIT
// Compat mode on the model device: SET_MODE, drawing, and the sleep sequence on every revision, revision 1 among them.
#include "tests/host/qxl_rig.hpp"

using namespace qxl;
using namespace qxl::test;

namespace {

constexpr u32 width = 320, height = 240;

struct CompatRig : Rig {
    explicit CompatRig(ModelOptions const& options = {}) : Rig(options) {}
    Surface& set_mode()
    {
        auto number = device().mode_number(width, height);
        EXPECT_TRUE(is_ok(number));
        auto s = device().set_mode(*number);
        EXPECT_TRUE(is_ok(s));
        return **s;
    }
    Status set_cursor(i32 x) { return device().cursor_set({2, 2, 0, 0, cursor}, {x, 1}); }
    std::vector<u32> cursor = std::vector<u32>(4, 0xffffffff);
};

// Every command there is, and a copy of several chunks.
Status draw(Device& d, Surface& s)
{
    TRY(d.fill(s, Device::whole(s), 0x102030));
    std::vector<u32> pixels(300 * 230);
    for (size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<u32>(i * 2654435761u);
    Bitmap const bitmap{
        300, 230, BitmapFormat::bits_32, 300 * 4, {reinterpret_cast<u8 const*>(pixels.data()), pixels.size() * 4}};
    Rect const clip[] = {rect_at(0, 0, 200, 200), rect_at(210, 10, 5, 5)};
    TRY(d.copy(s, rect_at(3, 4, 290, 220), bitmap, {7, 9}, clip));
    TRY(d.fill(s, rect_at(1, 1, 50, 3), 0xabcdef));
    return d.copy_surface(s, rect_at(100, 100, 60, 60), s, {0, 0});
}

std::vector<u32> picture(Surface const& s)
{
    std::vector<u32> all;
    for (u32 y = 0; y < s.height(); ++y)
        for (u32 x = 0; x < s.width(); ++x)
            all.push_back(pixel(s, static_cast<i32>(x), static_cast<i32>(y)));
    return all;
}

// As a native surface shows it.
std::vector<u32> const& expected_picture()
{
    static std::vector<u32> const expected = [] {
        Rig rig;
        Surface& s = rig.primary(width, height);
        EXPECT_TRUE(is_ok(draw(rig.device(), s)));
        EXPECT_TRUE(is_ok(rig.device().update_all(s)));
        return picture(s);
    }();
    return expected;
}

constexpr ModelOptions all_options[] = {{.revision = 1}, {.revision = 1, .is_vga = false},
                                        {.revision = 2}, {.revision = 3, .is_vga = false},
                                        {.revision = 5}, {.revision = 5, .vram64 = true}};

class QxlCompat : public ::testing::TestWithParam<ModelOptions> {};
INSTANTIATE_TEST_SUITE_P(Revisions, QxlCompat, ::testing::ValuesIn(all_options), [](auto const& test) {
    ModelOptions const& o = test.param;
    return "r" + std::to_string(o.revision) + (o.is_vga ? "vga" : "") + (o.vram64 ? "vram64" : "");
});

TEST_P(QxlCompat, DrawsAndGivesEverythingBack)
{
    auto const& expected = expected_picture();
    CompatRig rig(GetParam());
    Device& d = rig.device();
    for (int round = 0; round < 3; ++round) {
        Surface& s = rig.set_mode();
        EXPECT_EQ(d.mode(), Mode::compat);
        EXPECT_TRUE(s.is_compat());
        EXPECT_LT(s.stride(), 0);
        EXPECT_EQ(pixel(s, 5, 5), 0u) << "SET_MODE zeroes";
        OK(draw(d, s));
        OK(rig.set_cursor(1));
        OK(rig.set_cursor(2));
        OK(d.cursor_move({7, 7}));
        OK(d.update_all(s));
        EXPECT_EQ(picture(s), expected);
        EXPECT_EQ(rig.model.cursor_position(), (Point{7, 7}));
        OK(d.destroy_primary());
        EXPECT_NE(d.mode(), Mode::compat);
    }
    OK(draw(d, rig.set_mode()));
    OK(rig.set_cursor(1));
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
    EXPECT_EQ(report->written_off, GetParam().revision == 1 ? 4u : 0u) << "the cursors of four RESETs";
    EXPECT_FALSE(rig.model.has_guest_bug()) << rig.model.guest_bug();
}

TEST_P(QxlCompat, ThePictureComesBackAfterSleep)
{
    auto const& expected = expected_picture();
    u8 const revision = GetParam().revision;
    CompatRig rig(GetParam());
    Device& d = rig.device();
    Surface& s = rig.set_mode();
    OK(draw(d, s));
    for (int cycle = 0; cycle < 3; ++cycle) {
        OK(rig.set_cursor(cycle));
        SleepPath path(d);
        OK(path.stop_producing());
        OK(path.notify_cmd());
        OK(path.notify_cursor());
        OK(path.flush_surfaces());
        EXPECT_EQ(picture(s), expected);
        OK(path.destroy_all_surfaces());
        OK(path.flush_release());
        OK(path.nothing_held());
        FAILS(d.fill(s, Device::whole(s), 0), Side::guest, "live surface");
        u64 const kept = revision == 1 ? 1 : 0;
        EXPECT_EQ(path.held().blocks, 0u);
        EXPECT_EQ(d.heap(0).held(), kept);
        d.for_each_held([](unsigned bar, Block const& b) {
            EXPECT_EQ(bar, 0u);
            EXPECT_STREQ(b.purpose, purpose::cursor_set);
        });
        rig.model.sleep_and_wake();
        EXPECT_EQ(picture(s), expected) << "survives the sleep itself";
        OK(path.check_reset_state());
        OK(path.reopen());
        // With or without: the cursor of revision 1 is the driver's to expect.
        if (cycle != 1) {
            auto lost = path.write_off_lost();
            OK(lost);
            EXPECT_EQ(*lost, kept);
        }
        OK(path.recreate_surfaces());
        d.for_each_held([](unsigned, Block const& b) {
            EXPECT_STREQ(b.purpose, purpose::drawable_copy) << "the cursor of before is gone";
        });
        EXPECT_EQ(d.mode(), Mode::compat);
        EXPECT_EQ(picture(s), expected);
        OK(d.fill(s, rect_at(319, 239, 1, 1), static_cast<u32>(cycle + 1)));
        OK(d.update_all(s));
        EXPECT_EQ(pixel(s, 319, 239), static_cast<u32>(cycle + 1));
        OK(d.fill(s, rect_at(319, 239, 1, 1), 0x102030));
    }
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
    EXPECT_FALSE(rig.model.has_guest_bug()) << rig.model.guest_bug();
}

TEST_P(QxlCompat, WithoutKeepDataItIsZero)
{
    CompatRig rig(GetParam());
    Device& d = rig.device();
    Surface& s = rig.set_mode();
    OK(draw(d, s));
    SleepPath path(d);
    OK(path.stop_producing());
    OK(path.flush_surfaces());
    OK(path.destroy_all_surfaces());
    OK(path.flush_release());
    rig.model.sleep_and_wake();
    OK(path.reopen());
    OK(path.recreate_surfaces(false));
    EXPECT_EQ(contents(s), std::vector<u8>(s.memory().size()));
}

TEST_P(QxlCompat, ASuddenResetIsSurvived)
{
    auto const& expected = expected_picture();
    CompatRig rig(GetParam());
    Device& d = rig.device();
    Surface& s = rig.set_mode();
    OK(draw(d, s));
    OK(rig.set_cursor(1));
    OK(d.update_all(s));
    d.faults.no_kick = true;
    OK(d.fill(s, Device::whole(s), 0xbad));
    OK(d.cursor_move({1, 1}));
    d.faults.no_kick = false;
    rig.model.sleep_and_wake();
    SleepPath path(d);
    OK(path.reopen());
    u64 const held = d.heap(0).held();
    EXPECT_GE(held, 3u);
    EXPECT_EQ(*path.write_off_lost(), held);
    OK(path.recreate_surfaces());
    EXPECT_EQ(picture(s), expected);
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
    EXPECT_EQ(report->written_off, held);
    EXPECT_FALSE(rig.model.has_guest_bug()) << rig.model.guest_bug();
}

TEST_P(QxlCompat, ComesBackWithoutSleepingAfterEveryStep)
{
    auto const& expected = expected_picture();
    constexpr Status (SleepPath::*steps[])() = {&SleepPath::stop_producing,       &SleepPath::notify_cmd,
                                                &SleepPath::notify_cursor,        &SleepPath::flush_surfaces,
                                                &SleepPath::destroy_all_surfaces, &SleepPath::flush_release};
    for (size_t last = 0; last < std::size(steps); ++last) {
        CompatRig rig(GetParam());
        Device& d = rig.device();
        Surface& s = rig.set_mode();
        OK(draw(d, s));
        OK(rig.set_cursor(1));
        SleepPath path(d);
        for (size_t i = 0; i <= last; ++i) {
            if (i == 4) {
                OK(d.update_all(s));
            }
            OK((path.*steps[i])());
        }
        OK(path.resume_without_sleep());
        OK(d.update_all(s));
        EXPECT_EQ(picture(s), expected) << "last step " << last;
        auto report = d.close();
        OK(report);
        EXPECT_EQ(report->blocks, 0u);
    }
}

TEST_P(QxlCompat, RefusesWhatCompatModeHasNot)
{
    CompatRig rig(GetParam());
    Device& d = rig.device();
    FAILS(d.mode_number(1, 1), Side::unsupported, "mode of 32 bits");
    FAILS(d.mode_number(400, 300), Side::unsupported, "mode of 32 bits");
    FAILS(d.set_mode(0), Side::unsupported, "bits a pixel");
    FAILS(d.set_mode(2), Side::guest, "modes");
    FAILS(d.set_mode(256), Side::guest, "modes");
    Surface& s = rig.set_mode();
    FAILS(d.set_mode(1), Side::guest, "no surface");
    FAILS(d.create_surface(8, 8, Format::xrgb_32), Side::unsupported, "native mode");
    OK(d.destroy_primary());
    EXPECT_EQ(s.state(), Surface::State::unused);
    auto primary = d.create_primary(8, 8, Format::xrgb_32);
    if (GetParam().revision == 1) {
        FAILS(primary, Side::unsupported, "only compat mode");
        return;
    }
    // And native mode works after it, from the slots that SET_MODE took.
    OK(primary);
    Surface& off = rig.surface(8, 8);
    OK(d.fill(off, Device::whole(off), 5));
    OK(d.update_all(off));
    EXPECT_EQ(pixel(off, 7, 7), 5u);
    EXPECT_FALSE(rig.model.has_guest_bug()) << rig.model.guest_bug();
}

TEST_P(QxlCompat, AModeThatTheRomDoesNotShowIsNoticed)
{
    CompatRig rig(GetParam());
    rig.model.wrong.rom_mode_stale = true;
    FAILS(rig.device().set_mode(1), Side::device, "mode in the ROM");
}

TEST(QxlCompatRevision1, NeverTouchesALaterPort)
{
    CompatRig rig({.revision = 1});
    Device& d = rig.device();
    Surface& s = rig.set_mode();
    OK(draw(d, s));
    OK(rig.set_cursor(1));
    SleepPath path(d);
    EXPECT_STREQ(path.form(), "compat");
    OK(path.stop_producing());
    OK(path.notify_cmd());
    OK(path.notify_cursor());
    OK(path.flush_surfaces());
    OK(path.destroy_all_surfaces());
    OK(path.flush_release());
    rig.model.sleep_and_wake();
    OK(path.reopen());
    OK(path.write_off_lost());
    OK(path.recreate_surfaces());
    OK(d.close());
    for (wire::Port port : rig.model.history())
        EXPECT_LT(static_cast<u8>(port), 8);
}

TEST(QxlCompatRevision1, ALeakOfOursIsNotTheDevices)
{
    CompatRig rig({.revision = 1});
    Device& d = rig.device();
    d.faults.leak_command = true;
    OK(draw(d, rig.set_mode()));
    OK(rig.set_cursor(1));
    SleepPath path(d);
    OK(path.stop_producing());
    OK(path.flush_surfaces());
    OK(path.destroy_all_surfaces());
    OK(path.flush_release());
    FAILS(path.nothing_held(), Side::guest, "the driver did not free");
}

TEST(QxlCompatRevision1, AReleaseThatTheDeviceForgotIsNamed)
{
    CompatRig rig({.revision = 1});
    Device& d = rig.device();
    Surface& s = rig.set_mode();
    rig.model.wrong.forget_release = true;
    d.limits = short_limits;
    OK(draw(d, s));
    OK(rig.set_cursor(1));
    SleepPath path(d);
    OK(path.stop_producing());
    OK(path.flush_surfaces());
    OK(path.destroy_all_surfaces());
    FAILS(path.flush_release(), Side::device, "NOTIFY_OOM loop");
    FAILS(path.nothing_held(), Side::device, "step 5");
}

} // namespace
