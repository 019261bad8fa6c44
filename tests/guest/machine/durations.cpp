// SPDX-License-Identifier: MIT
#include "tests/guest/machine/durations.hpp"

#include <algorithm>

namespace {
u32 median(std::span<u32> values)
{
    auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}
} // namespace

Result<Durations> Durations::open(std::span<std::string_view const> names, u32 cycles)
{
    Pages pages = TRY(Pages::allocate(names.size() * cycles * sizeof(u32)));
    Pages scratch = TRY(Pages::allocate(cycles * sizeof(u32)));
    return Durations(names, cycles, std::move(pages), std::move(scratch));
}

void Durations::note(u32 part, u32 cycle, Duration duration)
{
    row(part)[cycle - 1] = static_cast<u32>(std::min<u64>(duration.us(), ~u32{0}));
}

void Durations::report(Check& check, u32 first, u32 last)
{
    for (u32 part = 0; part < names_.size(); ++part) {
        std::span<u32> const values = row(part).subspan(first - 1, last - first + 1);
        auto const [least, most] = std::minmax_element(values.begin(), values.end());
        u32 const smallest = *least, largest = *most;
        check.detail("soak {} min_us={} median_us={} max_us={}", names_[part], smallest, median(values), largest);
    }
}

Durations::Quarters Durations::quarters(u32 part, u32 first, u32 last) const
{
    u32 const quarter = (last - first + 1) / 4;
    if (quarter == 0)
        return {};
    std::span<u32> const scratch = scratch_.as<u32>().first(quarter);
    auto quarter_from = [&](u32 cycle) -> Quarter {
        std::span<u32> const values = row(part).subspan(cycle - 1, quarter);
        std::copy(values.begin(), values.end(), scratch.begin());
        return {*std::min_element(values.begin(), values.end()), median(scratch)};
    };
    return {quarter_from(first), quarter_from(last - quarter + 1), false};
}
