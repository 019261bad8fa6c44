// SPDX-License-Identifier: MIT
// The way into a sleeping state and back as ACPI 6.5, 16.1.6 and 7.5, order it: control methods, FACS, PM1 or, on
// hardware-reduced platforms, the sleep control register. What a CPU must do to survive it is the machine's business.
#pragma once

#include "acpi/facs.hpp"
#include "acpi/sleep_control.hpp"

#include <optional>
#include <string_view>

namespace acpi {

// The control methods of a sleep. These do nothing, as on a platform that defines none of them; an evaluator's run
// them.
class SleepMethods {
public:
    // What _WAK returns. ACPI 6.5 7.4.5.
    struct Wak {
        enum Condition : u64 { lack_of_power = 1u << 0, thermal = 1u << 1 };
        u64 condition = 0;          // zero: the platform slept as it was asked to
        u64 power_supply_state = 0; // where not: the state it was in
    };
    // Runs the method of one argument at `path`. False when there is none.
    virtual Result<bool> call(std::string_view /*path*/, u64 /*argument*/) { return false; }
    // Runs \_WAK. Nothing when there is none.
    virtual Result<std::optional<Wak>> wak(u64 /*state*/) { return std::optional<Wak>{}; }

protected:
    ~SleepMethods() = default;
};
class NoSleepMethods final : public SleepMethods {};

class SleepSequence {
public:
    // SLP_TYP of a state; hardware-reduced platforms use `slp_typ_a`.
    struct Target {
        unsigned state = 3;
        u8 slp_typ_a = 0, slp_typ_b = 0;
    };
    // `facs` is the structure itself; empty where the platform has none: there is no waking vector then. Borrows all.
    static Result<SleepSequence> open(Registers& registers, Fadt const& fadt, std::span<u8> facs,
                                      SleepMethods& methods);

    // In this order. Each returns the error of what it cannot do without; a method that fails otherwise is kept for
    // method_status().
    //
    // Before any driver hears of it: \_TTS.
    void announce(Target const& target);
    // When all devices are quiet: \_PTS, \_SI._SST, waking vector (0: none).
    Status prepare(u32 waking_vector);
    // Interrupts off from here to resume(). WAK_STS and the other status bits cleared, `wake_events` (of PM1_EN) and no
    // others enabled, \_GTS.
    void arm(u16 wake_events);
    // SLP_TYP and SLP_EN. Returns only if the machine goes on running; abandon() is then to follow.
    Error enter(Duration limit = Pm1::sleep_limit) const;

    // After wake-up, as soon as AML can run: \_BFS.
    void resume();
    // With interrupts on again and the chipset as it was: waking vector cleared, \_SI._SST, \_WAK. The events are as
    // they were found.
    struct Woken {
        u16 pm1_status = 0; // zero when hardware-reduced
        u16 pm1_enabled = 0;
        std::optional<SleepMethods::Wak> wak;
    };
    Result<Woken> leave();
    // When the drivers are back at work: \_SI._SST, \_TTS(0).
    void working();
    // In place of enter() and what follows, when something failed after announce().
    void abandon();

    // Status cleared, nothing enabled, SCI_EN set: firmware may have left otherwise.
    Status settle() const;

    bool is_hardware_reduced() const { return sleep_control_.has_value(); }
    // There unless hardware-reduced.
    Pm1 const* pm1() const { return pm1_ ? &*pm1_ : nullptr; }
    // The first method that failed since announce().
    Status const& method_status() const { return method_status_; }

private:
    SleepSequence() = default;
    void call(std::string_view path, u64 argument);
    std::optional<SleepMethods::Wak> call_wak();
    Status set_waking_vector(u32 vector);
    void clear_status() const;

    std::optional<Pm1> pm1_;
    std::optional<SleepControl> sleep_control_;
    std::span<u8> facs_;
    SleepMethods* methods_ = nullptr;
    bool flush_caches_ = false;
    Target target_;
    bool is_prepared_ = false; // \_PTS has run and \_WAK has not
    bool is_announced_ = false;
    Status method_status_;
};

} // namespace acpi
