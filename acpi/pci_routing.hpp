// SPDX-License-Identifier: MIT
// Where INTx of a PCI function goes, by the routing tables in the namespace.
// Spec: ACPI 6.5 6.2.13 (_PRT), 6.5.5 (_BBN), 6.5.6 (_SEG), 6.1.1 (_ADR); PCI-to-PCI Bridge 1.2 9.1 (what a bridge
// without a table of its own does).
#pragma once

#include "acpi/link_device.hpp"
#include "kernel/pages.hpp"

namespace acpi {

// One _PRT, checked. A bad entry costs itself.
class RoutingTable {
public:
    struct Entry {
        aml::NodeId link = aml::NodeId::none; // none: wired to global system interrupt `index`
        u32 index = 0;                        // else: which of the link's resources
        u16 device = 0;
        u8 pin = 0; // 0: INTA#
    };

    // Evaluates _PRT of `bus`, which has one.
    static Result<RoutingTable> evaluate(DeviceObject const& bus);

    std::span<Entry const> entries() const { return memory_.as<Entry>().first(size_); }
    // Nothing when there is no entry for it. An error when there is none but a bad one, which may have been it.
    Result<std::optional<Entry>> find(u8 device, u8 pin) const;
    u32 bad_entries() const { return bad_entries_; }
    // The first of them.
    Status const& status() const { return status_; }

private:
    Pages memory_;
    size_t size_ = 0;
    u32 bad_entries_ = 0;
    Status status_;
};

class PciRouting {
public:
    struct Hop {
        u8 device = 0, function = 0;
    };
    // A function's place: the bridges on the way from the root bus, and itself as the last.
    struct Place {
        u16 segment = 0;
        u8 root_bus = 0;
        std::span<Hop const> hops;
    };
    // `pin` as in the Interrupt Pin register: 1 is INTA#.
    struct Route {
        RoutingTable::Entry entry;
        aml::NodeId bus = aml::NodeId::none; // whose table it is
    };

    // Finds the host bridges that are there. Borrows the evaluator.
    static Result<PciRouting> open(aml::Evaluator& evaluator);

    // The entry that leads on from `pin` (1: INTA#) of the function at `place`. Side::unsupported when the tables have
    // none. A table is evaluated once, when it is first asked.
    Result<Route> find(Place const& place, u8 pin);
    // What the entry comes to. Nothing where its link is not set.
    Result<std::optional<Interrupt>> interrupt(Route const& route) const;
    // Of a route through a link.
    LinkDevice link(Route const& route) const
    {
        ASSERT(route.entry.link != aml::NodeId::none);
        return {*evaluator_, route.entry.link, route.entry.index};
    }

    struct HostBridge {
        aml::NodeId id = aml::NodeId::none;
        u16 segment = 0;
        u8 bus = 0;
    };
    std::span<HostBridge const> host_bridges() const { return std::span(host_bridges_).first(host_bridge_count_); }
    struct Table {
        aml::NodeId bus = aml::NodeId::none;
        RoutingTable table;
    };
    // Those that were asked so far.
    std::span<Table const> tables() const { return std::span(tables_).first(table_count_); }
    u64 memory_bytes() const;

private:
    static constexpr size_t most_host_bridges = 16;
    static constexpr size_t most_tables = 16;

    explicit PciRouting(aml::Evaluator& evaluator) : evaluator_(&evaluator) {}
    Status add_host_bridge(aml::NodeId id);
    // The device below `bus` with this address; none where the namespace has no such device.
    Result<aml::NodeId> child_at(aml::NodeId bus, Hop hop) const;
    Result<RoutingTable const*> table_of(aml::NodeId bus);

    aml::Evaluator* evaluator_;
    std::array<HostBridge, most_host_bridges> host_bridges_{};
    size_t host_bridge_count_ = 0;
    std::array<Table, most_tables> tables_{};
    size_t table_count_ = 0;
};

} // namespace acpi
