// SPDX-License-Identifier: MIT
// Fuzz target: definition blocks loaded by the evaluator, _INI run, every object evaluated.
// Input: tests/fuzz/blocks.hpp. The first table and those called SSDT and PSDT are loaded, the others are what
// LoadTable() and DataTableRegion() find. The first one's OEM revision is the pattern of tests/fuzz/machine.hpp.
#include "acpi/sleep_methods.hpp"
#include "acpi/sleep_state.hpp"
#include "tests/fuzz/blocks.hpp"
#include "tests/fuzz/machine.hpp"

namespace acpi::fuzz {
namespace {

using aml::NodeId;

constexpr aml::NamespaceLimits names = {512, 8, 16};
// Small, so that each is met.
constexpr aml::EvaluatorLimits small = {24 * KiB, 64, 128, 12, 4000, 1'000'000};
// Of one input. What is left is not evaluated then: inputs that differ in what comes first are worth more.
constexpr u64 most_steps = 100'000;

bool is_loaded(Sdt const& table, bool is_first)
{
    return is_first || table.signature() == Signature{"SSDT"} || table.signature() == Signature{"PSDT"};
}

// Something of each type, for up to seven arguments.
std::array<aml::Object, 7> arguments(aml::Evaluator& evaluator, u64 number)
{
    auto& heap = evaluator.objects();
    std::array<aml::Object, 7> all;
    auto put = [&](size_t at, Result<aml::Object> object) {
        if (object)
            all[at] = object.release_value();
    };
    put(0, heap.integer(number));
    put(1, heap.string(std::string_view{"PCI0"}));
    put(2, heap.buffer({}, 5));
    put(3, heap.package(2));
    put(4, heap.to_node(NodeId{1}, evaluator.names().node(NodeId{1}).name));
    all[5] = all[0];
    return all;
}

void evaluate(aml::Evaluator& evaluator, NodeId id)
{
    auto const value = evaluator.evaluate(id, arguments(evaluator, static_cast<u16>(id)));
    if (!value) {
        ASSERT(!std::string_view{evaluator.failure().error.what}.empty());
        (void)FixedText<512>::of("{}", evaluator.failure());
        return;
    }
    look_at(*value);
    if (auto const resolved = evaluator.resolve(*value); resolved)
        look_at(*resolved);
    if (!value->is(aml::ObjectType::package))
        return;
    for (u32 i = 0; i < value->size(); ++i) {
        if (auto const element = evaluator.resolve(value->element(i)); element)
            look_at(*element);
    }
}

void evaluate_all(aml::Evaluator& evaluator)
{
    auto& ns = evaluator.names();
    u64 steps = 0;
    for (unsigned i = 0; i < ns.size() && steps < most_steps; ++i) {
        unsigned const size = ns.size();
        size_t const blocks = ns.blocks().size();
        evaluate(evaluator, NodeId{static_cast<u16>(i)});
        steps += evaluator.steps();
        // What a method named is gone when it has ended; what a table that it loaded named stays.
        ASSERT(ns.size() == size || ns.blocks().size() > blocks);
    }
}

void ask_for_sleep(aml::Evaluator& evaluator)
{
    EvaluatedSleepMethods methods{evaluator};
    for (unsigned state = 0; state <= 5; ++state) {
        auto const type = sleep_type(evaluator, state);
        ASSERT(!type || (type->a <= 7 && type->b <= 7));
        for (auto path : {"\\_TTS", "\\_PTS", "\\_SI._SST", "\\_GTS", "\\_BFS"})
            (void)methods.call(path, state);
        (void)methods.wak(state);
    }
}

} // namespace

void run(std::span<u8 const> input)
{
    auto tables = split_tables(input);
    if (tables.empty())
        return;
    Machine machine{pattern_of(tables[0])};
    auto ns = aml::Namespace::create(names).release_value();
    auto evaluator = aml::Evaluator::create(ns, machine, small).release_value();
    for (Bytes& table : tables)
        machine.tables.push_back(whole_table(table));
    for (size_t i = 0; i < machine.tables.size(); ++i) {
        if (is_loaded(machine.tables[i], i == 0) && !evaluator.add(machine.tables[i]))
            break;
    }
    auto const initialized = evaluator.initialize_devices();
    ASSERT(initialized.failed <= initialized.methods);
    ask_for_sleep(evaluator);
    evaluate_all(evaluator);
    (void)evaluator.evaluate_integer("\\_SB.PCI0._STA");
    (void)evaluator.evaluate("\\NONE");
    ASSERT(!machine.is_global_lock_held());
    auto const& heap = evaluator.objects();
    ASSERT(heap.used_bytes() <= heap.most_used_bytes() && heap.most_used_bytes() <= small.heap_bytes);
    ASSERT(evaluator.most_tasks() <= small.tasks);
    ASSERT(heap.count() <= heap.used_bytes());
}

} // namespace acpi::fuzz
