// SPDX-License-Identifier: MIT
#include "acpi/rsdp.hpp"

#include "acpi/bytes.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace acpi {
namespace {

constexpr std::string_view signature = "RSD PTR ";
// ACPI 6.5 5.2.5.3: the first 20 bytes are the ACPI 1.0 structure and have a checksum of their own.
constexpr size_t v0_size = 20;
constexpr size_t v2_size = 36;
// Of a length that firmware wrote: nothing real is longer, and a checksum over more would only cost time.
constexpr u32 longest = 4096;
constexpr auto source = "ACPI 6.5 5.2.5.3";

// ACPI 6.5 5.2.5.1. The BIOS data area holds the segment of the EBDA at 0x40e.
constexpr Phys bda_ebda_segment{0x40e};
constexpr u64 ebda_searched = 1 * KiB;
constexpr Phys bios_area{0xe0000};
constexpr u64 bios_area_size = 0x20000;
constexpr size_t step = 16;

bool has_signature(std::span<u8 const> bytes)
{
    return bytes.size() >= signature.size() && std::equal(signature.begin(), signature.end(), bytes.begin(),
                                                          [](char c, u8 byte) { return static_cast<u8>(c) == byte; });
}

// A candidate: the mapping is extended when the structure says that it is longer than the area.
Result<std::span<u8 const>> bytes_at(Memory& memory, Phys address)
{
    auto bytes = TRY(memory.map(address, v0_size));
    if (has_signature(bytes) && bytes[15] >= 2) {
        bytes = TRY(memory.map(address, v2_size));
        u32 length = load<u32>(bytes, 20);
        if (length > v2_size && length <= longest)
            bytes = TRY(memory.map(address, length));
    }
    return bytes;
}

Result<Rsdp> decode_at(Memory& memory, Phys address)
{
    auto rsdp = TRY(Rsdp::decode(TRY(bytes_at(memory, address))));
    rsdp.address = address;
    return rsdp;
}

// Calls `look` with the address of each structure that has the signature, on 16-byte steps, until it returns true.
template <class Look> Result<bool> search(Memory& memory, Phys begin, u64 size, Look&& look)
{
    auto area = TRY(memory.map(begin, size));
    for (size_t offset = 0; offset + v0_size <= area.size(); offset += step) {
        if (has_signature(area.subspan(offset)) && look(begin + offset))
            return true;
    }
    return false;
}

// The EBDA's first KiB, then the BIOS area.
template <class Look> Result<bool> search_bios(Memory& memory, Look&& look)
{
    // An EBDA that cannot be read is no reason not to look in the BIOS area.
    if (auto segment = memory.map(bda_ebda_segment, 2); segment) {
        Phys ebda{u64{load<u16>(*segment, 0)} << 4};
        if (raw(ebda) != 0) {
            if (auto found = search(memory, ebda, ebda_searched, look); found && *found)
                return true;
        }
    }
    return search(memory, bios_area, bios_area_size, look);
}

} // namespace

Result<Rsdp> Rsdp::decode(std::span<u8 const> bytes)
{
    if (bytes.size() < v0_size)
        return Error{Side::firmware, "RSDP length", v0_size, bytes.size(), source};
    if (!has_signature(bytes))
        return Error{Side::firmware, "RSDP signature", "RSD PTR ", load<u64>(bytes, 0), source, 0};
    if (u8 sum = checksum(bytes.first(v0_size)); sum != 0)
        return Error{Side::firmware, "RSDP checksum", 0, sum, source, 8};
    Rsdp rsdp;
    rsdp.revision = bytes[15];
    rsdp.rsdt = Phys{load<u32>(bytes, 16)};
    rsdp.bytes = bytes.first(v0_size);
    if (rsdp.revision >= 2) {
        if (bytes.size() < v2_size)
            return Error{Side::firmware, "RSDP length", v2_size, bytes.size(), source};
        u32 length = load<u32>(bytes, 20);
        if (length < v2_size || length > bytes.size() || length > longest)
            return Error{Side::firmware, "RSDP Length field", v2_size, length, source, 20};
        if (u8 sum = checksum(bytes.first(length)); sum != 0)
            return Error{Side::firmware, "RSDP extended checksum", 0, sum, source, 32};
        rsdp.xsdt = Phys{load<u64>(bytes, 24)};
        rsdp.bytes = bytes.first(length);
    }
    if (raw(rsdp.rsdt) == 0 && raw(rsdp.xsdt) == 0)
        return Error{Side::firmware, "RSDP RsdtAddress", "an address", 0, source, 16};
    return rsdp;
}

Result<Rsdp> Rsdp::find(Memory& memory, RsdpHint const& hint)
{
    Status from_hint;
    if (!hint.copy.empty()) {
        auto rsdp = decode(hint.copy);
        if (rsdp)
            return rsdp;
        from_hint = rsdp.error();
    }
    if (raw(hint.address) != 0) {
        auto rsdp = decode_at(memory, hint.address);
        if (rsdp)
            return rsdp;
        from_hint = rsdp.error();
    }

    Status bad;
    std::optional<Rsdp> found;
    TRY(search_bios(memory, [&](Phys at) {
        auto rsdp = decode_at(memory, at);
        if (rsdp)
            found = *rsdp;
        else
            bad = rsdp.error();
        return found.has_value();
    }));
    if (!found) {
        if (!bad)
            return bad.error();
        return Error{Side::firmware, "RSDP in the EBDA and in 0xe0000..0xfffff", "RSD PTR ", "none",
                     "ACPI 6.5 5.2.5.1"};
    }
    found->from_hint = from_hint;
    return *found;
}

std::span<u8 const> Rsdp::find_bad(Memory& memory, RsdpHint const& hint, Phys& address)
{
    std::span<u8 const> last;
    auto take = [&](Phys at) {
        auto candidate = bytes_at(memory, at);
        // Longer than can be read: the first part, then.
        if (auto first = memory.map(at, v0_size); first && has_signature(*first)) {
            last = candidate ? *candidate : *first;
            address = at;
        }
        return false;
    };
    if (has_signature(hint.copy)) {
        last = hint.copy;
        address = Phys{0};
    }
    if (raw(hint.address) != 0)
        take(hint.address);
    [[maybe_unused]] auto searched = search_bios(memory, take);
    return last;
}

} // namespace acpi
