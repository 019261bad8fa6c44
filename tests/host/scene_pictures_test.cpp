// SPDX-License-Identifier: MIT
// The scenes themselves. With SCENE_PICTURES=FOLDER in the environment every surface is also written there as a PPM
// file.
#include "tests/guest/oracle/compare.hpp"
#include "tests/guest/scenes/both_target.hpp"
#include "tests/guest/scenes/canvas_target.hpp"
#include "tests/guest/scenes/scenes.hpp"

#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <set>
#include <string>

namespace scenes {
namespace {

using oracle::Canvas;

Scene const* const all[] = {&bars, &clips, &mosaic, &desktop, &card_555, &card_565, &card_xrgb};

// Refuses what the device would refuse, and counts commands.
class StrictTarget final : public Target {
public:
    unsigned fills = 0, copies = 0, surface_copies = 0, cursor_commands = 0, longest_clip = 0;
    unsigned commands() const { return fills + copies + surface_copies; }

    Status begin(u32 width, u32 height, PixelFormat format) override
    {
        count_ = 0;
        TRY(create_surface(width, height, format));
        return {};
    }
    Result<SurfaceRef> create_surface(u32 width, u32 height, PixelFormat format) override
    {
        surfaces_[count_] = {width, height, format};
        return SurfaceRef{count_++};
    }
    Status fill(SurfaceRef on, Rect area, u32 rgb, Clip clip) override
    {
        ++fills;
        EXPECT_LE(rgb, 0xffffffu);
        return check(on, area, clip);
    }
    Status copy(SurfaceRef on, Rect area, Image const& image, Point source, Clip clip) override
    {
        ++copies;
        EXPECT_EQ(image.pixels.size(), size_t{image.width} * image.height);
        EXPECT_TRUE((Rect{0, 0, static_cast<i32>(image.width), static_cast<i32>(image.height)}.contains(
            Rect::at(source.x, source.y, area.width(), area.height()))));
        for (u32 pixel : image.pixels)
            if (pixel >> 24 != 0xff)
                return Error{Side::guest, "top byte of a picture", 0xff, pixel >> 24};
        return check(on, area, clip);
    }
    Status copy_surface(SurfaceRef on, Rect area, SurfaceRef from, Point source, Clip clip) override
    {
        ++surface_copies;
        EXPECT_LT(index(from), count_);
        EXPECT_EQ(surfaces_[index(on)].format, surfaces_[index(from)].format);
        EXPECT_TRUE(bounds(from).contains(Rect::at(source.x, source.y, area.width(), area.height())));
        return check(on, area, clip);
    }
    Status cursor_set(CursorImage const& cursor, Point) override
    {
        ++cursor_commands;
        for (u32 pixel : cursor.argb.pixels)
            EXPECT_TRUE(pixel >> 24 == 0xff || (pixel & 0xffffff) == 0);
        EXPECT_LT(cursor.hot_spot.x, static_cast<i32>(cursor.argb.width));
        return {};
    }
    Status cursor_move(Point) override
    {
        ++cursor_commands;
        return {};
    }
    Status cursor_hide() override
    {
        ++cursor_commands;
        return {};
    }

private:
    Rect bounds(SurfaceRef ref) const
    {
        return {0, 0, static_cast<i32>(surfaces_[index(ref)].width), static_cast<i32>(surfaces_[index(ref)].height)};
    }
    Status check(SurfaceRef on, Rect area, Clip clip)
    {
        EXPECT_LT(index(on), count_);
        if (area.is_empty() || !bounds(on).contains(area))
            return Error{Side::guest, "area of a command", "not empty, inside its surface", "another"};
        longest_clip = std::max(longest_clip, static_cast<unsigned>(clip.size()));
        bool is_drawn = clip.empty();
        for (Rect const& rect : clip) {
            EXPECT_FALSE(rect.is_empty());
            is_drawn = is_drawn || !intersection(rect, area).is_empty();
        }
        EXPECT_TRUE(is_drawn) << "a clip list that leaves nothing";
        return {};
    }
    Mode surfaces_[1024];
    u32 count_ = 0;
};

void expect_ok(Status const& status)
{
    if (!status)
        FAIL() << FixedText<256>::of("{}", status.error()).view();
}

CanvasTarget open_canvases()
{
    auto target = CanvasTarget::open();
    EXPECT_TRUE(target.has_value());
    return std::move(target).value();
}

oracle::Difference compare(Canvas const& a, Canvas const& b)
{
    return oracle::compare(a, [&](u32 y) { return b.row(y); });
}

void write_ppm(std::string const& path, Canvas const& canvas)
{
    std::FILE* file = std::fopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr) << path;
    std::fprintf(file, "P6\n%u %u\n255\n", canvas.width(), canvas.height());
    for (u32 y = 0; y < canvas.height(); ++y)
        for (u32 x = 0; x < canvas.width(); ++x) {
            u32 const rgb = oracle::unpack(canvas.format(), canvas.pixel(x, y));
            u8 const bytes[] = {static_cast<u8>(rgb >> 16), static_cast<u8>(rgb >> 8), static_cast<u8>(rgb)};
            std::fwrite(bytes, 1, sizeof bytes, file);
        }
    std::fclose(file);
}

TEST(Scenes, NamesAreUniqueAndSpeltAsTheReportWants)
{
    std::set<std::string_view> names;
    for (Scene const* scene : all) {
        EXPECT_TRUE(names.insert(scene->name).second) << scene->name;
        EXPECT_EQ(scene->name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_."), std::string_view::npos);
        EXPECT_FALSE(scene->summary.empty());
    }
}

TEST(Scenes, SendOnlyWhatTheDeviceAcceptsInEveryMode)
{
    for (Scene const* scene : all)
        for (Mode const& mode :
             {scene->mode, Mode{640, 480, PixelFormat::x555_16}, Mode{800, 600, PixelFormat::x565_16},
              Mode{1280, 1024, PixelFormat::argb_32}, Mode{1601, 903, PixelFormat::xrgb_32}}) {
            SCOPED_TRACE(FixedText<64>::of("{} {}x{}", scene->name, mode.width, mode.height).view());
            StrictTarget strict;
            auto canvases = open_canvases();
            BothTarget both{strict, canvases};
            expect_ok(scene->draw(both, mode));
            EXPECT_GE(strict.commands(), 30u);
            if (mode.width == scene->mode.width && std::getenv("SCENE_PICTURES") != nullptr)
                std::printf(
                    "%s: fills %u, copies %u, surface copies %u, cursor %u, surfaces %u, longest clip list %u\n",
                    scene->name.data(), strict.fills, strict.copies, strict.surface_copies, strict.cursor_commands,
                    canvases.surface_count(), strict.longest_clip);
        }
}

TEST(Scenes, AreDeterministic)
{
    for (Scene const* scene : all) {
        SCOPED_TRACE(scene->name);
        auto first = open_canvases(), second = open_canvases();
        expect_ok(scene->draw(first));
        // What was there before has no influence.
        expect_ok(clips.draw(second));
        expect_ok(scene->draw(second));
        ASSERT_EQ(first.surface_count(), second.surface_count());
        for (u32 i = 0; i < first.surface_count(); ++i)
            EXPECT_TRUE(compare(first.surface(SurfaceRef{i}), second.surface(SurfaceRef{i})).is_none());
    }
}

// A surface whose memory was lost reads 0: that must show in every pixel.
TEST(Scenes, LeaveNoPixelAtZero)
{
    for (Scene const* scene : all) {
        auto target = open_canvases();
        expect_ok(scene->draw(target));
        for (u32 i = 0; i < target.surface_count(); ++i) {
            Canvas const& canvas = target.surface(SurfaceRef{i});
            auto const zero = Canvas::create(canvas.width(), canvas.height(), canvas.format());
            auto const difference = compare(canvas, zero.value());
            EXPECT_EQ(difference.differing, difference.pixels) << scene->name << " surface " << i;
            EXPECT_EQ(difference.seen_zero, difference.pixels);
        }
    }
}

TEST(Scenes, MosaicUsesManySurfacesOfDifferentSizes)
{
    auto target = open_canvases();
    expect_ok(mosaic.draw(target));
    EXPECT_GE(target.surface_count(), 41u);
    std::set<std::pair<u32, u32>> sizes;
    for (u32 i = 1; i < target.surface_count(); ++i)
        sizes.insert({target.surface(SurfaceRef{i}).width(), target.surface(SurfaceRef{i}).height()});
    EXPECT_GE(sizes.size(), 40u);
}

TEST(Scenes, DesktopEndsWithTheCursorShown)
{
    auto target = open_canvases();
    expect_ok(desktop.draw(target));
    EXPECT_TRUE(target.cursor().is_visible);
    EXPECT_EQ(target.cursor().hot_spot, (Point{4, 4}));
}

TEST(Scenes, OneAlteredPixelIsFoundWhereItIs)
{
    auto expected = open_canvases(), seen = open_canvases();
    expect_ok(mosaic.draw(expected));
    expect_ok(mosaic.draw(seen));
    for (u32 i = 0; i < expected.surface_count(); ++i) {
        Canvas const& canvas = expected.surface(SurfaceRef{i});
        i32 const x = static_cast<i32>(canvas.width()) - 1 - static_cast<i32>(i), y = static_cast<i32>(i);
        expect_ok(seen.fill(SurfaceRef{i}, Rect::at(x, y, 1, 1), 0x0badc0, {}));
        auto const difference = compare(canvas, seen.surface(SurfaceRef{i}));
        EXPECT_EQ(difference.differing, 1u);
        EXPECT_EQ(difference.first, (Point{x, y}));
        EXPECT_EQ(difference.seen, 0x0badc0u);
    }
}

TEST(Scenes, PicturesForAPerson)
{
    char const* const folder = std::getenv("SCENE_PICTURES");
    if (folder == nullptr)
        GTEST_SKIP() << "SCENE_PICTURES names no folder";
    for (Scene const* scene : all) {
        auto target = open_canvases();
        expect_ok(scene->draw(target));
        for (u32 i = 0; i < target.surface_count(); ++i)
            write_ppm(std::string(folder) + "/" + std::string(scene->name) + "." + std::to_string(i) + ".ppm",
                      target.surface(SurfaceRef{i}));
    }
}

} // namespace
} // namespace scenes
