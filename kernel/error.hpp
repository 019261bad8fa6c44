// SPDX-License-Identifier: MIT
// What went wrong: an Error says what was expected, what was seen, which side is at fault and where it is written.
#pragma once

#include "kernel/types.hpp"

#include <string_view>

// Who is wrong. The report turns `device` into "not ok", `unsupported` into a skip, the others into "error".
enum class Side : u8 {
    device,      // the QXL device or another device model broke its promise
    firmware,    // ACPI tables, PCI set-up, the wake path
    host,        // what the person or the runner gave us: command line, machine, memory
    guest,       // this kernel, its driver or a test
    unsupported, // nobody: the machine at hand lacks what is needed
};

// A number with the base or unit it is to be read in, or a text. Texts are not copied: literals only.
class Value {
public:
    enum class Kind : u8 { none, decimal, hex, text };

    constexpr Value() = default;
    constexpr Value(char const* literal) : text_(literal), kind_(Kind::text) {}
    template <std::integral T>
    constexpr Value(T number)
        : number_(static_cast<u64>(number)), kind_(std::same_as<T, bool> ? Kind::decimal : Kind::hex)
    {
    }
    // A number with its unit, printed in decimal: Value::of(1000, "ms").
    static constexpr Value of(u64 number, char const* unit)
    {
        Value v;
        v.number_ = number;
        v.text_ = unit;
        v.kind_ = Kind::decimal;
        return v;
    }

    constexpr Kind kind() const { return kind_; }
    constexpr u64 number() const { return number_; }
    // The text, or the unit of a decimal number.
    constexpr std::string_view text() const { return text_; }

private:
    u64 number_ = 0;
    char const* text_ = "";
    Kind kind_ = Kind::none;
};

// All texts are string literals, so an Error can be copied and kept.
struct Error {
    Side side = Side::guest;
    char const* what = "";   // the thing that was checked: "RSDP checksum"
    Value expected = {};     // what the source asks for
    Value seen = {};         // what the machine gave
    char const* source = ""; // "ACPI 6.5 5.2.5.3", "spice-protocol 0.14 qxl_dev.h QXLRom"
    u64 offset = no_offset;  // byte offset in the table or area that `what` names, when there is one

    static constexpr u64 no_offset = ~u64{0};
};
