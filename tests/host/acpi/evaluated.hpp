// SPDX-License-Identifier: MIT
// An evaluator over blocks of bytes, with a machine of bytes below it, and its objects as text.
#pragma once

#include "acpi/aml/evaluator.hpp"
#include "tests/host/acpi/compiled.hpp"

#include <gtest/gtest.h>
#include <memory>

namespace acpi::test {

// Every register is memory that starts as zeroes, as acpiexec has it.
class MachineOfBytes final : public aml::Platform {
public:
    struct Place {
        aml::RegionSpace space;
        u64 function; // of PCI_Config: segment, bus, device, function
        u64 address;
        auto operator<=>(Place const&) const = default;
    };
    static Place place(aml::RegionAccess const& a, unsigned byte)
    {
        u64 function = u64{a.pci_segment} << 24 | u64{a.pci_bus} << 16 | u64{a.pci_device} << 8 | a.pci_function;
        return {a.space, a.space == aml::RegionSpace::pci_config ? function : 0, a.address + byte};
    }
    Result<u64> read(aml::RegionAccess const& a) override
    {
        u64 value = 0;
        for (unsigned i = 0; i < a.width_bytes; ++i) {
            auto found = bytes.find(place(a, i));
            value |= u64{found == bytes.end() ? u8{0} : found->second} << (8 * i);
        }
        accesses.push_back({'r', a, value});
        return value;
    }
    Status write(aml::RegionAccess const& a, u64 value) override
    {
        for (unsigned i = 0; i < a.width_bytes; ++i)
            bytes[place(a, i)] = static_cast<u8>(value >> (8 * i));
        accesses.push_back({'w', a, value});
        return {};
    }
    std::optional<Sdt> find_table(Signature signature, std::string_view, std::string_view) override
    {
        return table && table->signature() == signature ? table : std::nullopt;
    }
    bool acquire_global_lock() override { return !is_global_lock_taken; }
    void release_global_lock() override { ++global_lock_releases; }
    void notify(aml::NodeId node, u64 value) override { notified.push_back({node, value}); }
    void fatal(u8 type, u32 code, u64 argument) override { fatals.push_back({type, code, argument}); }
    void wait_us(u64 us) override { waited_us += us; }
    u64 timer() override { return ++ticks; }

    struct Access {
        char how;
        aml::RegionAccess where;
        u64 value;
    };
    std::map<Place, u8> bytes;
    std::vector<Access> accesses;
    std::vector<std::pair<aml::NodeId, u64>> notified;
    std::vector<std::array<u64, 3>> fatals;
    std::optional<Sdt> table;
    bool is_global_lock_taken = false;
    unsigned global_lock_releases = 0;
    u64 waited_us = 0;
    u64 ticks = 0;
};

struct Evaluated {
    std::list<Bytes> blocks;
    std::unique_ptr<aml::Namespace> ns;
    std::unique_ptr<MachineOfBytes> machine = std::make_unique<MachineOfBytes>();
    std::unique_ptr<aml::Evaluator> evaluator;

    // "0x12", "'text'", "[01 02]", "{0x1, 'a'}", "->\\_SB.DEV0", "none".
    std::string text(aml::Object const& object) const
    {
        using aml::ObjectType;
        std::string s;
        switch (object.type()) {
        case ObjectType::integer:
            return std::string{FixedText<32>::of("{}", hex(object.integer())).view()};
        case ObjectType::string:
            return "'" + std::string(object.bytes().begin(), object.bytes().end()) + "'";
        case ObjectType::buffer:
            for (u8 b : object.bytes())
                s += (s.empty() ? "" : " ") + std::string{FixedText<32>::of("{}", hex(b, 2)).view().substr(2)};
            return "[" + s + "]";
        case ObjectType::package:
            for (u32 i = 0; i < object.size(); ++i)
                s += (i == 0 ? "" : ", ") + text(object.element(i));
            return "{" + s + "}";
        case ObjectType::reference: {
            if (object.reference_kind() != aml::ReferenceKind::node)
                return "reference";
            FixedText<256> path;
            ns->put_path(path.sink(), object.node());
            return "->" + std::string{path.view()};
        }
        case ObjectType::uninitialized:
            return "none";
        default:
            return std::string{name_of(object.type())};
        }
    }
    // Or "error: what".
    std::string value(std::string_view path, std::span<aml::Object const> arguments = {}) const
    {
        auto result = evaluator->evaluate(path, arguments);
        return result ? text(*result) : std::string{"error: "} + evaluator->failure().error.what;
    }
    unsigned bad() const
    {
        unsigned n = 0;
        for (auto const& f : ns->findings())
            n += f.severity == aml::Finding::Severity::bad;
        return n;
    }
};

inline Evaluated evaluate_blocks(std::list<Bytes> blocks, aml::EvaluatorLimits const& limits = {},
                                 aml::NamespaceLimits const& names = {1024, 4, 16})
{
    Evaluated e;
    e.blocks = std::move(blocks);
    e.ns = std::make_unique<aml::Namespace>(aml::Namespace::create(names).release_value());
    e.evaluator = std::make_unique<aml::Evaluator>(aml::Evaluator::create(*e.ns, *e.machine, limits).release_value());
    for (auto const& block : e.blocks) {
        auto sdt = Sdt::open(block);
        EXPECT_TRUE(sdt);
        EXPECT_TRUE(sdt && e.evaluator->add(*sdt));
    }
    return e;
}
inline Evaluated evaluate_aml(Bytes const& term_list, u8 revision = 2, aml::EvaluatorLimits const& limits = {})
{
    return evaluate_blocks({table("DSDT", revision, term_list)}, limits);
}

} // namespace acpi::test
