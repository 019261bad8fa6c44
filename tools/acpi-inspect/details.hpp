// SPDX-License-Identifier: MIT
// What a list of names says of one beside its type.
#pragma once

#include "acpi/aml/evaluator.hpp"

#include <string>

namespace inspect {

// "0x12", "2 arguments", "SystemIO 0x600 + 0x40"; why not, where it cannot be worked out. Empty for devices and the
// like.
std::string details(acpi::aml::Evaluator& evaluator, acpi::aml::NodeId id);

} // namespace inspect
