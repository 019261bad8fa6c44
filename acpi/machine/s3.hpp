// SPDX-License-Identifier: MIT
// Suspend to RAM and the way back: CPU context, interrupt controller, clock, serial port around what SleepSequence
// does. Spec: ACPI 6.5, 16.1.3 (S3), 16.3.2 (waking), 5.2.10 (FACS).
#pragma once

#include "acpi/sleep_sequence.hpp"
#include "acpi/tables.hpp"
#include "kernel/machine/clock.hpp"

namespace acpi {

struct WakeUp {
    u16 pm1_status;  // as found, before it was cleared
    u16 pm1_enabled; // likewise
    clock::Slept slept;
    u32 hardware_signature; // of the FACS, after wake-up
    std::optional<SleepMethods::Wak> wak;
    Status methods; // the first of the sleep's control methods that failed
};

class S3 {
public:
    // Finds everything S3 needs: PM1 or SLEEP_CONTROL_REG, FACS, a page for the trampoline. Side::unsupported when the
    // platform has no S3. Borrows `methods`.
    static Result<S3> open(Tables const& tables, Fadt const& fadt, u8 slp_typ_a, u8 slp_typ_b, SleepMethods& methods);

    // Before any driver prepares for the sleep; prepare() does it where nobody has.
    void announce();
    // Last before sleep(): the platform prepares itself, with control methods that may fail or take their time.
    Status prepare();
    // Sleeps with exactly `wake_events` enabled (PM1_EN bits). After wake-up `restore_chipset(context)` runs before the
    // PM1 registers are touched: on q35 they are gone until the LPC bridge's configuration is back.
    Result<WakeUp> sleep(u16 wake_events, void (*restore_chipset)(void* context), void* context);
    // When the drivers are back at work; the next announce() does it where nobody has.
    void working() { sequence_.working(); }

    bool is_hardware_reduced() const { return sequence_.is_hardware_reduced(); }
    // Only where ACPI is not hardware-reduced.
    Pm1 const& pm1() const
    {
        ASSERT(sequence_.pm1() != nullptr);
        return *sequence_.pm1();
    }
    u32 hardware_signature() const;

    // Deliberate, for testing who notices.
    struct Faults {
        bool no_waking_vector = false; // firmware is told of nobody to hand over to
    };
    Faults faults{};

private:
    S3(SleepSequence const& sequence, std::span<u8> facs, Phys trampoline, SleepSequence::Target const& target)
        : sequence_(sequence), facs_(facs), trampoline_(trampoline), target_(target)
    {
    }

    SleepSequence sequence_;
    std::span<u8> facs_;
    Phys trampoline_;
    SleepSequence::Target target_;
    bool is_announced_ = false;
    bool is_prepared_ = false;
};

} // namespace acpi
