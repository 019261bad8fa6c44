// SPDX-License-Identifier: MIT
// The ACPI namespace of all definition blocks: a tree in pages of its own, searched by the rules of the spec.
// Spec: ACPI 6.5 5.3 (namespace, search rules), 5.2.11 (definition blocks).
// Borrows the tables: they must stay mapped.
#pragma once

#include "acpi/aml/data.hpp"
#include "acpi/aml/node.hpp"
#include "acpi/tables.hpp"

namespace acpi::aml {

// What a namespace may grow to; the memory is taken once. The default needs about 82 KiB.
struct NamespaceLimits {
    unsigned nodes = 2048; // at most 32768; QEMU's q35 has several hundred names
    unsigned blocks = 64;
    unsigned findings = 64;      // what comes after is counted, not kept
    u32 loaded_bytes = 64 * KiB; // of tables that Load() brings; taken when it does
};

class Evaluator;

class Namespace {
public:
    // Only the predefined names.
    static Result<Namespace> create(NamespaceLimits const& limits = {});
    // The DSDT, then every SSDT and PSDT in the root table's order. Fails without a good DSDT, or when there are more
    // blocks than `limits` allow; what is bad inside a block is a finding.
    static Result<Namespace> load(Tables const& tables, NamespaceLimits const& limits = {});
    // Adds the names of one block. The first one decides the width of integers: add the DSDT first.
    // Without an evaluator nothing is executed; Evaluator::load() and add() do.
    Status add(Sdt const& block) { return add(block, nullptr); }

    unsigned size() const { return size_; }
    Node const& node(NodeId id) const
    {
        ASSERT(static_cast<u16>(id) < size_);
        return nodes_[static_cast<u16>(id)];
    }
    std::span<Sdt const> blocks() const { return blocks_.first(block_count_); }
    // 4, or 8 when the DSDT has revision 2 or later (ACPI 6.5 5.2.11.1).
    unsigned integer_size() const { return integer_size_; }

    // By the search rules, from `scope`. Goes through aliases on the way, not at the end. Nothing when it is not there.
    std::optional<NodeId> lookup(NodeId scope, NameString const& name) const;
    // "\\_S3", "\\_SB.PCI0": as lookup().
    std::optional<NodeId> find(std::string_view path, NodeId scope = NodeId::root) const;
    // The object with this name directly below `parent`, without a search.
    std::optional<NodeId> child(NodeId parent, NameSeg name) const;
    // The object that an alias stands for, at any depth; other nodes stand for themselves.
    Result<NodeId> resolve_alias(NodeId id) const;
    // The data of a Name(), with aliases and references to other names followed. Fails for other objects.
    Result<Data> value(NodeId id) const;
    // The data that a reference (a package's element, say) comes to; other data is what it is.
    Result<Data> follow(Data const& data) const;
    // Operands (for skip_operands()) that follow this name in an expression: a method's arguments. Counts an External
    // declaration; a name that is not there has none, and `unknown_name` becomes `offset`.
    std::string_view arguments_of(NodeId scope, NameString const& name, u32 offset, u64& unknown_name) const;
    // "\\_SB_.PCI0", the segments at full length.
    void put_path(Sink sink, NodeId id) const;

    u64 memory_bytes() const { return storage_.bytes().size(); }
    std::span<Finding const> findings() const { return findings_.first(finding_count_); }
    unsigned findings_dropped() const { return findings_dropped_; }
    // Definitions may be missing because they stand in If, Else or While, or come from Load, and there was no evaluator
    // when the block was loaded, or it failed.
    bool has_unevaluated() const { return has_unevaluated_; }

private:
    friend class Loader;
    friend class Evaluator;

    Namespace() = default;
    // `root`: where the names of the block go.
    Status add(Sdt const& block, Evaluator* evaluator, NodeId root = NodeId::root);
    // For a table that no firmware table holds; owned from now on.
    Result<std::span<u8>> room_for_block(u32 size_bytes);
    void give_back_room(u32 size_bytes);
    // A node without children: its place in the tree, then its number. Returns how many siblings were passed.
    unsigned unlink(NodeId id);
    // Takes the last node away again; no reference by number may be left to it. Returns as unlink().
    unsigned remove_last();
    Result<NodeId> add_node(NodeId parent, NameSeg name, ObjectType type);
    // The node with this name below `scope`, made or (if only declared by External) taken over.
    Result<NodeId> define(NodeId scope, NameString const& name, ObjectType type, u32 offset);
    // `hops` is what is left of the aliases that one question may go through, in all: aliases whose paths go through
    // aliases would otherwise cost a number of steps exponential in the size of the table.
    std::optional<NodeId> lookup(NodeId scope, NameString const& name, bool with_external, unsigned& hops) const;
    Result<NodeId> resolve_alias(NodeId id, unsigned& hops) const;
    Result<NodeId> parent_of(NodeId scope, NameString const& name, u32 offset) const;
    std::optional<NodeId> start_of(NodeId scope, NameString const& name) const;
    void report(Finding const& finding);
    Node& at(NodeId id) { return nodes_[static_cast<u16>(id)]; }
    size_t slot_of(NodeId parent, NameSeg name) const;

    static constexpr size_t most_loads = 32;

    Pages storage_;
    std::array<Pages, most_loads> loaded_; // blocks that Load() brought
    std::span<Node> nodes_;
    std::span<NodeId> slots_; // open addressing by (parent, name); a power of two, at most half full
    std::span<Sdt> blocks_;
    std::span<Finding> findings_;
    unsigned size_ = 0;
    unsigned block_count_ = 0;
    unsigned finding_count_ = 0;
    unsigned findings_dropped_ = 0;
    unsigned load_count_ = 0;
    u32 loaded_bytes_left_ = 0;
    unsigned integer_size_ = 8;
    bool has_unevaluated_ = false;
};

} // namespace acpi::aml
