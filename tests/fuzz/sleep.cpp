// SPDX-License-Identifier: MIT
// Fuzz target: the whole way into a sleeping state and back on the tables of one machine.
// Input: tests/fuzz/blocks.hpp, told apart by signature: "FACP"; "FACS", as it is, without checksum; "REGS", whose
// bytes behind the header are what the fixed registers read, one after the other; all others are definition blocks.
#include "acpi/sleep_methods.hpp"
#include "acpi/sleep_state.hpp"
#include "tests/fuzz/blocks.hpp"

#include <algorithm>

namespace acpi::fuzz {
namespace {

constexpr aml::NamespaceLimits names = {256, 8, 16};
constexpr aml::EvaluatorLimits small = {16 * KiB, 64, 128, 12, 4000, 1'000'000};
constexpr u32 waking_vector = 0x8000;

// Reads give what the input says and zero behind its end.
class InputRegisters final : public Registers {
public:
    explicit InputRegisters(std::span<u8 const> values) : values_(values) {}
    Status open(Register const& where) override
    {
        ASSERT(where.is_present());
        opened_.push_back(where);
        if ((where.address & 0xffff) == unreachable)
            return Error{Side::host, "register", "reachable", where.address, "tests/fuzz/sleep.cpp"};
        return {};
    }
    u64 read(Register const& from) override
    {
        check(from);
        u64 value = 0;
        for (unsigned i = 0; i < from.width_bytes && !values_.empty(); ++i) {
            value |= u64{values_[0]} << (8 * i);
            values_ = values_.subspan(1);
        }
        return value;
    }
    void write(Register const& to, u64 value) override
    {
        check(to);
        ASSERT(value >> (8 * to.width_bytes) == 0);
    }
    void flush_caches() override {}

private:
    static constexpr u64 unreachable = 0xbad;
    void check(Register const& used) const
    {
        bool const is_opened = std::any_of(opened_.begin(), opened_.end(), [&](Register const& r) {
            return r.space == used.space && r.address == used.address && r.width_bytes == used.width_bytes;
        });
        ASSERT(is_opened);
    }
    std::span<u8 const> values_;
    std::vector<Register> opened_;
};

void sleep(SleepSequence& sequence, SleepSequence::Target const& target)
{
    sequence.announce(target);
    if (!sequence.prepare(waking_vector)) {
        sequence.abandon();
        return;
    }
    sequence.arm(pm1::rtc | pm1::pwrbtn);
    auto const running = sequence.enter();
    ASSERT(std::string_view{running.what} == "SLP_EN");
    if (running.seen.text() == "it goes on running") {
        sequence.abandon();
        return;
    }
    sequence.resume();
    auto const woken = sequence.leave();
    ASSERT(woken || !std::string_view{woken.error().what}.empty());
    sequence.working();
}

void run_sequence(Fadt const& fadt, std::span<u8> facs, std::span<u8 const> values, SleepMethods& methods,
                  aml::Evaluator& evaluator)
{
    InputRegisters registers{values};
    auto opened = SleepSequence::open(registers, fadt, facs, methods);
    if (!opened) {
        ASSERT(!std::string_view{opened.error().what}.empty());
        return;
    }
    auto& sequence = *opened;
    ASSERT(sequence.is_hardware_reduced() == (sequence.pm1() == nullptr));
    (void)sequence.settle();
    for (unsigned state = 1; state <= 5; ++state) {
        SleepSequence::Target target{state, 0, 0};
        if (auto const type = sleep_type(evaluator, state); type) {
            target.slp_typ_a = type->a;
            target.slp_typ_b = type->b;
        }
        sleep(sequence, target);
        if (!sequence.method_status())
            (void)FixedText<256>::of("{}", sequence.method_status().error());
    }
    // Without announce().
    sequence.working();
    sequence.abandon();
    if (sequence.pm1() != nullptr)
        (void)sequence.pm1()->control_a();
}

} // namespace

void run(std::span<u8 const> input)
{
    auto tables = split_tables(input);
    aml::NullPlatform machine;
    auto ns = aml::Namespace::create(names).release_value();
    auto evaluator = aml::Evaluator::create(ns, machine, small).release_value();
    Bytes facs;
    std::span<u8 const> values;
    std::optional<Fadt> fadt;
    for (Bytes& table : tables) {
        auto const signature = Signature::decode(table, 0);
        if (signature == Signature{"FACS"}) {
            facs = table;
        } else if (signature == Signature{"REGS"}) {
            values = std::span{table}.subspan(Sdt::header_size);
        } else if (signature == Signature{"FACP"}) {
            if (auto const decoded = Fadt::decode(whole_table(table)); decoded)
                fadt = *decoded;
        } else {
            (void)evaluator.add(whole_table(table));
        }
    }
    (void)evaluator.initialize_devices();
    if (auto const decoded = Facs::decode(facs, Phys{0x7f00'0000}); !decoded)
        ASSERT(!std::string_view{decoded.error().what}.empty());
    if (!fadt)
        return;
    EvaluatedSleepMethods evaluated{evaluator};
    run_sequence(*fadt, facs, values, evaluated, evaluator);
    NoSleepMethods none;
    run_sequence(*fadt, facs, values, none, evaluator);
}

} // namespace acpi::fuzz
