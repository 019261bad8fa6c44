// SPDX-License-Identifier: MIT
#include "tools/acpi-inspect/input.hpp"

#include "acpi/acpidump.hpp"
#include "acpi/facs.hpp"
#include "tools/acpi-inspect/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace inspect {
namespace {

constexpr size_t largest_file = 64 * MiB; // all tables of a large server, as text, are below 10 MiB
constexpr size_t rsdp_1_length = 20, rsdp_2_length = 36;

// Empty, and `why`, when the file cannot be read.
std::vector<u8> contents_of(std::string const& file, std::string& why)
{
    std::vector<u8> bytes;
    auto const close = [](std::FILE* f) { return f == stdin ? 0 : std::fclose(f); };
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> f{file == "-" ? stdin : std::fopen(file.c_str(), "rb"), close};
    if (!f) {
        why = formatted("expected a file that can be read, seen: {}", std::strerror(errno));
        return bytes;
    }
    u8 part[64 * KiB];
    while (size_t const n = std::fread(part, 1, sizeof part, f.get())) {
        bytes.insert(bytes.end(), part, part + n);
        if (bytes.size() > largest_file) {
            why = formatted("expected at most {} bytes, seen more", largest_file);
            return {};
        }
    }
    if (std::ferror(f.get()))
        why = formatted("expected a file that can be read, seen: {}", std::strerror(errno));
    else if (bytes.empty())
        why = "expected an ACPI table or the text of acpidump, seen an empty file";
    return why.empty() ? bytes : std::vector<u8>{};
}

// Every table has a length or a revision, and so a byte that is no text, in its first 36.
bool is_text(std::span<u8 const> bytes)
{
    auto const first = bytes.first(std::min<size_t>(bytes.size(), acpi::Sdt::header_size));
    return std::all_of(first.begin(), first.end(), [](u8 b) { return b >= 0x20 || (b >= '\t' && b <= '\r'); });
}

} // namespace

void Input::read(std::string const& file)
{
    std::string why;
    auto bytes = contents_of(file, why);
    if (!why.empty()) {
        problems.push_back({file, "", why});
        return;
    }
    auto& kept = contents_.emplace_back(std::move(bytes));
    if (is_text(kept))
        add_text(file, {reinterpret_cast<char const*>(kept.data()), kept.size()});
    else
        add_raw(file, kept);
}

void Input::add_text(std::string const& file, std::string_view text)
{
    if (!acpi::AcpidumpReader::is_dump(text)) {
        problems.push_back({file, "",
                            "expected a line like \"DSDT @ 0x000000007FFE0040\", as acpidump writes it before "
                            "each table, or a table as bytes; seen text without one"});
        return;
    }
    acpi::AcpidumpReader reader{text};
    std::span<u8> room = contents_.emplace_back(acpi::AcpidumpReader::room(text.size()));
    for (;;) {
        auto table = reader.next(room);
        if (!table) {
            auto const line = acpi::AcpidumpReader::line_number(text, table.error().offset);
            problems.push_back({file, formatted("line {}", line), text_of(table.error())});
            continue;
        }
        if (!table->has_value())
            return;
        add_table(file, (*table)->bytes, (*table)->address);
        room = room.subspan((*table)->bytes.size());
    }
}

// One table, or several behind each other, as QEMU's fw_cfg has them.
void Input::add_raw(std::string const& file, std::span<u8 const> bytes)
{
    for (size_t at = 0; at < bytes.size();) {
        auto const rest = bytes.subspan(at);
        bool const is_zero = std::all_of(rest.begin(), rest.end(), [](u8 b) { return b == 0; });
        if (at != 0 && (is_zero || rest.size() < 8)) {
            if (!is_zero)
                problems.push_back(
                    {file, formatted("offset {}", hex(at)),
                     formatted("expected the end of the file or another table, seen {} bytes", rest.size())});
            return;
        }
        size_t const before = tables.size();
        add_table(file, rest, Phys{0});
        if (tables.size() == before)
            return;
        at += tables.back().bytes.size();
    }
}

void Input::add_table(std::string const& file, std::span<u8 const> bytes, Phys address)
{
    Table table{file, {}, address, bytes};
    std::string const where = raw(address) == 0 ? "offset 0x4" : formatted("table at {}, offset 0x4", hex(address));
    if (bytes.size() < 8) {
        problems.push_back({file, "", formatted("expected at least 8 bytes of a table, seen {}", bytes.size())});
        return;
    }
    table.signature = acpi::Signature::decode(bytes, 0);
    size_t length = acpi::load<u32>(bytes, 4);
    size_t least = table.is_facs() ? acpi::Facs::least_length : acpi::Sdt::header_size;
    if (table.is_rsdp())
        least = length = bytes.size() >= rsdp_2_length && bytes[15] >= 2 ? rsdp_2_length : rsdp_1_length;
    std::string const name = text_of(table.signature);
    auto const is_sign = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '!';
    };
    if (!table.is_rsdp() && !std::all_of(table.signature.text.begin(), table.signature.text.end(), is_sign)) {
        problems.push_back(
            {file, "offset 0x0",
             formatted("expected the signature of a table, four capital letters or digits; seen \"{}\"", name)});
        return;
    }
    if (length < least)
        problems.push_back(
            {file, where, formatted("{}: expected a length of at least {}, seen {}", name, least, length)});
    else if (length > bytes.size())
        problems.push_back({file, where,
                            formatted("{}: expected as many bytes as its length says, {}, seen {}: the file is cut off",
                                      name, length, bytes.size())});
    else
        table.bytes = bytes.first(length);
    tables.push_back(table);
}

} // namespace inspect
