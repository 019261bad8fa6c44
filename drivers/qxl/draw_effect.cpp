// SPDX-License-Identifier: MIT
#include "drivers/qxl/draw_effect.hpp"

#include "drivers/qxl/draw_inputs.hpp"

namespace qxl {
namespace {

// A command as a function of one bit of the target, for each combination of the bits of its other inputs: bit n of
// `of_0` is what becomes of a 0 under combination n, bit n of `of_1` what becomes of a 1.
struct TruthTable {
    u8 of_0, of_1;
    constexpr bool operator==(TruthTable const&) const = default;
    // The command after itself.
    constexpr TruthTable twice() const { return {static_cast<u8>(of_0 & of_1), static_cast<u8>(of_0 | of_1)}; }
    constexpr TruthTable with(TruthTable more) const
    {
        return {static_cast<u8>(of_0 << 4 | more.of_0), static_cast<u8>(of_1 << 4 | more.of_1)};
    }
};
constexpr TruthTable untouched{0x0, 0xf}, black{0x0, 0x0}, white{0xf, 0xf}, inverted{0xf, 0x0};
// The result is some input, or of inputs only, whatever they are.
constexpr TruthTable replaced{0x5, 0x5};
constexpr TruthTable all_untouched = untouched.with(untouched), all_black = black.with(black),
                     all_white = white.with(white);

// Of an input and the target, for bits 0 and 1 of the input in turn.
TruthTable table_of(u16 rop, u16 invers_input)
{
    auto result = [&](u8 target) {
        u8 const input = (rop & invers_input) != 0 ? 0x5 : 0xa;
        u8 const other = (rop & ropd::invers_dest) != 0 ? static_cast<u8>(~target & 0xf) : target;
        u8 r = input;
        if ((rop & ropd::op_or) != 0)
            r = input | other;
        else if ((rop & ropd::op_and) != 0)
            r = input & other;
        else if ((rop & ropd::op_xor) != 0)
            r = input ^ other;
        else if ((rop & ropd::op_blackness) != 0)
            r = 0x0;
        else if ((rop & ropd::op_whiteness) != 0)
            r = 0xf;
        else if ((rop & ropd::op_invers) != 0)
            r = static_cast<u8>(~other & 0xf);
        return static_cast<u8>((rop & ropd::invers_res) != 0 ? ~r & 0xf : r);
    };
    return {result(0x0), result(0xf)};
}

TruthTable table_of_rop3(u8 rop3)
{
    TruthTable t{};
    for (unsigned inputs = 0; inputs < 4; ++inputs) {
        t.of_0 = static_cast<u8>(t.of_0 | (rop3 >> (inputs * 2) & 1) << inputs);
        t.of_1 = static_cast<u8>(t.of_1 | (rop3 >> (inputs * 2 + 1) & 1) << inputs);
    }
    return t;
}

// What is drawn, and what is left as it was: nothing without a mask.
TruthTable masked(TruthTable t, Mask const& mask) { return t.with(mask.image ? untouched : t); }

// True if what is below is read in other ways than bit for bit.
bool reads_target(DrawArgs const& args)
{
    bool found = std::holds_alternative<op::CopyBits>(args.operation);
    for (Input const& input : Inputs(args))
        found = found || !input.source;
    return found;
}

// Nothing for what bits alone do not tell: sums of colours, pixels moved.
std::optional<TruthTable> table_of(DrawArgs const& args)
{
    if (reads_target(args))
        return {};
    using Table = std::optional<TruthTable>;
    struct Visitor {
        Table operator()(op::Fill const& o) { return masked(table_of(o.rop, ropd::invers_brush), o.mask); }
        Table operator()(op::Opaque const& o) { return masked(replaced, o.mask); }
        Table operator()(op::Copy const& o) { return masked(table_of(o.rop, ropd::invers_src), o.mask); }
        Table operator()(op::CopyBits const&) { return {}; }
        Table operator()(op::Blackness const& o) { return masked(black, o.mask); }
        Table operator()(op::Whiteness const& o) { return masked(white, o.mask); }
        Table operator()(op::Invers const& o) { return masked(inverted, o.mask); }
        Table operator()(op::Rop3 const& o) { return masked(table_of_rop3(o.rop3), o.mask); }
        Table operator()(op::Stroke const& o) { return table_of(o.fore_mode, ropd::invers_brush).with(untouched); }
        Table operator()(op::Transparent const&) { return replaced.with(untouched); }
        Table operator()(op::Text const&) { return {}; }
        Table operator()(op::AlphaBlend const&) { return {}; }
        Table operator()(op::Composite const& o)
        {
            if (o.op == wire::CompositeOp::clear || o.op == wire::CompositeOp::source)
                return replaced.with(replaced);
            return {};
        }
    };
    return std::visit(Visitor{}, args.operation);
}

// Fills and strokes whose pixels depend on nothing but the brush: another one of the same shape hides them.
bool is_opaque_brush(Operation const& operation)
{
    TruthTable t = untouched;
    if (auto const* fill = std::get_if<op::Fill>(&operation); fill != nullptr && !fill->mask.image)
        t = table_of(fill->rop, ropd::invers_brush);
    else if (auto const* stroke = std::get_if<op::Stroke>(&operation))
        t = table_of(stroke->fore_mode, ropd::invers_brush);
    return t.of_0 == t.of_1;
}

} // namespace

bool is_true(wire::Effect effect, DrawArgs const& args)
{
    auto const t = table_of(args);
    switch (effect) {
    case wire::Effect::blend:
        return true;
    case wire::Effect::opaque:
        // The server keeps what a COPY_BITS reads, hidden or not.
        return std::holds_alternative<op::CopyBits>(args.operation) || (t && t->of_0 == t->of_1);
    case wire::Effect::revert_on_dup:
        return t && t->twice() == all_untouched;
    case wire::Effect::blackness_on_dup:
        return t && t->twice() == all_black;
    case wire::Effect::whiteness_on_dup:
        return t && t->twice() == all_white;
    case wire::Effect::nop_on_dup:
        return t && t->twice() == *t;
    case wire::Effect::nop:
        return t && *t == all_untouched;
    case wire::Effect::opaque_brush:
        return is_opaque_brush(args.operation);
    }
    return false;
}

wire::Effect effect_of(DrawArgs const& args)
{
    if (args.effect)
        return *args.effect;
    return is_true(wire::Effect::opaque, args) ? wire::Effect::opaque : wire::Effect::blend;
}

} // namespace qxl
