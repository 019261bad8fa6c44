// SPDX-License-Identifier: MIT
// A device that breaks its promises: every time a clear Error, never a hang, an access outside the BARs or a wild free.
#include "tests/host/qxl_rig.hpp"

using namespace qxl;
using namespace qxl::test;

namespace {

// ROM and RAM header ---------------------------------------------------------------------------------------------

struct BadRom {
    char const* name;
    void (*spoil)(wire::Rom&);
    char const* message;
};
constexpr BadRom bad_roms[] = {
    {"magic", [](wire::Rom& r) { r.magic = 0; }, "ROM magic"},
    {"header_outside", [](wire::Rom& r) { r.ram_header_offset = 4 * MiB; }, "ram_header_offset"},
    {"header_at_the_end", [](wire::Rom& r) { r.ram_header_offset = 4 * MiB - 5344; }, "ram_header_offset"},
    {"header_wraps", [](wire::Rom& r) { r.ram_header_offset = ~0u - 3; }, "ram_header_offset"},
    {"header_misaligned", [](wire::Rom& r) { r.ram_header_offset -= 2; }, "ram_header_offset"},
    {"no_draw_area", [](wire::Rom& r) { r.num_pages = 0; }, "num_pages"},
    {"draw_area_over_header", [](wire::Rom& r) { ++r.num_pages; }, "num_pages"},
    {"draw_area_huge", [](wire::Rom& r) { r.num_pages = ~0u; }, "num_pages"},
    {"surface0_over_draw_area", [](wire::Rom& r) { ++r.surface0_area_size; }, "surface0_area_size"},
    {"surface0_empty", [](wire::Rom& r) { r.surface0_area_size = 0; }, "surface0_area_size"},
    {"surface0_outside", [](wire::Rom& r) { r.draw_area_offset = ~0u; }, "surface0_area_size"},
    {"no_surfaces", [](wire::Rom& r) { r.n_surfaces = 0; }, "n_surfaces"},
    {"many_surfaces", [](wire::Rom& r) { r.n_surfaces = ~0u; }, "n_surfaces"},
    {"no_slot_bits", [](wire::Rom& r) { r.slot_id_bits = 0; }, "slot_id_bits"},
    {"slot_bits", [](wire::Rom& r) { r.slot_gen_bits = 60; }, "slot_id_bits"},
    {"slots_reversed", [](wire::Rom& r) { r.slots_start = 7, r.slots_end = 1; }, "slots_start"},
    {"slots_beyond", [](wire::Rom& r) { r.slots_end = 8; }, "slots_start"},
    {"slot_0", [](wire::Rom& r) { r.slots_start = 0; }, "slots_start"},
    {"one_slot", [](wire::Rom& r) { r.slots_end = 1; }, "memory slots"},
    {"modes_outside", [](wire::Rom& r) { r.modes_offset = 8192; }, "modes_offset"},
    {"modes_overlong", [](wire::Rom& r) { r.modes_offset = 64; }, "mode count"},
};

TEST(QxlBrokenDevice, RomIsRefused)
{
    for (BadRom const& bad : bad_roms) {
        Model model;
        bad.spoil(model.rom());
        EXPECT_TRUE(fails(Device::open(model.resources()), Side::device, bad.message)) << bad.name;
    }
}

TEST(QxlBrokenDevice, RomBarThatIsTooSmallIsRefused)
{
    Model model;
    Resources r = model.resources();
    r.rom = r.rom.first(1159);
    FAILS(Device::open(r), Side::device, "ROM BAR size");
    Resources tiny = model.resources();
    tiny.ram = tiny.ram.first(100);
    FAILS(Device::open(tiny), Side::device, "ram_header_offset");
}

TEST(QxlBrokenDevice, RamHeaderIsRefused)
{
    struct {
        void (*spoil)(wire::RamHeader&);
        char const* message;
    } const cases[] = {
        {[](wire::RamHeader& h) { h.magic = 1; }, "RAM header magic"},
        {[](wire::RamHeader& h) { h.cmd_ring.header.num_items = 64; }, "command ring num_items"},
        {[](wire::RamHeader& h) { h.cursor_ring.header.num_items = 0; }, "cursor ring num_items"},
        {[](wire::RamHeader& h) { h.release_ring.header.num_items = 16; }, "release ring num_items"},
    };
    for (auto const& c : cases) {
        Model model;
        c.spoil(model.ram());
        EXPECT_TRUE(fails(Device::open(model.resources()), Side::device, c.message));
    }
}

// Releases -------------------------------------------------------------------------------------------------------

// Ten drawables, rendered, their chain in the release ring.
Status draw_and_release(Rig& rig, Surface& p)
{
    for (int i = 0; i < 10; ++i)
        TRY(rig.device().fill(p, rect_at(i, i, 1, 1), 1));
    TRY(rig.device().update_all(p));
    rig.model.write8(static_cast<u8>(wire::Port::flush_release), 0);
    return rig.device().collect();
}

TEST(QxlBrokenDevice, CyclicReleaseChainEnds)
{
    Rig rig;
    Surface& p = rig.primary();
    rig.model.wrong.cyclic_chain = true;
    FAILS(draw_and_release(rig, p), Side::device, "released twice");
    rig.model.wrong.cyclic_chain = false;
    OK(draw_and_release(rig, p));
}

TEST(QxlBrokenDevice, IdThatWasNeverGiven)
{
    Rig rig;
    Surface& p = rig.primary();
    rig.model.wrong.release_unknown = true;
    FAILS(draw_and_release(rig, p), Side::device, "never given");
    rig.model.wrong.release_unknown = false;
    OK(draw_and_release(rig, p));
}

TEST(QxlBrokenDevice, ChainReleasedTwice)
{
    Rig rig;
    Surface& p = rig.primary();
    rig.model.wrong.release_twice = true;
    FAILS(draw_and_release(rig, p), Side::device, "released twice");
}

TEST(QxlBrokenDevice, WildIdsAreNeverFollowed)
{
    Rig rig;
    rig.primary();
    for (u64 id : {~u64{0}, u64{1}, u64{0x0100'0000'0000'0000}, u64{0x7fff'ffff'ffff'fff8}, u64{1} << 20}) {
        rig.model.push_release(id);
        FAILS(rig.device().collect(), Side::device, "");
    }
    OK(rig.device().collect());
}

TEST(QxlBrokenDevice, EntriesWithoutAChainAreTolerated)
{
    Rig rig;
    rig.primary();
    for (int i = 0; i < 20; ++i) {
        rig.model.write8(static_cast<u8>(wire::Port::flush_release), 0);
        OK(rig.device().collect());
    }
}

TEST(QxlBrokenDevice, ReleaseRingIndexThatJumps)
{
    for (u32 jump : {9u, 0x80000000u, ~0u}) {
        Rig rig;
        rig.primary();
        rig.model.ram().release_ring.header.prod += jump;
        FAILS(rig.device().collect(), Side::device, "release ring prod");
    }
}

TEST(QxlBrokenDevice, CreateCommandReleasedWhileItsSurfaceLives)
{
    Rig rig;
    rig.primary();
    rig.model.wrong.release_create_early = true;
    rig.surface();
    rig.model.write8(static_cast<u8>(wire::Port::flush_release), 0);
    FAILS(rig.device().collect(), Side::device, "live surface");
}

// Rings and interrupts -------------------------------------------------------------------------------------------

TEST(QxlBrokenDevice, CommandRingIndexThatJumps)
{
    for (u32 jump : {1u, 33u, ~0u}) {
        Rig rig;
        rig.device().limits = short_limits;
        Surface& p = rig.primary();
        rig.model.ram().cmd_ring.header.cons += jump;
        if (jump == ~0u) {
            // One too few taken: looks like a command that is never taken.
            rig.model.wrong.rings_not_read = true;
            FAILS(rig.device().idle(), Side::device, "command ring taken");
        } else {
            FAILS(rig.device().fill(p, rect_at(0, 0, 1, 1), 1), Side::device, "ring cons");
        }
        rig.model.ram().cmd_ring.header.cons -= jump;
    }
}

TEST(QxlBrokenDevice, RingThatIsNeverRead)
{
    Rig rig;
    rig.device().limits = short_limits;
    Surface& p = rig.primary();
    rig.model.wrong.rings_not_read = true;
    for (int i = 0; i < 32; ++i)
        OK(rig.device().fill(p, rect_at(0, 0, 1, 1), 1));
    FAILS(rig.device().fill(p, rect_at(0, 0, 1, 1), 1), Side::device, "room in a full ring");
    FAILS(rig.device().idle(), Side::device, "32 commands left");
    EXPECT_EQ(rig.device().heap(0).held(), 32u) << "the command that was not submitted is free again";
}

TEST(QxlBrokenDevice, RoomWithoutTheInterruptThatWasAskedFor)
{
    Rig rig({.server_thread = true});
    // Not so short that the server's thread might not run at all meanwhile.
    rig.device().limits = {500_ms, 500_ms};
    Surface& p = rig.primary();
    rig.model.wrong.no_ring_interrupt = true;
    Status last;
    for (int i = 0; i < 200; ++i)
        if (Status s = rig.device().fill(p, rect_at(0, 0, 1, 1), 1); !s) {
            FAILS(s, Side::device, "room, but no interrupt");
            return;
        }
    FAIL() << "the ring was never full";
}

TEST(QxlBrokenDevice, InterruptThatNeverComesIsToldFromACompletionThatNeverComes)
{
    {
        Rig rig;
        rig.device().limits = short_limits;
        Surface& p = rig.primary();
        rig.model.wrong.no_interrupts = true;
        FAILS(rig.device().update_all(p), Side::device, "pending in int_pending but no interrupt arrived");
        rig.model.wrong.no_interrupts = false;
        OK(rig.device().update_all(p));
    }
    {
        Rig rig;
        rig.device().limits = short_limits;
        Surface& p = rig.primary();
        rig.model.wrong.async_never_ends = true;
        FAILS(rig.device().update_all(p), Side::device, "expected 20 ms at most until completion, seen 0x700000000");
    }
    {
        // Where the emulator may have lost the event, the device is not to blame.
        Rig rig({.atomics_reach_device = false});
        rig.device().limits = short_limits;
        Surface& p = rig.primary();
        rig.model.wrong.async_never_ends = true;
        FAILS(rig.device().update_all(p), Side::host, "maxcpus=2");
    }
}

TEST(QxlBrokenDevice, InterruptsThatNeverStopAreMasked)
{
    Rig rig;
    rig.device().limits = short_limits;
    Surface& p = rig.primary();
    u64 const before = rig.device().interrupts().counters().taken;
    rig.model.wrong.interrupts_never_stop = true;
    FAILS(rig.device().update_all(p), Side::device, "interrupts in a row; all are masked now");
    EXPECT_FALSE(rig.model.is_line_stuck());
    EXPECT_EQ(rig.model.ram().int_mask, 0u);
    EXPECT_EQ(rig.device().interrupts().counters().taken, before + Interrupts::storm_limit);
    // It stays that way, and is told each time, until the device was reset.
    FAILS(rig.device().update_all(p), Side::device, "interrupts in a row");
    rig.model.wrong.interrupts_never_stop = false;
}

TEST(QxlBrokenDevice, ManyInterruptsWithWorkInBetweenAreNoStorm)
{
    Rig rig;
    Surface& p = rig.primary();
    for (u32 n = 0; n < 2 * Interrupts::storm_limit; ++n)
        OK(rig.device().update_area(p, rect_at(0, 0, 1, 1)));
    // Commands without a wait: an interrupt for each of them.
    for (u32 n = 0; n < 2 * Interrupts::storm_limit; ++n) {
        OK(rig.device().cursor_move({0, 0}));
        rig.model.raise(wire::interrupt::display);
    }
    EXPECT_GE(rig.device().interrupts().counters().taken, u64{4} * Interrupts::storm_limit);
    OK(rig.device().update_all(p));
}

TEST(QxlBrokenDevice, GuestBugEndsAWait)
{
    Rig rig;
    Surface& p = rig.primary();
    rig.model.raise(wire::interrupt::error);
    OK(rig.device().update_all(p)); // an old ERROR is not this request's
    rig.device().limits = {1_s, 60_s};
    rig.device().ram().create_surface = {};
    FAILS(rig.device().async(wire::Port::create_primary_async, 0, 60_s, "CREATE_PRIMARY_ASYNC"), Side::device, "ERROR");
}

TEST(QxlBrokenDevice, MemoryThatIsNeverGivenBack)
{
    Rig rig({.ram_size = 2 * MiB});
    rig.device().limits = short_limits;
    Surface& p = rig.primary(256, 256);
    rig.model.wrong.oom_does_nothing = true;
    std::vector<u8> pixels(256 * 256 * 4, 1);
    Bitmap const source{256, 256, BitmapFormat::bits_32, 1024, pixels};
    Status last;
    for (int i = 0; i < 20 && last; ++i)
        last = rig.device().copy(p, Device::whole(p), source);
    FAILS(last, Side::guest, "room in BAR memory");
}

TEST(QxlBrokenDevice, UnmappedBarIsNotOurInterrupt)
{
    Rig rig;
    rig.primary();
    u32 const pending = rig.model.ram().int_pending;
    rig.model.ram().int_pending = ~0u;
    EXPECT_FALSE(rig.device().interrupt());
    rig.model.ram().int_pending = pending;
}

} // namespace
