// SPDX-License-Identifier: MIT
// The serial report: KTAP version 1 with a run token in its first and last line. docs/serial-report.md is its contract.
#pragma once

#include "kernel/format.hpp"

#include <array>

// In rising order of weight: the outcome of a test is the heaviest of its checks.
enum class Outcome : u8 { ok, skip, known, error, not_ok };

// How a run ends; the values are what isa-debug-exit is told.
enum class ExitCode : u8 { pass = 0x10, not_ok = 0x11, error = 0x12, skipped = 0x13, usage = 0x14, crash = 0x15 };
std::string_view to_text(ExitCode code);

class Report {
public:
    using Reason = FixedText<240>;

    constexpr explicit Report(Sink sink) : sink_(sink) {}

    // The first line. `token` is borrowed for the life of the report.
    void begin(std::string_view version, std::string_view token);
    // The KTAP version line and the plan.
    void plan(u32 tests);
    // A block of subtests under the next result.
    void begin_subtests(std::string_view name, u32 checks);
    void end_subtests() { indent_ = false; }

    // "# text" at the indent of the results around it.
    template <class... Args> void detail(detail::FormatString<std::type_identity_t<Args>...> text, Args const&... args)
    {
        start_line();
        sink_("# ");
        format(sink_, text, args...);
        end_line();
    }
    // A result line. Top-level results are counted for the summary; `reason` follows SKIP, XFAIL and ERROR.
    void result(u32 number, std::string_view name, Outcome outcome, std::string_view reason);

    // A test of the group `contract` was skipped: whatever else is ok, the run did not do what it is for. `name` is
    // borrowed.
    void contract_skipped(std::string_view name) { skipped_contract_ = name; }

    // Adds to the totals of one BAR's memory; printed by finish().
    void memory(unsigned device, unsigned bar, u64 allocated, u64 released, u64 leaked_bytes);

    // Summary, memory totals and last line. The code is derived from the results.
    ExitCode finish();
    // The last line alone, for a run that ends without a summary.
    void end(ExitCode code);

    u32 count(Outcome outcome) const { return counts_[static_cast<size_t>(outcome)]; }
    Sink sink() const { return sink_; }

private:
    struct Memory {
        unsigned device, bar;
        u64 allocated, released, leaked_bytes;
    };

    void start_line() { sink_(indent_ ? "    " : ""); }
    void end_line() { sink_("\r\n"); }

    Sink sink_;
    std::string_view token_ = "none";
    std::string_view skipped_contract_ = "none";
    u32 planned_ = 0;
    std::array<u32, 5> counts_{};
    std::array<Memory, 32> memory_{};
    size_t memory_size_ = 0;
    bool indent_ = false;
};
