// SPDX-License-Identifier: MIT
#include "drivers/apic/io_apic.hpp"

namespace apic {
namespace {
constexpr u32 select = 0x00, data = 0x10;                     // offsets in the window
constexpr u32 version_index = 0x01, redirection_index = 0x10; // what `select` takes
constexpr char source[] = "Intel 82093AA 3.2.2";
constexpr u32 index_of(u32 input) { return redirection_index + 2 * input; }
} // namespace

u32 IoApic::read(u32 index)
{
    window_->write(select, index);
    return window_->read(data);
}

void IoApic::write(u32 index, u32 value)
{
    window_->write(select, index);
    window_->write(data, value);
}

Result<IoApic> IoApic::open(Window& window)
{
    IoApic apic{window};
    u32 const version = apic.read(version_index);
    // What nobody answers reads as ones; bits 8 to 15 and 24 to 31 are reserved but for PRQ, bit 15.
    if (version == ~u32{0} || version == 0)
        return Error{Side::firmware, "I/O APIC version register", "a version and the number of inputs", version,
                     source};
    apic.version_ = static_cast<u8>(version);
    apic.inputs_ = (version >> 16 & 0xff) + 1;
    if (apic.inputs_ > 240)
        return Error{Side::firmware, "I/O APIC inputs", "240 at most", apic.inputs_, source};
    return apic;
}

u64 IoApic::entry(u32 input)
{
    ASSERT(input < inputs_);
    u32 const low = read(index_of(input));
    return u64{read(index_of(input) + 1)} << 32 | low;
}

void IoApic::set_entry(u32 input, u64 raw)
{
    ASSERT(input < inputs_);
    set_mask(input, true);
    write(index_of(input) + 1, static_cast<u32>(raw >> 32));
    write(index_of(input), static_cast<u32>(raw));
}

void IoApic::set_mask(u32 input, bool is_masked)
{
    ASSERT(input < inputs_);
    u32 const low = read(index_of(input)), mask = static_cast<u32>(Redirection::mask_bit);
    write(index_of(input), is_masked ? low | mask : low & ~mask);
}

} // namespace apic
