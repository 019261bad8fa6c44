// SPDX-License-Identifier: MIT
#include "acpi/machine/s3.hpp"

#include "acpi/machine/registers.hpp"
#include "kernel/machine/interrupt_guard.hpp"
#include "kernel/machine/irq.hpp"
#include "kernel/machine/page_allocator.hpp"
#include "kernel/machine/paging.hpp"
#include "kernel/machine/serial.hpp"

#include <cstring>

extern "C" {
extern u8 const wake_trampoline[], wake_trampoline_end[];
int suspend_context(void (*sleep)(void*), void* argument);
}

namespace {
struct Departure {
    acpi::SleepSequence const* sequence;
    Error still_here;
};

void depart(void* argument)
{
    auto& d = *static_cast<Departure*>(argument);
    d.still_here = d.sequence->enter();
}
} // namespace

Result<acpi::S3> acpi::S3::open(Tables const& tables, Fadt const& fadt, u8 slp_typ_a, u8 slp_typ_b,
                                SleepMethods& methods)
{
    Facs facs = TRY(tables.facs());
    std::span<u8> facs_bytes = TRY(paging::map(facs.address, facs.length));
    auto sequence = TRY(SleepSequence::open(machine_registers(), fadt, facs_bytes, methods));
    Phys trampoline = TRY(page_allocator::low_page());
    return S3(sequence, facs_bytes, trampoline, {3, slp_typ_a, slp_typ_b});
}

u32 acpi::S3::hardware_signature() const
{
    constexpr size_t offset = 8; // ACPI 6.5, 5.2.10
    u32 signature;
    std::memcpy(&signature, facs_.data() + offset, sizeof signature);
    return signature;
}

void acpi::S3::announce()
{
    working();
    sequence_.announce(target_);
    is_announced_ = true;
}

Status acpi::S3::prepare()
{
    if (!is_announced_)
        announce();
    is_announced_ = false;
    std::span<u8> low = TRY(paging::map(trampoline_, page_size));
    auto const trampoline_size = static_cast<size_t>(wake_trampoline_end - wake_trampoline);
    std::memcpy(low.data(), wake_trampoline, trampoline_size);
    u32 const vector = faults.no_waking_vector ? 0 : static_cast<u32>(raw(trampoline_));
    if (auto prepared = sequence_.prepare(vector); !prepared) {
        sequence_.abandon();
        return prepared.error();
    }
    is_prepared_ = true;
    return {};
}

Result<acpi::WakeUp> acpi::S3::sleep(u16 wake_events, void (*restore_chipset)(void* context), void* context)
{
    ASSERT(is_prepared_);
    is_prepared_ = false;
    bool went;
    WakeUp result{};
    Departure departure{&sequence_, {}};
    {
        InterruptGuard guard;
        irq::Saved interrupts = irq::save();
        sequence_.arm(wake_events);
        clock::suspend();
        went = suspend_context(depart, &departure) != 0;
        if (went) {
            serial::init();
            irq::restore(interrupts);
            irq::init();
            result.slept = clock::resume();
            sequence_.resume();
            restore_chipset(context);
        }
    }
    if (!went) {
        sequence_.abandon();
        return departure.still_here;
    }
    auto const woken = TRY(sequence_.leave());
    result.pm1_status = woken.pm1_status;
    result.pm1_enabled = woken.pm1_enabled;
    result.hardware_signature = hardware_signature();
    result.wak = woken.wak;
    result.methods = sequence_.method_status();
    TRY(sequence_.settle());
    return result;
}
