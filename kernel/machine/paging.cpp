// SPDX-License-Identifier: MIT
#include "kernel/machine/paging.hpp"

#include "kernel/machine/x86.hpp"
#include "kernel/pages.hpp"

extern "C" {
extern u64 boot_pml4[512], boot_pd[4 * 512];
extern u32 cpu_features;
extern u8 const image_start[], image_text_end[], image_rodata_end[], stack_guard[];
}

namespace {
constexpr u64 present = 1, writable = 2, large = 1 << 7, no_execute = u64{1} << 63;
constexpr u64 address_mask = 0x000f'ffff'ffff'f000;
constexpr u32 cpuid_nx = 1 << 20;
constexpr u64 large_size = 2 * MiB;

// The first 4 MiB, with the image in them, in 4 KiB pages (boot/kernel.ld asserts that it ends there).
alignas(page_size) constinit u64 fine_tables[2][512]{};
// Where physical page 0 can be read: its own page of address space, taken from the image.
alignas(page_size) constinit u8 page_zero_window[page_size]{};

u64 nx() { return cpu_features & cpuid_nx ? no_execute : 0; }

u64 fine_entry(u64 address)
{
    auto const is_in = [&](u8 const* from, u8 const* to) {
        return address >= reinterpret_cast<u64>(from) && address < reinterpret_cast<u64>(to);
    };
    if (address == 0 || address == reinterpret_cast<u64>(stack_guard))
        return 0;
    if (address == reinterpret_cast<u64>(page_zero_window))
        return 0 | present | writable | nx();
    if (is_in(image_start, image_text_end))
        return address | present;
    if (is_in(image_text_end, image_rodata_end))
        return address | present | nx();
    return address | present | writable | nx();
}

// The table that `entry` points to, made if there is none.
Result<u64*> table_below(u64& entry)
{
    if (!(entry & present)) {
        Pages page = TRY(Pages::allocate(page_size));
        entry = reinterpret_cast<u64>(page.bytes().data()) | present | writable;
        page.leak();
    }
    return reinterpret_cast<u64*>(entry & address_mask);
}

Status map_large(u64 address)
{
    u64* pdpt = TRY(table_below(boot_pml4[address >> 39 & 511]));
    u64* pd = TRY(table_below(pdpt[address >> 30 & 511]));
    u64& entry = pd[address >> 21 & 511];
    if (!(entry & present))
        entry = address | present | writable | large | nx();
    return {};
}
} // namespace

void paging::init()
{
    for (u64 page = 0; page < 1024; ++page)
        fine_tables[page / 512][page % 512] = fine_entry(page * page_size);
    for (u64 n = 0; n < 4 * 512; ++n)
        boot_pd[n] = n * large_size | present | writable | large | nx();
    for (u64 n = 0; n < 2; ++n)
        boot_pd[n] = reinterpret_cast<u64>(fine_tables[n]) | present | writable;
    x86::set_cr3(x86::cr3());
}

Result<std::span<u8>> paging::map(Phys address, u64 size)
{
    u64 start = raw(address);
    if (!contains(u64{1} << 47, start, size))
        return Error{Side::firmware, "physical address", "below 2^47", start + size, "Intel SDM 3A 4.5"};
    if (start < page_size) {
        if (size > page_size - start)
            return Error{Side::guest, "range in physical page 0", page_size, start + size};
        return std::span(page_zero_window).subspan(start, size);
    }
    for (u64 at = align_down(start, large_size); at < start + size; at += large_size)
        if (at >= 4 * GiB)
            TRY(map_large(at));
    return std::span(reinterpret_cast<u8*>(start), size);
}
