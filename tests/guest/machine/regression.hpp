// SPDX-License-Identifier: MIT
// What the named regressions share: a scene whose drawings wait for themselves, memory asked back by NOTIFY_OOM, and
// the steps around a real sleep.
#pragma once

#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/sleeper.hpp"

namespace regression {

// A primary, and a surface on which nothing is drawn: UPDATE_AREA there comes back when the server has done all that it
// was told before, and renders nothing else.
struct Scene {
    qxl::Surface& primary;
    qxl::Surface& blank;
    // Opens nothing: `device` is as a reset left it. Tells the report which form of the sequence the device has.
    static Result<Scene> create(Test& t, qxl::Device& device);
};
inline Status settle(qxl::Device& device, Scene const& scene) { return device.update_all(scene.blank); }

// Cells of 8 x 8 on the primary: fills that neither hide nor join each other.
inline constexpr u32 primary_width = 640, primary_height = 480;
inline constexpr i32 cell = 8, cells_in_row = primary_width / cell;
constexpr qxl::Rect cell_at(u32 n)
{
    auto const i = static_cast<i32>(n);
    return qxl::rect_at(i % cells_in_row * cell, i / cells_in_row * cell, cell - 1, cell - 1);
}
constexpr u32 color_of(u32 n) { return (0x102030 + n * 0x010305) & 0xff'ffff; }
Status fill_cells(qxl::Device& device, u32 count);
// How many of `count` cells are not what fill_cells() drew.
u32 wrong_cells(qxl::Surface const& primary, u32 count);
// Of a surface of 32 bits a pixel, without the byte that has no meaning.
u32 pixel(qxl::Surface const& s, u32 x, u32 y);

// Chains in the release ring that were not collected.
u32 chains_waiting(qxl::Device& device);
// What a driver without FLUSH_RELEASE does until the device holds `held` blocks of BAR0: collect, NOTIFY_OOM, again.
// Returns how often it wrote the port. Not to be endless, memory must come back within each time limit.
Result<u32> ask_until_held(qxl::Device& device, u64 held);

// Steps 0 to 7 around a real sleep. In this order: prepare(), steps_0_to_5(), sleep(), path().reopen().
class Night {
public:
    static Result<Night> open(Test& t, qxl::Binding& device);
    Status prepare() { return sleeper_.prepare(); }
    // All waited for, and nothing held after the last.
    Status steps_0_to_5();
    // Sleeps and comes back with configuration space restored; the device is as the reset left it.
    Status sleep();
    qxl::SleepPath& path() { return path_; }

private:
    Night(Test& t, qxl::Binding& device, Sleeper&& sleeper) : t_(t), path_(*device), sleeper_(std::move(sleeper)) {}
    Test& t_;
    qxl::SleepPath path_;
    Sleeper sleeper_;
};

} // namespace regression
