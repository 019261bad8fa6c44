// SPDX-License-Identifier: MIT
// TEST registers a guest test: a new test is a new file in tests/guest/ and no list is edited. run.py reads the same
// descriptors from section .tests of the kernel file (runner/elf.py knows their layout).
#pragma once

#include "kernel/check.hpp"

#include <span>

// Tests run in this order, and within a stage in link order.
enum class Stage : u32 { kernel, platform, device, drawing, sleep };

struct TestOptions {
    // Comma-separated. main: the default run. contract: a run that skips it is no pass. hostile (can end QEMU), soak
    // (no end of its own), dump (much text, no check) and thorough (what another test has, on more memory or more
    // often) run only when named. Any other name: with --all.
    char const* groups = "main";
    Stage stage = Stage::device;
    // For a test that is a promise of the device: where it is written, and which ports, registers, fields and bits it
    // is about, blank-separated names as in docs/device-conformance.md.
    char const* source = "";
    char const* covers = "";
};

struct TestDescriptor {
    char const* name;
    char const* summary;
    char const* groups;
    Stage stage;
    u32 line;
    char const* file;
    void (*run)(Test&);
    char const* source;
    char const* covers;
};
static_assert(sizeof(TestDescriptor) == 64 && offsetof(TestDescriptor, stage) == 24 &&
              offsetof(TestDescriptor, run) == 40 && offsetof(TestDescriptor, covers) == 56);

// TEST(suite, name, "summary", .groups = "main", .stage = Stage::device) { ... uses t ... }
#define TEST(suite, name, summary_text, ...)                                                                           \
    static void test_##suite##_##name(Test&);                                                                          \
    namespace {                                                                                                        \
    constexpr TestOptions options_##suite##_##name{__VA_ARGS__};                                                       \
    constexpr TestDescriptor descriptor_##suite##_##name{                                                              \
        #suite "." #name,                                                                                              \
        summary_text,                                                                                                  \
        options_##suite##_##name.groups,                                                                               \
        options_##suite##_##name.stage,                                                                                \
        __LINE__,                                                                                                      \
        __FILE__,                                                                                                      \
        test_##suite##_##name,                                                                                         \
        options_##suite##_##name.source,                                                                               \
        options_##suite##_##name.covers,                                                                               \
    };                                                                                                                 \
    [[gnu::used, gnu::no_reorder, gnu::section(".tests")]] constexpr TestDescriptor const* pointer_##suite##_##name =  \
        &descriptor_##suite##_##name;                                                                                  \
    }                                                                                                                  \
    static void test_##suite##_##name([[maybe_unused]] Test& t)

#define EXPECT(t, condition) (t).expect(static_cast<bool>(condition), #condition, __FILE__, __LINE__)

#define EXPECT_EQ(t, expected_value, seen_value)                                                                       \
    ({                                                                                                                 \
        auto expect_expected_ = (expected_value);                                                                      \
        auto expect_seen_ = (seen_value);                                                                              \
        (t).expect_equal(expect_expected_, expect_seen_, expect_expected_ == expect_seen_, #seen_value, __FILE__,      \
                         __LINE__);                                                                                    \
    })

#define EXPECT_OK(t, expression)                                                                                       \
    ({                                                                                                                 \
        auto&& expect_result_ = (expression);                                                                          \
        (t).expect_ok(expect_result_.has_value() ? nullptr : &expect_result_.error(), #expression, __FILE__,           \
                      __LINE__);                                                                                       \
    })

// The REQUIRE forms end the test by return, so that destructors run.
#define REQUIRE(t, condition)                                                                                          \
    do {                                                                                                               \
        if (!EXPECT(t, condition))                                                                                     \
            return;                                                                                                    \
    } while (false)

#define REQUIRE_OK(t, expression) REQUIRE_OK_NAMED(t, expression, TRY_CONCATENATE(require_result_, __COUNTER__))
#define REQUIRE_OK_NAMED(t, expression, name)                                                                          \
    ({                                                                                                                 \
        auto&& name = (expression);                                                                                    \
        if (!name.has_value()) [[unlikely]] {                                                                          \
            (t).expect_ok(&name.error(), #expression, __FILE__, __LINE__);                                             \
            return;                                                                                                    \
        }                                                                                                              \
        name.release_value();                                                                                          \
    })
