// SPDX-License-Identifier: MIT
#include "acpi/aml/term_arg.hpp"

#include "acpi/aml/namespace.hpp"

namespace acpi::aml {
namespace {

constexpr auto source = "ACPI 6.5 20.2.5.4";

// Operands still to be read, innermost last.
class Pending {
public:
    bool is_empty() const { return size_ == 0; }
    Operand pop() { return Operand{stack_[--size_]}; }
    Status push(std::string_view list, u32 offset)
    {
        if (list.size() > stack_.size() - size_)
            return Error{Side::firmware, "AML expression, operands under way",
                         stack_.size(),  size_ + list.size(),
                         source,         offset};
        for (size_t i = list.size(); i > 0; --i)
            stack_[size_++] = list[i - 1];
        return {};
    }

private:
    std::array<char, 128> stack_;
    size_t size_ = 0;
};

} // namespace

Status skip_operands(Reader& reader, std::string_view list, Namespace const& ns, NodeId scope, u64& unknown_name)
{
    Pending pending;
    TRY(pending.push(list, reader.offset()));
    // Every turn takes an operand off, and only an opcode or a method's name, a byte at least, puts some on.
    while (!pending.is_empty()) {
        Operand operand = pending.pop();
        u32 at = reader.offset();
        switch (operand) {
        case Operand::byte:
            TRY(reader.skip(1));
            continue;
        case Operand::word:
            TRY(reader.skip(2));
            continue;
        case Operand::dword:
            TRY(reader.skip(4));
            continue;
        case Operand::qword:
            TRY(reader.skip(8));
            continue;
        case Operand::string:
            TRY(reader.string());
            continue;
        case Operand::package:
            TRY(reader.package());
            continue;
        case Operand::super_name:
        case Operand::simple_name:
        case Operand::target:
        case Operand::term_arg:
            break;
        }
        if (reader.at_name()) {
            auto name = TRY(reader.name());
            if (operand == Operand::term_arg || operand == Operand::super_name)
                TRY(pending.push(ns.arguments_of(scope, name, at, unknown_name), at));
            continue;
        }
        if (operand == Operand::target && Op{TRY(reader.peek())} == Op::zero) {
            TRY(reader.skip(1)); // NullName: the result is not stored
            continue;
        }
        Op op = TRY(reader.opcode());
        auto info = operands(op);
        if (!info.is_opcode)
            return Error{Side::firmware, "AML expression", "an opcode with a value", static_cast<u16>(op), source, at};
        TRY(pending.push(info.list, at));
    }
    return {};
}

} // namespace acpi::aml
