// SPDX-License-Identifier: MIT
// A bitmap font of our own: 5 x 7 pixels in cells of 6 x 8. Small letters look like capitals.
#pragma once

#include "kernel/types.hpp"

#include <string_view>

namespace scenes {

inline constexpr u32 glyph_width = 5, glyph_height = 7, cell_width = 6, cell_height = 8;

// Row `y` of a character: bit 4 is its leftmost pixel. A character that the font lacks is a box.
u8 glyph_row(char character, u32 y);

constexpr u32 text_width(std::string_view text, u32 scale)
{
    return text.empty() ? 0 : (static_cast<u32>(text.size()) * cell_width - 1) * scale;
}

} // namespace scenes
