// SPDX-License-Identifier: MIT
#include "drivers/pci/bus.hpp"

#include <new>

namespace {
constexpr u8 devices_per_bus = 32, functions_per_device = 8;
}

void pci::put(Sink sink, Address a)
{
    auto hex2 = [&](u8 byte) {
        char digits[2] = {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
        sink({digits, 2});
    };
    hex2(a.bus);
    sink(":");
    hex2(a.device);
    sink(".");
    ::put(sink, u64{a.function});
}

Status pci::Bus::enumerate(ConfigSpace& space)
{
    size_ = 0;
    findings_size_ = 0;
    scan_bus(space, 0);
    // scan_bus() appends what it finds, so this loop also comes to bridges behind bridges. A secondary bus number is
    // larger than its bridge's own, or the walk could turn in circles.
    for (size_t n = 0; n < size_; ++n) {
        Function const& f = functions()[n];
        if (!f.is_bridge())
            continue;
        u8 secondary = f.config.in(secondary_bus);
        if (secondary > f.address().bus)
            scan_bus(space, secondary);
        else
            note(f.address(), {Side::firmware, "secondary bus number of a bridge", "above its own bus", secondary,
                               "PCI-to-PCI Bridge 1.2 3.2.5.3"});
    }
    if (size_ == 0)
        return Error{Side::host, "PCI functions on bus 0", "at least a host bridge", "none", "PCI 3.0 3.2.2.3.2"};
    return {};
}

pci::Function const* pci::Bus::bridge_to(u8 bus) const
{
    for (Function const& f : functions())
        if (f.is_bridge() && bus != 0 && f.config.in(secondary_bus) == bus)
            return &f;
    return nullptr;
}

void pci::Bus::scan_bus(ConfigSpace& space, u8 bus)
{
    for (u8 device = 0; device < devices_per_bus; ++device) {
        Address first{bus, device, 0};
        Access access(space, first);
        if (access.in(vendor_id) == no_vendor)
            continue;
        bool has_more = IsMultiFunction::get(access.in(header_type)) != 0;
        for (u8 function = 0; function < (has_more ? functions_per_device : 1); ++function)
            scan_function(space, {bus, device, function});
    }
}

void pci::Bus::scan_function(ConfigSpace& space, Address address)
{
    Access access(space, address);
    u16 vendor = access.in(vendor_id);
    if (vendor == no_vendor)
        return;
    for (Function const& known : functions())
        if (known.address() == address)
            return note(address, {Side::firmware, "bus number behind two bridges", "one", address.bus});
    if (size_ == capacity)
        return note(address, {Side::guest, "PCI functions", Value::of(capacity, "at most"), "more"});

    auto* f = new (storage_ + size_ * sizeof(Function)) Function{
        .config = access,
        .vendor = vendor,
        .device = access.in(device_id),
        .class_code = access.in(pci::class_code),
        .revision = access.in(revision_id),
        .layout = HeaderLayout::get(access.in(header_type)),
        .interrupt_line = access.in(pci::interrupt_line),
        .interrupt_pin = access.in(pci::interrupt_pin),
    };
    ++size_;
    for (unsigned n = 0; n < f->bar_count();) {
        auto bar = read_bar(access, n, f->bar_count());
        if (!bar) {
            note(address, bar.error());
            ++n;
            continue;
        }
        f->bars[n] = *bar;
        n += bar->registers();
    }
}

void pci::Bus::note(Address address, Error const& error)
{
    if (findings_size_ < findings_.size())
        findings_[findings_size_++] = {address, error};
}
