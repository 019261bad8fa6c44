// SPDX-License-Identifier: MIT
// All ACPI tables of a machine: found from the RSDP, each one checked once. Spec: ACPI 6.5 5.2.
#pragma once

#include "acpi/facs.hpp"
#include "acpi/fadt.hpp"
#include "acpi/madt.hpp"
#include "acpi/mcfg.hpp"
#include "acpi/root.hpp"
#include "kernel/pages.hpp"

#include <optional>

namespace acpi {

class Tables {
public:
    // An entry of the root table. One that is bad says why and does not stop the others.
    struct Entry {
        Phys address = Phys{0};
        Signature signature;       // also of a bad table, if it can be read at all
        Sdt table;                 // when is_good
        Error error;               // when not
        std::span<u8 const> bytes; // as many as its header says, or the header, or none, as far as they can be read
        bool is_good = false;
    };

    // Fails when there is no RSDP or no root table; other faults stay with the table they are in. Borrows `memory`.
    static Result<Tables> load(Memory& memory, RsdpHint const& hint = {});

    // The table at `address`, good or bad, as far as it can be read: as Entry::bytes.
    static std::span<u8 const> readable(Memory& memory, Phys address);

    Memory& memory() const { return *memory_; }
    Rsdp const& rsdp() const { return rsdp_; }
    RootTable const& root() const { return root_; }
    // In the order of the root table. The DSDT and the FACS are not in it: the FADT points to them.
    std::span<Entry const> entries() const { return entries_; }
    // The good table number `instance` with this signature.
    std::optional<Sdt> find(Signature signature, unsigned instance = 0) const;

    // Each fails when the table, or the one that points to it, is missing or bad.
    Result<Fadt> fadt() const;
    Result<Facs> facs() const;
    Result<Madt> madt() const;
    Result<Mcfg> mcfg() const;
    Result<Sdt> dsdt() const;

private:
    Tables(Memory& memory, Rsdp const& rsdp, RootTable const& root) : memory_(&memory), rsdp_(rsdp), root_(root) {}

    Memory* memory_;
    Rsdp rsdp_;
    RootTable root_;
    Pages storage_;
    std::span<Entry> entries_;
};

} // namespace acpi
