// SPDX-License-Identifier: MIT
// Events of one device: what its interrupt handler takes from int_pending, and those who wait for it.
// Spec: spice-protocol 0.14, qxl_dev.h QXL_INTERRUPT_*; level-triggered INTx, (int_pending & int_mask) != 0, evaluated
// at UPDATE_IRQ or a new event, not when int_mask is written (QEMU hw/display/qxl.c).
#pragma once

#include "drivers/qxl/port_io.hpp"
#include "kernel/atomic.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"

namespace qxl {

struct InterruptCounters {
    u64 taken = 0;    // interrupts that were ours
    u64 not_ours = 0; // calls of the handler with nothing of ours pending
    u64 per_bit[wire::interrupt::bits] = {};
    u64 waits_by_interrupt = 0; // waits that an interrupt ended
    u64 waits_by_polling = 0;   // waits that a look at int_pending ended
};

class Interrupts {
public:
    // ERROR stays masked: after a guest bug UPDATE_IRQ is ignored, so an unmasked ERROR bit would hold INTx for ever.
    // Waits look at it in int_pending. CLIENT bits belong to no wait.
    static constexpr u32 default_mask = wire::interrupt::display | wire::interrupt::cursor | wire::interrupt::io_cmd;
    // So many interrupts in a row, without made_progress() in between, are a device that never stops. It is masked, and
    // the next wait says so. A sound one has an interrupt for each event that was asked for, of which there are few at
    // a time.
    static constexpr u32 storm_limit = 1000;

    // `ram` must outlive this object; it is the device's RAM header.
    // `atomics_reach_device`: whether an exchange on int_pending is one for the device.
    void attach(wire::RamHeader& ram, PortIo& io, bool atomics_reach_device = true);

    // Writes int_mask. Nonzero: waits rely on the handler being called; zero: waits poll.
    void unmask(u32 mask);
    u32 mask() const { return mask_; }
    bool is_polling() const { return mask_ == 0; }

    // After a reset: forgets everything seen and writes int_mask again.
    void restart();

    // The interrupt handler: takes int_pending, tells the device, remembers the bits. False if nothing was ours.
    bool handle();

    // Forgets `bits` seen so far. Call before the request whose completion is to be waited for.
    void forget(u32 bits);
    // Waits until one of `bits` has come since forget(). ERROR ends it too, as Side::device (a guest bug by the
    // device's reckoning). `what` is a literal that names the request. A bit that is pending after the limit though
    // no interrupt came is an Error of its own.
    Status wait(u32 bits, Duration limit, char const* what);
    // An Error if ERROR was seen since forget().
    Status check_error(char const* what);
    // Code that is not the handler's runs: commands are submitted, something is waited for.
    void made_progress()
    {
        if (load_relaxed(in_a_row_) < storm_limit)
            store_relaxed(in_a_row_, u32{0});
    }
    // The bits seen since the last forget() of each; in polling mode takes what is pending first.
    u32 seen();

    // A request was ended by ERROR: since then the device ignores every port but RESET.
    bool has_failed() const { return has_failed_; }
    // int_mask is not what was written there: the device was reset in between.
    bool was_reset() const { return load_relaxed(ram_->int_mask) != mask_; }

    InterruptCounters const& counters() const { return counters_; }

private:
    // While it lives, the handler knows that whoever it interrupted is about to lower the line, and does it for them.
    class Lowering {
    public:
        explicit Lowering(Interrupts& of) : of_(of) { store_release(of_.lowering_, u32{1}); }
        ~Lowering() { store_release(of_.lowering_, u32{0}); }
        Lowering(Lowering const&) = delete;
        Lowering& operator=(Lowering const&) = delete;

    private:
        Interrupts& of_;
    };
    u32 take();

    wire::RamHeader* ram_ = nullptr;
    PortIo* io_ = nullptr;
    u32 mask_ = 0;
    bool has_failed_ = false;
    u32 seen_ = 0;     // shared with the handler
    u32 in_a_row_ = 0; // shared with the handler: interrupts since made_progress()
    u32 lowering_ = 0; // shared with the handler
    bool atomics_reach_device_ = true;
    InterruptCounters counters_;
};

} // namespace qxl
