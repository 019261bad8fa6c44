// SPDX-License-Identifier: MIT
// Walks the TermList of a definition block and puts what it defines into the namespace.
// Spec: ACPI 6.5 20.2.5 (TermList), 20.2.5.1 (namespace modifiers), 20.2.5.2 (named objects).
//
// Method bodies are noted, not walked. Statements at table level (If, Store, ...) are executed by the evaluator where
// they stand, as ACPICA does (AcpiNsParseTable). Without one each of them is a finding. The value of a Name(), a region
// or a buffer field is worked out when it is first asked for, so that what it names may be defined behind it; the
// operands of regions and buffer fields also where they stand, if they can be. What cannot be decoded is a finding too,
// and costs its own package, or the rest of the scope when it has none.
#pragma once

#include "acpi/aml/namespace.hpp"

namespace acpi::aml {

class Evaluator;

class Loader {
public:
    // A TermList and the scope that it defines in.
    struct Frame {
        Reader reader;
        NodeId scope = NodeId::root;
    };

    Loader(Namespace& ns, u16 block, Evaluator* evaluator) : ns_(ns), block_(block), evaluator_(evaluator) {}
    // `root`: where the block's names go.
    void run(NodeId root);

    // Opcodes of named objects and namespace modifiers that define() takes.
    static bool is_definition(Op op);
    // One of them for the evaluator, `reader` behind the opcode. What is defined without looking at a value; the
    // TermList to go on with, when the term opens a scope.
    Result<std::optional<Frame>> define(Op op, Reader& reader, NodeId scope, u32 begin);
    // Names the elements of a BankField's list whose value the evaluator knows; ids are handed to `use`.
    Status bank_field_list(Reader& body, NodeId scope, u32 begin) { return field_list(body, scope, begin, body.end()); }
    Result<NodeId> define(NodeId scope, NameString const& name, ObjectType type, u32 begin, u32 end, u32 offset);

private:
    // Scope inside Scope inside Device ...
    static constexpr size_t deepest = 64;

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
    Status alias(Reader& reader, NodeId scope, u32 begin);
    Status field_list(Reader& body, NodeId scope, u32 begin, u32 end);
    Status open_scope(Reader& body, NodeId scope, u32 begin);
    Status enter(Reader const& body, NodeId scope);
    Status skip(Reader& reader, std::string_view list, NodeId scope);
    // False when they name what is not there, and so cannot be evaluated here.
    Result<bool> skip_known(Reader& reader, std::string_view list, NodeId scope);
    void execute(u32 begin, u32 end, NodeId scope);
    void settle(NodeId id);
    void note(char const* what, Value seen, u32 offset);
    void bad(Error const& error);

    Namespace& ns_;
    u16 block_;
    Evaluator* evaluator_;
    std::optional<Frame> opened_;
};

} // namespace acpi::aml
