// SPDX-License-Identifier: MIT
// The text of acpidump, from acpica-tools and from pmtools.
#include "acpi/acpidump.hpp"

#include "kernel/format.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace acpi::test {
namespace {

struct Dump {
    std::vector<std::string> tables; // "DSDT 0x10: 44 53"
    std::vector<std::string> errors;
};

Dump read(std::string_view text)
{
    Dump dump;
    AcpidumpReader reader{text};
    std::vector<u8> storage(AcpidumpReader::room(text.size()));
    std::span<u8> room = storage;
    for (;;) {
        auto table = reader.next(room);
        if (!table) {
            EXPECT_EQ(table.error().side, Side::host);
            EXPECT_LE(table.error().offset, text.size());
            dump.errors.emplace_back(
                FixedText<200>::of("{}: {}", AcpidumpReader::line_number(text, table.error().offset), table.error())
                    .view());
            continue;
        }
        if (!table->has_value())
            return dump;
        std::string bytes;
        for (u8 byte : (*table)->bytes)
            bytes += " " + std::string{FixedText<8>::of("{}", hex(byte, 2)).view().substr(2)};
        dump.tables.push_back(std::string{(*table)->name} + " " +
                              std::string{FixedText<20>::of("{}", hex((*table)->address)).view()} + ":" + bytes);
        room = room.subspan((*table)->bytes.size());
    }
}

constexpr std::string_view acpica_text = "DSDT @ 0x000000007FFE0040\n"
                                         "    0000: 44 53 44 54 01 02 03 04 05 06 07 08 09 0A 0B 0C  DSDT............\n"
                                         "    0010: FE 20                                            . \n"
                                         "\n"
                                         "RSD PTR @ 0x00000000000F59D0\n"
                                         "  0000: 52 53                                            RS\n"
                                         "\n";

} // namespace

TEST(AcpiDump, AsAcpicaWritesIt)
{
    auto dump = read(acpica_text);
    EXPECT_TRUE(dump.errors.empty()) << dump.errors[0];
    ASSERT_EQ(dump.tables.size(), 2u);
    EXPECT_EQ(dump.tables[0], "DSDT 0x7ffe0040: 44 53 44 54 01 02 03 04 05 06 07 08 09 0a 0b 0c fe 20");
    EXPECT_EQ(dump.tables[1], "RSD PTR 0xf59d0: 52 53");
}

// Fewer digits, lower case, no blank line, lines that end as on DOS, text before the first table.
TEST(AcpiDump, AsPmtoolsWroteIt)
{
    auto dump = read("Wrong checksum for OEMB\r\n"
                     "FACP @ 0x1fe70000\r\n"
                     "  0000: 46 41 43 50                                      FACP\r\n"
                     "SSDT @ 0x0\r\n"
                     "  0000: 53 5f\r\n");
    EXPECT_TRUE(dump.errors.empty()) << dump.errors[0];
    ASSERT_EQ(dump.tables.size(), 2u);
    EXPECT_EQ(dump.tables[0], "FACP 0x1fe70000: 46 41 43 50");
    EXPECT_EQ(dump.tables[1], "SSDT 0x0: 53 5f");
}

// The characters beside the bytes may look like bytes.
TEST(AcpiDump, CharactersAreNoBytes)
{
    auto dump = read("SSDT @ 0x10\n  0000: 20 41 42 20                                       AB \n");
    ASSERT_EQ(dump.tables.size(), 1u);
    EXPECT_EQ(dump.tables[0], "SSDT 0x10: 20 41 42 20");
}

TEST(AcpiDump, BadTextIsToldByLineAndCostsItsTable)
{
    struct {
        std::string_view text;
        std::string_view error;
    } constexpr cases[] = {
        {"DSDT @ 0x10\n  0000: 44 5G\n", "2: dump: byte"},
        {"DSDT @ 0x10\n  0000: 44 53\n  0010: 01\n", "3: dump: offset of a line"},
        {"DSDT @ 0x10\n  0010: 44 53\n", "2: dump: offset of a line"},
        {"DSDT @ 0x10\n  0000:\n", "2: dump: bytes in a line"},
        {"DSDT @ 0x10\n", "1: dump: lines of a table"},
        {"DSDT @ 0x10\n\n  0000: 44\n", "1: dump: lines of a table"},
    };
    for (auto const& c : cases) {
        auto dump = read(std::string{c.text} + "\nSSDT @ 0x20\n  0000: 53\n");
        ASSERT_EQ(dump.errors.size(), 1u) << c.text;
        EXPECT_EQ(dump.errors[0].substr(0, c.error.size()), c.error);
        ASSERT_EQ(dump.tables.size(), 1u) << c.text;
        EXPECT_EQ(dump.tables[0], "SSDT 0x20: 53");
    }
}

TEST(AcpiDump, WhatIsNoDump)
{
    for (std::string_view text : {"", "\n", "DSDT", "DSDT @ 10", "DSDT @ 0x", "DSDT @ 0x11223344556677889", " @ 0x10",
                                  "LONGERTHAN8 @ 0x10", "DSDT @ 0x10 and more"}) {
        EXPECT_FALSE(AcpidumpReader::is_dump(text)) << text;
        EXPECT_TRUE(read(text).tables.empty()) << text;
    }
    EXPECT_TRUE(AcpidumpReader::is_dump(acpica_text));
}

// Any part of a dump is read without going outside of it or of the room, to an end.
TEST(AcpiDump, EveryTruncation)
{
    for (size_t size = 0; size <= acpica_text.size(); ++size) {
        std::string const part{acpica_text.substr(0, size)};
        EXPECT_LE(read(part).tables.size(), 2u);
    }
    AcpidumpReader reader{acpica_text};
    std::vector<u8> small(4);
    auto table = reader.next(small);
    ASSERT_FALSE(table);
    EXPECT_STREQ(table.error().what, "dump: room for bytes");
}

} // namespace acpi::test
