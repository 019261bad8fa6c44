// SPDX-License-Identifier: MIT
// What the device says of itself: ROM, mode list and BARs, held against what it was configured with.
// Spec: spice-protocol 0.14, qxl_dev.h QXLRom, QXLModes. Device model: QEMU hw/display/qxl.c.
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"
#include "tests/guest/expected/rom.hpp"
#include "tests/guest/machine/bare_device.hpp"

#include <cstring>

namespace {
namespace wire = qxl::wire;
using wire::Port;

wire::Rom read_rom(BareDevice& device)
{
    wire::Rom rom;
    std::memcpy(&rom, device.driver().resources().rom.data(), sizeof rom);
    return rom;
}
expected::Identity identity_of(BareDevice const& device, unsigned n) { return {device.revision(), n}; }
} // namespace

TEST(device, rom_fields, "Every field of the ROM is what the configuration makes it", .groups = "device",
     .source = "qxl_dev.h QXLRom; QEMU qxl.c init_qxl_rom",
     .covers = "rom.magic rom.id rom.update_id rom.compression_level rom.log_level rom.modes_offset "
               "rom.num_pages rom.pages_offset rom.draw_area_offset rom.surface0_area_size rom.ram_header_offset "
               "rom.mm_clock rom.n_surfaces rom.flags rom.slots_start rom.slots_end rom.slot_gen_bits "
               "rom.slot_id_bits rom.slot_generation rom.client_present rom.client_capabilities "
               "rom.client_monitors_config_crc rom.client_monitors_config")
{
    if (machine().options.client)
        return t.skip("needs a machine without a SPICE client");
    pci::Bus& bus = *REQUIRE_OK(t, machine().pci.get());
    for (unsigned n = 0; n < qxl::count(bus); ++n) {
        BareDevice device(t);
        REQUIRE_OK(t, device.open(1, n));
        wire::Rom const rom = read_rom(device);
        EXPECT_OK(t, expected::check_rom(rom, machine().options.qxl, identity_of(device, n)));
        t.detail("rom device={} compression_level={} mm_clock={}", n, rom.compression_level, rom.mm_clock);
    }
}

TEST(device, rom_mode_list, "Each mode is consistent and fits the surface 0 area; none is there twice",
     .groups = "device", .source = "qxl_dev.h QXLModes",
     .covers = "modes.n_modes mode.id mode.x_res mode.y_res mode.bits mode.stride mode.x_mili mode.y_mili "
               "mode.orientation")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    qxl::RomInfo const& info = device.driver().rom_info();
    auto const bytes = device.driver().resources().rom;
    EXPECT_OK(t, expected::check_modes(bytes.subspan(info.rom.modes_offset), info.layout.surface0_size));
    for (u32 n = 0; n < info.modes; ++n) {
        wire::Mode const m = qxl::read_mode(bytes, info, n);
        t.detail("mode id={} size={}x{} bits={} stride={} mili={}x{} orientation={}", m.id, m.x_res, m.y_res, m.bits,
                 m.stride, m.x_mili, m.y_mili, m.orientation);
    }
}

TEST(device, rom_bar_sizes,
     "BARs are as large as configured: memory, surfaces, ROM, ports of the revision, BAR4 or none", .groups = "device",
     .source = "QEMU qxl.c qxl_init_ramsize, qxl_realize_common")
{
    pci::Bus& bus = *REQUIRE_OK(t, machine().pci.get());
    for (unsigned n = 0; n < qxl::count(bus); ++n) {
        BareDevice device(t);
        REQUIRE_OK(t, device.open(1, n));
        expected::BarSizes const wanted = expected::bar_sizes(machine().options.qxl, identity_of(device, n));
        EXPECT_EQ(t, wanted.ram, device.bar_size(0));
        EXPECT_EQ(t, wanted.vram, device.bar_size(1));
        EXPECT_EQ(t, wanted.rom, device.bar_size(2));
        EXPECT_EQ(t, wanted.io, device.bar_size(3));
        EXPECT_EQ(t, wanted.vram64, device.driver().has_bar4() ? device.bar_size(4) : 0);
    }
}

TEST(device, rom_outlives_reset, "Ports and RESET leave the ROM as it was, but for SET_MODE's number in `mode`",
     .groups = "device", .source = "QEMU qxl.c qxl_reset_state, qxl_set_mode", .covers = "rom.mode port.set_mode")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    wire::Rom before = read_rom(device);
    u32 const number = REQUIRE_OK(t, device.driver().mode_number(640, 480));
    REQUIRE_OK(t, device.start());
    device.reset();
    REQUIRE_OK(t, device.sync(Port::set_mode, static_cast<u8>(number)));
    wire::Rom after = read_rom(device);
    EXPECT_EQ(t, number, after.mode);
    after.mode = before.mode;
    after.mm_clock = before.mm_clock; // the server's, and it goes on
    EXPECT(t, std::memcmp(&before, &after, sizeof before) == 0);
    // It is the mode that was last set, until another one is: RESET does not take it back.
    device.reset();
    EXPECT_EQ(t, number, read_rom(device).mode);
    REQUIRE_OK(t, device.sync(Port::set_mode, 0));
    EXPECT_EQ(t, 0u, read_rom(device).mode);
}

TEST(device, ram_header_after_reset, "RESET makes the RAM header anew: magic, nothing pending, everything masked",
     .groups = "device", .source = "qxl_dev.h QXLRam; QEMU qxl.c init_qxl_ram",
     .covers = "ram.magic ram.int_pending ram.int_mask ram.update_surface ram.monitors_config ram.flags "
               "port.reset")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, device.start());
    wire::RamHeader& h = device.ram();
    device.take();
    h.magic = 0;
    h.int_mask = 0x3f;
    h.update_surface = 77;
    h.monitors_config = wire::U64::of(~u64{0});
    device.reset();
    EXPECT_EQ(t, wire::ram_magic, h.magic);
    EXPECT_EQ(t, 0u, h.int_mask);
    EXPECT_EQ(t, 0u, h.update_surface);
    EXPECT_EQ(t, u64{0}, h.monitors_config.value());
    // CLIENT may come at any time, from revision 4 on.
    EXPECT_EQ(t, 0u, device.pending() & ~wire::interrupt::client);
    t.detail("ram client_after_reset={}", device.wait_for(wire::interrupt::client, 50_ms));
    EXPECT_EQ(t, u64{0}, h.flags.value());
}
