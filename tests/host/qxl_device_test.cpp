// SPDX-License-Identifier: MIT
// The driver on a well-behaved model device: opening, drawing, collecting, closing.
#include "tests/host/qxl_rig.hpp"

#include <array>

using namespace qxl;
using namespace qxl::test;

namespace {

CursorImage arrow(std::vector<u32>& pixels)
{
    pixels.assign(16 * 16, 0xff00ff00);
    return {16, 16, 1, 2, pixels};
}

TEST(QxlDevice, OpensAndClosesWithoutLeaks)
{
    for (bool vga : {true, false})
        for (bool interrupts : {true, false})
            for (bool vram64 : {false, true}) {
                Rig rig({.is_vga = vga, .interrupts = interrupts, .vram64 = vram64});
                EXPECT_EQ(rig.device().mode(), vga ? Mode::vga : Mode::undefined);
                EXPECT_EQ(rig.model.writes(wire::Port::memslot_add), vram64 ? 3u : 2u);
                auto report = rig.device().close();
                OK(report);
                EXPECT_EQ(report->blocks, 0u);
                EXPECT_FALSE(rig.model.has_guest_bug());
            }
}

TEST(QxlDevice, FillsAndCopiesInEveryFormatAndDirection)
{
    for (Format format : {Format::xrgb_32, Format::argb_32, Format::rgb_565, Format::rgb_555})
        for (bool bottom_up : {false, true}) {
            Rig rig;
            Device& d = rig.device();
            Surface& p = rig.primary(33, 17, format, {.bottom_up = bottom_up});
            EXPECT_EQ(p.stride() < 0, bottom_up);
            u32 const mask = bits_per_pixel(format) == 32 ? 0xffffffff : 0xffff;
            OK(d.fill(p, Device::whole(p), 0x11223344));
            OK(d.fill(p, rect_at(1, 2, 3, 4), 0x55667788));
            EXPECT_EQ(pixel(p, 1, 2), 0u) << "drawn before it was asked for";
            OK(d.update_all(p));
            EXPECT_EQ(pixel(p, 0, 0), 0x11223344 & mask);
            EXPECT_EQ(pixel(p, 1, 2), 0x55667788 & mask);
            EXPECT_EQ(pixel(p, 3, 5), 0x55667788 & mask);
            EXPECT_EQ(pixel(p, 4, 5), 0x11223344 & mask);
            EXPECT_EQ(pixel(p, 32, 16), 0x11223344 & mask);
            OK(d.close());
        }
}

TEST(QxlDevice, ClipRectanglesLimitADrawing)
{
    Rig rig;
    Surface& p = rig.primary();
    std::array const clip{rect_at(0, 0, 2, 2), rect_at(5, 5, 1, 1)};
    OK(rig.device().fill(p, rect_at(1, 1, 20, 20), 7, clip));
    OK(rig.device().update_all(p));
    EXPECT_EQ(pixel(p, 0, 0), 0u);
    EXPECT_EQ(pixel(p, 1, 1), 7u);
    EXPECT_EQ(pixel(p, 2, 2), 0u);
    EXPECT_EQ(pixel(p, 5, 5), 7u);
    EXPECT_EQ(pixel(p, 6, 5), 0u);
}

TEST(QxlDevice, CopiesPartOfABitmapOverSeveralChunks)
{
    Rig rig;
    Surface& p = rig.primary(300, 400);
    std::vector<u32> pixels(320 * 420);
    for (size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<u32>(i * 2654435761u);
    Bitmap const source{
        320, 420, BitmapFormat::bits_32, 320 * 4, {reinterpret_cast<u8 const*>(pixels.data()), pixels.size() * 4}};
    // 290 lines of 1160 bytes: two chunks.
    OK(rig.device().copy(p, rect_at(3, 4, 290, 290), source, {7, 9}));
    OK(rig.device().update_all(p));
    for (i32 y = 0; y < 290; ++y)
        for (i32 x = 0; x < 290; ++x)
            ASSERT_EQ(pixel(p, x + 3, y + 4), pixels[static_cast<size_t>((y + 9) * 320 + x + 7)]);
    EXPECT_EQ(pixel(p, 2, 4), 0u);
}

TEST(QxlDevice, CopiesOddWidthsOf16BitPixels)
{
    Rig rig;
    Surface& p = rig.primary(31, 9, Format::rgb_565);
    std::vector<u16> pixels(7 * 5);
    for (size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<u16>(i + 1);
    Bitmap const source{7, 5, BitmapFormat::bits_16, 14, {reinterpret_cast<u8 const*>(pixels.data()), 70}};
    OK(rig.device().copy(p, rect_at(1, 1, 7, 5), source));
    OK(rig.device().update_all(p));
    EXPECT_EQ(pixel(p, 1, 1), 1u);
    EXPECT_EQ(pixel(p, 7, 5), 35u);
    EXPECT_EQ(pixel(p, 8, 5), 0u);
}

TEST(QxlDevice, CopiesFromSurfacesInEachBar)
{
    Rig rig({.vram64 = true});
    Device& d = rig.device();
    Surface& p = rig.primary();
    Surface& a = rig.surface(20, 10, Format::xrgb_32, {.placement = Placement::bar1});
    Surface& b = rig.surface(20, 10, Format::argb_32, {.placement = Placement::bar4});
    EXPECT_EQ(a.bar(), 1u);
    EXPECT_EQ(b.bar(), 4u);
    EXPECT_GE(b.bar_offset(), 1 * MiB) << "memory that BAR1 reaches too";
    OK(d.fill(a, Device::whole(a), 1));
    OK(d.fill(b, Device::whole(b), 2));
    OK(d.copy_surface(p, rect_at(0, 0, 20, 10), a, {0, 0}));
    OK(d.copy_surface(p, rect_at(30, 30, 10, 5), b, {5, 5}));
    OK(d.update_all(p));
    EXPECT_EQ(pixel(p, 19, 9), 1u);
    EXPECT_EQ(pixel(p, 39, 34), 2u);
    EXPECT_EQ(pixel(p, 40, 34), 0u);
    FAILS(d.copy_surface(p, rect_at(0, 0, 20, 11), a, {0, 0}), Side::guest, "inside the image");
}

TEST(QxlDevice, CopiesWithinASurfaceWhereAreasOverlap)
{
    Rig rig;
    Device& d = rig.device();
    Surface& p = rig.primary();
    for (i32 x = 0; x < 10; ++x)
        OK(d.fill(p, rect_at(x, 0, 1, 1), static_cast<u32>(x + 1)));
    OK(d.copy_surface(p, rect_at(3, 0, 10, 1), p, {0, 0}));
    OK(d.update_all(p));
    for (i32 x = 0; x < 10; ++x)
        EXPECT_EQ(pixel(p, x + 3, 0), static_cast<u32>(x + 1));
    FAILS(d.copy_surface(p, rect_at(0, 0, 60, 1), p, {5, 0}), Side::guest, "area copied");
}

TEST(QxlDevice, CursorBlocksArePinnedUntilTheNextSet)
{
    Rig rig;
    Device& d = rig.device();
    rig.primary();
    std::vector<u32> pixels;
    OK(d.cursor_set(arrow(pixels), {5, 6}));
    OK(d.cursor_move({9, -3}));
    OK(d.idle());
    EXPECT_TRUE(rig.model.has_cursor());
    EXPECT_EQ(rig.model.cursor_position(), (Point{9, -3}));
    OK(d.cursor_set(arrow(pixels), {1, 1}));
    OK(d.cursor_hide());
    OK(d.idle());
    rig.model.write8(static_cast<u8>(wire::Port::flush_release), 0);
    OK(d.collect());
    EXPECT_EQ(d.heap(0).counters().live(), 1u);
    d.heap(0).for_each_block([](Block const& b) { EXPECT_STREQ(b.purpose, "cursor.set"); });
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

TEST(QxlDevice, DestroyedSurfacesGiveTheirMemoryBack)
{
    Rig rig;
    Device& d = rig.device();
    rig.primary();
    for (int i = 0; i < 200; ++i) {
        // 100 KiB of 1 MiB: the memory, and the 63 ids, must come back several times.
        Surface& s = rig.surface(160, 160);
        OK(d.fill(s, Device::whole(s), 5));
        if (i % 2 == 0)
            OK(d.destroy_surface(s));
        else
            OK(d.destroy_surface_wait(s));
        FAILS(d.fill(s, Device::whole(s), 5), Side::guest, "live surface");
    }
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
    EXPECT_EQ(d.heap(1).counters().allocated, 200u);
    EXPECT_EQ(d.heap(1).counters().released, 200u);
}

TEST(QxlDevice, ADrawAreaThatIsFullIsRecovered)
{
    Rig rig({.ram_size = 2 * MiB});
    Device& d = rig.device();
    Surface& p = rig.primary(256, 256);
    std::vector<u8> pixels(256 * 256 * 4, 1);
    Bitmap const source{256, 256, BitmapFormat::bits_32, 1024, pixels};
    for (int i = 0; i < 40; ++i)
        OK(d.copy(p, Device::whole(p), source));
    EXPECT_GT(rig.model.writes(wire::Port::notify_oom), 0u);
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

TEST(QxlDevice, AFullRingWaitsForTheInterrupt)
{
    for (bool interrupts : {true, false}) {
        Rig rig({.interrupts = interrupts, .server_thread = true});
        Device& d = rig.device();
        Surface& p = rig.primary();
        std::vector<u32> pixels;
        for (i32 i = 0; i < 200; ++i)
            OK(d.fill(p, rect_at(i % 60, i % 40, 2, 2), static_cast<u32>(i)));
        for (i32 i = 0; i < 200; ++i)
            OK(d.cursor_move({i, i}));
        OK(d.idle());
        OK(d.update_all(p));
        EXPECT_EQ(pixel(p, 19, 39), 199u);
        EXPECT_GT(d.command_ring().waits(), 0u);
        EXPECT_GT(d.cursor_ring().waits(), 0u);
        InterruptCounters const& c = d.interrupts().counters();
        EXPECT_GT(interrupts ? c.waits_by_interrupt : c.waits_by_polling, 0u);
        EXPECT_EQ(interrupts ? c.waits_by_polling : c.waits_by_interrupt, 0u);
        OK(d.close());
    }
}

// Found on QEMU 5.2: the interrupt came after int_pending was emptied outside the handler and before UPDATE_IRQ. The
// handler saw nothing of its own, so the line stayed up, and the code that was to lower it never ran again.
TEST(QxlDevice, AnInterruptBetweenEmptyingAndUpdateIrqIsLowered)
{
    Rig rig;
    rig.primary();
    rig.model.late_interrupts = true;
    rig.model.raise(wire::interrupt::io_cmd);
    rig.device().interrupts().forget(wire::interrupt::io_cmd);
    EXPECT_FALSE(rig.model.is_line_stuck());
    rig.model.raise(wire::interrupt::display);
    rig.device().interrupts().unmask(0);
    EXPECT_FALSE(rig.model.is_line_stuck());
    rig.model.late_interrupts = false;
    rig.device().enable_interrupts();
}

TEST(QxlDevice, RefusesWhatTheDeviceWouldNotSurvive)
{
    Rig rig;
    Device& d = rig.device();
    FAILS(d.create_surface(8, 8, Format::xrgb_32), Side::guest, "VGA mode");
    Surface& p = rig.primary();
    Surface& alpha = rig.surface(16, 16, Format::a_8);
    std::vector<u8> few(100);
    Bitmap const bitmap{16, 16, BitmapFormat::bits_32, 64, few};
    FAILS(d.fill(p, rect_at(0, 0, 0, 5), 0), Side::guest, "rectangle drawn");
    FAILS(d.fill(p, rect_at(-1, 0, 5, 5), 0), Side::guest, "rectangle drawn");
    FAILS(d.fill(p, rect_at(60, 0, 5, 5), 0), Side::guest, "rectangle drawn");
    FAILS(d.copy_surface(alpha, rect_at(0, 0, 5, 5), p, {0, 0}), Side::unsupported, "as many bits");
    FAILS(d.copy_surface(p, rect_at(0, 0, 5, 5), p, {INT32_MAX - 1, 0}), Side::guest, "area copied");
    FAILS(d.fill(p, rect_at(0, 0, 5, 5), 0, std::array{Rect{0, 0, 0, 0}}), Side::guest, "clip");
    FAILS(d.copy(p, rect_at(0, 0, 16, 16), bitmap), Side::guest, "bitmap pixels");
    FAILS(d.copy(p, rect_at(0, 0, 16, 16), bitmap, {1, 0}), Side::guest, "area copied");
    FAILS(d.copy(p, rect_at(0, 0, 2, 2), bitmap, {INT32_MAX - 1, 0}), Side::guest, "area copied");
    FAILS(d.update_area(p, rect_at(0, 0, 0, 0)), Side::guest, "UPDATE_AREA");
    FAILS(d.create_primary(8, 8, Format::xrgb_32), Side::guest, "no primary");
    FAILS(d.create_surface(0, 8, Format::xrgb_32), Side::guest, "size");
    FAILS(d.create_surface(8, 8, static_cast<Format>(33)), Side::guest, "format");
    FAILS(d.create_surface(8, 8, Format::xrgb_32, {.stride_bytes = 34}), Side::guest, "stride");
    FAILS(d.create_surface(8, 8, Format::xrgb_32, {.stride_bytes = 28}), Side::guest, "stride");
    FAILS(d.create_surface(1024, 1024, Format::xrgb_32), Side::guest, "room in BAR memory");
    FAILS(d.destroy_surface(p), Side::guest, "off-screen");
    OK(d.destroy_primary());
    FAILS(d.create_primary(2048, 2048, Format::xrgb_32), Side::guest, "primary surface");
    FAILS(d.create_primary(64, 64, Format::a_8), Side::guest, "format");
    EXPECT_FALSE(rig.model.has_guest_bug()) << rig.model.guest_bug();
}

TEST(QxlDevice, RunsOutOfIdsWithAMessage)
{
    Rig rig({.surfaces = 8});
    rig.primary();
    for (int i = 1; i < 8; ++i)
        rig.surface(1, 1, Format::a_1);
    FAILS(rig.device().create_surface(1, 1, Format::a_1), Side::guest, "surface ids");
}

TEST(QxlDevice, FreeRangesCoverWhatIsNobodysOnce)
{
    Rig rig({.vram64 = true});
    Device& d = rig.device();
    auto fill_free = [&] {
        d.for_each_free_range([](unsigned, u64, std::span<u8> bytes) {
            for (u8& b : bytes) {
                ASSERT_NE(b, 0xa5) << "twice";
                b = 0xa5;
            }
        });
    };
    Surface& p = rig.primary();
    Surface& s = rig.surface();
    OK(d.fill(p, Device::whole(p), 1));
    OK(d.fill(s, Device::whole(s), 2));
    fill_free();
    OK(d.update_all(p));
    OK(d.update_all(s));
    EXPECT_EQ(pixel(p, 63, 47), 1u);
    EXPECT_EQ(pixel(s, 19, 9), 2u);
    u64 marked = 0;
    for (u8 b : rig.model.ram_bytes())
        marked += b == 0xa5;
    EXPECT_GT(marked, 4 * MiB - 8 * KiB - 64 * 48 * 4 - 2 * KiB);
    u64 vram_marked = 0;
    for (u8 b : rig.model.vram_bytes())
        vram_marked += b == 0xa5;
    EXPECT_EQ(vram_marked, 2 * MiB - align_up(s.memory().size(), Heap::granule));
    OK(d.close());
}

// Keeps all free BAR memory under a byte, and finds whoever wrote where nothing was his.
struct Painter final : HeapObserver {
    static constexpr u8 paint = 0x5a;
    explicit Painter(Model& of) : model(of) {}
    static bool is_paint(std::span<u8 const> bytes)
    {
        return bytes.empty() ||
               (bytes[0] == paint && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
    }
    std::span<u8> bytes(unsigned bar, Block const& b)
    {
        return std::span(bar == 0 ? model.ram_bytes() : model.vram_bytes()).subspan(b.offset, b.size);
    }
    void on_allocate(unsigned bar, Block const& b) override
    {
        ASSERT_TRUE(is_paint(bytes(bar, b))) << b.purpose;
        ++blocks;
    }
    void on_free(unsigned bar, Block const& b) override
    {
        std::span<u8> const all = bytes(bar, b);
        ASSERT_TRUE(is_paint(all.last(b.slack))) << b.purpose;
        std::memset(all.data(), paint, all.size());
        --blocks;
    }
    Model& model;
    int blocks = 0;
};

TEST(QxlDevice, AnObserverCanKeepAllFreeMemoryUnderAPattern)
{
    Model model({.vram64 = true});
    Painter painter(model);
    auto opened = Device::open(model.resources(), {.heap_guard = 64});
    OK(opened);
    Device& d = **opened;
    auto check = [&] {
        d.for_each_free_range([](unsigned bar, u64 offset, std::span<u8> bytes) {
            ASSERT_TRUE(Painter::is_paint(bytes)) << "bar " << bar << " near " << offset;
        });
    };
    d.for_each_free_range([](unsigned, u64, std::span<u8> bytes) { std::memset(&bytes[0], 0x5a, bytes.size()); });
    d.observe(&painter);
    Surface& p = **d.create_primary(64, 48, Format::xrgb_32);
    std::vector<u32> pixels;
    for (int round = 0; round < 3; ++round) {
        Surface& s = **d.create_surface(13, 7, Format::rgb_565);
        OK(d.fill(s, Device::whole(s), 3));
        OK(d.copy_surface(p, rect_at(1, 1, 5, 5), p, {9, 9}));
        OK(d.cursor_set(arrow(pixels), {1, 2}));
        OK(d.cursor_move({3, 4}));
        check();
        OK(d.update_all(s));
        OK(d.destroy_surface(s));
        check();
    }
    FAILS(d.create_primary(1, 1, Format::xrgb_32), Side::guest, "no primary");
    OK(d.destroy_primary());
    check();
    OK(d.create_primary(64, 48, Format::xrgb_32));
    OK(d.close());
    check();
    EXPECT_EQ(painter.blocks, 0);
    d.observe(nullptr);
}

TEST(QxlDevice, RawCommandsAreInTheLedgerAndComeBack)
{
    Rig rig;
    Device& d = rig.device();
    Surface& p = rig.primary();
    auto bytes_of = [](auto const& command) {
        return std::span(reinterpret_cast<u8 const*>(&command), sizeof command);
    };
    using Ring = Device::RingOf;
    using wire::CommandType;
    wire::Drawable fill{};
    fill.type = wire::DrawType::fill;
    fill.effect = wire::Effect::opaque;
    fill.bbox = wire::PackedRect::of(rect_at(1, 1, 2, 2));
    for (unsigned i = 0; i < 3; ++i)
        fill.surfaces_dest[i] = wire::no_surface;
    fill.fill.brush.type = wire::BrushType::solid;
    fill.fill.brush.color = 0x1234;
    fill.fill.rop_descriptor = wire::ropd::op_put;
    auto id = d.submit_raw(Ring::display, CommandType::draw, bytes_of(fill), "regression.fill");
    OK(id);
    EXPECT_EQ(d.heap(0).lookup(*id)->owner, Owner::device);
    OK(d.update_all(p));
    EXPECT_EQ(pixel(p, 2, 2), 0x1234u);
    fill.bbox = wire::PackedRect::of(rect_at(60, 40, 100, 100));
    OK(d.submit_raw(Ring::display, CommandType::draw, bytes_of(fill), "regression.outside"));
    wire::SurfaceCmd destroy{};
    destroy.surface_id = 5;
    destroy.type = wire::SurfaceCmdType::destroy;
    OK(d.submit_raw(Ring::display, CommandType::surface, bytes_of(destroy), "regression.destroy"));
    wire::CursorCmd hide{};
    hide.type = wire::CursorCmdType::hide;
    OK(d.submit_raw(Ring::cursor, CommandType::cursor, bytes_of(hide), "regression.hide"));

    FAILS(d.submit_raw(Ring::display, CommandType::cursor, bytes_of(hide), "x"), Side::guest, "cursor ring");
    FAILS(d.submit_raw(Ring::cursor, CommandType::draw, bytes_of(fill), "x"), Side::guest, "cursor ring");
    FAILS(d.submit_raw(Ring::display, CommandType::nop, bytes_of(fill), "x"), Side::guest, "raw command");
    FAILS(d.submit_raw(Ring::display, CommandType::draw, bytes_of(hide), "x"), Side::guest, "bytes at least");
    FAILS(d.submit_raw(Ring::display, CommandType::update, bytes_of(wire::UpdateCmd{}), "x"), Side::guest, "empty");
    destroy.surface_id = 0;
    FAILS(d.submit_raw(Ring::display, CommandType::surface, bytes_of(destroy), "x"), Side::guest, "off-screen");
    hide.type = wire::CursorCmdType::set;
    FAILS(d.submit_raw(Ring::cursor, CommandType::cursor, bytes_of(hide), "x"), Side::guest, "moved or hidden");
    fill.type = wire::DrawType::opaque;
    FAILS(d.submit_raw(Ring::display, CommandType::draw, bytes_of(fill), "x"), Side::guest, "solid fill");
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

TEST(QxlDevice, RingsCanBeFilledWithoutKicks)
{
    Rig rig;
    Device& d = rig.device();
    Surface& p = rig.primary();
    OK(d.idle());
    u64 const kicks = rig.model.writes(wire::Port::notify_cmd);
    d.faults.no_kick = true;
    for (u32 i = 0; i < wire::command_ring_items; ++i)
        OK(d.fill(p, rect_at(0, 0, 1, 1), i));
    FAILS(d.fill(p, rect_at(0, 0, 1, 1), 99), Side::guest, "without kicks");
    EXPECT_EQ(*d.command_ring().pending(), wire::command_ring_items);
    EXPECT_EQ(rig.model.writes(wire::Port::notify_cmd), kicks);
    d.faults.no_kick = false;
    OK(d.update_all(p));
    EXPECT_EQ(pixel(p, 0, 0), 31u);
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

TEST(QxlDevice, TheReleaseRingsInterruptCanBeLeftUnarmed)
{
    Rig rig;
    Device& d = rig.device();
    u32& armed = d.ram().release_ring.header.notify_on_prod;
    d.faults.no_release_notify = true;
    armed = 8;
    OK(d.collect());
    EXPECT_EQ(armed, 8u);
    d.faults.no_release_notify = false;
    OK(d.collect());
    EXPECT_EQ(armed, d.release_ring().prod() + 1);
}

TEST(QxlDevice, ASlotAddedTwiceIsAGuestBugUntilReset)
{
    Rig rig({.vram64 = true});
    Device& d = rig.device();
    rig.primary();
    for (unsigned bar : Device::bars) {
        FAILS(d.memslot_add(bar), Side::device, "MEMSLOT_ADD");
        EXPECT_TRUE(rig.model.has_guest_bug());
        d.reset();
        SleepPath path(d);
        OK(path.reopen());
        OK(path.write_off_lost());
        OK(path.recreate_surfaces());
    }
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

TEST(QxlDevice, Revision2UsesItsOwnPorts)
{
    Rig rig({.revision = 2});
    Device& d = rig.device();
    Surface& p = rig.primary();
    Surface& s = rig.surface();
    OK(d.fill(p, Device::whole(p), 3));
    OK(d.update_all(p));
    EXPECT_EQ(pixel(p, 0, 0), 3u);
    FAILS(d.destroy_surface_wait(s), Side::unsupported, "revision");
    FAILS(d.async(wire::Port::flush_surfaces_async, 0, 1_ms, "x"), Side::unsupported, "revision");
    auto report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

TEST(QxlDevice, Revision1HasNoNativeMode)
{
    Rig rig({.revision = 1});
    FAILS(rig.device().create_primary(8, 8, Format::xrgb_32), Side::unsupported, "only compat mode");
    EXPECT_EQ(rig.model.writes(wire::Port::memslot_add), 0u);
    auto report = rig.device().close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

} // namespace
