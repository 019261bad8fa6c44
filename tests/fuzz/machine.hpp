// SPDX-License-Identifier: MIT
// A machine below the AML of a fuzz target: registers hold what was written to them, and before that what `pattern`
// says.
#pragma once

#include "acpi/aml/evaluator.hpp"
#include "acpi/bytes.hpp"
#include "tests/fuzz/target.hpp"

#include <map>

namespace acpi::fuzz {

// Of a target whose first table says it: its OEM revision, ACPI 6.5 5.2.6.
inline u32 pattern_of(Bytes const& table) { return load<u32>(table, 24); }

class Machine final : public aml::Platform {
public:
    // 0: every register starts as zero, and the global lock is free. Others: any value, and an odd one means that
    // somebody has the lock.
    explicit Machine(u32 pattern) : pattern_(pattern) {}

    // To be found by LoadTable() and DataTableRegion().
    std::vector<Sdt> tables;

    Result<u64> read(aml::RegionAccess const& access) override;
    Status write(aml::RegionAccess const& access, u64 value) override;
    std::optional<Sdt> find_table(Signature signature, std::string_view oem_id, std::string_view oem_table_id) override;
    bool acquire_global_lock() override;
    void release_global_lock() override;
    void debug(aml::Object const& object) override;
    bool is_global_lock_held() const { return global_lock_ > 0; }
    u64 timer() override { return ticks_ += 1000; }

private:
    // Space, address and PCI function.
    using Place = std::pair<u64, u64>;
    static Place place(aml::RegionAccess const& access, unsigned byte);

    std::map<Place, u8> written_;
    u32 pattern_;
    u64 ticks_ = 0;
    u32 global_lock_ = 0;
};

// Uses all that can be asked of a value, `depth` packages deep.
void look_at(aml::Object const& object, unsigned depth = 3);

} // namespace acpi::fuzz
