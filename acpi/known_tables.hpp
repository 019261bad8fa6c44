// SPDX-License-Identifier: MIT
// The tables that have a name: of ACPI 6.5 5.2.6 (tables 5.5 and 5.6) and of the specifications that it refers to.
#pragma once

#include "acpi/sdt.hpp"

namespace acpi {

struct KnownTable {
    Signature signature;
    char const* description;
    u32 least_length; // header included; of the oldest revision
};

// Null for a signature that has no name here.
KnownTable const* known_table(Signature signature);
std::span<KnownTable const> known_tables();

} // namespace acpi
