// SPDX-License-Identifier: MIT
// Definition blocks that the build compiled.
#pragma once

#include "tests/host/acpi/image.hpp"

#include <fstream>
#include <iterator>

namespace acpi::test {

// What iasl made of tests/host/acpi/<name>.asl.
inline Bytes read_aml(std::string const& name)
{
    std::ifstream file(ACPI_AML_DIR "/" + name + ".aml", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace acpi::test
