// SPDX-License-Identifier: MIT
// Fuzz target: what an OS runs at start-up, and where the interrupts of PCI functions go by the tables' own account.
// Input: that of aml_evaluate; the first table's OEM revision is the pattern of tests/fuzz/machine.hpp.
#include "acpi/pci_routing.hpp"
#include "acpi/start_up.hpp"
#include "tests/fuzz/blocks.hpp"
#include "tests/fuzz/machine.hpp"

#include <algorithm>

namespace acpi::fuzz {
namespace {

using aml::NodeId;

constexpr aml::NamespaceLimits names = {512, 8, 16};
constexpr aml::EvaluatorLimits small = {48 * KiB, 64, 128, 12, 4000, 1'000'000};
// Of one input: link devices are methods, and 32 devices with four pins each may all lead to one that takes long.
constexpr u64 most_steps = 100'000;

template <class T> bool is_good(Result<T> const& result)
{
    if (result)
        return true;
    ASSERT(!std::string_view{result.error().what}.empty());
    (void)FixedText<256>::of("{}", result.error());
    return false;
}

class Router {
public:
    Router(aml::Evaluator& evaluator, PciRouting& routing) : evaluator_(evaluator), routing_(routing) {}

    void ask(PciRouting::HostBridge const& root)
    {
        for (u8 device = 0; device < 32; ++device)
            for (u8 pin = 1; pin <= 4; ++pin) {
                PciRouting::Hop const hops[] = {{device, 0}, {static_cast<u8>(31 - device), 0}};
                ask({root.segment, root.bus, std::span(hops).first(1)}, pin);
                ask({root.segment, root.bus, hops}, pin);
            }
    }

private:
    void ask(PciRouting::Place const& place, u8 pin)
    {
        if (steps_ > most_steps)
            return;
        auto const route = routing_.find(place, pin);
        steps_ += evaluator_.steps();
        if (!is_good(route))
            return;
        auto const now = routing_.interrupt(*route);
        steps_ += evaluator_.steps();
        if (route->entry.link == NodeId::none) {
            ASSERT(now && *now && (*now)->number == route->entry.index);
            return;
        }
        (void)is_good(now);
        set(routing_.link(*route));
    }

    void set(LinkDevice const& link)
    {
        constexpr u8 preferred[] = {10, 11, 5, 9};
        if (auto const chosen = link.set(preferred); is_good(chosen)) {
            steps_ += evaluator_.steps();
            // It was asked again, and by an AML that does the same again it still says so.
            ASSERT(std::ranges::find(preferred, chosen->number) != std::end(preferred));
        }
        (void)link.disable();
        steps_ += evaluator_.steps();
        (void)is_good(link.current());
        steps_ += evaluator_.steps();
    }

    aml::Evaluator& evaluator_;
    PciRouting& routing_;
    u64 steps_ = 0;
};

// _CRS and _PRS of every device as those of a link: nobody says that only links have some.
void look_at_resources(aml::Evaluator& evaluator)
{
    for (unsigned i = 0; i < evaluator.names().size(); ++i) {
        auto const& node = evaluator.names().node(NodeId{static_cast<u16>(i)});
        if (node.name != aml::NameSeg{"_CRS"} && node.name != aml::NameSeg{"_PRS"})
            continue;
        for (u32 index = 0; index < 3; ++index)
            (void)is_good(LinkDevice{evaluator, node.parent, index}.current());
    }
}

} // namespace

void run(std::span<u8 const> input)
{
    auto tables = split_tables(input);
    if (tables.empty())
        return;
    u32 const pattern = pattern_of(tables[0]);
    Machine machine{pattern};
    auto ns = aml::Namespace::create(names).release_value();
    auto evaluator = aml::Evaluator::create(ns, machine, small).release_value();
    for (Bytes& table : tables)
        machine.tables.push_back(whole_table(table));
    for (Sdt const& table : machine.tables) {
        if (!evaluator.add(table))
            break;
    }
    auto const started = start_up(evaluator, pattern % 2 == 0 ? InterruptModel::pic : InterruptModel::apic);
    ASSERT(started.failed <= started.reg_methods + started.ini_methods + started.has_pic);
    ASSERT(started.failed == 0 || started.last_failure);
    auto routing = PciRouting::open(evaluator);
    if (!is_good(routing))
        return;
    Router router{evaluator, *routing};
    for (auto const& root : routing->host_bridges())
        router.ask(root);
    for (auto const& asked : routing->tables())
        ASSERT(asked.table.bad_entries() == 0 || !asked.table.status());
    look_at_resources(evaluator);
    ASSERT(!machine.is_global_lock_held());
    ASSERT(evaluator.objects().most_used_bytes() <= small.heap_bytes);
}

} // namespace acpi::fuzz
