// SPDX-License-Identifier: MIT
// Multiple APIC Description Table. Spec: ACPI 6.5 5.2.12.
#pragma once

#include "acpi/sdt.hpp"

#include <optional>

namespace acpi {

// ACPI 6.5 5.2.12.3.
struct IoApic {
    u8 id = 0;
    Phys address = Phys{0};
    u32 global_system_interrupt_base = 0;
};

// ACPI 6.5 5.2.12.5: ISA interrupt `source` arrives at another global system interrupt, or with other flags.
struct InterruptSourceOverride {
    enum class Polarity : u8 { conforms = 0, active_high = 1, reserved = 2, active_low = 3 };
    enum class Trigger : u8 { conforms = 0, edge = 1, reserved = 2, level = 3 };

    u8 bus = 0; // 0: ISA
    u8 source = 0;
    u32 global_system_interrupt = 0;
    Polarity polarity = Polarity::conforms;
    Trigger trigger = Trigger::conforms;
};

class Madt {
public:
    enum class Type : u8 {
        local_apic = 0,
        io_apic = 1,
        interrupt_source_override = 2,
        local_apic_address_override = 5,
        local_x2apic = 9,
    };
    // An interrupt controller structure, header included.
    struct Entry {
        Type type;
        u32 offset; // in the table
        std::span<u8 const> bytes;
    };
    // Walks the structures. Those whose length was wrong, and all after them, are left out: see status().
    class Entries {
    public:
        explicit Entries(std::span<u8 const> table, u32 offset) : table_(table), offset_(offset) {}
        std::optional<Entry> next();

    private:
        std::span<u8 const> table_;
        u32 offset_;
    };

    static Result<Madt> decode(Sdt const& table);

    // Of the local APIC, with a 64-bit override applied.
    Phys local_apic_address() const { return local_apic_address_; }
    // The machine also has two 8259 PICs.
    bool has_pcat_compat() const { return (flags_ & 1) != 0; }
    Entries entries() const { return Entries{walked_, first_entry}; }
    std::optional<IoApic> io_apic(unsigned instance) const;
    std::optional<InterruptSourceOverride> interrupt_source_override(u8 isa_interrupt) const;
    // Local APICs and x2APICs that are enabled.
    unsigned enabled_processors() const;
    // The first structure with a wrong length.
    Status const& status() const { return status_; }

private:
    static constexpr u32 first_entry = 44;

    std::span<u8 const> walked_; // the table up to the first bad structure
    Phys local_apic_address_ = Phys{0};
    u32 flags_ = 0;
    Status status_;
};

} // namespace acpi
