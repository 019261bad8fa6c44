// SPDX-License-Identifier: MIT
// What an OS runs first: tests/host/acpi/start_up.asl. And the Global Lock, ACPI 6.5 5.2.10.1.
#include "acpi/global_lock.hpp"
#include "acpi/start_up.hpp"
#include "tests/host/acpi/evaluated.hpp"

#include <gtest/gtest.h>

namespace acpi::test {

TEST(AcpiStartUp, RegThenIniThenPic)
{
    auto e = evaluate_blocks({read_aml("start_up")});
    auto const started = start_up(*e.evaluator, InterruptModel::apic);
    EXPECT_EQ(e.value("\\LOG"), "0x134569");
    EXPECT_EQ(e.value("\\_SB.DEV0.SAID"), "0x201") << "PCI_Config, connected";
    EXPECT_EQ(e.value("\\MODL"), "0x1");
    EXPECT_EQ(started.reg_methods, 2u);
    EXPECT_EQ(started.ini_methods, 3u);
    EXPECT_TRUE(started.has_pic);
    EXPECT_EQ(started.failed, 2u);
    ASSERT_TRUE(started.last_failure);
    EXPECT_EQ(started.last_failure->method.view(), "\\_SB_.DEV2._INI");
}

TEST(AcpiStartUp, TheOtherModelLater)
{
    auto e = evaluate_blocks({read_aml("start_up")});
    (void)start_up(*e.evaluator, InterruptModel::pic);
    EXPECT_EQ(e.value("\\MODL"), "0x0");
    EXPECT_TRUE(tell_interrupt_model(*e.evaluator, InterruptModel::apic));
    EXPECT_EQ(e.value("\\MODL"), "0x1");
    EXPECT_EQ(e.value("\\LOG"), "0x1345699") << "\\_PIC alone";
    EXPECT_TRUE(tell_interrupt_model(*evaluate_blocks({read_aml("empty")}).evaluator, InterruptModel::apic));
}

TEST(AcpiStartUp, NothingToRun)
{
    auto e = evaluate_blocks({read_aml("empty")});
    auto const started = start_up(*e.evaluator, InterruptModel::pic);
    EXPECT_EQ(started.reg_methods + started.ini_methods + started.failed, 0u);
    EXPECT_FALSE(started.has_pic);
    EXPECT_FALSE(started.last_failure);
}

TEST(AcpiGlobalLock, TakesTurnsWithFirmware)
{
    constexpr u32 others = 0xabcd'0000; // reserved bits stay
    u32 word = others;
    GlobalLock lock(word);
    EXPECT_TRUE(lock.acquire());
    EXPECT_EQ(word, others | GlobalLock::owned);
    EXPECT_FALSE(lock.release()) << "nobody waits";
    EXPECT_EQ(word, others);

    word = others | GlobalLock::owned; // firmware's
    EXPECT_FALSE(lock.acquire());
    EXPECT_EQ(word, others | GlobalLock::owned | GlobalLock::pending) << "firmware is told that somebody waits";
    word = others; // as firmware leaves it
    EXPECT_TRUE(lock.acquire());
    word |= GlobalLock::pending; // firmware came meanwhile
    EXPECT_TRUE(lock.release()) << "it is to be told";
    EXPECT_EQ(word, others);
}

} // namespace acpi::test
