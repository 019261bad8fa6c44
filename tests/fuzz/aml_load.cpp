// SPDX-License-Identifier: MIT
// Fuzz target: definition blocks into a namespace without an evaluator, and everything that can be asked of it.
// Input: tests/fuzz/blocks.hpp. All tables are loaded, whatever their signature.
#include "acpi/sleep_state.hpp"
#include "tests/fuzz/blocks.hpp"

namespace acpi::fuzz {
namespace {

using aml::NodeId;
using Text = FixedText<1024>;

constexpr aml::NamespaceLimits limits = {512, 8, 16};
constexpr unsigned deepest_path = 32; // of a path as text: PathText

void check_path(aml::Namespace const& ns, NodeId id)
{
    Text path;
    ns.put_path(path.sink(), id);
    auto const& node = ns.node(id);
    auto const found = ns.find(path.view());
    if (node.type == aml::ObjectType::external || node.depth > deepest_path)
        ASSERT(!found);
    else
        ASSERT(found && *found == id);
}

void look_at(aml::Namespace const& ns, aml::Data const& data, unsigned depth)
{
    if (data.type != aml::ObjectType::package || depth == 0)
        return;
    aml::PackageElements elements{data, ns.integer_size()};
    for (u32 count = 0;; ++count) {
        auto element = elements.next();
        if (!element || !element->has_value())
            break;
        ASSERT(count < data.element_count);
        look_at(ns, **element, depth - 1);
        auto const target = ns.follow(**element);
        ASSERT(!target || target->type != aml::ObjectType::reference);
    }
}

void query(aml::Namespace const& ns)
{
    for (unsigned i = 0; i < ns.size(); ++i) {
        NodeId const id{static_cast<u16>(i)};
        check_path(ns, id);
        auto const& node = ns.node(id);
        ASSERT(node.block == aml::Node::no_block ||
               contains(ns.blocks()[node.block].length(), node.offset, node.length));
        ASSERT(!aml::name_of(node.type).empty());
        auto const target = ns.resolve_alias(id);
        ASSERT(!target || ns.node(*target).type != aml::ObjectType::alias);
        if (auto const data = ns.value(id); data)
            look_at(ns, *data, 3);
        // By the search rules, from there.
        (void)ns.find("_STA", id);
        (void)ns.find("^_CRS", id);
        (void)ns.find("^^PCI0.ISA_.LNKA", id);
    }
    for (unsigned state = 0; state <= 5; ++state) {
        auto const type = sleep_type(ns, state);
        ASSERT(!type || (type->a <= 7 && type->b <= 7));
        if (!type)
            (void)FixedText<256>::of("{}", type.error());
    }
    ASSERT(ns.findings_dropped() == 0 || ns.findings().size() == limits.findings);
    for (auto const& finding : ns.findings()) {
        ASSERT(finding.block < ns.blocks().size());
        (void)FixedText<256>::of("{}", finding.error);
    }
}

} // namespace

void run(std::span<u8 const> input)
{
    auto tables = split_tables(input);
    auto ns = aml::Namespace::create(limits).release_value();
    for (Bytes& table : tables) {
        bool const is_room = ns.blocks().size() < limits.blocks;
        ASSERT(ns.add(whole_table(table)).has_value() == is_room);
    }
    query(ns);
}

} // namespace acpi::fuzz
