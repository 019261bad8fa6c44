// SPDX-License-Identifier: MIT
#include "kernel/check.hpp"

namespace {
Outcome outcome_of(Side side)
{
    switch (side) {
    case Side::device:
        return Outcome::not_ok;
    case Side::unsupported:
        return Outcome::skip;
    case Side::firmware:
    case Side::host:
    case Side::guest:
        break;
    }
    return Outcome::error;
}

std::string_view to_text(Side side)
{
    switch (side) {
    case Side::device:
        return "device";
    case Side::firmware:
        return "firmware";
    case Side::host:
        return "host";
    case Side::guest:
        return "guest";
    case Side::unsupported:
        return "nobody";
    }
    return "unknown";
}
} // namespace

Check::~Check()
{
    if (parent_ == nullptr)
        return; // a Test prints its own result
    report_.result(number_, name_.view(), outcome_, reason());
    if (outcome_ != Outcome::ok)
        parent_->add(outcome_, Report::Reason::of("{}: {}", name_, reason_).view());
}

void Check::add(Outcome outcome, std::string_view reason)
{
    if (outcome <= outcome_)
        return;
    outcome_ = outcome;
    reason_.clear();
    reason_.sink()(reason);
}

void Check::add(Error const& error)
{
    auto text = Report::Reason::of("{}", error);
    detail("{}", text);
    if (error.side != Side::unsupported)
        detail("side {}", to_text(error.side));
    add(outcome_of(error.side), text.view());
}

bool Check::expect(bool held, std::string_view expression, char const* file, int line)
{
    if (!held) {
        detail("at {}:{} {}", file, line, expression);
        fail(expression);
    }
    return held;
}

bool Check::expect_equal(Value expected, Value seen, bool held, std::string_view expression, char const* file, int line)
{
    if (!held) {
        detail("expected {}, seen {}: {}", expected, seen, expression);
        detail("at {}:{}", file, line);
        fail(Report::Reason::of("{}: expected {}, seen {}", expression, expected, seen).view());
    }
    return held;
}

bool Check::expect_ok(Error const* error, std::string_view expression, char const* file, int line)
{
    if (error != nullptr) {
        add(*error);
        detail("at {}:{} {}", file, line, expression);
    }
    return error == nullptr;
}

void Test::plan(u32 checks)
{
    ASSERT(planned_ == 0 && checks != 0);
    planned_ = checks;
    report_.begin_subtests(name_.view(), checks);
}

u32 Test::next_check()
{
    ASSERT(begun_ < planned_);
    return ++begun_;
}

Test::~Test()
{
    if (planned_ != 0) {
        while (begun_ < planned_) {
            ++begun_;
            auto name = FixedText<32>::of("not_reached.{}", begun_);
            report_.result(begun_, name.view(), Outcome::skip, "an earlier check ended the test");
        }
        report_.end_subtests();
    }
    report_.result(number_, name_.view(), outcome_, reason());
}
