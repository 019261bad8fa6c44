// SPDX-License-Identifier: MIT
// A model device with the driver on it, and the checks that most tests of the driver share.
#pragma once

#include "drivers/qxl/device.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/format.hpp"
#include "tests/host/qxl_model.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <optional>
#include <string>

namespace qxl::test {

inline std::string text(Error const& e)
{
    FixedText<512> t;
    put(t.sink(), e);
    return std::string(t.view());
}

inline ::testing::AssertionResult is_ok(Status const& s)
{
    return s ? ::testing::AssertionSuccess() : ::testing::AssertionFailure() << text(s.error());
}
template <class T>::testing::AssertionResult is_ok(Result<T> const& r)
{
    return r ? ::testing::AssertionSuccess() : ::testing::AssertionFailure() << text(r.error());
}
// The call failed, on that side, and its message contains `part`.
template <class R>::testing::AssertionResult fails(R const& r, Side side, std::string_view part)
{
    if (r)
        return ::testing::AssertionFailure() << "succeeded";
    std::string const t = text(r.error());
    if (r.error().side != side || t.find(part) == std::string::npos)
        return ::testing::AssertionFailure() << "side " << static_cast<int>(r.error().side) << ": " << t;
    return ::testing::AssertionSuccess() << t;
}
#define OK(expression) ASSERT_TRUE(::qxl::test::is_ok(expression))
#define FAILS(expression, side, part) ASSERT_TRUE(::qxl::test::fails(expression, side, part))

inline constexpr Limits short_limits{20_ms, 20_ms};

struct Rig {
    explicit Rig(ModelOptions const& options = {}) : model(options)
    {
        auto opened = Device::open(model.resources());
        EXPECT_TRUE(is_ok(opened));
        if (!opened)
            return;
        handle.emplace(std::move(opened).value());
        model.handler = [this] { return device().interrupt(); };
        device().enable_interrupts();
    }
    ~Rig()
    {
        handle.reset();
        model.handler = nullptr;
    }
    Device& device() { return **handle; }
    Surface& primary(u32 width = 64, u32 height = 48, Format format = Format::xrgb_32, SurfaceOptions const& o = {})
    {
        auto s = device().create_primary(width, height, format, o);
        EXPECT_TRUE(is_ok(s));
        return **s;
    }
    Surface& surface(u32 width = 20, u32 height = 10, Format format = Format::xrgb_32, SurfaceOptions const& o = {})
    {
        auto s = device().create_surface(width, height, format, o);
        EXPECT_TRUE(is_ok(s));
        return **s;
    }

    Model model;
    std::optional<DeviceHandle> handle;
};

inline u32 pixel(Surface const& s, i32 x, i32 y)
{
    u32 value = 0;
    size_t const bytes = bits_per_pixel(s.format()) / 8;
    std::memcpy(&value, s.row(static_cast<u32>(y)).data() + static_cast<size_t>(x) * bytes, bytes);
    return value;
}

inline std::vector<u8> contents(Surface const& s) { return {s.memory().begin(), s.memory().end()}; }

} // namespace qxl::test
