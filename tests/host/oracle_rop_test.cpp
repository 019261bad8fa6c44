// SPDX-License-Identifier: MIT
// Raster operations against Microsoft's tables (Ternary Raster Operations, Binary Raster Operations): the operation in
// reverse Polish notation there, evaluated here, gives the number there.
#include "tests/guest/oracle/rop.hpp"
#include "tests/host/oracle_rig.hpp"

namespace oracle::test {
namespace {

using namespace drawing;

// D, S, P: target, source, pattern; a and, o or, x exclusive or, n not; 0 and 1 alone.
u8 evaluated(std::string_view rpn)
{
    std::vector<u8> stack;
    auto const pop = [&] {
        u8 const top = stack.back();
        stack.pop_back();
        return top;
    };
    for (char const c : rpn)
        switch (c) {
        case 'D':
            stack.push_back(0xaa);
            break;
        case 'S':
            stack.push_back(0xcc);
            break;
        case 'P':
            stack.push_back(0xf0);
            break;
        case '0':
            stack.push_back(0);
            break;
        case '1':
            stack.push_back(0xff);
            break;
        case 'n':
            stack.push_back(static_cast<u8>(~pop()));
            break;
        case 'a':
            stack.push_back(pop() & pop());
            break;
        case 'o':
            stack.push_back(pop() | pop());
            break;
        case 'x':
            stack.push_back(pop() ^ pop());
            break;
        default:
            ADD_FAILURE() << c;
        }
    EXPECT_EQ(stack.size(), 1u);
    return pop();
}

struct Named {
    u8 number;
    char const* name;
    char const* rpn;
};
constexpr Named well_known[] = {
    {0x00, "BLACKNESS", "0"},     {0x11, "NOTSRCERASE", "DSon"}, {0x33, "NOTSRCCOPY", "Sn"}, {0x44, "SRCERASE", "SDna"},
    {0x55, "DSTINVERT", "Dn"},    {0x5a, "PATINVERT", "DPx"},    {0x66, "SRCINVERT", "DSx"}, {0x88, "SRCAND", "DSa"},
    {0xbb, "MERGEPAINT", "DSno"}, {0xc0, "MERGECOPY", "PSa"},    {0xcc, "SRCCOPY", "S"},     {0xee, "SRCPAINT", "DSo"},
    {0xf0, "PATCOPY", "P"},       {0xfb, "PATPAINT", "DPSnoo"},  {0xff, "WHITENESS", "1"},   {0xb8, "", "PSDPxax"},
    {0xe2, "", "DSPDxax"},        {0xca, "", "DPSDxax"},         {0x96, "", "DPSxx"},        {0x69, "", "PDSxxn"},
    {0x80, "", "DPSaa"},          {0xfe, "", "DPSoo"},           {0x0f, "", "Pn"},           {0xaa, "", "D"},
};

TEST(OracleRop, WellKnownNumbersMeanWhatTheTableSays)
{
    for (Named const& known : well_known) {
        EXPECT_EQ(evaluated(known.rpn), known.number) << known.name << ' ' << known.rpn;
        // Each of the eight combinations of three bits, one at a time.
        for (u32 index = 0; index < 8; ++index) {
            u32 const p = index >> 2, s = index >> 1 & 1, d = index & 1;
            EXPECT_EQ(apply_rop3(known.number, p, s, d) & 1, u32{evaluated(known.rpn)} >> index & 1) << known.rpn;
        }
    }
}

TEST(OracleRop, WordsGiveTheSameAsBits)
{
    Noise noise(1);
    for (u32 table = 0; table < 256; ++table) {
        Rop3Words const words{static_cast<u8>(table)};
        for (int i = 0; i < 20; ++i) {
            u32 const p = noise.word(), s = noise.word(), d = noise.word();
            u32 const expected = apply_rop3(static_cast<u8>(table), p, s, d);
            EXPECT_EQ(words(u64{p} << 32 | p, u64{s} << 32 | s, u64{d} << 32 | d), u64{expected} << 32 | expected)
                << table;
        }
    }
}

TEST(OracleRop, IgnoredInputsChangeNothing)
{
    u32 pattern = 0, source = 0, target = 0;
    for (u32 n = 0; n < 256; ++n) {
        u8 const table = static_cast<u8>(n);
        bool p = true, s = true, d = true;
        for (u32 index = 0; index < 8; ++index) {
            p = p && (table >> index & 1) == (table >> (index ^ 4) & 1);
            s = s && (table >> index & 1) == (table >> (index ^ 2) & 1);
            d = d && (table >> index & 1) == (table >> (index ^ 1) & 1);
        }
        EXPECT_EQ(ignores_pattern(table), p) << n;
        EXPECT_EQ(ignores_source(table), s) << n;
        EXPECT_EQ(ignores_target(table), d) << n;
        pattern += p;
        source += s;
        target += d;
    }
    EXPECT_EQ(pattern, 16u);
    EXPECT_EQ(source, 16u);
    EXPECT_EQ(target, 16u);
}

// Every flag with every operation, on bits, from what the flags say.
TEST(OracleRop, DescriptorsMeanWhatTheirFlagsSay)
{
    constexpr u16 operations[] = {ropd::op_put,       ropd::op_or,        ropd::op_and,   ropd::op_xor,
                                  ropd::op_blackness, ropd::op_whiteness, ropd::op_invers};
    constexpr u16 flags[] = {ropd::invers_src, ropd::invers_brush, ropd::invers_dest, ropd::invers_res};
    for (u16 const operation : operations)
        for (u32 set = 0; set < 16; ++set) {
            u16 descriptor = operation;
            for (u32 i = 0; i < 4; ++i)
                if ((set >> i & 1) != 0)
                    descriptor = static_cast<u16>(descriptor | flags[i]);
            auto const has = [&](u16 flag) { return (descriptor & flag) != 0 ? 1u : 0u; };
            auto const bit = [&](u32 over, u32 under, u32 under_as_it_is) {
                if (operation == ropd::op_blackness)
                    return 0u;
                if (operation == ropd::op_whiteness)
                    return 1u;
                if (operation == ropd::op_invers)
                    return under_as_it_is ^ 1;
                u32 const result = operation == ropd::op_put   ? over
                                   : operation == ropd::op_or  ? over | under
                                   : operation == ropd::op_and ? over & under
                                                               : over ^ under;
                return result ^ has(ropd::invers_res);
            };
            for (u32 index = 0; index < 8; ++index) {
                u32 const p = index >> 2, s = index >> 1 & 1, d = index & 1;
                u32 const brush = p ^ has(ropd::invers_brush), source = s ^ has(ropd::invers_src),
                          target = d ^ has(ropd::invers_dest);
                EXPECT_EQ(u32{brush_on_target(descriptor)} >> index & 1, bit(brush, target, d)) << descriptor;
                EXPECT_EQ(u32{source_on_target(descriptor)} >> index & 1, bit(source, target, d)) << descriptor;
                EXPECT_EQ(u32{brush_on_source(descriptor)} >> index & 1, bit(brush, source, s)) << descriptor;
            }
        }
}

// The whole way, through ROP3 on a canvas.
TEST(OracleRop, AllTernaryOperationsOnACanvas)
{
    Desk desk;
    Noise noise(2);
    Canvas& target = desk.add(0, 8, 1, PixelFormat::argb_32);
    Canvas& source = desk.add(1, 8, 1, PixelFormat::argb_32);
    for (u32 table = 0; table < 256; ++table) {
        noise.fill(target);
        noise.fill(source);
        std::vector<u32> const before = pixels(target), from = pixels(source);
        u32 const pattern = noise.word();
        ASSERT_TRUE(desk.draw({0, 0, 8, 1}, Rop3{.source = {.surface = SurfaceRef{1}},
                                                 .source_area = {0, 0, 8, 1},
                                                 .brush = solid(pattern),
                                                 .rop3 = static_cast<u8>(table)}));
        for (u32 x = 0; x < 8; ++x)
            EXPECT_EQ(target.pixel(x, 0), apply_rop3(static_cast<u8>(table), pattern, from[x], before[x])) << table;
    }
}

} // namespace
} // namespace oracle::test
