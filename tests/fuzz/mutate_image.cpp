// SPDX-License-Identifier: MIT
// Custom mutator of the target `tables`: changes one part, and makes its Length and checksum right again most times;
// what lies behind a wrong checksum would be seen by luck only.
#include "acpi/bytes.hpp"
#include "acpi/sdt.hpp"
#include "tests/fuzz/image.hpp"
#include "tests/fuzz/mutate.hpp"

#include <string_view>

namespace acpi::fuzz {
namespace {

void fix_checksum(Bytes& bytes, size_t at, size_t size)
{
    bytes[at] = 0;
    bytes[at] = static_cast<u8>(-checksum(std::span{bytes}.first(size)));
}

bool is_rsdp(Bytes const& part)
{
    constexpr std::string_view signature = "RSD PTR ";
    return part.size() >= 20 && std::equal(signature.begin(), signature.end(), part.begin());
}

void fix(Bytes& part, std::minstd_rand& random)
{
    if (is_rsdp(part)) {
        fix_checksum(part, 8, 20);
        if (part.size() >= 36)
            fix_checksum(part, 32, std::clamp<size_t>(load<u32>(part, 20), 36, part.size()));
        return;
    }
    if (part.size() < Sdt::header_size || Signature::decode(part, 0) == Signature{"FACS"})
        return;
    if (below(random, 4) != 0)
        store<u32>(part, 4, static_cast<u32>(part.size()));
    fix_checksum(part, 9, std::clamp<size_t>(load<u32>(part, 4), 10, part.size()));
}

} // namespace
} // namespace acpi::fuzz

size_t LLVMFuzzerCustomMutator(u8* data, size_t size, size_t max_size, unsigned seed)
{
    using namespace acpi::fuzz;
    std::minstd_rand random{seed};
    auto parts = split_image({data, size});
    if (parts.empty() || below(random, 16) == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    auto& part = parts[below(random, parts.size())];
    switch (below(random, 8)) {
    case 0:
        part = parts[below(random, parts.size())]; // one table in another's place
        break;
    case 1:
        parts.push_back(part);
        break;
    default:
        part = mutated(part, std::min<size_t>(max_size - std::min(size, max_size), 0xffff - part.size()));
        if (below(random, 8) != 0)
            fix(part, random);
        break;
    }
    return put(join_image(parts), data, size, max_size);
}
