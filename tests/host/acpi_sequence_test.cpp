// SPDX-License-Identifier: MIT
// The order of everything on the way to sleep and back, by a fake that writes down each register access and each
// method: ACPI 6.5 16.1.6, 7.5.
#include "acpi/sleep_methods.hpp"
#include "tests/host/acpi/evaluated.hpp"

#include <gtest/gtest.h>

namespace acpi::test {
namespace {

constexpr u64 event_a = 0x600, event_b = 0x700, control_a = 0x604, control_b = 0x704, smi_cmd = 0xb2;
constexpr u64 sleep_control_port = 0xfed0'0000, sleep_status_port = 0x901;
constexpr Duration limit = 15_ms;

using Log = std::vector<std::string>;

std::string hex_text(u64 value)
{
    auto text = FixedText<32>::of("{}", hex(value));
    return std::string(text.view());
}

// Registers hold what was written, but for status registers, which are cleared by ones. Reads are not in the log.
class FakeRegisters final : public Registers {
public:
    explicit FakeRegisters(Log& log) : log_(log) {}
    Status open(Register const& where) override
    {
        opened_.push_back(where.address);
        if (where.address == unreachable)
            return Error{Side::host, "reachable", 1, 0};
        return {};
    }
    u64 read(Register const& from) override { return value(from); }
    void write(Register const& to, u64 written) override
    {
        EXPECT_NE(std::find(opened_.begin(), opened_.end(), to.address), opened_.end()) << "not opened";
        log_.push_back((to.space == AddressSpace::system_io ? "io " : "mem ") + hex_text(to.address) + "/" +
                       std::to_string(to.width_bytes) + " = " + hex_text(written));
        bool const is_status = to.address == event_a || to.address == event_b || to.address == sleep_status_port;
        if (is_status)
            value(to) &= ~written;
        else
            value(to) = written;
        if (to.address == smi_cmd)
            values_[control_a] |= 1;
        if (to.address == wakes_after)
            values_[wake_status_port] |= wake_status;
    }
    void flush_caches() override { log_.push_back("flush"); }
    u64& operator[](u64 address) { return values_[address]; }

    u64 unreachable = ~u64{0};
    // SLP_EN to this register wakes the machine in place.
    u64 wakes_after = ~u64{0}, wake_status_port = 0, wake_status = 0;

private:
    u64& value(Register const& r) { return values_[r.address]; }
    Log& log_;
    std::map<u64, u64> values_;
    std::vector<u64> opened_;
};

class FakeMethods final : public SleepMethods {
public:
    explicit FakeMethods(Log& log) : log_(log) {}
    Result<bool> call(std::string_view path, u64 argument) override
    {
        log_.push_back(std::string(path) + "(" + std::to_string(argument) + ")");
        if (path == fails)
            return Error{Side::firmware, "method", 0, 1, "test"};
        return true;
    }
    Result<std::optional<Wak>> wak(u64 state) override
    {
        log_.push_back("\\_WAK(" + std::to_string(state) + ")");
        if (fails == "\\_WAK")
            return Error{Side::firmware, "method", 0, 1, "test"};
        return std::optional{Wak{Wak::thermal, 4}};
    }
    std::string_view fails;

private:
    Log& log_;
};

Gas io(u64 address) { return {AddressSpace::system_io, 16, 0, 0, address}; }

Fadt fixed(bool with_b)
{
    Fadt f;
    f.pm1a_evt_blk = io(event_a);
    f.pm1a_cnt_blk = io(control_a);
    if (with_b) {
        f.pm1b_evt_blk = io(event_b);
        f.pm1b_cnt_blk = io(control_b);
    }
    f.pm1_evt_len = 4;
    f.pm1_cnt_len = 2;
    f.smi_cmd = smi_cmd;
    f.acpi_enable = 0xf1;
    f.flags = Fadt::wbinvd;
    return f;
}

Fadt hardware_reduced()
{
    Fadt f;
    f.flags = Fadt::hw_reduced_acpi | Fadt::wbinvd;
    f.sleep_control_reg = {AddressSpace::system_memory, 8, 0, 1, sleep_control_port};
    f.sleep_status_reg = {AddressSpace::system_io, 8, 0, 1, sleep_status_port};
    return f;
}

Bytes facs_bytes(u8 version)
{
    Bytes b(64);
    std::copy_n("FACS", 4, b.begin());
    store<u32>(b, 4, 64);
    store<u64>(b, 24, 0x1234'5678'9abc);
    b[32] = version;
    store<u32>(b, 36, 0xffff'ffff);
    return b;
}

struct Rig {
    Log log;
    FakeRegisters registers{log};
    FakeMethods methods{log};
    Bytes facs = facs_bytes(2);

    SleepSequence open(Fadt const& fadt)
    {
        registers[control_a] |= 1; // SCI_EN
        auto s = SleepSequence::open(registers, fadt, facs, methods);
        EXPECT_TRUE(s);
        return *s;
    }
    Log take() { return std::exchange(log, {}); }
};

Log to_sleep(Rig& rig, SleepSequence& s, SleepSequence::Target const& target, u32 vector, u16 events)
{
    s.announce(target);
    EXPECT_TRUE(s.prepare(vector));
    s.arm(events);
    (void)s.enter(limit);
    return rig.take();
}

} // namespace

TEST(AcpiSequence, FixedHardwareWithOneBlock)
{
    Rig rig;
    auto s = rig.open(fixed(false));
    rig.registers[control_a] = 0x3c03; // SLP_EN and SLP_TYP of before are not written back, bits 0 and 1 are
    EXPECT_EQ(to_sleep(rig, s, {3, 1, 7}, 0x8000, pm1::rtc), (Log{
                                                                 "\\_TTS(3)",
                                                                 "\\_PTS(3)",
                                                                 "\\_SI._SST(3)",
                                                                 "io 0x600/2 = 0xffff",
                                                                 "io 0x602/2 = 0x400",
                                                                 "\\_GTS(3)",
                                                                 "io 0x604/2 = 0x403",
                                                                 "flush",
                                                                 "io 0x604/2 = 0x2403",
                                                             }));
}

TEST(AcpiSequence, FixedHardwareWithBothBlocks)
{
    Rig rig;
    auto s = rig.open(fixed(true));
    rig.registers[control_b] = 0x8004; // reserved bits stay
    EXPECT_EQ(to_sleep(rig, s, {1, 5, 2}, 0, pm1::pwrbtn | pm1::tmr), (Log{
                                                                          "\\_TTS(1)",
                                                                          "\\_PTS(1)",
                                                                          "\\_SI._SST(3)",
                                                                          "io 0x600/2 = 0xffff",
                                                                          "io 0x700/2 = 0xffff",
                                                                          "io 0x602/2 = 0x101",
                                                                          "io 0x702/2 = 0x101",
                                                                          "\\_GTS(1)",
                                                                          "io 0x604/2 = 0x1401",
                                                                          "io 0x704/2 = 0x8804",
                                                                          "flush",
                                                                          "io 0x604/2 = 0x3401",
                                                                          "io 0x704/2 = 0xa804",
                                                                      }));
}

TEST(AcpiSequence, HardwareReducedUsesTheSleepControlRegister)
{
    Rig rig;
    auto s = rig.open(hardware_reduced());
    EXPECT_TRUE(s.is_hardware_reduced());
    EXPECT_EQ(s.pm1(), nullptr);
    EXPECT_EQ(to_sleep(rig, s, {3, 5, 0}, 0x8000, pm1::rtc), (Log{
                                                                 "\\_TTS(3)",
                                                                 "\\_PTS(3)",
                                                                 "\\_SI._SST(3)",
                                                                 "io 0x901/1 = 0x80",
                                                                 "\\_GTS(3)",
                                                                 "flush",
                                                                 "mem 0xfed00000/1 = 0x34",
                                                             }));
    EXPECT_EQ(load<u32>(rig.facs, 12), 0x8000u);
}

TEST(AcpiSequence, CachesAreFlushedOnlyWhereMemoryMustHoldThem)
{
    for (unsigned state = 1; state <= 5; ++state) {
        Rig rig;
        auto s = rig.open(fixed(false));
        auto log = to_sleep(rig, s, {state, 1, 1}, 0, 0);
        EXPECT_EQ(std::count(log.begin(), log.end(), "flush"), state <= 3) << state;
        EXPECT_EQ(std::count(log.begin(), log.end(), "\\_SI._SST(4)"), state == 4) << state;
    }
    Rig rig;
    auto fadt = fixed(false);
    fadt.flags = Fadt::wbinvd_flush;
    auto s = rig.open(fadt);
    auto log = to_sleep(rig, s, {3, 1, 1}, 0, 0);
    EXPECT_EQ(std::count(log.begin(), log.end(), "flush"), 1);
}

TEST(AcpiSequence, WayBack)
{
    Rig rig;
    auto s = rig.open(fixed(true));
    to_sleep(rig, s, {3, 1, 1}, 0x8000, 0);
    rig.registers[event_a] = pm1::wak;
    rig.registers[event_b] = pm1::rtc;
    rig.registers[event_a + 2] = pm1::pwrbtn;
    s.resume();
    EXPECT_EQ(load<u32>(rig.facs, 12), 0x8000u);
    auto woken = s.leave();
    ASSERT_TRUE(woken);
    EXPECT_EQ(woken->pm1_status, pm1::wak | pm1::rtc);
    EXPECT_EQ(woken->pm1_enabled, pm1::pwrbtn);
    ASSERT_TRUE(woken->wak.has_value());
    EXPECT_EQ(woken->wak->condition, u64{SleepMethods::Wak::thermal});
    EXPECT_EQ(woken->wak->power_supply_state, 4u);
    EXPECT_EQ(load<u32>(rig.facs, 12), 0u);
    EXPECT_EQ(rig.take(), (Log{"\\_BFS(3)", "\\_SI._SST(2)", "\\_WAK(3)"}));
    EXPECT_TRUE(s.settle());
    EXPECT_EQ(rig.take(), (Log{"io 0x602/2 = 0x0", "io 0x702/2 = 0x0", "io 0x600/2 = 0xffff", "io 0x700/2 = 0xffff"}));
    EXPECT_EQ(rig.registers[event_a], 0u);
    s.working();
    s.working();
    EXPECT_EQ(rig.take(), (Log{"\\_SI._SST(1)", "\\_TTS(0)"})) << "once";
    EXPECT_TRUE(s.method_status());
}

TEST(AcpiSequence, WayBackOfHardwareReduced)
{
    Rig rig;
    auto s = rig.open(hardware_reduced());
    to_sleep(rig, s, {3, 1, 1}, 0x8000, 0);
    rig.registers[sleep_status_port] = 0x80;
    auto woken = s.leave();
    ASSERT_TRUE(woken);
    EXPECT_EQ(woken->pm1_status, 0u);
    rig.take();
    EXPECT_TRUE(s.settle());
    EXPECT_EQ(rig.take(), (Log{"io 0x901/1 = 0x80"}));
    EXPECT_EQ(rig.registers[sleep_status_port], 0u);
}

TEST(AcpiSequence, WakingVectors)
{
    for (u8 version = 0; version <= 2; ++version) {
        Rig rig;
        rig.facs = facs_bytes(version);
        auto s = rig.open(fixed(false));
        s.announce({3, 1, 1});
        ASSERT_TRUE(s.prepare(0x9000));
        EXPECT_EQ(load<u32>(rig.facs, 12), 0x9000u);
        EXPECT_EQ(load<u64>(rig.facs, 24), version >= 1 ? 0u : 0x1234'5678'9abcu) << "reserved in version 0";
        EXPECT_EQ(load<u32>(rig.facs, 36), version >= 2 ? 0xffff'fffeu : 0xffff'ffffu) << "64BIT_WAKE_F";
    }
    Rig rig;
    auto s = rig.open(fixed(false));
    s.announce({3, 1, 1});
    EXPECT_FALSE(s.prepare(0x100000)) << "out of reach of real mode";
}

TEST(AcpiSequence, AMachineThatGoesOnAndOneThatWakesInPlace)
{
    Rig rig;
    auto s = rig.open(fixed(false));
    s.announce({1, 1, 1});
    ASSERT_TRUE(s.prepare(0));
    s.arm(0);
    EXPECT_EQ(s.enter(limit).seen.text(), "it goes on running");
    rig.registers.wakes_after = control_a;
    rig.registers.wake_status_port = event_a;
    rig.registers.wake_status = pm1::wak;
    EXPECT_EQ(s.enter(1_s).seen.text(), "it woke up at once, in place");
    rig.take();
    s.abandon();
    EXPECT_EQ(rig.take(), (Log{"\\_WAK(1)", "\\_SI._SST(1)", "\\_TTS(0)"}));

    Rig reduced;
    auto r = reduced.open(hardware_reduced());
    reduced.registers.wakes_after = sleep_control_port;
    reduced.registers.wake_status_port = sleep_status_port;
    reduced.registers.wake_status = 0x80;
    EXPECT_EQ(r.enter(1_s).seen.text(), "it woke up at once, in place");
}

TEST(AcpiSequence, WithoutFacsThereIsNoWakingVector)
{
    for (auto const& fadt : {fixed(false), hardware_reduced()}) {
        Rig rig;
        rig.registers[control_a] |= 1; // SCI_EN
        auto s = SleepSequence::open(rig.registers, fadt, {}, rig.methods);
        ASSERT_TRUE(s);
        s->announce({5, 7, 7});
        EXPECT_TRUE(s->prepare(0));
        EXPECT_EQ(rig.take(), (Log{"\\_TTS(5)", "\\_PTS(5)", "\\_SI._SST(0)"}));
        auto const status = s->prepare(0x8000);
        ASSERT_FALSE(status);
        EXPECT_EQ(status.error().side, Side::firmware);
    }
}

TEST(AcpiSequence, MethodsThatFail)
{
    Rig rig;
    rig.methods.fails = "\\_PTS";
    auto s = rig.open(fixed(false));
    s.announce({3, 1, 1});
    EXPECT_FALSE(s.prepare(0x8000));
    EXPECT_EQ(load<u32>(rig.facs, 12), 0u);
    s.abandon();
    EXPECT_EQ(rig.take(), (Log{"\\_TTS(3)", "\\_PTS(3)", "\\_WAK(3)", "\\_SI._SST(1)", "\\_TTS(0)"}));

    for (std::string_view name : {"\\_TTS", "\\_SI._SST", "\\_GTS", "\\_BFS", "\\_WAK"}) {
        Rig other;
        other.methods.fails = name;
        auto sequence = other.open(fixed(false));
        to_sleep(other, sequence, {3, 1, 1}, 0, 0);
        sequence.resume();
        EXPECT_TRUE(sequence.leave());
        EXPECT_FALSE(sequence.method_status()) << name;
    }
}

TEST(AcpiSequence, AcpiModeIsAskedForOnce)
{
    Rig rig;
    auto s = rig.open(fixed(false));
    rig.registers[control_a] = 0;
    s.announce({3, 1, 1});
    ASSERT_TRUE(s.prepare(0));
    EXPECT_EQ(rig.take(), (Log{"\\_TTS(3)", "io 0xb2/1 = 0xf1", "\\_PTS(3)", "\\_SI._SST(3)"}));

    auto fadt = fixed(false);
    fadt.smi_cmd = 0;
    auto without = rig.open(fadt);
    rig.registers[control_a] = 0;
    without.announce({3, 1, 1});
    EXPECT_FALSE(without.prepare(0));
}

TEST(AcpiSequence, GlobalLockIsReleasedThroughPm1)
{
    Rig rig;
    auto s = rig.open(fixed(true));
    rig.registers[control_a] = 0x1c03; // SLP_TYP of before stays, SLP_EN does not come
    s.pm1()->release_global_lock();
    EXPECT_EQ(rig.take(), (Log{"io 0x604/2 = 0x1c07", "io 0x704/2 = 0x4"}));
}

TEST(AcpiSequence, WhatCannotBeOpened)
{
    Rig rig;
    auto error = [&](Fadt const& fadt, std::span<u8> facs) {
        auto s = SleepSequence::open(rig.registers, fadt, facs, rig.methods);
        EXPECT_FALSE(s);
        return s ? Error{} : s.error();
    };
    auto f = fixed(true);
    f.pm1b_cnt_blk.space = AddressSpace::pci_config;
    EXPECT_STREQ(error(f, rig.facs).what, "PM1b_CNT_BLK");
    f = fixed(false);
    f.pm1a_evt_blk.address = 0xffff;
    EXPECT_STREQ(error(f, rig.facs).what, "PM1a_EVT_BLK");
    f = fixed(false);
    f.smi_cmd = 0x10000;
    EXPECT_STREQ(error(f, rig.facs).what, "FADT SMI_CMD");
    f = hardware_reduced();
    f.sleep_status_reg = {};
    EXPECT_EQ(error(f, rig.facs).side, Side::firmware);
    f.sleep_control_reg = {};
    EXPECT_EQ(error(f, rig.facs).side, Side::unsupported) << "sleeps in S0 only";
    rig.registers.unreachable = control_b;
    EXPECT_STREQ(error(fixed(true), rig.facs).what, "reachable");
}

TEST(AcpiSequence, MethodsOfAPlatform)
{
    auto e = evaluate_blocks({read_aml("sleep_methods")});
    EvaluatedSleepMethods methods(*e.evaluator);
    Log log;
    FakeRegisters registers(log);
    registers[control_a] = 1;
    auto s = SleepSequence::open(registers, hardware_reduced(), {}, methods);
    ASSERT_TRUE(s);
    s->announce({3, 1, 1});
    ASSERT_TRUE(s->prepare(0));
    s->arm(0);
    auto logged = [&] { return *e.evaluator->evaluate_integer("\\LOG"); };
    EXPECT_EQ(logged(), 0x13233343u) << "_TTS(3), _PTS(3), _SST(3), _GTS(3)";
    s->resume();
    auto woken = s->leave();
    ASSERT_TRUE(woken && woken->wak);
    EXPECT_EQ(woken->wak->condition, u64{SleepMethods::Wak::thermal});
    EXPECT_EQ(woken->wak->power_supply_state, 4u);
    s->working();
    EXPECT_EQ(logged(), 0x2333'4353'3263'3110u) << "_PTS(3) and on: _BFS(3), _SST(2), _WAK(3), _SST(1), _TTS(0)";
    EXPECT_TRUE(s->method_status());
}

TEST(AcpiSequence, MethodsThatAreNotThereAndOddResultsOfWak)
{
    auto wak = [](Bytes const& term_list) {
        auto e = evaluate_aml(term_list);
        EvaluatedSleepMethods methods(*e.evaluator);
        auto called = methods.call("\\_PTS", 3);
        EXPECT_TRUE(called && !*called);
        auto result = methods.wak(3);
        if (!result)
            return std::string("error: ") + result.error().what;
        if (!*result)
            return std::string("none");
        return std::to_string((*result)->condition) + " " + std::to_string((*result)->power_supply_state);
    };
    // Method (_WAK, 1) { `body` }
    auto method = [](Bytes const& body) {
        return join(Bytes{0x14, static_cast<u8>(6 + body.size())}, bytes("_WAK"), Bytes{1}, body);
    };
    EXPECT_EQ(wak({}), "none");
    EXPECT_EQ(wak(method({})), "0 0");
    EXPECT_EQ(wak(method({0xa4, 0x68})), "3 0") << "Return (Arg0)";
    EXPECT_EQ(wak(method({0xa4, 0x12, 4, 1, 0x0a, 1})), "error: what \\_WAK returns") << "one element";
    EXPECT_EQ(wak(method({0xa4, 0x12, 5, 2, 0x0a, 1, 0x01})), "1 1");
    EXPECT_EQ(wak(method({0xa4, 0x12, 6, 2, 0x01, 0x0d, 'a', 0})), "error: element of what \\_WAK returns");
    EXPECT_EQ(wak(method({0xa4, 0x0d, 'a', 0})), "error: what \\_WAK returns");
}

} // namespace acpi::test
