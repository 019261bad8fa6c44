// SPDX-License-Identifier: MIT
#include "tools/acpi-inspect/value.hpp"

namespace inspect {
namespace {

using acpi::aml::Namespace;
using acpi::aml::Object;
using acpi::aml::ObjectType;
using acpi::aml::ReferenceKind;

constexpr unsigned deepest = 64; // packages in packages

std::string_view characters(Object const& object)
{
    auto const bytes = object.bytes();
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

std::string reference_text(Namespace const& ns, Object const& object)
{
    switch (object.reference_kind()) {
    case ReferenceKind::node:
        return path_of(ns, object.node());
    case ReferenceKind::slot: {
        u32 const slot = object.cell()->reference.index;
        return slot < 8 ? formatted("Local{}", slot) : formatted("Arg{}", slot - 8);
    }
    case ReferenceKind::element:
        return formatted("element {} of a package", object.cell()->reference.index);
    case ReferenceKind::byte:
        return formatted("byte {} of a buffer", object.cell()->reference.index);
    case ReferenceKind::object:
        return "an element's value";
    case ReferenceKind::table:
        return "a table";
    }
    return "?";
}

std::string text_of(Namespace const& ns, Object const& object, unsigned depth)
{
    std::string text;
    switch (object.type()) {
    case ObjectType::uninitialized:
        return "nothing";
    case ObjectType::integer:
        return formatted("{}", hex(object.integer()));
    case ObjectType::string:
        return "\"" + printable(characters(object)) + "\"";
    case ObjectType::buffer:
        for (u8 byte : object.bytes())
            text += (text.empty() ? "" : " ") + formatted("{}", hex(byte, 2)).substr(2);
        return "[" + text + "]";
    case ObjectType::package:
        if (depth == deepest)
            return "{...}";
        for (u32 i = 0; i < object.size(); ++i)
            text += (i == 0 ? "" : ", ") + text_of(ns, object.element(i), depth + 1);
        return "{" + text + "}";
    case ObjectType::reference:
        return reference_text(ns, object);
    default:
        return std::string{name_of(object.type())};
    }
}

void put(Json& json, Namespace const& ns, Object const& object, unsigned depth)
{
    json.open('{');
    json.member("type", name_of(object.type()));
    switch (object.type()) {
    case ObjectType::integer:
        json.key("value");
        json.hex_number(object.integer());
        break;
    case ObjectType::string:
        json.member("value", characters(object));
        break;
    case ObjectType::buffer: {
        std::string digits;
        for (u8 byte : object.bytes())
            digits += formatted("{}", hex(byte, 2)).substr(2);
        json.member("value", digits);
        break;
    }
    case ObjectType::package:
        json.key("value");
        json.open('[');
        for (u32 i = 0; i < object.size() && depth < deepest; ++i)
            put(json, ns, object.element(i), depth + 1);
        json.close(']');
        break;
    case ObjectType::reference:
        json.member("value", reference_text(ns, object));
        break;
    default:
        break;
    }
    json.close('}');
}

} // namespace

std::string path_of(Namespace const& ns, acpi::aml::NodeId id)
{
    std::string path;
    ns.put_path(into(path), id);
    return path;
}

std::string text_of(Namespace const& ns, Object const& object) { return text_of(ns, object, 0); }

void put(Json& json, Namespace const& ns, Object const& object) { put(json, ns, object, 0); }

} // namespace inspect
