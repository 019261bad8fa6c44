// SPDX-License-Identifier: MIT
// What the device promises of its I/O BAR as such: LOG, reads, wide accesses, UPDATE_AREA's rectangle.
// Spec: spice-protocol 0.14, qxl_dev.h. Device model: QEMU hw/display/qxl.c qxl_io_ops; memory API: accesses wider than
// a register are split.
#include "kernel/machine/x86.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"

#include <algorithm>
#include <cstring>

namespace {
namespace wire = qxl::wire;
using Ring = BareDevice::Ring;
using wire::CommandType;
using wire::Port;

u16 io_at(BareDevice const& device, Port port) { return static_cast<u16>(device.bar_at(3) + static_cast<u8>(port)); }
} // namespace

TEST(device, ports_log, "LOG reads its text and does nothing else, in every mode, whatever the byte",
     .groups = "device", .source = "qxl_dev.h QXL_IO_LOG, QXL_LOG_BUF_SIZE", .covers = "port.log ram.log_buf")
{
    static constexpr char text[] = "qxl-test-guest was here\n";
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    auto log = [&](u8 value) {
        device.take();
        std::memset(device.ram().log_buf, 0x5a, sizeof device.ram().log_buf);
        std::memcpy(device.ram().log_buf, text, sizeof text);
        device.write(Port::log, value);
        // CLIENT may come at any time after a RESET.
        EXPECT_EQ(t, 0u, device.take() & ~wire::interrupt::client);
        EXPECT(t, std::memcmp(device.ram().log_buf, text, sizeof text) == 0);
        EXPECT(t, std::ranges::all_of(std::span(device.ram().log_buf).subspan(sizeof text),
                                      [](u8 b) { return b == 0x5a; }));
    };
    log(0);
    REQUIRE_OK(t, device.start());
    log(1);
    // The longest text there can be.
    std::memset(device.ram().log_buf, 'x', sizeof device.ram().log_buf - 1);
    device.ram().log_buf[wire::log_buf_size - 1] = 0;
    device.write(Port::log, 0xff);
    EXPECT_EQ(t, 0u, device.take());
    u32 next = 0;
    REQUIRE_OK(t, device.push(Ring::cursor, CommandType::cursor, device.cursor_move(0)));
    REQUIRE(t, device.wait_until_taken(Ring::cursor));
    EXPECT_OK(t, device.take_all(next, 1));
}

TEST(device, ports_read_as_ones, "Reads give ones, those of 16 and 32 bits ones or 0 as a whole, and do nothing",
     .groups = "device", .source = "QEMU qxl.c ioport_read")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    auto const base = static_cast<u16>(device.bar_at(3));
    auto const size = static_cast<u16>(device.bar_size(3));
    u16 const first16 = x86::in<u16>(base);
    u32 const first32 = x86::in<u32>(base);
    EXPECT(t, first16 == 0 || first16 == 0xffff);
    EXPECT(t, first32 == 0 || first32 == ~u32{0});
    for (u16 n = 0; n < size; ++n) {
        auto const port = static_cast<u16>(base + n);
        EXPECT_EQ(t, u8{0xff}, x86::in<u8>(port));
        EXPECT(t, n % 2 != 0 || x86::in<u16>(port) == first16);
        EXPECT(t, n % 4 != 0 || x86::in<u32>(port) == first32);
    }
    EXPECT_EQ(t, 0u, device.take());
    EXPECT_OK(t, device.settle());
}

// The ports are 8 bits wide. What becomes of a wider access is QEMU's memory API's business: KVM's way there splits it
// into bytes, TCG's refuses it. Both are right, half of an access is not.
TEST(device, ports_wide_writes,
     "A write of 16 or 32 bits reaches each port below it with the byte that is its own, or none of them",
     .groups = "device", .source = "QEMU qxl.c qxl_io_ops: valid.max_access_size 1",
     .covers = "port.notify_cmd port.notify_cursor port.update_area port.update_irq port.memslot_add")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    // NOTIFY_CMD, NOTIFY_CURSOR, UPDATE_AREA, UPDATE_IRQ in one.
    device.ram().update_area = {}; // empty: ERROR, and no more
    device.ram().update_surface = 0;
    x86::out<u32>(io_at(device, Port::notify_cmd), 0);
    bool const is_split = (device.take() & wire::interrupt::error) != 0;
    t.detail("ports wide_access={}", is_split ? "split" : "refused");

    REQUIRE(t, device.wait_until_asleep(Ring::command) && device.wait_until_asleep(Ring::cursor));
    device.put(Ring::command, CommandType::draw, device.fill(0));
    device.put(Ring::cursor, CommandType::cursor, device.cursor_move(1));
    device.ram().update_area = qxl::rect_at(0, 0, 64, 64);
    x86::out<u32>(io_at(device, Port::notify_cmd), 0);
    EXPECT_EQ(t, is_split ? BareDevice::color_of(0) : 0u, device.pixel(0, 0));
    // The ports one by one, for what was refused.
    for (Port port : {Port::notify_cmd, Port::notify_cursor, Port::update_area, Port::update_irq})
        device.write(port);
    REQUIRE(t, device.wait_until_taken(Ring::command) && device.wait_until_taken(Ring::cursor));
    EXPECT_EQ(t, BareDevice::color_of(0), device.pixel(0, 0));
    if (device.revision() < 2)
        return;
    // LOG gets the low byte, MEMSLOT_ADD the slot's number; where it did, adding it again is a guest bug.
    constexpr u8 slot = BareDevice::first_free_slot;
    device.take();
    device.describe_slot(device.bar_at(0), device.bar_at(0) + 4096);
    x86::out<u16>(io_at(device, Port::log), static_cast<u16>(slot << 8 | 0x77));
    EXPECT_EQ(t, 0u, device.take());
    EXPECT_EQ(t, !is_split, device.add_slot(slot, device.bar_at(0), device.bar_at(0) + 4096).has_value());
}

TEST(device, ports_update_area_rectangle,
     "UPDATE_AREA renders what meets its rectangle, to the pixel at each edge, and leaves the rest for later",
     .groups = "device", .source = "qxl_dev.h QXLRam update_area", .covers = "port.update_area ram.update_area")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    // A frame of single pixels around an inner square, and that square, which touches none of them.
    constexpr i32 left = 10, top = 20, right = 30, bottom = 50;
    struct {
        i32 x, y;
        bool inside;
    } const pixels[] = {
        {left, top, true},          {right - 1, top, true},
        {left, bottom - 1, true},   {right - 1, bottom - 1, true},
        {left - 1, top, false},     {left, top - 1, false},
        {right, top, false},        {right - 1, top - 1, false},
        {left, bottom, false},      {left - 1, bottom - 1, false},
        {right, bottom - 1, false}, {right - 1, bottom, false},
    };
    u32 n = 0;
    // First those that are to wait: what is older is rendered along with what is younger.
    for (bool inside : {true, false})
        for (auto const& p : pixels)
            if (p.inside == inside)
                REQUIRE_OK(t, device.push(Ring::command, CommandType::draw,
                                          device.fill(n++, qxl::rect_at(p.x, p.y, 1, 1), 0xabcdef)));
    REQUIRE(t, device.wait_until_taken(Ring::command));
    REQUIRE_OK(t, device.update(0, qxl::Rect{top, left, bottom, right}));
    for (auto const& p : pixels) {
        u32 const seen = device.pixel(static_cast<u32>(p.x), static_cast<u32>(p.y));
        EXPECT_EQ(t, p.inside ? 0xabcdefu : 0u, seen);
    }
    REQUIRE_OK(t, device.settle());
    for (auto const& p : pixels)
        EXPECT_EQ(t, 0xabcdefu, device.pixel(static_cast<u32>(p.x), static_cast<u32>(p.y)));
}
