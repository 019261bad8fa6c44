// SPDX-License-Identifier: MIT
#include "acpi/sdt.hpp"

namespace acpi {
namespace {
constexpr auto source = "ACPI 6.5 5.2.6";
}

Signature Signature::decode(std::span<u8 const> bytes, size_t offset)
{
    ASSERT(contains(bytes.size(), offset, 4));
    Signature signature;
    for (size_t i = 0; i < 4; ++i)
        signature.text[i] = static_cast<char>(bytes[offset + i]);
    return signature;
}

void put(Sink sink, Signature const& signature)
{
    for (char const& c : signature.text)
        sink(c >= 0x20 && c < 0x7f ? std::string_view{&c, 1} : std::string_view{"?"});
}

Result<Sdt> Sdt::open(Memory& memory, Phys address)
{
    auto header = TRY(memory.map(address, header_size));
    u32 length = load<u32>(header, 4);
    if (length < header_size)
        return Error{Side::firmware, "table length", header_size, length, source, 4};
    return open(TRY(memory.map(address, length)), address);
}

Result<Sdt> Sdt::open(std::span<u8 const> bytes, Phys address)
{
    auto table = TRY(open_unsummed(bytes, address));
    if (u8 sum = checksum(table.bytes()); sum != 0)
        return Error{Side::firmware, "table checksum", 0, sum, source, 9};
    return table;
}

Result<Sdt> Sdt::open_unsummed(std::span<u8 const> bytes, Phys address)
{
    if (bytes.size() < header_size)
        return Error{Side::firmware, "bytes of a table", header_size, bytes.size(), source};
    u32 length = load<u32>(bytes, 4);
    if (length < header_size)
        return Error{Side::firmware, "table length", header_size, length, source, 4};
    if (length > bytes.size())
        return Error{Side::firmware, "table length", bytes.size(), length, source, 4};
    return Sdt{bytes.first(length), address};
}

} // namespace acpi
