// SPDX-License-Identifier: MIT
// What the kernel found out about the machine it runs on, for the tests. Each part that can be missing keeps the Error
// that says why.
#pragma once

#include "acpi/machine/interpreter.hpp"
#include "drivers/pci/bus.hpp"
#include "drivers/rtc/machine/rtc.hpp"
#include "kernel/machine/boot_info.hpp"
#include "kernel/machine/clock.hpp"
#include "kernel/options.hpp"

#include <optional>

// A Result that can be asked again and again: the value stays here, or the Error.
template <class T> class Found {
public:
    Found() : error_{Side::guest, "part of the machine", "set up at boot", "not yet"} {}
    template <class F> void set(Result<F>&& result)
    {
        if (result)
            value_.emplace(std::move(*result));
        else
            error_ = result.error();
    }
    void set(Error const& error)
    {
        value_.reset();
        error_ = error;
    }
    // Ends the part's life; get() then gives an Error.
    void reset() { value_.reset(); }
    // For a part that is filled in where it lies.
    T& build() { return value_.emplace(); }
    // The value as a pointer that stays valid, or the Error.
    Result<T*> get()
    {
        if (value_)
            return &*value_;
        return error_;
    }

private:
    std::optional<T> value_;
    Error error_;
};

struct Machine {
    BootInfo boot;
    Options options;
    Wake wake = Wake::rtc; // what wakes the machine in the running test
    Found<acpi::Tables> tables;
    Found<acpi::Fadt> fadt;
    Found<acpi::Interpreter> aml; // the namespace, too
    Found<clock::Calibration> clock;
    Found<pci::Bus> pci;
    Found<u32> assigned_bars; // how many BARs the kernel had to place
    Found<rtc::Alarm>
        alarm; // with wake=rtc and wake=auto; armed at boot, so that its first firing is over when a test asks for it
};

// Whether an atomic exchange of ours is one for threads of the machine, such as QXL's server. Not so under QEMU's TCG
// with one possible CPU: it then takes a load and a store for an exchange (docs/known-faults.md).
bool atomics_reach_devices(Machine& machine);

// Places the BARs that have no address, in the hole that the boot loader's memory map leaves below 4 GiB.
Result<u32> assign_bars(Machine& machine);

// The one machine; filled in by kernel_main() before the first test runs.
Machine& machine();
