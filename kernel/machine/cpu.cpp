// SPDX-License-Identifier: MIT
// IDT and task state segment. Spec: Intel SDM vol. 3A, 6.14.1 (gates), 7.7 (64-bit TSS).
#include "boot/segments.hpp"
#include "kernel/machine/io_apic_line.hpp"
#include "kernel/machine/irq.hpp"
#include "kernel/machine/panic.hpp"
#include "kernel/machine/trap.hpp"
#include "kernel/machine/x86.hpp"

#include <array>

extern "C" {
extern u8 const trap_entries[];
extern u64 gdt[];
void trap_dispatch(TrapFrame* frame);
void restore_cpu();
}

namespace {
struct Gate {
    u16 offset_low, selector;
    u8 ist, type;
    u16 offset_middle;
    u32 offset_high, reserved;
};
static_assert(sizeof(Gate) == 16);
constexpr u8 present_interrupt_gate = 0x8e;
constexpr size_t trap_entry_size = 16; // boot/traps.S aligns each entry to it

struct [[gnu::packed]] TaskState {
    u32 reserved0;
    u64 rsp[3];
    u64 reserved1;
    u64 ist[7];
    u64 reserved2;
    u16 reserved3, io_map_base;
};
static_assert(sizeof(TaskState) == 104);
constexpr u64 tss_available = u64{0x89} << 40, tss_type_mask = u64{0xff} << 40;

constexpr u8 vector_nmi = 2, vector_double_fault = 8, vector_machine_check = 18;

constinit std::array<Gate, 256> idt{};
constinit TaskState task{};
// Exceptions that may come on a broken stack get one of their own.
alignas(16) constinit u8 emergency_stacks[3][8192]{};

Gate gate_to(u8 vector)
{
    u64 entry = reinterpret_cast<u64>(trap_entries) + vector * trap_entry_size;
    u8 ist = vector == vector_double_fault ? 1 : vector == vector_nmi ? 2 : vector == vector_machine_check ? 3 : 0;
    return {static_cast<u16>(entry),
            KERNEL_CODE,
            ist,
            present_interrupt_gate,
            static_cast<u16>(entry >> 16),
            static_cast<u32>(entry >> 32),
            0};
}
} // namespace

void init_cpu()
{
    for (unsigned vector = 0; vector < idt.size(); ++vector)
        idt[vector] = gate_to(static_cast<u8>(vector));
    for (unsigned n = 0; n < 3; ++n)
        task.ist[n] = reinterpret_cast<u64>(emergency_stacks[n]) + sizeof emergency_stacks[n];
    task.io_map_base = sizeof task;
    restore_cpu();
}

// Also called on the way up from sleep, where the CPU has forgotten both.
void restore_cpu()
{
    u64 base = reinterpret_cast<u64>(&task);
    u64* descriptor = gdt + TASK / 8;
    descriptor[0] = (sizeof task - 1) | (base & 0xffffff) << 16 | tss_available | (base >> 24 & 0xff) << 56;
    descriptor[1] = base >> 32;
    x86::lidt({sizeof idt - 1, reinterpret_cast<u64>(idt.data())});
    x86::ltr(TASK);
}

void trap_dispatch(TrapFrame* frame)
{
    if (frame->vector >= first_irq_vector && frame->vector < first_irq_vector + irq::lines)
        irq::dispatch(static_cast<u8>(frame->vector - first_irq_vector));
    else if (frame->vector == io_apic_vector || frame->vector == spurious_vector)
        IoApicLine::dispatch(static_cast<u8>(frame->vector));
    else
        panic_exception(*frame);
}
