// SPDX-License-Identifier: MIT
#include "acpi/root.hpp"

namespace acpi {

Result<RootTable> RootTable::open(Memory& memory, Phys address, bool is_xsdt)
{
    char const* source = is_xsdt ? "ACPI 6.5 5.2.8" : "ACPI 6.5 5.2.7";
    auto table = TRY(Sdt::open(memory, address));
    if (table.signature() != (is_xsdt ? Signature{"XSDT"} : Signature{"RSDT"}))
        return Error{Side::firmware,
                     is_xsdt ? "XSDT signature" : "RSDT signature",
                     is_xsdt ? "XSDT" : "RSDT",
                     load<u32>(table.bytes(), 0),
                     source,
                     0};
    // A length that is no whole number of entries is a firmware bug that costs nothing: size() rounds down.
    return RootTable{table, is_xsdt ? 8u : 4u};
}

Result<RootTable> RootTable::open(Memory& memory, Rsdp const& rsdp)
{
    // ACPI 6.5 5.2.8: an OS uses the XSDT if present.
    Status xsdt_status;
    if (raw(rsdp.xsdt) != 0) {
        auto xsdt = open(memory, rsdp.xsdt, true);
        if (xsdt)
            return xsdt;
        xsdt_status = xsdt.error();
        if (raw(rsdp.rsdt) == 0)
            return xsdt_status.error();
    }
    auto rsdt = TRY(open(memory, rsdp.rsdt, false));
    rsdt.xsdt_status_ = xsdt_status;
    return rsdt;
}

Phys RootTable::entry(u32 index) const
{
    ASSERT(index < size());
    size_t offset = Sdt::header_size + size_t{index} * entry_size_;
    return Phys{is_xsdt() ? load<u64>(table_.bytes(), offset) : load<u32>(table_.bytes(), offset)};
}

} // namespace acpi
