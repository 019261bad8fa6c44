// SPDX-License-Identifier: MIT
// What a qxl-vga promises of VGA mode: text, before and after native mode, in the memory that BAR0 begins with.
// Spec: QEMU hw/display/qxl.c qxl_enter_vga_mode, hw/display/vga.c. The picture: tests/integration/test_device_vga.py.
#include "kernel/test.hpp"
#include "tests/guest/machine/bare_device.hpp"
#include "tests/guest/machine/vga_text.hpp"

TEST(device, vga_text,
     "In VGA mode text is written and read at 0xb8000, is there after RESET, and lies at BAR0's start",
     .groups = "device", .source = "QEMU qxl.c qxl_enter_vga_mode", .covers = "port.reset device_mode.vga")
{
    BareDevice device(t);
    REQUIRE_OK(t, device.open());
    if (!device.is_vga())
        return t.skip("needs qxl-vga: a qxl has no VGA mode");
    if (machine().boot.is_uefi())
        return t.skip("needs a BIOS: as OVMF leaves the machine, what is written at 0xb8000 does not come back");
    VgaText text = REQUIRE_OK(t, VgaText::enter());
    text.draw();
    EXPECT_EQ(t, 0u, text.wrong());
    // A character and its attribute are bytes 0 and 1 of four.
    auto const bar = device.driver().resources().ram;
    for (u32 n : {0u, 1u, VgaText::cells - 1}) {
        EXPECT_EQ(t, VgaText::half_block, bar[n * 4]);
        EXPECT_EQ(t, VgaText::attribute_of(n), bar[n * 4 + 1]);
    }
    device.reset();
    EXPECT_EQ(t, 0u, text.wrong());

    // Native mode has that memory for its primary; back from there, text mode works as before.
    REQUIRE_OK(t, device.start());
    REQUIRE_OK(t, device.settle());
    EXPECT(t, bar[0] == 0 && bar[1] == 0);
    device.reset();
    VgaText again = REQUIRE_OK(t, VgaText::enter());
    again.draw();
    EXPECT_EQ(t, 0u, again.wrong());
    device.reset();
    EXPECT_EQ(t, 0u, again.wrong());
}
