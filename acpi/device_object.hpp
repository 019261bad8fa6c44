// SPDX-License-Identifier: MIT
// A device of the namespace, and what the objects directly below it come to. Spec: ACPI 6.5 6 (device configuration).
#pragma once

#include "acpi/aml/evaluator.hpp"

namespace acpi {

class DeviceObject {
public:
    // Bits of _STA, ACPI 6.5 6.3.7.
    enum Status : u64 { is_present = 1u << 0, is_enabled = 1u << 1, is_functioning = 1u << 3 };

    // Borrows the evaluator.
    DeviceObject(aml::Evaluator& evaluator, aml::NodeId id) : evaluator_(&evaluator), id_(id) {}

    aml::NodeId id() const { return id_; }
    aml::Evaluator& evaluator() const { return *evaluator_; }
    bool has(aml::NameSeg name) const;
    // Nothing when there is no object `name`.
    Result<std::optional<aml::Object>> evaluate(aml::NameSeg name, std::span<aml::Object const> arguments = {}) const;
    Result<u64> integer(aml::NameSeg name, u64 otherwise) const;
    // _STA; everything is set where there is none.
    Result<u64> status() const
    {
        return integer(aml::NameSeg{"_STA"}, is_present | is_enabled | 1u << 2 | is_functioning);
    }

private:
    aml::Evaluator* evaluator_;
    aml::NodeId id_;
};

} // namespace acpi
