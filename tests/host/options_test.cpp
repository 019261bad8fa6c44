// SPDX-License-Identifier: MIT
#include "kernel/options.hpp"

#include <gtest/gtest.h>

namespace {
BadOption parse(std::string_view line, Options& options)
{
    BadOption bad{};
    EXPECT_FALSE(parse_options(line, options, bad)) << line;
    return bad;
}
} // namespace

TEST(Options, DelayWakeAndStep)
{
    Options o;
    BadOption bad{};
    EXPECT_TRUE(parse_options("delay=0:2000:100 wake=pm_timer stop_after=flush_surfaces", o, bad));
    EXPECT_EQ(o.delay.max_us, 2000u);
    EXPECT_EQ(o.delay.step_us, 100u);
    EXPECT_EQ(o.wake, Wake::pm_timer);
    EXPECT_EQ(o.stop_after, 3);
    EXPECT_TRUE(parse_options("stop_after=8", o, bad));
    EXPECT_EQ(o.stop_after, 8);
    for (auto wrong : {"delay=2:1:1", "delay=0:1:0", "delay=1:2", "delay=::", "stop_after=6", "stop_after=sleep",
                       "stop_after=9", "stop_after=", "wake=alarm"})
        EXPECT_FALSE(parse_options(wrong, o, bad)) << wrong;
}

TEST(Options, AutomaticWakeIsTheAlarmInTheMainJobAndNobodyWaitsForItElsewhere)
{
    Options o;
    EXPECT_EQ(wake_of(o, "sleep"), Wake::rtc); // nothing said
    BadOption bad{};
    ASSERT_TRUE(parse_options("wake=auto", o, bad));
    EXPECT_EQ(wake_of(o, "main,contract"), Wake::rtc);
    EXPECT_EQ(wake_of(o, "sleep"), Wake::qmp);
    ASSERT_TRUE(parse_options("wake=keyboard", o, bad));
    EXPECT_EQ(wake_of(o, "main,contract"), Wake::keyboard);
    EXPECT_EQ(name_of(Wake::pm_timer), "pm_timer");
    EXPECT_EQ(name_of(Wake::automatic), "auto");
}

TEST(Options, EveryWord)
{
    Options o;
    BadOption bad{};
    ASSERT_TRUE(parse_options(" token=0a9z  groups=main,extra tests=s3.*,pci.? cycles=25 wake=qmp break=no_keep_data ",
                              o, bad));
    EXPECT_EQ(o.token, "0a9z");
    EXPECT_EQ(o.groups, "main,extra");
    EXPECT_EQ(o.tests, "s3.*,pci.?");
    EXPECT_EQ(o.cycles, 25u);
    EXPECT_EQ(o.wake, Wake::qmp);
    EXPECT_EQ(o.fault, Break::no_keep_data);
}

TEST(Options, WordsOfTheDrawingTests)
{
    Options o;
    BadOption bad{};
    ASSERT_TRUE(parse_options("seed=0 count=10000 only=3,17 hold=key mistake=fill_wrong_rop", o, bad));
    EXPECT_EQ(o.seed, 0u);
    EXPECT_EQ(o.count, 10000u);
    EXPECT_EQ(o.only, "3,17");
    EXPECT_TRUE(o.hold);
    EXPECT_EQ(o.mistake, "fill_wrong_rop");
    for (char const* word : {"seed=", "seed=-1", "count=0", "only=", "only=3;4", "hold=1", "mistake=", "mistake=A"})
        EXPECT_EQ(parse(word, o).word, word);
}

TEST(Options, UnknownWordsAndValuesOutOfRangeAreNamed)
{
    Options o;
    for (char const* word : {"frobnicate", "cycles=0", "cycles=1000001", "cycles=", "cycles=1x", "cycles=99999999999",
                             "wake=pmtimer", "token=", "token=ABC", "token=012345678901234567890123456789012",
                             "break=all", "groups=", "tests=a/b", "=", "token"})
        EXPECT_EQ(parse(word, o).word, word);
    EXPECT_EQ(parse("cycles=3 nonsense cycles=4", o).word, "nonsense");
}

TEST(Options, PropertiesOfTheDevice)
{
    Options o;
    BadOption bad;
    ASSERT_TRUE(parse_options("qxl=ram_size_mb:128,surfaces:64,xres:800,yres:600", o, bad));
    EXPECT_EQ(o.qxl.ram_size_mb, 128u);
    EXPECT_EQ(o.qxl.surfaces, 64u);
    EXPECT_EQ(o.qxl.xres, 800u);
    EXPECT_EQ(o.qxl.yres, 600u);
    EXPECT_EQ(o.qxl.vgamem_mb, 16u) << "not said: QEMU's own";
    for (char const* word : {"qxl=ram_size_mb", "qxl=ram_size_mb:", "qxl=ram_size_mb:x", "qxl=ram_size_mb:65537",
                             "qxl=revision:5", "qxl=surfaces:64,,xres:800", "qxl=:1"}) {
        Options other;
        EXPECT_FALSE(parse_options(word, other, bad)) << word;
        EXPECT_EQ(bad.word, word);
    }
}

TEST(Options, FaultsOfTheDevice)
{
    BadOption bad;
    auto fault = [&](std::string_view word) {
        Options o;
        return parse_options(word, o, bad) ? o.device_fault : DeviceFault{DeviceBreak::none, 99};
    };
    EXPECT_TRUE(fault("break=device.port_22").is(DeviceBreak::port, 22));
    EXPECT_TRUE(fault("break=device.lost_5").is(DeviceBreak::lost, 5));
    EXPECT_TRUE(fault("break=device.extra_0").is(DeviceBreak::extra, 0));
    EXPECT_TRUE(fault("break=device.release_twice").is(DeviceBreak::release_twice));
    for (std::string_view word : {"break=device.", "break=device.port_", "break=device.port_25", "break=device.lost_6",
                                  "break=device.release_twice_1", "break=device.none", "break=device.port_x"})
        EXPECT_TRUE(fault(word).is(DeviceBreak::none, 99)) << word;
}

TEST(Options, FileNameIsDropped)
{
    EXPECT_EQ(without_file_name("/a b/kernel.elf -- cycles=2"), "cycles=2");
    EXPECT_EQ(without_file_name("relative.elf -- cycles=2"), "cycles=2");
    EXPECT_EQ(without_file_name("/boot/kernel.elf cycles=2"), "cycles=2");
    EXPECT_EQ(without_file_name("cycles=2 wake=rtc"), "cycles=2 wake=rtc");
    EXPECT_EQ(without_file_name("/boot/kernel.elf"), "");
    EXPECT_EQ(without_file_name("--"), "");
    EXPECT_EQ(without_file_name(""), "");
}

TEST(Options, Patterns)
{
    EXPECT_TRUE(matches("s3.contract", "s3.contract"));
    EXPECT_TRUE(matches("s3.*", "s3.contract"));
    EXPECT_TRUE(matches("*contract", "s3.contract"));
    EXPECT_TRUE(matches("*.*", "s3.contract"));
    EXPECT_TRUE(matches("s?.c*t", "s3.contract"));
    EXPECT_TRUE(matches("*", ""));
    EXPECT_TRUE(matches("*a*ab", "aaab"));
    EXPECT_FALSE(matches("s3", "s3.contract"));
    EXPECT_FALSE(matches("?", ""));
    EXPECT_FALSE(matches("*b", "a"));
    EXPECT_FALSE(matches("", "a"));
}

TEST(Options, Selection)
{
    auto selects = [](Options o, std::string_view name, std::string_view groups) {
        return is_selected(o, name, groups);
    };
    EXPECT_TRUE(selects({}, "a.b", "main"));
    EXPECT_FALSE(selects({}, "a.b", "platform"));
    EXPECT_TRUE(selects({.groups = "all"}, "a.b", "platform"));
    EXPECT_FALSE(selects({.groups = "all"}, "a.b", "hostile"));
    EXPECT_FALSE(selects({.groups = "all"}, "a.b", "platform,soak"));
    EXPECT_FALSE(selects({.groups = "all"}, "a.b", "dump"));
    EXPECT_TRUE(selects({.groups = "dump", .tests = "a.b"}, "a.b", "dump"));
    EXPECT_TRUE(selects({.groups = "hostile"}, "a.b", "hostile"));
    EXPECT_TRUE(selects({.tests = "x.y,a.*"}, "a.b", "platform"));
    EXPECT_FALSE(selects({.tests = "a.*"}, "a.b", "hostile"));
    EXPECT_FALSE(selects({.tests = "b.*"}, "a.b", "main"));
}
