// SPDX-License-Identifier: MIT
#include "acpi/aml/convert.hpp"

#include <algorithm>

namespace acpi::aml {
namespace {

constexpr auto source = "ACPI 6.5 19.3.5";

Error wrong_type(char const* expected, ObjectType seen)
{
    return {Side::firmware, "operand's type", expected, name_of(seen).data(), source};
}

constexpr int digit_of(u8 c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

constexpr char hex_digit(u64 value) { return "0123456789ABCDEF"[value & 15]; }

u64 little_endian(std::span<u8 const> bytes, unsigned size)
{
    u64 value = 0;
    for (size_t i = 0; i < std::min<size_t>(bytes.size(), size); ++i)
        value |= u64{bytes[i]} << (8 * i);
    return value;
}

// At least one digit. Returns the number of characters.
size_t put_decimal(u8* text, u64 value)
{
    char digits[20];
    size_t n = 0;
    do
        digits[n++] = static_cast<char>('0' + value % 10);
    while ((value /= 10) != 0);
    for (size_t i = 0; i < n; ++i)
        text[i] = static_cast<u8>(digits[n - 1 - i]);
    return n;
}

bool is_blank(u8 c) { return c == ' ' || (c >= 9 && c <= 13); }

// ACPI 6.5 6.4: offset of the end tag of a resource template.
Result<u32> end_tag(Object const& object)
{
    auto bytes = object.bytes();
    for (size_t at = 0; at < bytes.size();) {
        u8 tag = bytes[at];
        size_t left = bytes.size() - at;
        size_t length = 0;
        if ((tag & 0x80) == 0) {
            if ((tag & 0x78) == 0x78)
                return static_cast<u32>(at);
            length = 1 + size_t{tag & 7u};
        } else {
            if (left < 3)
                break;
            length = 3 + (size_t{bytes[at + 1]} | size_t{bytes[at + 2]} << 8);
        }
        if (length > left)
            break;
        at += length;
    }
    // ACPICA takes an empty buffer for a template without resources (AcpiExConcatTemplate).
    if (bytes.empty())
        return u32{0};
    return Error{Side::firmware, "resource template", "an end tag", "none", "ACPI 6.5 6.4.2.9"};
}

} // namespace

Result<u64> Converter::to_integer(Object const& object) const
{
    switch (object.type()) {
    case ObjectType::integer:
        return object.integer() & mask();
    case ObjectType::buffer:
        // As ACPICA: nothing is no number (AcpiExConvertToInteger).
        if (object.size() == 0)
            return Error{Side::firmware, "bytes of a buffer to convert", "1 at least", 0, source};
        return little_endian(object.bytes(), integer_size);
    case ObjectType::string: {
        // Hexadecimal, as many digits as there are; 0x in front is skipped as ACPICA does (AcpiUtImplicitStrtoul64).
        auto text = object.bytes();
        size_t i = 0;
        while (i < text.size() && is_blank(text[i]))
            ++i;
        if (text.size() - i >= 2 && text[i] == '0' && (text[i + 1] == 'x' || text[i + 1] == 'X'))
            i += 2;
        u64 value = 0;
        while (i < text.size() && text[i] == '0')
            ++i;
        for (unsigned n = 0; i < text.size() && n < 2 * integer_size; ++i, ++n) {
            int digit = digit_of(text[i]);
            if (digit < 0)
                break;
            value = value << 4 | static_cast<u64>(digit);
        }
        return value & mask();
    }
    default:
        return wrong_type("integer, string or buffer", object.type());
    }
}

Result<u64> Converter::to_integer_explicit(Object const& object) const
{
    if (!object.is(ObjectType::string))
        return to_integer(object);
    auto text = object.bytes();
    size_t i = 0;
    while (i < text.size() && is_blank(text[i]))
        ++i;
    if (text.size() - i >= 2 && text[i] == '0' && (text[i + 1] == 'x' || text[i + 1] == 'X'))
        return to_integer(object);
    u64 value = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
        u64 const digit = static_cast<u64>(text[i] - '0');
        if (value > (mask() - digit) / 10)
            break; // as ACPICA: the digits that fit (AcpiUtExplicitStrtoul64)
        value = value * 10 + digit;
    }
    return value;
}

Result<Object> Converter::to_buffer(Object const& object) const
{
    switch (object.type()) {
    case ObjectType::buffer:
        return object;
    case ObjectType::integer: {
        u8 bytes[8];
        for (unsigned i = 0; i < 8; ++i)
            bytes[i] = static_cast<u8>(object.integer() >> (8 * i));
        return heap.buffer(std::span{bytes}.first(integer_size), integer_size);
    }
    case ObjectType::string:
        return heap.buffer(object.bytes(), u64{object.size()} + 1); // table 19.6: with the terminator
    default:
        return wrong_type("integer, string or buffer", object.type());
    }
}

Result<Object> Converter::to_string(Object const& object, Text form) const
{
    switch (object.type()) {
    case ObjectType::string:
        return object;
    case ObjectType::integer: {
        u8 text[20];
        if (form == Text::decimal)
            return heap.string(std::span{text}.first(put_decimal(text, object.integer() & mask())));
        unsigned const digits = 2 * integer_size;
        for (unsigned i = 0; i < digits; ++i)
            text[i] = static_cast<u8>(hex_digit(object.integer() >> (4 * (digits - 1 - i))));
        return heap.string(std::span{text}.first(digits));
    }
    case ObjectType::buffer: {
        // Implicit: "0x01 0x02", explicit: "0x01,0x02" or "1,2".
        auto bytes = object.bytes();
        auto text = TRY(heap.buffer({}, bytes.size() * 5));
        auto out = text.writable_bytes();
        size_t n = 0;
        for (size_t i = 0; i < bytes.size(); ++i) {
            if (i > 0)
                out[n++] = form == Text::implicit_hex ? ' ' : ',';
            if (form == Text::decimal) {
                n += put_decimal(&out[n], bytes[i]);
            } else {
                for (char c : {'0', 'x', hex_digit(bytes[i] >> 4), hex_digit(bytes[i])})
                    out[n++] = static_cast<u8>(c);
            }
        }
        return heap.string(out.first(n));
    }
    default:
        return wrong_type("integer, string or buffer", object.type());
    }
}

Result<Object> Converter::to_string(Object const& object, u64 length) const
{
    auto buffer = TRY(to_buffer(object));
    auto bytes = buffer.bytes();
    auto end = std::find(bytes.begin(), bytes.end(), u8{0});
    return heap.string(bytes.first(std::min<u64>(length, static_cast<u64>(end - bytes.begin()))));
}

Result<Object> Converter::to_type(Object const& object, ObjectType type) const
{
    switch (type) {
    case ObjectType::integer:
        return heap.integer(TRY(to_integer(object)));
    case ObjectType::string:
        return to_string(object);
    default:
        return to_buffer(object);
    }
}

Result<Object> Converter::concatenate(Object const& a, ObjectType type_a, Object const& b, ObjectType type_b) const
{
    auto is_data = [](ObjectType type) {
        return type == ObjectType::integer || type == ObjectType::string || type == ObjectType::buffer;
    };
    // Table 19.7: other objects count as strings with the name of their type, as ACPICA prints them.
    auto data_of = [&](Object const& object, ObjectType type) -> Result<Object> {
        if (is_data(type) && is_data(object.type())) // not a reference to a name that holds data
            return object;
        struct Name {
            ObjectType type;
            std::string_view text;
        } static constexpr names[] = {
            {ObjectType::uninitialized, "[Uninitialized Object]"},
            {ObjectType::package, "[Package Object]"},
            {ObjectType::field_unit, "[Field Object]"},
            {ObjectType::device, "[Device Object]"},
            {ObjectType::event, "[Event Object]"},
            {ObjectType::method, "[Control Method Object]"},
            {ObjectType::mutex, "[Mutex Object]"},
            {ObjectType::operation_region, "[Region Object]"},
            {ObjectType::power_resource, "[Power Resource Object]"},
            {ObjectType::processor, "[Processor Object]"},
            {ObjectType::thermal_zone, "[Thermal Zone Object]"},
            {ObjectType::buffer_field, "[Buffer Field Object]"},
        };
        for (auto const& name : names) {
            if (name.type == type)
                return heap.string(name.text);
        }
        return heap.string(std::string_view{"[Reference Object]"});
    };
    auto first = TRY(data_of(a, type_a));
    auto second = TRY(data_of(b, type_b));
    if (first.is(ObjectType::integer)) {
        // An integer with anything is two integers one behind the other.
        if (!is_data(type_b) || !is_data(b.type()))
            return TRY(heap.string(
                TRY(concatenate(TRY(to_string(first)), ObjectType::string, second, ObjectType::string)).bytes()));
        auto low = TRY(to_buffer(first));
        auto number = TRY(heap.integer(TRY(to_integer(second))));
        auto high = TRY(to_buffer(number));
        auto result = TRY(heap.buffer(low.bytes(), u64{low.size()} + high.size()));
        std::copy(high.bytes().begin(), high.bytes().end(), result.writable_bytes().begin() + low.size());
        return result;
    }
    bool const is_string = first.is(ObjectType::string);
    auto tail = is_string ? TRY(to_string(second)) : TRY(to_buffer(second));
    u64 const size = u64{first.size()} + tail.size();
    auto joined = TRY(heap.buffer(first.bytes(), size));
    std::copy(tail.bytes().begin(), tail.bytes().end(), joined.writable_bytes().begin() + first.size());
    if (is_string)
        return heap.string(joined.bytes());
    return joined;
}

Result<Object> Converter::concatenate_resources(Object const& a, Object const& b) const
{
    auto first = TRY(to_buffer(a));
    auto second = TRY(to_buffer(b));
    u32 const n = TRY(end_tag(first));
    u32 const m = TRY(end_tag(second));
    auto result = TRY(heap.buffer(first.bytes().first(n), u64{n} + m + 2));
    auto out = result.writable_bytes();
    std::copy_n(second.bytes().begin(), m, out.begin() + n);
    out[n + m] = 0x79; // end tag; a checksum of zero is one that holds (ACPI 6.5 6.4.2.9)
    return result;
}

Result<Object> Converter::mid(Object const& object, u64 index, u64 length) const
{
    auto from = object.is(ObjectType::string) ? object : TRY(to_buffer(object));
    u64 const begin = std::min<u64>(index, from.size());
    auto part = from.bytes().subspan(begin, std::min<u64>(length, from.size() - begin));
    return from.is(ObjectType::string) ? heap.string(part) : heap.buffer(part, part.size());
}

Result<int> Converter::compare(Object const& a, Object const& b) const
{
    if (a.is(ObjectType::integer)) {
        u64 const x = TRY(to_integer(a));
        u64 const y = TRY(to_integer(b));
        return x < y ? -1 : x > y;
    }
    if (!a.is(ObjectType::string) && !a.is(ObjectType::buffer))
        return wrong_type("integer, string or buffer", a.type());
    auto other = TRY(to_type(b, a.type()));
    auto x = a.bytes(), y = other.bytes();
    auto [i, j] =
        std::mismatch(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(std::min(x.size(), y.size())), y.begin());
    if (i != x.begin() + static_cast<std::ptrdiff_t>(std::min(x.size(), y.size())))
        return *i < *j ? -1 : 1;
    return x.size() < y.size() ? -1 : x.size() > y.size();
}

Result<u64> from_bcd(u64 value, unsigned integer_size)
{
    u64 result = 0;
    for (unsigned i = 2 * integer_size; i > 0; --i) {
        u64 const digit = value >> (4 * (i - 1)) & 15;
        if (digit > 9)
            return Error{Side::firmware, "BCD digit", "0 to 9", digit, "ACPI 6.5 19.6.54"};
        result = result * 10 + digit;
    }
    return result;
}

Result<u64> to_bcd(u64 value, unsigned integer_size)
{
    u64 result = 0;
    u64 left = value;
    for (unsigned i = 0; i < 2 * integer_size; ++i, left /= 10)
        result |= left % 10 << (4 * i);
    if (left != 0)
        return Error{Side::firmware, "number to convert to BCD", "one that fits", value, "ACPI 6.5 19.6.135"};
    return result;
}

} // namespace acpi::aml
