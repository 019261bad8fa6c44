// SPDX-License-Identifier: MIT
// VGA text mode of 80 x 25 cells, set up by hand: there is no VGA BIOS in the machine. One character only, whose left
// half is foreground.
// Spec: IBM VGA; the values are those of BIOS mode 3 with 8 dots a character.
#pragma once

#include "kernel/result.hpp"

#include <span>

class VgaText {
public:
    static constexpr u32 columns = 80, rows = 25, cells = columns * rows;
    static constexpr u8 half_block = 1; // the character

    // Writes every VGA register that text mode needs, colours 0 to 7 and the character's shape.
    static Result<VgaText> enter();
    // What is seen in cell n: foreground in bits 0 to 2, background in bits 4 to 6.
    static constexpr u8 attribute_of(u32 n) { return static_cast<u8>((n % 8) << 4 | (n / 8 + 3) % 8); }
    void draw();
    // How many cells are not as draw() left them.
    u32 wrong() const;

private:
    explicit VgaText(std::span<u8> memory) : memory_(memory) {}
    std::span<u8> memory_;
};
