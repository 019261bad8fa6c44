// SPDX-License-Identifier: MIT
#include "kernel/format.hpp"

void put(Sink sink, std::string_view text) { sink(text); }

void put(Sink sink, u64 number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    sink({digits + at, sizeof digits - at});
}

void put(Sink sink, i64 number)
{
    if (number < 0)
        sink("-");
    put(sink, number < 0 ? u64{0} - static_cast<u64>(number) : static_cast<u64>(number));
}

void put(Sink sink, Hex number)
{
    char digits[18];
    size_t at = sizeof digits;
    unsigned wanted = number.digits < 16 ? number.digits : 16;
    u64 rest = number.number;
    for (unsigned n = 0; n < wanted || rest != 0 || n == 0; ++n, rest >>= 4)
        digits[--at] = "0123456789abcdef"[rest & 15];
    digits[--at] = 'x';
    digits[--at] = '0';
    sink({digits + at, sizeof digits - at});
}

void put(Sink sink, Value const& value)
{
    switch (value.kind()) {
    case Value::Kind::none:
        return sink("nothing");
    case Value::Kind::text:
        return sink(value.text());
    case Value::Kind::hex:
        return put(sink, Hex{value.number()});
    case Value::Kind::decimal:
        put(sink, value.number());
        if (!value.text().empty()) {
            sink(" ");
            sink(value.text());
        }
        return;
    }
}

void put(Sink sink, Error const& error)
{
    sink(error.what);
    if (error.offset != Error::no_offset)
        format(sink, " at offset {}", Hex{error.offset});
    if (error.expected.kind() != Value::Kind::none)
        format(sink, ": expected {}, seen {}", error.expected, error.seen);
    else if (error.seen.kind() != Value::Kind::none)
        format(sink, ": seen {}", error.seen);
    if (error.source[0] != '\0')
        format(sink, " ({})", error.source);
}

std::string_view detail::put_until_placeholder(Sink sink, std::string_view text)
{
    size_t at = text.find("{}");
    sink(text.substr(0, at));
    return text.substr(at + 2);
}
