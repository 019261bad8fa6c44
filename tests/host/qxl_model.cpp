// SPDX-License-Identifier: MIT
// The model as a PCI device: its life, reset, interrupts, and what a write of each port does.
#include "tests/host/qxl_model.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace qxl::test {
namespace {

using wire::Port;

constexpr unsigned oom_drawables = 64;

} // namespace

Model::Model(ModelOptions const& options)
    : options_(options), ram_(options.ram_size), vram_(options.vram64 ? options.vram64_size : options.vram_size),
      rom_(8 * KiB)
{
    initialise_rom();
    reset();
    if (options.server_thread)
        thread_ = std::thread([this] { serve(); });
}

Model::~Model()
{
    quit_ = true;
    if (thread_.joinable())
        thread_.join();
}

void Model::reset()
{
    surfaces_.clear();
    drawables_.clear();
    cursor_.reset();
    if (!wrong.keeps_memslots)
        for (Slot& s : slots_)
            s = {};
    wire::RamHeader& h = ram();
    h.magic = wire::ram_magic;
    h.int_mask = 0;
    h.int_pending = 0;
    if (!wrong.keeps_rings) {
        h.cmd_ring.header = {32, 0, 1, 0, 0};
        h.cursor_ring.header = {32, 0, 1, 0, 0};
        h.release_ring.header = {8, 0, 1, 0, 0};
        h.release_ring.items[0] = {};
    }
    line_ = false;
    last_release_ = nullptr;
    free_resources_ = 0;
    async_running_ = false;
    guest_bug_.clear();
    mode_ = options_.is_vga ? Mode::vga : Mode::undefined;
}

void Model::sleep_and_wake()
{
    std::lock_guard lock(mutex_);
    reset();
    if (options_.revision >= 4)
        ram().int_pending = wire::interrupt::client;
}

void Model::bug(std::string what)
{
    if (guest_bug_.empty())
        guest_bug_ = what;
    raise(wire::interrupt::error);
}

void Model::raise(u32 events)
{
    u32 const old = fetch_or(ram().int_pending, events);
    if ((old & events) != events)
        update_irq();
}

// The line follows the bits when it is looked at, not when they change.
void Model::update_irq()
{
    if (wrong.interrupts_never_stop)
        fetch_or(ram().int_pending, wire::interrupt::display);
    line_ = (load_acquire(ram().int_pending) & load_acquire(ram().int_mask)) != 0;
    if (!late_interrupts)
        deliver();
}

// Level-triggered: as long as the line is up, the handler is called again, and nothing else runs.
void Model::deliver()
{
    if (wrong.no_interrupts || !handler || in_handler_)
        return;
    in_handler_ = true;
    for (int n = 0; line_ && !line_stuck_; ++n) {
        handler();
        line_stuck_ = n == 5000;
    }
    in_handler_ = false;
}

void Model::complete_async()
{
    if (wrong.async_never_ends)
        return;
    async_running_ = false;
    raise(wire::interrupt::io_cmd);
}

void Model::write8(u8 number, u8 value)
{
    std::lock_guard lock(mutex_);
    auto port = static_cast<Port>(number);
    if (late_interrupts)
        deliver();
    ++writes_[number];
    history_.push_back(port);
    if (!guest_bug_.empty() && port != Port::reset)
        return;
    u8 const io_size = options_.revision == 1 ? 8 : options_.revision == 2 ? 16 : 32;
    if (number >= io_size) {
        std::fprintf(stderr, "model: port %u is outside the I/O BAR of revision %u\n", number, options_.revision);
        std::abort();
    }
    bool const works_in_vga = port == Port::reset || port == Port::set_mode || port == Port::memslot_add ||
                              port == Port::memslot_del || port == Port::create_primary || port == Port::update_irq ||
                              port == Port::log || port == Port::memslot_add_async ||
                              port == Port::create_primary_async;
    if (mode_ == Mode::vga && !works_in_vga) {
        if (number >= 16)
            raise(wire::interrupt::io_cmd);
        return;
    }
    bool const is_async = number >= 16 && port != Port::flush_release;
    if (is_async) {
        if (async_running_)
            return bug("async started before the last one was complete");
        async_running_ = true;
    }
    switch (port) {
    case Port::notify_cmd:
    case Port::notify_cursor:
        kicked_ = true;
        if (!options_.server_thread)
            take_commands();
        break;
    case Port::update_area:
    case Port::update_area_async: {
        Rect const r = ram().update_area;
        if (r.is_empty() || r.left < 0 || r.top < 0 || ram().update_surface >= options_.surfaces)
            return bug("UPDATE_AREA refused");
        take_commands();
        render_until_surface(ram().update_surface);
        break;
    }
    case Port::update_irq:
        update_irq();
        break;
    case Port::notify_oom:
        if (ram().release_ring.header.prod == ram().release_ring.header.cons && !wrong.oom_does_nothing) {
            oom_running_ = true;
            take_commands();
            render_first(std::min<size_t>(drawables_.size(), oom_drawables));
            oom_running_ = false;
            if (free_resources_ != 0)
                push_releases(true);
        }
        break;
    case Port::reset:
        reset();
        break;
    case Port::set_mode:
        set_mode(value);
        break;
    case Port::memslot_add:
    case Port::memslot_add_async:
        add_memslot(value);
        break;
    case Port::memslot_del:
        slots_[value & 7] = {};
        break;
    case Port::create_primary:
    case Port::create_primary_async:
        create_primary();
        break;
    case Port::destroy_primary:
    case Port::destroy_primary_async:
        if (mode_ == Mode::native || mode_ == Mode::compat)
            destroy_surface(0);
        mode_ = Mode::undefined;
        reset_cursor();
        break;
    case Port::destroy_surface_wait:
    case Port::destroy_surface_async:
        if (surfaces_.count(value) == 0 || (port == Port::destroy_surface_wait && value != 0)) {
            std::fprintf(stderr, "model: port %u with surface %u would end QEMU\n", number, value);
            std::abort();
        }
        render_until_surface(value);
        break;
    case Port::destroy_all_surfaces:
    case Port::destroy_all_surfaces_async:
        mode_ = Mode::undefined;
        take_commands();
        destroy_all();
        break;
    case Port::flush_surfaces_async:
        take_commands();
        render_first(drawables_.size());
        break;
    case Port::flush_release:
        if (!wrong.flush_does_nothing)
            push_releases(true);
        break;
    default:
        return bug("unexpected port");
    }
    if (is_async && guest_bug_.empty())
        complete_async();
}

} // namespace qxl::test
