// SPDX-License-Identifier: MIT
// Resource descriptors: the byte streams of _CRS, _PRS and _SRS, as far as interrupts are in them.
// Spec: ACPI 6.5 6.4.1 (lists), 6.4.2 (small items), 6.4.3 (large items), 6.4.2.1 (IRQ), 6.4.3.6 (extended interrupt).
#pragma once

#include "kernel/result.hpp"

#include <array>
#include <optional>
#include <span>

namespace acpi {

// How an interrupt request is signalled. The default is that of an IRQ descriptor without flags (6.4.2.1), as on ISA.
struct InterruptMode {
    bool is_level = false;
    bool is_active_low = false;
    bool is_shared = false;
    constexpr bool operator==(InterruptMode const&) const = default;
};
// PCI 3.0 2.2.6: INTA# to INTD#.
inline constexpr InterruptMode intx_mode{true, true, true};

// One item of a resource list.
struct ResourceItem {
    // Values of ACPI 6.5 tables 6.22 and 6.40: small items by name alone, large ones with bit 7.
    enum Kind : u8 { irq = 0x04, end_tag = 0x0f, extended_interrupt = 0x89 };

    u8 kind = end_tag;
    u32 offset = 0;           // of its tag, in the list
    std::span<u8 const> body; // behind tag and length
};

// Walks a list up to its end tag.
class ResourceList {
public:
    explicit ResourceList(std::span<u8 const> bytes) : bytes_(bytes) {}
    // Nothing at the end tag. Fails where an item, or the end tag, is not whole.
    Result<std::optional<ResourceItem>> next();

private:
    std::span<u8 const> bytes_;
    size_t at_ = 0;
};

// The interrupts of one item: those that are set (_CRS), or those to choose from (_PRS).
class InterruptItem {
public:
    // Nothing for an item of another kind.
    static Result<std::optional<InterruptItem>> decode(ResourceItem const& item);

    u32 count() const { return count_; }
    u32 number(u32 index) const; // index < count()
    bool has(u32 number) const;
    InterruptMode mode() const { return mode_; }

    // A list for _SRS with this kind of item and `number` alone in it (6.2.16: the format of _CRS).
    static constexpr size_t most_bytes = 11;
    struct List {
        std::array<u8, most_bytes> storage{};
        size_t size = 0;
        std::span<u8 const> bytes() const { return std::span(storage).first(size); }
    };
    List with_only(u32 number) const;

private:
    std::span<u8 const> numbers_; // extended: four bytes each
    u32 mask_ = 0;                // IRQ: a bit each
    u32 count_ = 0;
    u8 flags_ = 0; // as the item has them
    bool is_extended_ = false, has_flags_ = false;
    InterruptMode mode_;
};

} // namespace acpi
