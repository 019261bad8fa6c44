// SPDX-License-Identifier: MIT
#include "acpi/mcfg.hpp"

namespace acpi {
namespace {
constexpr auto source = "PCI Firmware 3.2 4.1.2";
}

Result<Mcfg> Mcfg::decode(Sdt const& table)
{
    if (table.signature() != Signature{"MCFG"})
        return Error{Side::firmware, "MCFG signature", "MCFG", load<u32>(table.bytes(), 0), source, 0};
    if (table.length() < first_allocation)
        return Error{Side::firmware, "MCFG length", first_allocation, table.length(), source, 4};
    return Mcfg{table.bytes()};
}

Mcfg::Allocation Mcfg::operator[](u32 index) const
{
    ASSERT(index < size());
    size_t const at = first_allocation + size_t{index} * allocation_size;
    return {Phys{load<u64>(bytes_, at)}, load<u16>(bytes_, at + 8), load<u8>(bytes_, at + 10),
            load<u8>(bytes_, at + 11)};
}

std::optional<Phys> Mcfg::function(u16 segment, u8 bus, u8 device, u8 function) const
{
    ASSERT(device < 32 && function < 8);
    for (u32 i = 0; i < size(); ++i) {
        auto const a = (*this)[i];
        if (a.has(segment, bus))
            return a.base + (u64{bus} << 20 | u64{device} << 15 | u64{function} << 12);
    }
    return {};
}

} // namespace acpi
