// SPDX-License-Identifier: MIT
// Files into tables. What is wrong with a file is a problem that stays with its name; the other files count.
#pragma once

#include "acpi/sdt.hpp"

#include <deque>
#include <string>
#include <vector>

namespace inspect {

struct Problem {
    std::string file;
    std::string where; // "line 3", "offset 0x4"; empty: the file as a whole
    std::string text;  // "expected ..., seen ...: ..."
};

struct Table {
    std::string file;
    acpi::Signature signature;
    Phys address = Phys{0};    // zero where it is not known
    std::span<u8 const> bytes; // as many as its length field says, as far as they are there
    // RSDP and FACS have no header like the others'.
    bool is_rsdp() const { return signature == acpi::Signature{"RSD "}; }
    bool is_facs() const { return signature == acpi::Signature{"FACS"}; }
    bool is_aml() const
    {
        return signature == acpi::Signature{"DSDT"} || signature == acpi::Signature{"SSDT"} ||
               signature == acpi::Signature{"PSDT"};
    }
};

struct Input {
    std::vector<Table> tables; // in the order of the files
    std::vector<Problem> problems;

    void read(std::string const& file);

private:
    void add_text(std::string const& file, std::string_view text);
    void add_raw(std::string const& file, std::span<u8 const> bytes);
    void add_table(std::string const& file, std::span<u8 const> bytes, Phys address);

    std::deque<std::vector<u8>> contents_; // what the tables' bytes are part of
};

} // namespace inspect
