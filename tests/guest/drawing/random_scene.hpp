// SPDX-License-Identifier: MIT
// A random list of valid commands over a few surfaces, all of it decided by a seed. Any part of the list is valid too,
// so that a scene that goes wrong can be made shorter.
#pragma once

#include "tests/guest/drawing/arena.hpp"
#include "tests/guest/drawing/easel.hpp"
#include "tests/guest/drawing/random.hpp"

namespace drawing {

class RandomScene {
public:
    static constexpr u32 command_count = 50;
    static constexpr u32 max_surfaces = 7;
    static constexpr u64 arena_bytes = 2 * 1024 * 1024;

    // Into `arena`, which must outlive the scene and have room for arena_bytes.
    RandomScene(u64 seed, Arena& arena);

    std::span<SurfaceShape const> surfaces() const { return {shapes_, surface_count_}; }
    std::span<Command const> commands() const { return commands_; }

private:
    Rect area_in(SurfaceShape const& shape);
    std::span<Rect const> clip_in(SurfaceShape const& shape);
    Operation operation(u32 on, Rect area);
    Operation operation_on_a1(u32 on, Rect area);
    u32 color(PixelFormat format);
    u16 rop(u16 invers_a, u16 invers_b);
    Scale scale() { return random_.one_in(2) ? Scale::nearest : Scale::interpolate; }
    Brush solid(PixelFormat format) { return {.kind = Brush::Kind::solid, .color = color(format)}; }
    Brush brush(u32 on, bool may_be_surface = true);
    Mask mask(Rect area);
    Bitmap const* bitmap(PixelFormat target, u32 width, u32 height);
    Bitmap const* bitmap(BitmapFormat format, PixelFormat target, u32 width, u32 height);
    // A source that is not the target, and the part of it to be taken; its size that of `area` unless scaled.
    struct Sourced {
        Source source;
        Rect area;
    };
    Sourced source(u32 on, Rect area, bool may_scale, bool must_be_bitmap = false);
    bool has_alpha(Source const& source) const;
    Stroke stroke(u32 on, Rect area, bool is_plain);
    Text text(u32 on, Rect area);
    Composite composite(u32 on, Rect area);

    Random random_;
    Arena& arena_;
    SurfaceShape shapes_[max_surfaces];
    u32 surface_count_ = 0;
    std::span<Command> commands_;
};

// A command in a few words: "fill surface=2 area=3,4 10x20 rop=0x0008 brush=solid(0x00ff00) clip=3".
void put(Sink sink, Command const& command);
void put(Sink sink, SurfaceShape const& shape);

} // namespace drawing
