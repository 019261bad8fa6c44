// SPDX-License-Identifier: MIT
// What a guest test writes its findings to. A Test is one line of the report; its Checks are the subtests below it.
#pragma once

#include "kernel/report.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"

// One result in the making: outcome so far, with the reason of the heaviest.
class Check {
public:
    Check(Check const&) = delete;
    Check& operator=(Check const&) = delete;
    ~Check();

    // A measurement or explanation, printed at once: "# text".
    template <class... Args> void detail(detail::FormatString<std::type_identity_t<Args>...> text, Args const&... args)
    {
        report_.detail(text, args...);
    }
    // "# name us=N".
    void time(std::string_view name, Duration duration) { report_.detail("{} us={}", name, duration.us()); }

    // An outcome other than ok with its reason, which may be a format without arguments of its own.
    void add(Outcome outcome, std::string_view reason);
    void skip(std::string_view reason) { add(Outcome::skip, reason); }
    void known(std::string_view cause) { add(Outcome::known, cause); }
    void error(std::string_view reason) { add(Outcome::error, reason); }
    void fail(std::string_view reason) { add(Outcome::not_ok, reason); }
    // The outcome that an Error's side stands for, with its text as reason and as detail.
    void add(Error const& error);

    // For the macros in kernel/test.hpp; each returns whether the check held.
    bool expect(bool held, std::string_view expression, char const* file, int line);
    bool expect_equal(Value expected, Value seen, bool held, std::string_view expression, char const* file, int line);
    bool expect_ok(Error const* error, std::string_view expression, char const* file, int line);

    Outcome outcome() const { return outcome_; }
    bool is_bad() const { return outcome_ == Outcome::error || outcome_ == Outcome::not_ok; }
    std::string_view reason() const { return reason_.view(); }
    Report& report() { return report_; }

protected:
    friend class Test;
    Check(Report& report, Check* parent, std::string_view name, u32 number)
        : report_(report), parent_(parent), number_(number)
    {
        format(name_.sink(), "{}", name);
    }

    Report& report_;
    Check* parent_;
    FixedText<96> name_;
    u32 number_;
    Outcome outcome_ = Outcome::ok;
    Report::Reason reason_;
};

class Test : public Check {
public:
    Test(Report& report, std::string_view name, u32 number) : Check(report, nullptr, name, number) {}
    // Prints the result, after a line for every planned check that was not reached.
    ~Test();

    // How many checks follow. Once, before the first begin().
    void plan(u32 checks);
    // Prints "# running NAME"; the result line comes when the Check goes out of scope.
    Check begin(std::string_view name)
    {
        report_.detail("running {}", name);
        return Check(report_, this, name, next_check());
    }
    // A Check with nothing to wait for, without the "# running" line.
    Check check(std::string_view name) { return Check(report_, this, name, next_check()); }

private:
    u32 next_check();
    u32 planned_ = 0;
    u32 begun_ = 0;
};
