// SPDX-License-Identifier: MIT
#include "drivers/qxl/sleep.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace qxl {
namespace {

using wire::Port;

constexpr char contract[] =
    "spice-protocol 2011 sleep sequence: no memory is allocated on the PCI BARs after steps 4 and 5";
constexpr char pinned_left[] = "step 4 DESTROY_ALL_SURFACES: surface and cursor blocks still held";
constexpr char reset_source[] = "QEMU hw/display/qxl.c qxl_hard_reset";

// From revision 3 on there is one command a step; before, what revision 2 can do takes its place.
bool has_sleep_commands(Device const& device) { return device.revision() >= 3; }

bool is_pinned(Block const& b)
{
    std::string_view const p = b.purpose;
    return p == purpose::surface_create || p == purpose::surface_data || p == purpose::cursor_set;
}

} // namespace

char const* SleepPath::form() const
{
    if (device_.revision() < 2)
        return "compat";
    return has_sleep_commands(device_) ? "commands" : "update_area_and_oom";
}

// How many blocks the device keeps through steps 4 and 5, by right: on revision 1 no port takes the cursor away.
u64 SleepPath::kept() const { return device_.revision() < 2 && device_.holds_cursor() ? 1 : 0; }

Status SleepPath::stop_producing()
{
    flush_release_called_ = flush_release_advanced_ = false;
    device_.producing_ = false;
    return device_.collect();
}

// In VGA mode the device takes nothing out of the rings; nothing is in them either.
Status SleepPath::notify_cmd()
{
    device_.commands_.kick();
    return device_.commands_.drain(device_.limits.ring);
}

Status SleepPath::notify_cursor()
{
    device_.cursor_commands_.kick();
    return device_.cursor_commands_.drain(device_.limits.ring);
}

Status SleepPath::flush_surfaces()
{
    if (device_.faults.no_flush_surfaces)
        return {};
    if (has_sleep_commands(device_))
        return device_.async(Port::flush_surfaces_async, 0, device_.limits.async, "step 3 FLUSH_SURFACES");
    Status status;
    device_.for_each_surface([&](Surface& s) {
        if (status && s.is_live())
            status = device_.update_all(s);
    });
    return status;
}

Status SleepPath::destroy_all_surfaces()
{
    // Ports 15 and 21 came with revisions 2 and 3.
    bool const has_port = device_.revision() >= 2;
    if (has_port && !device_.faults.no_destroy_all) {
        if (has_sleep_commands(device_))
            TRY(device_.async(Port::destroy_all_surfaces_async, 0, device_.limits.async,
                              "step 4 DESTROY_ALL_SURFACES"));
        else
            TRY(device_.sync_port(Port::destroy_all_surfaces, 0, "step 4 DESTROY_ALL_SURFACES"));
    }
    for (Surface& s : device_.surfaces_.first(device_.surfaces_top_))
        if (s.is_live())
            s.state_ = Surface::State::suspended;
    if (has_port && device_.mode_ != Mode::vga)
        device_.mode_ = Mode::undefined;
    return {};
}

Status SleepPath::flush_release()
{
    // With the ring emptied first the push below cannot fail for want of room.
    TRY(device_.collect());
    flush_release_called_ = true;
    if (!has_sleep_commands(device_))
        return release_by_oom();
    // In VGA mode the port does nothing (and raises IO_CMD); then nothing is out either.
    if (device_.mode_ == Mode::vga) {
        flush_release_advanced_ = true;
        return {};
    }
    u32 const before = device_.releases_.prod();
    if (!device_.faults.no_flush_release)
        TRY(device_.sync_port(Port::flush_release, 0, "step 5 FLUSH_RELEASE"));
    flush_release_advanced_ = device_.releases_.prod() != before;
    if (!flush_release_advanced_)
        return Error{Side::device, "step 5 FLUSH_RELEASE: release ring prod",
                     "advanced, at least by an entry without a chain", "unchanged", contract};
    return device_.collect();
}

// Before revision 3: NOTIFY_OOM, which does nothing while the release ring holds something and releases a part each
// time. Drain, ask, drain, until nothing is out or no more comes.
Status SleepPath::release_by_oom()
{
    if (!device_.faults.no_flush_release)
        TRY(device_.with_memory_given_back([&]() -> Status {
            if (device_.heap0_.held() == kept())
                return {};
            Held const h = held();
            return Error{Side::device, h.pinned == h.blocks ? pinned_left : "step 5 NOTIFY_OOM loop: blocks left",
                         Value::of(0, "blocks held"), Value::of(h.blocks, "blocks held"), contract};
        }));
    flush_release_advanced_ = device_.heap0_.held() == kept();
    return {};
}

Held SleepPath::held() const
{
    Held held;
    held.release_ring_advanced = flush_release_advanced_;
    bool const keeps_cursor = kept() != 0;
    auto count = [&](Block const& b) {
        if (keeps_cursor && b.id == device_.cursor_block_)
            return;
        ++held.blocks;
        held.bytes += b.size;
        held.pinned += is_pinned(b);
        held.guests += b.owner == Owner::guest;
    };
    // BAR0 holds commands only: whoever holds one now, it has leaked. Surface data is kept, by the guest, for step 8.
    device_.heap0_.for_each_block(count);
    for (unsigned bar : {1u, 4u})
        device_.heap(bar).for_each_block([&](Block const& b) {
            if (b.owner == Owner::device)
                count(b);
        });
    return held;
}

Status SleepPath::nothing_held() const
{
    Held const h = held();
    if (flush_release_called_ && !flush_release_advanced_)
        return Error{Side::device, "step 5 FLUSH_RELEASE: the release ring did not advance",
                     Value::of(0, "blocks held"), Value::of(h.blocks, "blocks held"), contract};
    if (h.blocks == 0)
        return {};
    if (h.guests == h.blocks)
        return Error{Side::guest, "step 5 FLUSH_RELEASE: commands that the device released and the driver did not free",
                     Value::of(0, "blocks"), Value::of(h.blocks, "blocks"), contract};
    if (h.pinned == h.blocks)
        return Error{Side::device, pinned_left, Value::of(0, "blocks held"), Value::of(h.blocks, "blocks held"),
                     contract};
    return Error{Side::device, "step 5 FLUSH_RELEASE: blocks left in the ledger", Value::of(0, "blocks"),
                 Value::of(h.blocks, "blocks"), contract};
}

Status SleepPath::check_reset_state() const
{
    wire::RamHeader const& ram = *device_.ram_;
    auto expect = [](char const* what, u32 expected, u32 seen) -> Status {
        if (seen != expected)
            return Error{Side::device, what, expected, seen, reset_source};
        return {};
    };
    TRY(expect("step 7 reset: RAM header magic", wire::ram_magic, load_relaxed(ram.magic)));
    TRY(expect("step 7 reset: command ring prod", 0, load_relaxed(ram.cmd_ring.header.prod)));
    TRY(expect("step 7 reset: command ring cons", 0, load_relaxed(ram.cmd_ring.header.cons)));
    TRY(expect("step 7 reset: command ring notify_on_prod", 1, load_relaxed(ram.cmd_ring.header.notify_on_prod)));
    TRY(expect("step 7 reset: cursor ring prod", 0, load_relaxed(ram.cursor_ring.header.prod)));
    TRY(expect("step 7 reset: cursor ring cons", 0, load_relaxed(ram.cursor_ring.header.cons)));
    TRY(expect("step 7 reset: cursor ring notify_on_prod", 1, load_relaxed(ram.cursor_ring.header.notify_on_prod)));
    TRY(expect("step 7 reset: release ring prod", 0, load_relaxed(ram.release_ring.header.prod)));
    TRY(expect("step 7 reset: release ring cons", 0, load_relaxed(ram.release_ring.header.cons)));
    TRY(expect("step 7 reset: release ring notify_on_prod", 1, load_relaxed(ram.release_ring.header.notify_on_prod)));
    TRY(expect("step 7 reset: int_mask", 0, load_relaxed(ram.int_mask)));
    // The server tells about its client, or that there is none, at any time after the reset, from revision 4 on.
    TRY(expect("step 7 reset: int_pending without CLIENT", 0,
               load_relaxed(ram.int_pending) & ~wire::interrupt::client));
    return {};
}

Status SleepPath::reopen()
{
    Device& d = device_;
    RomInfo const rom = TRY(read_rom(d.resources_.rom, d.resources_.ram.size()));
    auto same = [](char const* what, u64 before, u64 after) -> Status {
        if (before != after)
            return Error{Side::device, what, before, after, "spice-protocol 0.14 qxl_dev.h QXLRom"};
        return {};
    };
    RamLayout const& l = d.rom_.layout;
    TRY(same("step 7: ROM ram_header_offset after wake-up", l.header_offset, rom.layout.header_offset));
    TRY(same("step 7: ROM draw area after wake-up", l.draw_offset, rom.layout.draw_offset));
    TRY(same("step 7: ROM draw area size after wake-up", l.draw_size, rom.layout.draw_size));
    TRY(same("step 7: ROM surface 0 area after wake-up", l.surface0_offset, rom.layout.surface0_offset));
    TRY(same("step 7: ROM surface 0 area size after wake-up", l.surface0_size, rom.layout.surface0_size));
    TRY(same("step 7: ROM n_surfaces after wake-up", d.rom_.surfaces, rom.surfaces));
    TRY(same("step 7: ROM first slot after wake-up", d.rom_.first_slot, rom.first_slot));
    TRY(same("step 7: ROM last slot after wake-up", d.rom_.last_slot, rom.last_slot));
    d.rom_ = rom;
    d.ram_ = TRY(ram_header(d.resources_.ram, rom.layout));
    d.mode_ = d.resources_.is_vga ? Mode::vga : Mode::undefined;
    d.image_cache_.forget();
    TRY(d.start_rings());
    // A slot that outlived the reset makes this a guest bug: the ERROR interrupt.
    TRY(d.add_memslots());
    d.interrupts_.restart();
    d.holds_nothing_ = true;
    return {};
}

Result<u64> SleepPath::write_off_lost()
{
    Device& d = device_;
    if (!d.holds_nothing_)
        return Error{Side::guest, "commands written off", "nothing submitted since the device was reset and reopened",
                     "what it may still hold"};
    for (Surface& s : d.surfaces_.first(d.surfaces_top_))
        if (s.is_live())
            s.state_ = Surface::State::suspended;
    d.cursor_block_ = 0;
    u64 lost = 0;
    // In portions, since the heap must not change while its blocks are listed.
    for (;;) {
        Block held[64];
        size_t count = 0;
        d.heap0_.for_each_block([&](Block const& b) {
            if (b.owner == Owner::device && count < std::size(held))
                held[count++] = b;
        });
        if (count == 0)
            return lost;
        for (Block const& b : std::span(held).first(count)) {
            TRY(d.heap0_.write_off(b.id));
            TRY(d.released(b));
        }
        lost += count;
    }
}

// Off-screen surfaces can be alive without a primary, but not in VGA mode, where the device does not look at its rings.
// A primary of one pixel, there and gone again, ends that mode.
Status SleepPath::leave_vga_mode()
{
    TRY(device_.create_primary(1, 1, Format::xrgb_32, {.keep_data = true}));
    return device_.destroy_primary();
}

Status SleepPath::recreate_surfaces(bool keep_data, Surface const* without)
{
    Device& d = device_;
    bool const keep = keep_data && !d.faults.no_keep_data;
    d.producing_ = true;
    // The one block that step 5 leaves to the device on revision 1, which the reset took.
    if (d.holds_nothing_ && kept() != 0)
        TRY(d.heap0_.write_off(d.cursor_block_));
    Surface* any = nullptr;
    Status status;
    if (d.mode_ == Mode::vga && !d.surfaces_.empty() && d.surfaces_[0].state_ == Surface::State::unused) {
        bool any_suspended = false;
        d.for_each_surface([&](Surface&) { any_suspended = true; });
        if (any_suspended)
            TRY(leave_vga_mode());
    }
    // Id 0, the primary, comes first: it brings the device out of VGA mode.
    d.for_each_surface([&](Surface& s) {
        if (!status || s.state_ != Surface::State::suspended || &s == without)
            return;
        if (s.is_compat())
            status = recreate_compat(s, keep);
        else
            status = s.id_ == 0 ? d.submit_primary(s, keep, false) : d.submit_create(s, keep);
        if (any == nullptr)
            any = &s;
    });
    TRY(std::move(status));
    // The ring may be empty while the last command is still at work. UPDATE_AREA comes back after all of them, so what
    // is then in the surfaces' memory stays.
    if (any != nullptr)
        TRY(d.update_area(*any, rect_at(0, 0, 1, 1)));
    return {};
}

Status SleepPath::recreate_compat(Surface& s, bool keep_data)
{
    Device& d = device_;
    // Still there: revision 1 has no step 4, and the device was not reset since.
    if (d.mode_ == Mode::compat) {
        s.state_ = Surface::State::live;
        return {};
    }
    auto const line = static_cast<u32>(row_bytes(s.width(), s.format()));
    Pages picture;
    if (keep_data) {
        picture = TRY(Pages::allocate(u64{line} * s.height()));
        for (u32 y = 0; y < s.height(); ++y)
            std::memcpy(picture.bytes().data() + u64{line} * y, s.row(y).data(), line);
    }
    TRY(d.submit_mode(s));
    if (!keep_data)
        return {};
    // In strips, so that it needs no large piece of the draw area.
    constexpr u32 strip = 64;
    Bitmap const saved{s.width(), s.height(), BitmapFormat::bits_32, line, picture.bytes()};
    for (u32 y = 0; y < s.height(); y += strip) {
        auto const top = static_cast<i32>(y), height = static_cast<i32>(std::min(strip, s.height() - y));
        TRY(d.copy(s, rect_at(0, top, static_cast<i32>(s.width()), height), saved, {0, top}));
    }
    return d.update_all(s);
}

Status SleepPath::resume_without_sleep(bool keep_data)
{
    // After step 4 alone the create commands are still on their way back, and with them the surfaces' memory.
    bool owed = false;
    device_.for_each_surface([&](Surface& s) { owed = owed || (!s.is_live() && s.create_block_ != 0); });
    if (owed)
        TRY(flush_release());
    return recreate_surfaces(keep_data);
}

} // namespace qxl
