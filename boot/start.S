# SPDX-License-Identifier: MIT
# From the boot loader's 32-bit protected mode to kernel_main() in 64-bit mode, and the same way for wake-up.
# Spec: Multiboot 0.6.96, 3.2 (machine state); Intel SDM vol. 3A, 10.8.5 (initialising IA-32e mode).

#include "boot/segments.hpp"

.set cr0_pe, 1 << 0
.set cr0_mp, 1 << 1
.set cr0_ne, 1 << 5
.set cr0_wp, 1 << 16
.set cr0_pg, 1 << 31
.set cr4_pae, 1 << 5
.set msr_efer, 0xc0000080
.set efer_lme, 1 << 8
.set efer_nxe, 1 << 11
.set cpuid_lm, 1 << 29                             # 80000001h EDX
.set cpuid_nx, 1 << 20
.set com1, 0x3f8

.section .text.boot, "ax"
.code32
.globl start32
start32:
    cli
    cld
    movl $stack_top, %esp
    movl %eax, %edi                                # loader magic and information: first two arguments of kernel_main
    movl %ebx, %esi

    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb no_long_mode
    movl $0x80000001, %eax
    cpuid
    testl $cpuid_lm, %edx
    jz no_long_mode
    movl %edx, cpu_features

    # Identity map of the first 4 GiB with 2 MiB pages; paging.cpp refines it.
    movl $boot_pdpt + 3, boot_pml4
    movl $boot_pd + 3, %eax
    movl $boot_pdpt, %ebx
    movl $4, %ecx
1:  movl %eax, (%ebx)
    addl $4096, %eax
    addl $8, %ebx
    loop 1b
    movl $0x83, %eax                               # present, writable, 2 MiB
    movl $boot_pd, %ebx
    movl $4 * 512, %ecx
1:  movl %eax, (%ebx)
    addl $0x200000, %eax
    addl $8, %ebx
    loop 1b

    movl $boot_pml4, %eax
    movl $main64, %ebx
    jmp enter_long_mode

no_long_mode:
    movl $no_long_mode_text, %ebx
1:  movb (%ebx), %al
    testb %al, %al
    jz 2f
    movw $com1, %dx
    outb %al, %dx
    incl %ebx
    jmp 1b
2:  hlt
    jmp 2b

# In: EAX = PML4, EBX = 64-bit address to go on at. Flat 32-bit segments, paging off. Keeps EDI, ESI, ESP.
enter_long_mode:
    movl %eax, %cr3
    movl $cr4_pae, %eax
    movl %eax, %cr4
    movl $efer_lme, %eax
    testl $cpuid_nx, cpu_features
    jz 1f
    orl $efer_nxe, %eax
1:  xorl %edx, %edx
    movl $msr_efer, %ecx
    wrmsr
    movl $(cr0_pg | cr0_wp | cr0_ne | cr0_mp | cr0_pe), %eax
    movl %eax, %cr0
    lgdt gdt_pointer
    ljmp $KERNEL_CODE, $1f
.code64
1:  movl $KERNEL_DATA, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    movl %ebx, %ebx
    jmp *%rbx

main64:
    movq $stack_top, %rsp
    xorl %ebp, %ebp                                # end of the frame-pointer chain
    movl %edi, %edi
    movl %esi, %esi
    call kernel_main
    ud2

# Continues a sleep in 32-bit mode: the wake trampoline jumps here with flat segments.
.code32
.globl wake32
wake32:
    movl $boot_pml4, %eax
    movl $wake64, %ebx
    jmp enter_long_mode

.section .rodata
no_long_mode_text:
    .asciz "\r\n# qxl-test-guest: this CPU has no 64-bit mode; use an x86-64 CPU model\r\n"

.data
.balign 16
.globl gdt, gdt_pointer
gdt:
    .quad 0
    .quad 0x00af9b000000ffff                       # KERNEL_CODE: 64-bit code, accessed
    .quad 0x00cf93000000ffff                       # KERNEL_DATA: flat data, accessed
    .quad 0x00cf9b000000ffff                       # CODE32: flat 32-bit code, for the way up
    .quad 0, 0                                     # TASK: filled in by gdt.cpp
gdt_end:
.balign 4
    .short 0
gdt_pointer:
    .short gdt_end - gdt - 1
    .quad gdt

.globl cpu_features
cpu_features:                                      # CPUID 80000001h EDX
    .long 0

.bss
.balign 4096
.globl boot_pml4, boot_pdpt, boot_pd
boot_pml4:
    .skip 4096
boot_pdpt:
    .skip 4096
boot_pd:
    .skip 4 * 4096
