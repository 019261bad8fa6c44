// SPDX-License-Identifier: MIT
// Surfaces: created, destroyed, and what memory they stand for.
// Spec: spice-protocol 0.14, qxl_dev.h QXLSurfaceCreate, QXLSurfaceCmd.
#include "drivers/qxl/device.hpp"

#include "drivers/qxl/sleep.hpp"

#include <algorithm>

namespace qxl {
namespace {

using wire::Port;

// Width and height beyond this are mistakes; the canvas behind a surface counts in 16 bits here and there.
constexpr u32 side_max = 32767;
constexpr u64 data_alignment = 64;
// Port 20 takes the id in one byte.
constexpr u32 port_id_max = 255;

// The stride that `options` ask for, or an Error that names what cannot be.
Result<u32> stride_for(u32 width, u32 height, Format format, SurfaceOptions const& options)
{
    static constexpr char source[] = "spice server/red-parse-qxl.cpp red_validate_surface; QEMU hw/display/qxl.c";
    if (width == 0 || height == 0 || width > side_max || height > side_max)
        return Error{Side::guest, "surface size", Value::of(side_max, "pixels at most, and not 0"),
                     u64{width} << 32 | height};
    if (bits_per_pixel(format) == 0)
        return Error{Side::guest, "surface format", "one of spice/enums.h SpiceSurfaceFmt", static_cast<u32>(format)};
    u64 const least = row_bytes(width, format);
    u64 const stride = options.stride_bytes != 0 ? options.stride_bytes : align_up(least, 4);
    if (stride % 4 != 0 || stride < least || stride > INT32_MAX / height)
        return Error{Side::guest, "surface stride", Value::of(align_up(least, 4), "bytes at least, a multiple of 4"),
                     Value::of(stride, "bytes"), source};
    return static_cast<u32>(stride);
}

i32 signed_stride(u32 stride, SurfaceOptions const& options)
{
    return options.bottom_up ? -static_cast<i32>(stride) : static_cast<i32>(stride);
}

} // namespace

Surface* Device::surface_if_live(u32 id)
{
    return id < surfaces_top_ && surfaces_[id].is_live() ? &surfaces_[id] : nullptr;
}

void Device::forget_surface(Surface& surface)
{
    if (surface.id_ == 0)
        return forget_primary();
    surface_hint_ = std::min(surface_hint_, surface.id_);
    surface = {};
}

// The primary is in no heap, but memory that is taken it is.
Block Device::primary_block() const
{
    Surface const& s = surfaces_[0];
    return {0, s.bar_offset_, s.memory().size(), purpose::surface_primary, Owner::guest, 0};
}

void Device::forget_primary()
{
    Block const block = primary_block();
    surfaces_[0] = {};
    if (observer_ != nullptr)
        observer_->on_free(0, block);
}

Result<Surface*> Device::create_primary(u32 width, u32 height, Format format, SurfaceOptions const& options)
{
    if (!producing_)
        TRY(may_produce());
    if (revision() < 2)
        return Error{Side::unsupported, "CREATE_PRIMARY",
                     "QXL revision 2 or more; revision 1 has only compat mode, SET_MODE", revision(),
                     "spice-protocol 0.14 qxl_dev.h QXL_IO_CREATE_PRIMARY"};
    Surface& s = surfaces_[0];
    if (s.state_ != Surface::State::unused)
        return Error{Side::guest, "CREATE_PRIMARY", "no primary surface yet", "one that exists"};
    u32 const stride = TRY(stride_for(width, height, format, options));
    if (bits_per_pixel(format) < 16)
        return Error{Side::guest, "primary surface format", "16 or 32 bits a pixel", static_cast<u32>(format)};
    if (u64{stride} * height > rom_.layout.surface0_size)
        return Error{Side::guest, "primary surface", Value::of(rom_.layout.surface0_size, "bytes at most"),
                     Value::of(u64{stride} * height, "bytes"),
                     "spice-protocol 0.14 qxl_dev.h QXLRom surface0_area_size"};

    s = {};
    s.memory_ = resources_.ram.data() + rom_.layout.surface0_offset;
    s.bar_offset_ = rom_.layout.surface0_offset;
    s.width_ = width;
    s.height_ = height;
    s.stride_ = signed_stride(stride, options);
    s.format_ = format;
    if (observer_ != nullptr)
        observer_->on_allocate(0, primary_block());
    Status const created = submit_primary(s, options.keep_data, options.sync);
    if (!created) {
        forget_primary();
        return created.error();
    }
    surfaces_top_ = std::max(surfaces_top_, 1u);
    return &s;
}

Status Device::submit_primary(Surface& s, bool keep_data, bool sync)
{
    holds_nothing_ = false;
    ram_->create_surface = {s.width_,
                            s.height_,
                            s.stride_,
                            static_cast<u32>(s.format_),
                            0, // position
                            1, // mouse_mode: QEMU sets it anyway
                            keep_data ? wire::surf_flag_keep_data : 0,
                            wire::surf_type_primary,
                            wire::U64::of(physical(0, s.bar_offset_))};
    if (sync || revision() < 3)
        TRY(sync_port(Port::create_primary, 0, "CREATE_PRIMARY"));
    else
        TRY(async(Port::create_primary_async, 0, limits.async, "CREATE_PRIMARY_ASYNC"));
    mode_ = Mode::native;
    s.state_ = Surface::State::live;
    return {};
}

Status Device::destroy_primary()
{
    Surface& s = surfaces_[0];
    if (s.state_ == Surface::State::suspended)
        return drop_suspended(s);
    if (!s.is_live())
        return Error{Side::guest, "DESTROY_PRIMARY", "a live primary surface", "none"};
    // What is still in the rings was meant for the surface while it lived.
    TRY(idle());
    if (revision() < 2) {
        SleepPath path(*this);
        TRY(path.flush_release());
        reset();
        TRY(path.reopen());
        TRY(path.write_off_lost());
        forget_surface(s);
        return {};
    }
    if (revision() < 3)
        TRY(sync_port(Port::destroy_primary, 0, "DESTROY_PRIMARY"));
    else
        TRY(async(Port::destroy_primary_async, 0, limits.async, "DESTROY_PRIMARY_ASYNC"));
    mode_ = Mode::undefined;
    forget_surface(s);
    return {};
}

Result<u32> Device::free_surface_id()
{
    for (; surface_hint_ < surfaces_.size(); ++surface_hint_)
        if (surfaces_[surface_hint_].state_ == Surface::State::unused)
            return surface_hint_;
    return Error{Side::guest, "surface ids", Value::of(surfaces_.size() - 1, "off-screen surfaces"), "all taken",
                 "spice-protocol 0.14 qxl_dev.h QXLRom n_surfaces"};
}

Result<Surface*> Device::create_surface(u32 width, u32 height, Format format, SurfaceOptions const& options)
{
    TRY(may_produce());
    if (mode_ == Mode::compat)
        return Error{Side::unsupported, "off-screen surface", "native mode", "compat mode"};
    u32 const stride = TRY(stride_for(width, height, format, options));
    u32 id = 0;
    // Ids and memory of destroyed surfaces come back with the release of their create commands.
    TRY(with_memory_given_back([&]() -> Status {
        id = TRY(free_surface_id());
        Surface& s = surfaces_[id];
        s = {};
        s.id_ = id;
        s.width_ = width;
        s.height_ = height;
        s.stride_ = signed_stride(stride, options);
        s.format_ = format;
        return allocate_data(s, options.placement);
    }));
    Surface& s = surfaces_[id];
    // Taken from here on: new_command() below may collect, and must not find this id free.
    s.state_ = Surface::State::suspended;
    surfaces_top_ = std::max(surfaces_top_, id + 1);
    Status const created = submit_create(s, options.keep_data);
    if (!created) {
        TRY(heap_of(s.bar_).free(s.data_block_));
        forget_surface(s);
        return created.error();
    }
    return &s;
}

// Memory for the surface's lines. Left to us, even ids go to BAR1 and odd ones to what only BAR4 reaches, so that both
// ways are used wherever both exist.
Status Device::allocate_data(Surface& s, Placement placement)
{
    u64 const size = u64{s.stride_bytes()} * s.height_;
    auto take = [&](u8 bar) -> Status {
        Block const block = TRY(heap_of(bar).allocate(size, purpose::surface_data, s.id_, data_alignment));
        s.data_block_ = block.id;
        s.bar_ = bar;
        s.bar_offset_ = block.offset;
        s.memory_ = bar_bytes(bar).data() + block.offset;
        return {};
    };
    bool const bar4_first = placement == Placement::bar4 || (placement == Placement::any && s.id_ % 2 != 0);
    u8 const first = bar4_first && heap4_.size() != 0 ? 4 : 1;
    Status status = take(first);
    if (!status && placement == Placement::any && heap4_.size() != 0)
        status = take(first == 1 ? 4 : 1);
    return status;
}

Status Device::submit_create(Surface& s, bool keep_data)
{
    NewCommand command = TRY(new_command(sizeof(wire::SurfaceCmd), purpose::surface_create, s.id_));
    build::write_surface_create(command.writer, command.block.id, s, physical(s.bar_, s.bar_offset_), keep_data);
    TRY(heap_of(s.bar_).give(s.data_block_));
    s.create_block_ = command.block.id;
    s.state_ = Surface::State::live;
    Status const submitted = submit(RingOf::display, wire::CommandType::surface, command);
    if (!submitted) {
        s.create_block_ = 0;
        s.state_ = Surface::State::suspended;
        TRY(heap_of(s.bar_).take_back(s.data_block_));
    }
    return submitted;
}

// A surface that DESTROY_ALL_SURFACES took is only ours: nothing is submitted, its memory is free once the device has
// released the create command.
Status Device::drop_suspended(Surface& s)
{
    if (s.create_block_ != 0) {
        s.state_ = Surface::State::dying;
        return {};
    }
    if (s.data_block_ != 0)
        TRY(heap_of(s.bar_).free(s.data_block_));
    forget_surface(s);
    return {};
}

Status Device::destroy_surface(Surface& s)
{
    if (s.state_ == Surface::State::suspended && s.id_ != 0)
        return drop_suspended(s);
    if (!s.is_live() || s.id_ == 0)
        return Error{Side::guest, "surface destroyed", "a live off-screen surface", s.id_};
    NewCommand command = TRY(new_command(sizeof(wire::SurfaceCmd), purpose::surface_destroy, s.id_));
    build::write_surface_destroy(command.writer, command.block.id, s.id_);
    s.state_ = Surface::State::dying;
    Status const submitted = submit(RingOf::display, wire::CommandType::surface, command);
    if (!submitted)
        s.state_ = Surface::State::live;
    return submitted;
}

Status Device::destroy_surface_wait(Surface& s)
{
    if (!s.is_live() || s.id_ == 0 || s.id_ > port_id_max)
        return Error{Side::guest, "surface destroyed by port", "a live off-screen surface with an id up to 255", s.id_,
                     "QEMU hw/display/qxl.c"};
    // Port 14, its elder twin, is for the primary only: with any other surface it ends QEMU (spice
    // server/red-worker.cpp handle_dev_destroy_surface_wait, 0.14.3 to 0.15.2).
    if (revision() < 3)
        return Error{Side::unsupported, "DESTROY_SURFACE_ASYNC", Value::of(3, "as PCI revision at least"), revision(),
                     "spice-protocol 0.14 qxl_dev.h"};
    // The surface must exist for the server: a create command that is still in the ring would make this port end QEMU.
    TRY(idle());
    TRY(async(Port::destroy_surface_async, static_cast<u8>(s.id_), limits.async, "DESTROY_SURFACE_ASYNC"));
    // Nothing is drawn on it any more, but it is there until its destroy command is taken.
    return destroy_surface(s);
}

} // namespace qxl
