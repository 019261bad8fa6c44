// SPDX-License-Identifier: MIT
#include "acpi/device_object.hpp"

namespace acpi {

bool DeviceObject::has(aml::NameSeg name) const
{
    auto const& names = evaluator_->names();
    auto const id = names.child(id_, name);
    return id && names.node(*id).type != aml::ObjectType::external;
}

Result<std::optional<aml::Object>> DeviceObject::evaluate(aml::NameSeg name,
                                                          std::span<aml::Object const> arguments) const
{
    if (!has(name))
        return std::optional<aml::Object>{};
    return std::optional{TRY(evaluator_->evaluate(*evaluator_->names().child(id_, name), arguments))};
}

Result<u64> DeviceObject::integer(aml::NameSeg name, u64 otherwise) const
{
    auto const object = TRY(evaluate(name));
    if (!object)
        return otherwise;
    return aml::Converter{evaluator_->objects(), evaluator_->names().integer_size()}.to_integer(*object);
}

} // namespace acpi
