# SPDX-License-Identifier: MIT
# Boot loader headers. Multiboot 1 carries the address fields (flag 16): QEMU's -kernel refuses a 64-bit ELF file without
# them, and an image that QEMU loads as plain ELF is written into RAM again by the reset at wake-up from S3.
# Spec: Multiboot Specification 0.6.96, 3.1; Multiboot2 Specification 2.0, 3.1.

.section .multiboot, "a"

.set mb1_magic, 0x1badb002
.set mb1_flags, (1 << 0) | (1 << 1) | (1 << 16)   # page-aligned modules, memory map, address fields

.balign 8
.globl multiboot1_header
multiboot1_header:
    .long mb1_magic
    .long mb1_flags
    .long -(mb1_magic + mb1_flags)
    .long multiboot1_header
    .long image_start
    .long image_data_end
    .long image_end
    .long start32

.set mb2_magic, 0xe85250d6

.balign 8
.globl multiboot2_header, multiboot2_header_end
multiboot2_header:
    .long mb2_magic
    .long 0                                        # architecture: i386, 32-bit protected mode
    .long multiboot2_header_end - multiboot2_header
    .long -(mb2_magic + 0 + (multiboot2_header_end - multiboot2_header))
.balign 8
    .short 1, 0                                    # information request
    .long 16
    .long 1, 6                                     # command line, memory map
.balign 8
    .short 0, 0                                    # end
    .long 8
multiboot2_header_end:
