// SPDX-License-Identifier: MIT
#include "drivers/apic/local_apic.hpp"

namespace apic {
namespace {
constexpr u32 id_register = 0x20, version_register = 0x30, task_priority = 0x80, eoi = 0xb0, spurious = 0xf0;
constexpr u32 software_enable = 1 << 8;
} // namespace

Result<LocalApic> LocalApic::open(Window& window)
{
    u32 const version = window.read(version_register);
    // 10h to 15h: integrated; below that: the 82489DX, a chip of its own. At least four LVT entries.
    if ((version & 0xff) < 0x10 || (version & 0xff) > 0x15)
        return Error{Side::firmware, "local APIC version register", "an integrated APIC, 0x10 to 0x15", version,
                     "Intel SDM 3A 11.4.8"};
    return LocalApic{window};
}

u8 LocalApic::id() { return static_cast<u8>(window_->read(id_register) >> 24); }

void LocalApic::enable(u8 spurious_vector)
{
    found_spurious_ = window_->read(spurious);
    found_priority_ = window_->read(task_priority);
    window_->write(task_priority, 0);
    window_->write(spurious, (found_spurious_ & ~u32{0xff}) | software_enable | spurious_vector);
}

void LocalApic::restore()
{
    window_->write(spurious, found_spurious_);
    window_->write(task_priority, found_priority_);
}

void LocalApic::end_of_interrupt() { window_->write(eoi, 0); }

bool LocalApic::bit(u32 base, u8 vector) { return (window_->read(base + vector / 32 * 0x10) >> vector % 32 & 1) != 0; }

} // namespace apic
