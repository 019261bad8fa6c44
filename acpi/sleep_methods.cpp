// SPDX-License-Identifier: MIT
#include "acpi/sleep_methods.hpp"

namespace acpi {

Result<std::optional<aml::Object>> EvaluatedSleepMethods::evaluate(std::string_view path, u64 argument)
{
    auto const id = evaluator_.names().find(path);
    if (!id)
        return std::optional<aml::Object>{};
    aml::Object const arguments[] = {TRY(evaluator_.objects().integer(argument))};
    auto result = evaluator_.evaluate(*id, arguments);
    if (!result && !failure_)
        failure_ = evaluator_.failure();
    return std::optional{TRY(result)};
}

Result<bool> EvaluatedSleepMethods::call(std::string_view path, u64 argument)
{
    return TRY(evaluate(path, argument)).has_value();
}

Result<std::optional<SleepMethods::Wak>> EvaluatedSleepMethods::wak(u64 state)
{
    constexpr auto source = "ACPI 6.5 7.4.5";
    using aml::ObjectType;
    auto const returned = TRY(evaluate("\\_WAK", state));
    if (!returned)
        return std::optional<Wak>{};
    if (returned->is_nothing())
        return std::optional{Wak{}};
    if (returned->is(ObjectType::integer))
        return std::optional{Wak{returned->integer(), 0}};
    if (!returned->is(ObjectType::package) || returned->size() < 2)
        return Error{Side::firmware, "what \\_WAK returns", "a package of two integers",
                     name_of(returned->type()).data(), source};
    u64 values[2];
    for (u32 i = 0; i < 2; ++i) {
        auto const element = TRY(evaluator_.resolve(returned->element(i)));
        if (!element.is(ObjectType::integer))
            return Error{Side::firmware, "element of what \\_WAK returns", "an integer", name_of(element.type()).data(),
                         source};
        values[i] = element.integer();
    }
    return std::optional{Wak{values[0], values[1]}};
}

} // namespace acpi
