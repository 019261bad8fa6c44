// SPDX-License-Identifier: MIT
// All BAR memory that nobody was given, under a pattern from start to end: the guards on both sides of each block, the
// rounding at a block's end, free runs, what the primary leaves of the surface 0 area, and what lies behind the RAM
// header. A write of the device outside of what it was given names its place, the neighbours and the stage.
// Not covered: the bytes between a line's pixels and its stride. They belong to the surface; the server zeroes them
// when it creates one (spice server/display-channel.cpp display_channel_create_surface).
#pragma once

#include "drivers/qxl/device.hpp"
#include "kernel/check.hpp"
#include "tests/guest/oracle/pattern.hpp"

#include <string_view>

// Open the device with heap_guard = Canary::guard and this object as observer, which must outlive it; then watch().
class Canary final : public qxl::HeapObserver {
public:
    static constexpr u64 guard = page_size;
    // near: the first and the last MiB of each run of free memory, which is all that is that close to a block.
    enum class Depth : u8 { near, complete };

    // Puts all free memory under the pattern, and keeps it there whatever is allocated and freed from now on.
    void watch(qxl::Device& device);
    // Fails `check` for each run that does not hold the pattern, and repairs it, so that the next stage starts clean.
    void check(Check& check, std::string_view stage, Depth depth);
    // A deliberate fault: changes one byte of the guard before the last block of the last BAR.
    void overwrite_guard();

    // A block is looked at when it is taken: what was written there while it was free must not be lost.
    void on_allocate(unsigned bar, qxl::Block const& block) override;
    void on_free(unsigned bar, qxl::Block const& block) override;

private:
    static constexpr u64 near_bytes = 1 * MiB;
    struct Neighbour {
        std::string_view what = "none";
        u32 tag = 0;
        u64 distance = 0; // bytes between it and the place; 0 is next to it
    };
    struct Found {
        oracle::Pattern::Mismatch mismatch;
        unsigned bar = 0;
        Neighbour behind, before; // the place lies behind the one and before the other
        bool at_allocation = false;
    };

    oracle::Pattern const& pattern(unsigned bar) const { return patterns_[bar == 0 ? 0 : bar == 1 ? 1 : 2]; }
    std::span<u8> bytes(unsigned bar, u64 offset, u64 size) const;
    // Every run that nobody was given, those inside of a block's rounding too: f(bar, offset, bytes).
    template <class F> void for_each_run(F&& f) const;
    void look(unsigned bar, u64 offset, std::span<u8> bytes, bool at_allocation);
    Found locate(unsigned bar, oracle::Pattern::Mismatch const& mismatch) const;

    qxl::Device* device_ = nullptr;
    oracle::Pattern patterns_[3] = {oracle::Pattern(0x6361'6e61'7279'0000), oracle::Pattern(0x6361'6e61'7279'1000),
                                    oracle::Pattern(0x6361'6e61'7279'4000)};
    static constexpr size_t most_found = 8;
    Found found_[most_found];
    size_t found_size_ = 0; // since the last check(); beyond most_found they are only counted
};
