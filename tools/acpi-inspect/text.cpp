// SPDX-License-Identifier: MIT
#include "tools/acpi-inspect/text.hpp"

namespace inspect {

std::string printable(std::string_view bytes)
{
    std::string text;
    for (char c : bytes) {
        if (c >= 0x20 && c < 0x7f)
            text += c;
        else
            text += formatted("\\x{}", formatted("{}", hex(static_cast<u8>(c), 2)).substr(2));
    }
    return text;
}

void Json::separate()
{
    if (needs_comma_)
        text_ += ',';
    needs_comma_ = true;
}

void Json::open(char bracket)
{
    separate();
    text_ += bracket;
    needs_comma_ = false;
}

void Json::close(char bracket)
{
    text_ += bracket;
    needs_comma_ = true;
}

void Json::key(std::string_view name)
{
    string(name);
    text_ += ':';
    needs_comma_ = false;
}

void Json::string(std::string_view text)
{
    separate();
    text_ += '"';
    for (char c : text) {
        auto const byte = static_cast<u8>(c);
        if (c == '"' || c == '\\')
            text_ += {'\\', c};
        else if (byte < 0x20 || byte >= 0x7f)
            text_ += "\\u" + formatted("{}", hex(byte, 4)).substr(2);
        else
            text_ += c;
    }
    text_ += '"';
}

void Json::number(u64 value) { raw(std::to_string(value)); }

void Json::hex_number(u64 value) { string(formatted("{}", hex(value))); }

void Json::raw(std::string_view json)
{
    separate();
    text_ += json;
}

} // namespace inspect
