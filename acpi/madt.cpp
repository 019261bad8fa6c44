// SPDX-License-Identifier: MIT
#include "acpi/madt.hpp"

namespace acpi {
namespace {

constexpr auto source = "ACPI 6.5 5.2.12";
constexpr u32 enabled = 1;

// The length that ACPI 6.5 5.2.12.2, .3, .5, .8 and .12 give; of types we do not read, that of the header.
u8 least_length(Madt::Type type)
{
    switch (type) {
    case Madt::Type::local_apic:
        return 8;
    case Madt::Type::io_apic:
        return 12;
    case Madt::Type::interrupt_source_override:
        return 10;
    case Madt::Type::local_apic_address_override:
        return 12;
    case Madt::Type::local_x2apic:
        return 16;
    }
    return 2;
}

} // namespace

std::optional<Madt::Entry> Madt::Entries::next()
{
    if (offset_ >= table_.size())
        return {};
    // decode() has checked the lengths up to here.
    u8 length = table_[offset_ + 1];
    Entry entry{Type{table_[offset_]}, offset_, table_.subspan(offset_, length)};
    offset_ += length;
    return entry;
}

Result<Madt> Madt::decode(Sdt const& table)
{
    auto bytes = table.bytes();
    if (table.signature() != Signature{"APIC"})
        return Error{Side::firmware, "MADT signature", "APIC", load<u32>(bytes, 0), source, 0};
    if (bytes.size() < first_entry)
        return Error{Side::firmware, "MADT length", first_entry, bytes.size(), source, 4};

    Madt madt;
    madt.local_apic_address_ = Phys{load<u32>(bytes, 36)};
    madt.flags_ = load<u32>(bytes, 40);
    size_t offset = first_entry;
    while (offset < bytes.size()) {
        size_t left = bytes.size() - offset;
        if (left < 2) {
            madt.status_ = Error{Side::firmware, "bytes left for a MADT structure", 2, left, source, offset};
            break;
        }
        u8 least = least_length(Type{bytes[offset]});
        u8 length = bytes[offset + 1];
        if (length < least) {
            madt.status_ = Error{Side::firmware, "length of a MADT structure", least, length, source, offset + 1};
            break;
        }
        if (length > left) {
            madt.status_ = Error{Side::firmware, "length of a MADT structure", left, length, source, offset + 1};
            break;
        }
        if (Type{bytes[offset]} == Type::local_apic_address_override)
            madt.local_apic_address_ = Phys{load<u64>(bytes, offset + 4)};
        offset += length;
    }
    madt.walked_ = bytes.first(offset);
    return madt;
}

std::optional<IoApic> Madt::io_apic(unsigned instance) const
{
    for (auto walk = entries(); auto entry = walk.next();) {
        if (entry->type == Type::io_apic && instance-- == 0)
            return IoApic{entry->bytes[2], Phys{load<u32>(entry->bytes, 4)}, load<u32>(entry->bytes, 8)};
    }
    return {};
}

std::optional<InterruptSourceOverride> Madt::interrupt_source_override(u8 isa_interrupt) const
{
    using Iso = InterruptSourceOverride;
    for (auto walk = entries(); auto entry = walk.next();) {
        if (entry->type != Type::interrupt_source_override || entry->bytes[3] != isa_interrupt)
            continue;
        u16 flags = load<u16>(entry->bytes, 8);
        return Iso{entry->bytes[2], entry->bytes[3], load<u32>(entry->bytes, 4),
                   Iso::Polarity{static_cast<u8>(flags & 3)}, Iso::Trigger{static_cast<u8>(flags >> 2 & 3)}};
    }
    return {};
}

unsigned Madt::enabled_processors() const
{
    unsigned n = 0;
    for (auto walk = entries(); auto entry = walk.next();) {
        if (entry->type == Type::local_apic)
            n += (load<u32>(entry->bytes, 4) & enabled) != 0;
        else if (entry->type == Type::local_x2apic)
            n += (load<u32>(entry->bytes, 8) & enabled) != 0;
    }
    return n;
}

} // namespace acpi
