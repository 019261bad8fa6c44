// SPDX-License-Identifier: MIT
#include "acpi/acpidump.hpp"

#include <algorithm>

namespace acpi {
namespace {

constexpr auto source = "acpidump(8)";
constexpr size_t longest_name = 8; // "RSD PTR", and the signature with a number that some versions wrote
constexpr size_t bytes_a_line = 16;

std::optional<unsigned> digit(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A') + 10;
    return {};
}

// Hexadecimal digits at the start of `text`, 1 to 16 of them; they are taken off it.
std::optional<u64> take_hex(std::string_view& text)
{
    u64 value = 0;
    size_t n = 0;
    for (; n < text.size() && digit(text[n]); ++n)
        value = value << 4 | *digit(text[n]);
    text.remove_prefix(n);
    return n == 0 || n > 16 ? std::nullopt : std::optional{value};
}

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size())); }

// "DSDT @ 0x7FFE0040".
std::optional<DumpedTable> first_line(std::string_view line)
{
    constexpr std::string_view at = " @ 0x";
    size_t const end = line.find(at);
    if (end == std::string_view::npos || end == 0 || end > longest_name)
        return {};
    std::string_view rest = line.substr(end + at.size());
    auto const address = take_hex(rest);
    if (!address || rest.find_first_not_of(" \t\r") != std::string_view::npos)
        return {};
    DumpedTable table;
    table.name = line.substr(0, end);
    table.address = Phys{*address};
    return table;
}

// "  0010: 42 4F ..." up to the bytes; the offset.
std::optional<u64> take_offset(std::string_view& line)
{
    std::string_view rest = line;
    skip_blanks(rest);
    auto const offset = take_hex(rest);
    if (!offset || !rest.starts_with(':'))
        return {};
    line = rest.substr(1);
    return offset;
}

} // namespace

std::string_view AcpidumpReader::line(size_t at) const
{
    std::string_view rest = text_.substr(at);
    return rest.substr(0, std::min(rest.find('\n'), rest.size()));
}

bool AcpidumpReader::is_dump(std::string_view text)
{
    AcpidumpReader reader{text};
    for (size_t at = 0; at < text.size(); at += reader.line(at).size() + 1) {
        if (first_line(reader.line(at)))
            return true;
    }
    return false;
}

size_t AcpidumpReader::line_number(std::string_view text, size_t offset)
{
    return 1 + static_cast<size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

Result<std::optional<DumpedTable>> AcpidumpReader::next(std::span<u8> room)
{
    std::optional<DumpedTable> table;
    while (at_ < text_.size() && !table) {
        table = first_line(line(at_));
        if (table)
            table->at = at_;
        at_ += line(at_).size() + 1;
    }
    if (!table)
        return std::optional<DumpedTable>{};

    size_t size = 0;
    while (at_ < text_.size()) {
        size_t const begin = at_;
        std::string_view rest = line(begin);
        auto const offset = take_offset(rest);
        if (!offset)
            break; // a blank line, or the next table
        at_ += line(begin).size() + 1;
        if (*offset != size)
            return Error{Side::host, "dump: offset of a line", size, *offset, source, begin};
        // One blank and two digits for each byte; what stands behind two blanks is the same as characters.
        size_t n = 0;
        for (; n < bytes_a_line && rest.size() >= 3 && rest[0] == ' ' && rest[1] != ' '; ++n) {
            auto const high = digit(rest[1]);
            auto const low = digit(rest[2]);
            if (!high || !low)
                return Error{Side::host,
                             "dump: byte",
                             "two hexadecimal digits",
                             high ? rest[2] : rest[1],
                             source,
                             static_cast<size_t>(rest.data() - text_.data()) + 1};
            if (size == room.size())
                return Error{Side::host, "dump: room for bytes", room.size(), size + 1, source, begin};
            room[size++] = static_cast<u8>(*high << 4 | *low);
            rest.remove_prefix(3);
        }
        if (n == 0)
            return Error{Side::host, "dump: bytes in a line", "1 to 16", 0, source, begin};
    }
    at_ = std::min(at_, text_.size());
    if (size == 0)
        return Error{Side::host, "dump: lines of a table", "at least one", 0, source, table->at};
    table->bytes = room.first(size);
    return table;
}

} // namespace acpi
