// SPDX-License-Identifier: MIT
#include "acpi/machine/registers.hpp"

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

// Calls `access` with a value of the type that is as wide as the register.
template <class Access> auto by_width(unsigned width_bytes, Access&& access)
{
    switch (width_bytes) {
    case 1:
        return access(u8{});
    case 2:
        return access(u16{});
    default:
        return access(u32{});
    }
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
        return by_width(from.width_bytes, [&]<class T>(T) -> u64 {
            if (from.space == acpi::AddressSpace::system_memory)
                return at<T>(from);
            return x86::in<T>(static_cast<u16>(from.address));
        });
    }
    void write(acpi::Register const& to, u64 value) override
    {
        by_width(to.width_bytes, [&]<class T>(T) {
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
