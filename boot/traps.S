# SPDX-License-Identifier: MIT
# 256 interrupt entries. Each pushes an error code if the CPU did not, its vector, and the general registers (TrapFrame in
# kernel/machine/trap.hpp), then calls trap_dispatch(TrapFrame*). Spec: Intel SDM vol. 3A, 6.14.

.text
.code64
.altmacro
.macro trap_entry vector
    .balign 16
    # Vectors with an error code: 8, 10-14, 17, 21, 29, 30 (SDM table 6-1; 29 and 30 are AMD's).
    .if (\vector == 8) || ((\vector >= 10) && (\vector <= 14)) || (\vector == 17) || (\vector == 21) || (\vector == 29) || (\vector == 30)
    .else
    pushq $0
    .endif
    pushq $\vector
    jmp trap_common
.endm

.balign 16
.globl trap_entries
trap_entries:
.set vector, 0
.rept 256
    trap_entry %vector
    .set vector, vector + 1
.endr

trap_common:
    pushq %rax
    pushq %rcx
    pushq %rdx
    pushq %rbx
    pushq %rbp
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    cld
    movq %rsp, %rdi
    # The CPU aligned the stack to 16 bytes and pushed 5 words; with error code, vector and 15 registers that makes 22.
    call trap_dispatch
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rbp
    popq %rbx
    popq %rdx
    popq %rcx
    popq %rax
    addq $16, %rsp
    iretq
