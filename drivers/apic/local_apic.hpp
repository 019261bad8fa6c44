// SPDX-License-Identifier: MIT
// This CPU's local APIC, as far as interrupts from an I/O APIC need it. Spec: Intel SDM vol. 3A, 11.4
// (registers), 11.5.3 (software enable), 11.8 (priorities, IRR, ISR, TMR, EOI).
#pragma once

#include "drivers/apic/window.hpp"
#include "kernel/result.hpp"

namespace apic {

class LocalApic {
public:
    static constexpr u64 window_bytes = 0x400;

    // Fails where no local APIC answers.
    static Result<LocalApic> open(Window& window);

    u8 id();
    // Takes interrupts of every priority from now on; `spurious_vector` is for those that went away. LVT entries, the
    // 8259A's among them, stay as firmware left them.
    void enable(u8 spurious_vector);
    // As enable() found it.
    void restore();
    void end_of_interrupt();

    // The interrupt waits for the CPU; is being handled; came as level-triggered.
    bool is_requested(u8 vector) { return bit(0x200, vector); }
    bool is_in_service(u8 vector) { return bit(0x100, vector); }
    bool is_level(u8 vector) { return bit(0x180, vector); }

private:
    explicit LocalApic(Window& window) : window_(&window) {}
    // In one of the registers of 256 bits, 32 bits in each 16 bytes.
    bool bit(u32 base, u8 vector);

    Window* window_;
    u32 found_spurious_ = 0, found_priority_ = 0;
};

} // namespace apic
