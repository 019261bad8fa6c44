// SPDX-License-Identifier: MIT
// An AML assembler for what the tests need, including what iasl would never write.
#pragma once

#include "tests/host/acpi/image.hpp"

namespace acpi::test {

// PkgLength in the shortest form, or with `following` bytes more.
inline Bytes with_length(Bytes const& body, int following = -1)
{
    size_t n = body.size();
    if (following < 0)
        following = n + 1 <= 0x3f ? 0 : n + 2 <= 0xfff ? 1 : n + 3 <= 0xfffff ? 2 : 3;
    size_t length = n + 1 + static_cast<size_t>(following);
    if (following == 0)
        return join(Bytes{static_cast<u8>(length)}, body);
    Bytes head = {static_cast<u8>(following << 6 | static_cast<int>(length & 0xf))};
    return join(head, little_endian(length >> 4, static_cast<unsigned>(following)), body);
}
inline Bytes scope(Bytes const& name, Bytes const& terms) { return join(Bytes{0x10}, with_length(join(name, terms))); }
inline Bytes device(std::string_view name, Bytes const& terms)
{
    return join(Bytes{0x5b, 0x82}, with_length(join(bytes(name), terms)));
}
inline Bytes method(std::string_view name, u8 flags, Bytes const& body)
{
    return join(Bytes{0x14}, with_length(join(bytes(name), Bytes{flags}, body)));
}
inline Bytes name(Bytes const& path, Bytes const& data) { return join(Bytes{0x08}, path, data); }
inline Bytes name(std::string_view path, Bytes const& data) { return name(bytes(path), data); }
inline Bytes package(u8 count, Bytes const& elements)
{
    return join(Bytes{0x12}, with_length(join(Bytes{count}, elements)));
}
inline Bytes const zero = {0}, one = {1};
inline Bytes byte(u8 v) { return {0x0a, v}; }

} // namespace acpi::test
