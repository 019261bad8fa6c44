// SPDX-License-Identifier: MIT
#include "tests/fuzz/machine.hpp"

namespace acpi::fuzz {
namespace {

// A platform may fail too.
constexpr u64 unreachable = 0xbad;

Error nobody_answers(u64 address) { return {Side::host, "register", "an answer", address, "tests/fuzz/machine.cpp"}; }

bool matches(std::span<u8 const> field, std::string_view wanted)
{
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (i == field.size() || static_cast<char>(field[i]) != wanted[i])
            return false;
    }
    return true;
}

} // namespace

Machine::Place Machine::place(aml::RegionAccess const& access, unsigned byte)
{
    u64 const function =
        u64{access.pci_segment} << 24 | u64{access.pci_bus} << 16 | u64{access.pci_device} << 8 | access.pci_function;
    return {static_cast<u64>(access.space) << 40 | function, access.address + byte};
}

Result<u64> Machine::read(aml::RegionAccess const& access)
{
    ASSERT(access.width_bytes == 1 || access.width_bytes == 2 || access.width_bytes == 4 || access.width_bytes == 8);
    if (access.address == unreachable)
        return nobody_answers(access.address);
    u64 value = 0;
    for (unsigned i = 0; i < access.width_bytes; ++i) {
        auto const at = place(access, i);
        auto const found = written_.find(at);
        u64 const initial = ((at.second ^ pattern_) * 0x9e3779b97f4a7c15u) >> 56;
        value |= (found != written_.end() ? found->second : pattern_ == 0 ? 0 : initial) << (8 * i);
    }
    return value;
}

Status Machine::write(aml::RegionAccess const& access, u64 value)
{
    ASSERT(access.width_bytes == 8 || value >> (8 * access.width_bytes) == 0);
    if (access.address == unreachable)
        return nobody_answers(access.address);
    for (unsigned i = 0; i < access.width_bytes; ++i)
        written_[place(access, i)] = static_cast<u8>(value >> (8 * i));
    return {};
}

std::optional<Sdt> Machine::find_table(Signature signature, std::string_view oem_id, std::string_view oem_table_id)
{
    for (Sdt const& table : tables) {
        auto const bytes = table.bytes();
        if (table.signature() == signature && matches(bytes.subspan(10, 6), oem_id) &&
            matches(bytes.subspan(16, 8), oem_table_id))
            return table;
    }
    return {};
}

bool Machine::acquire_global_lock()
{
    if ((pattern_ & 1) != 0)
        return false;
    ++global_lock_;
    return true;
}

void Machine::release_global_lock()
{
    ASSERT(global_lock_ > 0);
    --global_lock_;
}

void Machine::debug(aml::Object const& object) { look_at(object); }

void look_at(aml::Object const& object, unsigned depth)
{
    using aml::ObjectType;
    switch (object.type()) {
    case ObjectType::integer:
        (void)object.integer();
        break;
    case ObjectType::string:
    case ObjectType::buffer: {
        unsigned sum = 0;
        for (u8 byte : object.bytes())
            sum += byte;
        ASSERT(sum <= 255 * object.size());
        break;
    }
    case ObjectType::package:
        for (u32 i = 0; depth > 0 && i < object.size(); ++i)
            look_at(object.element(i), depth - 1);
        break;
    case ObjectType::reference:
        if (object.reference_kind() == aml::ReferenceKind::node)
            (void)object.node();
        break;
    default:
        break;
    }
    ASSERT(!aml::name_of(object.type()).empty());
}

} // namespace acpi::fuzz
