// SPDX-License-Identifier: MIT
// What the device promises of monitors and of the client that looks at them.
// Spec: spice-protocol 0.14, qxl_dev.h QXLMonitorsConfig, QXLHead, QXL_INTERRUPT_CLIENT. QEMU hw/display/qxl.c.
#include "drivers/qxl/sleep.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"
#include "tests/guest/machine/sleeper.hpp"

#include <algorithm>
#include <cstring>

namespace {
namespace wire = qxl::wire;
using wire::Port;

constexpr u32 heads_max = 64;

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

TEST(device, monitors_config, "MONITORS_CONFIG_ASYNC of 1 to 64 heads, of none and of too many: IO_CMD, and all goes on",
     .groups = "device", .source = "qxl_dev.h QXLMonitorsConfig; spice server/red-worker.cpp",
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
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    qxl::SleepPath path(*device);
    REQUIRE_OK(t, sleeper.prepare());
    auto slept = REQUIRE_OK(t, sleeper.sleep(t.report()));
    Sleeper::report_wake_up(t.report(), slept);
    EXPECT_EQ(t, device->revision() >= 4 ? wire::interrupt::client : 0u, load_acquire(device->ram().int_pending));
    auto const rom = REQUIRE_OK(t, qxl::read_rom(device->resources().rom, device->resources().ram.size())).rom;
    EXPECT_EQ(t, u8{0}, rom.client_present);
    EXPECT(t, std::ranges::all_of(rom.client_capabilities, [](u8 b) { return b == 0; }));
    REQUIRE_OK(t, path.reopen());
    EXPECT_OK(t, device.close());
}
