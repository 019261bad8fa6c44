// SPDX-License-Identifier: MIT
// Walks the TermList of a definition block and puts what it defines into the namespace.
// Spec: ACPI 6.5 20.2.5 (TermList), 20.2.5.1 (namespace modifiers), 20.2.5.2 (named objects).
//
// Method bodies are noted, not walked. Statements at table level (If, Store, ...) are not executed: each is a finding.
// What cannot be decoded is a finding too, and costs its own package, or the rest of the scope when it has none.
#pragma once

#include "acpi/aml/namespace.hpp"

namespace acpi::aml {

class Loader {
public:
    Loader(Namespace& ns, u16 block) : ns_(ns), block_(block) {}
    void run();

private:
    // Scope inside Scope inside Device ...
    static constexpr size_t deepest = 64;
    struct Frame {
        Reader reader;
        NodeId scope;
    };

    // One term. An Error means that its end is not known.
    Status term(Frame& frame);
    // Terms whose `body` is known: an Error costs only that.
    Status packaged(Op op, Reader& body, NodeId scope, u32 begin);
    Status name(Frame& frame, u32 begin);
    Status statement(Op op, Reader& reader, NodeId scope, u32 begin);
    // Named objects without a package: NameString, then `list`.
    Status named(ObjectType type, std::string_view list, Reader& reader, NodeId scope, u32 begin);
    Status create_field(Op op, Reader& reader, NodeId scope, u32 begin);
    Status external(Reader& reader, NodeId scope);
    Status field_list(Reader& body, NodeId scope, u32 begin, u32 end);
    Status open_scope(Reader& body, NodeId scope, u32 begin);
    Status enter(Reader const& body, NodeId scope);
    Status skip(Reader& reader, std::string_view list, NodeId scope);
    Result<NodeId> define(NodeId scope, NameString const& name, ObjectType type, u32 begin, u32 end, u32 offset);
    void note(char const* what, Value seen, u32 offset);
    void bad(Error const& error);

    Namespace& ns_;
    u16 block_;
    std::array<Frame, deepest> frames_;
    size_t depth_ = 0;
};

} // namespace acpi::aml
