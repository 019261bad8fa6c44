// SPDX-License-Identifier: MIT
// Local and I/O APIC against registers that behave as the data sheets say.
#include "drivers/apic/io_apic.hpp"
#include "drivers/apic/local_apic.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace apic {
namespace {

class IoRegisters final : public Window {
public:
    std::map<u32, u32> registers = {{1, 0x0017'0020}};
    u32 selected = 0;
    struct Written {
        u32 index, value;
        bool operator==(Written const&) const = default;
    };
    std::vector<Written> written;

    u32 read(u32 offset) override
    {
        EXPECT_TRUE(offset == 0 || offset == 0x10) << offset;
        return offset == 0 ? selected : registers[selected];
    }
    void write(u32 offset, u32 value) override
    {
        EXPECT_TRUE(offset == 0 || offset == 0x10) << offset;
        if (offset == 0) {
            selected = value;
            return;
        }
        registers[selected] = value;
        written.push_back({selected, value});
    }
};

class LocalRegisters final : public Window {
public:
    std::map<u32, u32> registers = {{0x20, 0x0500'0000}, {0x30, 0x0005'0014}, {0x80, 0x20}, {0xf0, 0x0f}};
    unsigned ends = 0;
    u32 read(u32 offset) override
    {
        EXPECT_EQ(offset % 16, 0u);
        EXPECT_LT(offset, LocalApic::window_bytes);
        return registers[offset];
    }
    void write(u32 offset, u32 value) override
    {
        ends += offset == 0xb0;
        registers[offset] = value;
    }
};

} // namespace

TEST(Apic, EntryAsTheDataSheetHasIt)
{
    EXPECT_EQ((Redirection{0x30, false, false, false, 0}.encode()), 0x30u);
    EXPECT_EQ((Redirection{0x30, true, true, true, 7}.encode()), 0x0700'0000'0001'a030u);
    EXPECT_EQ(Redirection::written(0x0700'0000'0001'f030), 0x0700'0000'0001'a030u);
}

TEST(Apic, InputsAreAskedFor)
{
    IoRegisters registers;
    auto const apic = IoApic::open(registers).release_value();
    EXPECT_EQ(apic.inputs(), 24u);
    EXPECT_EQ(apic.version(), 0x20u);
}

TEST(Apic, NobodyAnswers)
{
    for (u32 version : {~u32{0}, 0u, 0x00f0'0020u}) {
        IoRegisters registers;
        registers.registers[1] = version;
        auto const apic = IoApic::open(registers);
        ASSERT_FALSE(apic) << version;
        EXPECT_EQ(apic.error().side, Side::firmware);
    }
    LocalRegisters local;
    for (u32 version : {~u32{0}, 0u, 4u}) {
        local.registers[0x30] = version;
        EXPECT_FALSE(LocalApic::open(local)) << version;
    }
}

TEST(Apic, EntryIsMaskedWhileItIsHalfWritten)
{
    IoRegisters registers;
    registers.registers[0x10 + 2 * 11] = 0x0000'0700; // ExtINT, not masked
    registers.registers[0x11 + 2 * 11] = 0x0300'0000;
    auto apic = IoApic::open(registers).release_value();
    apic.set_entry(11, Redirection{0x31, true, true, false, 2}.encode());
    std::vector<IoRegisters::Written> const wanted = {{0x26, 0x0001'0700}, {0x27, 0x0200'0000}, {0x26, 0x0000'a031}};
    EXPECT_EQ(registers.written, wanted);
    EXPECT_EQ(apic.entry(11), 0x0200'0000'0000'a031u);
}

TEST(Apic, MaskLeavesTheRest)
{
    IoRegisters registers;
    auto apic = IoApic::open(registers).release_value();
    apic.set_entry(23, Redirection{0x31, true, true, false, 2}.encode());
    apic.set_mask(23, true);
    EXPECT_EQ(apic.entry(23), 0x0200'0000'0001'a031u);
    EXPECT_FALSE(apic.is_awaiting_end(23));
    registers.registers[0x10 + 2 * 23] |= 1u << 14;
    apic.set_mask(23, false);
    EXPECT_TRUE(apic.is_awaiting_end(23));
    EXPECT_EQ(Redirection::written(apic.entry(23)), 0x0200'0000'0000'a031u);
}

TEST(Apic, LocalIsEnabledAndPutBack)
{
    LocalRegisters registers;
    auto apic = LocalApic::open(registers).release_value();
    EXPECT_EQ(apic.id(), 5u);
    apic.enable(0xff);
    EXPECT_EQ(registers.registers[0xf0], 0x1ffu);
    EXPECT_EQ(registers.registers[0x80], 0u);
    apic.end_of_interrupt();
    EXPECT_EQ(registers.ends, 1u);
    apic.restore();
    EXPECT_EQ(registers.registers[0xf0], 0x0fu);
    EXPECT_EQ(registers.registers[0x80], 0x20u);
}

TEST(Apic, BitsOfTheWideRegisters)
{
    LocalRegisters registers;
    registers.registers[0x110] = 1u << 16; // in service: 48
    registers.registers[0x270] = 1u << 31; // requested: 255
    registers.registers[0x180] = 1;        // level: 0
    auto apic = LocalApic::open(registers).release_value();
    EXPECT_TRUE(apic.is_in_service(48));
    EXPECT_FALSE(apic.is_in_service(49));
    EXPECT_TRUE(apic.is_requested(255));
    EXPECT_FALSE(apic.is_requested(48));
    EXPECT_TRUE(apic.is_level(0));
    EXPECT_FALSE(apic.is_level(32));
}

} // namespace apic
