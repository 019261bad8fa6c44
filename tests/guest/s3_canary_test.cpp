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
constexpr u32 shape_count = std::size(shapes);

// Draws on what is there, and at the very edges above all.
class Picture {
public:
    static Result<Picture> create(qxl::Device& device)
    {
        Picture p(device, TRY(oracle::ImageBuffer::allocate(texture_side, texture_side)));
        for (u32 y = 0; y < texture_side; ++y)
            for (u32 x = 0; x < texture_side; ++x)
                p.texture_.row(y)[x] = oracle::opaque(x * 0x1003 + y * 0x30501);
        // Where copies end; white has all bits set in every format.
        p.texture_.row(texture_side - 1)[texture_side - 1] = oracle::opaque(0xffffff);
        p.surfaces_[0] = TRY(device.create_primary(641, 479, Format::xrgb_32, {.bottom_up = true}));
        for (u32 n = 0; n < shape_count; ++n)
            p.surfaces_[n + 1] =
                TRY(device.create_surface(shapes[n].width, shapes[n].height, shapes[n].format, shapes[n].options));
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
                                 qxl::BitmapFormat::xrgb_32,
                                 texture_side * 4,
                                 {reinterpret_cast<u8 const*>(pixels.data()), pixels.size_bytes()}};
        return device_->copy(s, qxl::rect_at(x, y, static_cast<i32>(width), static_cast<i32>(height)), bitmap,
                             {static_cast<i32>(texture_side - width), static_cast<i32>(texture_side - height)}, clip);
    }

    qxl::Device* device_;
    oracle::ImageBuffer texture_;
    std::array<qxl::Surface*, shape_count + 1> surfaces_{};
};

Status Picture::draw()
{
    for (qxl::Surface* s : surfaces_) {
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
        if (s != surfaces_[0] && qxl::bits_per_pixel(s->format()) == 32)
            TRY(device_->copy_surface(*surfaces_[0], qxl::rect_at(641 - std::min(w, 641), 479 - h, std::min(w, 641), h),
                                      *s, {w - std::min(w, 641), 0}));
        std::array<qxl::Rect, 2> const edges = {qxl::rect_at(0, h - 1, w, 1), qxl::rect_at(w - 1, 0, 1, h)};
        TRY(copy_to_corner(*s, w - static_cast<i32>(cw), h - static_cast<i32>(ch), cw, ch, edges));
    }
    // Again, since the others were copied there meanwhile.
    TRY(copy_to_corner(*surfaces_[0], 641 - 10, 479 - 10, 10, 10));
    std::array<u32, 31 * 29> arrow{};
    arrow.fill(0xffff'ffff);
    TRY(device_->cursor_set({31, 29, 30, 28, arrow}, {640, 478}));
    return device_->cursor_move({-3, -5});
}

bool Picture::is_drawn() const
{
    return std::ranges::all_of(surfaces_, [](qxl::Surface* s) {
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
    for (qxl::Surface* s : surfaces_)
        if (s->id() != 0)
            TRY(device_->destroy_surface(*s));
    TRY(device_->destroy_primary());
    return device_->collect();
}

// `usual`: how far it is looked at each stage. All of it in any case before the sleep, after the wake-up, and at the
// end.
void run_sleep_sequence(Test& t, Depth usual)
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
    auto picture = REQUIRE_OK(t, Picture::create(*device));
    REQUIRE_OK(t, sleeper.check_wake_source());
    REQUIRE_OK(t, sleeper.prepare());

    // Each stage: something is done, then the canaries are looked at. False ends the test.
    t.plan(13);
    auto stage = [&](char const* name, Depth depth, auto&& run) {
        Check check = t.begin(name);
        if (EXPECT_OK(check, run()))
            canary.check(check, name, depth);
        return !check.is_bad();
    };
    auto expect_drawn = [&]() -> Status {
        if (picture.is_drawn())
            return {};
        return Error{Side::device, "last pixel of each surface", "white, as drawn", "something else",
                     "spice-protocol 0.14 qxl_dev.h QXLCopy"};
    };
    auto draw_and_render = [&]() -> Status {
        TRY(picture.draw());
        Status status;
        device->for_each_surface([&](qxl::Surface& s) {
            if (status)
                status = device->update_all(s);
        });
        TRY(status);
        return expect_drawn();
    };
    bool const is_awake_again =
        stage("draw", usual, draw_and_render) &&
        // Not rendered when the sequence begins.
        stage("draw_more", usual, [&] { return picture.draw(); }) &&
        stage("step0.stop_producing", usual, [&] { return path.stop_producing(); }) &&
        stage("step1.notify_cmd", usual, [&] { return path.notify_cmd(); }) &&
        stage("step2.notify_cursor", usual, [&] { return path.notify_cursor(); }) &&
        stage("step3.flush_surfaces", usual,
              [&]() -> Status {
                  TRY(path.flush_surfaces());
                  if (machine().options.fault == Break::overwrite_guard)
                      canary.overwrite_guard(qxl::purpose::surface_data);
                  return expect_drawn();
              }) &&
        stage("step4.destroy_all_surfaces", usual, [&] { return path.destroy_all_surfaces(); }) &&
        stage("step5.flush_release", Depth::complete,
              [&]() -> Status {
                  TRY(path.flush_release());
                  return path.nothing_held();
              }) &&
        stage("step6.sleep", Depth::complete,
              [&]() -> Status {
                  auto slept = TRY(sleeper.sleep(t.report()));
                  Sleeper::report_wake_up(t.report(), slept);
                  TRY(sleeper.check_wake_up(slept.wake_up));
                  if (slept.left_differences != 0)
                      return Error{Side::guest, "registers of configuration space not restored", 0,
                                   slept.left_differences, "PCI 3.0 6.2.5"};
                  return path.check_reset_state();
              }) &&
        stage("step7.reset", usual, [&] { return path.reopen(); });
    if (is_awake_again && //
        stage("step8.recreate_surfaces", usual,
              [&]() -> Status {
                  TRY(path.recreate_surfaces());
                  return expect_drawn();
              }) &&
        stage("draw_on", usual, draw_and_render))
        stage("end", Depth::complete, [&]() -> Status {
            TRY(picture.end());
            // What close() does too, but then nobody could look.
            TRY(device->create_primary(16, 16, Format::xrgb_32));
            TRY(path.stop_producing());
            TRY(path.notify_cmd());
            TRY(path.destroy_all_surfaces());
            TRY(path.flush_release());
            return path.nothing_held();
        });
    EXPECT_OK(t, device.close());
}
} // namespace

TEST(canary, sleep_sequence,
     "Guards around blocks and all free BAR memory keep their pattern through drawing and steps 0 to 8",
     .groups = "sleep", .stage = Stage::sleep)
{
    run_sleep_sequence(t, Depth::near);
}

TEST(canary, sleep_sequence_all_memory, "The same, with every byte of free BAR memory looked at after every step",
     .groups = "thorough", .stage = Stage::sleep)
{
    run_sleep_sequence(t, Depth::complete);
}
