// SPDX-License-Identifier: MIT
// RSDT and XSDT: the addresses of all other tables. Spec: ACPI 6.5 5.2.7 (RSDT), 5.2.8 (XSDT).
#pragma once

#include "acpi/rsdp.hpp"
#include "acpi/sdt.hpp"

namespace acpi {

class RootTable {
public:
    // The XSDT when the RSDP has a good one, else the RSDT.
    static Result<RootTable> open(Memory& memory, Rsdp const& rsdp);

    Sdt const& table() const { return table_; }
    bool is_xsdt() const { return entry_size_ == 8; }
    u32 size() const { return (table_.length() - Sdt::header_size) / entry_size_; }
    Phys entry(u32 index) const;
    // Why the XSDT was not used although the RSDP has one.
    Status const& xsdt_status() const { return xsdt_status_; }

private:
    RootTable(Sdt const& table, u32 entry_size) : table_(table), entry_size_(entry_size) {}
    static Result<RootTable> open(Memory& memory, Phys address, bool is_xsdt);

    Sdt table_;
    u32 entry_size_;
    Status xsdt_status_;
};

} // namespace acpi
