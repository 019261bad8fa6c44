// SPDX-License-Identifier: MIT
// A namespace made of blocks of bytes, with checks and walks for the tests of the AML reader.
#pragma once

#include "acpi/sleep_state.hpp"
#include "tests/host/acpi/compiled.hpp"

#include <gtest/gtest.h>

namespace acpi::test {

using Text = FixedText<256>;

// Keeps the blocks that a namespace borrows.
struct Loaded {
    std::list<Bytes> blocks;
    aml::Namespace ns;

    bool has(std::string_view path) const { return ns.find(path).has_value(); }
    aml::ObjectType type(std::string_view path) const
    {
        auto id = ns.find(path);
        EXPECT_TRUE(id) << path;
        return id ? ns.node(*id).type : aml::ObjectType::uninitialized;
    }
    u64 integer(std::string_view path) const
    {
        auto id = ns.find(path);
        EXPECT_TRUE(id) << path;
        if (!id)
            return ~u64{0};
        auto data = ns.value(*id);
        EXPECT_TRUE(data && data->type == aml::ObjectType::integer) << path;
        return data ? data->integer : ~u64{0};
    }
    unsigned bad() const
    {
        unsigned n = 0;
        for (auto const& f : ns.findings())
            n += f.severity == aml::Finding::Severity::bad;
        return n;
    }
};

// Small limits: these tests make thousands of namespaces.
inline Loaded load_blocks(std::list<Bytes> blocks, aml::NamespaceLimits const& limits = {256, 4, 16})
{
    Loaded loaded{std::move(blocks), aml::Namespace::create(limits).release_value()};
    for (auto const& block : loaded.blocks) {
        auto sdt = Sdt::open(block);
        EXPECT_TRUE(sdt);
        EXPECT_TRUE(sdt && loaded.ns.add(*sdt));
    }
    return loaded;
}
inline Loaded load_aml(Bytes const& term_list, u8 revision = 2)
{
    return load_blocks({table("DSDT", revision, term_list)});
}

// Uses everything that can be asked of a namespace.
inline void exercise(aml::Namespace const& ns)
{
    for (unsigned i = 0; i < ns.size(); ++i) {
        aml::NodeId id{static_cast<u16>(i)};
        if (ns.node(id).is_gone())
            continue;
        Text text;
        ns.put_path(text.sink(), id);
        (void)ns.find(text.view());
        (void)ns.resolve_alias(id);
        auto data = ns.value(id);
        if (!data || data->type != aml::ObjectType::package)
            continue;
        aml::PackageElements elements{*data, ns.integer_size()};
        for (;;) {
            auto element = elements.next();
            if (!element || !element->has_value())
                break;
            (void)ns.follow(**element);
        }
    }
    for (unsigned state = 0; state <= 5; ++state)
        (void)sleep_type(ns, state);
}

inline void expect_sleep(aml::Namespace const& ns, unsigned state, u8 a, u8 b)
{
    auto type = sleep_type(ns, state);
    ASSERT_TRUE(type) << Text::of("{}", type.error()).view();
    EXPECT_EQ(type->a, a);
    EXPECT_EQ(type->b, b);
}

} // namespace acpi::test
