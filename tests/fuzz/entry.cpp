// SPDX-License-Identifier: MIT
// What libFuzzer and the replay call. An input that takes long is a finding, as one that crashes.
#include "tests/fuzz/target.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

// CPU time, not the clock on the wall: other load on the machine is not counted. Under ASan the seeds take 1 to 5 ms on
// average and 164 ms at most, so a second is either something that grows faster than its input, or a loop that only a
// limit ended.
constexpr double most_seconds = 1.0;

double cpu_seconds()
{
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(u8 const* data, size_t size);
int LLVMFuzzerTestOneInput(u8 const* data, size_t size)
{
    double const start = cpu_seconds();
    acpi::fuzz::run({data, size});
    if (double const taken = cpu_seconds() - start; taken > most_seconds) {
        std::fprintf(stderr, "slow input: %zu bytes took %.2f s of CPU, more than %.2f s\n", size, taken, most_seconds);
        std::abort();
    }
    return 0;
}
