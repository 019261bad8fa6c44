// SPDX-License-Identifier: MIT
// The model's BARs and ROM, and the memory slots through which commands name guest memory.
#include "tests/host/qxl_model.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace qxl::test {
namespace {

// Bus addresses that differ from every host address, so that a mix-up cannot pass.
constexpr u64 ram_at = 0xf4000000, vram_at = 0xf8000000, vram64_at = 0x4'0000'0000;

} // namespace

Resources Model::resources()
{
    std::span<u8> const vram(vram_);
    return {ram_,
            vram.first(options_.vram_size),
            options_.vram64 ? vram : std::span<u8>{},
            rom_,
            Phys{ram_at},
            Phys{vram_at},
            Phys{vram64_at},
            *this,
            options_.revision,
            options_.is_vga,
            0,
            options_.atomics_reach_device,
            options_.interrupts};
}

void Model::initialise_rom()
{
    wire::Rom& r = rom();
    r = {};
    r.magic = wire::rom_magic;
    r.modes_offset = sizeof(wire::Rom);
    r.pages_offset = static_cast<u32>(options_.surface0_size);
    r.surface0_area_size = static_cast<u32>(options_.surface0_size);
    r.num_pages = static_cast<u32>((header_offset() - options_.surface0_size) / 4096);
    r.ram_header_offset = static_cast<u32>(header_offset());
    r.n_surfaces = options_.surfaces;
    r.slots_start = 1;
    r.slots_end = 7;
    r.slot_gen_bits = 8;
    r.slot_id_bits = 8;
    wire::Mode const modes[] = {{0, 400, 300, 16, 800, 0, 0, 0}, {3, 320, 240, 32, 1280, 0, 0, 0}};
    u32 const count = std::size(modes);
    std::memcpy(&rom_[sizeof(wire::Rom)], &count, sizeof count);
    std::memcpy(&rom_[sizeof(wire::Rom) + 4], modes, sizeof modes);
}

u8* Model::at(wire::Physical address, u64 size)
{
    u64 const slot = address >> 56;
    u64 offset = address & 0xffff'ffff'ffff;
    // The real one ends QEMU here.
    if (slot >= 8 || (address >> 48 & 0xff) != 0) {
        std::fprintf(stderr, "model: address %llx would end QEMU\n", static_cast<unsigned long long>(address));
        std::abort();
    }
    if (slots_[slot].active && offset < slots_[slot].delta) {
        bug("address below its slot");
        return nullptr;
    }
    offset -= slots_[slot].delta;
    if (!slots_[slot].active || !contains(slots_[slot].size, offset, size)) {
        bug("address outside its slot");
        return nullptr;
    }
    return slots_[slot].start + offset;
}

// A reset, then slot 0 over all of BAR0, where addresses are the bus's, and the primary in it.
void Model::set_mode(u8 number)
{
    u32 count;
    std::memcpy(&count, &rom_[sizeof(wire::Rom)], sizeof count);
    if (number >= count)
        return bug("mode number out of range");
    wire::Mode mode;
    std::memcpy(&mode, &rom_[sizeof(wire::Rom) + 4 + number * sizeof mode], sizeof mode);
    reset();
    slots_[0] = {true, ram_.data(), ram_.size(), ram_at};
    ram().create_surface = {mode.x_res,
                            mode.y_res,
                            -static_cast<i32>(mode.x_res * 4),
                            static_cast<u32>(Format::xrgb_32),
                            0,
                            1,
                            0,
                            wire::surf_type_primary,
                            wire::U64::of(ram_at + rom().draw_area_offset)};
    create_primary();
    mode_ = Mode::compat;
    compat_commands_ = true;
    rom().mode = wrong.rom_mode_stale ? ~u32{0} : number;
}

void Model::add_memslot(u8 slot)
{
    u64 const from = ram().mem_slot.mem_start.value(), to = ram().mem_slot.mem_end.value();
    if (slot >= 8 || slots_[slot].active)
        return bug("memory slot already active");
    struct {
        u64 at;
        u64 size;
        u8* memory;
    } const bars[] = {{ram_at, ram_.size(), ram_.data()},
                      {vram_at, options_.vram_size, vram_.data()},
                      {vram64_at, options_.vram64 ? vram_.size() : 0, vram_.data()}};
    for (auto const& bar : bars)
        if (bar.size != 0 && from >= bar.at && to >= from && to <= bar.at + bar.size) {
            slots_[slot] = {true, bar.memory + (from - bar.at), to - from, 0};
            return;
        }
    bug("memory slot in no BAR");
}

} // namespace qxl::test
