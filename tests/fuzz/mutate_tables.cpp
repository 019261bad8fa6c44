// SPDX-License-Identifier: MIT
// Custom mutator of tables one behind the other (tests/fuzz/blocks.hpp): changes what is inside of one AML package and
// makes its PkgLength, those around it and the table's Length right again. Without it nearly every inserted byte only
// cuts off the rest of a scope.
#include "acpi/bytes.hpp"
#include "acpi/sdt.hpp"
#include "tests/fuzz/mutate.hpp"

namespace acpi::fuzz {
namespace {

// Opcode and PkgLength at [begin, body), what they cover at [body, end).
struct Package {
    size_t begin, length_at, body, end;
};

bool has_package(Bytes const& aml, size_t& at)
{
    u8 const op = aml[at++];
    if (op == 0x5b && at < aml.size()) // Field, Device, Processor, PowerResource, ThermalZone, IndexField, BankField
        return aml[at] >= 0x81 && aml[at++] <= 0x87;
    // Scope, Buffer, Package, VarPackage, Method, If, Else, While
    return (op >= 0x10 && op <= 0x14) || (op >= 0xa0 && op <= 0xa2);
}

// Bytes of the constant or name at `at` that are no opcodes; 0: none stands there.
size_t plain_bytes(Bytes const& aml, size_t at)
{
    switch (aml[at]) {
    case 0x0a:
        return 2;
    case 0x0b:
        return 3;
    case 0x0c:
        return 5;
    case 0x0e:
        return 9;
    case 0x0d:
        return static_cast<size_t>(std::find(aml.begin() + static_cast<std::ptrdiff_t>(at), aml.end(), u8{0}) -
                                   aml.begin()) -
               at + 1;
    default:
        return (aml[at] >= 'A' && aml[at] <= 'Z') || aml[at] == '_' ? 4 : 0;
    }
}

// By look: a byte that happens to be an opcode with a length that fits is taken for one. Children follow their parent.
std::vector<Package> packages_of(Bytes const& aml)
{
    std::vector<Package> found;
    std::vector<size_t> ends = {aml.size()};
    for (size_t at = Sdt::header_size; at < aml.size();) {
        while (at >= ends.back() && ends.size() > 1)
            ends.pop_back();
        if (size_t const plain = plain_bytes(aml, at); plain > 0) {
            at += plain;
            continue;
        }
        size_t length_at = at;
        size_t const next = at + 1;
        if (has_package(aml, length_at) && length_at < aml.size()) {
            size_t const more = aml[length_at] >> 6;
            size_t length = more == 0 ? aml[length_at] & 0x3fu : aml[length_at] & 0xfu;
            for (size_t i = 0; i < more && length_at + 1 + i < aml.size(); ++i)
                length |= size_t{aml[length_at + 1 + i]} << (4 + 8 * i);
            size_t const body = length_at + 1 + more;
            if (length > more && length_at + length <= ends.back() && body <= ends.back()) {
                found.push_back({at, length_at, body, length_at + length});
                ends.push_back(found.back().end);
                at = body;
                continue;
            }
        }
        at = next;
    }
    return found;
}

// PkgLength of a body, in `least` bytes at least. Empty: too long.
Bytes package_length(size_t body, size_t least)
{
    for (size_t size = least; size <= 4; ++size) {
        size_t const length = body + size;
        if (length > (size == 1 ? 0x3fu : (size_t{1} << (8 * size - 4)) - 1))
            continue;
        Bytes coded = {static_cast<u8>(size == 1 ? length : (size - 1) << 6 | (length & 0xf))};
        for (size_t i = 1; i < size; ++i)
            coded.push_back(static_cast<u8>(length >> (8 * i - 4)));
        return coded;
    }
    return {};
}

// The table with `content` in the place of [begin, end), which lies inside of packages or is all behind the header.
Bytes replaced(Bytes const& table, std::vector<Package> const& packages, size_t begin, size_t end, Bytes content)
{
    auto slice = [&](size_t from, size_t to) {
        return Bytes(table.begin() + static_cast<std::ptrdiff_t>(from),
                     table.begin() + static_cast<std::ptrdiff_t>(to));
    };
    auto append = [](Bytes& to, Bytes const& more) { to.insert(to.end(), more.begin(), more.end()); };
    // From the innermost out.
    for (size_t i = packages.size(); i-- > 0;) {
        auto const& p = packages[i];
        if (begin < p.body || end > p.end)
            continue;
        Bytes body = slice(p.body, begin);
        append(body, content);
        append(body, slice(end, p.end));
        content = slice(p.begin, p.length_at);
        append(content, package_length(body.size(), p.body - p.length_at));
        append(content, body);
        begin = p.begin;
        end = p.end;
    }
    Bytes all = slice(0, begin);
    append(all, content);
    append(all, slice(end, table.size()));
    store<u32>(all, 4, static_cast<u32>(all.size()));
    return all;
}

Bytes mutated_table(Bytes const& table, size_t room, std::minstd_rand& random)
{
    auto const packages = packages_of(table);
    auto slice = [&](size_t from, size_t to) {
        return Bytes(table.begin() + static_cast<std::ptrdiff_t>(from),
                     table.begin() + static_cast<std::ptrdiff_t>(to));
    };
    if (packages.empty() || below(random, 8) == 0)
        return replaced(table, packages, Sdt::header_size, table.size(),
                        mutated(slice(Sdt::header_size, table.size()), room));
    auto const& one = packages[below(random, packages.size())];
    auto const& other = packages[below(random, packages.size())];
    switch (below(random, 8)) {
    case 0: // taken away
        return replaced(table, packages, one.begin, one.end, {});
    case 1: // another one in its place
        return replaced(table, packages, one.begin, one.end, slice(other.begin, other.end));
    case 2: // another one inserted, before it or first in it
    {
        size_t const at = below(random, 2) == 0 ? one.begin : one.body;
        return replaced(table, packages, at, at, slice(other.begin, other.end));
    }
    default:
        return replaced(table, packages, one.body, one.end, mutated(slice(one.body, one.end), room));
    }
}

} // namespace
} // namespace acpi::fuzz

size_t LLVMFuzzerCustomMutator(u8* data, size_t size, size_t max_size, unsigned seed)
{
    using namespace acpi::fuzz;
    std::minstd_rand random{seed};
    Bytes const input(data, data + size);
    if (size < acpi::Sdt::header_size || below(random, 4) == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    // One of the tables, found as split_tables() does.
    std::vector<std::pair<size_t, size_t>> tables;
    for (size_t at = 0; size - at >= acpi::Sdt::header_size;) {
        size_t length = acpi::load<u32>(input, at + 4);
        if (length < acpi::Sdt::header_size || length > size - at)
            length = size - at;
        tables.emplace_back(at, at + length);
        at += length;
    }
    auto const [begin, end] = tables[below(random, tables.size())];
    auto const first = input.begin() + static_cast<std::ptrdiff_t>(begin);
    auto const last = input.begin() + static_cast<std::ptrdiff_t>(end);
    Bytes const table = mutated_table({first, last}, max_size - std::min(size, max_size), random);
    Bytes all(input.begin(), first);
    all.insert(all.end(), table.begin(), table.end());
    all.insert(all.end(), last, input.end());
    return put(all, data, size, max_size);
}
