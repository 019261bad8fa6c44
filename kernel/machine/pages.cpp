// SPDX-License-Identifier: MIT
#include "kernel/pages.hpp"

#include "kernel/machine/page_allocator.hpp"

#include <algorithm>
#include <array>
#include <cstring>

extern "C" u8 const image_end[];

namespace {
struct Run {
    u64 begin, end;
};
// Free runs by address, with no two touching.
constinit std::array<Run, 512> runs{};
constinit size_t run_count = 0;
constinit u64 low_page_address = 0;

constexpr u64 first_high = 1 * MiB, mapped_end = 4 * GiB, low_end = 640 * KiB;

void insert_at(size_t n, Run run)
{
    ASSERT(run_count < runs.size());
    std::copy_backward(runs.begin() + n, runs.begin() + run_count, runs.begin() + run_count + 1);
    runs[n] = run;
    ++run_count;
}

void erase_at(size_t n)
{
    std::copy(runs.begin() + n + 1, runs.begin() + run_count, runs.begin() + n);
    --run_count;
}

void give(Run run)
{
    size_t n = 0;
    while (n < run_count && runs[n].begin < run.begin)
        ++n;
    ASSERT((n == 0 || runs[n - 1].end <= run.begin) && (n == run_count || run.end <= runs[n].begin));
    bool touches_left = n > 0 && runs[n - 1].end == run.begin;
    bool touches_right = n < run_count && runs[n].begin == run.end;
    if (touches_left && touches_right) {
        runs[n - 1].end = runs[n].end;
        erase_at(n);
    } else if (touches_left) {
        runs[n - 1].end = run.end;
    } else if (touches_right) {
        runs[n].begin = run.begin;
    } else {
        insert_at(n, run);
    }
}
} // namespace

void page_allocator::init(BootInfo const& boot)
{
    u64 const kernel_end = align_up(reinterpret_cast<u64>(image_end), page_size);
    for (MemoryRegion const& region : boot.memory()) {
        if (region.type != MemoryRegion::usable)
            continue;
        u64 end = align_down(region.end(), page_size);
        u64 low = std::min(end, low_end);
        if (low >= 2 * page_size && low - page_size >= region.base)
            low_page_address = std::max(low_page_address, low - page_size);
        Run run{std::max(align_up(region.base, page_size), std::max(first_high, kernel_end)),
                std::min(end, mapped_end)};
        auto give_part = [](u64 begin, u64 part_end) {
            if (begin < part_end)
                give({begin, part_end});
        };
        u64 const scratch = raw(ovmf_scratch);
        if (boot.is_uefi() && run.begin <= scratch && scratch < run.end) {
            give_part(run.begin, scratch);
            give_part(scratch + page_size, run.end);
        } else {
            give_part(run.begin, run.end);
        }
    }
}

u64 page_allocator::free_bytes()
{
    u64 sum = 0;
    for (Run const& run : std::span(runs).first(run_count))
        sum += run.end - run.begin;
    return sum;
}

void page_allocator::for_each_free_run(void (*visit)(void* context, std::span<u8> pages), void* context)
{
    for (Run const& run : std::span(runs).first(run_count))
        visit(context, {reinterpret_cast<u8*>(run.begin), run.end - run.begin});
}

Result<Phys> page_allocator::low_page()
{
    if (low_page_address == 0)
        return Error{Side::firmware, "usable RAM below 640 KiB", "a page for the wake trampoline", "none",
                     "ACPI 6.5 15.4"};
    return Phys{low_page_address};
}

Result<Pages> Pages::allocate(u64 size_bytes)
{
    u64 size = align_up(std::max<u64>(size_bytes, 1), page_size);
    for (size_t n = 0; n < run_count; ++n) {
        Run& run = runs[n];
        if (run.end - run.begin < size)
            continue;
        std::span bytes(reinterpret_cast<u8*>(run.begin), size);
        run.begin += size;
        if (run.begin == run.end)
            erase_at(n);
        std::memset(bytes.data(), 0, size);
        return Pages{bytes};
    }
    return Error{Side::host, "a run of free RAM in bytes (more with --memory)", size, page_allocator::free_bytes()};
}

void Pages::release()
{
    if (bytes_.empty())
        return;
    u64 begin = reinterpret_cast<u64>(bytes_.data());
    give({begin, begin + bytes_.size()});
    bytes_ = {};
}
