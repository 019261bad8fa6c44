// SPDX-License-Identifier: MIT
// PCI configuration space: addresses, registers and access. Spec: PCI Local Bus Specification 3.0, 3.2.2.3.2
// and 6.1-6.2; PCI-to-PCI Bridge Architecture Specification 1.2, 3.2.
#pragma once

#include "kernel/format.hpp"
#include "kernel/registers.hpp"

namespace pci {

struct Address {
    u8 bus = 0, device = 0, function = 0;
    constexpr bool operator==(Address const&) const = default;
};
// "00:1f.0".
void put(Sink sink, Address address);

struct Config {}; // header of every type
inline constexpr Reg<Config, u16> vendor_id{0x00};
inline constexpr Reg<Config, u16> device_id{0x02};
inline constexpr Reg<Config, u16> command{0x04};
inline constexpr Reg<Config, u16> status{0x06};
inline constexpr Reg<Config, u8> revision_id{0x08};
inline constexpr Reg<Config, u8> prog_if{0x09};
inline constexpr Reg<Config, u16> class_code{0x0a}; // base class in the high byte, sub-class in the low one
inline constexpr Reg<Config, u8> header_type{0x0e};
inline constexpr Reg<Config, u16> subsystem_vendor_id{0x2c};
inline constexpr Reg<Config, u16> subsystem_id{0x2e};
inline constexpr Reg<Config, u8> interrupt_line{0x3c};
inline constexpr Reg<Config, u8> interrupt_pin{0x3d};
// Header type 1, bridges.
inline constexpr Reg<Config, u8> primary_bus{0x18};
inline constexpr Reg<Config, u8> secondary_bus{0x19};
inline constexpr Reg<Config, u8> subordinate_bus{0x1a};
inline constexpr Reg<Config, u8> io_base{0x1c};
inline constexpr Reg<Config, u8> io_limit{0x1d};
inline constexpr Reg<Config, u16> memory_base{0x20};
inline constexpr Reg<Config, u16> memory_limit{0x22};

inline constexpr u16 bar0_offset = 0x10;
constexpr Reg<Config, u32> bar_register(unsigned n) { return {static_cast<u16>(bar0_offset + 4 * n)}; }

namespace command_bit {
inline constexpr u16 io = 1 << 0, memory = 1 << 1, bus_master = 1 << 2, interrupt_disable = 1 << 10;
}
using HeaderLayout = Field<u8, 6, 0>;
using IsMultiFunction = Field<u8, 7>;
inline constexpr u8 header_general = 0, header_bridge = 1;
inline constexpr u16 no_vendor = 0xffff;
inline constexpr u16 class_pci_bridge = 0x0604;

inline constexpr u16 header_bytes = 256;

// Reads and writes of aligned 32-bit registers; narrower ones are made of them by Access below.
class ConfigSpace {
public:
    virtual u32 read(Address address, u16 offset) = 0;
    virtual void write(Address address, u16 offset, u32 value) = 0;
    // Writes of part of a register, which do not touch its neighbours: some are cleared by writing 1.
    virtual void write_part(Address address, u16 offset, u32 value, unsigned bytes) = 0;

protected:
    ~ConfigSpace() = default;
};

// One function's registers.
class Access {
public:
    Access(ConfigSpace& space, Address address) : space_(&space), address_(address) {}

    template <Word T>
    requires(sizeof(T) <= 4) T in(Reg<Config, T> reg)
    const { return static_cast<T>(space_->read(address_, reg.offset & ~3u & 0xff) >> 8 * (reg.offset & 3)); }
    template <Word T>
    requires(sizeof(T) <= 4) void out(Reg<Config, T> reg, std::type_identity_t<T> value) const
    {
        space_->write_part(address_, reg.offset, value, sizeof(T));
    }
    u32 dword(u16 offset) const { return space_->read(address_, offset); }
    void set_dword(u16 offset, u32 value) const { space_->write(address_, offset, value); }
    Address address() const { return address_; }

private:
    ConfigSpace* space_;
    Address address_;
};

} // namespace pci
