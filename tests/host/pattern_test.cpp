// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/pattern.hpp"

#include <gtest/gtest.h>

#include <vector>

using oracle::Pattern;

TEST(Pattern, EveryBytePlaceAndLength)
{
    Pattern pattern(0x1234'5678'9abc'def0);
    for (u64 offset = 0; offset < 17; ++offset)
        for (size_t size = 0; size < 80; ++size) {
            std::vector<u8> bytes(size, 0xee);
            pattern.fill(bytes, offset);
            for (size_t at = 0; at < size; ++at)
                ASSERT_EQ(bytes[at], pattern.byte_at(offset + at));
            EXPECT_FALSE(pattern.check(bytes, offset));
            for (size_t at = 0; at < size; ++at) {
                bytes[at] ^= 1;
                auto found = pattern.check(bytes, offset);
                ASSERT_TRUE(found);
                EXPECT_EQ(found->offset, offset + at);
                EXPECT_EQ(found->seen ^ 1, found->expected);
                EXPECT_EQ(found->bytes, 1u);
                bytes[at] ^= 1;
            }
        }
}

TEST(Pattern, SameBytesElsewhereOrOfAnotherSeedDiffer)
{
    std::vector<u8> bytes(256);
    Pattern(1).fill(bytes, 0);
    EXPECT_TRUE(Pattern(2).check(bytes, 0));
    EXPECT_TRUE(Pattern(1).check(bytes, 8));
}
