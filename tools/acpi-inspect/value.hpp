// SPDX-License-Identifier: MIT
// Objects of the evaluator as text and as JSON.
#pragma once

#include "acpi/aml/evaluator.hpp"
#include "tools/acpi-inspect/text.hpp"

namespace inspect {

// 0x12, "text", [01 02], {0x1, "a", \_SB_.LNKA}; "nothing" for no object.
std::string text_of(acpi::aml::Namespace const& ns, acpi::aml::Object const& object);
// {"type": "integer", "value": "0x12"}, ...: docs/acpi-inspect.md.
void put(Json& json, acpi::aml::Namespace const& ns, acpi::aml::Object const& object);
std::string path_of(acpi::aml::Namespace const& ns, acpi::aml::NodeId id);

} // namespace inspect
