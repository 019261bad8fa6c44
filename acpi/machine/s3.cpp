// SPDX-License-Identifier: MIT
#include "acpi/machine/s3.hpp"

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
    acpi::Pm1 const* pm1;
    u8 slp_typ_a, slp_typ_b;
    bool flush_caches;
    Error still_here;
};

void depart(void* argument)
{
    auto& d = *static_cast<Departure*>(argument);
    d.still_here = d.pm1->sleep(d.slp_typ_a, d.slp_typ_b, d.flush_caches);
}
} // namespace

Result<acpi::S3> acpi::S3::open(Tables const& tables, Fadt const& fadt, u8 slp_typ_a, u8 slp_typ_b)
{
    Pm1 pm1 = TRY(Pm1::open(fadt));
    Facs facs = TRY(tables.facs());
    std::span<u8> facs_bytes = TRY(paging::map(facs.address, facs.length));
    Phys trampoline = TRY(page_allocator::low_page());
    return S3(pm1, facs_bytes, trampoline, slp_typ_a, slp_typ_b, fadt.has(Fadt::wbinvd));
}

u32 acpi::S3::hardware_signature() const
{
    constexpr size_t offset = 8; // ACPI 6.5, 5.2.10
    u32 signature;
    std::memcpy(&signature, facs_.data() + offset, sizeof signature);
    return signature;
}

Result<acpi::WakeUp> acpi::S3::sleep(u16 wake_events, void (*restore_chipset)(void* context), void* context)
{
    TRY(pm1_.enter_acpi_mode());
    std::span<u8> low = TRY(paging::map(trampoline_, page_size));
    auto const trampoline_size = static_cast<size_t>(wake_trampoline_end - wake_trampoline);
    std::memcpy(low.data(), wake_trampoline, trampoline_size);
    TRY(Facs::set_waking_vector(facs_, faults.no_waking_vector ? 0 : static_cast<u32>(raw(trampoline_))));

    bool went;
    WakeUp result{};
    Departure departure{&pm1_, slp_typ_a_, slp_typ_b_, flush_caches_, {}};
    {
        InterruptGuard guard;
        irq::Saved interrupts = irq::save();
        pm1_.enable(wake_events);
        pm1_.clear_status(0xffff);
        clock::suspend();
        went = suspend_context(depart, &departure) != 0;
        if (went) {
            serial::init();
            irq::restore(interrupts);
            irq::init();
            result.slept = clock::resume();
            restore_chipset(context);
        }
    }
    TRY(Facs::set_waking_vector(facs_, 0));
    if (!went)
        return departure.still_here;
    result.pm1_status = pm1_.status();
    result.pm1_enabled = pm1_.enabled();
    result.hardware_signature = hardware_signature();
    pm1_.enable(0);
    pm1_.clear_status(0xffff);
    TRY(pm1_.enter_acpi_mode());
    return result;
}
