// SPDX-License-Identifier: MIT
// The sleep sequence with every byte of BAR memory that nobody was given under a pattern, looked at after each step.
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/canary.hpp"
#include "tests/guest/machine/sleeper.hpp"
#include "tests/guest/oracle/image.hpp"

#include <algorithm>
#include <array>

namespace {
using qxl::Format;
using Depth = Canary::Depth;

struct Shape {
    u32 width, height;
    Format format;
    qxl::SurfaceOptions options;
};
// Odd in every way: widths that end inside a word, lines of one pixel, all formats, both directions, gaps behind lines.
constexpr Shape shapes[] = {
    {33, 17, Format::xrgb_32, {}},
    {1, 1, Format::argb_32, {}},
    {5, 3, Format::rgb_565, {}},
    {7, 9, Format::rgb_555, {.bottom_up = true}},
    {129, 65, Format::argb_32, {.bottom_up = true}},
    {255, 3, Format::a_8, {}},
    {13, 11, Format::a_1, {.bottom_up = true}},
    {31, 33, Format::xrgb_32, {.stride_bytes = 160}},
    {63, 5, Format::rgb_565, {.bottom_up = true, .stride_bytes = 132}},
    {1, 257, Format::rgb_565, {}},
    {1023, 1, Format::xrgb_32, {.bottom_up = true}},
    {517, 111, Format::xrgb_32, {}},
};

// Draws on what is there, and at the very edges above all.
class Picture {
public:
    // In compat mode there is a primary and nothing else.
    enum class Mode : u8 { native, compat };
    static Result<Picture> create(qxl::Device& device, Mode mode)
    {
        Picture p(device, TRY(oracle::ImageBuffer::allocate(texture_side, texture_side)));
        for (u32 y = 0; y < texture_side; ++y)
            for (u32 x = 0; x < texture_side; ++x)
                p.texture_.row(y)[x] = oracle::opaque(x * 0x1003 + y * 0x30501);
        // Where copies end; white has all bits set in every format.
        p.texture_.row(texture_side - 1)[texture_side - 1] = oracle::opaque(0xffffff);
        if (mode == Mode::compat) {
            p.surfaces_[p.count_++] = TRY(device.set_mode(TRY(device.mode_number(640, 480))));
            return p;
        }
        p.surfaces_[p.count_++] = TRY(device.create_primary(641, 479, Format::xrgb_32, {.bottom_up = true}));
        for (Shape const& shape : shapes)
            p.surfaces_[p.count_++] =
                TRY(device.create_surface(shape.width, shape.height, shape.format, shape.options));
        return p;
    }
    Status draw();
    // The last pixel of the last line of each surface is what the last copy put there.
    bool is_drawn() const;
    Status end();

private:
    static constexpr u32 texture_side = 47;
    Picture(qxl::Device& device, oracle::ImageBuffer&& texture) : device_(&device), texture_(std::move(texture)) {}

    // The lower right of the texture, as much as fits.
    Status copy_to_corner(qxl::Surface& s, i32 x, i32 y, u32 width, u32 height, std::span<qxl::Rect const> clip = {})
    {
        auto const pixels = texture_.image().pixels;
        qxl::Bitmap const bitmap{texture_side,
                                 texture_side,
                                 qxl::BitmapFormat::bits_32,
                                 texture_side * 4,
                                 {reinterpret_cast<u8 const*>(pixels.data()), pixels.size_bytes()}};
        return device_->copy(s, qxl::rect_at(x, y, static_cast<i32>(width), static_cast<i32>(height)), bitmap,
                             {static_cast<i32>(texture_side - width), static_cast<i32>(texture_side - height)}, clip);
    }

    std::span<qxl::Surface* const> surfaces() const { return std::span(surfaces_).first(count_); }

    qxl::Device* device_;
    oracle::ImageBuffer texture_;
    std::array<qxl::Surface*, std::size(shapes) + 1> surfaces_{}; // the primary first
    size_t count_ = 0;
};

Status Picture::draw()
{
    qxl::Surface& primary = *surfaces_[0];
    auto const right = static_cast<i32>(primary.width()), bottom = static_cast<i32>(primary.height());
    for (qxl::Surface* s : surfaces()) {
        // No driver draws on masks; they are there to lie beside the others.
        if (qxl::bits_per_pixel(s->format()) < 16)
            continue;
        auto const w = static_cast<i32>(s->width()), h = static_cast<i32>(s->height());
        u32 const cw = std::min(s->width(), texture_side), ch = std::min(s->height(), texture_side);
        TRY(device_->fill(*s, qxl::Device::whole(*s), 0x3579bd));
        // The four corners, the last through a clip list of the last line and the last column.
        TRY(copy_to_corner(*s, 0, 0, cw, ch));
        TRY(copy_to_corner(*s, w - static_cast<i32>(cw), 0, cw, ch));
        TRY(copy_to_corner(*s, 0, h - static_cast<i32>(ch), cw, ch));
        // Within the surface, down and to the right, up to the edges.
        if (w > 2 && h > 2)
            TRY(device_->copy_surface(*s, qxl::rect_at(1, 1, w - 1, h - 1), *s, {0, 0}));
        if (s != &primary && qxl::bits_per_pixel(s->format()) == 32) {
            i32 const width = std::min(w, right);
            TRY(device_->copy_surface(primary, qxl::rect_at(right - width, bottom - h, width, h), *s, {w - width, 0}));
        }
        std::array<qxl::Rect, 2> const edges = {qxl::rect_at(0, h - 1, w, 1), qxl::rect_at(w - 1, 0, 1, h)};
        TRY(copy_to_corner(*s, w - static_cast<i32>(cw), h - static_cast<i32>(ch), cw, ch, edges));
    }
    // Again, since the others were copied there meanwhile.
    TRY(copy_to_corner(primary, right - 10, bottom - 10, 10, 10));
    std::array<u32, 31 * 29> arrow{};
    arrow.fill(0xffff'ffff);
    TRY(device_->cursor_set({31, 29, 30, 28, arrow}, {right - 1, bottom - 1}));
    return device_->cursor_move({-3, -5});
}

bool Picture::is_drawn() const
{
    return std::ranges::all_of(surfaces(), [](qxl::Surface* s) {
        u32 const bits = qxl::bits_per_pixel(s->format());
        if (bits < 16)
            return true;
        std::span<u8 const> const line = s->row(s->height() - 1);
        u32 value = 0;
        for (u32 byte = 0; byte < bits / 8; ++byte)
            value |= u32{line[line.size() - bits / 8 + byte]} << (8 * byte);
        u32 const white = bits == 32 ? 0xff'ffff : 0x7fff;
        return (value & white) == white;
    });
}

Status Picture::end()
{
    for (qxl::Surface* s : surfaces())
        if (s->id() != 0)
            TRY(device_->destroy_surface(*s));
    TRY(device_->destroy_primary());
    return device_->collect();
}

// `usual`: how far it is looked at each stage. All of it in any case before the sleep, after the wake-up, and at the
// end.
void run_sleep_sequence(Test& t, Picture::Mode mode, Depth usual)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    Canary canary;
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report(), {.heap_guard = Canary::guard, .observer = &canary}));
    qxl::SleepPath path(*device);
    t.detail("path device={} form={}", device->index(), path.form());
    {
        Instant const start = now();
        canary.watch(*device);
        t.detail("canary guard_bytes={} filled us={}", Canary::guard, (now() - start).us());
    }
    auto picture = REQUIRE_OK(t, Picture::create(*device, mode));
    REQUIRE_OK(t, sleeper.check_wake_source());
    REQUIRE_OK(t, sleeper.prepare());

    // Each stage: something is done, then the canaries are looked at, and then, if it `shows`, the picture. False ends
    // the test.
    t.plan(13);
    auto stage = [&](char const* name, Depth depth, bool shows, auto&& run) {
        Check check = t.begin(name);
        if (EXPECT_OK(check, run()))
            canary.check(check, name, depth);
        if (!check.is_bad() && shows && !picture.is_drawn())
            check.fail("the last pixel of each surface: expected white, as drawn");
        return !check.is_bad();
    };
    constexpr bool shows = true, hidden = false;
    auto draw_and_render = [&]() -> Status {
        TRY(picture.draw());
        Status status;
        device->for_each_surface([&](qxl::Surface& s) {
            if (status)
                status = device->update_all(s);
        });
        return status;
    };
    auto flush_surfaces = [&]() -> Status {
        TRY(path.flush_surfaces());
        if (machine().options.fault == Break::overwrite_guard)
            canary.overwrite_guard();
        return {};
    };
    auto flush_release = [&]() -> Status {
        TRY(path.flush_release());
        return path.nothing_held();
    };
    auto sleep = [&]() -> Status {
        auto slept = TRY(sleeper.sleep(t.report()));
        Sleeper::report_wake_up(t.report(), slept);
        TRY(sleeper.check_wake_up(slept.wake_up));
        if (slept.left_differences != 0)
            return Error{Side::guest, "registers of configuration space not restored", 0, slept.left_differences,
                         "PCI 3.0 6.2.5"};
        return path.check_reset_state();
    };
    auto reopen = [&]() -> Status {
        TRY(path.reopen());
        // Revision 1 keeps the cursor through the sequence and loses it with the reset.
        TRY(path.write_off_lost());
        return {};
    };
    // What close() does too, but then nobody could look.
    auto end = [&]() -> Status {
        TRY(picture.end());
        TRY(path.stop_producing());
        TRY(path.notify_cmd());
        TRY(path.destroy_all_surfaces());
        return flush_release();
    };
    [[maybe_unused]] bool const is_complete =
        stage("draw", usual, shows, draw_and_render) &&
        // Not rendered when the sequence begins.
        stage("draw_more", usual, hidden, [&] { return picture.draw(); }) &&
        stage("step0.stop_producing", usual, hidden, [&] { return path.stop_producing(); }) &&
        stage("step1.notify_cmd", usual, hidden, [&] { return path.notify_cmd(); }) &&
        stage("step2.notify_cursor", usual, hidden, [&] { return path.notify_cursor(); }) &&
        stage("step3.flush_surfaces", usual, shows, flush_surfaces) &&
        stage("step4.destroy_all_surfaces", usual, shows, [&] { return path.destroy_all_surfaces(); }) &&
        stage("step5.flush_release", Depth::complete, shows, flush_release) &&
        stage("step6.sleep", Depth::complete, shows, sleep) && //
        stage("step7.reset", usual, shows, reopen) &&
        stage("step8.recreate_surfaces", usual, shows, [&] { return path.recreate_surfaces(); }) &&
        stage("draw_on", usual, shows, draw_and_render) && //
        stage("end", Depth::complete, hidden, end);
    EXPECT_OK(t, device.close());
}
} // namespace

TEST(canary, sleep_sequence,
     "Guards around blocks and all free BAR memory keep their pattern through drawing and steps 0 to 8",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_sleep_sequence(t, Picture::Mode::native, Depth::near);
}

TEST(canary, sleep_sequence_compat, "The same in compat mode, of which revision 1 has no more than a primary",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_sleep_sequence(t, Picture::Mode::compat, Depth::near);
}

TEST(canary, sleep_sequence_all_memory, "The same, with every byte of free BAR memory looked at after every step",
     .groups = "thorough", .stage = Stage::sleep)
{
    run_sleep_sequence(t, Picture::Mode::native, Depth::complete);
}
