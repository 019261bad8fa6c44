// SPDX-License-Identifier: MIT
// What must be the same in each cycle at the same point: the ledger of every BAR and the guest's free pages. The first
// difference from the first cycle is a drift, with its size per cycle.
#pragma once

#include "drivers/qxl/device.hpp"
#include "kernel/check.hpp"

#include <array>

class Slope {
public:
    enum class Point : u8 { after_step5, after_step8 };

    explicit Slope(qxl::Device& device) : device_(device) {}

    // The first call for a point is what later ones are held to. Prints a drift as detail, by name, and returns it as
    // an Error: memory that is in no hands but ours is our leak.
    Status check(Check& check, Point point, u32 cycle);
    // "soak slope ...", for the end: of each BAR, and of the guest's pages, over the cycles looked at.
    void report(Check& check) const;

private:
    struct OfBar {
        u64 live_bytes, live_blocks, high_water;
    };
    struct Sample {
        std::array<OfBar, std::size(qxl::Device::bars)> bars;
        u64 guest_free_bytes;
    };
    Sample take() const;

    qxl::Device& device_;
    std::array<Sample, 2> first_{}, last_{};
    u64 most_bar0_bytes_ = 0; // what the first cycle took of BAR0 in all: no later one takes more
    std::array<u32, 2> first_cycle_{}, last_cycle_{};
};
