// SPDX-License-Identifier: MIT
// What outlives S3 and what does not: one table with three columns, and a check for each of its rows.
//   before         after step 5, right before the machine sleeps
//   after_wake     configuration space: in the wake path, before anything is restored. All else: when configuration
//                  space is back and before the driver touches the device, since without BARs nothing can be read
//   after_restore  after step 7: memslots added, int_mask written
// Expectations: QEMU's reset at wake-up, hw/display/qxl.c and hw/pci/pci.c, as measured on QEMU 5.2 to 11.1.
#include "drivers/qxl/machine/binding.hpp"
#include "drivers/qxl/sleep.hpp"
#include "kernel/atomic.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/machine/page_allocator.hpp"
#include "kernel/test.hpp"
#include "tests/guest/machine/checksum.hpp"
#include "tests/guest/machine/free_memory.hpp"
#include "tests/guest/machine/sleeper.hpp"
#include "tests/guest/machine/surface_set.hpp"
#include "tests/guest/machine/unused_ram.hpp"

#include <algorithm>
#include <cstring>

namespace {
using Text = FixedText<64>;

constexpr char reset_source[] = "QEMU hw/display/qxl.c qxl_hard_reset";
constexpr char kept_source[] = "spice-protocol 2011 sleep sequence: what lies in the BARs outlives the sleep";
constexpr char pci_source[] = "PCI 3.0 6.2.2, 6.2.5: the reset state";

constexpr u64 log_seed = 0x4c4f'4700;
constexpr Duration server_limit = 5_s; // as every wait for the server

Text number(u64 value) { return Text::of("{}", hex(value)); }

// The device and the machine's memory at one moment.
struct Moment {
    u32 config[pci::header_bytes / 4];
    qxl::wire::RamHeader ram;
    u8 rom[8 * KiB];
    u64 bars[3]; // sums over BAR0 below the RAM header, BAR1, and what of BAR4 is behind BAR1
    u32 wrong_surfaces;

    static u64 sum(std::span<u8 const> bytes) { return checksum(bytes.first(align_down(bytes.size(), 8))); }

    void look_at_config(pci::Function const& f)
    {
        for (u16 offset = 0; offset < pci::header_bytes; offset = static_cast<u16>(offset + 4))
            config[offset / 4] = f.config.dword(offset);
    }
    void look_at_memory(qxl::Device& device, SurfaceSet const& set)
    {
        wrong_surfaces = set.differing();
        qxl::Resources const& r = device.resources();
        std::memcpy(&ram, r.ram.data() + device.rom_info().layout.header_offset, sizeof ram);
        std::memcpy(rom, r.rom.data(), std::min(sizeof rom, r.rom.size()));
        bars[0] = sum(r.ram.first(device.rom_info().layout.header_offset));
        bars[1] = sum(r.vram);
        // BAR1 shows the first part of this memory already.
        bars[2] = sum(r.vram64.subspan(std::min(r.vram.size(), r.vram64.size())));
    }
    Text surfaces() const { return Text::of("wrong:{}", wrong_surfaces); }
};

enum class Fate : u8 {
    kept,  // after wake-up as before
    reset, // after wake-up as given
};

class Table {
public:
    // `after` is what `reset` leaves; with Fate::kept it is not looked at. `restored`: the third column is the first
    // again. `known`: the recorded fault that a difference is.
    void row(char const* what, Fate fate, Side side, char const* source, Text const& before, Text const& after_wake,
             Text const& after_restore, Text const& after = {}, bool restored = true, char const* known = nullptr)
    {
        ASSERT(size_ < rows_.size());
        rows_[size_++] = {what, fate, side, source, before, after_wake, after_restore, after, restored, known};
    }

    void report(Test& t) const
    {
        t.plan(size_);
        for (Row const& row : std::span(rows_).first(size_))
            row.report(t);
    }

private:
    struct Row {
        char const* what;
        Fate fate;
        Side side;
        char const* source;
        Text before, after_wake, after_restore, after;
        bool restored;
        char const* known;

        void report(Test& t) const
        {
            auto check = t.check(what);
            bool const is_kept = after_wake.view() == before.view(), is_reset = after_wake.view() == after.view();
            bool const is_as_expected = fate == Fate::kept ? is_kept : is_reset;
            char const* const expected = fate == Fate::kept ? "kept" : "reset";
            check.detail("survives what={} before={} after_wake={} after_restore={} expected={} seen={}", what, before,
                         after_wake, after_restore, expected,
                         is_as_expected ? expected
                         : is_kept      ? "kept"
                                        : "changed");
            if (!is_as_expected)
                blame(check, "after wake-up", fate == Fate::kept ? before : after, after_wake);
            else if (restored && after_restore.view() != before.view())
                blame(check, "after step 7", before, after_restore);
        }
        void blame(Check& check, char const* when, Text const& expected, Text const& seen) const
        {
            auto text = Report::Reason::of("{} {}: expected {}, seen {} ({})", what, when, expected, seen, source);
            check.detail("{}", text);
            if (known != nullptr)
                check.known(known);
            else if (side == Side::device)
                check.fail(text.view());
            else
                check.error(text.view());
        }
    };
    std::array<Row, 40> rows_{};
    u32 size_ = 0;
};

Text ring_text(qxl::wire::RingHeader const& r)
{
    return Text::of("items:{},prod:{},cons:{},notify_on_prod:{}", r.num_items, r.prod, r.cons, r.notify_on_prod);
}

u32 register_of(Moment const& m, u16 offset) { return m.config[offset / 4]; }

// Rows of the function's configuration space: what the reset takes away and the guest has to bring back.
void add_config_rows(Table& table, pci::Function const& f, Moment const& before, Moment const& woken,
                     Moment const& restored)
{
    // Behind a bridge the function is out of reach: the reset took the bridge's bus numbers too, and reads give ones.
    bool const is_reachable = f.address().bus == 0;
    auto add = [&](char const* what, u16 offset, u32 mask, u32 reset) {
        u32 const after = is_reachable ? reset : mask;
        auto seen = [&](Moment const& m) { return number(register_of(m, offset) & mask); };
        table.row(what, Fate::reset, Side::firmware, pci_source, seen(before), seen(woken), seen(restored),
                  number(after));
    };
    add("pci.command", pci::command.offset, 0xffff, 0);
    static constexpr char const* names[] = {"pci.bar0", "pci.bar1", "pci.bar2", "pci.bar3", "pci.bar4", "pci.bar5"};
    for (unsigned n = 0; n < f.bar_count(); ++n) {
        pci::Bar const& bar = f.bars[n];
        if (bar.kind == pci::Bar::Kind::none)
            continue;
        // The lowest bits say what kind of BAR it is, and stay.
        u32 const kind_bits = bar.is_memory() ? 0xf : 0x3;
        u16 const offset = pci::bar_register(n).offset;
        add(names[n], offset, ~u32{0}, register_of(before, offset) & kind_bits);
    }
    add("pci.interrupt_line", pci::interrupt_line.offset & ~3u, 0xff, 0);
    // All the rest, by what is not as before: identification, capabilities.
    auto others = [&](Moment const& m) {
        if (register_of(m, pci::vendor_id.offset) == ~u32{0})
            return Text::of("unreachable");
        u32 count = 0;
        for (u16 offset = 8; offset < pci::header_bytes; offset = static_cast<u16>(offset + 4)) {
            bool const has_row = (offset >= pci::bar0_offset && offset < pci::bar_register(6).offset) ||
                                 offset == (pci::interrupt_line.offset & ~3u);
            count += !has_row && register_of(m, offset) != register_of(before, offset);
        }
        return Text::of("differing:{}", count);
    };
    table.row("pci.other_registers", is_reachable ? Fate::kept : Fate::reset, Side::firmware, pci_source,
              others(before), others(woken), others(restored), Text::of("unreachable"));
}

void add_device_rows(Table& table, qxl::Device const& device, Moment const& before, Moment const& woken,
                     Moment const& restored)
{
    auto add = [&](char const* what, Fate fate, auto&& text, Text const& after = {}, bool is_restored = true) {
        table.row(what, fate, Side::device, fate == Fate::kept ? kept_source : reset_source, text(before), text(woken),
                  text(restored), after, is_restored);
    };
    using M = Moment const&;
    add("bar0", Fate::kept, [](M m) { return number(m.bars[0]); });
    add("bar1", Fate::kept, [](M m) { return number(m.bars[1]); });
    if (device.has_bar4())
        add("bar4", Fate::kept, [](M m) { return number(m.bars[2]); });
    add("rom", Fate::kept, [](M m) { return number(checksum(m.rom)); });

    add("ram_header.magic", Fate::kept, [](M m) { return number(m.ram.magic); });
    add("ram_header.log_buf", Fate::kept, [](M m) { return number(checksum(m.ram.log_buf)); });
    add("ram_header.update_area", Fate::kept, [](M m) {
        return Text::of("{},{},{},{}", m.ram.update_area.left, m.ram.update_area.top, m.ram.update_area.right,
                        m.ram.update_area.bottom);
    });
    // Written before each use: nothing to bring back.
    add(
        "ram_header.update_surface", Fate::reset, [](M m) { return number(m.ram.update_surface); }, number(0), false);
    add("ram_header.mem_slot", Fate::kept, [](M m) {
        return Text::of("{},{}", hex(m.ram.mem_slot.mem_start.value()), hex(m.ram.mem_slot.mem_end.value()));
    });
    add("ram_header.create_surface", Fate::kept, [](M m) {
        return Text::of("{}x{},{}", m.ram.create_surface.width, m.ram.create_surface.height,
                        hex(m.ram.create_surface.mem.value()));
    });

    // The third column is what the driver starts from: it goes on with empty rings.
    Text const empty_commands = Text::of("items:{},prod:0,cons:0,notify_on_prod:1", qxl::wire::command_ring_items);
    Text const empty_releases = Text::of("items:{},prod:0,cons:0,notify_on_prod:1", qxl::wire::release_ring_items);
    add(
        "ring.command", Fate::reset, [](M m) { return ring_text(m.ram.cmd_ring.header); }, empty_commands, false);
    add(
        "ring.cursor", Fate::reset, [](M m) { return ring_text(m.ram.cursor_ring.header); }, empty_commands, false);
    add(
        "ring.release", Fate::reset, [](M m) { return ring_text(m.ram.release_ring.header); }, empty_releases, false);
    add(
        "int_mask", Fate::reset, [](M m) { return number(m.ram.int_mask); }, number(0));
    // From revision 4 on the server tells after the reset whether there is a client.
    add(
        "int_pending", Fate::reset, [](M m) { return number(m.ram.int_pending); },
        number(device.revision() >= 4 ? qxl::wire::interrupt::client : 0), false);
}
} // namespace

TEST(survive, what_outlives_sleep,
     "BARs, ROM, RAM header, rings, memslots, interrupt mask, guest RAM and PCI configuration before and after S3",
     .groups = "sleep", .stage = Stage::sleep)
{
    auto sleeper = REQUIRE_OK(t, Sleeper::open(machine()));
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    if (device->revision() < 2)
        return t.skip("needs surfaces and memslots: QXL revision 2 or more");
    Pages const pages = REQUIRE_OK(t, Pages::allocate(3 * sizeof(Moment)));
    auto& [before, woken, restored] = *reinterpret_cast<Moment(*)[3]>(pages.bytes().data());
    auto surfaces = REQUIRE_OK(t, SurfaceSet::create(*device, 31));
    REQUIRE_OK(t, surfaces.draw(1));
    REQUIRE_OK(t, surfaces.render());
    REQUIRE_OK(t, surfaces.draw(2));
    REQUIRE_OK(t, surfaces.set_cursor(1));

    qxl::SleepPath path(*device);
    t.detail("path device=0 form={}", path.form());
    REQUIRE_OK(t, sleeper.prepare());
    REQUIRE_OK(t, path.stop_producing());
    REQUIRE_OK(t, path.notify_cmd());
    REQUIRE_OK(t, path.notify_cursor());
    REQUIRE_OK(t, path.flush_surfaces());
    REQUIRE_OK(t, path.destroy_all_surfaces());
    REQUIRE_OK(t, path.flush_release());
    REQUIRE_OK(t, path.nothing_held());

    // What the driver leaves empty gets contents, so that their loss shows.
    Instant const start = now();
    oracle::Pattern(log_seed).fill(device->ram().log_buf, 0);
    FreeMemory const free_memory(*device, 1, FreeMemory::Coverage::complete);
    UnusedRam const unused = UnusedRam::fill();
    t.detail("survives ram_bytes={} of_usable_bytes={} fill_us={}", unused.bytes(), machine().boot.usable_bytes(),
             (now() - start).us());
    Instant const filled = now();
    before.look_at_config(device.function());
    before.look_at_memory(*device, surfaces);
    t.detail("survives look_us={}", (now() - filled).us());

    struct Look {
        Moment& moment;
        pci::Function const& function;
    } look{woken, device.function()};
    sleeper.look_before_restore(
        [](void* context) {
            auto& l = *static_cast<Look*>(context);
            l.moment.look_at_config(l.function);
        },
        &look);
    auto const slept = REQUIRE_OK(t, sleeper.sleep(t.report()));
    Sleeper::report_wake_up(t.report(), slept);
    EXPECT_OK(t, sleeper.check_wake_up(slept.wake_up));
    if (!EXPECT_EQ(t, 0u, slept.left_differences))
        return sleeper.restore_configuration();

    // The server's message may come a moment later.
    auto const has_client_bit = [&] {
        return (load_acquire(device->ram().int_pending) & qxl::wire::interrupt::client) != 0;
    };
    [[maybe_unused]] bool const in_time = device->revision() < 4 || wait_until(server_limit, has_client_bit);
    woken.look_at_memory(*device, surfaces);
    t.detail("running what_outlives_sleep.after_restore");
    auto const reopened = path.reopen();
    restored.look_at_config(device.function());
    restored.look_at_memory(*device, surfaces);
    if (!unused.is_still_unused())
        return t.error("pages were taken or given back during the sleep: the pattern in guest RAM says nothing");

    // One look for both columns, each word against what it was filled with: nothing between them writes to RAM.
    auto const change = unused.check();
    constexpr u64 ovmf_page = raw(page_allocator::ovmf_scratch);
    bool const is_ovmf_fault =
        machine().boot.is_uefi() && change && change->first == ovmf_page && change->last == ovmf_page;
    if (change)
        t.detail("guest_ram changed bytes={} first_page={} last_page={} at={} expected={} seen={}", change->bytes,
                 hex(change->first), hex(change->last), hex(change->at), hex(change->expected, 2),
                 hex(change->seen, 2));

    Table table;
    Text const ram_after = Text::of("wrong:{}", change ? change->bytes : 0);
    table.row("guest_ram", Fate::kept, Side::firmware, "ACPI 6.5 16.1.3: S3 keeps system memory", Text::of("wrong:0"),
              ram_after, ram_after, {}, true,
              is_ovmf_fault ? "OVMF 2022.11 writes to usable RAM at 0x808000 on its way back from S3" : nullptr);
    table.row("surfaces", Fate::kept, Side::device, kept_source, before.surfaces(), woken.surfaces(),
              restored.surfaces());
    add_device_rows(table, *device, before, woken, restored);
    // A slot that outlived the reset makes MEMSLOT_ADD a guest bug: the ERROR interrupt.
    table.row("memslots", Fate::reset, Side::device, reset_source, Text::of("active"),
              Text::of("{}", reopened ? "gone" : "active"), Text::of("{}", reopened ? "active" : "unknown"),
              Text::of("gone"));
    add_config_rows(table, device.function(), before, woken, restored);
    table.report(t);

    if (t.is_bad())
        free_memory.check(t);
    for (u64 n = 0; n < sizeof before.rom; ++n)
        if (before.rom[n] != woken.rom[n])
            t.detail("rom offset={} before={} after_wake={}", n, hex(before.rom[n], 2), hex(woken.rom[n], 2));
    REQUIRE_OK(t, reopened);
    REQUIRE_OK(t, path.recreate_surfaces());
    surfaces.compare(t, "step8 surfaces recreated with KEEP_DATA");
    EXPECT_OK(t, device.close());
}
