// SPDX-License-Identifier: MIT
// What takes drawing commands: the device and the oracle in step (tests/guest/machine/drawing_stage.hpp), or the oracle
// alone in the unit tests. Lets pictures and random scenes be written once.
#pragma once

#include "kernel/result.hpp"
#include "tests/guest/drawing/command.hpp"

namespace drawing {

struct SurfaceShape {
    u32 width = 0, height = 0;
    PixelFormat format = PixelFormat::xrgb_32;
    bool bottom_up = false; // negative stride
    u32 gap = 0;            // bytes from the end of a line to the next, above what alignment asks for; a multiple of 4
};

class Easel {
public:
    // Another surface off the screen, all bits 0. Kept until the easel is cleared.
    virtual Result<SurfaceRef> create(SurfaceShape const& shape) = 0;
    // `command` and all that it points to is needed during the call only.
    virtual Status draw(Command const& command) = 0;

protected:
    ~Easel() = default;
};

} // namespace drawing
