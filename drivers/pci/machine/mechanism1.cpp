// SPDX-License-Identifier: MIT
#include "drivers/pci/machine/mechanism1.hpp"

#include "kernel/machine/ports.hpp"

namespace {
constexpr u16 config_address = 0xcf8, config_data = 0xcfc;
constexpr u32 enable = u32{1} << 31;

void select(pci::Address a, u16 offset)
{
    x86::out<u32>(config_address,
                  enable | u32{a.bus} << 16 | u32{a.device} << 11 | u32{a.function} << 8 | (offset & 0xfcu));
}
} // namespace

u32 pci::Mechanism1::read(Address address, u16 offset)
{
    select(address, offset);
    return x86::in<u32>(config_data);
}

void pci::Mechanism1::write(Address address, u16 offset, u32 value)
{
    select(address, offset);
    x86::out<u32>(config_data, value);
}

void pci::Mechanism1::write_part(Address address, u16 offset, u32 value, unsigned bytes)
{
    select(address, offset);
    u16 port = static_cast<u16>(config_data + (offset & 3));
    if (bytes == 1)
        x86::out<u8>(port, static_cast<u8>(value));
    else if (bytes == 2)
        x86::out<u16>(port, static_cast<u16>(value));
    else
        x86::out<u32>(port, value);
}
