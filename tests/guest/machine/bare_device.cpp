// SPDX-License-Identifier: MIT
#include "tests/guest/machine/bare_device.hpp"

#include "tests/guest/machine/raw_surface.hpp"

namespace wire = qxl::wire;
using wire::CommandType;
using wire::Port;

namespace {
constexpr char source[] = "spice-protocol 0.14 qxl_dev.h";
}

Status BareDevice::open(u8 revision, unsigned index)
{
    TRY(binding_.open(machine(), index, t_.report()));
    if (this->revision() < revision)
        return Error{Side::unsupported, "QXL revision", Value::of(revision, "or more"), this->revision(), source};
    driver().interrupts().unmask(0);
    reset();
    return {};
}

BareDevice::~BareDevice()
{
    if (!binding_.is_open())
        return;
    t_.detail("ports written={}", hex(ports_));
    driver().reset();
    EXPECT_OK(t_, binding_.close());
}

void BareDevice::reset()
{
    write(Port::reset);
    slot_delta_ = 0;
}

Status BareDevice::start(u32 width, u32 height)
{
    reset();
    // No push is to raise DISPLAY unless a test asks for it.
    ram().release_ring.header.notify_on_prod = 0;
    if (revision() < 2) {
        u32 const number = TRY(driver().mode_number(640, 480));
        wire::Mode const mode = qxl::read_mode(driver().resources().rom, driver().rom_info(), number);
        TRY(sync(Port::set_mode, static_cast<u8>(number)));
        ram().release_ring.header.notify_on_prod = 0;
        slot_delta_ = bar_at(0);
        all_ = qxl::rect_at(0, 0, static_cast<i32>(mode.x_res), static_cast<i32>(mode.y_res));
        stride_ = -4 * all_.right;
        take();
        return {};
    }
    TRY(add_slot(ram_slot, bar_at(0), bar_at(0) + driver().rom_info().layout.header_offset));
    TRY(add_slot(vram_slot, bar_at(1), bar_at(1) + bar_size(1)));
    all_ = qxl::rect_at(0, 0, static_cast<i32>(width), static_cast<i32>(height));
    stride_ = 4 * all_.right;
    ram().create_surface = {width, height, static_cast<i32>(width) * 4, static_cast<u32>(qxl::Format::xrgb_32), 0, 0,
                            0,     0,      wire::U64::of(in_ram(0))};
    TRY(sync(Port::create_primary));
    take();
    return {};
}

void BareDevice::write(Port port, u8 value)
{
    ports_ |= 1u << static_cast<u8>(port);
    if (!fault_.is(DeviceBreak::port, static_cast<u8>(port)))
        driver().io().write(port, value);
}

u32 BareDevice::pending()
{
    if (fault_.is(DeviceBreak::lost))
        fetch_and(ram().int_pending, ~(1u << fault_.number));
    return load_acquire(ram().int_pending);
}

u32 BareDevice::take()
{
    pending();
    return exchange(ram().int_pending, u32{0});
}

Status BareDevice::settle()
{
    Status const status = update(0, all_);
    if (fault_.is(DeviceBreak::extra))
        fetch_or(ram().int_pending, 1u << fault_.number);
    return status;
}

bool BareDevice::wait_for(u32 bits, Duration at_most)
{
    return wait_until(at_most, [&] { return (pending() & bits) != 0; });
}

Status BareDevice::async(Port port, u8 value)
{
    take();
    write(port, value);
    bool const in_time = wait_for(wire::interrupt::io_cmd | wire::interrupt::error);
    u32 const came = take();
    if (!in_time || (came & wire::interrupt::error) != 0 || (came & wire::interrupt::io_cmd) == 0)
        return Error{Side::device,
                     "completion of an async port",
                     wire::interrupt::io_cmd,
                     came,
                     "spice-protocol 0.14 qxl_dev.h QXL_INTERRUPT_IO_CMD",
                     static_cast<u8>(port)};
    return {};
}

Status BareDevice::sync(Port port, u8 value)
{
    u32 const before = pending();
    write(port, value);
    if ((pending() & ~before & wire::interrupt::error) != 0)
        return Error{Side::device, "port", "no ERROR", pending(), source, static_cast<u8>(port)};
    return {};
}

Status BareDevice::update(u32 surface, qxl::Rect rect)
{
    ram().update_area = rect;
    ram().update_surface = surface;
    return sync(Port::update_area);
}

u32 BareDevice::pixel(u32 x, u32 y)
{
    i64 const line = stride_ < 0 ? i64{y} + 1 - all_.bottom : i64{y};
    u32 value;
    std::memcpy(&value, at(static_cast<u64>(line * stride_) + u64{x} * sizeof value), sizeof value);
    return (value & 0xff'ffff) ^ fault_.is(DeviceBreak::wrong_pixel);
}

void BareDevice::describe_slot(u64 start, u64 end) { ram().mem_slot = {wire::U64::of(start), wire::U64::of(end)}; }

Status BareDevice::add_slot(u8 slot, u64 start, u64 end)
{
    describe_slot(start, end);
    return sync(Port::memslot_add, slot);
}

u64 BareDevice::bar_at(unsigned bar) const { return function().bars[bar].address; }
u64 BareDevice::bar_size(unsigned bar) const { return function().bars[bar].size; }

u64 BareDevice::in_ram(u64 offset) const { return slot_delta_ != 0 ? slot_delta_ + offset : in_slot(ram_slot, offset); }

u64 BareDevice::command_offset(u32 n) const
{
    return driver().rom_info().layout.draw_offset + u64{n % commands} * command_bytes;
}

template <class Command> u64 BareDevice::write_command(u32 n, Command& command)
{
    static_assert(sizeof(Command) <= command_bytes);
    command.release_id = u64{n} + 1;
    std::memcpy(at(command_offset(n)), &command, sizeof command);
    return in_ram(command_offset(n));
}

u64 BareDevice::cursor_move(u32 n)
{
    wire::CursorCmd c{};
    c.type = wire::CursorCmdType::move;
    c.position = {static_cast<i16>(n % 64), static_cast<i16>(n / 64 % 64)};
    return write_command(n, c);
}

u64 BareDevice::fill(u32 n, qxl::Rect rect, u32 color, u16 raster_operation)
{
    wire::Drawable d = raw_fill(0, rect, color);
    wire::Fill fill = d.fill;
    fill.rop_descriptor = raster_operation;
    d.fill = fill;
    if (raster_operation != wire::ropd::op_put)
        d.effect = wire::Effect::blend;
    if (slot_delta_ == 0)
        return write_command(n, d);
    wire::CompatDrawable compat{};
    compat.effect = d.effect;
    compat.type = d.type;
    compat.bbox = d.bbox;
    compat.clip = d.clip;
    compat.fill = fill;
    return write_command(n, compat);
}

u64 BareDevice::surface_create(u32 n, u32 surface, u32 width, u32 height, u64 data)
{
    wire::SurfaceCmd c{};
    c.surface_id = surface;
    c.type = wire::SurfaceCmdType::create;
    c.surface_create = {static_cast<u32>(qxl::Format::xrgb_32), width, height, static_cast<i32>(width) * 4, data};
    return write_command(n, c);
}

u64 BareDevice::surface_destroy(u32 n, u32 surface)
{
    wire::SurfaceCmd c{};
    c.surface_id = surface;
    c.type = wire::SurfaceCmdType::destroy;
    return write_command(n, c);
}

bool BareDevice::put(Ring which, CommandType type, u64 command)
{
    wire::CommandRing& r = ring(which);
    u32 const prod = r.header.prod;
    ASSERT(prod - load_acquire(r.header.cons) < wire::command_ring_items);
    r.items[prod % wire::command_ring_items] = {wire::U64::of(command), static_cast<u32>(type), 0};
    // Slot before index, index before the notify check (drivers/qxl/ring.cpp).
    store_release(r.header.prod, prod + 1);
    full_fence();
    return load_relaxed(r.header.notify_on_prod) == prod + 1;
}

Status BareDevice::push(Ring which, CommandType type, u64 command)
{
    wire::RingHeader& h = ring(which).header;
    auto const has_room = [&] { return h.prod - load_acquire(h.cons) < wire::command_ring_items; };
    if (!has_room()) {
        kick(which);
        if (!wait_until(limit(), has_room))
            return Error{Side::device, "room in a full ring", Value::of(limit().ms(), "ms at most"), "none",
                         "spice-protocol 0.14 ipc_ring.h"};
    }
    if (put(which, type, command))
        kick(which);
    return {};
}

void BareDevice::kick(Ring which) { write(which == Ring::command ? Port::notify_cmd : Port::notify_cursor); }

bool BareDevice::wait_until_taken(Ring which)
{
    wire::RingHeader& h = ring(which).header;
    return wait_until(limit(), [&] { return load_acquire(h.cons) == h.prod; });
}

bool BareDevice::wait_until_asleep(Ring which)
{
    wire::RingHeader& h = ring(which).header;
    return wait_until(limit(), [&] { return load_acquire(h.notify_on_prod) == h.prod + 1; });
}

Status BareDevice::ask_for_memory()
{
    write(Port::notify_oom);
    return settle_unrendered(); // the port only sends a message
}

Status BareDevice::flush_releases()
{
    if (revision() < 3)
        return ask_for_memory();
    write(Port::flush_release);
    return {};
}

Error BareDevice::bad_release(char const* what, u64 expected, u64 seen) const
{
    return {Side::device, what, expected, seen, "spice-protocol 0.14 qxl_dev.h QXLReleaseInfo; QEMU hw/display/qxl.c"};
}

// The deliberate faults of the release ring, as the device would have left its memory.
void BareDevice::break_chain()
{
    wire::ReleaseRing& r = ram().release_ring;
    bool const is_reversed = fault_.is(DeviceBreak::release_reversed);
    if ((!is_reversed && !fault_.is(DeviceBreak::release_lost)) || chains() == 0)
        return;
    wire::U64& head = r.items[r.header.cons % wire::release_ring_items];
    auto const next_of = [&](u64 id) -> u8* { return at(command_offset(static_cast<u32>(id - 1))); };
    u64 const first = head.value();
    if (first == 0)
        return;
    u64 second, third;
    std::memcpy(&second, next_of(first), sizeof second);
    if (second == 0 && is_reversed)
        return;
    head = wire::U64::of(second);
    if (is_reversed) {
        std::memcpy(&third, next_of(second), sizeof third);
        std::memcpy(next_of(second), &first, sizeof first);
        std::memcpy(next_of(first), &third, sizeof third);
    }
}

Result<u32> BareDevice::take_chain_in_order(u32& next)
{
    return take_chain([&](u32 n) -> Status {
        if (n != next)
            return bad_release("release id in a chain: oldest first, each once", u64{next} + 1, u64{n} + 1);
        ++next;
        return {};
    });
}

Status BareDevice::take_all(u32& next, u32 end)
{
    for (Instant const stop = now() + limit(); next != end;) {
        TRY(settle());
        TRY(flush_releases());
        while (chains() != 0)
            TRY(take_chain_in_order(next));
        if (now() >= stop)
            return bad_release("commands that came back", end, next);
    }
    return {};
}
