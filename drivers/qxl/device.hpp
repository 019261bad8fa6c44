// SPDX-License-Identifier: MIT
// One QXL device: opened, drawn on, put to sleep (sleep.hpp), closed.
// Spec: spice-protocol 0.14, qxl_dev.h. Device model: QEMU hw/display/qxl.c, with the SPICE server behind it.
// Owns: BAR0's draw area, the memory behind BAR1 and BAR4, the driver's side of the three rings, int_mask, memslots.
#pragma once

#include "drivers/qxl/commands.hpp"
#include "drivers/qxl/heap.hpp"
#include "drivers/qxl/image_cache.hpp"
#include "drivers/qxl/interrupts.hpp"
#include "drivers/qxl/release_ring.hpp"
#include "drivers/qxl/ring.hpp"
#include "drivers/qxl/rom.hpp"
#include "drivers/qxl/surface.hpp"
#include "kernel/pages.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"

#include <span>
#include <utility>

namespace qxl {

// What the bus gives to the driver. Everything is borrowed and must outlive the Device.
struct Resources {
    std::span<u8> ram;                     // BAR0
    std::span<u8> vram;                    // BAR1
    std::span<u8> vram64;                  // BAR4; empty where there is none
    std::span<u8 const> rom;               // BAR2
    Phys ram_at{}, vram_at{}, vram64_at{}; // bus addresses of the BARs, for MEMSLOT_ADD
    PortIo& io;                            // BAR3
    u8 revision;                           // PCI revision
    bool is_vga;                           // class 0300: comes out of a reset in VGA mode
    unsigned index;                        // for the report
    bool atomics_reach_device = true;      // else an event that never came may have been lost by the emulator
    bool interrupts;                       // INTx is routed and its handler will call interrupt(); else waits poll
};

// For tests that watch BAR memory itself. The observer must outlive the Device.
struct OpenOptions {
    u64 heap_guard = 0;               // Heap::create()
    HeapObserver* observer = nullptr; // see Device::observe()
};

// Deliberate breaks, for tests only. A step that is left out does neither its port write nor its wait, and reports
// success, so that only the checks of its effect can notice.
struct Faults {
    bool no_flush_surfaces = false;
    bool no_destroy_all = false;
    bool no_flush_release = false;
    bool no_keep_data = false;
    bool leak_command = false; // the next drawable that is released is not freed
    // Commands are put into the rings without a kick, so that they are still there when sleep comes, and a ring can be
    // full. A full ring is then an Error at once.
    bool no_kick = false;
    // The release ring's notify_on_prod stays as it is: the DISPLAY interrupt for releases is never asked for.
    bool no_release_notify = false;
};

// Time limits. A device that answers at all does so within milliseconds under KVM; TCG on a loaded host gets the rest.
struct Limits {
    Duration ring = 5_s;   // room in a ring, a ring drained, memory given back
    Duration async = 10_s; // IO_CMD of an async port: FLUSH_SURFACES may render much
};

enum class Mode : u8 { vga, undefined, native, compat };

// What was still allocated when the device was closed.
struct LeakReport {
    u64 blocks = 0, bytes = 0;
    u64 written_off = 0; // blocks that a reset took and SleepPath::write_off_lost() freed; none of the above
};

class Device;

// Owns a Device in pages of its own. The Device itself never moves: the interrupt handler and Surfaces point to it.
class DeviceHandle {
public:
    DeviceHandle(DeviceHandle&& other) : pages_(std::move(other.pages_)), device_(std::exchange(other.device_, nullptr))
    {
    }
    DeviceHandle& operator=(DeviceHandle&& other)
    {
        std::swap(pages_, other.pages_);
        std::swap(device_, other.device_);
        return *this;
    }
    ~DeviceHandle();
    Device* operator->() const { return device_; }
    Device& operator*() const { return *device_; }

private:
    friend class Device;
    DeviceHandle(Pages pages, Device* device) : pages_(std::move(pages)), device_(device) {}
    Pages pages_;
    Device* device_;
};

class Device {
public:
    // Checks ROM and RAM header, resets the device, adds the memslots. Interrupts stay masked, so that the caller can
    // register interrupt() first and then call enable_interrupts().
    static Result<DeviceHandle> open(Resources const& resources, OpenOptions const& options = {});
    // Writes int_mask; without routed interrupts (Resources::interrupts) all waits go on polling.
    void enable_interrupts();
    // The interrupt handler's part. False if this device did not ask.
    bool interrupt() { return interrupts_.handle(); }
    // Destroys cursor and surfaces, collects, RESETs. What is then still allocated has leaked; look at heap() for it.
    // The destructor does the same without a report.
    Result<LeakReport> close();
    ~Device();
    Device(Device const&) = delete;
    Device& operator=(Device const&) = delete;

    // Surfaces. The primary has id 0 and lies at the start of BAR0; one at a time. Its Surface, and that of the others,
    // is valid until it is destroyed.
    Result<Surface*> create_primary(u32 width, u32 height, Format format, SurfaceOptions const& options = {});
    // Revision 1 has no port for it: there the device is RESET, and the cursor goes too.
    Status destroy_primary();

    // Compat mode, the way of revision 1 and all that it has: SET_MODE resets the device, makes its memslot 0 of all of
    // BAR0 (addresses are then the bus's own), and the primary: 32_xRGB, bottom-up, zeroed, at the start of BAR0. No
    // surface may exist; off-screen ones cannot be made then. Commands and ports are otherwise as in native mode, and
    // destroy_primary() ends it. BAR0 must be mapped, as it is on an open device: QEMU ends itself otherwise.
    Result<Surface*> set_mode(u32 number);
    // Of the ROM's list: the first mode of that size with 32 bits a pixel. Side::unsupported when there is none.
    Result<u32> mode_number(u32 width, u32 height) const;
    Surface* primary() { return surface_if_live(0); }
    Result<Surface*> create_surface(u32 width, u32 height, Format format, SurfaceOptions const& options = {});
    // By a command in the ring, or, for a suspended surface, without the device. The memory is free again once the
    // device has released the create command: collect().
    Status destroy_surface(Surface& surface);
    // Has port 20 end all work on the surface first, and waits for that; for ids up to 255, from revision 3 on.
    Status destroy_surface_wait(Surface& surface);

    // Drawing. Rectangles lie inside their surfaces; `clip` limits what is touched, in the coordinates of the target.
    // `color` is a pixel in the surface's own format. Drawn when rendered: update_area() or FLUSH_SURFACES.
    Status draw(DrawArgs const& args);
    Status fill(Surface& surface, Rect rect, u32 color, std::span<Rect const> clip = {});
    Status copy(Surface& dst, Rect dst_rect, Bitmap const& src, Point src_origin = {0, 0},
                std::span<Rect const> clip = {});
    // From another surface, or within one, where source and target may overlap (COPY_BITS).
    Status copy_surface(Surface& dst, Rect dst_rect, Surface& src, Point src_origin, std::span<Rect const> clip = {});
    // Has the device render `rect` into the surface's memory, and waits for it.
    enum class Via : u8 { async, sync };
    Status update_area(Surface& surface, Rect rect, Via via = Via::async);
    Status update_all(Surface& surface) { return update_area(surface, whole(surface)); }
    static Rect whole(Surface const& s)
    {
        return rect_at(0, 0, static_cast<i32>(s.width()), static_cast<i32>(s.height()));
    }

    // Hardware cursor.
    Status cursor(CursorArgs const& args);
    Status cursor_set(CursorImage const& image, Point position)
    {
        return cursor(CursorSetArgs{image.shape(), position});
    }
    Status cursor_move(Point position) { return cursor(CursorMoveArgs{position}); }
    Status cursor_hide() { return cursor(CursorHideArgs{}); }

    // Takes everything out of the release ring and frees it. Ids that were never given, or given back before, are
    // Side::device.
    Status collect();
    // Waits until the device has taken all commands out of both rings. They need not be rendered yet.
    Status idle();

    // One async I/O port, written and waited for: IO_CMD, or ERROR, whichever comes first.
    Status async(wire::Port port, u8 value, Duration limit, char const* what);

    // The ledger. `bar` is 0, 1 or 4.
    Heap const& heap(unsigned bar) const;
    static constexpr unsigned bars[] = {0, 1, 4};
    bool has_bar4() const { return !resources_.vram64.empty(); }
    u64 commands_released() const { return commands_released_; }
    // Tells `observer` of every block of the three heaps, and of the primary surface as a block of BAR0 with id 0 and
    // purpose "surface.primary": what it was told is what for_each_free_range() leaves out. nullptr ends it.
    void observe(HeapObserver* observer);
    // Every block that the device holds: f(unsigned bar, Block const&).
    template <class F> void for_each_held(F&& f) const
    {
        for (unsigned bar : bars)
            heap(bar).for_each_block([&](Block const& b) {
                if (b.owner == Owner::device)
                    f(bar, b);
            });
    }
    // Every byte of BAR0, BAR1 and BAR4 that is in no block, no primary surface and not the RAM header, each byte once
    // though BAR1 is a window on BAR4's memory: f(unsigned bar, u64 bar_offset, std::span<u8> bytes).
    template <class F> void for_each_free_range(F&& f) const;
    // Every surface that is live or suspended: f(Surface&).
    template <class F> void for_each_surface(F&& f)
    {
        for (Surface& s : surfaces_.first(surfaces_top_))
            if (s.state() == Surface::State::live || s.state() == Surface::State::suspended)
                f(s);
    }

    Resources const& resources() const { return resources_; }
    u8 revision() const { return resources_.revision; }
    unsigned index() const { return resources_.index; }
    Mode mode() const { return mode_; }
    wire::Rom const& rom() const { return rom_.rom; }
    RomInfo const& rom_info() const { return rom_; }
    // The RAM header as shared with the device, for tests that look at or write registers themselves.
    wire::RamHeader& ram() { return *ram_; }
    PortIo& io() { return resources_.io; }
    ProducerRing const& command_ring() const { return commands_; }
    ProducerRing const& cursor_ring() const { return cursor_commands_; }
    Interrupts& interrupts() { return interrupts_; }

    ReleaseRing const& release_ring() const { return releases_; }

    // For regression tests, which send what a driver of its own accord would not. What is known to end QEMU is refused.
    // A command made by hand: `bytes` are copied to a block of BAR0, which the ledger knows by `purpose`, and get the
    // block's id as their release id. Returns that id. Surfaces named in it are not looked up: the server must cope.
    enum class RingOf : u8 { display, cursor };
    Result<u64> submit_raw(RingOf ring, wire::CommandType type, std::span<u8 const> bytes, char const* purpose);
    // MEMSLOT_ADD for the slot of `bar`, as open() did. Where the slot is still active this is a guest bug: the Error
    // is the ERROR interrupt, and only reset() brings the device back.
    Status memslot_add(unsigned bar);
    // A block of BAR memory that is out of use until it is given back.
    Result<Block> reserve(unsigned bar, u64 size) { return heap_of(bar).allocate(size, purpose::reserved); }
    Status unreserve(unsigned bar, Block const& block) { return heap_of(bar).free(block.id); }
    // The RESET port, as sudden as a wake-up: SleepPath::reopen() and write_off_lost() are the way back.
    void reset();

    Faults faults;
    Limits limits;

private:
    friend class SleepPath;
    explicit Device(Resources const& resources, RomInfo const& rom) : resources_(resources), rom_(rom) {}

    struct NewCommand {
        Block block;
        BlockWriter writer;
    };

    Status prepare(OpenOptions const& options);
    Status start_rings();
    Status add_memslots();
    Status add_memslot(u8 slot, Phys start, u64 size);
    wire::Physical physical(unsigned bar, u64 offset) const;
    std::span<u8> bar_bytes(unsigned bar) const;
    Heap& heap_of(unsigned bar) { return const_cast<Heap&>(heap(bar)); }

    Result<NewCommand> new_command(u64 size, char const* purpose, u32 tag = 0);
    Status submit(RingOf ring, wire::CommandType type, NewCommand const& command);
    Status release(u64 id, u64& next);
    Status released(Block const& block);
    bool can_release() const;
    template <class Allocate> Status with_memory_given_back(Allocate&& allocate);

    Status may_produce() const;
    Result<u32> free_surface_id();
    Status allocate_data(Surface& surface, Placement placement);
    Status submit_create(Surface& surface, bool keep_data);
    Status submit_primary(Surface& surface, bool keep_data, bool sync);
    Status submit_mode(Surface& surface);
    bool holds_cursor() const;
    Status sync_port(wire::Port port, u8 value, char const* what);
    Status drop_suspended(Surface& surface);
    void forget_surface(Surface& surface);
    Block primary_block() const;
    void forget_primary();
    Surface* surface_if_live(u32 id);

    Resources resources_;
    RomInfo rom_;
    wire::RamHeader* ram_ = nullptr;
    Interrupts interrupts_;
    ProducerRing commands_, cursor_commands_;
    ReleaseRing releases_;
    Heap heap0_, heap1_, heap4_;
    Pages surface_pages_;
    std::span<Surface> surfaces_;
    u32 surfaces_top_ = 0; // ids from here on were never used
    u32 surface_hint_ = 1; // no id from 1 to here, exclusive, is free
    u32 image_unique_ = 0;
    ImageCache image_cache_;
    u64 cursor_unique_ = 0;
    u64 cursor_block_ = 0; // the last cursor.set: the device keeps it as long as it is the cursor
    u64 commands_released_ = 0;
    HeapObserver* observer_ = nullptr;
    Mode mode_ = Mode::undefined;
    bool holds_nothing_ = true; // the device was reset, and nothing was submitted since
    bool producing_ = false;
    bool closed_ = true; // until there is something to undo
};

// Runs `allocate` until it succeeds, and between two runs has the device release what it can spare. It is given up when
// the device holds nothing that it could spare, or gave too little back within the limit.
template <class Allocate> Status Device::with_memory_given_back(Allocate&& allocate)
{
    Status status = allocate();
    for (Instant const end = now() + limits.ring; !status && can_release() && now() < end;) {
        TRY(collect());
        status = allocate();
        if (status)
            break;
        // The device renders some of what waits and releases it, unless the release ring still holds something. An
        // entry there is progress; a moment without one is a reason to ask again, no more.
        resources_.io.write(wire::Port::notify_oom);
        [[maybe_unused]] bool const progress = wait_until(10_ms, [&] { return !releases_.is_empty(); });
    }
    return status;
}

template <class F> void Device::for_each_free_range(F&& f) const
{
    auto range = [&](unsigned bar, u64 from, u64 to) {
        if (from < to)
            f(bar, from, bar_bytes(bar).subspan(from, to - from));
    };
    RamLayout const& l = rom_.layout;
    Surface const& first = surfaces_[0];
    u64 primary_end =
        first.state() == Surface::State::unused ? l.surface0_offset : l.surface0_offset + first.memory().size();
    range(0, 0, l.surface0_offset);
    range(0, primary_end, heap0_.offset());
    range(0, heap0_.offset() + heap0_.size(), l.header_offset);
    for (unsigned bar : bars)
        heap(bar).for_each_free_range([&](FreeRange r) { range(bar, r.offset, r.offset + r.size); });
}

} // namespace qxl
