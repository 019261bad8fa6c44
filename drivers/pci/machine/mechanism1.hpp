// SPDX-License-Identifier: MIT
// Configuration mechanism 1: CONFIG_ADDRESS and CONFIG_DATA. Spec: PCI 3.0, 3.2.2.3.2.
#pragma once

#include "drivers/pci/config.hpp"

namespace pci {

class Mechanism1 final : public ConfigSpace {
public:
    u32 read(Address address, u16 offset) override;
    void write(Address address, u16 offset, u32 value) override;
    void write_part(Address address, u16 offset, u32 value, unsigned bytes) override;
};

} // namespace pci
