// SPDX-License-Identifier: MIT
#include "acpi/tables.hpp"

#include <algorithm>

namespace acpi {
namespace {

// More than any machine has (large servers: under 100); a length that firmware wrote must not cost all our memory.
constexpr u32 most_entries = 512;

// The error of the first table that has this signature and is bad, if there is one, says more than "missing".
Error missing(Tables const& tables, Signature signature, char const* what)
{
    for (auto const& entry : tables.entries()) {
        if (!entry.is_good && entry.signature == signature)
            return entry.error;
    }
    return Error{Side::firmware, what, "an entry in the root table", "none", "ACPI 6.5 5.2.7, 5.2.8"};
}

} // namespace

Result<Tables> Tables::load(Memory& memory, RsdpHint const& hint)
{
    auto rsdp = TRY(Rsdp::find(memory, hint));
    auto root = TRY(RootTable::open(memory, rsdp));
    Tables tables{memory, rsdp, root};
    u32 count = std::min(root.size(), most_entries);
    tables.storage_ = TRY(Pages::allocate(std::max<u64>(count, 1) * sizeof(Entry)));
    tables.entries_ = tables.storage_.as<Entry>().first(count);
    for (u32 i = 0; i < count; ++i) {
        Entry entry;
        entry.address = root.entry(i);
        if (auto header = memory.map(entry.address, 4); header)
            entry.signature = Signature::decode(*header, 0);
        auto table = Sdt::open(memory, entry.address);
        entry.is_good = table.has_value();
        if (table)
            entry.table = *table;
        else
            entry.error = table.error();
        entry.bytes = readable(memory, entry.address);
        tables.entries_[i] = entry;
    }
    return tables;
}

std::span<u8 const> Tables::readable(Memory& memory, Phys address)
{
    auto header = memory.map(address, Sdt::header_size);
    if (!header)
        return {};
    u32 const length = acpi::load<u32>(*header, 4);
    if (length > Sdt::header_size) {
        if (auto all = memory.map(address, length); all)
            return *all;
    }
    return *header;
}

std::optional<Sdt> Tables::find(Signature signature, unsigned instance) const
{
    for (auto const& entry : entries_) {
        if (entry.is_good && entry.table.signature() == signature && instance-- == 0)
            return entry.table;
    }
    return {};
}

Result<Fadt> Tables::fadt() const
{
    auto table = find("FACP");
    if (!table)
        return missing(*this, "FACP", "FADT");
    return Fadt::decode(*table);
}

Result<Facs> Tables::facs() const { return Facs::open(*memory_, TRY(fadt()).firmware_ctrl); }

Result<Madt> Tables::madt() const
{
    auto table = find("APIC");
    if (!table)
        return missing(*this, "APIC", "MADT");
    return Madt::decode(*table);
}

Result<Mcfg> Tables::mcfg() const
{
    auto table = find("MCFG");
    if (!table)
        return missing(*this, "MCFG", "MCFG");
    return Mcfg::decode(*table);
}

Result<Sdt> Tables::dsdt() const
{
    auto fadt = TRY(this->fadt());
    if (raw(fadt.dsdt) == 0)
        return Error{Side::firmware, "FADT DSDT", "an address", 0, "ACPI 6.5 5.2.9", 40};
    auto table = TRY(Sdt::open(*memory_, fadt.dsdt));
    if (table.signature() != Signature{"DSDT"})
        return Error{
            Side::firmware, "DSDT signature", "DSDT", acpi::load<u32>(table.bytes(), 0), "ACPI 6.5 5.2.11.1", 0};
    return table;
}

} // namespace acpi
