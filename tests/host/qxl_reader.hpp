// SPDX-License-Identifier: MIT
// Reads a drawing or cursor command back from memory as the SPICE server does, and finds what that would refuse, or
// end QEMU over: bounds, sizes, links, counts. Written from spice-protocol's headers; shares the layouts with the
// driver and nothing else.
#pragma once

#include "drivers/qxl/wire_commands.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace qxl::test {

struct ReadImage {
    wire::ImageDescriptor descriptor{};
    wire::BitmapData bitmap{};
    u32 surface_id = 0;
    std::vector<u8> data; // as it travelled: lines of bitmap.stride
    std::vector<u32> palette;
    u64 palette_unique = 0;
    u32 chunks = 0;
};
struct ReadGlyph {
    wire::RasterGlyph head{};
    std::vector<u8> data;
};
struct ReadDrawable {
    wire::Drawable d{}; // of a compat one, what it says
    std::vector<Rect> clip;
    std::optional<ReadImage> source, mask; // mask: of COMPOSITE too
    std::optional<ReadImage> brush, back_brush;
    std::vector<wire::PathSeg> segments;
    std::vector<wire::PointFix> points;
    std::vector<wire::Fixed> style;
    std::vector<ReadGlyph> glyphs;
    std::optional<wire::Transform> source_transform, mask_transform;
    u32 list_chunks = 0; // of the list read last: clip, path, glyphs
};
struct ReadCursor {
    wire::CursorCmd command{};
    wire::Cursor shape{};
    std::vector<u8> data;
    u32 chunks = 0;
};

class Reader {
public:
    // Memory of a given size at an address, or nullptr.
    using Memory = std::function<u8 const*(wire::Physical, u64)>;
    explicit Reader(Memory memory) : memory_(std::move(memory)) {}

    ReadDrawable drawable(wire::Physical at, bool is_compat = false);
    ReadCursor cursor(wire::Physical at);
    // The first thing that was wrong; empty: nothing.
    std::string const& problem() const { return problem_; }

private:
    void expect(bool ok, char const* what)
    {
        if (!ok && problem_.empty())
            problem_ = what;
    }
    template <class T> T load(wire::Physical at, char const* what);
    std::vector<u8> chunks(wire::Physical at, u32& count);
    std::optional<ReadImage> image(wire::Physical at, bool is_mask);
    std::optional<ReadImage> brush(wire::Brush const& b);
    std::optional<ReadImage> qmask(wire::QMask const& m);
    void clip(ReadDrawable& r);
    void path(ReadDrawable& r);
    void text(ReadDrawable& r);
    void operation(ReadDrawable& r);
    void source(ReadDrawable& r, wire::Physical at, bool may_be_self);
    std::optional<wire::Transform> transform(wire::Physical at);

    Memory memory_;
    std::string problem_;
};

} // namespace qxl::test
