// SPDX-License-Identifier: MIT
// Every function of the machine, bridges included, with its BARs.
#pragma once

#include "drivers/pci/bar.hpp"

#include <array>
#include <span>

namespace pci {

struct Function {
    Access config;
    u16 vendor, device, class_code;
    u8 revision, layout, interrupt_line, interrupt_pin;
    // By register number; the register behind a 64-bit BAR is Kind::none.
    std::array<Bar, 6> bars{};

    Address address() const { return config.address(); }
    bool is_bridge() const { return layout == header_bridge; }
    unsigned bar_count() const { return layout == header_general ? 6 : layout == header_bridge ? 2 : 0; }
};

// What could not be read of one function; the others are listed all the same.
struct BusFinding {
    Address address;
    Error error;
};

class Bus {
public:
    static constexpr size_t capacity = 128;

    // Walks bus 0 and every bus behind a bridge. Fails when there is no function at all.
    Status enumerate(ConfigSpace& space);

    std::span<Function> functions() { return {reinterpret_cast<Function*>(storage_), size_}; }
    std::span<Function const> functions() const { return {reinterpret_cast<Function const*>(storage_), size_}; }
    std::span<BusFinding const> findings() const { return std::span(findings_).first(findings_size_); }
    // The bridge whose secondary bus is `bus`, or nullptr for bus 0.
    Function const* bridge_to(u8 bus) const;

private:
    void scan_bus(ConfigSpace& space, u8 bus);
    void scan_function(ConfigSpace& space, Address address);
    void note(Address address, Error const& error);

    alignas(Function) std::byte storage_[capacity * sizeof(Function)];
    size_t size_ = 0;
    std::array<BusFinding, 16> findings_{};
    size_t findings_size_ = 0;
};

} // namespace pci
