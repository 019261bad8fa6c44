// SPDX-License-Identifier: MIT
#include "kernel/machine/boot_info.hpp"

#include <algorithm>
#include <cstring>

namespace {
constexpr u32 multiboot1_magic = 0x2badb002, multiboot2_magic = 0x36d76289;

struct Info1 {
    u32 flags, mem_lower, mem_upper, boot_device, cmdline, mods_count, mods_addr, syms[4], mmap_length, mmap_addr,
        drives_length, drives_addr, config_table, boot_loader_name;
};
constexpr u32 has_cmdline = 1 << 2, has_mmap = 1 << 6, has_loader_name = 1 << 9;

struct [[gnu::packed]] Entry1 {
    u32 size; // of what follows
    u64 base, length;
    u32 type;
};
static_assert(sizeof(Entry1) == 24);

struct Tag2 {
    u32 type, size;
};
constexpr u32 tag_end = 0, tag_cmdline = 1, tag_loader = 2, tag_mmap = 6, tag_efi32 = 11, tag_efi64 = 12,
              tag_rsdp1 = 14, tag_rsdp2 = 15;

// The loader's memory is identity-mapped; what it points to is data, so lengths are checked before use.
template <class T> T at(u64 address)
{
    T value;
    std::memcpy(&value, reinterpret_cast<void const*>(address), sizeof value);
    return value;
}

std::string_view text_at(u64 address, size_t limit)
{
    auto const* text = reinterpret_cast<char const*>(address);
    size_t n = 0;
    while (n < limit && text[n] != '\0')
        ++n;
    return {text, n};
}
} // namespace

Status BootInfo::read(u32 magic, u32 info, BootInfo& result)
{
    if (magic == multiboot1_magic)
        return result.read_multiboot1(info);
    if (magic == multiboot2_magic)
        return result.read_multiboot2(info);
    return Error{Side::host, "boot loader magic in EAX", multiboot2_magic, magic, "Multiboot2 2.0 3.5"};
}

Status BootInfo::read_multiboot1(u32 info)
{
    auto header = at<Info1>(info);
    if (header.flags & has_cmdline)
        TRY(append(text_at(header.cmdline, line_.size() + 1)));
    if (header.flags & has_loader_name)
        set_loader(text_at(header.boot_loader_name, loader_.size()));
    if (!(header.flags & has_mmap))
        return Error{Side::host, "memory map from the boot loader", "flag 6", header.flags, "Multiboot 0.6.96 3.3"};
    for (u32 offset = 0; offset < header.mmap_length;) {
        if (header.mmap_length - offset < sizeof(Entry1))
            return Error{Side::host, "memory map entry", sizeof(Entry1), header.mmap_length - offset,
                         "Multiboot 0.6.96 3.3"};
        auto entry = at<Entry1>(u64{header.mmap_addr} + offset);
        if (entry.size < sizeof entry - sizeof entry.size || entry.size > 4096)
            return Error{Side::host, "memory map entry size", 20, entry.size, "Multiboot 0.6.96 3.3"};
        TRY(add_region({entry.base, entry.length, entry.type}));
        offset += entry.size + static_cast<u32>(sizeof entry.size);
    }
    return {};
}

Status BootInfo::read_multiboot2(u32 info)
{
    is_multiboot2_ = true;
    u32 total = at<u32>(info);
    for (u32 offset = 8; contains(total, offset, sizeof(Tag2));) {
        auto tag = at<Tag2>(u64{info} + offset);
        if (tag.size < sizeof tag || !contains(total, offset, tag.size))
            return Error{Side::host, "Multiboot 2 tag size", sizeof tag, tag.size, "Multiboot2 2.0 3.6.1", offset};
        u64 body = u64{info} + offset + sizeof tag;
        u32 size = tag.size - static_cast<u32>(sizeof tag);
        if (tag.type == tag_end)
            return {};
        if (tag.type == tag_cmdline)
            TRY(append(text_at(body, size)));
        if (tag.type == tag_loader)
            set_loader(text_at(body, size));
        if (tag.type == tag_mmap && size >= 8) {
            u32 entry_size = at<u32>(body);
            if (entry_size < 24)
                return Error{Side::host, "Multiboot 2 memory map entry size", 24, entry_size, "Multiboot2 2.0 3.6.8"};
            for (u32 e = 8; contains(size, e, entry_size); e += entry_size)
                TRY(add_region({at<u64>(body + e), at<u64>(body + e + 8), at<u32>(body + e + 16)}));
        }
        if (tag.type == tag_efi32 || tag.type == tag_efi64)
            is_uefi_ = true;
        // The newer copy wins whatever the order of the tags.
        if ((tag.type == tag_rsdp1 && rsdp_size_ == 0) || tag.type == tag_rsdp2) {
            rsdp_size_ = std::min<size_t>(size, rsdp_.size());
            std::memcpy(rsdp_.data(), reinterpret_cast<void const*>(body), rsdp_size_);
        }
        offset = static_cast<u32>(align_up(offset + tag.size, 8));
    }
    return Error{Side::host, "Multiboot 2 information", "an end tag", "none", "Multiboot2 2.0 3.6.2"};
}

Status BootInfo::append(std::string_view words)
{
    bool needs_blank = line_size_ != 0;
    if (words.size() + needs_blank > line_.size() - line_size_)
        return Error{Side::host, "command line", Value::of(line_.size(), "characters at most"),
                     Value::of(line_size_ + words.size(), "characters")};
    if (needs_blank)
        line_[line_size_++] = ' ';
    std::copy(words.begin(), words.end(), line_.begin() + static_cast<std::ptrdiff_t>(line_size_));
    line_size_ += words.size();
    return {};
}

Status BootInfo::add_region(MemoryRegion region)
{
    if (memory_size_ == memory_.size())
        return Error{Side::host, "memory map", Value::of(memory_.size(), "entries at most"), "more"};
    if (region.length != 0 && region.base + region.length > region.base)
        memory_[memory_size_++] = region;
    return {};
}

void BootInfo::set_loader(std::string_view name)
{
    for (char c : name.substr(0, loader_.size()))
        loader_[loader_size_++] = c > ' ' && c < 0x7f ? c : '_';
}

u64 BootInfo::usable_bytes() const
{
    u64 sum = 0;
    for (MemoryRegion const& region : memory())
        if (region.type == MemoryRegion::usable)
            sum += region.length;
    return sum;
}
