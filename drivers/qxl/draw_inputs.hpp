// SPDX-License-Identifier: MIT
// All that a drawing command reads besides its target, in one list: for the checks, and for the dependencies that the
// server must render first.
#pragma once

#include "drivers/qxl/draw.hpp"

namespace qxl {

struct Input {
    enum class Role : u8 { source, pattern, mask };
    Role role;
    // The server copies the pixels as they are: a surface must have as many bits a pixel as the target.
    bool is_raw;
    Source source; // neither bitmap nor surface: the command's self_bitmap
    Rect area;     // that is read; a pattern or a transformed image counts as a whole
};

// At most three, as many as a drawable has dependencies.
class Inputs {
public:
    explicit Inputs(DrawArgs const& args);
    Input const* begin() const { return inputs_; }
    Input const* end() const { return inputs_ + count_; }

private:
    void add(Input const& input);
    void add_brush(Brush const& brush, bool is_raw);
    void add_mask(Mask const& mask, Rect area);

    Input inputs_[3];
    u32 count_ = 0;
};

} // namespace qxl
