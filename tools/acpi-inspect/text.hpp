// SPDX-License-Identifier: MIT
// Text in a std::string, for what prints through a Sink; and JSON.
#pragma once

#include "kernel/format.hpp"

#include <string>

namespace inspect {

inline Sink into(std::string& text)
{
    return {[](void* context, std::string_view part) { static_cast<std::string*>(context)->append(part); }, &text};
}

template <class T> std::string text_of(T const& value)
{
    std::string text;
    put(into(text), value);
    return text;
}

template <class... Args>
std::string formatted(detail::FormatString<std::type_identity_t<Args>...> text, Args const&... args)
{
    std::string result;
    format(into(result), text, args...);
    return result;
}

// Bytes that a table holds as characters; what is not printable ASCII becomes \xNN.
std::string printable(std::string_view bytes);

// Appends one value after the other; commas come by themselves.
class Json {
public:
    void open(char bracket);
    void close(char bracket);
    void key(std::string_view name);
    // Bytes above 0x7f become U+0080 to U+00FF.
    void string(std::string_view text);
    void number(u64 value);
    // "0x...": JSON's own numbers lose what does not fit into a double.
    void hex_number(u64 value);
    void boolean(bool value) { raw(value ? "true" : "false"); }
    void null() { raw("null"); }
    // What is JSON already.
    void raw(std::string_view json);
    std::string const& text() const { return text_; }

    template <class T> void member(std::string_view name, T const& value)
    {
        key(name);
        if constexpr (std::is_same_v<T, bool>)
            boolean(value);
        else if constexpr (std::is_integral_v<T>)
            number(value);
        else
            string(value);
    }

private:
    void separate();

    std::string text_;
    bool needs_comma_ = false;
};

} // namespace inspect
