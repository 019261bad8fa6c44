// SPDX-License-Identifier: MIT
// PCI host bridges by their hardware ID. Spec: ACPI 6.5 6.1.5 (_HID), 6.1.2 (_CID), 5.6.7 (PNP0A03, PNP0A08).
#pragma once

#include "acpi/aml/object.hpp"

namespace acpi::aml {

// Where its ID is looked for, in this order.
inline constexpr NameSeg hardware_ids[] = {NameSeg{"_HID"}, NameSeg{"_CID"}};

// Whether the value of a _HID or _CID names a PCI or PCI Express host bridge: as a compressed EISA ID, as a string, or
// one of several in a package.
inline bool is_host_bridge_id(Object const& id)
{
    constexpr u64 pnp0a03 = 0x030a'd041, pnp0a08 = 0x080a'd041;
    auto is_one = [](Object const& one) {
        if (one.is(ObjectType::integer))
            return one.integer() == pnp0a03 || one.integer() == pnp0a08;
        if (!one.is(ObjectType::string))
            return false;
        std::string_view const text{reinterpret_cast<char const*>(one.bytes().data()), one.size()};
        return text == "PNP0A03" || text == "PNP0A08";
    };
    if (!id.is(ObjectType::package))
        return is_one(id);
    for (u32 i = 0; i < id.size(); ++i)
        if (is_one(id.element(i)))
            return true;
    return false;
}

} // namespace acpi::aml
