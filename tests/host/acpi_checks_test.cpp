// SPDX-License-Identifier: MIT
// Every label of acpi/checks/ by an image that has this one fault, and none by images that have none.
#include "acpi/checks/checks.hpp"
#include "acpi/known_tables.hpp"
#include "tests/host/acpi/machine_faults.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <set>

namespace acpi::test {
namespace {

using checks::Finding;

class Collected final : public checks::Findings {
public:
    void add(Finding const& finding) override
    {
        labels.insert(finding.label);
        all.push_back(finding);
    }
    std::set<std::string> labels;
    std::vector<Finding> all;
};

Collected found_in(MachineTables const& m)
{
    Image image;
    image.place(0x400, Bytes(0x100));
    Bytes area(0x20000);
    std::copy(m.rsdp.begin(), m.rsdp.end(), area.begin());
    image.place(MachineTables::rsdp_at, area);
    image.place(MachineTables::rsdt_at, m.rsdt);
    if (m.is_xsdt_there)
        image.place(MachineTables::xsdt_at, m.xsdt);
    image.place(MachineTables::fadt_at, m.fadt);
    image.place(MachineTables::madt_at, m.madt);
    image.place(MachineTables::mcfg_at, m.mcfg);
    image.place(MachineTables::hpet_at, m.hpet);
    image.place(MachineTables::dsdt_at, m.dsdt);
    image.place(MachineTables::facs_at, m.facs);
    image.place(MachineTables::facs_at + 0x820, m.facs); // off its alignment
    image.place(MachineTables::ssdt_at, m.ssdt);
    Collected collected;
    checks::check(image, m.hint, collected);
    return collected;
}

std::string text(std::set<std::string> const& labels)
{
    std::string all;
    for (auto const& label : labels)
        all += label + " ";
    return all;
}

std::set<std::string> labels_in_sources()
{
    std::set<std::string> labels;
    for (char const* name : {"rsdp", "tables", "header", "fadt", "facs", "madt", "mcfg"}) {
        std::ifstream file(std::string(PROJECT_SOURCE "/acpi/checks/") + name + ".cpp");
        std::string const source{std::istreambuf_iterator<char>(file), {}};
        std::regex const label("\"([A-Z]+\\.[A-Z0-9_]+)\"");
        for (std::sregex_iterator i(source.begin(), source.end(), label), end; i != end; ++i)
            labels.insert((*i)[1]);
    }
    return labels;
}

} // namespace

TEST(AcpiChecks, SoundTablesHaveNoFinding)
{
    for (u8 revision = 1; revision <= 6; ++revision) {
        auto m = MachineTables::fixed(revision);
        m.fix_checksums();
        EXPECT_EQ(text(found_in(m).labels), "") << "FADT revision " << unsigned{revision};
    }
    auto reduced = MachineTables::reduced();
    reduced.fix_checksums();
    EXPECT_EQ(text(found_in(reduced).labels), "") << "hardware-reduced";
    auto old = MachineTables::fixed(1);
    old.rsdp = rsdp(0, MachineTables::rsdt_at);
    old.fix_checksums();
    EXPECT_EQ(text(found_in(old).labels), "") << "ACPI 1.0";
}

TEST(AcpiChecks, EachFaultIsFoundByItsLabel)
{
    for (auto const& fault : faults()) {
        auto const m = tables_with(fault);
        auto const found = found_in(m);
        auto expected = fault.also;
        expected.insert(fault.label);
        EXPECT_EQ(text(found.labels), text(expected)) << "image for " << fault.label;
        bool const has_severity = std::any_of(found.all.begin(), found.all.end(), [&](Finding const& f) {
            return f.label == fault.label && f.severity == fault.severity;
        });
        EXPECT_TRUE(has_severity) << fault.label << " " << to_text(fault.severity);
        for (auto const& f : found.all)
            EXPECT_GT(std::string_view(f.error.source).size(), 5u) << f.label << ": section";
    }
}

TEST(AcpiChecks, EveryLabelHasAnImage)
{
    // Of structures too short for their parser, which the length in known_tables.cpp keeps away.
    std::set<std::string> without = {"FADT.UNREADABLE", "MADT.UNREADABLE", "MCFG.UNREADABLE", "RSDP.SIGNATURE"};
    for (auto const& fault : faults())
        without.insert(fault.label);
    auto const all = labels_in_sources();
    EXPECT_GT(all.size(), 90u);
    for (auto const& label : all)
        EXPECT_EQ(without.count(label), 1u) << label;
}

TEST(AcpiChecks, StructuresAlone)
{
    Collected none;
    checks::check_rsdp(bytes("something else, 36 bytes in length..."), Phys{0}, none);
    EXPECT_EQ(text(none.labels), "RSDP.SIGNATURE ");

    // Any length of each, and each byte another: no access outside (AddressSanitizer), whatever is found.
    auto m = MachineTables::fixed(6);
    m.fix_checksums();
    for (Bytes const* whole : {&m.fadt, &m.madt, &m.mcfg, &m.hpet, &m.dsdt, &m.facs, &m.rsdp}) {
        for (size_t n = 0; n <= whole->size(); ++n) {
            Bytes cut(whole->begin(), whole->begin() + static_cast<std::ptrdiff_t>(n));
            Bytes fitted = cut;
            if (n >= 8)
                store<u32>(fitted, 4, static_cast<u32>(n));
            for (Bytes const& b : {cut, fitted}) {
                Collected c;
                checks::check_table(b, Phys{0x1000}, c);
                checks::check_facs(b, Phys{0x1000}, c);
                checks::check_rsdp(b, Phys{0x1000}, c);
                EXPECT_FALSE(c.labels.empty());
            }
        }
        for (size_t i = 0; i < whole->size(); ++i) {
            Bytes changed = *whole;
            for (u8 value : {u8{0}, u8{1}, u8{0x7f}, u8{0xff}}) {
                changed[i] = value;
                Collected c;
                checks::check_table(changed, Phys{0x1000}, c);
                checks::check_facs(changed, Phys{0x1000}, c);
                checks::check_rsdp(changed, Phys{0x1000}, c);
            }
        }
    }
}

TEST(AcpiChecks, ABadTableIsStillLookedInto)
{
    auto m = MachineTables::fixed(3);
    m.fix_checksums();
    m.fadt[88] = 3;
    auto const found = found_in(m);
    EXPECT_EQ(found.labels.count("TABLE.CHECKSUM"), 1u);
    EXPECT_EQ(found.labels.count("FADT.PM1_EVT_LEN"), 1u);
    m.facs[33] = 1;
    EXPECT_EQ(found_in(m).labels.count("FACS.RESERVED"), 1u) << "which only the bad FADT points to";
}

TEST(AcpiChecks, TextOfAFinding)
{
    auto m = MachineTables::fixed(3);
    m.fadt[88] = 2;
    set(m.fadt, 149, 16, 1);
    m.fix_checksums();
    auto const found = found_in(m);
    ASSERT_EQ(found.all.size(), 1u);
    EXPECT_EQ(FixedText<200>::of("{}", found.all[0]).view(),
              "FADT.PM1_EVT_LEN high FACP: FADT PM1_EVT_LEN, even, 4 at least at offset 0x58: expected 0x4, seen 0x2 "
              "(ACPI 6.5 5.2.9)");
    EXPECT_EQ(raw(found.all[0].address), u64{MachineTables::fadt_at});
}

TEST(AcpiMcfg, Allocations)
{
    auto const m = MachineTables::fixed(3);
    auto const table = Sdt::open_unsummed(m.mcfg);
    ASSERT_TRUE(table);
    auto const mcfg = Mcfg::decode(*table);
    ASSERT_TRUE(mcfg);
    ASSERT_EQ(mcfg->size(), 2u);
    EXPECT_EQ((*mcfg)[1].first_bus, 0x80);
    EXPECT_EQ(raw(*mcfg->function(0, 1, 2, 3)), 0xb000'0000u + (1u << 20) + (2u << 15) + (3u << 12));
    EXPECT_EQ(raw(*mcfg->function(0, 0x80, 0, 0)), 0xc800'0000u) << "the base is that of bus 0";
    EXPECT_FALSE(mcfg->function(1, 0, 0, 0));
    for (u32 length = Sdt::header_size; length < m.mcfg.size(); ++length) {
        Bytes cut(m.mcfg.begin(), m.mcfg.begin() + static_cast<std::ptrdiff_t>(length));
        fix_table(cut);
        auto const result = Mcfg::decode(*Sdt::open(cut));
        ASSERT_EQ(result.has_value(), length >= 44) << length;
        if (result) {
            EXPECT_EQ(result->size(), (length - 44) / 16);
        }
    }
}

TEST(AcpiKnownTables, Names)
{
    ASSERT_NE(known_table("FACP"), nullptr);
    EXPECT_EQ(known_table("XXXX"), nullptr);
    std::set<std::string_view> seen;
    for (auto const& table : known_tables()) {
        EXPECT_TRUE(seen.insert(table.signature.view()).second) << table.signature.view() << " twice";
        EXPECT_GE(table.least_length, 36u);
        EXPECT_GT(std::string_view(table.description).size(), 3u);
    }
}

TEST(AcpiFadt, AFieldCutInTwoIsNotThere)
{
    auto const whole = MachineTables::fixed(6).fadt;
    for (u32 length = 116; length <= 276; ++length) {
        Bytes cut(whole.begin(), whole.begin() + length);
        std::fill(cut.begin() + 56, cut.begin() + 88, u8{0});
        fix_table(cut);
        auto const f = Fadt::decode(*Sdt::open(cut));
        ASSERT_TRUE(f);
        EXPECT_EQ(f->reset_reg.address, length >= 128 ? 0xcf9u : 0u) << length;
        EXPECT_EQ(f->pm1a_evt_blk.address, length >= 160 ? 0x600u : 0u) << length;
        EXPECT_EQ(f->pm1a_cnt_blk.address, length >= 184 ? 0x604u : 0u) << length;
        EXPECT_EQ(f->gpe0_blk.address, length >= 232 ? 0x620u : 0u) << length;
    }
}

} // namespace acpi::test
