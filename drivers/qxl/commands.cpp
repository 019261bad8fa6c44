// SPDX-License-Identifier: MIT
#include "drivers/qxl/commands.hpp"

#include "drivers/qxl/wire.hpp"

#include <cstring>

namespace qxl {

char const* purpose_of(DrawArgs const& a)
{
    if (auto const* copy = std::get_if<op::Copy>(&a.operation); copy != nullptr && copy->source.surface != nullptr)
        return purpose::drawable_copy_surface;
    constexpr char const* purposes[] = {
        purpose::drawable_fill,        purpose::drawable_opaque,    purpose::drawable_copy,
        purpose::drawable_copy_bits,   purpose::drawable_blend,     purpose::drawable_blackness,
        purpose::drawable_whiteness,   purpose::drawable_invers,    purpose::drawable_rop3,
        purpose::drawable_stroke,      purpose::drawable_text,      purpose::drawable_transparent,
        purpose::drawable_alpha_blend, purpose::drawable_composite,
    };
    static_assert(std::size(purposes) == std::variant_size_v<Operation>);
    return purposes[a.operation.index()];
}

char const* purpose_of(CursorArgs const& a)
{
    constexpr char const* purposes[] = {purpose::cursor_set, purpose::cursor_move, purpose::cursor_hide,
                                        purpose::cursor_trail};
    static_assert(std::size(purposes) == std::variant_size_v<CursorArgs>);
    return purposes[a.index()];
}

namespace build {

void write_surface_create(BlockWriter& to, u64 release_id, Surface const& s, wire::Physical data, bool keep_data)
{
    wire::SurfaceCmd c{};
    c.release_id = release_id;
    c.surface_id = s.id();
    c.type = wire::SurfaceCmdType::create;
    c.flags = keep_data ? wire::surf_flag_keep_data : 0;
    c.surface_create = {static_cast<u32>(s.format()), s.width(), s.height(), s.stride(), data};
    to.put(c);
}

void write_surface_destroy(BlockWriter& to, u64 release_id, u32 surface_id)
{
    wire::SurfaceCmd c{};
    c.release_id = release_id;
    c.surface_id = surface_id;
    c.type = wire::SurfaceCmdType::destroy;
    to.put(c);
}

namespace {
template <class T> Result<T> raw_command(std::span<u8 const> bytes)
{
    if (bytes.size() < sizeof(T))
        return Error{Side::guest, "raw command", Value::of(sizeof(T), "bytes at least"),
                     Value::of(bytes.size(), "bytes")};
    T command;
    std::memcpy(&command, bytes.data(), sizeof command);
    return command;
}

Error refused(char const* expected, u32 seen)
{
    return {Side::guest, "raw command", expected, seen, "others can end QEMU itself"};
}
} // namespace

Status check_raw(bool cursor_ring, wire::CommandType type, std::span<u8 const> bytes, u32 surfaces)
{
    if (cursor_ring != (type == wire::CommandType::cursor))
        return refused("a cursor command in the cursor ring, others in the command ring", static_cast<u32>(type));
    switch (type) {
    case wire::CommandType::draw: {
        auto const d = TRY(raw_command<wire::Drawable>(bytes));
        bool const is_plain = d.type == wire::DrawType::fill && d.self_bitmap == 0 &&
                              d.clip.type == wire::ClipType::none && d.fill.brush.type == wire::BrushType::solid &&
                              d.fill.mask.bitmap == 0;
        if (!is_plain)
            return refused("a solid fill without mask, clip and self_bitmap", static_cast<u32>(d.type));
        return {};
    }
    case wire::CommandType::update: {
        auto const u = TRY(raw_command<wire::UpdateCmd>(bytes));
        Rect const area = u.area.rect();
        if (area.is_empty() || area.left < 0 || area.top < 0)
            return refused("an update of a rectangle that is not empty", u.surface_id);
        return {};
    }
    case wire::CommandType::surface: {
        auto const s = TRY(raw_command<wire::SurfaceCmd>(bytes));
        if (s.surface_id == 0 || s.surface_id >= surfaces)
            return refused("an off-screen surface's id", s.surface_id);
        return {};
    }
    case wire::CommandType::cursor: {
        auto const c = TRY(raw_command<wire::CursorCmd>(bytes));
        if (c.type != wire::CursorCmdType::move && c.type != wire::CursorCmdType::hide)
            return refused("a cursor moved or hidden", static_cast<u32>(c.type));
        return {};
    }
    default:
        return refused("a command to draw, update, or about a surface or the cursor", static_cast<u32>(type));
    }
}

} // namespace build
} // namespace qxl
