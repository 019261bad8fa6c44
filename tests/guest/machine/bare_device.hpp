// SPDX-License-Identifier: MIT
// The device without its driver: ports, registers, rings and commands as the protocol has them, for tests of what each
// of them promises. No event is taken and no release collected but by the test.
// Spec: spice-protocol 0.14, qxl_dev.h and ipc_ring.h.
#pragma once

#include "drivers/qxl/machine/binding.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"

#include <cstring>

class BareDevice {
public:
    enum class Ring : u8 { command, cursor };
    // A device that answers does so in milliseconds; the rest is for a loaded host. One that is broken on purpose
    // (break=device.*) need not be waited for.
    static Duration limit() { return machine().options.device_fault.is(DeviceBreak::none) ? 10_s : 200_ms; }

    // Slots that start() adds: BAR0 without the RAM header, and BAR1. The others are free.
    static constexpr u8 ram_slot = 1, vram_slot = 2, first_free_slot = 3, slot_max = 7;

    explicit BareDevice(Test& t) : t_(t) {}
    BareDevice(BareDevice const&) = delete;
    BareDevice& operator=(BareDevice const&) = delete;
    // RESET, and the report is told which ports were written.
    ~BareDevice();

    // Function number `index`, as RESET leaves it, all interrupts masked. Skips below revision `revision`.
    Status open(u8 revision = 1, unsigned index = 0);
    // RESET, slots, and a primary: native mode, or compat mode on revision 1, which has no other.
    Status start(u32 width = side, u32 height = side);
    void reset();
    // As RESET leaves a qxl-vga.
    bool is_vga() const { return driver().resources().is_vga; }

    u8 revision() const { return driver().revision(); }
    qxl::wire::RamHeader& ram() { return driver().ram(); }
    qxl::Device& driver() { return *binding_; }
    qxl::Device const& driver() const { return *binding_; }
    pci::Function const& function() const { return binding_.function(); }
    u64 writes(qxl::wire::Port port) const { return binding_.port_io().writes(port); }
    void write(qxl::wire::Port port, u8 value = 0);

    // Events. take() leaves none pending.
    u32 pending();
    u32 take();
    bool wait_for(u32 bits, Duration at_most = limit());
    // Writes an async port and waits for its completion; an Error unless that is IO_CMD and no ERROR.
    Status async(qxl::wire::Port port, u8 value = 0);
    // Writes a port that is done when the write returns; an Error if that raised ERROR, which was not pending before.
    Status sync(qxl::wire::Port port, u8 value = 0);
    // The server has done all that it was told before, and rendered the primary: a message that goes there and back.
    Status settle();
    // The same, rendering no cell but the last, and what lies below it.
    Status settle_unrendered() { return update(0, cell(cells - 1)); }
    // UPDATE_AREA by port 2.
    Status update(u32 surface, qxl::Rect rect);

    // Memory slots.
    void describe_slot(u64 start, u64 end);
    Status add_slot(u8 slot, u64 start, u64 end);
    u64 bar_at(unsigned bar) const;
    u64 bar_size(unsigned bar) const;
    // What lies at `offset` of a slot that begins at a BAR's start.
    static constexpr u64 in_slot(u8 slot, u64 offset) { return u64{slot} << 56 | offset; }
    // What lies at `offset` of BAR0, through the slot that start() made for it.
    u64 in_ram(u64 offset) const;

    // Commands. Command n lies in the draw area and is given back as id n + 1; its memory is that of n + `commands`.
    static constexpr u32 commands = 8192, command_bytes = 256;
    u64 command_offset(u32 n) const;
    u64 cursor_move(u32 n);
    // Cell n of the primary, one pixel. Fills of different cells neither hide nor join each other.
    static constexpr u32 side = 64, cells = side * side;
    static constexpr qxl::Rect cell(u32 n)
    {
        return qxl::rect_at(static_cast<i32>(n % side), static_cast<i32>(n / side % side), 1, 1);
    }
    static constexpr u32 color_of(u32 n) { return (0x10203 + n * 0x10305) & 0xff'ffff; }
    u64 fill(u32 n) { return fill(n, cell(n), color_of(n)); }
    u64 fill(u32 n, qxl::Rect rect, u32 color, u16 raster_operation = qxl::wire::ropd::op_put);
    // A pixel of the primary of start(), without the byte that has no meaning.
    u32 pixel(u32 x, u32 y);
    u64 surface_create(u32 n, u32 surface, u32 width, u32 height, u64 data);
    u64 surface_destroy(u32 n, u32 surface);

    // Rings, producer side.
    qxl::wire::CommandRing& ring(Ring which) { return which == Ring::command ? ram().cmd_ring : ram().cursor_ring; }
    // One command, without a kick, into a ring that has room. Says whether the device asked to be kicked for exactly
    // this one.
    bool put(Ring which, qxl::wire::CommandType type, u64 command);
    // The same, and the kick if asked. Waits for room.
    Status push(Ring which, qxl::wire::CommandType type, u64 command);
    void kick(Ring which);
    bool wait_until_taken(Ring which);
    // The device's server found the ring empty and asked to be woken.
    bool wait_until_asleep(Ring which);

    // Release ring, consumer side.
    u32 chains() { return load_acquire(ram().release_ring.header.prod) - ram().release_ring.header.cons; }
    // NOTIFY_OOM, and the server's answer to it awaited.
    Status ask_for_memory();
    // Has the device push what it gave back so far, however little, if there is room. The server must be idle. Below
    // revision 3 only NOTIFY_OOM does, and not while there is an entry.
    Status flush_releases();
    // Takes one entry and calls each(n), which returns a Status, for the commands of its chain, oldest first. The
    // number of links.
    template <class F> Result<u32> take_chain(F&& each);
    // The same for commands that must be `next` and those that follow it, in order; `next` is moved behind them.
    Result<u32> take_chain_in_order(u32& next);
    // settle(), flush_releases() and take_chain_in_order() until commands up to `end`, exclusive, have come back.
    Status take_all(u32& next, u32 end);

private:
    u8* at(u64 offset) { return driver().resources().ram.data() + offset; }
    template <class Command> u64 write_command(u32 n, Command& command);
    void break_chain();
    Error bad_release(char const* what, u64 expected, u64 seen) const;

    Test& t_;
    DeviceFault fault_ = machine().options.device_fault;
    bool repeats_ = false; // release_twice: this entry comes once more
    qxl::Binding binding_;
    qxl::Rect all_{};    // of the primary
    i32 stride_ = 0;     // of the primary
    u64 slot_delta_ = 0; // of addresses in compat mode
    u32 ports_ = 0;      // bit per port that was written
};

template <class F> Result<u32> BareDevice::take_chain(F&& each)
{
    qxl::wire::ReleaseRing& r = ram().release_ring;
    break_chain();
    if (chains() == 0 || chains() >= qxl::wire::release_ring_items)
        return bad_release("release ring: entries waiting", 1, chains());
    u64 id = r.items[r.header.cons % qxl::wire::release_ring_items].value();
    u32 links = 0;
    // Ends: a chain longer than there is memory for commands is a cycle.
    for (; id != 0; ++links) {
        if (id > ~u32{0} || links == commands)
            return bad_release("release id in a chain", commands, id);
        auto const n = static_cast<u32>(id - 1);
        TRY(each(n));
        std::memcpy(&id, at(command_offset(n)), sizeof id);
    }
    // Slot read before the index says that it may be used again.
    repeats_ = fault_.is(DeviceBreak::release_twice) && !repeats_;
    if (!repeats_)
        store_release(r.header.cons, r.header.cons + 1);
    return links;
}
