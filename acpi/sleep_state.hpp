// SPDX-License-Identifier: MIT
// The \_S0..\_S5 packages: what to write to SLP_TYP of the PM1 control registers.
// Spec: ACPI 6.5 7.4.2 (\_Sx), 4.8.3.2.1 (SLP_TYPx, three bits).
#pragma once

#include "acpi/aml/evaluator.hpp"

namespace acpi {

struct SleepType {
    u8 a = 0; // for PM1a_CNT
    u8 b = 0; // for PM1b_CNT
};

// The types of \_S<state>, `state` 0 to 5. Side::unsupported when the platform has no such state, Side::firmware when
// the object is not what the spec asks for.
// Without an evaluator: only packages of constants that the tables define outright.
Result<SleepType> sleep_type(aml::Namespace const& ns, unsigned state);
// Whatever the object is: a method, defined under If, stored to.
Result<SleepType> sleep_type(aml::Evaluator& evaluator, unsigned state);

} // namespace acpi
