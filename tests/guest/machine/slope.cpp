// SPDX-License-Identifier: MIT
#include "tests/guest/machine/slope.hpp"

#include "kernel/machine/page_allocator.hpp"

#include <algorithm>

namespace {
// Literals, since an Error borrows its texts. By BAR as in Device::bars.
struct BarTexts {
    char const *live_bytes, *live_blocks, *high_water;
};
constexpr BarTexts texts[] = {
    {"slope of BAR0: bytes live", "slope of BAR0: blocks live", "slope of BAR0: high water"},
    {"slope of BAR1: bytes live", "slope of BAR1: blocks live", "slope of BAR1: high water"},
    {"slope of BAR4: bytes live", "slope of BAR4: blocks live", "slope of BAR4: high water"},
};
constexpr char source[] = "the sleep contract: what a cycle takes, it gives back";
constexpr std::string_view point_names[] = {"after_step5", "after_step8"};

Status drift(Check& check, std::string_view point, u32 cycle, u32 cycles, char const* what, char const* unit,
             char const* unit_less, u64 first, u64 seen)
{
    bool const is_more = seen > first;
    u64 const difference = is_more ? seen - first : first - seen;
    check.detail("drift at=cycle{}.{} {}: first {}, now {}, {}{} in each of {} cycles", cycle, point, what, first, seen,
                 is_more ? "+" : "-", difference / cycles, cycles);
    return Error{Side::guest, what, Value::of(0, unit), Value::of(difference / cycles, is_more ? unit : unit_less),
                 source};
}
} // namespace

Slope::Sample Slope::take() const
{
    Sample sample{};
    for (size_t n = 0; n < sample.bars.size(); ++n) {
        qxl::Heap const& heap = device_.heap(qxl::Device::bars[n]);
        sample.bars[n] = {heap.counters().live_bytes(), heap.counters().live(), heap.high_water()};
    }
    sample.guest_free_bytes = page_allocator::free_bytes();
    return sample;
}

Status Slope::check(Check& check, Point point, u32 cycle)
{
    auto const p = static_cast<size_t>(point);
    Sample const seen = take();
    if (first_cycle_[p] == 0) {
        first_[p] = seen;
        first_cycle_[p] = cycle;
        most_bar0_bytes_ = device_.heap(0).counters().allocated_bytes;
    }
    last_[p] = seen;
    last_cycle_[p] = cycle;
    Sample const& first = first_[p];
    u32 const cycles = std::max(cycle - first_cycle_[p], u32{1});
    for (size_t n = 0; n < seen.bars.size(); ++n) {
        OfBar const &was = first.bars[n], &is = seen.bars[n];
        if (is.live_bytes != was.live_bytes)
            return drift(check, point_names[p], cycle, cycles, texts[n].live_bytes, "bytes a cycle",
                         "bytes less a cycle", was.live_bytes, is.live_bytes);
        if (is.live_blocks != was.live_blocks)
            return drift(check, point_names[p], cycle, cycles, texts[n].live_blocks, "blocks a cycle",
                         "blocks less a cycle", was.live_blocks, is.live_blocks);
        // How many commands are out at a time depends on how fast the device is, but never are there more than all of a
        // cycle's, and BAR0 is empty before each.
        qxl::Heap const& heap = device_.heap(qxl::Device::bars[n]);
        bool const is_command_memory = qxl::Device::bars[n] == 0;
        u64 const wanted = is_command_memory ? heap.offset() + most_bar0_bytes_ : was.high_water;
        if (is_command_memory ? is.high_water > wanted : is.high_water != wanted)
            return drift(check, point_names[p], cycle, cycles, texts[n].high_water, "bytes a cycle",
                         "bytes less a cycle", wanted, is.high_water);
    }
    if (seen.guest_free_bytes != first.guest_free_bytes)
        return drift(check, point_names[p], cycle, cycles, "slope of the guest's heap: free bytes", "bytes a cycle",
                     "bytes less a cycle", first.guest_free_bytes, seen.guest_free_bytes);
    return {};
}

void Slope::report(Check& check) const
{
    auto per_cycle = [](u64 first, u64 last, u32 cycles) {
        return (static_cast<i64>(last) - static_cast<i64>(first)) / static_cast<i64>(cycles);
    };
    for (size_t p = 0; p < first_.size(); ++p) {
        u32 const cycles = last_cycle_[p] - first_cycle_[p];
        if (cycles == 0)
            continue;
        for (size_t n = 0; n < first_[p].bars.size(); ++n) {
            unsigned const bar = qxl::Device::bars[n];
            if (device_.heap(bar).size() == 0)
                continue;
            OfBar const &first = first_[p].bars[n], &last = last_[p].bars[n];
            check.detail("soak slope device={} bar={} at={} live_blocks={} live_bytes={} bytes_per_cycle={} "
                         "high_water_grown_bytes={} cycles={}",
                         device_.index(), bar, point_names[p], last.live_blocks, last.live_bytes,
                         per_cycle(first.live_bytes, last.live_bytes, cycles), last.high_water - first.high_water,
                         cycles);
        }
        check.detail("soak slope guest_heap at={} free_bytes={} bytes_per_cycle={} cycles={}", point_names[p],
                     last_[p].guest_free_bytes,
                     per_cycle(first_[p].guest_free_bytes, last_[p].guest_free_bytes, cycles), cycles);
    }
}
