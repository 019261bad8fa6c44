// SPDX-License-Identifier: MIT
// Conversions between integers, strings and buffers. Spec: ACPI 6.5 19.3.5.
#pragma once

#include "acpi/aml/object.hpp"

namespace acpi::aml {

// `integer_size` is 4 or 8.
struct Converter {
    ObjectHeap& heap;
    unsigned integer_size;

    enum class Text : u8 { implicit_hex, hex, decimal };

    u64 mask() const { return integer_size == 8 ? ~u64{0} : u64{0xffffffff}; }
    u64 truth(bool is_true) const { return is_true ? mask() : 0; }

    // Implicit conversions: ACPI 6.5 19.3.5.7, tables 19.6 and 19.7.
    Result<u64> to_integer(Object const& object) const;
    Result<Object> to_buffer(Object const& object) const;
    Result<Object> to_string(Object const& object, Text form = Text::implicit_hex) const;
    // ToInteger(), 19.6.139: decimal, or hexadecimal behind 0x.
    Result<u64> to_integer_explicit(Object const& object) const;
    // ToString(), 19.6.141: to the first zero, at most `length`.
    Result<Object> to_string(Object const& buffer, u64 length) const;
    // `object` in the type of another: what Store() to an integer, string or buffer does.
    Result<Object> to_type(Object const& object, ObjectType type) const;
    // Concatenate(), 19.6.12. Names of other objects as ACPICA: "[Device Object]"; `type_a` and `type_b` say which.
    Result<Object> concatenate(Object const& a, ObjectType type_a, Object const& b, ObjectType type_b) const;
    // ConcatenateResTemplate(), 19.6.13.
    Result<Object> concatenate_resources(Object const& a, Object const& b) const;
    // Mid(), 19.6.85.
    Result<Object> mid(Object const& source, u64 index, u64 length) const;
    // -1, 0 or 1 of two integers, strings or buffers; the second one is converted to the first one's type.
    Result<int> compare(Object const& a, Object const& b) const;
};

Result<u64> from_bcd(u64 value, unsigned integer_size);
Result<u64> to_bcd(u64 value, unsigned integer_size);

} // namespace acpi::aml
