// SPDX-License-Identifier: MIT
#include "acpi/resources.hpp"

#include "acpi/bytes.hpp"
#include "kernel/registers.hpp"

#include <bit>

namespace acpi {
namespace {

constexpr auto list_source = "ACPI 6.5 6.4.2";
constexpr auto irq_source = "ACPI 6.5 6.4.2.1";
constexpr auto extended_source = "ACPI 6.5 6.4.3.6";

// The tag of an item, 6.4.2 and 6.4.3.
using IsLarge = Field<u8, 7>;
using SmallName = Field<u8, 6, 3>;
using SmallLength = Field<u8, 2, 0>;
constexpr size_t large_head = 3;

// IRQ Information, 6.4.2.1.
using IrqIsEdge = Field<u8, 0>;
using IrqIsActiveLow = Field<u8, 3>;
using IrqIsShared = Field<u8, 4>;
// Interrupt Vector Flags, 6.4.3.6.
using VectorIsEdge = Field<u8, 1>;
using VectorIsActiveLow = Field<u8, 2>;
using VectorIsShared = Field<u8, 3>;
constexpr size_t vectors_offset = 2; // behind flags and count

template <class Edge, class ActiveLow, class Shared> InterruptMode mode_of(u8 flags)
{
    return {Edge::get(flags) == 0, ActiveLow::get(flags) != 0, Shared::get(flags) != 0};
}

Error truncated(char const* what, u64 expected, u64 seen, size_t offset)
{
    return {Side::firmware, what, expected, seen, list_source, offset};
}

} // namespace

Result<std::optional<ResourceItem>> ResourceList::next()
{
    auto const rest = bytes_.subspan(at_);
    if (rest.empty())
        return Error{Side::firmware, "end of a resource list", "an end tag", "none", "ACPI 6.5 6.4.2.9", at_};
    u8 const tag = rest[0];
    bool const is_large = IsLarge::get(tag) != 0;
    size_t const head = is_large ? large_head : 1;
    if (rest.size() < head)
        return truncated("bytes of a large resource item's head", head, rest.size(), at_);
    size_t const length = is_large ? load<u16>(rest, 1) : SmallLength::get(tag);
    if (rest.size() - head < length)
        return truncated("bytes of a resource item", length, rest.size() - head, at_);
    ResourceItem const item{is_large ? tag : SmallName::get(tag), static_cast<u32>(at_), rest.subspan(head, length)};
    if (item.kind == ResourceItem::end_tag)
        return std::optional<ResourceItem>{};
    at_ += head + length;
    return std::optional{item};
}

Result<std::optional<InterruptItem>> InterruptItem::decode(ResourceItem const& item)
{
    InterruptItem result;
    if (item.kind == ResourceItem::irq) {
        if (item.body.size() != 2 && item.body.size() != 3)
            return Error{Side::firmware, "bytes of an IRQ descriptor", 3, item.body.size(), irq_source, item.offset};
        result.mask_ = load<u16>(item.body, 0);
        // std::popcount() would need libgcc.
        for (u32 mask = result.mask_; mask != 0; mask &= mask - 1)
            ++result.count_;
        result.has_flags_ = item.body.size() == 3;
        if (result.has_flags_) {
            result.flags_ = item.body[2];
            result.mode_ = mode_of<IrqIsEdge, IrqIsActiveLow, IrqIsShared>(result.flags_);
        }
        return std::optional{result};
    }
    if (item.kind != ResourceItem::extended_interrupt)
        return std::optional<InterruptItem>{};
    if (item.body.size() < vectors_offset)
        return Error{Side::firmware,  "bytes of an extended interrupt descriptor",
                     vectors_offset,  item.body.size(),
                     extended_source, item.offset};
    result.is_extended_ = true;
    result.flags_ = item.body[0];
    result.mode_ = mode_of<VectorIsEdge, VectorIsActiveLow, VectorIsShared>(result.flags_);
    result.count_ = item.body[1];
    size_t const size = result.count_ * sizeof(u32);
    // A resource source may follow.
    if (item.body.size() - vectors_offset < size)
        return Error{Side::firmware,
                     "bytes of the interrupts that an extended interrupt descriptor counts",
                     size,
                     item.body.size() - vectors_offset,
                     extended_source,
                     item.offset};
    result.numbers_ = item.body.subspan(vectors_offset, size);
    return std::optional{result};
}

u32 InterruptItem::number(u32 index) const
{
    ASSERT(index < count_);
    if (is_extended_)
        return load<u32>(numbers_, index * sizeof(u32));
    u32 mask = mask_;
    while (index-- > 0)
        mask &= mask - 1;
    return static_cast<u32>(std::countr_zero(mask));
}

bool InterruptItem::has(u32 wanted) const
{
    for (u32 i = 0; i < count_; ++i)
        if (number(i) == wanted)
            return true;
    return false;
}

InterruptItem::List InterruptItem::with_only(u32 number) const
{
    constexpr u8 irq_tag = ResourceItem::irq << 3, end_tag = ResourceItem::end_tag << 3 | 1;
    List list;
    auto add = [&](u8 byte) { list.storage[list.size++] = byte; };
    if (is_extended_) {
        add(ResourceItem::extended_interrupt);
        add(vectors_offset + sizeof(u32));
        add(0);
        add(flags_);
        add(1);
        for (unsigned byte = 0; byte < sizeof(u32); ++byte)
            add(static_cast<u8>(number >> 8 * byte));
    } else {
        ASSERT(number < 16);
        add(irq_tag | (has_flags_ ? 3 : 2));
        add(static_cast<u8>(1u << number));
        add(static_cast<u8>(1u << number >> 8));
        if (has_flags_)
            add(flags_);
    }
    // The end tag's checksum: zero counts as right (6.4.2.9).
    add(end_tag);
    add(0);
    return list;
}

} // namespace acpi
