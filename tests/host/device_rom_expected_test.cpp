// SPDX-License-Identifier: MIT
// The guest's checks of ROM and mode list: each byte that is wrong is noticed, and named.
#include "tests/guest/expected/rom.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace {
namespace wire = qxl::wire;
using expected::BarSizes;
using expected::Identity;

constexpr u64 MiB = 1024 * 1024;
constexpr Identity first{5, 0};

// The ROM that QEMU makes of its defaults.
wire::Rom default_rom()
{
    wire::Rom rom{};
    rom.magic = wire::rom_magic;
    rom.modes_offset = sizeof rom;
    rom.num_pages = (48 * MiB - 8192) / 4096;
    rom.pages_offset = 16 * MiB;
    rom.surface0_area_size = 16 * MiB;
    rom.ram_header_offset = 64 * MiB - 8192;
    rom.n_surfaces = 1024;
    rom.slots_start = 1;
    rom.slots_end = 7;
    rom.slot_gen_bits = rom.slot_id_bits = 8;
    return rom;
}

// Whether a byte is left to the device, which the check says.
bool is_free(u64 offset)
{
    auto is_in = [&](u64 start, u64 size) { return offset >= start && offset < start + size; };
    return is_in(offsetof(wire::Rom, compression_level), 4) || is_in(offsetof(wire::Rom, mode), 4) ||
           is_in(offsetof(wire::Rom, mm_clock), 4);
}

TEST(ExpectedRom, EveryByteThatIsWrongIsNoticed)
{
    ASSERT_TRUE(expected::check_rom(default_rom(), {}, first));
    for (u64 offset = 0; offset < sizeof(wire::Rom); ++offset) {
        wire::Rom rom = default_rom();
        auto* const bytes = reinterpret_cast<u8*>(&rom);
        bytes[offset] ^= 0x40;
        Status const status = expected::check_rom(rom, {}, first);
        EXPECT_EQ(status.has_value(), is_free(offset)) << offset;
        if (!status) {
            EXPECT_EQ(status.error().side, Side::device);
            EXPECT_LE(status.error().offset, offset);
            EXPECT_GT(status.error().offset + sizeof(u64), offset) << "blames another field";
        }
    }
}

TEST(ExpectedRom, FollowsTheConfiguration)
{
    wire::Rom rom = default_rom();
    rom.surface0_area_size = rom.pages_offset = 32 * MiB;
    rom.ram_header_offset = 128 * MiB - 8192;
    rom.num_pages = (96 * MiB - 8192) / 4096;
    rom.n_surfaces = 64;
    EXPECT_TRUE(expected::check_rom(rom, {.ram_size_mb = 128, .vgamem_mb = 32, .surfaces = 64}, first));
    EXPECT_TRUE(expected::check_rom(rom, {.ram_size_mb = 100, .vgamem_mb = 17, .surfaces = 64}, first))
        << "powers of two";
    EXPECT_FALSE(expected::check_rom(rom, {}, first));
    // RAM is at least twice what VGA has, and VGA has 8 MiB at least.
    rom = default_rom();
    rom.surface0_area_size = rom.pages_offset = 8 * MiB;
    rom.ram_header_offset = 16 * MiB - 8192;
    rom.num_pages = (8 * MiB - 8192) / 4096;
    EXPECT_TRUE(expected::check_rom(rom, {.ram_size_mb = 1, .vgamem_mb = 1}, first));
    rom = default_rom();
    rom.id = 2;
    EXPECT_TRUE(expected::check_rom(rom, {}, {5, 2}));
}

// The sum is the one that QEMU 7.2 writes for 800 x 600.
TEST(ExpectedRom, PreferredSizeIsAMonitorWithItsChecksum)
{
    wire::Rom rom = default_rom();
    rom.client_monitors_config.count = 1;
    rom.client_monitors_config.heads[0] = {0, 0, 600, 800};
    rom.client_monitors_config_crc = 0x36299a0e;
    EXPECT_TRUE(expected::check_rom(rom, {.xres = 800, .yres = 600}, first));
    EXPECT_FALSE(expected::check_rom(rom, {.xres = 800, .yres = 601}, first));
    EXPECT_FALSE(expected::check_rom(rom, {.xres = 800}, first)) << "one of the two is none";
}

TEST(ExpectedRom, BarSizes)
{
    auto of = [](QxlProperties const& p, u8 revision) { return expected::bar_sizes(p, {revision, 0}); };
    EXPECT_EQ(of({}, 5), (BarSizes{64 * MiB, 64 * MiB, 8192, 32, 0}));
    EXPECT_EQ(of({}, 2), (BarSizes{64 * MiB, 64 * MiB, 8192, 16, 0}));
    EXPECT_EQ(of({.vram64_size_mb = 128}, 1), (BarSizes{64 * MiB, 4096, 8192, 8, 0}));
    EXPECT_EQ(of({.vram64_size_mb = 128}, 4), (BarSizes{64 * MiB, 64 * MiB, 8192, 32, 128 * MiB}));
    EXPECT_EQ(of({.vram_size_mb = 0, .vram64_size_mb = 64}, 4), (BarSizes{64 * MiB, 4096, 8192, 32, 64 * MiB}));
    EXPECT_EQ(of({.vram64_size_mb = 64}, 4).vram64, 0u) << "no larger than BAR1";
}

// Modes ---------------------------------------------------------------------------------------------------------------

std::vector<u8> as_bytes(std::vector<wire::Mode> const& modes)
{
    auto const count = static_cast<u32>(modes.size());
    std::vector<u8> bytes(sizeof count + modes.size() * sizeof(wire::Mode));
    std::memcpy(bytes.data(), &count, sizeof count);
    std::memcpy(bytes.data() + sizeof count, modes.data(), modes.size() * sizeof(wire::Mode));
    return bytes;
}
std::vector<wire::Mode> good_modes()
{
    return {{0, 640, 480, 16, 1280, 187, 140, 0},
            {1, 640, 480, 32, 2560, 187, 140, 0},
            {3, 640, 480, 32, 2560, 187, 140, 1},
            {9, 1024, 768, 32, 4096, 300, 225, 3}};
}

TEST(ExpectedModes, WhatIsWrongIsNamed)
{
    ASSERT_TRUE(expected::check_modes(as_bytes(good_modes()), 4 * MiB));
    struct {
        char const* name;
        void (*spoil)(std::vector<wire::Mode>&);
    } const cases[] = {
        {"number of modes", [](auto& m) { m.clear(); }},
        {"mode: bits", [](auto& m) { m[1].bits = 24; }},
        {"mode: x_res << 32 | y_res", [](auto& m) { m[0].x_res = 0; }},
        {"mode: x_res << 32 | y_res", [](auto& m) { m[3].y_res = 0; }},
        {"mode: stride", [](auto& m) { m[2].stride = 2564; }},
        {"mode: bytes", [](auto& m) { m[3].y_res = 1025; }},
        {"mode: orientation", [](auto& m) { m[3].orientation = 4; }},
        {"mode: x_mili << 32 | y_mili", [](auto& m) { m[1].x_mili = 0; }},
        {"mode: x_mili << 32 | y_mili", [](auto& m) { m[1].y_mili = 0; }},
        {"mode: id", [](auto& m) { m[2].id = 1; }},
        {"mode: twice in the list", [](auto& m) { m[2].orientation = 0; }},
    };
    for (auto const& c : cases) {
        auto modes = good_modes();
        c.spoil(modes);
        Status const status = expected::check_modes(as_bytes(modes), 4 * MiB);
        ASSERT_FALSE(status) << c.name;
        EXPECT_STREQ(status.error().what, c.name);
    }
}

TEST(ExpectedModes, ListStaysInTheRom)
{
    auto bytes = as_bytes(good_modes());
    for (size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(expected::check_modes(std::span(bytes).first(size), 4 * MiB)) << size;
    bytes[3] = 0xff;
    EXPECT_FALSE(expected::check_modes(bytes, 4 * MiB));
}

} // namespace
