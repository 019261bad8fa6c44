// SPDX-License-Identifier: MIT
// What the boot loader tells, copied out of its memory: command line, memory map, RSDP if it has one.
// Spec: Multiboot 0.6.96, 3.3; Multiboot2 2.0, 3.6.
#pragma once

#include "kernel/result.hpp"

#include <array>
#include <span>
#include <string_view>

struct MemoryRegion {
    u64 base, length;
    u32 type; // 1 is usable RAM; the others are the firmware's (ACPI 6.5, 15.4)
    static constexpr u32 usable = 1;
    u64 end() const { return base + length; }
};

class BootInfo {
public:
    // `magic` and `info` as the loader left them in EAX and EBX.
    static Status read(u32 magic, u32 info, BootInfo& result);

    std::string_view command_line() const { return {line_.data(), line_size_}; }
    std::span<MemoryRegion const> memory() const { return std::span(memory_).first(memory_size_); }
    u64 usable_bytes() const;
    // The RSDP that the loader copied (Multiboot 2), or empty.
    std::span<u8 const> rsdp() const { return std::span(rsdp_).first(rsdp_size_); }
    std::string_view loader() const { return {loader_.data(), loader_size_}; }
    bool is_multiboot2() const { return is_multiboot2_; }
    // Whether the loader found a UEFI system table: nothing else says which kind of firmware there is.
    bool is_uefi() const { return is_uefi_; }
    // More words behind the command line: those of fw_cfg.
    Status append(std::string_view words);

private:
    Status read_multiboot1(u32 info);
    Status read_multiboot2(u32 info);
    Status add_region(MemoryRegion region);
    void set_loader(std::string_view name);

    std::array<char, 1024> line_{};
    size_t line_size_ = 0;
    std::array<MemoryRegion, 128> memory_{};
    size_t memory_size_ = 0;
    std::array<u8, 36> rsdp_{};
    size_t rsdp_size_ = 0;
    std::array<char, 32> loader_{};
    size_t loader_size_ = 0;
    bool is_multiboot2_ = false, is_uefi_ = false;
};
