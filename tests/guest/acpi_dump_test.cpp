// SPDX-License-Identifier: MIT
// Every ACPI table of the machine as bytes, for `./run.py acpidump`: whole tables where they can be read, good or bad.
#include "acpi/bytes.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"

#include <algorithm>

namespace {

constexpr size_t bytes_a_line = 64;

void dump(Test& t, std::string_view name, Phys address, std::span<u8 const> bytes)
{
    t.detail("acpidump {} address={} length_bytes={}", name, hex(address), bytes.size());
    for (size_t at = 0; at < bytes.size(); at += bytes_a_line) {
        FixedText<2 * bytes_a_line> digits;
        for (u8 byte : bytes.subspan(at, std::min(bytes_a_line, bytes.size() - at))) {
            constexpr std::string_view digit = "0123456789ABCDEF";
            char const two[] = {digit[byte >> 4], digit[byte & 15]};
            digits.sink()({two, 2});
        }
        t.detail("acpidump_bytes {} {}", hex(at, 4), digits);
    }
}

void dump(Test& t, acpi::Tables const& tables, Phys address)
{
    if (raw(address) == 0)
        return;
    auto const bytes = acpi::Tables::readable(tables.memory(), address);
    if (bytes.size() < 4) {
        t.detail("acpidump_unreadable address={}", hex(address));
        return;
    }
    auto const signature = acpi::Signature::decode(bytes, 0);
    dump(t, FixedText<4>::of("{}", signature).view(), address, bytes);
}

} // namespace

TEST(acpi, dump, "Prints every ACPI table as bytes", .groups = "dump", .stage = Stage::platform)
{
    auto& tables = *REQUIRE_OK(t, machine().tables.get());
    auto const& rsdp = tables.rsdp();
    dump(t, "RSDP", rsdp.address, rsdp.bytes);
    dump(t, tables, rsdp.rsdt);
    dump(t, tables, rsdp.xsdt);
    for (auto const& entry : tables.entries())
        dump(t, tables, entry.address);
    auto const& fadt = *REQUIRE_OK(t, machine().fadt.get());
    dump(t, tables, fadt.dsdt);
    // Shorter than the header that all others have, and it may be of ACPI 1.0.
    auto const facs = REQUIRE_OK(t, tables.facs());
    dump(t, "FACS", facs.address, REQUIRE_OK(t, tables.memory().map(facs.address, facs.length)));
}
