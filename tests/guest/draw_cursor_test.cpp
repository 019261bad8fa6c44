// SPDX-License-Identifier: MIT
// Cursors of every type, hot spots, trails, moves and hides, at the edges too. The cursor is in no surface's memory:
// what the guest can see is that the device takes every command, and leaves the primary alone. What it makes of them is
// looked at from outside (tests/integration/test_cursor.py), by the `# cursor` lines.
#include "drivers/qxl/machine/binding.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"
#include "tests/guest/drawing/arena.hpp"
#include "tests/guest/drawing/motif.hpp"
#include "tests/guest/machine/drawing_stage.hpp"

namespace {
using drawing::motif::card;
using drawing::motif::is_ring;
using qxl::CursorType;

constexpr i32 screen_width = 320, screen_height = 200;

struct NamedType {
    CursorType type;
    char const* name;
};
constexpr NamedType types[] = {
    {CursorType::alpha, "alpha"},     {CursorType::mono, "mono"},       {CursorType::color4, "color4"},
    {CursorType::color8, "color8"},   {CursorType::color16, "color16"}, {CursorType::color24, "color24"},
    {CursorType::color32, "color32"},
};

void set_bit(std::span<u8> bits, u32 line_bytes, u32 x, u32 y, bool value)
{
    u32 const mask = 0x80u >> x % 8;
    u8& byte = bits[y * line_bytes + x / 8];
    byte = static_cast<u8>(value ? byte | mask : byte & ~mask);
}

// A ring with a card on it; outside it the screen shows. For `alpha` the ring's colours get clearer downwards.
std::span<u8> paint(drawing::Arena& arena, CursorType type, u32 w, u32 h)
{
    auto const data = arena.take<u8>(qxl::cursor_bytes(type, static_cast<u16>(w), static_cast<u16>(h)));
    u32 const line_bytes = (w + 7) / 8;
    // The AND mask comes first in mono, last in the others.
    auto const and_mask = type == CursorType::mono ? data : data.last(size_t{line_bytes} * h);
    for (u32 y = 0; y < h; ++y)
        for (u32 x = 0; x < w; ++x) {
            bool const is_seen = is_ring(x, y, w, h);
            u32 const argb = is_seen ? card(x, y, w, h) : 0;
            switch (type) {
            case CursorType::alpha: {
                u32 const pixel = is_seen ? drawing::motif::translucent(argb & 0xffffff, 255 - y * 200 / h) : 0;
                __builtin_memcpy(data.data() + (y * w + x) * 4, &pixel, 4);
                continue;
            }
            case CursorType::mono: // XOR: white or black where the screen is masked out
                set_bit(data.subspan(size_t{line_bytes} * h), line_bytes, x, y, is_seen && (x + y) % 3 == 0);
                break;
            case CursorType::color4:
                data[y * ((w + 1) / 2) + x / 2] |=
                    static_cast<u8>((is_seen ? 1 + (x + y) % 15 : 0) << (x % 2 == 0 ? 4 : 0));
                break;
            case CursorType::color8:
                data[y * w + x] = static_cast<u8>(is_seen ? 1 + (x * 5 + y) % 255 : 0);
                break;
            case CursorType::color16: {
                u32 const pixel = oracle::pack(oracle::PixelFormat::x555_16, argb);
                __builtin_memcpy(data.data() + (y * w + x) * 2, &pixel, 2);
                break;
            }
            case CursorType::color24:
                __builtin_memcpy(data.data() + (y * w + x) * 3, &argb, 3);
                break;
            case CursorType::color32:
                __builtin_memcpy(data.data() + (y * w + x) * 4, &argb, 4);
                break;
            }
            set_bit(and_mask, line_bytes, x, y, !is_seen);
        }
    return data;
}

// FNV-1a, 32 bits (draft-eastlake-fnv-17).
class Fnv {
public:
    void add(u32 byte) { sum_ = (sum_ ^ (byte & 0xff)) * 0x0100'0193; }
    u32 value() const { return sum_; }

private:
    u32 sum_ = 0x811c'9dc5;
};

// Over the bytes of the command, which a SPICE client gets as they are.
u32 data_sum(std::span<u8 const> data)
{
    Fnv sum;
    for (u8 byte : data)
        sum.add(byte);
    return sum.value();
}

// Over red, green, blue and alpha of each pixel, for those types that QEMU draws itself.
u32 picture_sum(CursorType type, std::span<u8 const> data, u32 w, u32 h)
{
    Fnv sum;
    u32 const line_bytes = (w + 7) / 8;
    auto const bit = [&](u32 plane, u32 x, u32 y) {
        return (data[(plane * h + y) * line_bytes + x / 8] & 0x80u >> x % 8) != 0;
    };
    for (u32 y = 0; y < h; ++y)
        for (u32 x = 0; x < w; ++x) {
            u32 argb = 0;
            if (type == CursorType::mono)
                argb = bit(0, x, y) ? 0 : bit(1, x, y) ? 0xffff'ffff : 0xff00'0000;
            else
                __builtin_memcpy(&argb, data.data() + (y * w + x) * 4, 4);
            for (u32 shift : {16u, 8u, 0u, 24u})
                sum.add(argb >> shift);
        }
    return sum.value();
}

class CursorRun {
public:
    CursorRun(Test& t, qxl::Device& device) : t_(t), device_(device) {}

    Status set(NamedType type, drawing::Arena& arena, u16 w, u16 h, u16 hot_x, u16 hot_y, qxl::Point at,
               u32 chunk_bytes = 0)
    {
        auto const data = paint(arena, type.type, w, h);
        bool const is_drawn_by_qemu = type.type == CursorType::alpha || type.type == CursorType::mono;
        t_.detail("cursor set type={} size={}x{} hot={},{} at={},{} sum={} data={}", type.name, w, h, hot_x, hot_y,
                  at.x, at.y, hex(is_drawn_by_qemu ? picture_sum(type.type, data, w, h) : 0, 8),
                  hex(data_sum(data), 8));
        TRY(device_.cursor(qxl::CursorSetArgs{{type.type, w, h, hot_x, hot_y, data, chunk_bytes}, at}));
        return taken();
    }
    Status move(qxl::Point at)
    {
        t_.detail("cursor move at={},{}", at.x, at.y);
        TRY(device_.cursor(qxl::CursorMoveArgs{at}));
        return taken();
    }
    Status hide()
    {
        t_.detail("cursor hide");
        TRY(device_.cursor(qxl::CursorHideArgs{}));
        return taken();
    }
    Status trail(u16 length, u16 frequency)
    {
        t_.detail("cursor trail length={} frequency={}", length, frequency);
        TRY(device_.cursor(qxl::CursorTrailArgs{length, frequency}));
        return taken();
    }

private:
    // One at a time, so that somebody outside sees each: QEMU's main loop tells of the last cursor only when it comes
    // to it. It is the main loop, too, that raises the line for IO_CMD, before or after; the second time it has been
    // there.
    Status taken()
    {
        if (!wait_until(device_.limits.ring, [&] { return device_.idle().has_value(); }))
            return Error{Side::device, "cursor command", "taken out of the ring", "still there"};
        for (unsigned round = 0; round < 2; ++round)
            TRY(device_.update_area(*device_.primary(), qxl::rect_at(0, 0, 1, 1)));
        return {};
    }
    Test& t_;
    qxl::Device& device_;
};

Status show_cursors(CursorRun& run, drawing::Arena& arena)
{
    for (NamedType const& type : types) {
        arena.clear();
        TRY(run.set(type, arena, 32, 32, 0, 0, {40, 30}));
        // Of no round size, the hot spot at its last pixel, and in pieces where the device takes some.
        TRY(run.set(type, arena, 18, 23, 17, 22, {100, 90}, type.type == CursorType::mono ? 0 : 97));
        TRY(run.move({0, 0}));
        TRY(run.move({screen_width - 1, screen_height - 1}));
    }
    arena.clear();
    TRY(run.set(types[0], arena, 64, 64, 31, 31, {screen_width / 2, screen_height / 2}));
    // Half and wholly outside; the protocol has 16 bits with a sign.
    for (qxl::Point at : {qxl::Point{-20, -20}, {screen_width + 20, 10}, {10, screen_height + 20}, {-32768, 32767}})
        TRY(run.move(at));
    TRY(run.trail(3, 2));
    TRY(run.hide());
    TRY(run.move({50, 50})); // shows it again
    TRY(run.hide());
    return run.set(types[0], arena, 1, 1, 0, 0, {5, 5});
}
} // namespace

TEST(draw, cursors, "Cursors of all seven types, hot spots, trails, moves to and beyond the edges, hidden and back",
     .groups = "draw", .stage = Stage::drawing)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    {
        auto stage = REQUIRE_OK(t, DrawingStage::open(*device));
        auto arena = REQUIRE_OK(t, drawing::Arena::create(128 * KiB));
        REQUIRE_OK(t, stage.create({.width = screen_width, .height = screen_height}));
        REQUIRE_OK(t, stage.draw({.area = {0, 0, screen_width, screen_height},
                                  .operation = drawing::Fill{
                                      .brush = {.kind = drawing::Brush::Kind::solid, .color = 0x406080}}}));
        CursorRun run(t, *device);
        REQUIRE_OK(t, show_cursors(run, arena));
        REQUIRE_OK(t, stage.render());
        stage.compare(t, "draw.cursors");
        REQUIRE_OK(t, stage.drop());
    }
    EXPECT_OK(t, device.close());
}
