// SPDX-License-Identifier: MIT
// INTx of one PCI function through I/O APIC and local APIC, while an object of this kind is open; the 8259A, by which
// this kernel runs otherwise (irq.hpp), keeps that line masked meanwhile. Nothing of it outlives a sleep.
// Spec: ACPI 6.5 5.8.1 (\_PIC), 6.2.13 (_PRT), 5.2.12 (MADT); Intel 82093AA; Intel SDM vol. 3A, 11.
#pragma once

#include "acpi/link_device.hpp"
#include "drivers/apic/io_apic.hpp"
#include "drivers/apic/local_apic.hpp"
#include "kernel/machine/interrupt_line.hpp"
#include "kernel/machine/irq.hpp"

#include <optional>

// Behind the 8259A's vectors; the spurious one has its lowest four bits set, as old APICs want it.
inline constexpr u8 io_apic_vector = 48, spurious_vector = 0xff;

class IoApicLine {
public:
    IoApicLine() = default;
    IoApicLine(IoApicLine const&) = delete;
    IoApicLine& operator=(IoApicLine const&) = delete;
    ~IoApicLine() { (void)close(); }

    // Tells AML of APIC mode, and finds out from the tables which input of which I/O APIC the function's pin raises.
    // Side::unsupported where the machine has no APIC. One at a time.
    Status open(Machine& machine, pci::Function const& function);
    // All is as open() found it. An Error where AML did not take being told of PIC mode again.
    Status close();

    // attach() unmasks the input, detach() masks it; set_mask() in between leaves the handler where it is.
    void attach(irq::Handler handler, void* context);
    void detach();
    void set_mask(bool is_masked);

    struct Counters {
        u32 taken = 0, unclaimed = 0, spurious = 0;
        u32 not_as_level = 0;  // the local APIC had them as edge-triggered, or not in service
        bool is_stuck = false; // masked by us: asserted with nobody claiming it
    };
    Counters counters() const { return counters_; }

    u32 global_system_interrupt() const { return gsi_; }
    u32 input() const { return input_; }
    u32 inputs() const { return io_->inputs(); }
    acpi::InterruptMode mode() const { return mode_; }
    // Where the same pin goes in PIC mode; held meanwhile.
    u8 pic_line() const { return pic_line_; }
    // What ought to be in the redirection table, and what is.
    u64 wanted_entry();
    u64 entry() { return io_->entry(input_); }
    bool is_awaiting_end() { return io_->is_awaiting_end(input_); }
    bool is_in_service() { return local_->is_in_service(io_apic_vector); }
    bool is_requested() { return local_->is_requested(io_apic_vector); }

    static void dispatch(u8 vector); // for trap_dispatch() only

private:
    class Registers final : public apic::Window {
    public:
        Status open(Phys address, u64 size_bytes);
        u32 read(u32 offset) override;
        void write(u32 offset, u32 value) override;

    private:
        u8* base_ = nullptr;
    };
    Status find_local_apic(acpi::Madt const& madt);
    Status find_input(Machine& machine, pci::Function const& function);
    Status find_io_apic(acpi::Madt const& madt);
    void take();

    Machine* machine_ = nullptr; // while AML is in APIC mode
    Registers local_registers_, io_registers_;
    std::optional<apic::LocalApic> local_;
    std::optional<apic::IoApic> io_;
    u32 gsi_ = 0, input_ = 0;
    acpi::InterruptMode mode_;
    u8 pic_line_ = InterruptLine::none;
    u64 found_entry_ = 0;
    irq::Handler handler_ = nullptr;
    void* context_ = nullptr;
    Counters counters_; // shared with the interrupt
    u32 unclaimed_in_a_row_ = 0;
    bool is_masked_ = true;
};
