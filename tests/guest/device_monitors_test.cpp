// SPDX-License-Identifier: MIT
// What the device promises of monitors and of the client that looks at them.
// Spec: spice-protocol 0.14, qxl_dev.h QXLMonitorsConfig, QXLHead, QXL_INTERRUPT_CLIENT. QEMU hw/display/qxl.c.
#include "kernel/test.hpp"
#include "tests/guest/expected/rom.hpp"
#include "tests/guest/machine/bare_device.hpp"
#include "tests/guest/machine/line_handler.hpp"
#include "tests/guest/machine/sleeper.hpp"

#include <algorithm>
#include <cstring>

namespace {
namespace wire = qxl::wire;
using wire::Port;

constexpr u32 heads_max = 64;
constexpr u8 revision_of_client = 4;
constexpr Duration client_is_told = 2_s; // it takes milliseconds

void configure(BareDevice& device, u32 heads, u32 count, u32 max_allowed)
{
    u8* at = device.driver().resources().ram.data() + device.command_offset(0);
    wire::MonitorsConfig const config{static_cast<u16>(count), static_cast<u16>(max_allowed)};
    std::memcpy(at, &config, sizeof config);
    at += sizeof config;
    for (u32 n = 0; n < heads; ++n, at += sizeof(wire::Head)) {
        wire::Head const head{n, 0, 8, 8, n % 8 * 8, n / 8 * 8, 0};
        std::memcpy(at, &head, sizeof head);
    }
    device.ram().monitors_config = wire::U64::of(device.in_ram(device.command_offset(0)));
}
} // namespace

TEST(device, monitors_config,
     "MONITORS_CONFIG_ASYNC of 1 to 64 heads, of none and of too many: IO_CMD, and all goes on", .groups = "device",
     .source = "qxl_dev.h QXLMonitorsConfig; spice server/red-worker.cpp",
     .covers = "port.monitors_config_async ram.monitors_config monitors_config.count monitors_config.max_allowed "
               "head.id head.surface_id head.width head.height head.x head.y head.flags")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open(4));
    REQUIRE_OK(t, device.start());
    for (u32 heads : {1u, 2u, 3u, 4u, 15u, 16u, 17u, 63u, heads_max}) {
        configure(device, heads, heads, heads);
        EXPECT_OK(t, device.async(Port::monitors_config_async));
    }
    configure(device, 1, 0, 4); // none: the server ignores it
    EXPECT_OK(t, device.async(Port::monitors_config_async));
    configure(device, 4, 4, 3); // more than it says are allowed: ignored too
    EXPECT_OK(t, device.async(Port::monitors_config_async));
    configure(device, 2, 2, 2);
    EXPECT_OK(t, device.async(Port::monitors_config_async));
    EXPECT_OK(t, device.async(Port::flush_surfaces_async));
    EXPECT_EQ(t, 0u, device.take());
}

TEST(device, client_told_at_wake_up, "CLIENT is pending after a wake-up, from revision 4 on: there is no client",
     .groups = "device", .stage = Stage::sleep, .source = "qxl_dev.h QXL_INTERRUPT_CLIENT; QEMU qxl.c: at VM start",
     .covers = "interrupt.client rom.client_present rom.client_capabilities")
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    REQUIRE_OK(t, sleeper.prepare());
    device.take();
    auto slept = REQUIRE_OK(t, sleeper.sleep(t.report()));
    Sleeper::report_wake_up(t.report(), slept);
    // QEMU's main loop tells of it in its own time.
    if (device.revision() >= revision_of_client)
        REQUIRE(t, wait_until(client_is_told, [&] { return device.pending() != 0; }));
    EXPECT_EQ(t, device.revision() >= revision_of_client ? wire::interrupt::client : 0u, device.pending());
    auto const& r = device.driver().resources();
    auto const rom = REQUIRE_OK(t, qxl::read_rom(r.rom, r.ram.size())).rom;
    EXPECT(t, rom.client_present == 0 || machine().options.client);
    EXPECT(t, std::ranges::all_of(rom.client_capabilities, [](u8 b) { return b == 0; }));
}

namespace {
constexpr char no_client[] = "needs a SPICE client: --client";
// The client stays away for a moment between two stays, and comes again within a second.
constexpr Duration client_comes = 10_s, client_would_have_come = 1500_ms;

wire::Rom read_rom(BareDevice& device)
{
    wire::Rom rom;
    std::memcpy(&rom, device.driver().resources().rom.data(), sizeof rom);
    return rom;
}
} // namespace

TEST(device, client_connects, "A client that connects: CLIENT each time, client_present and its capabilities",
     .groups = "device", .source = "qxl_dev.h QXLRom client_present; QEMU qxl.c interface_set_client_capabilities",
     .covers = "interrupt.client rom.client_present rom.client_capabilities")
{
    if (!machine().options.client)
        return t.skip(no_client);
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    LineHandler line(device);
    REQUIRE_OK(t, line.attach(wire::interrupt::client));
    auto const comes = [&](u32 count, Duration limit) {
        return wait_until(limit, [&] { return line.events(wire::interrupt::client) >= count; });
    };
    if (device.revision() < revision_of_client) {
        EXPECT(t, !comes(1, client_would_have_come));
        EXPECT_EQ(t, u8{0}, read_rom(device).client_present);
        return;
    }
    REQUIRE(t, comes(3, client_comes));
    // By now it may be gone again, on a busy host: it comes back.
    wire::Rom rom;
    auto const is_there = [&] {
        rom = read_rom(device);
        return rom.client_present == 1;
    };
    EXPECT(t, wait_until(client_comes, is_there));
    // Ours has none to show.
    EXPECT(t, std::ranges::all_of(rom.client_capabilities, [](u8 b) { return b == 0; }));
    // RESET writes the ROM anew, without a client; the server then says again who is there.
    device.reset();
    EXPECT(t, wait_until(client_comes, is_there));
}

TEST(
    device, client_monitors_config,
    "A client's monitors come with CLIENT_MONITORS_CONFIG and their checksum, to a driver whose int_mask asks for them",
    .groups = "device", .source = "qxl_dev.h QXL_INTERRUPT_CLIENT_MONITORS_CONFIG; QEMU qxl.c",
    .covers = "interrupt.client_monitors_config rom.client_monitors_config rom.client_monitors_config_crc ram.int_mask")
{
    if (!machine().options.client)
        return t.skip(no_client);
    constexpr u32 bit = wire::interrupt::client_monitors_config;
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    // Neither a driver that masks it, nor one that unmasks everything, which older ones did, knows of it.
    for (u32 mask : {0u, wire::interrupt::client, ~0u}) {
        store_release(device.ram().int_mask, mask);
        EXPECT(t, !device.wait_for(bit, client_would_have_come));
    }
    store_release(device.ram().int_mask, 0u);
    device.take();
    LineHandler line(device);
    REQUIRE_OK(t, line.attach(bit));
    if (device.revision() < revision_of_client) {
        EXPECT(t, !wait_until(client_would_have_come, [&] { return line.events(bit) != 0; }));
        return;
    }
    REQUIRE(t, wait_until(client_comes, [&] { return line.events(bit) != 0; }));
    wire::Rom const rom = read_rom(device);
    auto const& monitors = rom.client_monitors_config;
    // runner/spice_client.py MONITORS.
    constexpr wire::MonitorRect wanted[] = {{0, 0, 768, 1024}, {0, 1024, 600, 1824}};
    EXPECT_EQ(t, std::size(wanted), size_t{monitors.count});
    EXPECT(t, std::memcmp(monitors.heads, wanted, sizeof wanted) == 0);
    EXPECT_EQ(t, expected::monitors_crc({reinterpret_cast<u8 const*>(&monitors), sizeof monitors}),
              rom.client_monitors_config_crc);
}
