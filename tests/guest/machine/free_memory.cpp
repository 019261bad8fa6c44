// SPDX-License-Identifier: MIT
#include "tests/guest/machine/free_memory.hpp"

#include <algorithm>

FreeMemory::FreeMemory(qxl::Device& device, u32 cycle, Coverage coverage)
    : device_(device), pattern_(u64{0x5158'4c00'0000'0000} * (2 * u64{cycle} + 1))
{
    for_each_part(
        [&](unsigned, u64, std::span<u8> bytes, bool was_used) { (was_used ? used_ : never_used_) += bytes.size(); });
    window_end_ = never_used_;
    if (coverage == Coverage::rotating && never_used_ > window) {
        u64 const windows = (never_used_ + window - 1) / window;
        window_begin_ = (cycle - 1) % windows * window;
        window_end_ = std::min(window_begin_ + window, never_used_);
    }
    for_each_covered([&](unsigned, u64 offset, std::span<u8> bytes) { pattern_.fill(bytes, offset); });
}

void FreeMemory::report(Check& check, std::string_view name) const
{
    check.detail("{} free_bytes={} given_back_bytes={} never_used_bytes={} never_used_covered_bytes={}", name,
                 used_ + never_used_, used_, never_used_, window_end_ - window_begin_);
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
