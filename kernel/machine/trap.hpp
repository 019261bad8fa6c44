// SPDX-License-Identifier: MIT
// Exceptions and interrupts as boot/traps.S hands them over, and the CPU tables they need.
#pragma once

#include "kernel/types.hpp"

struct TrapFrame {
    u64 r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
    u64 vector, error_code;
    u64 rip, cs, rflags, rsp, ss; // pushed by the CPU
};
static_assert(sizeof(TrapFrame) == 22 * 8);

// Vectors 0 to 31 are the CPU's; the interrupt controller uses the 16 after them.
inline constexpr u8 first_irq_vector = 32;

// IDT, task state with stacks for double fault, NMI and machine check.
void init_cpu();
