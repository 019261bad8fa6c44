// SPDX-License-Identifier: MIT
// The PC's two 8259A interrupt controllers with their level-trigger registers (ELCR). Lines may be shared.
// Spec: Intel 8259A data sheet; Intel 82371AB (PIIX4) 4.2.4 (ICW/OCW), 4.2.4.8 (ELCR1, ELCR2).
#pragma once

#include "kernel/result.hpp"

namespace irq {

inline constexpr u8 lines = 16;

// Returns whether the interrupt was its device's.
using Handler = bool (*)(void* context);

// Remaps the controllers behind the CPU's exceptions, all lines masked; also after a reset (handlers and unmasked lines
// stay).
void init();

// What a reset forgets and init() does not know: the trigger modes that firmware chose.
struct Saved {
    u8 elcr[2];
};
Saved save();
void restore(Saved const& saved);

// Adds a handler and unmasks the line. `level`: the line is shared by PCI functions; the ELCR bit is set if firmware
// left it clear.
Status attach(u8 line, bool level, Handler handler, void* context);
void detach(u8 line, Handler handler, void* context);
// Masks the line for as long as somebody takes its interrupts by another way, whoever is attached.
void hold(u8 line);
void let_go(u8 line);

// A level-triggered line that nobody claims this often in a row would never let the guest go on: it is masked.
inline constexpr u32 stuck_limit = 1000;

struct Counters {
    u32 taken;     // interrupts some handler claimed
    u32 unclaimed; // interrupts nobody claimed, the 8259A's spurious ones not counted
    u32 spurious;
    bool is_stuck; // masked by us: the line stayed asserted with nobody claiming it
};
Counters counters(u8 line);

void dispatch(u8 line); // for trap_dispatch() only

} // namespace irq
