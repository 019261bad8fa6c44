// SPDX-License-Identifier: MIT
// One whole sleep of a device by the contract, for tests whose business is what was drawn before it.
#pragma once

#include "drivers/qxl/sleep.hpp"
#include "kernel/check.hpp"
#include "tests/guest/machine/sleeper.hpp"

class SleepThrough {
public:
    // Side::unsupported when the platform cannot sleep. Borrows `device`.
    static Result<SleepThrough> open(qxl::Device& device);
    // Steps 0 to 8: surfaces are back, with what was drawn, rendered.
    Status sleep(Report& report);

private:
    SleepThrough(qxl::Device& device, Sleeper&& sleeper) : device_(&device), sleeper_(std::move(sleeper)) {}
    qxl::Device* device_;
    Sleeper sleeper_;
    bool has_slept_ = false;
};
