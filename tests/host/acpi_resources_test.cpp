// SPDX-License-Identifier: MIT
// Resource descriptors: lists as bytes, those that are whole and those that are not. ACPI 6.5 6.4.
#include "acpi/resources.hpp"
#include "tests/host/acpi/image.hpp"

#include <gtest/gtest.h>

namespace acpi::test {
namespace {

// The interrupts of the first item.
Result<std::optional<InterruptItem>> first(Bytes const& list)
{
    ResourceList items{list};
    auto const item = TRY(items.next());
    if (!item)
        return std::optional<InterruptItem>{};
    return InterruptItem::decode(*item);
}

// Of a list that is known to be good.
InterruptItem interrupts(Bytes const& list) { return first(list).release_value().value(); }

Error error_of(Bytes const& list)
{
    auto result = first(list);
    EXPECT_FALSE(result);
    return result ? Error{} : result.error();
}

Bytes bytes_of(InterruptItem::List const& list) { return {list.bytes().begin(), list.bytes().end()}; }

} // namespace

TEST(AcpiResources, Irq)
{
    Bytes const without_flags{0x22, 0x20, 0x08, 0x79, 0x00};
    auto const two = interrupts(without_flags);
    EXPECT_EQ(two.count(), 2u);
    EXPECT_EQ(two.number(0), 5u);
    EXPECT_EQ(two.number(1), 11u);
    EXPECT_TRUE(two.has(11));
    EXPECT_FALSE(two.has(10));
    EXPECT_EQ(two.mode(), (InterruptMode{false, false, false})) << "edge, active high, exclusive";
    EXPECT_EQ(bytes_of(two.with_only(11)), (Bytes{0x22, 0x00, 0x08, 0x79, 0x00}));

    Bytes const with_flags{0x23, 0x00, 0x80, 0x18, 0x79, 0x00};
    auto const level = interrupts(with_flags);
    EXPECT_EQ(level.number(0), 15u);
    EXPECT_EQ(level.mode(), intx_mode);
    EXPECT_EQ(bytes_of(level.with_only(15)), with_flags);

    Bytes const edge{0x23, 0x01, 0x00, 0x01, 0x79, 0x00};
    EXPECT_EQ(interrupts(edge).mode(), (InterruptMode{false, false, false}));
    Bytes const nothing{0x22, 0x00, 0x00, 0x79, 0x00};
    EXPECT_EQ(interrupts(nothing).count(), 0u);
}

TEST(AcpiResources, ExtendedInterrupt)
{
    Bytes const list{0x89, 0x0e, 0x00, 0x0d, 0x03, 5, 0, 0, 0, 10, 0, 0, 0, 0x78, 0x56, 0x34, 0x12, 0x79, 0x00};
    auto const three = interrupts(list);
    EXPECT_EQ(three.count(), 3u);
    EXPECT_EQ(three.number(2), 0x12345678u);
    EXPECT_EQ(three.mode(), intx_mode);
    EXPECT_EQ(bytes_of(three.with_only(10)), (Bytes{0x89, 0x06, 0x00, 0x0d, 0x01, 10, 0, 0, 0, 0x79, 0x00}));

    // Edge, active high, exclusive, with a resource source behind the numbers.
    Bytes const source{0x89, 0x0b, 0x00, 0x03, 0x01, 9, 0, 0, 0, 0, 'A', 'B', 'C', 0, 0x79, 0x00};
    EXPECT_EQ(interrupts(source).number(0), 9u);
    EXPECT_EQ(interrupts(source).mode(), (InterruptMode{false, false, false}));
}

TEST(AcpiResources, Walk)
{
    Bytes const list{0x47, 1, 0x60, 0, 0x60, 0, 1, 1, 0x22, 0x02, 0x00, 0x86, 0x01, 0x00, 0xff, 0x79, 0x00, 0x22, 0x00};
    ResourceList items{list};
    std::vector<std::pair<unsigned, u32>> seen;
    for (;;) {
        auto item = items.next();
        ASSERT_TRUE(item);
        if (!*item)
            break;
        seen.emplace_back((*item)->kind, (*item)->offset);
    }
    EXPECT_EQ(seen, (std::vector<std::pair<unsigned, u32>>{{0x08, 0}, {0x04, 8}, {0x86, 11}}));
    EXPECT_TRUE(items.next() && !*items.next()) << "the end tag stays the end";
    // Items of other kinds are no interrupts, and no error.
    auto other = first({0x47, 1, 0x60, 0, 0x60, 0, 1, 1, 0x79, 0});
    ASSERT_TRUE(other);
    EXPECT_FALSE(*other);
}

TEST(AcpiResources, WhatIsNotWhole)
{
    EXPECT_EQ(error_of({}).expected.text(), "an end tag");
    EXPECT_EQ(error_of({0x22, 0x00}).offset, 0u);
    EXPECT_STREQ(error_of({0x22, 0x00}).what, "bytes of a resource item");
    EXPECT_STREQ(error_of({0x89, 0x06}).what, "bytes of a large resource item's head");
    EXPECT_STREQ(error_of({0x89, 0x06, 0x00, 0x00}).what, "bytes of a resource item");
    EXPECT_STREQ(error_of({0x21, 0x00}).what, "bytes of an IRQ descriptor");
    EXPECT_STREQ(error_of({0x24, 0, 0, 0, 0}).what, "bytes of an IRQ descriptor");
    EXPECT_STREQ(error_of({0x89, 0x01, 0x00, 0x00}).what, "bytes of an extended interrupt descriptor");
    auto short_by_one = error_of({0x89, 0x09, 0x00, 0x00, 0x02, 1, 0, 0, 0, 2, 0, 0});
    EXPECT_EQ(short_by_one.expected.number(), 8u);
    EXPECT_EQ(short_by_one.seen.number(), 7u);
    // A list that only lacks its end.
    Bytes const endless{0x22, 0x01, 0x00};
    ResourceList items{endless};
    ASSERT_TRUE(items.next());
    EXPECT_FALSE(items.next());
}

TEST(AcpiResources, EveryTruncation)
{
    Bytes const list{0x23, 0x01, 0x00, 0x18, 0x89, 0x06, 0x00, 0x0d, 0x01, 10, 0, 0, 0, 0x79, 0x00};
    for (size_t size = 0; size < list.size(); ++size) {
        Bytes const cut(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(size));
        ResourceList items{cut};
        unsigned whole = 0;
        for (bool goes_on = true; goes_on;) {
            auto item = items.next();
            goes_on = item && *item;
            whole += goes_on;
            if (!item)
                EXPECT_EQ(item.error().side, Side::firmware);
            else
                EXPECT_TRUE(goes_on || size == list.size() - 1) << "an end without an end tag at " << size;
        }
        EXPECT_EQ(whole, size >= 13 ? 2u : size >= 4 ? 1u : 0u) << size;
    }
}

} // namespace acpi::test
