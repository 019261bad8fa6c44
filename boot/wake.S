# SPDX-License-Identifier: MIT
# Sleep and wake-up: suspend_context() keeps the caller's registers and calls the function that sleeps; after wake-up the
# firmware jumps to the trampoline in real mode, and control comes back from suspend_context() as if the call had returned.
# Spec: ACPI 6.5, 5.2.10 (FACS, waking vector: real mode, CS = vector >> 4, IP = vector & 0xf) and 16.3.2.

#include "boot/segments.hpp"

.text
.code64
# int suspend_context(void (*sleep)(void*), void* argument): 1 after wake-up, 0 if `sleep` returned.
.globl suspend_context
suspend_context:
    pushq %rbp
    movq %rsp, %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    pushfq
    movq %rsp, saved_stack(%rip)
    movq %rdi, %rax
    movq %rsi, %rdi
    subq $8, %rsp                                  # 16-byte alignment at the call
    call *%rax
    addq $8, %rsp
    xorl %eax, %eax
1:  popfq
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret

# The end of the way up (start.S): interrupts are off, page tables and GDT are the kernel's, IDT and task register are not.
.globl wake64
wake64:
    movq saved_stack(%rip), %rsp
    call restore_cpu                               # IDT and task register: kernel/machine/cpu.cpp
    movl $1, %eax
    jmp 1b

.bss
.balign 8
saved_stack:
    .skip 8

# Copied to a page below 1 MiB that starts on a 16-byte boundary; addresses in it are relative to its start, in CS.
.section .rodata
.code16
.balign 16
.globl wake_trampoline, wake_trampoline_end
wake_trampoline:
    cli
    cld
    movw %cs, %ax
    movw %ax, %ds
    lgdtl wake_gdt_pointer - wake_trampoline
    movl %cr0, %eax
    orl $1, %eax
    movl %eax, %cr0
    ljmpl $CODE32, $wake_flat                      # wake_flat: linked above 1 MiB, no relocation needed
.balign 4
    .short 0
wake_gdt_pointer:
    .short 0x2f
    .long gdt
wake_trampoline_end:

.section .text.boot, "ax"
.code32
wake_flat:
    movl $KERNEL_DATA, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    jmp wake32
