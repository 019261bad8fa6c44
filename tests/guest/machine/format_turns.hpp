// SPDX-License-Identifier: MIT
// Which formats a picture of the catalogue is drawn on: all that the device allows, or with --all, in which everything
// comes up once, one of them. The pictures take turns, so that each format has its share.
#pragma once

#include "kernel/machine/machine.hpp"
#include "tests/guest/drawing/catalogue.hpp"

#include <algorithm>

inline bool draws_each_format(Options const& options)
{
    return !options.tests.empty() || list_has(options.groups, "draw") || !list_has(options.groups, "all");
}

inline bool is_drawn_on(drawing::Picture const& picture, drawing::PixelFormat format)
{
    auto const is_allowed = [&](drawing::PixelFormat f) { return picture.options.refusals.of(f) == nullptr; };
    if (!is_allowed(format) || draws_each_format(machine().options))
        return is_allowed(format);
    auto const before = std::ranges::find(drawing::formats, format);
    auto const number = std::ranges::count_if(std::ranges::begin(drawing::formats), before, is_allowed);
    auto const pictures = drawing::catalogue();
    auto const turn = std::ranges::find(pictures, &picture) - pictures.begin();
    return number == turn % std::ranges::count_if(drawing::formats, is_allowed);
}
