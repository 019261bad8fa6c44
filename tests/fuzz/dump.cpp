// SPDX-License-Identifier: MIT
// Fuzz target: the text that acpidump writes. Input: such a text.
#include "acpi/acpidump.hpp"
#include "kernel/format.hpp"
#include "tests/fuzz/target.hpp"

namespace acpi::fuzz {

void run(std::span<u8 const> input)
{
    // Blocks of their own, so that AddressSanitizer sees each byte beyond.
    std::vector<char> const copy(input.begin(), input.end());
    std::string_view const text{copy.data(), copy.size()};
    Bytes room(AcpidumpReader::room(text.size()));
    bool const is_dump = AcpidumpReader::is_dump(text);
    AcpidumpReader reader{text};
    size_t all = 0, found = 0, last = 0;
    // No more tables, or complaints, than bytes: each costs the line that names it.
    for (size_t n = 0; n <= text.size(); ++n) {
        auto const table = reader.next(room);
        if (!table) {
            ASSERT(table.error().offset <= text.size());
            ASSERT(AcpidumpReader::line_number(text, table.error().offset) >= 1);
            (void)FixedText<256>::of("{}", table.error());
            ++found;
            continue;
        }
        if (!*table) {
            ASSERT(is_dump == (found > 0));
            return;
        }
        ++found;
        DumpedTable const& t = **table;
        ASSERT(t.at <= text.size() && t.at >= last);
        last = t.at;
        ASSERT(t.bytes.empty() || t.bytes.data() == room.data());
        all += t.bytes.size();
        ASSERT(all < room.size());
        ASSERT(t.name.data() >= text.data() && t.name.data() + t.name.size() <= text.data() + text.size());
    }
    ASSERT(false);
}

} // namespace acpi::fuzz
