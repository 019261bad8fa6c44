// SPDX-License-Identifier: MIT
#include "kernel/machine/irq.hpp"

#include "kernel/machine/interrupt_guard.hpp"
#include "kernel/machine/ports.hpp"
#include "kernel/machine/trap.hpp"

#include <array>
#include <tuple>

namespace {
struct Pic {};
constexpr Reg<Pic, u8> command{0}, data{1};
constexpr Ports<Pic> master{0x20}, slave{0xa0};
struct Elcr {};
constexpr Reg<Elcr, u8> elcr1{0}, elcr2{1};
constexpr Ports<Elcr> elcr{0x4d0};

constexpr u8 icw1_init_with_icw4 = 0x11, icw4_8086 = 0x01;
constexpr u8 cascade_line = 2;
constexpr u8 ocw2_specific_eoi = 0x60;
constexpr u8 ocw3_read_isr = 0x0b;
// ELCR bits that must stay 0: timer, keyboard, cascade, RTC, FPU (82371AB 4.2.4.8).
constexpr u16 edge_only = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 8 | 1 << 13;

struct Attached {
    irq::Handler handler;
    void* context;
};
struct Line {
    std::array<Attached, 4> attached;
    irq::Counters counters;
    u32 unclaimed_in_a_row;
};
constinit std::array<Line, irq::lines> table{};
constinit u16 unmasked = 1 << cascade_line, held = 0;

void write_masks()
{
    u16 const masked = static_cast<u16>(~unmasked | held);
    master.out(data, static_cast<u8>(masked));
    slave.out(data, static_cast<u8>(masked >> 8));
}

bool is_in_service(u8 line)
{
    Ports<Pic> const& pic = line < 8 ? master : slave;
    pic.out(command, ocw3_read_isr);
    return pic.in(command)&1u << (line & 7);
}

void end_of_interrupt(u8 line)
{
    if (line >= 8)
        slave.out(command, static_cast<u8>(ocw2_specific_eoi | (line - 8)));
    master.out(command, static_cast<u8>(ocw2_specific_eoi | (line >= 8 ? cascade_line : line)));
}
} // namespace

void irq::init()
{
    InterruptGuard guard;
    for (auto const& [pic, vector, icw3] : {std::tuple{master, first_irq_vector, static_cast<u8>(1 << cascade_line)},
                                            std::tuple{slave, static_cast<u8>(first_irq_vector + 8), cascade_line}}) {
        pic.out(command, icw1_init_with_icw4);
        pic.out(data, vector);
        pic.out(data, icw3);
        pic.out(data, icw4_8086);
    }
    write_masks();
}

irq::Saved irq::save() { return {{elcr.in(elcr1), elcr.in(elcr2)}}; }

void irq::restore(Saved const& saved)
{
    elcr.out(elcr1, saved.elcr[0]);
    elcr.out(elcr2, saved.elcr[1]);
}

Status irq::attach(u8 line, bool level, Handler handler, void* context)
{
    if (line >= lines || line == cascade_line)
        return Error{Side::firmware, "PCI interrupt line", "an 8259A input other than 2", line, "PCI 3.0 6.2.4"};
    if (level && (edge_only & 1 << line))
        return Error{Side::firmware, "PCI interrupt line", "an input that can be level-triggered", line,
                     "82371AB 4.2.4.8"};
    InterruptGuard guard;
    for (Attached& a : table[line].attached) {
        if (a.handler != nullptr)
            continue;
        a = {handler, context};
        if (level) {
            Reg<Elcr, u8> reg = line < 8 ? elcr1 : elcr2;
            elcr.out(reg, static_cast<u8>(elcr.in(reg) | 1u << (line & 7)));
        }
        table[line].counters.is_stuck = false;
        table[line].unclaimed_in_a_row = 0;
        unmasked = static_cast<u16>(unmasked | 1u << line);
        write_masks();
        return {};
    }
    return Error{Side::guest, "handlers on one interrupt line", "a free place", "none"};
}

void irq::detach(u8 line, Handler handler, void* context)
{
    InterruptGuard guard;
    bool is_used = false;
    for (Attached& a : table[line].attached) {
        if (a.handler == handler && a.context == context)
            a = {};
        is_used |= a.handler != nullptr;
    }
    if (!is_used) {
        unmasked = static_cast<u16>(unmasked & ~(1u << line));
        write_masks();
    }
}

void irq::hold(u8 line)
{
    ASSERT(line < lines && line != cascade_line);
    InterruptGuard guard;
    held = static_cast<u16>(held | 1u << line);
    write_masks();
}

void irq::let_go(u8 line)
{
    InterruptGuard guard;
    held = static_cast<u16>(held & ~(1u << line));
    write_masks();
}

irq::Counters irq::counters(u8 line) { return line < lines ? table[line].counters : Counters{}; }

void irq::dispatch(u8 line)
{
    Line& l = table[line];
    // A request that went away before the CPU took it shows up as input 7 or 15 without a bit in service.
    if ((line == 7 || line == 15) && !is_in_service(line)) {
        ++l.counters.spurious;
        if (line == 15)
            master.out(command, ocw2_specific_eoi | cascade_line);
        return;
    }
    bool is_claimed = false;
    for (Attached const& a : l.attached)
        if (a.handler != nullptr)
            is_claimed |= a.handler(a.context);
    if (is_claimed) {
        ++l.counters.taken;
        l.unclaimed_in_a_row = 0;
    } else {
        ++l.counters.unclaimed;
        if (++l.unclaimed_in_a_row == irq::stuck_limit) {
            l.counters.is_stuck = true;
            unmasked = static_cast<u16>(unmasked & ~(1u << line));
            write_masks();
        }
    }
    // The handlers took the level away, so the line may fire again from here on.
    end_of_interrupt(line);
}
