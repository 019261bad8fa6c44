// SPDX-License-Identifier: MIT
#include "tests/guest/machine/raw_surface.hpp"

#include <algorithm>
#include <cstring>

namespace wire = qxl::wire;

wire::Drawable raw_fill(u32 surface_id, qxl::Rect bbox, u32 color)
{
    wire::Drawable d{};
    d.surface_id = surface_id;
    d.effect = wire::Effect::opaque;
    d.type = wire::DrawType::fill;
    d.bbox = wire::PackedRect::of(bbox);
    d.clip = {wire::ClipType::none, 0};
    for (unsigned i = 0; i < 3; ++i)
        d.surfaces_dest[i] = wire::no_surface;
    wire::Fill fill{};
    fill.brush.type = wire::BrushType::solid;
    fill.brush.color = color;
    fill.rop_descriptor = wire::ropd::op_put;
    d.fill = fill;
    return d;
}

template <class Command> Status RawSurface::submit(wire::CommandType type, Command const& command, char const* purpose)
{
    TRY(device_.submit_raw(qxl::Device::RingOf::display, type, {reinterpret_cast<u8 const*>(&command), sizeof command},
                           purpose));
    return {};
}

Status RawSurface::create(Carrier const& carrier, u32 part)
{
    ASSERT(part < Carrier::parts);
    qxl::Surface const& memory = carrier.surface;
    qxl::RomInfo const& rom = device_.rom_info();
    // The driver's slots, in the order of the BARs (Device::memslot_add).
    u64 const slot = rom.first_slot + (memory.bar() == 0 ? 0u : memory.bar() == 1 ? 1u : 2u);
    wire::SurfaceCmd c{};
    c.surface_id = id_;
    c.type = wire::SurfaceCmdType::create;
    c.surface_create = {static_cast<u32>(format), width, height, static_cast<i32>(stride),
                        slot << (64 - rom.rom.slot_id_bits) | (memory.bar_offset() + Carrier::part(part))};
    return submit(wire::CommandType::surface, c, "raw.surface_create");
}

Status RawSurface::destroy()
{
    wire::SurfaceCmd c{};
    c.surface_id = id_;
    c.type = wire::SurfaceCmdType::destroy;
    return submit(wire::CommandType::surface, c, "raw.surface_destroy");
}

Status RawSurface::fill(qxl::Rect bbox, u32 color, wire::Effect effect, u16 raster_operation)
{
    wire::Drawable d = raw_fill(id_, bbox, color);
    d.effect = effect;
    d.fill.rop_descriptor = raster_operation;
    return submit(wire::CommandType::draw, d, "raw.fill");
}

Status RawSurface::render()
{
    device_.ram().update_area = qxl::rect_at(0, 0, static_cast<i32>(width), static_cast<i32>(height));
    device_.ram().update_surface = id_;
    if (device_.revision() >= 3)
        return device_.async(wire::Port::update_area_async, 0, device_.limits.async,
                             "UPDATE_AREA_ASYNC, surface by hand");
    device_.interrupts().forget(wire::interrupt::error);
    device_.io().write(wire::Port::update_area);
    return device_.interrupts().check_error("UPDATE_AREA, surface by hand");
}

Result<Carrier> Carrier::create(qxl::Device& device)
{
    auto* s = TRY(device.create_surface(RawSurface::width, parts * RawSurface::height, RawSurface::format));
    TRY(device.update_all(*s)); // its creation, which zeroes it, is over
    std::memset(s->memory().data(), mark, s->memory().size());
    return Carrier{*s};
}

bool Carrier::is_untouched(u32 n) const
{
    return std::ranges::all_of(bytes(n), [](u8 b) { return b == mark; });
}

bool Carrier::is_filled(u32 n, u32 color) const
{
    auto const b = bytes(n);
    for (size_t at = 0; at < b.size(); at += 4) {
        u32 value;
        std::memcpy(&value, b.data() + at, sizeof value);
        if ((value & 0xff'ffff) != color)
            return false;
    }
    return true;
}
