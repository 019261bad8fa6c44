// SPDX-License-Identifier: MIT
#include "tests/guest/machine/unused_ram.hpp"

#include "kernel/machine/machine.hpp"
#include "kernel/machine/page_allocator.hpp"

#include <algorithm>

void UnusedRam::for_each_range(void (*visit)(void* context, std::span<u8> range), void* context)
{
    auto visit_part = [&](u64 begin, u64 end) {
        if (begin < end)
            visit(context, {reinterpret_cast<u8*>(begin), end - begin});
    };
    // Where the wake trampoline lies.
    auto const low_page = page_allocator::low_page();
    u64 const hole = low_page ? raw(*low_page) : low_end;
    for (MemoryRegion const& region : machine().boot.memory()) {
        if (region.type != MemoryRegion::usable)
            continue;
        u64 const begin = align_up(std::max(region.base, firmware_end), page_size);
        u64 const end = align_down(std::min(region.end(), low_end), page_size);
        visit_part(begin, std::min(end, hole));
        visit_part(std::max(begin, hole + page_size), end);
        u64 const scratch = raw(page_allocator::ovmf_scratch);
        if (machine().boot.is_uefi() && contains(region.end() - region.base, scratch - region.base, page_size))
            visit_part(scratch, scratch + page_size);
    }
    page_allocator::for_each_free_run(visit, context);
}

UnusedRam UnusedRam::fill()
{
    UnusedRam ram;
    ram.free_at_fill_ = page_allocator::free_bytes();
    for_each_range([&](std::span<u8> range) {
        ram.pattern_.fill(range, reinterpret_cast<u64>(range.data()));
        ram.bytes_ += range.size();
    });
    return ram;
}

std::optional<UnusedRam::Change> UnusedRam::check() const
{
    std::optional<Change> found;
    for_each_range([&](std::span<u8> range) {
        if (!pattern_.check(range, reinterpret_cast<u64>(range.data())))
            return;
        for (u64 at = 0; at < range.size(); at += page_size) {
            u64 const page = reinterpret_cast<u64>(range.data()) + at;
            auto const here = pattern_.check(range.subspan(at, page_size), page);
            if (!here)
                continue;
            if (!found)
                found = Change{page, page, 0, here->offset, here->expected, here->seen};
            found->first = std::min(found->first, page);
            found->last = std::max(found->last, page);
            found->bytes += here->bytes;
        }
    });
    return found;
}

bool UnusedRam::is_still_unused() const { return page_allocator::free_bytes() == free_at_fill_; }
