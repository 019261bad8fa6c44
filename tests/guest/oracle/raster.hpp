// SPDX-License-Identifier: MIT
// The reference rasteriser: what a drawing command leaves on its target, pixel for pixel.
// Written from what each operation means: GDI's raster operations, Porter-Duff and X Render for COMPOSITE, qxl_dev.h
// for the rest. What no document settles was measured on the device and says so where it stands.
#pragma once

#include "kernel/result.hpp"
#include "tests/guest/drawing/command.hpp"
#include "tests/guest/oracle/canvas.hpp"
#include "tests/guest/oracle/faults.hpp"
#include "tests/guest/oracle/mistake.hpp"

namespace oracle {

// Where the surfaces are that a command names.
class Surfaces {
public:
    // nullptr: there is no such surface.
    virtual Canvas* find(drawing::SurfaceRef surface) = 0;

protected:
    ~Surfaces() = default;
};

// Memory for rows in work; one may serve any number of commands, one at a time.
class Scratch {
public:
    static Result<Scratch> create();

    static constexpr u32 row_count = 3;
    static constexpr u32 max_clip_rects = 4096;
    // Room for one row of the widest canvas in any format.
    u8* row(u32 number) const { return pages_.bytes().data() + size_t{number} * row_size; }
    // Room for the clip's parts of one line.
    u8* spans() const { return row(row_count); }

private:
    static constexpr u32 row_size = 32768 * sizeof(u32);
    explicit Scratch(Pages&& pages) : pages_(std::move(pages)) {}
    Pages pages_;
};

class Rasteriser {
public:
    // Borrows `surfaces`.
    static Result<Rasteriser> create(Surfaces& surfaces) { return Rasteriser{surfaces, TRY(Scratch::create())}; }

    // Executes one command. Fails, with nothing drawn, on what a device would refuse or what has no meaning: a surface
    // that does not exist, a source area outside its source.
    Status draw(drawing::Command const& command);

    Mistake mistake = Mistake::none;
    Faults faults = {};
    // One pixel after the other, as the operations are defined; otherwise rows at a time where that is the same.
    bool is_plain = false;

private:
    Rasteriser(Surfaces& surfaces, Scratch&& scratch) : surfaces_(&surfaces), scratch_(std::move(scratch)) {}

    Surfaces* surfaces_;
    Scratch scratch_;
};

} // namespace oracle
