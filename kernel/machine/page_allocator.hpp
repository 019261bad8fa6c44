// SPDX-License-Identifier: MIT
// The RAM behind Pages: runs of free pages from 1 MiB to 4 GiB, and single pages below 1 MiB.
#pragma once

#include "kernel/machine/boot_info.hpp"
#include "kernel/pages.hpp"

namespace page_allocator {

// A page that OVMF writes to on its way back from S3 though its memory map calls it usable (docs/known-faults.md):
// under UEFI it is never handed out.
inline constexpr Phys ovmf_scratch{0x80'8000};

// Takes over the usable RAM of the boot loader's map, less the kernel image. Once.
void init(BootInfo const& boot);

u64 free_bytes();
// visit(context, pages) for each run of free pages, by rising address. It must not take or give back pages.
void for_each_free_run(void (*visit)(void* context, std::span<u8> pages), void* context);

// The highest usable page below 640 KiB, which real-mode code can run in; the same at every call.
Result<Phys> low_page();

} // namespace page_allocator
