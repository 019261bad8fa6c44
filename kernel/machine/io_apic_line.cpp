// SPDX-License-Identifier: MIT
#include "kernel/machine/io_apic_line.hpp"

#include "kernel/machine/interrupt_guard.hpp"
#include "kernel/machine/paging.hpp"
#include "kernel/machine/x86.hpp"

#include <utility>

namespace {
constexpr u32 cpuid_apic = 1u << 9; // CPUID 1, EDX
constexpr u32 msr_apic_base = 0x1b;
constexpr u64 x2apic_mode = 1u << 10, globally_enabled = 1u << 11, base_mask = 0x000f'ffff'ffff'f000;
constinit IoApicLine* active = nullptr;

using acpi::InterruptMode;
using Override = acpi::InterruptSourceOverride;

// What the MADT says of the signal at `gsi`, over what the function's own route says of it.
Result<InterruptMode> mode_of(acpi::Madt const& madt, u32 gsi, InterruptMode mode)
{
    for (u8 source = 0; source < irq::lines; ++source) {
        auto const o = madt.interrupt_source_override(source);
        if (!o || o->global_system_interrupt != gsi)
            continue;
        if (o->polarity == Override::Polarity::reserved || o->trigger == Override::Trigger::reserved)
            return Error{Side::firmware, "MADT interrupt source override: flags", "polarity and trigger that exist",
                         source, "ACPI 6.5 5.2.12.5"};
        if (o->polarity != Override::Polarity::conforms)
            mode.is_active_low = o->polarity == Override::Polarity::active_low;
        if (o->trigger != Override::Trigger::conforms)
            mode.is_level = o->trigger == Override::Trigger::level;
    }
    return mode;
}
} // namespace

Status IoApicLine::Registers::open(Phys address, u64 size_bytes)
{
    // Uncacheable by the MTRRs that firmware set, whatever the page tables say (Intel SDM 3A 12.5.2.1).
    base_ = TRY(paging::map(address, size_bytes)).data();
    return {};
}

u32 IoApicLine::Registers::read(u32 offset) { return *reinterpret_cast<u32 const volatile*>(base_ + offset); }

void IoApicLine::Registers::write(u32 offset, u32 value) { *reinterpret_cast<u32 volatile*>(base_ + offset) = value; }

Status IoApicLine::find_local_apic(acpi::Madt const& madt)
{
    if (!(x86::cpuid(1).edx & cpuid_apic))
        return Error{Side::unsupported, "local APIC", "one, by CPUID", "none", "Intel SDM 3A 11.4.2"};
    u64 const base = x86::read_msr(msr_apic_base);
    if (!(base & globally_enabled) || (base & x2apic_mode))
        return Error{Side::unsupported, "local APIC", "enabled, with registers in memory", base, "Intel SDM 3A 11.4.4"};
    if ((base & base_mask) != raw(madt.local_apic_address()))
        return Error{Side::firmware, "MADT local APIC address", base & base_mask, raw(madt.local_apic_address()),
                     "ACPI 6.5 5.2.12"};
    TRY(local_registers_.open(madt.local_apic_address(), apic::LocalApic::window_bytes));
    local_.emplace(TRY(apic::LocalApic::open(local_registers_)));
    return {};
}

Status IoApicLine::find_input(Machine& machine, pci::Function const& function)
{
    pic_line_ = find_interrupt_line(machine, function).number;
    auto& evaluator = (*TRY(machine.aml.get())).evaluator();
    machine_ = &machine;
    TRY(acpi::tell_interrupt_model(evaluator, acpi::InterruptModel::apic));
    // _PRT may be another one now.
    auto routing = TRY(acpi::PciRouting::open(evaluator));
    auto const route = TRY(find_route(routing, *TRY(machine.pci.get()), function));
    auto const interrupt = TRY(routing.interrupt(route));
    if (!interrupt)
        return Error{Side::firmware, "interrupt link of the QXL function after \\_PIC(1)", "set, as before", "off",
                     "ACPI 6.5 6.2.13"};
    gsi_ = interrupt->number;
    mode_ = interrupt->mode;
    return {};
}

Status IoApicLine::find_io_apic(acpi::Madt const& madt)
{
    for (unsigned n = 0; auto const described = madt.io_apic(n); ++n) {
        if (gsi_ < described->global_system_interrupt_base)
            continue;
        TRY(io_registers_.open(described->address, apic::IoApic::window_bytes));
        auto io = TRY(apic::IoApic::open(io_registers_));
        if (gsi_ - described->global_system_interrupt_base >= io.inputs())
            continue;
        io_.emplace(io);
        input_ = gsi_ - described->global_system_interrupt_base;
        mode_ = TRY(mode_of(madt, gsi_, mode_));
        return {};
    }
    if (!madt.io_apic(0))
        return Error{Side::unsupported, "I/O APIC", "one, in the MADT", "none", "ACPI 6.5 5.2.12.3"};
    return Error{Side::firmware, "global system interrupt of the QXL function", "an input of an I/O APIC", gsi_,
                 "ACPI 6.5 5.2.13"};
}

Status IoApicLine::open(Machine& machine, pci::Function const& function)
{
    ASSERT(active == nullptr);
    if (function.interrupt_pin == 0)
        return Error{Side::unsupported, "interrupt pin of the QXL function", "INTA# to INTD#", "none", "PCI 3.0 6.2.4"};
    acpi::Madt const madt = TRY((*TRY(machine.tables.get())).madt());
    TRY(find_local_apic(madt));
    TRY(find_input(machine, function));
    TRY(find_io_apic(madt));
    if (!mode_.is_level)
        return Error{Side::firmware, "interrupt of a PCI function in APIC mode", "level-triggered", "edge-triggered",
                     "PCI 3.0 2.2.6"};
    InterruptGuard guard;
    found_entry_ = io_->entry(input_);
    active = this;
    if (pic_line_ != InterruptLine::none)
        irq::hold(pic_line_);
    local_->enable(spurious_vector);
    io_->set_entry(input_, wanted_entry());
    if (apic::Redirection::written(entry()) != wanted_entry())
        return Error{Side::firmware, "I/O APIC redirection entry", wanted_entry(), entry(), "Intel 82093AA 3.2.4"};
    return {};
}

Status IoApicLine::close()
{
    if (active == this) {
        InterruptGuard guard;
        is_masked_ = true;
        io_->set_entry(input_, apic::Redirection::written(found_entry_));
        local_->restore();
        if (pic_line_ != InterruptLine::none)
            irq::let_go(pic_line_);
        active = nullptr;
    }
    if (Machine* const machine = std::exchange(machine_, nullptr))
        return acpi::tell_interrupt_model((*TRY(machine->aml.get())).evaluator(), acpi::InterruptModel::pic);
    return {};
}

u64 IoApicLine::wanted_entry()
{
    return apic::Redirection{io_apic_vector, mode_.is_active_low, mode_.is_level, is_masked_, local_->id()}.encode();
}

void IoApicLine::attach(irq::Handler handler, void* context)
{
    InterruptGuard guard;
    handler_ = handler;
    context_ = context;
    set_mask(false);
}

void IoApicLine::detach()
{
    InterruptGuard guard;
    set_mask(true);
    handler_ = nullptr;
}

void IoApicLine::set_mask(bool is_masked)
{
    is_masked_ = is_masked;
    io_->set_mask(input_, is_masked);
}

void IoApicLine::dispatch(u8 vector)
{
    if (active == nullptr)
        return;
    if (vector == spurious_vector) // no end of interrupt: nothing is in service (SDM 3A 11.9)
        ++active->counters_.spurious;
    else
        active->take();
}

void IoApicLine::take()
{
    if (!local_->is_in_service(io_apic_vector) || !local_->is_level(io_apic_vector))
        ++counters_.not_as_level;
    if (handler_ != nullptr && handler_(context_)) {
        ++counters_.taken;
        unclaimed_in_a_row_ = 0;
    } else {
        ++counters_.unclaimed;
        if (++unclaimed_in_a_row_ == irq::stuck_limit) {
            counters_.is_stuck = true;
            set_mask(true);
        }
    }
    local_->end_of_interrupt();
}
