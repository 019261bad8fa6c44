// SPDX-License-Identifier: MIT
#include "kernel/options.hpp"

#include <algorithm>
#include <array>

namespace {
// The text before `separator`; `rest` moves behind it.
std::string_view take(std::string_view& rest, char separator)
{
    size_t at = std::min(rest.find(separator), rest.size());
    std::string_view item = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return item;
}

bool all_of(std::string_view text, std::string_view allowed)
{
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool parse_number(std::string_view text, u32 low, u32 high, u32& number)
{
    if (!all_of(text, "0123456789") || text.size() > 9)
        return false;
    u32 n = 0;
    for (char c : text)
        n = n * 10 + static_cast<u32>(c - '0');
    number = n;
    return n >= low && n <= high;
}

struct NamedBreak {
    std::string_view name;
    Break fault;
};
constexpr std::array breaks{
    NamedBreak{"none", Break::none},
    NamedBreak{"no_flush_surfaces", Break::no_flush_surfaces},
    NamedBreak{"no_destroy_all", Break::no_destroy_all},
    NamedBreak{"no_flush_release", Break::no_flush_release},
    NamedBreak{"no_keep_data", Break::no_keep_data},
    NamedBreak{"no_bar_restore", Break::no_bar_restore},
    NamedBreak{"no_waking_vector", Break::no_waking_vector},
    NamedBreak{"leak_command", Break::leak_command},
    NamedBreak{"leak_block", Break::leak_block},
    NamedBreak{"leak_page", Break::leak_page},
    NamedBreak{"overwrite_free", Break::overwrite_free},
    NamedBreak{"overwrite_guard", Break::overwrite_guard},
    NamedBreak{"wrong_pixel", Break::wrong_pixel},
    NamedBreak{"wrong_interrupt", Break::wrong_interrupt},
    NamedBreak{"panic", Break::panic},
    NamedBreak{"hang", Break::hang},
    NamedBreak{"reset", Break::reset},
    NamedBreak{"truncate", Break::truncate},
};

struct NamedDeviceBreak {
    std::string_view name;
    DeviceBreak kind;
    u32 count; // numbers there are; 0: it has none
};
constexpr std::array device_breaks{
    NamedDeviceBreak{"port_", DeviceBreak::port, 25},
    NamedDeviceBreak{"lost_", DeviceBreak::lost, 6},
    NamedDeviceBreak{"extra_", DeviceBreak::extra, 6},
    NamedDeviceBreak{"release_reversed", DeviceBreak::release_reversed, 0},
    NamedDeviceBreak{"release_twice", DeviceBreak::release_twice, 0},
    NamedDeviceBreak{"release_lost", DeviceBreak::release_lost, 0},
    NamedDeviceBreak{"wrong_pixel", DeviceBreak::wrong_pixel, 0},
};

struct NamedWake {
    std::string_view name;
    Wake wake;
};
constexpr std::array wakes{
    NamedWake{"rtc", Wake::rtc},           NamedWake{"pm_timer", Wake::pm_timer}, NamedWake{"qmp", Wake::qmp},
    NamedWake{"keyboard", Wake::keyboard}, NamedWake{"auto", Wake::automatic},
};

struct NamedProperty {
    std::string_view name;
    u32 QxlProperties::*value;
};
constexpr std::array properties{
    NamedProperty{"ram_size_mb", &QxlProperties::ram_size_mb},
    NamedProperty{"vram_size_mb", &QxlProperties::vram_size_mb},
    NamedProperty{"vram64_size_mb", &QxlProperties::vram64_size_mb},
    NamedProperty{"vgamem_mb", &QxlProperties::vgamem_mb},
    NamedProperty{"surfaces", &QxlProperties::surfaces},
    NamedProperty{"max_outputs", &QxlProperties::max_outputs},
    NamedProperty{"xres", &QxlProperties::xres},
    NamedProperty{"yres", &QxlProperties::yres},
};

// By number; the sleep itself is not a step to stop after.
constexpr std::array<std::string_view, 9> steps{
    "stop_producing", "notify_cmd", "notify_cursor", "flush_surfaces",    "destroy_all_surfaces",
    "flush_release",  "sleep",      "reset",         "recreate_surfaces",
};
constexpr size_t sleep_step = 6;

bool parse_delay(std::string_view text, DelaySweep& delay)
{
    constexpr u32 most_us = 60'000'000;
    std::string_view min = take(text, ':'), max = take(text, ':'), step = text;
    return parse_number(min, 0, most_us, delay.min_us) && parse_number(max, delay.min_us, most_us, delay.max_us) &&
           parse_number(step, 1, most_us, delay.step_us);
}

bool parse_step(std::string_view text, std::optional<u8>& step)
{
    for (size_t n = 0; n < steps.size(); ++n) {
        char const digit = static_cast<char>('0' + n);
        if (n != sleep_step && (text == steps[n] || text == std::string_view(&digit, 1))) {
            step = static_cast<u8>(n);
            return true;
        }
    }
    return false;
}

// What follows "device." in the name of a fault.
bool parse_device_fault(std::string_view name, DeviceFault& fault)
{
    for (NamedDeviceBreak const& b : device_breaks) {
        if (!name.starts_with(b.name))
            continue;
        fault.kind = b.kind;
        std::string_view const number = name.substr(b.name.size());
        return b.count == 0 ? number.empty() : parse_number(number, 0, b.count - 1, fault.number);
    }
    return false;
}

// NAME:VALUE, comma-separated.
bool parse_properties(std::string_view text, QxlProperties& qxl)
{
    constexpr u32 most = 65536;
    while (!text.empty()) {
        std::string_view value = take(text, ',');
        std::string_view const name = take(value, ':');
        auto found = std::find_if(properties.begin(), properties.end(), [&](auto const& p) { return p.name == name; });
        if (found == properties.end() || !parse_number(value, 0, most, qxl.*found->value))
            return false;
    }
    return true;
}

// Why the word is bad, or nullptr.
char const* parse_word(std::string_view word, Options& options)
{
    std::string_view value = word;
    std::string_view key = take(value, '=');
    if (key == "token") {
        options.token = value;
        return all_of(value, "abcdefghijklmnopqrstuvwxyz0123456789") && value.size() <= 32
                   ? nullptr
                   : "expected 1 to 32 characters of [0-9a-z]";
    }
    if (key == "groups") {
        options.groups = value;
        return all_of(value, "abcdefghijklmnopqrstuvwxyz0123456789_,") ? nullptr
                                                                       : "expected group names, comma-separated";
    }
    if (key == "tests") {
        options.tests = value;
        return all_of(value, "abcdefghijklmnopqrstuvwxyz0123456789_.*?,")
                   ? nullptr
                   : "expected patterns of test names, comma-separated";
    }
    if (key == "cycles")
        return parse_number(value, 1, 1'000'000, options.cycles) ? nullptr : "expected a number from 1 to 1000000";
    if (key == "wake") {
        auto found = std::find_if(wakes.begin(), wakes.end(), [&](NamedWake const& w) { return w.name == value; });
        if (found == wakes.end())
            return "expected auto, rtc, pm_timer, qmp or keyboard";
        options.wake = found->wake;
        return nullptr;
    }
    if (key == "delay")
        return parse_delay(value, options.delay) ? nullptr
                                                 : "expected MIN:MAX:STEP in microseconds, MIN <= MAX, STEP not 0";
    if (key == "stop_after")
        return parse_step(value, options.stop_after) ? nullptr
                                                     : "expected a step of the sleep sequence, but not sleep itself";
    if (key == "client") {
        options.client = value == "yes";
        return value == "yes" || value == "no" ? nullptr : "expected yes or no";
    }
    if (key == "qxl")
        return parse_properties(value, options.qxl) ? nullptr
                                                    : "expected NAME:VALUE of QXL properties, comma-separated";
    if (key == "break") {
        constexpr std::string_view device = "device.";
        if (value.starts_with(device))
            return parse_device_fault(value.substr(device.size()), options.device_fault)
                       ? nullptr
                       : "expected the name of a deliberate fault of the device";
        auto found = std::find_if(breaks.begin(), breaks.end(), [&](NamedBreak const& b) { return b.name == value; });
        if (found == breaks.end())
            return "expected the name of a deliberate fault";
        options.fault = found->fault;
        return nullptr;
    }
    if (key == "mistake") {
        options.mistake = value;
        return all_of(value, "abcdefghijklmnopqrstuvwxyz0123456789_") ? nullptr : "expected the name of a mistake";
    }
    if (key == "seed")
        return parse_number(value, 0, 999'999'999, options.seed) ? nullptr : "expected a number up to 999999999";
    if (key == "count")
        return parse_number(value, 1, 1'000'000, options.count) ? nullptr : "expected a number from 1 to 1000000";
    if (key == "only") {
        options.only = value;
        return all_of(value, "0123456789,") ? nullptr : "expected numbers of commands, comma-separated";
    }
    if (key == "hold") {
        options.hold = value == "key";
        return options.hold ? nullptr : "expected key";
    }
    return "expected token=, groups=, tests=, cycles=, delay=, wake=, stop_after=, mistake=, seed=, count=, only=, "
           "hold=, qxl=, client= or break=";
}
} // namespace

bool parse_options(std::string_view line, Options& options, BadOption& bad)
{
    while (!line.empty()) {
        std::string_view word = take(line, ' ');
        if (word.empty())
            continue;
        if (char const* why = parse_word(word, options)) {
            bad = {word, why};
            return false;
        }
    }
    return true;
}

std::string_view without_file_name(std::string_view line)
{
    for (std::string_view rest = line; !rest.empty();)
        if (take(rest, ' ') == "--")
            return rest;
    std::string_view rest = line;
    if (line.starts_with('/'))
        take(rest, ' ');
    return rest;
}

bool matches(std::string_view pattern, std::string_view text)
{
    // Greedy with one point to come back to, the last '*': linear in memory, no recursion.
    size_t p = 0, at = 0, star = std::string_view::npos, star_at = 0;
    while (at < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            star_at = at;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[at])) {
            ++p, ++at;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            at = ++star_at;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

bool list_has(std::string_view list, std::string_view item)
{
    while (!list.empty())
        if (take(list, ',') == item)
            return true;
    return false;
}

std::string_view name_of(Wake wake)
{
    return std::ranges::find(wakes, wake, &NamedWake::wake)->name; // all are there
}

Wake wake_of(Options const& options, std::string_view groups)
{
    if (options.wake != Wake::automatic)
        return options.wake;
    return list_has(groups, "main") ? Wake::rtc : Wake::qmp;
}

bool is_selected(Options const& options, std::string_view name, std::string_view groups)
{
    using namespace std::string_view_literals;
    for (std::string_view guarded : {"hostile"sv, "soak"sv, "dump"sv, "thorough"sv})
        if (list_has(groups, guarded) && !list_has(options.groups, guarded))
            return false;
    if (!options.tests.empty()) {
        for (std::string_view rest = options.tests; !rest.empty();)
            if (matches(take(rest, ','), name))
                return true;
        return false;
    }
    if (list_has(options.groups, "all"))
        return true;
    for (std::string_view rest = groups; !rest.empty();)
        if (list_has(options.groups, take(rest, ',')))
            return true;
    return false;
}
