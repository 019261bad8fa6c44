// SPDX-License-Identifier: MIT
// Opening, closing, slots, single I/O ports.
#include "drivers/qxl/device.hpp"

#include "drivers/qxl/sleep.hpp"

namespace qxl {
namespace {

using wire::Port;

constexpr char source[] = "spice-protocol 0.14 qxl_dev.h";

// Ports 8 to 15 came with revision 2, 16 to 23 with revision 3, 24 with revision 4.
u8 revision_of(Port port)
{
    auto const n = static_cast<u8>(port);
    return n < 8 ? 1 : n < 16 ? 2 : n < 24 ? 3 : 4;
}

} // namespace

DeviceHandle::~DeviceHandle()
{
    if (device_ != nullptr)
        device_->~Device();
}

Result<DeviceHandle> Device::open(Resources const& resources, OpenOptions const& options)
{
    RomInfo const rom = TRY(read_rom(resources.rom, resources.ram.size()));
    Pages pages = TRY(Pages::allocate(sizeof(Device)));
    auto* device = new (pages.bytes().data()) Device(resources, rom);
    DeviceHandle handle{std::move(pages), device};
    TRY(device->prepare(options));
    return handle;
}

Status Device::prepare(OpenOptions const& options)
{
    ram_ = TRY(ram_header(resources_.ram, rom_.layout));
    interrupts_.attach(*ram_, resources_.io, resources_.atomics_reach_device);
    commands_.attach(ram_->cmd_ring, resources_.io, Port::notify_cmd, interrupts_, wire::interrupt::display);
    cursor_commands_.attach(ram_->cursor_ring, resources_.io, Port::notify_cursor, interrupts_,
                            wire::interrupt::cursor);
    releases_.attach(ram_->release_ring);

    heap0_ = TRY(Heap::create(rom_.layout.draw_offset, rom_.layout.draw_size, options.heap_guard));
    // BAR1 is a window on the first part of the memory behind BAR4 (QEMU: vram32_bar is an alias of vram_bar), so the
    // ledger of BAR4 begins where BAR1 ends: no byte has two addresses that we use.
    heap1_ = TRY(Heap::create(0, resources_.vram.size(), options.heap_guard));
    if (resources_.vram64.size() > resources_.vram.size())
        heap4_ = TRY(Heap::create(resources_.vram.size(), resources_.vram64.size() - resources_.vram.size(),
                                  options.heap_guard));
    observe(options.observer);
    surface_pages_ = TRY(Pages::allocate(rom_.surfaces * sizeof(Surface)));
    surfaces_ = surface_pages_.as<Surface>().first(rom_.surfaces);

    reset();
    closed_ = false;
    ram_ = TRY(ram_header(resources_.ram, rom_.layout));
    TRY(start_rings());
    TRY(add_memslots());
    producing_ = true;
    return {};
}

void Device::reset()
{
    resources_.io.write(Port::reset);
    image_cache_.forget();
    mode_ = resources_.is_vga ? Mode::vga : Mode::undefined;
}

void Device::enable_interrupts()
{
    if (resources_.interrupts)
        interrupts_.unmask(Interrupts::default_mask);
}

Status Device::start_rings()
{
    TRY(commands_.start());
    TRY(cursor_commands_.start());
    TRY(releases_.start());
    return {};
}

Device::~Device()
{
    // Whoever wants to know what leaked calls close() before.
    [[maybe_unused]] Result<LeakReport> unread = close();
}

Result<LeakReport> Device::close()
{
    LeakReport report;
    if (!std::exchange(closed_, true)) {
        SleepPath path(*this);
        faults = {};
        Status const status = [&]() -> Status {
            // In VGA mode there is nothing to destroy; after ERROR nothing but the RESET below has an effect; and a
            // device that was reset behind our back, as by a sleep whose way back failed, has lost it all already.
            if (mode_ == Mode::vga || interrupts_.has_failed() || interrupts_.was_reset())
                return {};
            TRY(idle());
            TRY(path.destroy_all_surfaces());
            return path.flush_release();
        }();
        producing_ = false;
        // What the device did not release stays in the ledger, and so in the report below.
        for (Surface& s : surfaces_.first(surfaces_top_))
            if (s.state_ == Surface::State::suspended) [[maybe_unused]]
                Status const dropped = drop_suspended(s);
        reset();
        if (!status)
            return status.error();
        // On revision 1 nothing but the RESET takes the cursor from the device.
        if (revision() == 1 && holds_cursor())
            TRY(heap0_.write_off(cursor_block_));
    }
    for (unsigned bar : bars) {
        report.written_off += heap(bar).counters().written_off;
        report.blocks += heap(bar).counters().live();
        report.bytes += heap(bar).counters().live_bytes();
    }
    return report;
}

void Device::observe(HeapObserver* observer)
{
    observer_ = observer;
    for (unsigned bar : bars)
        heap_of(bar).observe(observer, bar);
}

Heap const& Device::heap(unsigned bar) const
{
    ASSERT(bar == 0 || bar == 1 || bar == 4);
    return bar == 0 ? heap0_ : bar == 1 ? heap1_ : heap4_;
}

std::span<u8> Device::bar_bytes(unsigned bar) const
{
    return bar == 0 ? resources_.ram : bar == 1 ? resources_.vram : resources_.vram64;
}

// A slot for each BAR that holds something the device reads: BAR0 without the RAM header, which it reaches otherwise.
// Revision 1 knows no slots: SET_MODE makes the one there is.
Status Device::add_memslots()
{
    if (revision() < 2)
        return {};
    u8 const needed = has_bar4() ? 3 : 2;
    if (rom_.last_slot - rom_.first_slot + 1 < needed)
        return Error{Side::device, "ROM memory slots", Value::of(needed, "at least"),
                     rom_.last_slot - rom_.first_slot + 1, source};
    TRY(memslot_add(0));
    TRY(memslot_add(1));
    return has_bar4() ? memslot_add(4) : Status{};
}

Status Device::memslot_add(unsigned bar)
{
    ASSERT(bar == 0 || bar == 1 || (bar == 4 && has_bar4()));
    if (bar == 0)
        return add_memslot(rom_.first_slot, resources_.ram_at, rom_.layout.header_offset);
    if (bar == 1)
        return add_memslot(static_cast<u8>(rom_.first_slot + 1), resources_.vram_at, resources_.vram.size());
    return add_memslot(static_cast<u8>(rom_.first_slot + 2), resources_.vram64_at, resources_.vram64.size());
}

Status Device::add_memslot(u8 slot, Phys start, u64 size)
{
    ram_->mem_slot = {wire::U64::of(raw(start)), wire::U64::of(raw(start) + size)};
    return sync_port(Port::memslot_add, slot, "MEMSLOT_ADD");
}

wire::Physical Device::physical(unsigned bar, u64 offset) const
{
    if (mode_ == Mode::compat) {
        // Slot 0 begins at BAR0's bus address, and so do its addresses.
        ASSERT(bar == 0);
        return raw(resources_.ram_at) + offset;
    }
    u64 const slot = rom_.first_slot + (bar == 0 ? 0u : bar == 1 ? 1u : 2u);
    // Generation 0: QEMU ends itself on any other.
    return slot << (64 - rom_.rom.slot_id_bits) | offset;
}

// A port that is done when the write returns; only ERROR can say that it was not.
Status Device::sync_port(Port port, u8 value, char const* what)
{
    if (resources_.revision < revision_of(port))
        return Error{Side::unsupported, what, Value::of(revision_of(port), "as PCI revision at least"),
                     resources_.revision, source};
    interrupts_.forget(wire::interrupt::error);
    resources_.io.write(port, value);
    return interrupts_.check_error(what);
}

Status Device::async(Port port, u8 value, Duration limit, char const* what)
{
    if (resources_.revision < revision_of(port))
        return Error{Side::unsupported, what, Value::of(revision_of(port), "as PCI revision at least"),
                     resources_.revision, source};
    interrupts_.forget(wire::interrupt::io_cmd | wire::interrupt::error);
    resources_.io.write(port, value);
    return interrupts_.wait(wire::interrupt::io_cmd, limit, what);
}

Status Device::idle()
{
    TRY(commands_.drain(limits.ring));
    TRY(cursor_commands_.drain(limits.ring));
    return {};
}

} // namespace qxl
