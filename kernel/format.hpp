// SPDX-License-Identifier: MIT
// Type-safe text output without allocation: format(sink, "bar {} at {}", 0, hex(address)). Braces are counted at
// compile time.
#pragma once

#include "kernel/error.hpp"
#include "kernel/types.hpp"

#include <span>
#include <string_view>
#include <type_traits>

// Where text goes. A borrowed function with its context.
struct Sink {
    void (*write)(void* context, std::string_view text);
    void* context;
    void operator()(std::string_view text) const { write(context, text); }
};

// A number to be printed as 0x... with at least `digits` hexadecimal digits.
struct Hex {
    u64 number;
    unsigned digits = 1;
};
template <std::integral T> constexpr Hex hex(T number, unsigned digits = 1)
{
    return {static_cast<u64>(static_cast<std::make_unsigned_t<T>>(number)), digits};
}
constexpr Hex hex(Phys p, unsigned digits = 1) { return {raw(p), digits}; }

void put(Sink sink, std::string_view text);
void put(Sink sink, u64 number);
void put(Sink sink, i64 number);
void put(Sink sink, Hex number);
void put(Sink sink, Value const& value);
// "expected E, seen S: what (source)".
void put(Sink sink, Error const& error);
inline void put(Sink sink, char const* text) { put(sink, std::string_view(text)); }
inline void put(Sink sink, bool flag) { put(sink, std::string_view(flag ? "true" : "false")); }
template <std::integral T> void put(Sink sink, T number)
{
    if constexpr (std::is_signed_v<T>)
        put(sink, static_cast<i64>(number));
    else
        put(sink, static_cast<u64>(number));
}

namespace detail {
consteval unsigned placeholders(std::string_view text)
{
    unsigned n = 0;
    for (size_t i = 0; i + 1 < text.size(); ++i)
        n += text[i] == '{' && text[i + 1] == '}';
    return n;
}

// Not constexpr: calling it makes the format string ill-formed.
void number_of_placeholders_differs_from_number_of_arguments();

template <class... Args> struct FormatString {
    std::string_view text;
    consteval FormatString(char const* literal) : text(literal)
    {
        if (placeholders(text) != sizeof...(Args))
            number_of_placeholders_differs_from_number_of_arguments();
    }
};

// Writes up to the next {} and returns what follows it.
std::string_view put_until_placeholder(Sink sink, std::string_view text);
} // namespace detail

template <class... Args>
void format(Sink sink, detail::FormatString<std::type_identity_t<Args>...> text, Args const&... args)
{
    std::string_view rest = text.text;
    ((rest = detail::put_until_placeholder(sink, rest), put(sink, args)), ...);
    sink(rest);
}

// Text in a fixed buffer; what does not fit is cut off, and the last character is then '~'.
template <size_t Capacity> class FixedText {
public:
    Sink sink() { return {append, this}; }
    std::string_view view() const { return {buffer_, size_}; }
    bool is_empty() const { return size_ == 0; }
    void clear() { size_ = 0; }
    template <class... Args>
    static FixedText of(detail::FormatString<std::type_identity_t<Args>...> text, Args const&... args)
    {
        FixedText result;
        format(result.sink(), text, args...);
        return result;
    }

private:
    static void append(void* context, std::string_view text)
    {
        auto& self = *static_cast<FixedText*>(context);
        for (char c : text) {
            if (self.size_ == Capacity) {
                self.buffer_[Capacity - 1] = '~';
                return;
            }
            self.buffer_[self.size_++] = c;
        }
    }
    char buffer_[Capacity];
    size_t size_ = 0;
};
template <size_t N> void put(Sink sink, FixedText<N> const& text) { sink(text.view()); }
