// SPDX-License-Identifier: MIT
// Input of the target `tables`: physical memory in parts, each a 16-bit length and that many bytes. The first part is
// the EBDA (empty: there is none), the second what lies at 0xe0000, each other one has a page of its own from 0x10000
// on and is what is mapped there; a longer one goes on into the next page. The same memory is there again at 4 GiB.
#pragma once

#include "tests/fuzz/target.hpp"

namespace acpi::fuzz {

enum ImagePart : size_t { ebda_part, bios_part, first_table_part };
inline constexpr u64 ebda_address = 0x9fc00, bios_address = 0xe0000, first_table_address = 0x10000,
                     table_address_step = 0x1000;

// The last part may be shorter than its length says; what is behind `most` parts is dropped.
inline std::vector<Bytes> split_image(std::span<u8 const> input)
{
    constexpr size_t most = 32;
    std::vector<Bytes> parts;
    while (input.size() >= 2 && parts.size() < most) {
        size_t const length = input[0] | size_t{input[1]} << 8;
        input = input.subspan(2);
        auto const part = input.first(length < input.size() ? length : input.size());
        parts.emplace_back(part.begin(), part.end());
        input = input.subspan(part.size());
    }
    return parts;
}

inline Bytes join_image(std::vector<Bytes> const& parts)
{
    Bytes image;
    for (Bytes const& part : parts) {
        image.push_back(static_cast<u8>(part.size()));
        image.push_back(static_cast<u8>(part.size() >> 8));
        image.insert(image.end(), part.begin(), part.end());
    }
    return image;
}

} // namespace acpi::fuzz
