// SPDX-License-Identifier: MIT
// The machine that the tables are of, as far as files tell: the tables at their addresses, registers that are zero
// until AML writes them (as acpiexec has them).
#pragma once

#include "acpi/aml/platform.hpp"
#include "tools/acpi-inspect/input.hpp"

#include <map>
#include <tuple>

namespace inspect {

class TableMemory final : public acpi::Memory {
public:
    explicit TableMemory(std::span<Table const> tables) : tables_(tables) {}
    Result<std::span<u8 const>> map(Phys address, u64 length) override;

private:
    std::span<Table const> tables_;
};

class Machine final : public acpi::aml::Platform {
public:
    explicit Machine(std::span<Table const> tables) : tables_(tables) {}
    Result<u64> read(acpi::aml::RegionAccess const& access) override;
    Status write(acpi::aml::RegionAccess const& access, u64 value) override;
    std::optional<acpi::Sdt> find_table(acpi::Signature signature, std::string_view oem_id,
                                        std::string_view oem_table_id) override;
    u64 timer() override { return ++ticks_; }

private:
    // Space, function of PCI_Config, address.
    using Place = std::tuple<acpi::aml::RegionSpace, u64, u64>;
    static Place place(acpi::aml::RegionAccess const& access, unsigned byte);

    std::span<Table const> tables_;
    std::map<Place, u8> bytes_;
    u64 ticks_ = 0;
};

} // namespace inspect
