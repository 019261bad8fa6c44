// SPDX-License-Identifier: MIT
#include "acpi/machine/aml_platform.hpp"

#include "acpi/machine/by_width.hpp"
#include "acpi/machine/registers.hpp"
#include "kernel/machine/page_allocator.hpp"
#include "kernel/machine/paging.hpp"
#include "kernel/machine/x86.hpp"

#include <algorithm>

namespace acpi {
namespace {

using aml::RegionAccess;
using aml::RegionSpace;

constexpr auto source = "ACPI 6.5 5.5.2.4";
// Firmware holds the lock for the time of an SMI.
constexpr Duration global_lock_limit = 100_ms;

Error unsupported_width(RegionAccess const& access)
{
    return {Side::firmware, "bytes of one access", "4 at most", access.width_bytes, source};
}

template <class T> T volatile& at(std::span<u8> bytes) { return *reinterpret_cast<T volatile*>(bytes.data()); }

Result<u16> port_of(RegionAccess const& access)
{
    if (access.width_bytes > 4)
        return unsupported_width(access);
    if (!contains(0x1'0000, access.address, access.width_bytes))
        return Error{Side::firmware, "I/O port of an operation region", "0xffff at most", access.address, source};
    return static_cast<u16>(access.address);
}

} // namespace

Status AmlPlatform::open_global_lock(Fadt const& fadt)
{
    if (fadt.has(Fadt::hw_reduced_acpi))
        return {};
    Facs const facs = TRY(tables_.facs());
    auto const bytes = TRY(paging::map(facs.address, facs.length));
    pm1_ = TRY(Pm1::open(machine_registers(), fadt));
    // A FACS is aligned to 64 bytes.
    global_lock_.emplace(*reinterpret_cast<u32*>(bytes.data() + GlobalLock::offset));
    return {};
}

Result<std::span<u8>> AmlPlatform::memory(RegionAccess const& access) const
{
    constexpr u64 ours_begin = MiB; // below are the BIOS's areas, inside RAM that the map calls usable
    if (!contains(~u64{0}, access.address, access.width_bytes))
        return Error{Side::firmware, "end of an access to memory", ~u64{0}, access.address, source};
    auto touches = [&](u64 begin, u64 end) {
        return access.address < end && begin < access.address + access.width_bytes;
    };
    bool is_ours = false;
    for (MemoryRegion const& region : boot_.memory())
        if (region.type == MemoryRegion::usable && region.end() > ours_begin)
            is_ours |= touches(std::max(region.base, ours_begin), region.end());
    if (auto const trampoline = page_allocator::low_page())
        is_ours |= touches(raw(*trampoline), raw(*trampoline) + page_size);
    if (is_ours)
        return Error{Side::firmware, "address of a SystemMemory region", "memory that is not the OS's", access.address,
                     "ACPI 6.5 15.4"};
    return paging::map(Phys{access.address}, access.width_bytes);
}

Result<pci::Address> AmlPlatform::function(RegionAccess const& access) const
{
    if (access.width_bytes > 4)
        return unsupported_width(access);
    if (access.pci_segment != 0 || !contains(pci::header_bytes, access.address, access.width_bytes))
        return Error{Side::unsupported, "PCI_Config region", "segment 0, below offset 256",
                     access.pci_segment != 0 ? Value(access.pci_segment) : Value(access.address), "PCI 3.0 3.2.2.3.2"};
    if (access.address % access.width_bytes != 0)
        return Error{Side::firmware, "offset of a PCI_Config access", "a multiple of its width", access.address,
                     source};
    return pci::Address{access.pci_bus, access.pci_device, access.pci_function};
}

Result<u64> AmlPlatform::read(RegionAccess const& from)
{
    switch (from.space) {
    case RegionSpace::system_memory: {
        auto const bytes = TRY(memory(from));
        return by_width<8>(from.width_bytes, [&]<class T>(T) -> u64 { return at<T>(bytes); });
    }
    case RegionSpace::system_io: {
        u16 const port = TRY(port_of(from));
        return by_width<4>(from.width_bytes, [&]<class T>(T) -> u64 { return x86::in<T>(port); });
    }
    case RegionSpace::pci_config:
        break;
    }
    auto const where = TRY(function(from));
    return u64{config_.read(where, static_cast<u16>(from.address & ~u64{3})) >> 8 * (from.address & 3)};
}

Status AmlPlatform::write(RegionAccess const& to, u64 value)
{
    switch (to.space) {
    case RegionSpace::system_memory: {
        auto const bytes = TRY(memory(to));
        by_width<8>(to.width_bytes, [&]<class T>(T) { at<T>(bytes) = static_cast<T>(value); });
        return {};
    }
    case RegionSpace::system_io: {
        u16 const port = TRY(port_of(to));
        by_width<4>(to.width_bytes, [&]<class T>(T) { x86::out<T>(port, static_cast<T>(value)); });
        return {};
    }
    case RegionSpace::pci_config:
        break;
    }
    auto const where = TRY(function(to));
    config_.write_part(where, static_cast<u16>(to.address), static_cast<u32>(value), to.width_bytes);
    return {};
}

std::optional<Sdt> AmlPlatform::find_table(Signature signature, std::string_view oem_id, std::string_view oem_table_id)
{
    // ACPI 6.5 5.2.6: fields of fixed length, padded with zeroes.
    auto matches = [](std::span<u8 const> field, std::string_view text) {
        for (size_t i = 0; i < field.size(); ++i)
            if (field[i] != (i < text.size() ? static_cast<u8>(text[i]) : 0))
                return false;
        return text.size() <= field.size();
    };
    for (Tables::Entry const& entry : tables_.entries())
        if (entry.is_good && entry.signature == signature &&
            (oem_id.empty() || matches(entry.table.bytes().subspan(10, 6), oem_id)) &&
            (oem_table_id.empty() || matches(entry.table.bytes().subspan(16, 8), oem_table_id)))
            return entry.table;
    return {};
}

bool AmlPlatform::acquire_global_lock()
{
    if (lock_depth_ == 0 && global_lock_ && !wait_until(global_lock_limit, [&] { return global_lock_->acquire(); }))
        return false;
    ++lock_depth_;
    return true;
}

void AmlPlatform::release_global_lock()
{
    ASSERT(lock_depth_ > 0);
    if (--lock_depth_ == 0 && global_lock_ && global_lock_->release())
        pm1_->release_global_lock();
}

AmlPlatform::Line* AmlPlatform::next_line()
{
    if (line_count_ == lines_.size()) {
        ++lines_dropped_;
        return nullptr;
    }
    Line& line = lines_[line_count_++];
    line.clear();
    return &line;
}

void AmlPlatform::notify(aml::NodeId node, u64 value)
{
    Line* line = next_line();
    if (line == nullptr)
        return;
    format(line->sink(), "notify ");
    names_.put_path(line->sink(), node);
    format(line->sink(), " {}", hex(value));
}

void AmlPlatform::fatal(u8 type, u32 code, u64 argument)
{
    if (Line* line = next_line())
        format(line->sink(), "fatal type={} code={} argument={}", hex(type), hex(code), hex(argument));
}

void AmlPlatform::debug(aml::Object const& object)
{
    Line* line = next_line();
    if (line == nullptr)
        return;
    format(line->sink(), "debug ");
    if (object.is(aml::ObjectType::integer))
        format(line->sink(), "{}", hex(object.integer()));
    else if (object.is(aml::ObjectType::string))
        for (u8 c : object.bytes())
            format(line->sink(), "{}",
                   std::string_view(c >= ' ' && c <= '~' ? reinterpret_cast<char const*>(&c) : "?", 1));
    else
        format(line->sink(), "{}", name_of(object.type()));
}

void AmlPlatform::wait_us(u64 us)
{
    constexpr u64 ns_per_us = 1000;
    // The evaluator bounds the sum.
    [[maybe_unused]] bool const never = wait_until({us * ns_per_us}, [] { return false; });
}

u64 AmlPlatform::timer()
{
    constexpr u64 unit_ns = 100;
    return now().ns / unit_ns;
}

void AmlPlatform::report(Report& report)
{
    for (Line const& line : std::span(lines_).first(line_count_))
        report.detail("aml {}", line);
    if (lines_dropped_ > 0)
        report.detail("aml and {} lines more", lines_dropped_);
    line_count_ = 0;
    lines_dropped_ = 0;
}

} // namespace acpi
