// SPDX-License-Identifier: MIT
#include "tools/acpi-inspect/machine.hpp"

#include <algorithm>

namespace inspect {

Result<std::span<u8 const>> TableMemory::map(Phys address, u64 length)
{
    for (auto const& table : tables_) {
        if (raw(table.address) == 0 || raw(address) < raw(table.address))
            continue;
        if (u64 const offset = raw(address) - raw(table.address); contains(table.bytes.size(), offset, length))
            return table.bytes.subspan(offset, length);
    }
    return Error{Side::host, "table in the files", "one at this address", raw(address)};
}

Machine::Place Machine::place(acpi::aml::RegionAccess const& a, unsigned byte)
{
    bool const is_pci = a.space == acpi::aml::RegionSpace::pci_config;
    u64 const function = u64{a.pci_segment} << 24 | u64{a.pci_bus} << 16 | u64{a.pci_device} << 8 | a.pci_function;
    return {a.space, is_pci ? function : 0, a.address + byte};
}

Result<u64> Machine::read(acpi::aml::RegionAccess const& access)
{
    u64 value = 0;
    for (unsigned i = 0; i < access.width_bytes; ++i) {
        if (auto found = bytes_.find(place(access, i)); found != bytes_.end())
            value |= u64{found->second} << (8 * i);
    }
    return value;
}

Status Machine::write(acpi::aml::RegionAccess const& access, u64 value)
{
    for (unsigned i = 0; i < access.width_bytes; ++i)
        bytes_[place(access, i)] = static_cast<u8>(value >> (8 * i));
    return {};
}

std::optional<acpi::Sdt> Machine::find_table(acpi::Signature signature, std::string_view oem_id,
                                             std::string_view oem_table_id)
{
    for (auto const& table : tables_) {
        if (table.signature != signature || table.is_facs() || table.is_rsdp())
            continue;
        auto const sdt = acpi::Sdt::open_unsummed(table.bytes, table.address);
        if (!sdt)
            continue;
        auto is = [&](std::string_view text, size_t offset, size_t size) {
            std::string_view seen{reinterpret_cast<char const*>(sdt->bytes().data()) + offset, size};
            return text.empty() || seen.substr(0, seen.find('\0')) == text.substr(0, text.find('\0'));
        };
        if (is(oem_id, 10, 6) && is(oem_table_id, 16, 8))
            return *sdt;
    }
    return {};
}

} // namespace inspect
