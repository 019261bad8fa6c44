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
    u32 const modes = 1;
    wire::Mode const mode{0, 640, 480, 32, 2560, 0, 0, 0};
    std::memcpy(&rom_[sizeof(wire::Rom)], &modes, sizeof modes);
    std::memcpy(&rom_[sizeof(wire::Rom) + 4], &mode, sizeof mode);
}

u8* Model::at(wire::Physical address, u64 size)
{
    u64 const slot = address >> 56, offset = address & 0xffff'ffff'ffff;
    // The real one ends QEMU here.
    if (slot >= 8 || (address >> 48 & 0xff) != 0) {
        std::fprintf(stderr, "model: address %llx would end QEMU\n", static_cast<unsigned long long>(address));
        std::abort();
    }
    if (!slots_[slot].active || !contains(slots_[slot].size, offset, size)) {
        bug("address outside its slot");
        return nullptr;
    }
    return slots_[slot].start + offset;
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
            slots_[slot] = {true, bar.memory + (from - bar.at), to - from};
            return;
        }
    bug("memory slot in no BAR");
}

} // namespace qxl::test
