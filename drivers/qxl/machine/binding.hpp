// SPDX-License-Identifier: MIT
// A QXL function of the PCI bus, bound to the driver: decoding on, BARs mapped, INTx routed. Spec: PCI 3.0, 6.2.
#pragma once

#include "drivers/pci/bus.hpp"
#include "drivers/qxl/device.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/report.hpp"

#include <array>
#include <optional>

namespace qxl {

// 1b36:0100, class 0300 (qxl-vga) or 0380 (qxl).
bool is_qxl(pci::Function const& function);
// Function number `index` in bus order, or nullptr.
pci::Function* find(pci::Bus& bus, unsigned index);
unsigned count(pci::Bus const& bus);

// Does the `out` instructions of one I/O BAR, and keeps count.
class MachinePortIo final : public PortIo {
public:
    explicit MachinePortIo(u16 base) : base_(base) {}
    void write8(u8 port, u8 value) override;
    u64 writes() const { return writes_; }
    // Exits of the virtual machine that one port was worth.
    u64 writes(wire::Port port) const { return by_port_[static_cast<u8>(port)]; }

private:
    u16 base_;
    u64 writes_ = 0;
    std::array<u64, 32> by_port_{};
};

// Owns the device, its handler on the interrupt line and its share of the report's memory totals. Lives in place:
// interrupts and the driver point into it.
class Binding {
public:
    Binding() = default;
    Binding(Binding const&) = delete;
    Binding& operator=(Binding const&) = delete;
    // close(), for a test that ends early; what goes wrong then is a detail of the report.
    ~Binding();

    // Opens function number `index`. Fails with Side::unsupported when there are not that many. `report` gets the
    // ledger's totals when the binding is closed, and is told when waits have to poll instead of taking interrupts.
    Status open(Machine& machine, unsigned index, Report& report, OpenOptions const& options = {});
    // Closes the device and adds its ledger to the report's memory totals.
    Status close();

    bool is_open() const { return device_.has_value(); }
    Device& operator*() { return **device_; }
    Device const& operator*() const { return **device_; }
    Device* operator->() { return &**device_; }
    pci::Function const& function() const { return *function_; }
    MachinePortIo const& port_io() const { return *io_; }
    bool takes_interrupts() const { return line_ != no_line; }
    // Of the 8259A, when it takes interrupts.
    u8 interrupt_line() const { return line_; }

private:
    static constexpr u8 no_line = 0xff;
    static bool handle(void* self);

    pci::Function* function_ = nullptr;
    Report* report_ = nullptr;
    std::optional<MachinePortIo> io_;
    std::optional<DeviceHandle> device_;
    u8 line_ = no_line;
};

} // namespace qxl
