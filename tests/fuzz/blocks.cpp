// SPDX-License-Identifier: MIT
#include "tests/fuzz/blocks.hpp"

#include "tests/host/acpi/image.hpp"

namespace acpi::fuzz {

std::vector<Bytes> split_tables(std::span<u8 const> input)
{
    std::vector<Bytes> tables;
    while (input.size() >= Sdt::header_size) {
        size_t length = load<u32>(input, 4);
        if (length < Sdt::header_size || length > input.size())
            length = input.size();
        auto const table = input.first(length);
        tables.emplace_back(table.begin(), table.end());
        input = input.subspan(length);
    }
    return tables;
}

Sdt whole_table(Bytes& table)
{
    test::fix_table(table);
    return Sdt::open(table).release_value();
}

} // namespace acpi::fuzz
