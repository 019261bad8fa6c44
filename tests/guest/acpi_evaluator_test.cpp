// SPDX-License-Identifier: MIT
// The AML evaluator on this machine's tables: what loading them took, and what became of the methods that an OS runs
// first. How long loading may take is for tests/integration/test_time.py, which knows how busy the host may be.
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"

namespace {
constexpr u64 memory_limit = 256 * KiB;
} // namespace

TEST(acpi, evaluator_loads, "All definition blocks are loaded with nothing left unevaluated, in 256 KiB at most",
     .stage = Stage::platform)
{
    auto& aml = *REQUIRE_OK(t, machine().aml.get());
    EXPECT(t, !aml.names().has_unevaluated());
    EXPECT_OK(t, aml.global_lock());
    t.detail("evaluator load_us={} start_us={} names={} object_bytes={} memory_bytes={}", aml.load_time().us(),
             aml.start_time().us(), aml.names().size(), aml.evaluator().objects().most_used_bytes(),
             aml.memory_bytes());
    EXPECT(t, aml.memory_bytes() <= memory_limit);
}

TEST(acpi, platform_starts, "_REG, _INI and \\_PIC have run without an error", .stage = Stage::platform)
{
    auto& aml = *REQUIRE_OK(t, machine().aml.get());
    acpi::StartUp const& s = aml.started();
    t.detail("start reg_methods={} ini_methods={} pic={} failed={}", s.reg_methods, s.ini_methods, s.has_pic, s.failed);
    if (s.last_failure) {
        t.detail("aml failed: {}", *s.last_failure);
        t.add(s.last_failure->error);
    }
}
