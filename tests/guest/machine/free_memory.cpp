// SPDX-License-Identifier: MIT
#include "tests/guest/machine/free_memory.hpp"

#include <algorithm>

namespace {
u64 divide_up(u64 a, u64 b) { return (a + b - 1) / b; }
} // namespace

FreeMemory::FreeMemory(qxl::Device& device, u32 cycle, Coverage coverage, u32 cycles)
    : device_(device), pattern_(u64{0x5158'4c00'0000'0000} * (2 * u64{cycle} + 1))
{
    for_each_part(
        [&](unsigned, u64, std::span<u8> bytes, bool was_used) { (was_used ? used_ : never_used_) += bytes.size(); });
    window_ = window_end_ = free_bytes();
    if (coverage == Coverage::rotating) {
        window_ = std::clamp(divide_up(free_bytes(), cycles), least_window, most_window);
        window_begin_ = (cycle - 1) % windows() * window_;
        window_end_ = std::min(window_begin_ + window_, free_bytes());
    }
    u64 covered = 0;
    for_each_covered([&](unsigned, u64 offset, std::span<u8> bytes) {
        pattern_.fill(bytes, offset);
        covered += bytes.size();
    });
    never_used_covered_ = covered - used_;
}

u64 FreeMemory::windows() const { return divide_up(free_bytes(), window_); }

void FreeMemory::report(Check& check, std::string_view name) const
{
    check.detail("{} free_bytes={} given_back_bytes={} never_used_bytes={} never_used_covered_bytes={}", name,
                 free_bytes(), used_, never_used_, never_used_covered_);
}

void FreeMemory::check(Check& check) const
{
    for_each_covered([&](unsigned bar, u64 offset, std::span<u8> bytes) {
        auto found = pattern_.check(bytes, offset);
        if (!found)
            return;
        auto text = Report::Reason::of(
            "free memory overwritten: device={} bar={} offset={} expected {}, seen {}; {} bytes differ",
            device_.index(), bar, hex(found->offset), hex(found->expected, 2), hex(found->seen, 2), found->bytes);
        check.detail("{}", text);
        check.fail(text.view());
    });
}

void FreeMemory::overwrite_one_byte()
{
    bool is_done = false;
    for_each_part([&](unsigned, u64, std::span<u8> bytes, bool was_used) {
        if (was_used && !std::exchange(is_done, true))
            bytes[bytes.size() / 2] ^= 0x01;
    });
}
