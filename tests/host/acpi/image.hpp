// SPDX-License-Identifier: MIT
// Tables and physical memory for the unit tests of acpi/.
#pragma once

#include "acpi/memory.hpp"
#include "acpi/sdt.hpp"

#include <algorithm>
#include <list>
#include <map>
#include <string>
#include <vector>

namespace acpi::test {

using Bytes = std::vector<u8>;

inline Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }
template <class... Parts> Bytes join(Parts const&... parts)
{
    Bytes all;
    (all.insert(all.end(), parts.begin(), parts.end()), ...);
    return all;
}
inline Bytes little_endian(u64 value, unsigned size)
{
    Bytes b;
    for (unsigned i = 0; i < size; ++i)
        b.push_back(static_cast<u8>(value >> (8 * i)));
    return b;
}

// Makes the bytes from `begin` to `end` sum up to zero by the byte at `at`.
inline void fix_checksum(Bytes& b, size_t at, size_t begin = 0, size_t end = ~size_t{0})
{
    end = std::min(end, b.size());
    b[at] = 0;
    b[at] = static_cast<u8>(-checksum(std::span{b}.subspan(begin, end - begin)));
}
// Sets length and checksum of a table to what its bytes are.
inline void fix_table(Bytes& b)
{
    store<u32>(b, 4, static_cast<u32>(b.size()));
    fix_checksum(b, 9);
}
inline Bytes table(std::string_view signature, u8 revision, Bytes const& body)
{
    Bytes b(Sdt::header_size);
    std::copy_n(signature.begin(), 4, b.begin());
    b[8] = revision;
    b = join(b, body);
    fix_table(b);
    return b;
}

// Physical memory with holes. Every mapping is a heap block of its own, exactly as long as asked for, so that
// AddressSanitizer sees each byte beyond.
class Image final : public Memory {
public:
    void place(u64 address, Bytes content) { regions_[address] = std::move(content); }
    Bytes& at(u64 address) { return regions_.at(address); }
    Result<std::span<u8 const>> map(Phys address, u64 length) override
    {
        for (auto const& [begin, content] : regions_) {
            if (raw(address) < begin || !contains(content.size(), raw(address) - begin, length))
                continue;
            auto first = content.begin() + static_cast<std::ptrdiff_t>(raw(address) - begin);
            mappings_.emplace_back(first, first + static_cast<std::ptrdiff_t>(length));
            return std::span<u8 const>{mappings_.back()};
        }
        return Error{Side::host, "address in the image", "a region", raw(address), "tests/host/acpi/image.hpp"};
    }

private:
    std::map<u64, Bytes> regions_;
    std::list<Bytes> mappings_;
};

inline Bytes rsdp(u8 revision, u32 rsdt, u64 xsdt = 0)
{
    Bytes b = join(bytes("RSD PTR "), Bytes(7), Bytes{revision}, little_endian(rsdt, 4));
    if (revision >= 2)
        b = join(b, little_endian(36, 4), little_endian(xsdt, 8), Bytes(4));
    fix_checksum(b, 8, 0, 20);
    if (revision >= 2)
        fix_checksum(b, 32);
    return b;
}

} // namespace acpi::test
