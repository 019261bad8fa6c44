// SPDX-License-Identifier: MIT
// RSDP, root tables, FADT, FACS, MADT: good ones, and each way in which firmware gets them wrong.
#include "acpi/tables.hpp"
#include "tests/host/acpi/image.hpp"

#include <gtest/gtest.h>

namespace acpi::test {
namespace {

// BIOS data area, EBDA at 0x9fc00 and the BIOS area, all zero.
Image empty_machine()
{
    Image image;
    image.place(0x400, join(Bytes(0xe), little_endian(0x9fc0, 2), Bytes(0xf0)));
    image.place(0x9fc00, Bytes(0x400));
    image.place(0xe0000, Bytes(0x20000));
    return image;
}

void put_at(Bytes& area, size_t offset, Bytes const& what)
{
    std::copy(what.begin(), what.end(), area.begin() + static_cast<std::ptrdiff_t>(offset));
}

Bytes fadt_body(u32 length)
{
    Bytes b(length - Sdt::header_size);
    auto set = [&](size_t offset, u64 value, unsigned size) {
        if (offset + size <= length)
            put_at(b, offset - Sdt::header_size, little_endian(value, size));
    };
    auto gas = [&](size_t offset, u8 space, u8 width, u64 address) {
        set(offset, space, 1);
        set(offset + 1, width, 1);
        set(offset + 4, address, 8);
    };
    set(36, 0x1000, 4);
    set(40, 0x2000, 4);
    set(46, 9, 2);
    set(48, 0xb2, 4);
    set(52, 0xf1, 1);
    set(53, 0xf0, 1);
    set(56, 0xb000, 4);
    set(64, 0xb004, 4);
    set(76, 0xb008, 4);
    set(88, 4, 1);
    set(89, 2, 1);
    set(91, 4, 1);
    set(108, 0x32, 1);
    set(109, 0x3, 2);
    set(112, 1u << 0 | 1u << 8 | 1u << 10, 4);
    gas(116, 1, 8, 0xcf9);
    set(128, 6, 1);
    set(132, 0x1'0000'1000, 8);
    set(140, 0x1'0000'2000, 8);
    gas(148, 1, 32, 0x600);
    gas(172, 0, 16, 0xfed0'0004);
    gas(208, 2, 32, 0x608); // a space that PM_TMR cannot have: not usable
    gas(244, 1, 8, 0x700);
    gas(256, 1, 8, 0x701);
    return b;
}

Bytes facs(u32 length, u8 version)
{
    Bytes b(length);
    put_at(b, 0, bytes("FACS"));
    store<u32>(b, 4, length);
    store<u32>(b, 8, 0xabcd);
    store<u64>(b, 24, 0x1234);
    b[32] = version;
    return b;
}

Bytes madt_head() { return join(little_endian(0xfee00000, 4), little_endian(1, 4)); }
Bytes const io_apic = {1, 12, 3, 0, 0, 0, 0xc0, 0xfe, 0x10, 0, 0, 0};
Bytes const iso_0_to_2 = {2, 10, 0, 0, 2, 0, 0, 0, 0, 0};
Bytes const iso_9_level_low = {2, 10, 0, 9, 9, 0, 0, 0, 0x0f, 0};
Bytes const local_apic = {0, 8, 0, 0, 1, 0, 0, 0};

Sdt open(Bytes const& b)
{
    auto table = Sdt::open(b);
    EXPECT_TRUE(table.has_value());
    return *table;
}

} // namespace

TEST(AcpiRsdp, FoundInTheEbdaFirstAndOnSixteenByteSteps)
{
    auto image = empty_machine();
    put_at(image.at(0xe0000), 0x1fff0 - 0x10, rsdp(0, 0x5000));
    auto found = Rsdp::find(image);
    ASSERT_TRUE(found);
    EXPECT_EQ(raw(found->rsdt), 0x5000u);
    EXPECT_EQ(raw(found->address), 0xfffe0u);

    put_at(image.at(0x9fc00), 0x3d0, rsdp(2, 0x6000, 0x7000));
    EXPECT_EQ(raw(Rsdp::find(image)->address), 0x9ffd0u);
}

TEST(AcpiRsdp, NotFoundOffTheStepOrAcrossTheEnd)
{
    auto image = empty_machine();
    put_at(image.at(0xe0000), 8, rsdp(0, 0x5000));
    put_at(image.at(0x9fc00), 0x400 - 16, Bytes{'R', 'S', 'D', ' ', 'P', 'T', 'R', ' '});
    auto found = Rsdp::find(image);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().side, Side::firmware);
}

TEST(AcpiRsdp, ChecksumsLengthsAndHints)
{
    auto image = empty_machine();
    auto bad = rsdp(2, 0x5000, 0x6000);
    bad[33] ^= 1; // extended checksum only
    put_at(image.at(0xe0000), 0, bad);
    EXPECT_STREQ(Rsdp::find(image).error().what, "RSDP extended checksum");
    put_at(image.at(0xe0000), 0x100, rsdp(2, 0x5000, 0x6000));
    EXPECT_EQ(raw(Rsdp::find(image)->xsdt), 0x6000u) << "a bad copy before a good one";

    auto copy = rsdp(2, 0x8000, 0x9000);
    EXPECT_EQ(raw(Rsdp::find(image, {copy})->xsdt), 0x9000u);
    copy[0] = 'X';
    auto fallback = Rsdp::find(image, {copy});
    EXPECT_EQ(raw(fallback->xsdt), 0x6000u);
    EXPECT_FALSE(fallback->from_hint) << "and says why the copy was not taken";
    EXPECT_EQ(raw(Rsdp::find(image, {{}, Phys{0xe0100}})->address), 0xe0100u);
}

TEST(AcpiRsdp, EveryLengthOfACopyAndEveryLengthField)
{
    auto whole = rsdp(2, 0x5000, 0x6000);
    for (size_t n = 0; n <= whole.size(); ++n) {
        Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
        EXPECT_EQ(Rsdp::decode(cut).has_value(), n == whole.size()) << n;
    }
    for (u32 length : {0u, 1u, 19u, 20u, 35u, 37u, 4096u, 0x7fffffffu, 0xffffffffu}) {
        auto b = whole;
        store<u32>(b, 20, length);
        fix_checksum(b, 32);
        EXPECT_FALSE(Rsdp::decode(b)) << length;
    }
}

TEST(AcpiSdt, LengthAndChecksum)
{
    auto good = table("TEST", 1, Bytes(20));
    EXPECT_TRUE(Sdt::open(good));
    for (size_t n = 0; n < good.size(); ++n) {
        Bytes cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(n));
        EXPECT_FALSE(Sdt::open(cut)) << n;
    }
    for (u32 length : {0u, 8u, 35u, 57u, 0x80000000u, 0xffffffffu}) {
        auto b = good;
        store<u32>(b, 4, length);
        fix_checksum(b, 9);
        auto result = Sdt::open(b);
        ASSERT_FALSE(result) << length;
        EXPECT_EQ(result.error().offset, 4u);
        Image image;
        image.place(0x1000, b);
        EXPECT_FALSE(Sdt::open(image, Phys{0x1000})) << length;
    }
    good[40] ^= 0xff;
    EXPECT_STREQ(Sdt::open(good).error().what, "table checksum");
}

TEST(AcpiTables, ABadEntryDoesNotHideTheOthers)
{
    auto image = empty_machine();
    auto broken = table("SSDT", 1, Bytes(8));
    broken[9] ^= 1;
    image.place(0x10000, table("RSDT", 1,
                               join(little_endian(0x11000, 4), little_endian(0x12000, 4), little_endian(0xdead0000, 4),
                                    little_endian(0x13000, 4), Bytes{1, 2, 3})));
    image.place(0x11000, table("FACP", 1, fadt_body(116)));
    image.place(0x12000, broken);
    image.place(0x13000, table("APIC", 1, join(madt_head(), io_apic)));
    put_at(image.at(0xe0000), 0, rsdp(0, 0x10000));

    auto tables = Tables::load(image);
    ASSERT_TRUE(tables);
    ASSERT_EQ(tables->entries().size(), 4u);
    EXPECT_TRUE(tables->entries()[0].is_good);
    EXPECT_FALSE(tables->entries()[1].is_good);
    EXPECT_EQ(tables->entries()[1].signature.view(), "SSDT");
    EXPECT_STREQ(tables->entries()[1].error.what, "table checksum");
    EXPECT_FALSE(tables->entries()[2].is_good);
    EXPECT_TRUE(tables->fadt());
    EXPECT_TRUE(tables->madt());
    EXPECT_FALSE(tables->facs()) << "0x1000 is a hole";
    EXPECT_FALSE(tables->dsdt());
    EXPECT_FALSE(tables->find("SSDT"));
}

TEST(AcpiTables, XsdtPreferredWhenGood)
{
    auto image = empty_machine();
    image.place(0x10000, table("RSDT", 1, little_endian(0x11000, 4)));
    image.place(0x20000, table("XSDT", 1, join(little_endian(0x11000, 8), little_endian(0x12000, 8))));
    image.place(0x11000, table("AAAA", 1, {}));
    image.place(0x12000, table("AAAA", 2, {}));
    put_at(image.at(0xe0000), 0, rsdp(2, 0x10000, 0x20000));
    auto tables = Tables::load(image);
    ASSERT_TRUE(tables);
    EXPECT_TRUE(tables->root().is_xsdt());
    EXPECT_EQ(tables->find("AAAA", 1)->revision(), 2);
    EXPECT_FALSE(tables->find("AAAA", 2));

    image.at(0x20000)[20] ^= 1;
    auto fallback = Tables::load(image);
    ASSERT_TRUE(fallback);
    EXPECT_FALSE(fallback->root().is_xsdt());
    EXPECT_FALSE(fallback->root().xsdt_status());
}

TEST(AcpiFadt, EveryLength)
{
    for (u32 length = Sdt::header_size; length <= 300; ++length) {
        auto b = table("FACP", 6, fadt_body(length));
        auto f = Fadt::decode(open(b));
        ASSERT_EQ(f.has_value(), length >= 116) << length;
        if (!f)
            continue;
        EXPECT_EQ(f->sci_int, 9);
        EXPECT_EQ(raw(f->dsdt), length >= 148 ? 0x1'0000'2000u : 0x2000u) << length;
        EXPECT_EQ(raw(f->firmware_ctrl), length >= 140 ? 0x1'0000'1000u : 0x1000u) << length;
        EXPECT_EQ(f->pm1a_evt_blk.address, length >= 160 ? 0x600u : 0xb000u) << length;
        EXPECT_EQ(f->reset_reg.is_present(), length >= 128) << length;
        EXPECT_EQ(f->sleep_control_reg.is_present(), length >= 256) << length;
        EXPECT_TRUE(f->check_pm1()) << length;
    }
}

TEST(AcpiFadt, FieldsAndPreference)
{
    auto b = table("FACP", 5, fadt_body(268));
    auto f = Fadt::decode(open(b));
    ASSERT_TRUE(f);
    EXPECT_EQ(f->pm1a_cnt_blk.space, AddressSpace::system_memory);
    EXPECT_EQ(f->pm1a_cnt_blk.address, 0xfed00004u);
    EXPECT_FALSE(f->pm1b_evt_blk.is_present());
    EXPECT_EQ(f->pm_tmr_blk.space, AddressSpace::system_io) << "X_PM_TMR_BLK is in a space that cannot be used";
    EXPECT_EQ(f->pm_tmr_blk.address, 0xb008u);
    EXPECT_EQ(f->pm_tmr_blk.bit_width, 32);
    EXPECT_TRUE(f->pm_timer_is_32_bit());
    EXPECT_TRUE(f->has(Fadt::wbinvd));
    EXPECT_FALSE(f->has(Fadt::hw_reduced_acpi));
    EXPECT_EQ(f->century, 0x32);
    EXPECT_EQ(f->iapc_boot_arch, 3);
    EXPECT_EQ(f->reset_value, 6);
    EXPECT_EQ(f->sleep_status_reg.address, 0x701u);
    f->pm1_evt_len = 3;
    EXPECT_FALSE(f->check_pm1());
    f->pm1_evt_len = 4;
    f->flags |= Fadt::hw_reduced_acpi;
    EXPECT_EQ(f->check_pm1().error().side, Side::unsupported);
}

TEST(AcpiFacs, LengthsAlignmentAndWakingVector)
{
    for (u32 n = 0; n < 64; ++n) {
        auto whole = facs(64, 1);
        EXPECT_FALSE(Facs::decode(std::span{whole}.first(n), Phys{0x1000})) << n;
        store<u32>(whole, 4, n);
        EXPECT_FALSE(Facs::decode(whole, Phys{0x1000})) << n;
    }
    auto b = facs(64, 1);
    EXPECT_EQ(Facs::decode(b, Phys{0x1000})->hardware_signature, 0xabcdu);
    EXPECT_EQ(Facs::decode(b, Phys{0x1000})->x_firmware_waking_vector, 0x1234u);
    EXPECT_FALSE(Facs::decode(b, Phys{0x1020}));
    ASSERT_TRUE(Facs::set_waking_vector(b, 0x8000));
    EXPECT_EQ(load<u32>(b, 12), 0x8000u);
    EXPECT_EQ(load<u64>(b, 24), 0u);
    EXPECT_FALSE(Facs::set_waking_vector(b, 0x100000));

    auto v0 = facs(64, 0);
    ASSERT_TRUE(Facs::set_waking_vector(v0, 0x8000));
    EXPECT_EQ(load<u64>(v0, 24), 0x1234u) << "reserved in version 0";

    Image image;
    store<u32>(b, 4, 0xffffffff);
    image.place(0x1000, b);
    EXPECT_FALSE(Facs::open(image, Phys{0x1000}));
    EXPECT_FALSE(Facs::open(image, Phys{0}));
}

TEST(AcpiMadt, StructuresAndOverrides)
{
    Bytes const lapic_override = join(Bytes{5, 12, 0, 0}, little_endian(0x1'fee0'0000, 8));
    Bytes const unknown = {0x80, 3, 0};
    auto b =
        table("APIC", 3, join(madt_head(), local_apic, io_apic, iso_0_to_2, unknown, iso_9_level_low, lapic_override));
    auto madt = Madt::decode(open(b));
    ASSERT_TRUE(madt);
    EXPECT_TRUE(madt->status());
    EXPECT_TRUE(madt->has_pcat_compat());
    EXPECT_EQ(raw(madt->local_apic_address()), 0x1'fee0'0000u);
    EXPECT_EQ(madt->enabled_processors(), 1u);
    EXPECT_EQ(raw(madt->io_apic(0)->address), 0xfec00000u);
    EXPECT_EQ(madt->io_apic(0)->global_system_interrupt_base, 16u);
    EXPECT_FALSE(madt->io_apic(1));
    EXPECT_EQ(madt->interrupt_source_override(0)->global_system_interrupt, 2u);
    EXPECT_EQ(madt->interrupt_source_override(9)->trigger, InterruptSourceOverride::Trigger::level);
    EXPECT_EQ(madt->interrupt_source_override(9)->polarity, InterruptSourceOverride::Polarity::active_low);
    EXPECT_FALSE(madt->interrupt_source_override(1));
}

TEST(AcpiMadt, EveryStructureLength)
{
    for (unsigned type = 0; type < 16; ++type) {
        for (unsigned length = 0; length < 256; ++length) {
            Bytes const bad = {
                static_cast<u8>(type), static_cast<u8>(length), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
            auto b = table("APIC", 1, join(madt_head(), io_apic, bad));
            auto madt = Madt::decode(open(b));
            ASSERT_TRUE(madt);
            EXPECT_TRUE(madt->io_apic(0)) << "the one before it is good";
            if (length < 2 || length > bad.size()) {
                EXPECT_EQ(madt->status().error().offset, 44 + io_apic.size() + 1) << type << " " << length;
            }
            unsigned n = 0;
            for (auto walk = madt->entries(); walk.next();)
                ++n;
            EXPECT_LE(n, 9u);
        }
    }
}

TEST(AcpiMadt, EveryTruncation)
{
    auto whole = table("APIC", 1, join(madt_head(), local_apic, io_apic, iso_0_to_2));
    for (size_t n = Sdt::header_size; n < whole.size(); ++n) {
        Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
        fix_table(cut);
        auto madt = Madt::decode(open(cut));
        ASSERT_EQ(madt.has_value(), n >= 44) << n;
        if (madt) {
            EXPECT_EQ(madt->status().has_value(), n == 44 || n == 52 || n == 64) << n;
            EXPECT_EQ(madt->io_apic(0).has_value(), n >= 64) << n;
        }
    }
}

} // namespace acpi::test
