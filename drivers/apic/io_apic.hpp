// SPDX-License-Identifier: MIT
// An I/O APIC: inputs, and for each an entry that says as what, and to which CPU, it goes on. Spec: Intel 82093AA data
// sheet (290566), 3.1 (register access), 3.2 (registers).
#pragma once

#include "drivers/apic/window.hpp"
#include "kernel/result.hpp"

namespace apic {

// An entry of the redirection table, 82093AA 3.2.4: fixed delivery, physical destination.
struct Redirection {
    static constexpr u64 mask_bit = 1u << 16, remote_irr_bit = 1u << 14, delivery_status_bit = 1u << 12;

    u8 vector = 0;
    bool is_active_low = false, is_level = false, is_masked = true;
    u8 destination = 0; // ID of a local APIC

    constexpr u64 encode() const
    {
        return vector | u64{is_active_low} << 13 | u64{is_level} << 15 | (is_masked ? mask_bit : 0) |
               u64{destination} << 56;
    }
    // Entries are compared without what only the hardware writes.
    static constexpr u64 written(u64 raw) { return raw & ~(remote_irr_bit | delivery_status_bit); }
};

class IoApic {
public:
    static constexpr u64 window_bytes = 0x20;

    // Asks the version register for the number of inputs. Fails where no I/O APIC answers.
    static Result<IoApic> open(Window& window);

    u32 inputs() const { return inputs_; }
    u8 version() const { return version_; }
    // `input` < inputs(), everywhere below.
    u64 entry(u32 input);
    // The input is masked while its entry is half of one kind and half of the other.
    void set_entry(u32 input, u64 raw);
    void set_mask(u32 input, bool is_masked);
    // A level-triggered interrupt went to the CPU, which has not said that it is at its end.
    bool is_awaiting_end(u32 input) { return (entry(input) & Redirection::remote_irr_bit) != 0; }

private:
    explicit IoApic(Window& window) : window_(&window) {}
    u32 read(u32 index);
    void write(u32 index, u32 value);

    Window* window_;
    u32 inputs_ = 0;
    u8 version_ = 0;
};

} // namespace apic
