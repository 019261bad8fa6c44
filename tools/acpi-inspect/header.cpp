// SPDX-License-Identifier: MIT
#include "tools/acpi-inspect/header.hpp"

#include "tools/acpi-inspect/text.hpp"

namespace inspect {
namespace {

std::string characters(std::span<u8 const> bytes, size_t offset, size_t size)
{
    std::string text{reinterpret_cast<char const*>(bytes.data()) + offset, size};
    return text.substr(0, text.find('\0'));
}

} // namespace

// ACPI 6.5 5.2.6, table 5.4.
std::optional<Header> header_of(Table const& table)
{
    auto const bytes = table.bytes;
    if (table.is_rsdp() || table.is_facs() || bytes.size() < acpi::Sdt::header_size)
        return {};
    Header h;
    h.revision = bytes[8];
    h.oem_id = characters(bytes, 10, 6);
    h.oem_table_id = characters(bytes, 16, 8);
    h.oem_revision = acpi::load<u32>(bytes, 24);
    h.creator_id = characters(bytes, 28, 4);
    h.creator_revision = acpi::load<u32>(bytes, 32);
    h.sum = acpi::checksum(bytes);
    return h;
}

std::string name_of_table(Table const& table) { return table.is_rsdp() ? "RSDP" : text_of(table.signature); }

} // namespace inspect
