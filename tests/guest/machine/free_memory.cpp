// SPDX-License-Identifier: MIT
#include "tests/guest/machine/free_memory.hpp"

#include <algorithm>

FreeMemory::FreeMemory(qxl::Device& device, u32 cycle)
    : device_(device), pattern_(u64{0x5158'4c00'0000'0000} * (2 * u64{cycle} + 1))
{
    device_.for_each_free_range([&](unsigned, u64, std::span<u8> bytes) { total_ += bytes.size(); });
    length_ = total_;
    if (cycle > 1 && total_ > window) {
        u64 windows = (total_ + window - 1) / window;
        start_ = (cycle - 2) % windows * window;
        length_ = std::min(window, total_ - start_);
    }
    for_each_covered([&](unsigned, u64 offset, std::span<u8> bytes) { pattern_.fill(bytes, offset); });
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
    for_each_covered([&](unsigned, u64, std::span<u8> bytes) {
        if (!std::exchange(is_done, true))
            bytes[bytes.size() / 2] ^= 0x01;
    });
}
