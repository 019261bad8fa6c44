// SPDX-License-Identifier: MIT
// The guest-initiated sleep sequence, step by step, as each step is to be called, timed and reported on its own.
// Spec: spice-protocol commits of June and July 2011 (revision 3, "V10"), summed up in issue 2: after steps 4 and 5 no
// memory is allocated on the PCI BARs. Steps 6 and 7, the sleep itself and the way back to mapped BARs, are the
// machine's.
#pragma once

#include "drivers/qxl/device.hpp"

namespace qxl {

struct SleepStep {
    unsigned number;
    char const* name;
};
namespace step {
inline constexpr SleepStep stop_producing{0, "stop_producing"};
inline constexpr SleepStep notify_cmd{1, "notify_cmd"};
inline constexpr SleepStep notify_cursor{2, "notify_cursor"};
inline constexpr SleepStep flush_surfaces{3, "flush_surfaces"};
inline constexpr SleepStep destroy_all_surfaces{4, "destroy_all_surfaces"};
inline constexpr SleepStep flush_release{5, "flush_release"};
inline constexpr SleepStep sleep{6, "sleep"};
inline constexpr SleepStep reset{7, "reset"};
inline constexpr SleepStep recreate_surfaces{8, "recreate_surfaces"};
} // namespace step

// What is still the device's after step 5, by the step that should have freed it. The last cursor.set on revision 1 is
// not among it: no step frees that.
struct Held {
    u64 blocks = 0, bytes = 0;
    u64 pinned = 0; // surface.create, surface.data, cursor.set: freed by DESTROY_ALL_SURFACES
    u64 guests = 0; // commands that came back and were not freed: a leak of ours
    bool release_ring_advanced = false;
};

class SleepPath {
public:
    explicit SleepPath(Device& device) : device_(device) {}

    // Which form of the sequence this device's revision allows, for the report: "commands" (3 and above),
    // "update_area_and_oom" (2), "compat" (1). In compat mode on a later revision the forms are the same as in native.
    char const* form() const;

    // Before sleep, in this order. Each waits for its completion.
    Status stop_producing(); // 0: further commands are refused
    Status notify_cmd();     // 1: port 0; the command ring is then empty
    Status notify_cursor();  // 2: port 1; the cursor ring is then empty
    Status flush_surfaces(); // 3: port 22; every surface is rendered into its memory
    // 4: port 21; surfaces become suspended, the cursor is gone. On revision 1 nothing short of RESET does that: the
    // step is the driver's alone, the primary and the last cursor.set stay with the device.
    Status destroy_all_surfaces();
    Status flush_release(); // 5: port 23, then collects; no advance of the release ring is an Error
    // The ledger after step 5. The Error names the step that is to blame. The one block that may be held is the last
    // cursor.set on revision 1: after the reset write_off_lost() counts it, or recreate_surfaces() frees it.
    Status nothing_held() const;
    Held held() const;

    // After wake-up, with BARs mapped again.
    Status check_reset_state() const; // 7: rings empty, int_mask 0, int_pending nothing but CLIENT
    Status reopen();                  // 7: ROM compared, rings, memslots, int_mask; without RESET
    // After reopen(), when the reset came in mid-work, as by a sleep without steps 1 to 5 or by Device::reset():
    // commands in the rings and releases not yet collected are gone, and nobody will ever name their ids. Frees every
    // block that the device held; live surfaces become suspended, with what their memory shows, so that
    // recreate_surfaces() brings them back; surfaces that were being destroyed are forgotten. Returns how many commands
    // that were. Nothing, and 0, after the full sequence.
    Result<u64> write_off_lost();
    // 8: same ids, formats and memory, primary first. A compat primary comes back by SET_MODE, which zeroes its memory
    // and has no KEEP_DATA: the driver saves the picture in guest RAM and copies it back by drawing commands.
    // `without`: a surface that stays suspended; a later call brings it back.
    Status recreate_surfaces(bool keep_data = true, Surface const* without = nullptr);
    // Takes back a sleep that was prepared but not entered: the device is not reset, surfaces are recreated.
    Status resume_without_sleep(bool keep_data = true);

private:
    Status release_by_oom();
    Status recreate_compat(Surface& surface, bool keep_data);
    u64 kept() const;
    Status leave_vga_mode();

    Device& device_;
    bool flush_release_advanced_ = false;
    bool flush_release_called_ = false;
};

} // namespace qxl
