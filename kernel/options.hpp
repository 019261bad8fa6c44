// SPDX-License-Identifier: MIT
// The guest's command line. docs/serial-report.md lists the words.
#pragma once

#include "kernel/result.hpp"

#include <optional>
#include <string_view>

// What wakes the machine: rtc and pm_timer are the guest's own; qmp and keyboard come from outside, and firmware's
// answer to them looks like the power button (QEMU hw/acpi/core.c acpi_notify_wakeup). automatic is none of them, but a
// choice of one for each test: see wake_of().
enum class Wake : u8 { rtc, pm_timer, qmp, keyboard, automatic };
// As on the command line.
std::string_view name_of(Wake wake);
constexpr bool is_from_outside(Wake wake) { return wake == Wake::qmp || wake == Wake::keyboard; }

// One deliberate fault, for testing that the checks notice it.
enum class Break : u8 {
    none,
    no_flush_surfaces,
    no_destroy_all,
    no_flush_release,
    no_keep_data,
    no_bar_restore,
    no_waking_vector,
    leak_command,
    leak_block,
    leak_page,
    overwrite_free,
    overwrite_guard,
    wrong_pixel,
    wrong_interrupt,
    panic,
    hang,
    reset,
    truncate,
};

// A device that breaks a promise, as tests that go by tests/guest/machine/bare_device.hpp see it.
enum class DeviceBreak : u8 {
    none,
    port,             // port `number` does nothing
    lost,             // interrupt bit `number` is never pending
    extra,            // interrupt bit `number` is pending again after each barrier
    release_reversed, // the first two links of a chain change places
    release_twice,    // an entry of the release ring is there once more
    release_lost,     // the first link of a chain is missing
    wrong_pixel,
};
struct DeviceFault {
    DeviceBreak kind = DeviceBreak::none;
    u32 number = 0;
    bool is(DeviceBreak k) const { return kind == k; }
    bool is(DeviceBreak k, u32 n) const { return kind == k && number == n; }
};

// Times between a wake-up and the next sleep: first `min`, each cycle `step` more, from above `max` back to `min`.
struct DelaySweep {
    u32 min_us = 0, max_us = 0, step_us = 0;
};

// What the QXL devices were configured with, by QEMU's names of the properties. The values here are QEMU's own from 5.2
// to 11.1, for what is not said.
struct QxlProperties {
    u32 ram_size_mb = 64, vram_size_mb = 64;
    u32 vram64_size_mb = 0; // 0: no BAR4
    u32 vgamem_mb = 16, surfaces = 1024;
    u32 max_outputs = 0;    // 0: no limit
    u32 xres = 0, yres = 0; // 0: none preferred
};

struct Options {
    std::string_view token = "none";
    std::string_view groups = "main";
    std::string_view tests = {}; // comma-separated patterns; empty: all of the groups
    u32 cycles = 1;
    Wake wake = Wake::rtc;
    DelaySweep delay = {};
    std::optional<u8> stop_after = {}; // a step of the sleep sequence, 0 to 8 but 6: go no further, do not sleep
    QxlProperties qxl = {};
    bool client = false; // a SPICE client comes and goes (runner/spice_client.py)
    Break fault = Break::none;
    DeviceFault device_fault = {};
    // For the drawing tests.
    std::string_view mistake = {}; // the oracle errs: name of an oracle::Mistake
    u32 seed = 1;                  // of the first random scene
    u32 count = 100;               // random scenes, with seeds from there on
    std::string_view only = {};    // of the scene's commands, those drawn: numbers, comma-separated; empty: all
    bool hold = false;             // each picture stays on the screen until a key is pressed
};

// What parse() did not understand; `word` points into the command line.
struct BadOption {
    std::string_view word;
    char const* why;
};

// Reads the words of `line` over the values already in `options`. The texts are borrowed.
// Returns false and fills `bad` at the first word that is unknown or out of range.
bool parse_options(std::string_view line, Options& options, BadOption& bad);

// The boot loader's line without the kernel's file name: from behind a word "--", or else without a first word that
// starts with /.
std::string_view without_file_name(std::string_view line);

// True if `text` matches `pattern`, in which * stands for any characters and ? for one.
bool matches(std::string_view pattern, std::string_view text);

// True if one of the comma-separated items is `item`.
bool list_has(std::string_view list, std::string_view item);

// What wakes the machine in a test of these groups. With wake=automatic that is the RTC alarm for the main job, in
// which the machine is to come back by itself, and elsewhere system_wakeup: at once, not at the next full second.
Wake wake_of(Options const& options, std::string_view groups);

// Whether a test is to run: by pattern when there are patterns, else by group. Tests of the groups `hostile`, `soak`,
// `dump` and `thorough` run only when that group is named.
bool is_selected(Options const& options, std::string_view name, std::string_view groups);
