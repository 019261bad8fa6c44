// SPDX-License-Identifier: MIT
// Every drawing command in every way to send it, on every format of target: the device takes it, something changes in
// its area, and nothing outside. Which pixels is the drawing catalogue's question.
#include "drivers/qxl/machine/binding.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace {

using namespace qxl;

constexpr u32 width = 64, height = 48, side = 24;
constexpr Rect area = rect_at(10, 8, 30, 28); // larger than the images, so that there is something to scale
constexpr Rect image_area = rect_at(0, 0, side, side);
constexpr Rect image_sized = rect_at(10, 8, side, side);

constexpr Format formats[] = {Format::xrgb_32, Format::argb_32, Format::rgb_555,
                              Format::rgb_565, Format::a_8,     Format::a_1};

// One bitmap of each format with pixels of all sorts, and the lists that operations borrow.
struct Material {
    std::array<u8, side * side * 4> bytes{};
    std::array<u32, 256> palette{};
    std::array<Rect, 500> clip{};
    std::array<Point, 4> points{Point{12, 10}, Point{34, 15}, Point{20, 30}, Point{-5, 60}};
    std::array<u8, 3> style{3, 2, 1};
    std::array<u8, 8> glyph_bytes{0xff, 0xf1, 0xff, 0x8f, 0xff, 0xff, 0x1f, 0xff};
    std::array<op::Glyph, 2> glyphs{};
    op::Transform shrink{3 << 15, 1 << 12, 0, 0, 5 << 14, 1 << 16};

    Material()
    {
        for (size_t n = 0; n < bytes.size(); ++n)
            bytes[n] = static_cast<u8>(n * 73 + n / 24 * 11 + 0x60);
        for (u32 n = 0; n < palette.size(); ++n)
            palette[n] = 0x00f0'1100 + n * 0x0003'0507;
        for (u32 n = 0; n < clip.size(); ++n)
            clip[n] = rect_at(static_cast<i32>(10 + n % 29), static_cast<i32>(8 + n / 29), 2, 1);
    }
    void set_glyph_bits(u8 bits)
    {
        auto const glyph_width = static_cast<u16>(16 / bits);
        glyphs[0] = {{14, 14}, {-1, -3}, glyph_width, 4, glyph_bytes};
        glyphs[1] = {{24, 22}, {0, 0}, glyph_width, 4, glyph_bytes};
    }
    Bitmap bitmap(BitmapFormat format) const
    {
        Bitmap b{};
        b.width = b.height = side;
        b.format = format;
        b.stride = static_cast<u32>(row_bytes(side, format));
        b.pixels = bytes;
        if (has_palette(format))
            b.palette = palette;
        return b;
    }
};

// One target with what is drawn on it, command by command, in its upper left corner.
class Board {
public:
    Board(Test& t, Device& device, Surface& target) : t_(t), device_(device), target_(target) {}

    // Draws on a plain ground and compares. What the device does not allow (Side::unsupported) is counted.
    Status draw(char const* what, DrawArgs const& args)
    {
        bool const is_white = std::holds_alternative<op::Blackness>(args.operation);
        u32 const ground = target_.format() == Format::a_1 ? u32{is_white} : 0x5a5a'5a5b;
        TRY(device_.fill(target_, Device::whole(target_), ground));
        TRY(device_.update_all(target_));
        for (u32 y = 0; y < height; ++y)
            std::memcpy(before_[y].data(), target_.row(y).data(), row_bytes(width, target_.format()));
        Status const drawn = device_.draw(args);
        if (!drawn && drawn.error().side == Side::unsupported) {
            ++not_allowed_;
            return {};
        }
        TRY(drawn);
        TRY(device_.update_all(target_));
        ++drawn_;
        u32 inside = 0, outside = 0;
        for (u32 y = 0; y < height; ++y)
            for (u32 x = 0; x < width; ++x)
                if (differs(x, y))
                    ++(is_in(args.area, x, y) ? inside : outside);
        if (inside == 0 || outside != 0) {
            t_.detail("{} on format {}: {} pixels changed in its area, {} outside", what,
                      static_cast<u32>(target_.format()), inside, outside);
            t_.fail("a command that draws nothing, or beyond its area");
        }
        return {};
    }
    Status draw(char const* what, Operation const& operation, Rect where = area)
    {
        return draw(what, {.on = target_, .area = where, .operation = operation});
    }
    Surface& target() { return target_; }
    u32 drawn() const { return drawn_; }
    u32 not_allowed() const { return not_allowed_; }

private:
    static bool is_in(Rect r, u32 x, u32 y)
    {
        auto const px = static_cast<i32>(x), py = static_cast<i32>(y);
        return px >= r.left && px < r.right && py >= r.top && py < r.bottom;
    }
    bool differs(u32 x, u32 y) const
    {
        u32 const bits = bits_per_pixel(target_.format());
        u8 const* const now = target_.row(y).data();
        u8 const* const then = before_[y].data();
        if (bits == 1)
            return ((now[x / 8] ^ then[x / 8]) >> (x % 8) & 1) != 0;
        size_t const bytes = bits / 8;
        return std::memcmp(now + x * bytes, then + x * bytes, bytes) != 0;
    }

    Test& t_;
    Device& device_;
    Surface& target_;
    std::array<std::array<u8, size_t{width} * 4>, height> before_{};
    u32 drawn_ = 0, not_allowed_ = 0;
};

// Sources: every format of bitmap in every way it can travel, and surfaces.
Status draw_sources(Board& board, Material const& m, std::span<Surface* const> sources)
{
    using enum wire::BitmapFmt;
    u32 number = 0;
    for (BitmapFormat format : {bits_1_be, bits_4_be, bits_8, bits_16, bits_24, bits_32, rgba, bits_8_a}) {
        Bitmap b = m.bitmap(format);
        TRY(board.draw("COPY", op::Copy{b, image_area}, image_sized));
        TRY(board.draw("COPY scaled", op::Copy{b, rect_at(1, 2, 20, 21), ropd::op_put, ScaleMode::interpolate}));
        for (u32 chunk : {1u, 7u, 1000u}) {
            b.chunk_bytes = chunk;
            TRY(board.draw("COPY in chunks", op::Copy{b, image_area}, image_sized));
        }
        b.wire_stride = b.stride + 13;
        TRY(board.draw("COPY with a stride", op::Copy{b, image_area}, image_sized));
        b.is_direct = true;
        b.is_unstable = true;
        b.top_down = false;
        TRY(board.draw("COPY direct", op::Copy{b, image_area}, image_sized));
        b.cache_as = ++number + static_cast<u32>(board.target().format()) * 16;
        TRY(board.draw("COPY cached", op::Copy{b, image_area}, image_sized));
        TRY(board.draw("COPY from cache", op::Copy{b, image_area}, image_sized));
    }
    for (Surface* s : sources) {
        TRY(board.draw("COPY of a surface", op::Copy{*s, image_area}, image_sized));
        TRY(board.draw("COPY of a surface, scaled", op::Copy{*s, image_area}));
        TRY(board.draw("ALPHA_BLEND of a surface", op::AlphaBlend{*s, image_area, 0xf0, false, true}));
        TRY(board.draw("FILL with a surface", op::Fill{Brush::tiled(*s, {-3, 100})}));
        op::Composite c{.op = wire::CompositeOp::source};
        c.source = {*s, {1, 1}, wire::Repeat::normal};
        TRY(board.draw("COMPOSITE of a surface", c));
    }
    return {};
}

// `stencil` may be nullptr.
Status draw_operations(Board& board, Material& m, Surface const* stencil)
{
    Bitmap const picture = m.bitmap(BitmapFormat::bits_32), blend = m.bitmap(BitmapFormat::rgba);
    Bitmap const tile = m.bitmap(BitmapFormat::bits_24);
    Brush const solid = Brush::solid(0x00ab'cdef), tiled = Brush::tiled(tile, {3, -50});
    for (Brush const& brush : {solid, tiled, Brush{}}) {
        TRY(board.draw("FILL", op::Fill{brush}));
        TRY(board.draw("FILL nand", op::Fill{brush, ropd::op_and | ropd::invers_res, {}}));
        TRY(board.draw("OPAQUE", op::Opaque{picture, image_area, brush, ropd::op_xor}, image_sized));
        TRY(board.draw("OPAQUE scaled", op::Opaque{picture, image_area, brush, ropd::op_or}));
        TRY(board.draw("STROKE", op::Stroke{m.points, true, {}, false, brush}));
        TRY(board.draw("STROKE styled", op::Stroke{m.points, false, m.style, true, brush}));
        TRY(board.draw("STROKE xor", op::Stroke{m.points, false, {}, false, brush, ropd::op_invers}));
    }
    for (Brush const& brush : {solid, tiled})
        for (u8 rop3 : {u8{0xca}, u8{0x96}, u8{0x01}}) {
            TRY(board.draw("ROP3", op::Rop3{picture, image_area, brush, rop3}, image_sized));
            TRY(board.draw("ROP3 scaled", op::Rop3{picture, image_area, brush, rop3, ScaleMode::interpolate}));
        }
    // 1_LE is for masks alone.
    Bitmap const le = m.bitmap(BitmapFormat::bits_1_le), be = m.bitmap(BitmapFormat::bits_1_be);
    Source const surface = stencil != nullptr ? Source{*stencil} : Source{le};
    Point const shifted = stencil != nullptr ? Point{1, 1} : Point{0, 0};
    for (Mask const& mask : {Mask{le}, Mask{be, {}, true}, Mask{surface, shifted}, Mask{surface, {}, true}, Mask{}}) {
        TRY(board.draw("BLACKNESS", op::Blackness{mask}, image_sized));
        TRY(board.draw("WHITENESS", op::Whiteness{mask}, image_sized));
        TRY(board.draw("INVERS", op::Invers{mask}, image_sized));
        TRY(board.draw("FILL masked", op::Fill{tiled, ropd::op_put, mask}, image_sized));
        TRY(board.draw("BLEND masked", op::Blend{{picture, image_area, ropd::op_put, ScaleMode::nearest, mask}},
                       image_sized));
    }
    for (u8 bits : {u8{1}, u8{4}, u8{8}}) {
        m.set_glyph_bits(bits);
        TRY(board.draw("TEXT", op::Text{bits, m.glyphs, {}, Brush::solid(0xffff'ffff), {}}));
        TRY(board.draw("TEXT with ground", op::Text{bits, m.glyphs, area, tiled, solid}));
    }
    TRY(board.draw("TRANSPARENT", op::Transparent{picture, image_area, 0x123456}, image_sized));
    TRY(board.draw("TRANSPARENT scaled", op::Transparent{picture, image_area, 0x123456}));
    TRY(board.draw("ALPHA_BLEND", op::AlphaBlend{blend, image_area, 0xff, true}, image_sized));
    TRY(board.draw("ALPHA_BLEND scaled", op::AlphaBlend{blend, image_area, 0xf0}));
    op::Composite c{};
    c.source = {blend, {1, 2}, wire::Repeat::reflect, wire::Filter::bilinear, false, &m.shrink};
    c.mask = {blend, {}, wire::Repeat::pad};
    c.has_component_alpha = true;
    TRY(board.draw("COMPOSITE", c));
    // Parts of the target itself. On a plain ground a copy changes nothing, so it is inverted by what is drawn with it.
    DrawArgs self{.on = board.target(),
                  .area = image_sized,
                  .operation = op::Opaque{{}, image_area, solid, ropd::op_xor},
                  .self_bitmap = rect_at(2, 2, 30, 40)};
    TRY(board.draw("OPAQUE of itself", self));
    DrawArgs clipped{.on = board.target(), .area = area, .clip = m.clip, .operation = op::Fill{solid}};
    for (u32 chunk : {0u, 1u, 100u}) {
        clipped.list_chunk_bytes = chunk;
        TRY(board.draw("FILL clipped", clipped));
    }
    return {};
}

} // namespace

TEST(qxl, every_command_is_taken,
     "Every drawing command and image format on every surface format draws in its area only", .groups = "draw",
     .stage = Stage::drawing)
{
    Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    REQUIRE_OK(t, device->create_primary(width, height, Format::xrgb_32));
    Pages const memory = REQUIRE_OK(t, Pages::allocate(sizeof(Material)));
    Material& m = *new (memory.bytes().data()) Material;

    std::array<Surface*, std::size(formats)> sources{};
    for (size_t n = 0; n < sources.size(); ++n) {
        sources[n] = REQUIRE_OK(t, device->create_surface(side + 8, side + 8, formats[n]));
        REQUIRE_OK(t, device->fill(*sources[n], Device::whole(*sources[n]), 0xff33'55ab));
    }
    Surface& stencil = *sources.back(); // 1 above, 0 below
    REQUIRE_OK(t, device->fill(stencil, rect_at(0, side / 2, side + 8, side / 2 + 8), 0));
    for (Format format : formats) {
        Surface& target = *REQUIRE_OK(t, device->create_surface(width, height, format));
        Board board(t, *device, target);
        REQUIRE_OK(t, draw_operations(board, m, &stencil));
        REQUIRE_OK(t, draw_sources(board, m, sources));
        t.detail("commands format={} drawn={} not_allowed={}", static_cast<u32>(format), board.drawn(),
                 board.not_allowed());
        REQUIRE_OK(t, device->destroy_surface(target));
    }
    for (Surface* s : sources)
        REQUIRE_OK(t, device->destroy_surface(*s));
    EXPECT_OK(t, device.close());
}

TEST(qxl, every_command_in_compat_mode, "The same with the layouts of revision 1, on the primary that SET_MODE makes",
     .groups = "draw", .stage = Stage::drawing)
{
    Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    u32 const mode = REQUIRE_OK(t, device->mode_number(640, 480));
    Surface& primary = *REQUIRE_OK(t, device->set_mode(mode));
    Pages const memory = REQUIRE_OK(t, Pages::allocate(sizeof(Material)));
    Material& m = *new (memory.bytes().data()) Material;
    Board board(t, *device, primary);
    REQUIRE_OK(t, draw_operations(board, m, nullptr));
    REQUIRE_OK(t, draw_sources(board, m, {}));
    t.detail("commands drawn={} not_allowed={}", board.drawn(), board.not_allowed());
    EXPECT_OK(t, device->destroy_primary());
    EXPECT_OK(t, device.close());
}
