// SPDX-License-Identifier: MIT
#include "acpi/machine/registers.hpp"

#include "acpi/machine/by_width.hpp"
#include "kernel/machine/paging.hpp"
#include "kernel/machine/x86.hpp"

namespace {

template <class T> T volatile& at(acpi::Register const& where)
{
    // open() has mapped it; pages stay mapped.
    auto bytes = paging::map(Phys{where.address}, sizeof(T));
    ASSERT(bytes.has_value());
    return *reinterpret_cast<T volatile*>(bytes->data());
}

class MachineRegisters final : public acpi::Registers {
public:
    Status open(acpi::Register const& where) override
    {
        if (where.space == acpi::AddressSpace::system_memory)
            TRY(paging::map(Phys{where.address}, where.width_bytes));
        return {};
    }
    u64 read(acpi::Register const& from) override
    {
        return acpi::by_width<4>(from.width_bytes, [&]<class T>(T) -> u64 {
            if (from.space == acpi::AddressSpace::system_memory)
                return at<T>(from);
            return x86::in<T>(static_cast<u16>(from.address));
        });
    }
    void write(acpi::Register const& to, u64 value) override
    {
        acpi::by_width<4>(to.width_bytes, [&]<class T>(T) {
            if (to.space == acpi::AddressSpace::system_memory)
                at<T>(to) = static_cast<T>(value);
            else
                x86::out<T>(static_cast<u16>(to.address), static_cast<T>(value));
        });
    }
    void flush_caches() override { x86::wbinvd(); }
};

constinit MachineRegisters the_registers{};

} // namespace

acpi::Registers& acpi::machine_registers() { return the_registers; }
