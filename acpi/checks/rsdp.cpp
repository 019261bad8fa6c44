// SPDX-License-Identifier: MIT
#include "acpi/checks/context.hpp"

namespace acpi::checks {

void check_rsdp(std::span<u8 const> bytes, Phys address, Findings& findings)
{
    constexpr size_t v0_size = 20, v2_size = 36;
    Context c{findings, "RSD ", address, "ACPI 6.5 5.2.5.3"};
    if (bytes.size() < v0_size) {
        c.add("RSDP.LENGTH", Severity::critical, "RSDP bytes", v0_size, bytes.size());
        return;
    }
    constexpr std::string_view signature = "RSD PTR ";
    for (size_t i = 0; i < signature.size(); ++i) {
        if (bytes[i] != static_cast<u8>(signature[i])) {
            c.add("RSDP.SIGNATURE", Severity::critical, "RSDP signature", "RSD PTR ", load<u64>(bytes, 0), 0);
            return;
        }
    }
    if (u8 sum = checksum(bytes.first(v0_size)); sum != 0)
        c.add("RSDP.CHECKSUM", Severity::critical, "RSDP Checksum: sum of the first 20 bytes", 0, sum, 8);
    if (!is_text(bytes.subspan(9, 6)))
        c.add("RSDP.OEM_ID", Severity::low, "RSDP OEMID", "printable characters", load<u32>(bytes, 9), 9);
    u8 const revision = bytes[15];
    // 0 of ACPI 1.0, 2 of all since.
    if (revision != 0 && revision != 2)
        c.add("RSDP.REVISION", Severity::medium, "RSDP Revision", "0 or 2", revision, 15);
    u32 const rsdt = load<u32>(bytes, 16);
    if (revision < 2) {
        if (rsdt == 0)
            c.add("RSDP.NO_ROOT", Severity::critical, "RSDP RsdtAddress", "an address", 0, 16);
        return;
    }
    if (bytes.size() < v2_size) {
        c.add("RSDP.LENGTH", Severity::critical, "RSDP bytes", v2_size, bytes.size());
        return;
    }
    u64 const xsdt = load<u64>(bytes, 24);
    if (rsdt == 0 && xsdt == 0)
        c.add("RSDP.NO_ROOT", Severity::critical, "RSDP RsdtAddress and XsdtAddress", "an address", 0, 16);
    else if (xsdt == 0)
        c.add("RSDP.NO_XSDT", Severity::medium, "RSDP XsdtAddress of revision 2", "an address", 0, 24);
    if (!is_zero(bytes.subspan(33, 3)))
        c.add("RSDP.RESERVED", Severity::low, "RSDP reserved bytes", 0, load<u32>(bytes, 32) >> 8, 33);
    u32 const length = load<u32>(bytes, 20);
    if (length < v2_size || length > bytes.size()) {
        c.add("RSDP.LENGTH", Severity::critical, "RSDP Length", v2_size, length, 20);
        return;
    }
    if (length > v2_size)
        c.add("RSDP.LENGTH_LONG", Severity::low, "RSDP Length", v2_size, length, 20);
    if (u8 sum = checksum(bytes.first(length)); sum != 0)
        c.add("RSDP.CHECKSUM2", Severity::critical, "RSDP Extended Checksum: sum of all bytes", 0, sum, 32);
}

} // namespace acpi::checks
