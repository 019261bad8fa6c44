// SPDX-License-Identifier: MIT
#include "acpi/checks/context.hpp"

#include <algorithm>

namespace acpi::checks {

std::string_view to_text(Severity severity)
{
    switch (severity) {
    case Severity::info:
        return "info";
    case Severity::low:
        return "low";
    case Severity::medium:
        return "medium";
    case Severity::high:
        return "high";
    case Severity::critical:
        return "critical";
    }
    return "?";
}

void put(Sink sink, Finding const& f) { format(sink, "{} {} {}: {}", f.label, to_text(f.severity), f.table, f.error); }

bool is_zero(std::span<u8 const> bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](u8 byte) { return byte == 0; });
}

bool is_text(std::span<u8 const> bytes)
{
    auto end = std::find(bytes.begin(), bytes.end(), u8{0});
    return std::all_of(bytes.begin(), end, [](u8 byte) { return byte >= 0x20 && byte < 0x7f; }) &&
           is_zero({end, bytes.end()});
}

} // namespace acpi::checks
