// SPDX-License-Identifier: MIT
// One sleep of one device, taken apart: steps in any order, left out or repeated, and what must be true then. A test
// reads as a recipe: open, draw_picture, draw_marks, take, expect_..., sleep, wake_up, recreate, expect_..., end.
// Steps have the numbers of drivers/qxl/sleep.hpp.
#pragma once

#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/sleeper.hpp"
#include "tests/guest/machine/stage.hpp"

#include <initializer_list>
#include <optional>

// What the device holds, by the step that frees it.
struct Holding {
    u64 drawables = 0;                      // rendered by step 3, released by step 5
    u64 creates = 0, data = 0, cursors = 0; // pinned until step 4
    u64 others = 0;                         // released once taken: cursor moved or hidden, surface destroyed
    bool operator==(Holding const&) const = default;
    u64 commands() const { return drawables + creates + cursors + others; } // data is memory of a surface
};

// The same in words.
enum class Left : u8 {
    nothing,    // but for the last cursor on revision 1, where no port takes it away
    pinned,     // surfaces and the cursor
    everything, // these and the drawables of one draw_marks()
};

// What became of the marks, drawings that nobody had rendered when the sequence began, in the memory of each surface.
enum class Marks : u8 {
    kept,   // all are there, as is everything below them
    lost,   // none is there: the contents are those of before, to the last bit
    either, // the protocol leaves it open: each surface as it was before, or with all its marks
    zeroed, // nothing is there: the device cleared the memory
};

class SleepRun {
public:
    // Off-screen surfaces of the picture, and drawables of one draw_marks(). With the cursor they are fewer than
    // `bunch` commands, from which on the device pushes releases of its own accord (QEMU hw/display/qxl.c
    // QXL_FREE_BUNCH_SIZE).
    static constexpr u32 panes = 6;
    static constexpr u32 marks = panes + 1;
    static constexpr u32 bunch = 32;
    static_assert(panes + marks + 1 < bunch);
    using PrimaryBy = DeviceTarget::PrimaryBy;

    explicit SleepRun(Test& t) : t_(t) {}

    // Device 0 as a reset leaves it, and a wake source that is armed. Revision 1 has compat mode only.
    Status open(PrimaryBy how = PrimaryBy::create_primary);
    // A primary, `panes` surfaces in all formats with colour (none in compat mode), and a cursor; rendered, compared,
    // and collected: the device holds what is pinned.
    Status draw_picture();
    // One command for each surface: wherever the server stopped among them, each surface is as before or as after. All
    // are fills, but for the primary's, a copy. Drawn twice, they change nothing more.
    Status draw_marks();
    // Marks without a kick, until the command ring is full. How many the device then takes by itself is open: its
    // server looks at the ring for a while after the last command.
    Status fill_command_ring();

    // Steps 0 to 5, in the order given.
    Status take(std::initializer_list<unsigned> steps);
    // Step 6: PCI configuration space is as it was when this returns. May be called again at once.
    Status sleep();
    // Step 7: the device is found reset, opened again, and the commands that went with the reset are written off: as
    // many as it held when the machine went to sleep.
    Status wake_up();
    // Step 8.
    Status recreate(bool keep_data = true) { return path_->recreate_surfaces(keep_data); }
    // Instead of 6 to 8, for what shows before sleep comes.
    Status resume_without_sleep() { return path_->resume_without_sleep(); }

    Status expect_marks(Marks wanted, char const* when);
    // Exactly this, and nothing that came back is still allocated.
    Status expect_held(Holding const& wanted, char const* when);
    Status expect_held(Left left, char const* when);
    // The device does its work: marks again (the lost ones too), all surfaces rendered and compared, a cursor; then
    // close().
    Status end();
    // Steps 0 to 5 with nothing held at the end.
    Status close();

    qxl::Device& device() { return *device_; }
    qxl::SleepPath& path() { return *path_; }
    Sleeper& sleeper() { return *sleeper_; }
    SceneStage& stage() { return *stage_; }
    Holding holding();
    // The device has done all that was in its rings. Renders nothing but a corner that no mark touches.
    Status settle();

private:
    Status remember();
    Status draw_marks(u32 seed);
    Status draw_mark(scenes::Target& target, u32 seed, u32 surface);
    std::span<u8> remembered(u32 surface);
    Status take(unsigned step);
    bool is_compat() const { return how_ == PrimaryBy::set_mode; }

    Test& t_;
    std::optional<Sleeper> sleeper_;
    qxl::Binding device_;
    std::optional<qxl::SleepPath> path_;
    std::optional<SceneStage> stage_;
    PrimaryBy how_ = PrimaryBy::create_primary;
    bool is_prepared_ = false; // configuration space is saved, the wake source armed
    Pages memory_;             // of every surface, as it was before the marks
    u32 seed_ = 0;             // of the last marks
    u64 asleep_ = 0;           // commands that the device held when the machine went to sleep
};
