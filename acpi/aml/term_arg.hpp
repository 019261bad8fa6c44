// SPDX-License-Identifier: MIT
// Finds the end of expressions and statements without evaluating them. Spec: ACPI 6.5 20.2.5, 20.2.5.3, 20.2.5.4.
#pragma once

#include "acpi/aml/node.hpp"
#include "acpi/aml/reader.hpp"

namespace acpi::aml {

class Namespace;

// Moves `reader` behind the operands that `list` (of Operand) names, however deep they nest, without recursion.
// A name that is not in the namespace is taken for one without arguments; `unknown_name` is then its offset.
// Fails at an opcode that no expression can have, at the end of the package, and beyond 128 operands under way.
Status skip_operands(Reader& reader, std::string_view list, Namespace const& ns, NodeId scope, u64& unknown_name);

} // namespace acpi::aml
