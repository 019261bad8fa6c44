// SPDX-License-Identifier: MIT
// The header of a table as it is printed.
#pragma once

#include "tools/acpi-inspect/input.hpp"

#include <optional>

namespace inspect {

struct Header {
    unsigned revision = 0;
    std::string oem_id, oem_table_id, creator_id;
    u64 oem_revision = 0, creator_revision = 0;
    u8 sum = 0; // of all bytes: zero when the checksum is good
};

// Nothing for RSDP and FACS, which have none, and for what is shorter.
std::optional<Header> header_of(Table const& table);
// Four characters; the RSDP's signature has eight.
std::string name_of_table(Table const& table);

} // namespace inspect
