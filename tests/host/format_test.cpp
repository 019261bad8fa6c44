// SPDX-License-Identifier: MIT
#include "kernel/format.hpp"

#include <gtest/gtest.h>

using Text = FixedText<128>;

TEST(Format, NumbersAndText)
{
    EXPECT_EQ(Text::of("a{}b{}c", 12u, "x").view(), "a12bxc");
    EXPECT_EQ(Text::of("{} {} {}", -7, u64{0}, ~u64{0}).view(), "-7 0 18446744073709551615");
    EXPECT_EQ(Text::of("{}", INT64_MIN).view(), "-9223372036854775808");
    EXPECT_EQ(Text::of("{} {} {}", hex(0xabu), hex(5u, 4), hex(~u64{0}, 99)).view(), "0xab 0x0005 0xffffffffffffffff");
    EXPECT_EQ(Text::of("{}", hex(i8{-1})).view(), "0xff");
}

TEST(Format, ErrorSaysExpectedSeenAndSource)
{
    Error error{Side::firmware, "RSDP checksum", 0, 0x17, "ACPI 6.5 5.2.5.3", 8};
    EXPECT_EQ(Text::of("{}", error).view(), "RSDP checksum at offset 0x8: expected 0x0, seen 0x17 (ACPI 6.5 5.2.5.3)");
    EXPECT_EQ(Text::of("{}", Error{Side::device, "IO_CMD", Value::of(5, "ms"), "nothing"}).view(),
              "IO_CMD: expected 5 ms, seen nothing");
}

TEST(Format, FixedTextMarksWhatItCutOff)
{
    EXPECT_EQ(FixedText<4>::of("{}", "abcd").view(), "abcd");
    EXPECT_EQ(FixedText<4>::of("{}", "abcde").view(), "abc~");
}
