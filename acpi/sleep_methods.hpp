// SPDX-License-Identifier: MIT
// The control methods of a sleep as the platform's AML has them. Spec: ACPI 6.5 7.4 (\_PTS, \_TTS, \_WAK), 9.2.1
// (_SST).
#pragma once

#include "acpi/aml/evaluator.hpp"
#include "acpi/sleep_sequence.hpp"

namespace acpi {

class EvaluatedSleepMethods final : public SleepMethods {
public:
    explicit EvaluatedSleepMethods(aml::Evaluator& evaluator) : evaluator_(evaluator) {}

    Result<bool> call(std::string_view path, u64 argument) override;
    // A platform of ACPI 1.0 may return an integer, the condition alone, or nothing.
    Result<std::optional<Wak>> wak(u64 state) override;

    // The first evaluation that failed since the last call, with the place in the tables.
    std::optional<aml::Failure> take_failure() { return std::exchange(failure_, std::nullopt); }

private:
    // The object that `path` comes to with one integer; nothing when there is no such method.
    Result<std::optional<aml::Object>> evaluate(std::string_view path, u64 argument);

    aml::Evaluator& evaluator_;
    std::optional<aml::Failure> failure_;
};

} // namespace acpi
