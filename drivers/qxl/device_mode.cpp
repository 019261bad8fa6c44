// SPDX-License-Identifier: MIT
// Compat mode: SET_MODE and the primary that comes with it.
// Spec: spice-protocol 0.14, qxl_dev.h QXL_IO_SET_MODE, QXLMode, QXLCompatDrawable. Device model: QEMU
// hw/display/qxl.c.
#include "drivers/qxl/device.hpp"

#include "drivers/qxl/sleep.hpp"

#include <algorithm>

namespace qxl {
namespace {

using wire::Port;

constexpr char source[] = "QEMU hw/display/qxl.c qxl_set_mode";
constexpr u32 mode_numbers = 256; // the port takes one byte
constexpr u32 pixel_bytes = 4;    // whatever the mode says: its depth is that of the colours in commands

} // namespace

Result<u32> Device::mode_number(u32 width, u32 height) const
{
    for (u32 n = 0; n < std::min(rom_.modes, mode_numbers); ++n) {
        wire::Mode const mode = read_mode(resources_.rom, rom_, n);
        if (mode.x_res == width && mode.y_res == height && mode.bits == 32)
            return n;
    }
    return Error{Side::unsupported, "mode of 32 bits a pixel in the ROM's list: width << 32 | height",
                 u64{width} << 32 | height, "none", "spice-protocol 0.14 qxl_dev.h QXLModes"};
}

Result<Surface*> Device::set_mode(u32 number)
{
    if (!producing_)
        TRY(may_produce());
    bool const is_in_use = std::any_of(surfaces_.begin(), surfaces_.begin() + surfaces_top_,
                                       [](Surface const& s) { return s.state_ != Surface::State::unused; });
    if (is_in_use)
        return Error{Side::guest, "SET_MODE", "no surface: it resets the device", "some that exist", source};
    if (number >= std::min(rom_.modes, mode_numbers))
        return Error{Side::guest, "SET_MODE", Value::of(rom_.modes, "modes"), number, source};
    wire::Mode const mode = read_mode(resources_.rom, rom_, number);
    if (mode.bits != 32)
        return Error{Side::unsupported, "SET_MODE", Value::of(32, "bits a pixel"), mode.bits, source};
    u64 const size = u64{mode.x_res} * pixel_bytes * mode.y_res;
    if (size == 0 || size > rom_.layout.surface0_size)
        return Error{Side::device, "mode in the ROM's list", Value::of(rom_.layout.surface0_size, "bytes at most"),
                     Value::of(size, "bytes"), source};

    Surface& s = surfaces_[0];
    s = {};
    s.memory_ = resources_.ram.data() + rom_.layout.surface0_offset;
    s.bar_offset_ = rom_.layout.surface0_offset;
    s.width_ = mode.x_res;
    s.height_ = mode.y_res;
    s.stride_ = -static_cast<i32>(mode.x_res * pixel_bytes);
    s.format_ = Format::xrgb_32;
    s.is_compat_ = true;
    s.mode_number_ = static_cast<u8>(number);
    if (observer_ != nullptr)
        observer_->on_allocate(0, primary_block());
    Status const created = submit_mode(s);
    if (!created) {
        forget_primary();
        return created.error();
    }
    surfaces_top_ = std::max(surfaces_top_, 1u);
    return &s;
}

Status Device::submit_mode(Surface& s)
{
    // What the device holds when it is reset would never come back.
    if (mode_ != Mode::vga && heap0_.held() != 0) {
        SleepPath path(*this);
        TRY(idle());
        TRY(path.destroy_all_surfaces());
        TRY(path.flush_release());
    }
    if (heap0_.held() != 0)
        return Error{Side::guest, "SET_MODE: blocks held by the device, which it resets", 0, heap0_.held(), source};

    TRY(sync_port(Port::set_mode, s.mode_number_, "SET_MODE"));
    mode_ = Mode::compat;
    ram_ = TRY(ram_header(resources_.ram, rom_.layout));
    TRY(start_rings());
    TRY(add_memslots());
    interrupts_.restart();
    u32 const seen = TRY(read_rom(resources_.rom, resources_.ram.size())).rom.mode;
    if (seen != s.mode_number_)
        return Error{Side::device, "SET_MODE: mode in the ROM", u32{s.mode_number_}, seen, source};
    holds_nothing_ = false;
    s.state_ = Surface::State::live;
    return {};
}

bool Device::holds_cursor() const
{
    Result<Block> const block = heap0_.lookup(cursor_block_);
    return block && block->owner == Owner::device;
}

} // namespace qxl
