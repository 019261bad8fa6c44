// SPDX-License-Identifier: MIT
// Names as AML encodes them. Spec: ACPI 6.5 20.2.2.
#pragma once

#include "acpi/bytes.hpp"
#include "kernel/format.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace acpi::aml {

// Four characters, padded with '_'.
struct NameSeg {
    std::array<char, 4> text = {'_', '_', '_', '_'};

    constexpr NameSeg() = default;
    constexpr explicit NameSeg(std::string_view name)
    {
        for (size_t i = 0; i < text.size() && i < name.size(); ++i)
            text[i] = name[i];
    }
    constexpr std::string_view view() const { return {text.data(), text.size()}; }
    constexpr u32 number() const
    {
        u32 n = 0;
        for (char c : text)
            n = n << 8 | static_cast<u8>(c);
        return n;
    }
    constexpr bool operator==(NameSeg const&) const = default;
};
inline void put(Sink sink, NameSeg const& name) { sink(name.view()); }

// ACPI 6.5 20.2.2: LeadNameChar := 'A'-'Z' | '_', NameChar adds the digits.
constexpr bool is_lead_name_char(u8 c) { return (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool is_name_char(u8 c) { return is_lead_name_char(c) || (c >= '0' && c <= '9'); }
// What a byte of a NameSeg counts as: like ACPICA we take '*' for what no name has, and go on (AcpiUtRepairName).
constexpr char repaired_name_char(u8 c, size_t position)
{
    bool const is_good = position == 0 ? is_lead_name_char(c) : is_name_char(c) || (position == 3 && c == '!');
    return is_good ? static_cast<char>(c) : '*';
}

// Prefixes and segments of a path; the segments stay where they are, in the table. Default: the null name.
struct NameString {
    bool is_absolute = false;
    u32 parent_prefixes = 0;
    std::span<u8 const> segs; // 4 bytes each, of any value

    size_t size() const { return segs.size() / 4; }
    NameSeg seg(size_t index) const;
    // ACPI 6.5 5.3: only a single segment without prefix is searched for in the parents.
    bool is_searched() const { return !is_absolute && parent_prefixes == 0 && size() == 1; }
};

// A path as people write it, "\\_SB.PCI0" or "^FOO", with its segments padded.
class PathText {
public:
    // Nothing when `text` is no path or has more than 32 segments.
    static std::optional<PathText> parse(std::string_view text);
    NameString name() const { return {is_absolute_, parent_prefixes_, std::span{segs_}.first(size_ * 4)}; }

private:
    static constexpr size_t most_segs = 32;

    bool is_absolute_ = false;
    u32 parent_prefixes_ = 0;
    size_t size_ = 0;
    std::array<u8, most_segs* 4> segs_ = {};
};

} // namespace acpi::aml
