// SPDX-License-Identifier: MIT
// A handler of the test's own on a bare device's interrupt line: what arrived there, counted.
#pragma once

#include "kernel/machine/io_apic_line.hpp"
#include "kernel/machine/irq.hpp"
#include "tests/guest/machine/bare_device.hpp"

#include <array>

class LineHandler {
public:
    explicit LineHandler(BareDevice& device) : device_(device) {}
    LineHandler(LineHandler const&) = delete;
    LineHandler& operator=(LineHandler const&) = delete;
    // Masks everything and takes what is pending, so that the line is down when it leaves.
    ~LineHandler();

    // Side::unsupported where no line is routed. `mask` goes into int_mask.
    Status attach(u32 mask);
    // The same by an I/O APIC. `line` must outlive this.
    void attach(IoApicLine& line, u32 mask);
    // Writes int_mask and has the device look at it.
    void set_mask(u32 mask);

    u32 interrupts() const { return load_acquire(interrupts_); }
    u32 events(u32 bit) const { return load_acquire(events_[static_cast<unsigned>(__builtin_ctz(bit))]); }
    bool wait_for(u32 bit, u32 count)
    {
        return wait_until(BareDevice::limit(), [&] { return events(bit) >= count; });
    }
    // So many interrupts are left without an answer: nothing is taken, the line stays up.
    void ignore(u32 interrupts) { store_release(ignored_, interrupts); }

    // The interrupt of that number is answered by RESET.
    void reset_after(u32 interrupts) { store_release(reset_after_, interrupts); }

private:
    static bool handle(void* self);

    BareDevice& device_;
    bool is_attached_ = false;
    IoApicLine* line_ = nullptr;                         // else the 8259A's
    u32 interrupts_ = 0, ignored_ = 0, reset_after_ = 0; // shared with the handler
    std::array<u32, qxl::wire::interrupt::bits> events_{};
};
