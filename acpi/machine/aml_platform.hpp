// SPDX-License-Identifier: MIT
// This machine as AML reaches it: memory, ports and configuration space, the global lock, the clock.
// Spec: ACPI 6.5 5.5.2.4 (operation regions), 5.2.10.1 (global lock).
#pragma once

#include "acpi/aml/namespace.hpp"
#include "acpi/aml/platform.hpp"
#include "acpi/global_lock.hpp"
#include "acpi/pm1.hpp"
#include "drivers/pci/config.hpp"
#include "kernel/machine/boot_info.hpp"
#include "kernel/report.hpp"

namespace acpi {

class AmlPlatform final : public aml::Platform {
public:
    // Borrows all.
    AmlPlatform(aml::Namespace const& names, Tables const& tables, BootInfo const& boot, pci::ConfigSpace& config)
        : names_(names), tables_(tables), boot_(boot), config_(config)
    {
    }
    // Finds the global lock. Without a call there is none, as on hardware-reduced platforms.
    Status open_global_lock(Fadt const& fadt);

    Result<u64> read(aml::RegionAccess const& from) override;
    Status write(aml::RegionAccess const& to, u64 value) override;
    std::optional<Sdt> find_table(Signature signature, std::string_view oem_id, std::string_view oem_table_id) override;
    bool acquire_global_lock() override;
    void release_global_lock() override;
    void notify(aml::NodeId node, u64 value) override;
    void fatal(u8 type, u32 code, u64 argument) override;
    void debug(aml::Object const& object) override;
    void wait_us(u64 us) override;
    u64 timer() override;

    // What AML said since the last call, a detail each. Not printed at once: AML also runs around a sleep, where the
    // serial port may not.
    void report(Report& report);

private:
    using Line = FixedText<128>;

    // Where AML may read and write: not in the RAM that is ours. Its own is reserved in the memory map.
    Result<std::span<u8>> memory(aml::RegionAccess const& access) const;
    Result<pci::Address> function(aml::RegionAccess const& access) const;
    Line* next_line();

    aml::Namespace const& names_;
    Tables const& tables_;
    BootInfo const& boot_;
    pci::ConfigSpace& config_;
    std::optional<GlobalLock> global_lock_;
    std::optional<Pm1> pm1_; // with the lock
    unsigned lock_depth_ = 0;
    std::array<Line, 32> lines_;
    size_t line_count_ = 0;
    u32 lines_dropped_ = 0;
};

} // namespace acpi
