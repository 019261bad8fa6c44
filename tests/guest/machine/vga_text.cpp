// SPDX-License-Identifier: MIT
#include "tests/guest/machine/vga_text.hpp"

#include "kernel/machine/paging.hpp"
#include "kernel/machine/x86.hpp"

#include <array>

namespace {
constexpr Phys planes_at{0xa0000}, text_at{0xb8000};
constexpr u64 planes_bytes = 0x10000;
constexpr u16 attribute = 0x3c0, misc = 0x3c2, sequencer = 0x3c4, dac_mask = 0x3c6, dac_index = 0x3c8, dac_data = 0x3c9,
              graphics = 0x3ce, crtc = 0x3d4, status = 0x3da;
constexpr u8 attribute_video_on = 0x20;

constexpr std::array<u8, 5> sequencer_values{0x03, 0x01, 0x03, 0x00, 0x02};
constexpr std::array<u8, 25> crtc_values{0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00, 0x4f, 0x20, 0x00, 0x00,
                                         0x00, 0x00, 0x00, 0x9c, 0x8e, 0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff};
constexpr std::array<u8, 9> graphics_values{0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff};
// Palette entry n is colour n; 8 background colours instead of blinking are not needed, there are only 8 colours.
constexpr std::array<u8, 21> attribute_values{0, 1, 2, 3, 4, 5,    6,    7,    0,    1,   2,
                                              3, 4, 5, 6, 7, 0x04, 0x00, 0x0f, 0x00, 0x00};

void write_indexed(u16 port, u8 index, u8 value)
{
    x86::out<u8>(port, index);
    x86::out<u8>(static_cast<u16>(port + 1), value);
}

// Plane 2 alone, flat at 0xa0000, where the shapes are; then as text mode has it.
void open_font_plane(bool open)
{
    write_indexed(sequencer, 2, open ? 0x04 : sequencer_values[2]);
    write_indexed(sequencer, 4, open ? 0x06 : sequencer_values[4]);
    write_indexed(graphics, 5, open ? 0x00 : graphics_values[5]);
    write_indexed(graphics, 6, open ? 0x04 : graphics_values[6]);
}
} // namespace

Result<VgaText> VgaText::enter()
{
    auto const planes = TRY(paging::map(planes_at, planes_bytes));
    auto const memory = TRY(paging::map(text_at, u64{cells} * 2));
    x86::out<u8>(misc, 0x63);
    for (u8 n = 0; n < sequencer_values.size(); ++n)
        write_indexed(sequencer, n, sequencer_values[n]);
    write_indexed(crtc, 0x11, 0x0e); // unlocks registers 0 to 7
    for (u8 n = 0; n < crtc_values.size(); ++n)
        write_indexed(crtc, n, crtc_values[n]);
    for (u8 n = 0; n < graphics_values.size(); ++n)
        write_indexed(graphics, n, graphics_values[n]);
    for (u8 n = 0; n < attribute_values.size(); ++n) {
        x86::in<u8>(status); // an index comes next
        x86::out<u8>(attribute, n);
        x86::out<u8>(attribute, attribute_values[n]);
    }
    x86::in<u8>(status);
    x86::out<u8>(attribute, attribute_video_on);
    x86::out<u8>(dac_mask, 0xff);
    x86::out<u8>(dac_index, 0);
    for (u8 color = 0; color < 8; ++color)
        for (unsigned part : {4u, 2u, 1u}) // red, green, blue; full or not at all
            x86::out<u8>(dac_data, (color & part) != 0 ? 63 : 0);

    constexpr u32 bytes_per_shape = 32;
    open_font_plane(true);
    for (u32 line = 0; line < bytes_per_shape; ++line)
        planes[half_block * bytes_per_shape + line] = 0xf0;
    open_font_plane(false);
    return VgaText(memory);
}

void VgaText::draw()
{
    for (u32 n = 0; n < cells; ++n) {
        memory_[n * 2] = half_block;
        memory_[n * 2 + 1] = attribute_of(n);
    }
}

u32 VgaText::wrong() const
{
    u32 count = 0;
    for (u32 n = 0; n < cells; ++n)
        count += memory_[n * 2] != half_block || memory_[n * 2 + 1] != attribute_of(n);
    return count;
}
