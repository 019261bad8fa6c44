// SPDX-License-Identifier: MIT
// What may be said of a command's effect, against the definition: the operation applied to every pair of bits.
#include "drivers/qxl/draw_effect.hpp"
#include "tests/host/qxl_bench.hpp"

namespace qxl::test {
namespace {

using wire::Effect;

struct QxlEffect : ::testing::Test {
    Rig rig;
    Surface& primary = rig.primary();
    TestBitmap stencil{64, 48, BitmapFormat::bits_1_be};
    TestBitmap picture{8, 8, BitmapFormat::bits_32};

    DrawArgs args(Operation const& o) const { return {.on = primary, .area = rect_at(0, 0, 8, 8), .operation = o}; }
    bool holds(Effect e, Operation const& o) const { return is_true(e, args(o)); }
};

// By the names in enums.h.
bool result(u16 rop, u16 invers_input, bool input, bool target)
{
    if (rop & invers_input)
        input = !input;
    if (rop & ropd::invers_dest)
        target = !target;
    bool r = input;
    if (rop & ropd::op_or)
        r = input || target;
    if (rop & ropd::op_and)
        r = input && target;
    if (rop & ropd::op_xor)
        r = input != target;
    if (rop & ropd::op_blackness)
        r = false;
    if (rop & ropd::op_whiteness)
        r = true;
    if (rop & ropd::op_invers)
        r = !target;
    return (rop & ropd::invers_res) ? !r : r;
}

TEST_F(QxlEffect, EveryRasterOperation)
{
    unsigned reverting = 0, opaque = 0;
    for (u16 rop : {ropd::op_put, ropd::op_or, ropd::op_and, ropd::op_xor, ropd::op_blackness, ropd::op_whiteness,
                    ropd::op_invers})
        for (u16 inversions = 0; inversions < 8; ++inversions) {
            auto const full = static_cast<u16>(rop | ((inversions & 1) ? ropd::invers_brush : 0) |
                                               ((inversions & 2) ? ropd::invers_dest : 0) |
                                               ((inversions & 4) ? ropd::invers_res : 0));
            bool always_same = true, reverts = true, stays = true, black = true, white = true, nothing = true;
            for (bool input : {false, true})
                for (bool target : {false, true}) {
                    bool const once = result(full, ropd::invers_brush, input, target);
                    bool const twice = result(full, ropd::invers_brush, input, once);
                    always_same = always_same && once == result(full, ropd::invers_brush, input, !target);
                    reverts = reverts && twice == target;
                    stays = stays && twice == once;
                    black = black && !twice;
                    white = white && twice;
                    nothing = nothing && once == target;
                }
            op::Fill const fill{Brush::solid(1), full, {}};
            EXPECT_EQ(holds(Effect::opaque, fill), always_same) << full;
            EXPECT_EQ(holds(Effect::revert_on_dup, fill), reverts) << full;
            EXPECT_EQ(holds(Effect::nop_on_dup, fill), stays) << full;
            EXPECT_EQ(holds(Effect::blackness_on_dup, fill), black) << full;
            EXPECT_EQ(holds(Effect::whiteness_on_dup, fill), white) << full;
            EXPECT_EQ(holds(Effect::nop, fill), nothing) << full;
            EXPECT_EQ(holds(Effect::opaque_brush, fill), always_same) << full;
            EXPECT_EQ(effect_of(args(fill)), always_same ? Effect::opaque : Effect::blend);
            reverting += reverts;
            opaque += always_same;
            // Through a mask some pixels stay as they are.
            op::Fill const masked{Brush::solid(1), full, {stencil.bitmap}};
            EXPECT_FALSE(holds(Effect::opaque, masked) || holds(Effect::opaque_brush, masked));
            EXPECT_EQ(holds(Effect::revert_on_dup, masked), reverts);
        }
    EXPECT_EQ(reverting, 8u + 8u);
    EXPECT_EQ(opaque, 24u);
}

TEST_F(QxlEffect, EveryRop3)
{
    for (unsigned rop3 = 0; rop3 < 256; ++rop3) {
        bool always_same = true, reverts = true;
        for (unsigned inputs = 0; inputs < 4; ++inputs) {
            auto f = [&](unsigned target) { return rop3 >> (inputs << 1 | target) & 1; };
            always_same = always_same && f(0) == f(1);
            reverts = reverts && f(f(0)) == 0 && f(f(1)) == 1;
        }
        op::Rop3 const o{picture.bitmap,        rect_at(0, 0, 8, 8), Brush::solid(0),
                         static_cast<u8>(rop3), ScaleMode::nearest,  {}};
        EXPECT_EQ(holds(Effect::opaque, o), always_same) << rop3;
        EXPECT_EQ(holds(Effect::revert_on_dup, o), reverts) << rop3;
    }
}

TEST_F(QxlEffect, OtherOperations)
{
    Rect const all = rect_at(0, 0, 8, 8);
    EXPECT_EQ(effect_of(args(op::CopyBits{{1, 1}})), Effect::opaque);
    EXPECT_FALSE(holds(Effect::nop_on_dup, op::CopyBits{{1, 1}})); // moves pixels on
    EXPECT_EQ(effect_of(args(op::Opaque{picture.bitmap, all, Brush::solid(1)})), Effect::opaque);
    EXPECT_EQ(effect_of(args(op::Transparent{picture.bitmap, all, 0})), Effect::blend);
    EXPECT_TRUE(holds(Effect::nop_on_dup, op::Transparent{picture.bitmap, all, 0}));
    EXPECT_EQ(effect_of(args(op::AlphaBlend{picture.bitmap, all})), Effect::blend);
    EXPECT_FALSE(holds(Effect::nop_on_dup, op::AlphaBlend{picture.bitmap, all}));
    EXPECT_EQ(effect_of(args(op::Invers{})), Effect::blend);
    EXPECT_TRUE(holds(Effect::revert_on_dup, op::Invers{}));
    op::Composite c{};
    c.source = {picture.bitmap};
    EXPECT_EQ(effect_of(args(c)), Effect::blend);
    c.op = wire::CompositeOp::source;
    EXPECT_EQ(effect_of(args(c)), Effect::opaque);
    // What the target gives is read in another place.
    DrawArgs self = args(op::Opaque{{}, all, Brush::solid(1)});
    self.self_bitmap = all;
    EXPECT_EQ(effect_of(self), Effect::blend);
}

TEST_F(QxlEffect, UntrueOnesAreRefused)
{
    DrawArgs a = args(op::Fill{Brush::solid(1), ropd::op_or, {}});
    for (Effect e : {Effect::opaque, Effect::revert_on_dup, Effect::nop, static_cast<Effect>(8)}) {
        a.effect = e;
        FAILS(check(a), Side::guest, "effect");
    }
    a.effect = Effect::nop_on_dup;
    OK(check(a));
}

} // namespace
} // namespace qxl::test
