// SPDX-License-Identifier: MIT
// System Description Table: the header that all tables but RSDP and FACS share. An Sdt is a table whose length and
// checksum have been checked. Spec: ACPI 6.5 5.2.6.
#pragma once

#include "acpi/bytes.hpp"
#include "acpi/memory.hpp"
#include "kernel/format.hpp"

#include <array>
#include <string_view>

namespace acpi {

// Four characters. What firmware wrote need not be printable: put() replaces what is not.
struct Signature {
    std::array<char, 4> text = {};

    constexpr Signature() = default;
    constexpr Signature(char const (&literal)[5]) : text{literal[0], literal[1], literal[2], literal[3]} {}
    static Signature decode(std::span<u8 const> bytes, size_t offset);

    constexpr std::string_view view() const { return {text.data(), text.size()}; }
    constexpr bool operator==(Signature const&) const = default;
};
void put(Sink sink, Signature const& signature);

class Sdt {
public:
    static constexpr u32 header_size = 36;

    Sdt() = default;
    // The table at `address`, as long as its header says.
    static Result<Sdt> open(Memory& memory, Phys address);
    // The table at the start of `bytes`.
    static Result<Sdt> open(std::span<u8 const> bytes, Phys address = Phys{0});
    // To look at a table that is not to be used: a wrong checksum is no Error.
    static Result<Sdt> open_unsummed(std::span<u8 const> bytes, Phys address = Phys{0});

    Signature signature() const { return Signature::decode(bytes_, 0); }
    u8 revision() const { return bytes_[8]; }
    u32 length() const { return static_cast<u32>(bytes_.size()); }
    // Header included: offsets into it are offsets in the table.
    std::span<u8 const> bytes() const { return bytes_; }
    Phys address() const { return address_; }

private:
    Sdt(std::span<u8 const> bytes, Phys address) : bytes_(bytes), address_(address) {}

    std::span<u8 const> bytes_;
    Phys address_ = Phys{0};
};

} // namespace acpi
