// SPDX-License-Identifier: MIT
// Definition blocks that iasl would not make.
#pragma once

#include "tests/host/acpi/image.hpp"

namespace acpi::fuzz {

// By name; one table each, or several.
std::map<std::string, test::Bytes> assembled_blocks();

} // namespace acpi::fuzz
