// SPDX-License-Identifier: MIT
#include "acpi/sleep_state.hpp"

namespace acpi {
namespace {

constexpr auto source = "ACPI 6.5 7.4.2";
constexpr char const* names[] = {"\\_S0", "\\_S1", "\\_S2", "\\_S3", "\\_S4", "\\_S5"};
constexpr char const* not_supported[] = {"S0 not supported by the platform", "S1 not supported by the platform",
                                         "S2 not supported by the platform", "S3 not supported by the platform",
                                         "S4 not supported by the platform", "S5 not supported by the platform"};
constexpr u64 largest = 7; // ACPI 6.5 4.8.3.2.1: SLP_TYPx has three bits

// The next element as an integer, through a reference to a Name() if it is one.
Result<u64> next_integer(aml::Namespace const& ns, aml::PackageElements& elements, char const* what)
{
    auto element = TRY(elements.next());
    ASSERT(element.has_value());
    auto data = TRY(ns.follow(*element));
    if (data.type != aml::ObjectType::integer)
        return Error{Side::firmware, what, "an integer", name_of(data.type).data(), source, element->offset};
    return data.integer;
}

Result<SleepType> checked(char const* what, u64 a, u64 b, u64 offset)
{
    if (a > largest || b > largest)
        return Error{Side::firmware, what, largest, a > largest ? a : b, "ACPI 6.5 4.8.3.2.1", offset};
    return SleepType{static_cast<u8>(a), static_cast<u8>(b)};
}

} // namespace

Result<SleepType> sleep_type(aml::Evaluator& evaluator, unsigned state)
{
    using aml::ObjectType;
    ASSERT(state < std::size(names));
    char const* what = names[state];
    auto const& ns = evaluator.names();
    auto id = ns.find(what);
    if (!id)
        return Error{Side::unsupported, what, "Package () {SLP_TYPa, SLP_TYPb, ...}", not_supported[state], source};
    u64 const offset = ns.node(*id).offset;
    auto package = TRY(evaluator.evaluate(*id));
    if (!package.is(ObjectType::package))
        return Error{Side::firmware, what, "a package", name_of(package.type()).data(), source, offset};
    if (package.size() == 0)
        return Error{Side::firmware, what, "two elements", 0, source, offset};
    auto integer_at = [&](u32 index) -> Result<u64> {
        auto element = TRY(evaluator.resolve(package.element(index)));
        if (!element.is(ObjectType::integer))
            return Error{Side::firmware, what, "an integer", name_of(element.type()).data(), source, offset};
        return element.integer();
    };
    u64 const a = TRY(integer_at(0));
    // As below: old firmware.
    if (package.size() == 1)
        return checked(what, a & 0xff, a >> 8 & 0xff, offset);
    return checked(what, a, TRY(integer_at(1)), offset);
}

Result<SleepType> sleep_type(aml::Namespace const& ns, unsigned state)
{
    ASSERT(state < std::size(names));
    char const* what = names[state];
    auto id = ns.find(what);
    if (!id) {
        char const* seen = ns.has_unevaluated()
                               ? "none (definitions under If, Else, While and from Load are not evaluated)"
                               : not_supported[state];
        return Error{Side::unsupported, what, "Package () {SLP_TYPa, SLP_TYPb, ...}", seen, source};
    }
    auto object = TRY(ns.resolve_alias(*id));
    if (ns.node(object).type == aml::ObjectType::method)
        return Error{Side::unsupported, what, "Name()", "a method, not evaluated", source, ns.node(object).offset};
    auto package = TRY(ns.value(object));
    if (package.type != aml::ObjectType::package)
        return Error{Side::firmware, what, "a package", name_of(package.type).data(), source, package.offset};
    if (package.element_count == 0)
        return Error{Side::firmware, what, "two elements", 0, source, package.offset};

    aml::PackageElements elements{package, ns.integer_size()};
    u64 a = TRY(next_integer(ns, elements, what));
    u64 b = 0;
    if (package.element_count == 1) {
        // Old firmware: one integer holds both, a in its first byte and b in its second. As ACPICA takes it
        // (AcpiGetSleepTypeData, "single integer DWORD format").
        b = a >> 8 & 0xff;
        a &= 0xff;
    } else {
        b = TRY(next_integer(ns, elements, what));
    }
    return checked(what, a, b, package.offset);
}

} // namespace acpi
