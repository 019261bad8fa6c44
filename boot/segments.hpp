// SPDX-License-Identifier: MIT
// Segment selectors of the GDT in boot/start.S, shared by assembly and C++ (hence macros).
#pragma once

#define KERNEL_CODE 0x08
#define KERNEL_DATA 0x10
#define CODE32 0x18
#define TASK 0x20
