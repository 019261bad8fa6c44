// SPDX-License-Identifier: MIT
#include "tools/acpi-inspect/details.hpp"

#include "tools/acpi-inspect/value.hpp"

namespace inspect {
namespace {

using acpi::aml::FieldUnit;
using acpi::aml::Node;
using acpi::aml::NodeId;
using acpi::aml::ObjectType;

std::string arguments_text(Node const& node)
{
    unsigned const n = node.argument_count();
    std::string text = formatted("{} argument{}", n, n == 1 ? "" : "s");
    if ((node.detail & 8) != 0)
        text += formatted(", serialized at level {}", unsigned{node.detail} >> 4);
    return text;
}

} // namespace

std::string details(acpi::aml::Evaluator& evaluator, NodeId id)
{
    auto const& ns = evaluator.names();
    Node const& node = ns.node(id);
    auto target_of = [&]() -> std::string {
        auto const target = ns.resolve_alias(id);
        return target ? path_of(ns, *target) : text_of(target.error());
    };
    switch (node.type) {
    case ObjectType::integer:
    case ObjectType::string:
    case ObjectType::buffer:
    case ObjectType::package:
    case ObjectType::reference: {
        auto const value = evaluator.evaluate(id);
        return value ? text_of(ns, *value) : text_of(evaluator.failure());
    }
    case ObjectType::method:
        return arguments_text(node);
    case ObjectType::alias:
        return "of " + target_of();
    case ObjectType::operation_region: {
        auto const record = evaluator.record(id);
        if (!record)
            return text_of(record.error());
        auto const& region = record->record<acpi::aml::Region>();
        return formatted("{} {} + {}", acpi::aml::name_of_space(region.space), hex(region.offset), hex(region.length));
    }
    case ObjectType::field_unit:
    case ObjectType::buffer_field: {
        auto const record = evaluator.record(id);
        if (!record)
            return text_of(record.error());
        auto const& field = record->record<FieldUnit>();
        auto const in = field.kind == FieldUnit::Kind::buffer  ? std::string{"a buffer"}
                        : field.kind == FieldUnit::Kind::index ? path_of(ns, field.data)
                                                               : path_of(ns, field.region);
        auto text = formatted("{} bits at bit {} of {}", field.bits, field.first_bit, in);
        if (field.kind == FieldUnit::Kind::bank)
            text += formatted(", bank {} of {}", hex(field.bank), path_of(ns, field.selector));
        if (field.kind == FieldUnit::Kind::index)
            text += formatted(" behind {}", path_of(ns, field.selector));
        return text;
    }
    default:
        return {};
    }
}

} // namespace inspect
