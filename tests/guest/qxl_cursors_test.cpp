// SPDX-License-Identifier: MIT
// Cursor shapes of every type, and all that is done with one: the device takes each command and gives it back. What the
// cursor looks like only the host can see.
#include "drivers/qxl/machine/binding.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"

#include <array>

TEST(qxl, every_cursor_is_taken, "Cursors of each type are set, moved, trailed, hidden, and released to the last byte",
     .groups = "draw", .stage = Stage::drawing)
{
    using enum qxl::wire::CursorType;
    static constexpr u16 sizes[][2] = {{2, 1}, {32, 32}, {64, 17}};
    static std::array<u8, 64 * 32 * 4 + 1024> bytes;
    for (size_t n = 0; n < bytes.size(); ++n)
        bytes[n] = static_cast<u8>(n * 29);

    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    REQUIRE_OK(t, device->create_primary(640, 480, qxl::Format::xrgb_32));
    u32 shapes = 0;
    for (qxl::CursorType type : {alpha, mono, color4, color8, color16, color24, color32})
        for (auto const& [width, height] : sizes)
            for (u32 chunks : {1u, 3u, 32u}) {
                u64 const size = qxl::cursor_bytes(type, width, height);
                if (chunks != 1 && (type == mono || size < chunks))
                    continue;
                qxl::CursorShape const shape{type,
                                             width,
                                             height,
                                             static_cast<u16>(width - 1),
                                             static_cast<u16>(height - 1),
                                             std::span(bytes).first(size),
                                             static_cast<u32>((size + chunks - 1) / chunks)};
                REQUIRE_OK(t, device->cursor(qxl::CursorSetArgs{shape, {-20, 470}, ++shapes % 2 == 0}));
                REQUIRE_OK(t, device->cursor(qxl::CursorMoveArgs{{639, -1}}));
                REQUIRE_OK(t, device->cursor(qxl::CursorTrailArgs{5, 20}));
                REQUIRE_OK(t, device->cursor(qxl::CursorHideArgs{}));
            }
    t.detail("cursors shapes={}", shapes);
    EXPECT_OK(t, device->idle());
    EXPECT_OK(t, device.close());
}
