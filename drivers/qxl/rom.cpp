// SPDX-License-Identifier: MIT
#include "drivers/qxl/rom.hpp"

#include <cstring>

namespace qxl {
namespace {

constexpr char rom_source[] = "spice-protocol 0.14 qxl_dev.h QXLRom";
constexpr char ram_source[] = "spice-protocol 0.14 qxl_dev.h QXLRam";

// More would make our own table of surfaces absurd; QEMU's default is 1024.
constexpr u32 surfaces_max = 65536;
// QEMU knows 8 slots and ends itself on a larger number in an address.
constexpr u8 slot_max = 7;

Error bad(char const* what, Value expected, Value seen, u64 offset)
{
    return {Side::device, what, expected, seen, rom_source, offset};
}

} // namespace

Result<RomInfo> read_rom(std::span<u8 const> rom_bar, u64 ram_bar_size)
{
    if (rom_bar.size() < sizeof(wire::Rom))
        return bad("ROM BAR size", Value::of(sizeof(wire::Rom), "bytes at least"), Value::of(rom_bar.size(), "bytes"),
                   0);
    RomInfo info{};
    wire::Rom& rom = info.rom;
    std::memcpy(&rom, rom_bar.data(), sizeof rom);
    if (rom.magic != wire::rom_magic)
        return bad("ROM magic", wire::rom_magic, rom.magic, 0);

    // BAR0: surface 0, then the draw area, then the RAM header. All sums are 64-bit, so none can wrap.
    RamLayout& l = info.layout;
    l = {rom.draw_area_offset, rom.surface0_area_size, rom.pages_offset, u64{rom.num_pages} * wire::draw_page_size,
         rom.ram_header_offset};
    if (!contains(ram_bar_size, l.header_offset, sizeof(wire::RamHeader)))
        return bad("ROM ram_header_offset", Value::of(ram_bar_size - sizeof(wire::RamHeader), "at most"),
                   l.header_offset, offsetof(wire::Rom, ram_header_offset));
    if (l.header_offset % alignof(wire::RamHeader) != 0)
        return bad("ROM ram_header_offset", "a multiple of 4", l.header_offset, offsetof(wire::Rom, ram_header_offset));
    if (l.draw_size == 0 || !contains(l.header_offset, l.draw_offset, l.draw_size))
        return bad("ROM pages_offset + num_pages", "a draw area below the RAM header", l.draw_offset + l.draw_size,
                   offsetof(wire::Rom, num_pages));
    if (l.surface0_size == 0 || !contains(l.draw_offset, l.surface0_offset, l.surface0_size))
        return bad("ROM draw_area_offset + surface0_area_size", "a surface 0 area below the draw area",
                   l.surface0_offset + l.surface0_size, offsetof(wire::Rom, surface0_area_size));

    if (rom.n_surfaces == 0 || rom.n_surfaces > surfaces_max)
        return bad("ROM n_surfaces", Value::of(surfaces_max, "at most, and not 0"), rom.n_surfaces,
                   offsetof(wire::Rom, n_surfaces));
    info.surfaces = rom.n_surfaces;

    // An address is slot, generation, offset, from the top down; offsets must reach through the largest BAR.
    unsigned const slot_bits = unsigned{rom.slot_id_bits} + rom.slot_gen_bits;
    if (rom.slot_id_bits == 0 || slot_bits > 24)
        return bad("ROM slot_id_bits + slot_gen_bits", Value::of(24, "bits at most, and ids"), slot_bits,
                   offsetof(wire::Rom, slot_gen_bits));
    bool const fits_id_bits = rom.slot_id_bits >= 8 || rom.slots_end < (1u << rom.slot_id_bits);
    if (rom.slots_start > rom.slots_end || rom.slots_end > slot_max || !fits_id_bits || rom.slots_start == 0)
        return bad("ROM slots_start and slots_end", "1 <= start <= end <= 7", u64{rom.slots_start} << 8 | rom.slots_end,
                   offsetof(wire::Rom, slots_start));
    info.first_slot = rom.slots_start;
    info.last_slot = rom.slots_end;

    if (!contains(rom_bar.size(), rom.modes_offset, sizeof(u32)))
        return bad("ROM modes_offset", "inside the ROM BAR", rom.modes_offset, offsetof(wire::Rom, modes_offset));
    std::memcpy(&info.modes, rom_bar.data() + rom.modes_offset, sizeof info.modes);
    if (!contains(rom_bar.size() - rom.modes_offset, sizeof(u32), u64{info.modes} * sizeof(wire::Mode)))
        return bad("ROM mode count", "a list inside the ROM BAR", info.modes, rom.modes_offset);
    return info;
}

wire::Mode read_mode(std::span<u8 const> rom_bar, RomInfo const& info, u32 n)
{
    ASSERT(n < info.modes);
    wire::Mode mode;
    std::memcpy(&mode, rom_bar.data() + info.rom.modes_offset + sizeof(u32) + n * sizeof mode, sizeof mode);
    return mode;
}

Result<wire::RamHeader*> ram_header(std::span<u8> ram_bar, RamLayout const& layout)
{
    auto* ram = reinterpret_cast<wire::RamHeader*>(ram_bar.data() + layout.header_offset);
    if (ram->magic != wire::ram_magic)
        return Error{Side::device, "RAM header magic", wire::ram_magic, ram->magic, ram_source, layout.header_offset};
    auto check = [&](char const* what, wire::RingHeader const& ring, u32 items) -> Status {
        if (ring.num_items != items)
            return Error{Side::device, what, items, ring.num_items, ram_source};
        return {};
    };
    TRY(check("command ring num_items", ram->cmd_ring.header, wire::command_ring_items));
    TRY(check("cursor ring num_items", ram->cursor_ring.header, wire::command_ring_items));
    TRY(check("release ring num_items", ram->release_ring.header, wire::release_ring_items));
    return ram;
}

} // namespace qxl
