// SPDX-License-Identifier: MIT
#include "tests/guest/expected/rom.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace wire = qxl::wire;

namespace expected {
namespace {

constexpr char source[] = "spice-protocol 0.14 qxl_dev.h QXLRom; QEMU hw/display/qxl.c init_qxl_rom";
constexpr char modes_source[] = "spice-protocol 0.14 qxl_dev.h QXLModes";
constexpr u64 MiB = 1024 * 1024;
constexpr u64 page = 4096;
constexpr u32 vgamem_least_mb = 8, vgamem_most_mb = 256;

u64 vgamem(QxlProperties const& configured)
{
    return std::bit_ceil(std::clamp(configured.vgamem_mb, vgamem_least_mb, vgamem_most_mb) * MiB);
}

// The RAM header's own pages.
constexpr u64 header_bytes = (sizeof(wire::RamHeader) + page - 1) / page * page;

class Fields {
public:
    explicit Fields(wire::Rom const& rom) : rom_(rom) {}
    void expect(char const* name, u64 offset, u64 wanted, u64 seen)
    {
        if (wanted != seen && status_)
            status_ = Error{Side::device, name, wanted, seen, source, offset};
    }
    Status const& status() const { return status_; }
    wire::Rom const& rom() const { return rom_; }

private:
    wire::Rom const& rom_;
    Status status_;
};
#define EXPECT_FIELD(fields, field, wanted)                                                                            \
    (fields).expect("ROM " #field, offsetof(wire::Rom, field), (wanted), (fields).rom().field)

wire::Mode mode_at(std::span<u8 const> modes, u32 n)
{
    wire::Mode mode;
    std::memcpy(&mode, modes.data() + sizeof(u32) + n * sizeof mode, sizeof mode);
    return mode;
}

Status check_mode(wire::Mode const& mode, u64 surface0_bytes)
{
    u64 const offset = mode.id;
    if (mode.bits != 8 && mode.bits != 16 && mode.bits != 32)
        return Error{Side::device, "mode: bits", "8, 16 or 32", mode.bits, modes_source, offset};
    if (mode.x_res == 0 || mode.y_res == 0)
        return Error{Side::device, "mode: x_res << 32 | y_res",
                     "neither 0",  u64{mode.x_res} << 32 | mode.y_res,
                     modes_source, offset};
    if (mode.stride != u64{mode.x_res} * mode.bits / 8)
        return Error{Side::device, "mode: stride", u64{mode.x_res} * mode.bits / 8, mode.stride, modes_source, offset};
    if (u64{mode.stride} * mode.y_res > surface0_bytes)
        return Error{Side::device,
                     "mode: bytes",
                     Value::of(surface0_bytes, "at most, the surface 0 area"),
                     Value::of(u64{mode.stride} * mode.y_res, "bytes"),
                     modes_source,
                     offset};
    if (mode.orientation > 3)
        return Error{Side::device,     "mode: orientation", "0 to 3, quarters of a turn",
                     mode.orientation, modes_source,        offset};
    if (mode.x_mili == 0 || mode.y_mili == 0)
        return Error{Side::device, "mode: x_mili << 32 | y_mili",
                     "neither 0",  u64{mode.x_mili} << 32 | mode.y_mili,
                     modes_source, offset};
    return {};
}

} // namespace

BarSizes bar_sizes(QxlProperties const& configured, Identity const& device)
{
    BarSizes sizes{};
    sizes.ram = std::bit_ceil(std::max(u64{configured.ram_size_mb} * MiB, 2 * vgamem(configured)));
    // Revision 1 has no surfaces outside of BAR0.
    sizes.vram = device.revision == 1 ? page : std::bit_ceil(std::max(u64{configured.vram_size_mb} * MiB, page));
    sizes.rom = 2 * page;
    u64 const vram64 = device.revision == 1 ? 0 : std::bit_ceil(u64{configured.vram64_size_mb} * MiB);
    sizes.vram64 = vram64 > sizes.vram ? vram64 : 0;
    sizes.io = device.revision == 1 ? 8 : device.revision == 2 ? 16 : 32;
    return sizes;
}

u32 monitors_crc(std::span<u8 const> bytes)
{
    constexpr u32 polynomial = 0xedb88320; // CLIENT_MONITORS_CONFIG_CRC32_POLY
    u32 crc = 0;
    for (u8 byte : bytes) {
        crc ^= byte;
        for (unsigned bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? polynomial : 0);
    }
    return crc;
}

Status check_rom(wire::Rom const& rom, QxlProperties const& configured, Identity const& device)
{
    u64 const ram = bar_sizes(configured, device).ram, surface0 = vgamem(configured);
    Fields f(rom);
    EXPECT_FIELD(f, magic, wire::rom_magic);
    EXPECT_FIELD(f, id, device.console);
    EXPECT_FIELD(f, update_id, 0);
    EXPECT_FIELD(f, log_level, 0);
    EXPECT_FIELD(f, modes_offset, sizeof(wire::Rom));
    EXPECT_FIELD(f, draw_area_offset, 0);
    EXPECT_FIELD(f, surface0_area_size, surface0);
    EXPECT_FIELD(f, pages_offset, surface0);
    EXPECT_FIELD(f, num_pages, (ram - header_bytes - surface0) / wire::draw_page_size);
    EXPECT_FIELD(f, ram_header_offset, ram - header_bytes);
    EXPECT_FIELD(f, n_surfaces, configured.surfaces);
    EXPECT_FIELD(f, flags, 0);
    EXPECT_FIELD(f, slots_start, 1);
    EXPECT_FIELD(f, slots_end, 7);
    EXPECT_FIELD(f, slot_gen_bits, 8);
    EXPECT_FIELD(f, slot_id_bits, 8);
    EXPECT_FIELD(f, slot_generation, 0);
    EXPECT_FIELD(f, client_present, 0);
    for (u64 n = 0; n < sizeof rom.client_capabilities; ++n)
        f.expect("ROM client_capabilities", offsetof(wire::Rom, client_capabilities) + n, 0,
                 rom.client_capabilities[n]);

    // A preferred size looks like the wish of a client with one monitor.
    wire::Rom wanted{};
    auto& monitors = wanted.client_monitors_config;
    bool const is_preferred = configured.xres != 0 && configured.yres != 0;
    if (is_preferred) {
        monitors.count = 1;
        monitors.heads[0] = {0, 0, configured.yres, configured.xres};
    }
    std::span const bytes{reinterpret_cast<u8 const*>(&rom.client_monitors_config), sizeof monitors};
    std::span const wanted_bytes{reinterpret_cast<u8 const*>(&monitors), sizeof monitors};
    for (u64 n = 0; n < sizeof monitors; ++n)
        f.expect("ROM client_monitors_config", offsetof(wire::Rom, client_monitors_config) + n, wanted_bytes[n],
                 bytes[n]);
    EXPECT_FIELD(f, client_monitors_config_crc, is_preferred ? monitors_crc(wanted_bytes) : 0);
    if (!f.status())
        return f.status().error();
    return {};
}

Status check_modes(std::span<u8 const> modes, u64 surface0_bytes)
{
    u32 count = 0;
    if (modes.size() >= sizeof count)
        std::memcpy(&count, modes.data(), sizeof count);
    if (count == 0 || u64{count} * sizeof(wire::Mode) > modes.size() - sizeof count)
        return Error{Side::device, "number of modes",
                     Value::of(modes.size() / sizeof(wire::Mode), "at most, and not 0"), count, modes_source};
    for (u32 n = 0; n < count; ++n) {
        wire::Mode const mode = mode_at(modes, n);
        TRY(check_mode(mode, surface0_bytes));
        if (n != 0 && mode.id <= mode_at(modes, n - 1).id)
            return Error{Side::device, "mode: id", "more than that of the mode before", mode.id, modes_source, n};
        // What differs in nothing but its number is there twice.
        for (u32 other = 0; other < n; ++other) {
            wire::Mode twin = mode_at(modes, other);
            twin.id = mode.id;
            if (std::memcmp(&twin, &mode, sizeof mode) == 0)
                return Error{Side::device, "mode: twice in the list", "each once", mode.id, modes_source, other};
        }
    }
    return {};
}

} // namespace expected
