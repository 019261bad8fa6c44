// SPDX-License-Identifier: MIT
#include "kernel/check.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {
class ReportTest : public testing::Test {
protected:
    std::string text;
    Report report{{[](void* to, std::string_view part) { static_cast<std::string*>(to)->append(part); }, &text}};

    // What was printed since the last call, with \n for \r\n.
    std::string printed()
    {
        std::string result;
        for (char c : std::exchange(text, {}))
            if (c != '\r')
                result += c;
        return result;
    }
};
} // namespace

TEST_F(ReportTest, AGoodRun)
{
    report.begin("0.1.0", "abc");
    report.plan(1);
    {
        ::Test t(report, "a.b", 1);
        t.detail("x={} y={}", 1, hex(2u));
    }
    report.memory(0, 1, 3, 3, 0);
    report.memory(0, 1, 2, 2, 0);
    EXPECT_EQ(report.finish(), ExitCode::pass);
    EXPECT_EQ(printed(), "# qxl-test-guest version=0.1.0 token=abc\n"
                         "KTAP version 1\n"
                         "1..1\n"
                         "# x=1 y=0x2\n"
                         "ok 1 a.b\n"
                         "# summary planned=1 ok=1 not_ok=0 error=0 skip=0 known=0 contract_skipped=none\n"
                         "# memory device=0 bar=1 allocated=5 released=5 leaked=0 leaked_bytes=0\n"
                         "# end token=abc outcome=pass exit=33\n");
}

TEST_F(ReportTest, SubtestsWithOneFailedAndTheRestNotReached)
{
    {
        ::Test t(report, "s3.contract", 4);
        t.plan(3);
        {
            auto check = t.begin("step0");
            EXPECT_FALSE(check.is_bad());
        }
        {
            auto check = t.check("step1");
            check.add(Error{Side::device, "rings", 0, 1, "spec"});
            EXPECT_TRUE(check.is_bad());
        }
        EXPECT_EQ(t.outcome(), Outcome::not_ok);
    }
    EXPECT_EQ(printed(), "    KTAP version 1\n"
                         "    # Subtest: s3.contract\n"
                         "    1..3\n"
                         "    # running step0\n"
                         "    ok 1 step0\n"
                         "    # rings: expected 0x0, seen 0x1 (spec)\n"
                         "    # side device\n"
                         "    not ok 2 step1\n"
                         "    ok 3 not_reached.3 # SKIP an earlier check ended the test\n"
                         "not ok 4 s3.contract\n");
}

TEST_F(ReportTest, TheHeaviestOutcomeWinsAndKeepsItsReason)
{
    {
        ::Test t(report, "a.b", 1);
        t.known("QEMU 5.2: such and such");
        t.skip("lighter, so not taken");
        EXPECT_EQ(t.outcome(), Outcome::known);
        t.add(Error{Side::firmware, "table"});
        t.error("as heavy, so the first one stays");
    }
    EXPECT_EQ(printed(), "# table\n# side firmware\nnot ok 1 a.b # ERROR table\n");
}

TEST_F(ReportTest, ExitCodeFollowsFromTheResults)
{
    auto code = [&](std::initializer_list<Outcome> outcomes, u32 planned) {
        Report r(report.sink());
        r.plan(planned);
        u32 n = 0;
        for (Outcome o : outcomes)
            r.result(++n, "x", o, "why");
        return r.finish();
    };
    EXPECT_EQ(code({Outcome::ok, Outcome::skip, Outcome::known}, 3), ExitCode::pass);
    EXPECT_EQ(code({Outcome::ok, Outcome::not_ok, Outcome::error}, 3), ExitCode::not_ok);
    EXPECT_EQ(code({Outcome::ok, Outcome::error}, 2), ExitCode::error);
    EXPECT_EQ(code({Outcome::skip, Outcome::skip}, 2), ExitCode::skipped);
    EXPECT_EQ(code({Outcome::ok}, 2), ExitCode::error);
    EXPECT_EQ(code({}, 0), ExitCode::error);
}

TEST_F(ReportTest, ASkippedContractIsNeverAPass)
{
    report.plan(2);
    report.result(1, "x", Outcome::ok, {});
    report.result(2, "s3.contract", Outcome::skip, "no S3");
    report.contract_skipped("s3.contract");
    EXPECT_EQ(report.finish(), ExitCode::skipped);
    EXPECT_NE(printed().find("contract_skipped=s3.contract"), std::string::npos);
}

TEST_F(ReportTest, LeakedMemoryIsNeverAPass)
{
    report.plan(1);
    report.result(1, "x", Outcome::ok, {});
    report.memory(0, 0, 5, 4, 64);
    EXPECT_EQ(report.finish(), ExitCode::error);
    EXPECT_NE(printed().find("leaked=1 leaked_bytes=64"), std::string::npos);
}

TEST_F(ReportTest, UnsupportedBecomesASkip)
{
    {
        ::Test t(report, "a.b", 1);
        t.add(Error{Side::unsupported, "\\_S3", "present", "absent"});
    }
    EXPECT_EQ(printed(),
              "# \\_S3: expected present, seen absent\nok 1 a.b # SKIP \\_S3: expected present, seen absent\n");
}
