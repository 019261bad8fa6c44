// SPDX-License-Identifier: MIT
// wire_commands.hpp and wire_cursor.hpp against Debian's libspice-protocol-dev, field by field.
// Without its headers there is nothing to compare, and qxl_wire_test.cpp fails.
#include "drivers/qxl/wire_commands.hpp"

#include <gtest/gtest.h>

#if __has_include(<spice/qxl_dev.h>)
#include "tests/host/qxl_wire_compare.hpp"

namespace qxl::test {
namespace {

TEST(QxlWire, UpdateCmd)
{
    SAME_SIZE(wire::UpdateCmd, QXLUpdateCmd);
    SAME_FIELD(wire::UpdateCmd, release_id, QXLUpdateCmd, release_info);
    SAME_FIELD(wire::UpdateCmd, area, QXLUpdateCmd, area);
    SAME_FIELD(wire::UpdateCmd, update_id, QXLUpdateCmd, update_id);
    SAME_FIELD(wire::UpdateCmd, surface_id, QXLUpdateCmd, surface_id);
}

TEST(QxlWire, SurfaceAndCursorCommands)
{
    SAME_SIZE(wire::SurfaceCmd, QXLSurfaceCmd);
    SAME_FIELD(wire::SurfaceCmd, release_id, QXLSurfaceCmd, release_info);
    SAME_FIELD(wire::SurfaceCmd, surface_id, QXLSurfaceCmd, surface_id);
    SAME_FIELD(wire::SurfaceCmd, type, QXLSurfaceCmd, type);
    SAME_FIELD(wire::SurfaceCmd, flags, QXLSurfaceCmd, flags);
    SAME_FIELD(wire::SurfaceCmd, surface_create, QXLSurfaceCmd, u.surface_create);
    SAME_FIELD(wire::SurfaceCmd, surface_create.format, QXLSurfaceCmd, u.surface_create.format);
    SAME_FIELD(wire::SurfaceCmd, surface_create.width, QXLSurfaceCmd, u.surface_create.width);
    SAME_FIELD(wire::SurfaceCmd, surface_create.height, QXLSurfaceCmd, u.surface_create.height);
    SAME_FIELD(wire::SurfaceCmd, surface_create.stride, QXLSurfaceCmd, u.surface_create.stride);
    SAME_FIELD(wire::SurfaceCmd, surface_create.data, QXLSurfaceCmd, u.surface_create.data);

    SAME_SIZE(wire::CursorCmd, QXLCursorCmd);
    SAME_FIELD(wire::CursorCmd, release_id, QXLCursorCmd, release_info);
    SAME_FIELD(wire::CursorCmd, type, QXLCursorCmd, type);
    SAME_FIELD(wire::CursorCmd, set, QXLCursorCmd, u.set);
    SAME_FIELD(wire::CursorCmd, set.position, QXLCursorCmd, u.set.position);
    SAME_FIELD(wire::CursorCmd, set.visible, QXLCursorCmd, u.set.visible);
    SAME_FIELD(wire::CursorCmd, set.shape, QXLCursorCmd, u.set.shape);
    SAME_FIELD(wire::CursorCmd, trail, QXLCursorCmd, u.trail);
    SAME_FIELD(wire::CursorCmd, trail.length, QXLCursorCmd, u.trail.length);
    SAME_FIELD(wire::CursorCmd, trail.frequency, QXLCursorCmd, u.trail.frequency);
    SAME_FIELD(wire::CursorCmd, position, QXLCursorCmd, u.position);
    SAME_FIELD(wire::CursorCmd, device_data, QXLCursorCmd, device_data);
    EXPECT_EQ(wire::cursor_device_data_size, u64{QXL_CURSUR_DEVICE_DATA_SIZE});
    SAME_SIZE(wire::Cursor, QXLCursor);
    SAME_FIELD(wire::Cursor, unique, QXLCursor, header.unique);
    SAME_FIELD(wire::Cursor, type, QXLCursor, header.type);
    SAME_FIELD(wire::Cursor, width, QXLCursor, header.width);
    SAME_FIELD(wire::Cursor, height, QXLCursor, header.height);
    SAME_FIELD(wire::Cursor, hot_spot_x, QXLCursor, header.hot_spot_x);
    SAME_FIELD(wire::Cursor, hot_spot_y, QXLCursor, header.hot_spot_y);
    SAME_FIELD(wire::Cursor, data_size, QXLCursor, data_size);
    SAME_FIELD(wire::Cursor, chunk, QXLCursor, chunk);
}

TEST(QxlWire, Monitors)
{
    SAME_SIZE(wire::Head, QXLHead);
    SAME_FIELD(wire::Head, id, QXLHead, id);
    SAME_FIELD(wire::Head, surface_id, QXLHead, surface_id);
    SAME_FIELD(wire::Head, width, QXLHead, width);
    SAME_FIELD(wire::Head, height, QXLHead, height);
    SAME_FIELD(wire::Head, x, QXLHead, x);
    SAME_FIELD(wire::Head, y, QXLHead, y);
    SAME_FIELD(wire::Head, flags, QXLHead, flags);
    SAME_SIZE(wire::MonitorsConfig, QXLMonitorsConfig);
    SAME_FIELD(wire::MonitorsConfig, count, QXLMonitorsConfig, count);
    SAME_FIELD(wire::MonitorsConfig, max_allowed, QXLMonitorsConfig, max_allowed);
}

TEST(QxlWire, CommandConstants)
{
    using namespace wire;
    EXPECT_EQ(number(CommandType::nop), QXL_CMD_NOP);
    EXPECT_EQ(number(CommandType::draw), QXL_CMD_DRAW);
    EXPECT_EQ(number(CommandType::update), QXL_CMD_UPDATE);
    EXPECT_EQ(number(CommandType::cursor), QXL_CMD_CURSOR);
    EXPECT_EQ(number(CommandType::message), QXL_CMD_MESSAGE);
    EXPECT_EQ(number(CommandType::surface), QXL_CMD_SURFACE);
    EXPECT_EQ(number(CursorCmdType::set), QXL_CURSOR_SET);
    EXPECT_EQ(number(CursorCmdType::move), QXL_CURSOR_MOVE);
    EXPECT_EQ(number(CursorCmdType::hide), QXL_CURSOR_HIDE);
    EXPECT_EQ(number(CursorCmdType::trail), QXL_CURSOR_TRAIL);
    EXPECT_EQ(number(SurfaceCmdType::create), QXL_SURFACE_CMD_CREATE);
    EXPECT_EQ(number(SurfaceCmdType::destroy), QXL_SURFACE_CMD_DESTROY);
    EXPECT_EQ(number(CursorType::alpha), SPICE_CURSOR_TYPE_ALPHA);
    EXPECT_EQ(number(CursorType::mono), SPICE_CURSOR_TYPE_MONO);
    EXPECT_EQ(number(CursorType::color4), SPICE_CURSOR_TYPE_COLOR4);
    EXPECT_EQ(number(CursorType::color8), SPICE_CURSOR_TYPE_COLOR8);
    EXPECT_EQ(number(CursorType::color16), SPICE_CURSOR_TYPE_COLOR16);
    EXPECT_EQ(number(CursorType::color24), SPICE_CURSOR_TYPE_COLOR24);
    EXPECT_EQ(number(CursorType::color32), SPICE_CURSOR_TYPE_COLOR32);
}

} // namespace
} // namespace qxl::test
#endif
