// SPDX-License-Identifier: MIT
#include "drivers/qxl/machine/binding.hpp"

#include "kernel/machine/interrupt_line.hpp"
#include "kernel/machine/irq.hpp"
#include "kernel/machine/paging.hpp"
#include "kernel/machine/x86.hpp"

namespace {
constexpr u16 vendor_red_hat = 0x1b36, device_qxl = 0x0100;
constexpr u16 class_vga = 0x0300;
constexpr unsigned ram_bar = 0, vram_bar = 1, rom_bar = 2, io_bar = 3, vram64_bar = 4;

Result<std::span<u8>> map_bar(pci::Function const& f, unsigned n, char const* what)
{
    pci::Bar const& bar = f.bars[n];
    if (!bar.is_memory())
        return Error{Side::device, what, "a memory BAR", to_text(bar.kind).data(),
                     "QEMU hw/display/qxl.c, PCI 3.0 6.2.5"};
    if (!bar.is_assigned())
        return Error{Side::firmware, what, "an assigned address", bar.address, "PCI 3.0 6.2.5"};
    return paging::map(Phys{bar.address}, bar.size);
}
} // namespace

bool qxl::is_qxl(pci::Function const& f) { return f.vendor == vendor_red_hat && f.device == device_qxl; }

pci::Function* qxl::find(pci::Bus& bus, unsigned index)
{
    for (pci::Function& f : bus.functions())
        if (is_qxl(f) && index-- == 0)
            return &f;
    return nullptr;
}

unsigned qxl::count(pci::Bus const& bus)
{
    unsigned n = 0;
    for (pci::Function const& f : bus.functions())
        n += is_qxl(f);
    return n;
}

void qxl::MachinePortIo::write8(u8 port, u8 value)
{
    ++writes_;
    ++by_port_[port % by_port_.size()];
    x86::out<u8>(static_cast<u16>(base_ + port), value);
}

bool qxl::Binding::handle(void* self) { return (*static_cast<Binding*>(self)->device_)->interrupt(); }

Status qxl::Binding::open(Machine& machine, unsigned index, Report& report, OpenOptions const& options)
{
    pci::Bus& bus = *TRY(machine.pci.get());
    ASSERT(!device_);
    report_ = &report;
    function_ = find(bus, index);
    if (function_ == nullptr)
        return Error{Side::unsupported, "QXL functions (PCI 1b36:0100)", Value::of(index + 1, "at least"),
                     Value::of(count(bus), "found"), "QEMU: -device qxl-vga or -device qxl"};
    pci::Function const& f = *function_;
    auto ram = TRY(map_bar(f, ram_bar, "QXL BAR0 (RAM)"));
    auto vram = TRY(map_bar(f, vram_bar, "QXL BAR1 (VRAM)"));
    auto rom = TRY(map_bar(f, rom_bar, "QXL BAR2 (ROM)"));
    std::span<u8> vram64;
    if (f.bars[vram64_bar].is_memory())
        vram64 = TRY(map_bar(f, vram64_bar, "QXL BAR4 (64-bit VRAM)"));
    if (f.bars[io_bar].kind != pci::Bar::Kind::io || !f.bars[io_bar].is_assigned())
        return Error{Side::firmware, "QXL BAR3 (I/O)", "an assigned I/O BAR", f.bars[io_bar].address, "PCI 3.0 6.2.5"};
    io_.emplace(static_cast<u16>(f.bars[io_bar].address));

    namespace bit = pci::command_bit;
    u16 wanted = static_cast<u16>((f.config.in(pci::command) | bit::io | bit::memory) & ~bit::interrupt_disable);
    f.config.out(pci::command, wanted);
    InterruptLine line = find_interrupt_line(machine, f);
    if (!line.tables)
        report.detail("fallback device={} interrupt line {} is that of the register: {}", index, f.interrupt_line,
                      line.tables.error());
    bool const has_line = line.number != InterruptLine::none;
    // The other one of the two inputs that PCI functions of a PC have.
    if (machine.options.fault == Break::wrong_interrupt)
        line.number = line.number == 11 ? 10 : 11;
    Resources const resources{
        .ram = ram,
        .vram = vram,
        .vram64 = vram64,
        .rom = rom,
        .ram_at = Phys{f.bars[ram_bar].address},
        .vram_at = Phys{f.bars[vram_bar].address},
        .vram64_at = Phys{f.bars[vram64_bar].address},
        .io = *io_,
        .revision = f.revision,
        .is_vga = f.class_code == class_vga,
        .index = index,
        .atomics_reach_device = atomics_reach_devices(machine),
        .interrupts = has_line,
    };
    device_.emplace(TRY(Device::open(resources, options)));
    if (!has_line) {
        report.detail("fallback device={} waits poll: interrupt pin {}, line {}", index, f.interrupt_pin,
                      f.interrupt_line);
        return {};
    }
    TRY(irq::attach(line.number, true, handle, this));
    line_ = line.number;
    (*device_)->enable_interrupts();
    return {};
}

qxl::Binding::~Binding()
{
    if (auto status = close(); !status)
        report_->detail("device={} not closed: {}", function_->address(), status.error());
}

Status qxl::Binding::close()
{
    if (!device_)
        return {};
    Device& device = **device_;
    auto leaks = device.close();
    if (line_ != no_line) {
        irq::detach(line_, handle, this);
        line_ = no_line;
    }
    for (unsigned bar : Device::bars) {
        if (bar == vram64_bar && !device.has_bar4())
            continue;
        HeapCounters const& c = device.heap(bar).counters();
        report_->memory(device.index(), bar, c.allocated, c.released, c.live_bytes());
    }
    device_.reset();
    if (!leaks)
        return leaks.error();
    return {};
}
