// SPDX-License-Identifier: MIT
#include "kernel/report.hpp"

#include "kernel/assert.hpp"

std::string_view to_text(ExitCode code)
{
    switch (code) {
    case ExitCode::pass:
        return "pass";
    case ExitCode::not_ok:
        return "not_ok";
    case ExitCode::error:
        return "error";
    case ExitCode::skipped:
        return "skipped";
    case ExitCode::usage:
        return "usage";
    case ExitCode::crash:
        return "crash";
    }
    return "unknown";
}

void Report::begin(std::string_view version, std::string_view token)
{
    token_ = token;
    detail("qxl-test-guest version={} token={}", version, token);
}

void Report::plan(u32 tests)
{
    planned_ = tests;
    format(sink_, "KTAP version 1\r\n1..{}\r\n", tests);
}

void Report::begin_subtests(std::string_view name, u32 checks)
{
    indent_ = true;
    sink_("    KTAP version 1\r\n");
    detail("Subtest: {}", name);
    format(sink_, "    1..{}\r\n", checks);
}

void Report::result(u32 number, std::string_view name, Outcome outcome, std::string_view reason)
{
    bool is_good = outcome == Outcome::ok || outcome == Outcome::skip;
    start_line();
    format(sink_, "{} {} {}", is_good ? "ok" : "not ok", number, name);
    switch (outcome) {
    case Outcome::ok:
    case Outcome::not_ok:
        break;
    case Outcome::skip:
        format(sink_, " # SKIP {}", reason);
        break;
    case Outcome::known:
        format(sink_, " # XFAIL {}", reason);
        break;
    case Outcome::error:
        format(sink_, " # ERROR {}", reason);
        break;
    }
    end_line();
    if (!indent_)
        ++counts_[static_cast<size_t>(outcome)];
}

void Report::memory(unsigned device, unsigned bar, u64 allocated, u64 released, u64 leaked_bytes)
{
    Memory* entry = nullptr;
    for (Memory& m : std::span(memory_).first(memory_size_))
        if (m.device == device && m.bar == bar)
            entry = &m;
    if (entry == nullptr) {
        ASSERT(memory_size_ < memory_.size());
        entry = &(memory_[memory_size_++] = {device, bar, 0, 0, 0});
    }
    entry->allocated += allocated;
    entry->released += released;
    entry->leaked_bytes += leaked_bytes;
}

ExitCode Report::finish()
{
    u32 results = 0;
    for (u32 n : counts_)
        results += n;
    detail("summary planned={} ok={} not_ok={} error={} skip={} known={} contract_skipped={}", planned_,
           count(Outcome::ok), count(Outcome::not_ok), count(Outcome::error), count(Outcome::skip),
           count(Outcome::known), skipped_contract_);
    u64 leaked = 0;
    for (Memory const& m : std::span(memory_).first(memory_size_)) {
        detail("memory device={} bar={} allocated={} released={} leaked={} leaked_bytes={}", m.device, m.bar,
               m.allocated, m.released, m.allocated - m.released, m.leaked_bytes);
        leaked += m.allocated - m.released;
    }
    ExitCode code = ExitCode::pass;
    if (count(Outcome::not_ok) != 0)
        code = ExitCode::not_ok;
    else if (count(Outcome::error) != 0 || results != planned_ || results == 0 || leaked != 0)
        code = ExitCode::error;
    else if ((count(Outcome::ok) == 0 && count(Outcome::known) == 0) || skipped_contract_ != "none")
        code = ExitCode::skipped;
    end(code);
    return code;
}

void Report::end(ExitCode code)
{
    indent_ = false;
    detail("end token={} outcome={} exit={}", token_, to_text(code), (static_cast<unsigned>(code) << 1) | 1);
}
