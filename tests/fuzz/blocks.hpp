// SPDX-License-Identifier: MIT
// Inputs of the AML and sleep targets: tables one behind the other, as `cat dsdt.aml ssdt.aml` makes them, so that a
// finding is a file that iasl and acpiexec can read too.
#pragma once

#include "acpi/sdt.hpp"
#include "tests/fuzz/target.hpp"

namespace acpi::fuzz {

// Each table is as long as its Length field says; with a length that is less than a header or more than what is left it
// is the last one. At the end too few bytes for a header are dropped. Every table is a heap block of its own, so that
// AddressSanitizer sees each byte beyond.
std::vector<Bytes> split_tables(std::span<u8 const> input);

// Makes Length and checksum right: what parsers of definition blocks are given has been checked by Sdt::open().
Sdt whole_table(Bytes& table);

} // namespace acpi::fuzz
