// SPDX-License-Identifier: MIT
// A QXL device with the SPICE server behind it, as far as the driver's unit tests need one: rings, memslots,
// interrupts, lazy rendering, releases in chains, reset at wake-up. It can also break its promises, one at a time.
// Written from the measured facts in the issue tracker's device notes and spice-protocol's headers.
#pragma once

#include "drivers/qxl/device.hpp"
#include "tests/host/qxl_reader.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace qxl::test {

struct ModelOptions {
    u8 revision = 5;
    bool is_vga = true;
    bool atomics_reach_device = true;
    bool interrupts = true;
    bool vram64 = false;
    u32 surfaces = 64;
    u64 ram_size = 4 * MiB, surface0_size = 1 * MiB;
    u64 vram_size = 1 * MiB, vram64_size = 2 * MiB;
    bool server_thread = false; // commands are taken by a thread, one at a time, not within the kick
};

// What the device may do wrong.
struct Misbehaviour {
    bool no_interrupts = false;         // the line never rises
    bool interrupts_never_stop = false; // DISPLAY is pending again as soon as it was taken
    bool async_never_ends = false;      // no IO_CMD
    bool rings_not_read = false;        // kicks are ignored
    bool no_ring_interrupt = false;     // room in the ring, but no DISPLAY
    bool cyclic_chain = false;          // the last release points to the first
    bool release_unknown = false;       // an id that was never given comes first
    bool release_twice = false;         // each pushed chain is pushed again
    bool forget_release = false;        // one drawable is never released
    bool flush_does_nothing = false;    // FLUSH_RELEASE pushes nothing
    bool release_create_early = false;  // create commands are released at once
    bool oom_does_nothing = false;
    bool keeps_memslots = false; // the reset does not remove memslots
    bool rom_mode_stale = false; // SET_MODE does not say so in the ROM
    bool keeps_rings = false;    // the reset does not initialise the rings
};

class Model final : public PortIo {
public:
    explicit Model(ModelOptions const& options = {});
    ~Model();

    Resources resources();
    void write8(u8 port, u8 value) override;
    // Where the interrupt line goes.
    std::function<bool()> handler;

    // Sleep and wake-up: the contents of the BARs stay, the device is reset.
    void sleep_and_wake();

    wire::RamHeader& ram() { return *reinterpret_cast<wire::RamHeader*>(&ram_[header_offset()]); }
    wire::Rom& rom() { return *reinterpret_cast<wire::Rom*>(rom_.data()); }
    std::vector<u8>& ram_bytes() { return ram_; }
    std::vector<u8>& vram_bytes() { return vram_; }
    u64 header_offset() const { return options_.ram_size - 8 * KiB; }
    u64 writes(wire::Port port) const { return writes_[static_cast<u8>(port)]; }
    // The ports that were written, in order.
    std::vector<wire::Port> const& history() const { return history_; }
    bool has_guest_bug() const { return !guest_bug_.empty(); }
    std::string const& guest_bug() const { return guest_bug_; }
    size_t surfaces() const { return surfaces_.size(); }
    size_t waiting() const { return drawables_.size(); }
    bool has_cursor() const { return cursor_.has_value(); }
    Point cursor_position() const { return cursor_position_; }
    // Pushes one entry into the release ring as it is.
    void push_release(u64 head);
    void raise(u32 events);

    Misbehaviour wrong;
    bool stopped = false; // the server thread takes nothing
    // The CPU takes an interrupt not at once, but just before its next write of a port.
    bool late_interrupts = false;
    bool is_line_stuck() const { return line_stuck_; }

private:
    struct Slot {
        bool active = false;
        u8* start = nullptr;
        u64 size = 0;
        u64 delta = 0; // of addresses: where the slot's first byte is
    };
    struct ModelSurface {
        u8* command; // nullptr for the primary
        u8* memory;
        u32 width, height, format;
        i32 stride;
    };
    struct Pending {
        u8* command;
        ReadDrawable read;
    };

    void reset();
    void initialise_rom();
    void bug(std::string what);
    void update_irq();
    void deliver();
    u8* at(wire::Physical address, u64 size);
    void add_memslot(u8 slot);
    void create_primary();
    void set_mode(u8 number);
    ReadDrawable read_as_server(wire::Physical command);
    void complete_async();

    void take_commands();
    bool take_one(wire::CommandRing& ring, bool cursor);
    void execute(wire::Command const& command);
    void execute_cursor(wire::Command const& command);
    void execute_surface(u8* command);
    void render_until_surface(u32 surface);
    void render_first(size_t n);
    void render(Pending const& p);
    void draw(ReadDrawable const& r, Rect area);
    void destroy_surface(u32 id);
    void destroy_all();
    void reset_cursor();
    u8* pixel(ModelSurface const& s, i32 x, i32 y) const;

    void release(u8* command);
    void push_releases(bool flush);
    void serve();

    ModelOptions options_;
    std::vector<u8> ram_, vram_, rom_;
    std::map<u32, ModelSurface> surfaces_;
    std::deque<Pending> drawables_;
    std::optional<u8*> cursor_;
    Point cursor_position_{};
    Slot slots_[8];
    Mode mode_ = Mode::vga;
    bool compat_commands_ = false; // since SET_MODE, until the next CREATE_PRIMARY
    std::string guest_bug_;
    u64 writes_[256] = {};
    std::vector<wire::Port> history_;
    u8* last_release_ = nullptr;
    u64 first_id_ = 0;
    u32 free_resources_ = 0;
    bool async_running_ = false, oom_running_ = false, in_handler_ = false;
    bool line_ = false, line_stuck_ = false;
    bool forgot_one_ = false;
    std::recursive_mutex mutex_;
    std::thread thread_;
    std::atomic<bool> quit_ = false, kicked_ = false;
};

} // namespace qxl::test
