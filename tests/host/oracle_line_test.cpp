// SPDX-License-Identifier: MIT
// Lines, drawn by hand.
#include "tests/host/oracle_rig.hpp"

namespace oracle::test {
namespace {

using namespace drawing;

std::string drawn(u32 width, u32 height, std::vector<Point> const& points, Stroke stroke = {},
                  std::vector<Rect> const& clip = {})
{
    Desk desk;
    Canvas& canvas = desk.add(0, width, height, PixelFormat::a8);
    stroke.points = points;
    stroke.brush = solid(0xff);
    EXPECT_TRUE(desk.draw(canvas.bounds(), stroke, clip));
    return ink(canvas);
}

TEST(OracleLine, LeavesOutItsLastPixel)
{
    EXPECT_EQ(drawn(6, 1, {{1, 0}, {4, 0}}), ".###..\n");
    EXPECT_EQ(drawn(6, 1, {{4, 0}, {1, 0}}), "..###.\n");
    EXPECT_EQ(drawn(1, 4, {{0, 0}, {0, 2}}), "#\n#\n.\n.\n");
    EXPECT_EQ(drawn(3, 1, {{1, 0}, {1, 0}}), "...\n");
    EXPECT_EQ(drawn(4, 4, {{0, 0}, {3, 3}}), "#...\n"
                                             ".#..\n"
                                             "..#.\n"
                                             "....\n");
}

TEST(OracleLine, StepsWhereTheLineIsNearest)
{
    EXPECT_EQ(drawn(8, 3, {{0, 0}, {7, 2}}), "##......\n"
                                             "..####..\n"
                                             "......#.\n");
    EXPECT_EQ(drawn(3, 8, {{0, 0}, {2, 7}}), "#..\n"
                                             "#..\n"
                                             ".#.\n"
                                             ".#.\n"
                                             ".#.\n"
                                             ".#.\n"
                                             "..#\n"
                                             "...\n");
}

// Half-way pixels are the same ones from either end; only the pixel left out moves.
TEST(OracleLine, IsTheSameFromEitherEnd)
{
    EXPECT_EQ(drawn(5, 2, {{0, 0}, {2, 1}}), "#....\n"
                                             ".#...\n");
    EXPECT_EQ(drawn(5, 2, {{2, 1}, {0, 0}}), ".....\n"
                                             ".##..\n");
    for (i32 dx = -9; dx <= 9; ++dx)
        for (i32 dy = -9; dy <= 9; ++dy) {
            Point const a{10, 10}, b{10 + dx, 10 + dy};
            if (a == b)
                continue;
            std::string there = drawn(21, 21, {a, b}), back = drawn(21, 21, {b, a});
            auto const at = [](Point p) { return static_cast<size_t>(p.y * 22 + p.x); };
            EXPECT_EQ(there[at(b)], '.');
            EXPECT_EQ(back[at(a)], '.');
            there[at(b)] = back[at(a)] = '#';
            EXPECT_EQ(there, back) << dx << ' ' << dy;
        }
}

TEST(OracleLine, ClosedPathsReturnToTheirStart)
{
    EXPECT_EQ(drawn(4, 4, {{0, 0}, {3, 0}, {3, 3}, {0, 3}}), "####\n"
                                                             "...#\n"
                                                             "...#\n"
                                                             ".###\n");
    EXPECT_EQ(drawn(4, 4, {{0, 0}, {3, 0}, {3, 3}, {0, 3}}, {.is_closed = true}), "####\n"
                                                                                  "#..#\n"
                                                                                  "#..#\n"
                                                                                  "####\n");
}

TEST(OracleLine, DashesCountPixelsThroughCorners)
{
    std::vector<u32> const two_one = {2, 1}, three = {3};
    EXPECT_EQ(drawn(9, 1, {{0, 0}, {9, 0}}, {.style = two_one}), "##.##.##.\n");
    EXPECT_EQ(drawn(9, 1, {{0, 0}, {9, 0}}, {.style = two_one, .starts_with_gap = true}), "..#..#..#\n");
    EXPECT_EQ(drawn(9, 1, {{0, 0}, {4, 0}, {9, 0}}, {.style = two_one}), "##.##.##.\n");
    EXPECT_EQ(drawn(9, 1, {{0, 0}, {9, 0}}, {.style = three}), "###...###\n");
}

TEST(OracleLine, IsClippedWithoutLosingCount)
{
    std::vector<u32> const two_one = {2, 1};
    EXPECT_EQ(drawn(9, 1, {{-4, 0}, {20, 0}}, {.style = two_one}), "#.##.##.#\n");
    EXPECT_EQ(drawn(9, 1, {{0, 0}, {9, 0}}, {}, {{1, 0, 3, 1}, {2, 0, 4, 1}, {8, 0, 20, 1}}), ".###....#\n");
}

TEST(OracleLine, CrossingsAreDrawnTwice)
{
    Desk desk;
    Canvas& canvas = desk.add(0, 5, 3, PixelFormat::a8);
    std::vector<Point> const there_and_back = {{0, 1}, {4, 1}, {1, 1}};
    ASSERT_TRUE(
        desk.draw(canvas.bounds(), Stroke{.points = there_and_back, .brush = solid(0xff), .fore_mode = ropd::op_xor}));
    EXPECT_EQ(ink(canvas), ".....\n"
                           "##..#\n"
                           ".....\n");
}

TEST(OracleLine, RefusesWhatIsNoLine)
{
    Desk desk;
    desk.add(0, 5, 5, PixelFormat::a8);
    std::vector<Point> const one = {{1, 1}}, two = {{1, 1}, {3, 3}};
    std::vector<u32> const nothing = {0, 0};
    EXPECT_FALSE(desk.draw({0, 0, 5, 5}, Stroke{.points = one, .brush = solid(1)}));
    EXPECT_FALSE(desk.draw({0, 0, 5, 5}, Stroke{.points = two, .style = nothing, .brush = solid(1)}));
}

} // namespace
} // namespace oracle::test
