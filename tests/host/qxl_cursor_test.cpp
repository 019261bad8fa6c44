// SPDX-License-Identifier: MIT
// Cursor commands as the server reads them, and what is refused.
#include "tests/host/qxl_bench.hpp"

namespace qxl::test {
namespace {

CursorSetArgs shape(CursorType type, u16 width, u16 height, std::vector<u8>& data)
{
    data.resize(cursor_bytes(type, width, height));
    for (size_t n = 0; n < data.size(); ++n)
        data[n] = static_cast<u8>(n * 7);
    return {{type, width, height, 1, 2, data, 0}, {-3, 40}, true};
}

TEST(QxlCursor, SizesOfShapes)
{
    EXPECT_EQ(cursor_bytes(CursorType::alpha, 9, 5), 180u);
    EXPECT_EQ(cursor_bytes(CursorType::mono, 9, 5), 2u * 2 * 5);
    EXPECT_EQ(cursor_bytes(CursorType::color4, 10, 5), 5u * 5 + 64 + 2 * 5);
    EXPECT_EQ(cursor_bytes(CursorType::color8, 9, 5), 9u * 5 + 1024 + 2 * 5);
    EXPECT_EQ(cursor_bytes(CursorType::color16, 9, 5), 18u * 5 + 2 * 5);
    EXPECT_EQ(cursor_bytes(CursorType::color24, 9, 5), 27u * 5 + 2 * 5);
    EXPECT_EQ(cursor_bytes(CursorType::color32, 9, 5), 36u * 5 + 2 * 5);
    EXPECT_EQ(cursor_bytes(static_cast<CursorType>(7), 9, 5), 0u);
}

TEST(QxlCursor, EveryTypeArrives)
{
    using enum wire::CursorType;
    for (CursorType type : {alpha, mono, color4, color8, color16, color24, color32})
        for (u32 chunks : {1u, 3u, 32u}) {
            if (type == mono && chunks != 1)
                continue;
            std::vector<u8> data;
            CursorSetArgs a = shape(type, 10, 7, data);
            a.shape.chunk_bytes = static_cast<u32>((data.size() + chunks - 1) / chunks);
            OK(check(a));
            ReadCursor const r = Built(CursorArgs{a}).cursor();
            EXPECT_EQ(r.command.type, wire::CursorCmdType::set);
            EXPECT_EQ(r.command.set.position.x, -3);
            EXPECT_EQ(r.command.set.position.y, 40);
            EXPECT_EQ(r.command.set.visible, 1);
            EXPECT_EQ(r.shape.type, type);
            EXPECT_EQ(u64{r.shape.unique}, 77u);
            EXPECT_EQ(r.shape.width, 10);
            EXPECT_EQ(r.shape.height, 7);
            EXPECT_EQ(r.shape.hot_spot_x, 1);
            EXPECT_EQ(r.shape.hot_spot_y, 2);
            EXPECT_EQ(r.data, data);
        }
}

TEST(QxlCursor, MoveHideAndTrail)
{
    ReadCursor r = Built(CursorArgs{CursorMoveArgs{{-32768, 32767}}}).cursor();
    EXPECT_EQ(r.command.type, wire::CursorCmdType::move);
    EXPECT_EQ(r.command.position.x, -32768);
    EXPECT_EQ(r.command.position.y, 32767);
    EXPECT_EQ(Built(CursorArgs{CursorHideArgs{}}).cursor().command.type, wire::CursorCmdType::hide);
    r = Built(CursorArgs{CursorTrailArgs{7, 50}}).cursor();
    EXPECT_EQ(r.command.type, wire::CursorCmdType::trail);
    EXPECT_EQ(r.command.trail.length, 7);
    EXPECT_EQ(r.command.trail.frequency, 50);
    std::vector<u8> data;
    CursorSetArgs hidden = shape(CursorType::mono, 8, 8, data);
    hidden.is_visible = false;
    EXPECT_EQ(Built(CursorArgs{hidden}).cursor().command.set.visible, 0);
}

TEST(QxlCursor, Refusals)
{
    std::vector<u8> data;
    CursorSetArgs const good = shape(CursorType::alpha, 8, 8, data);
    auto with = [&](auto&& change) {
        CursorSetArgs a = good;
        change(a);
        return check(a);
    };
    OK(with([](CursorSetArgs&) {}));
    FAILS(with([](CursorSetArgs& a) { a.position.x = 32768; }), Side::guest, "16 bits");
    FAILS(with([](CursorSetArgs& a) { a.shape.type = static_cast<CursorType>(7); }), Side::guest, "cursor type");
    FAILS(with([](CursorSetArgs& a) { a.shape.width = 513; }), Side::guest, "cursor size");
    FAILS(with([](CursorSetArgs& a) { a.shape.height = 0; }), Side::guest, "cursor size");
    FAILS(with([](CursorSetArgs& a) { a.shape.hot_spot_x = 8; }), Side::guest, "hot spot");
    FAILS(with([](CursorSetArgs& a) { a.shape.data = a.shape.data.first(255); }), Side::guest, "cursor data");
    FAILS(with([](CursorSetArgs& a) { a.shape.chunk_bytes = 7; }), Side::guest, "chunks");
    std::vector<u8> more;
    CursorSetArgs mono = shape(CursorType::mono, 8, 8, more);
    mono.shape.chunk_bytes = 8;
    FAILS(check(mono), Side::guest, "chunks");
    CursorSetArgs const odd = shape(CursorType::color4, 9, 8, more);
    FAILS(check(odd), Side::guest, "even");
    FAILS(check(CursorMoveArgs{{0, -32769}}), Side::guest, "16 bits");
}

TEST(QxlCursor, TheDeviceGivesEachCommandBack)
{
    Rig rig;
    rig.primary();
    Device& d = rig.device();
    std::vector<u8> data;
    CursorSetArgs const set = shape(CursorType::color32, 16, 16, data);
    for (int n = 0; n < 40; ++n) {
        OK(d.cursor(set));
        OK(d.cursor(CursorTrailArgs{3, 10}));
    }
    auto const report = d.close();
    OK(report);
    EXPECT_EQ(report->blocks, 0u);
}

} // namespace
} // namespace qxl::test
