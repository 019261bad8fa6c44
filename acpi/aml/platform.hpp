// SPDX-License-Identifier: MIT
// What AML reaches outside of itself. The kernel's touches the machine; this one, the null platform, is made for tools
// and tests: every register reads as zero, writes go nowhere, time stands still.
#pragma once

#include "acpi/aml/object.hpp"
#include "acpi/sdt.hpp"

#include <optional>

namespace acpi::aml {

// ACPI 6.5 19.6.99, RegionSpace.
enum class RegionSpace : u8 { system_memory = 0, system_io = 1, pci_config = 2 };
// Of any region's space, by the names of ACPI 6.5 5.5.2.4, Operation Region Address Space Identifiers.
char const* name_of_space(u8 space);

// One access: `width_bytes` is 1, 2, 4 or 8, and `address` need not be aligned to it.
struct RegionAccess {
    RegionSpace space = RegionSpace::system_memory;
    u64 address = 0; // in the space; pci_config: the register
    unsigned width_bytes = 1;
    u16 pci_segment = 0;
    u8 pci_bus = 0, pci_device = 0, pci_function = 0;
};

class Platform {
public:
    virtual Result<u64> read(RegionAccess const&) { return u64{0}; }
    virtual Status write(RegionAccess const&, u64) { return {}; }
    // A table with these, for LoadTable() and DataTableRegion(). Empty OEM fields match all.
    virtual std::optional<Sdt> find_table(Signature, std::string_view /*oem_id*/, std::string_view /*oem_table_id*/)
    {
        return {};
    }
    // The global lock, for \_GL and fields with Lock, which may be inside each other: a count, for one owner. False:
    // somebody else holds it.
    virtual bool acquire_global_lock() { return true; }
    virtual void release_global_lock() {}
    virtual void notify(NodeId, u64 /*value*/) {}
    virtual void fatal(u8 /*type*/, u32 /*code*/, u64 /*argument*/) {}
    // Store(..., Debug).
    virtual void debug(Object const&) {}
    // Sleep() and Stall().
    virtual void wait_us(u64) {}
    // In units of 100 ns, never backwards.
    virtual u64 timer() { return 0; }

protected:
    ~Platform() = default;
};

class NullPlatform final : public Platform {};

} // namespace acpi::aml
