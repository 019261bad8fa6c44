// SPDX-License-Identifier: MIT
#include "drivers/qxl/interrupts.hpp"

namespace qxl {

void Interrupts::attach(wire::RamHeader& ram, PortIo& io, bool atomics_reach_device)
{
    atomics_reach_device_ = atomics_reach_device;
    ram_ = &ram;
    io_ = &io;
}

void Interrupts::unmask(u32 mask)
{
    Lowering lowering(*this);
    store_release(mask_, mask);
    store_release(ram_->int_mask, mask);
    // A write of int_mask alone does not move the line: what is pending already would never be seen.
    io_->write(wire::Port::update_irq);
}

u32 Interrupts::take()
{
    u32 const pending = exchange(ram_->int_pending, u32{0});
    // Lowers the line, or leaves it up if something came in between. While all is masked the line is down anyway.
    if (mask_ != 0)
        io_->write(wire::Port::update_irq);
    for (unsigned bit = 0; bit < wire::interrupt::bits; ++bit)
        fetch_add(counters_.per_bit[bit], u64{pending >> bit & 1}); // the handler may come in between
    fetch_or(seen_, pending);
    return pending;
}

bool Interrupts::handle()
{
    u32 const pending = ram_ != nullptr ? load_acquire(ram_->int_pending) : ~u32{0};
    // All ones: the BAR is not mapped, as after a wake-up; the line is somebody else's.
    if (pending != ~u32{0} && (pending & mask_) != 0) {
        take();
        ++counters_.taken;
        store_release(in_a_row_, in_a_row_ + 1);
        if (in_a_row_ == storm_limit) {
            store_release(mask_, u32{0});
            store_release(ram_->int_mask, u32{0});
            io_->write(wire::Port::update_irq);
        }
        return true;
    }
    // The code that we interrupt has emptied int_pending but not told the device yet. The line stays up until somebody
    // does, and that code would never get there.
    if (load_acquire(lowering_) != 0) {
        io_->write(wire::Port::update_irq);
        return true;
    }
    ++counters_.not_ours;
    return false;
}

void Interrupts::forget(u32 bits)
{
    // With interrupts on, what is pending and unmasked is the handler's; but an old completion must not end a new wait.
    u32 const ours = is_polling() ? ~u32{0} : wire::interrupt::io_cmd | wire::interrupt::error;
    if ((load_acquire(ram_->int_pending) & bits & ours) != 0) {
        Lowering lowering(*this);
        take();
    }
    fetch_and(seen_, ~bits);
}

void Interrupts::restart()
{
    store_release(seen_, u32{0});
    store_release(in_a_row_, u32{0});
    has_failed_ = false;
    unmask(mask_);
}

u32 Interrupts::seen()
{
    u32 const pending = load_acquire(ram_->int_pending);
    if (is_polling() && pending != 0)
        take();
    // ERROR is masked: nobody else comes to take it.
    return load_acquire(seen_) | (pending & wire::interrupt::error);
}

Status Interrupts::check_error(char const* what)
{
    if ((seen() & wire::interrupt::error) == 0)
        return {};
    has_failed_ = true;
    return Error{Side::device, what, "completion", "the ERROR interrupt: a guest bug for the device",
                 "QEMU hw/display/qxl.c qxl_set_guest_bug"};
}

Status Interrupts::wait(u32 bits, Duration limit, char const* what)
{
    static constexpr char source[] =
        "seen: int_mask << 32 | int_pending; spice-protocol 0.14 qxl_dev.h QXL_INTERRUPT_*";
    bool const in_time = wait_until(limit, [&] {
        made_progress();
        return (seen() & (bits | wire::interrupt::error)) != 0;
    });
    if (load_acquire(in_a_row_) >= storm_limit)
        return Error{Side::device, what, "an interrupt for each event",
                     Value::of(storm_limit, "interrupts in a row; all are masked now"),
                     "QEMU hw/display/qxl.c qxl_update_irq"};
    TRY(check_error(what));
    if (in_time) {
        ++(is_polling() ? counters_.waits_by_polling : counters_.waits_by_interrupt);
        return {};
    }
    u32 const pending = load_acquire(ram_->int_pending);
    if ((pending & bits) != 0) {
        Lowering lowering(*this);
        take();
        return Error{Side::device, what, "an interrupt", "the bit pending in int_pending but no interrupt arrived",
                     "QEMU hw/display/qxl.c qxl_update_irq: INTx is (int_pending & int_mask) != 0"};
    }
    if (!atomics_reach_device_)
        return Error{Side::host, what, Value::of(limit.ms(), "ms at most until completion"),
                     "nothing; TCG with one possible CPU loses events: give QEMU -smp 1,maxcpus=2",
                     "docs/known-faults.md"};
    return Error{Side::device, what, Value::of(limit.ms(), "ms at most until completion"),
                 u64{load_relaxed(ram_->int_mask)} << 32 | pending, source};
}

} // namespace qxl
