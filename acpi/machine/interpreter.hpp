// SPDX-License-Identifier: MIT
// This machine's definition blocks: loaded once, started once, and evaluated by whoever needs an answer. Lies in place.
#pragma once

#include "acpi/machine/aml_platform.hpp"
#include "acpi/pci_routing.hpp"
#include "acpi/sleep_methods.hpp"
#include "acpi/start_up.hpp"

namespace acpi {

class Interpreter {
public:
    Interpreter() = default;
    Interpreter(Interpreter const&) = delete;
    Interpreter& operator=(Interpreter const&) = delete;

    // Loads the blocks and runs what an OS runs first, for the 8259A. Fails without a DSDT; what is bad in a block is a
    // finding of the namespace, what failed of the rest is in started(). Borrows all.
    Status start(Tables const& tables, Fadt const& fadt, BootInfo const& boot, pci::ConfigSpace& config);

    aml::Namespace& names() { return *names_; }
    aml::Evaluator& evaluator() { return *evaluator_; }
    EvaluatedSleepMethods& sleep_methods() { return *sleep_methods_; }
    // Without a host bridge, or with one that cannot be read, the Error.
    Result<PciRouting*> routing();

    StartUp const& started() const { return started_; }
    // Why fields with Lock and \_GL have no global lock to take; ok where they have, or where there is none.
    Status const& global_lock() const { return global_lock_; }
    Duration load_time() const { return load_time_; }
    Duration start_time() const { return start_time_; }
    // Of namespace, evaluator and routing tables.
    u64 memory_bytes() const;
    // What AML said since the last call, and where a sleep's control method failed, a detail each.
    void report(Report& report);

private:
    std::optional<aml::Namespace> names_;
    std::optional<AmlPlatform> platform_;
    std::optional<aml::Evaluator> evaluator_;
    std::optional<EvaluatedSleepMethods> sleep_methods_;
    std::optional<PciRouting> routing_;
    Status routing_status_;
    Status global_lock_;
    StartUp started_;
    Duration load_time_, start_time_;
};

} // namespace acpi
