// SPDX-License-Identifier: MIT
// The catalogue's pictures without a device: each can be drawn on every format it claims, and would notice that its
// command is drawn wrongly. That is the mutation check of the drawing tests.
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/drawing/expected.hpp"
#include "tests/guest/oracle/compare.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>

namespace {
using drawing::Expected;
using drawing::Picture;
using drawing::PixelFormat;
using drawing::Sheet;
using drawing::SurfaceRef;
using oracle::Mistake;

// The picture as the rasteriser draws it, with one mistake; nothing when it cannot.
std::optional<Expected> draw(Picture const& picture, PixelFormat format, Mistake mistake = Mistake::none)
{
    auto expected = Expected::open();
    auto arena = drawing::Arena::create(Sheet::arena_bytes);
    if (!expected || !arena)
        return std::nullopt;
    expected->mistake = mistake;
    auto const on = expected->create({.width = Sheet::width, .height = Sheet::height, .format = format});
    Sheet sheet(*expected, *arena, SurfaceRef::primary, format);
    Status const drawn = picture.draw(sheet);
    if (!drawn) {
        ADD_FAILURE() << picture.name << " on " << name(format) << ": " << drawn.error().what << ", "
                      << drawn.error().expected.text();
        return std::nullopt;
    }
    return std::move(expected).value();
}

bool differ(Expected const& a, Expected const& b)
{
    auto const row = [&](u32 y) { return b.surface(SurfaceRef::primary).row(y); };
    return !oracle::compare(a.surface(SurfaceRef::primary), row).is_none();
}

// draw.COMMAND.VARIANT
std::string command_of(Picture const& picture)
{
    std::string const name = picture.name;
    return name.substr(5, name.rfind('.') - 5);
}

constexpr std::pair<char const*, Mistake> mistakes[] = {
    {"fill", Mistake::fill_wrong_rop},
    {"opaque", Mistake::opaque_drops_brush},
    {"copy", Mistake::copy_misses_column},
    {"copy_bits", Mistake::copy_bits_misses_row},
    {"blend", Mistake::blend_wrong_rop},
    {"blackness", Mistake::blackness_is_white},
    {"whiteness", Mistake::whiteness_is_black},
    {"invers", Mistake::invers_does_nothing},
    {"rop3", Mistake::rop3_wrong_rop},
    {"stroke", Mistake::stroke_skips_start},
    {"text", Mistake::text_bit_order},
    {"transparent", Mistake::transparent_keeps},
    {"alpha_blend", Mistake::alpha_blend_off_by_1},
    {"composite", Mistake::composite_shifted_pixel},
};
// Of what commands share, a picture that shows each.
constexpr std::pair<char const*, Mistake> shared_mistakes[] = {
    {"draw.fill.clip", Mistake::clip_ignored},
    {"draw.fill.mask", Mistake::mask_inverted},
    {"draw.fill.pattern", Mistake::brush_origin_0},
    {"draw.copy.bits_1_be", Mistake::bitmap_bit_order},
    {"draw.copy.bottom_up", Mistake::bitmap_upside_down},
    {"draw.copy.bits_8", Mistake::palette_shifted},
    {"draw.copy.scaled_nearest", Mistake::scale_half_pixel},
};

Mistake mistake_of(std::string const& command)
{
    for (auto const& [name, mistake] : mistakes)
        if (name == command)
            return mistake;
    return Mistake::none;
}
} // namespace

TEST(DrawingCatalogue, NamesAreUnique)
{
    std::set<std::string> names;
    for (Picture const* picture : drawing::catalogue())
        EXPECT_TRUE(names.insert(picture->name).second) << picture->name;
}

TEST(DrawingCatalogue, EveryCommandHasPictures)
{
    std::set<std::string> commands;
    for (Picture const* picture : drawing::catalogue())
        commands.insert(command_of(*picture));
    for (auto const& [command, mistake] : mistakes)
        EXPECT_TRUE(commands.contains(command)) << command;
}

TEST(DrawingCatalogue, EveryPictureTurnsRedWhenItsCommandIsDrawnWrongly)
{
    u32 pictures = 0, red = 0;
    for (Picture const* picture : drawing::catalogue()) {
        Mistake const mistake = mistake_of(command_of(*picture));
        if (mistake == Mistake::none)
            continue;
        for (PixelFormat format : drawing::formats) {
            // Coverage has one value where a picture has many colours: not every mistake shows there.
            drawing::KnownFault const& known = picture->options.known;
            bool const is_unpredictable = known.applies_to(format) && !known.is_modelled;
            if (picture->options.refusals.of(format) != nullptr || !oracle::has_colour(format) || is_unpredictable)
                continue;
            ++pictures;
            auto const right = draw(*picture, format), wrong = draw(*picture, format, mistake);
            if (!right || !wrong)
                continue;
            EXPECT_TRUE(differ(*right, *wrong)) << picture->name << " on " << name(format) << " with " << name(mistake);
            red += differ(*right, *wrong);
        }
    }
    std::cout << "mutation score: " << red << " of " << pictures << '\n';
    EXPECT_EQ(red, pictures);
}

TEST(DrawingCatalogue, WhatCommandsShareHasAPictureThatTurnsRed)
{
    std::map<std::string, Picture const*> by_name;
    for (Picture const* picture : drawing::catalogue())
        by_name[picture->name] = picture;
    u32 red = 0;
    for (auto const& [name, mistake] : shared_mistakes) {
        ASSERT_TRUE(by_name.contains(name)) << name;
        Picture const& picture = *by_name[name];
        auto const right = draw(picture, PixelFormat::xrgb_32), wrong = draw(picture, PixelFormat::xrgb_32, mistake);
        ASSERT_TRUE(right && wrong) << name;
        EXPECT_TRUE(differ(*right, *wrong)) << name << " with " << oracle::name(mistake);
        red += differ(*right, *wrong);
    }
    std::cout << "mutation score: " << red << " of " << std::size(shared_mistakes) << '\n';
    EXPECT_EQ(std::size(mistakes) + std::size(shared_mistakes) + 1, oracle::mistake_count);
}
