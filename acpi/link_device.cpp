// SPDX-License-Identifier: MIT
#include "acpi/link_device.hpp"

#include <algorithm>

namespace acpi {
namespace {

using aml::NameSeg;
using aml::ObjectType;

constexpr auto current_source = "ACPI 6.5 6.2.2";
constexpr auto possible_source = "ACPI 6.5 6.2.12";
constexpr auto set_source = "ACPI 6.5 6.2.16";

} // namespace

Result<InterruptItem> LinkDevice::item(aml::Object const& list, char const* what) const
{
    if (!list.is(ObjectType::buffer))
        return Error{Side::firmware, what, "a buffer", name_of(list.type()).data(), current_source};
    ResourceList items(list.bytes());
    // Start and end of dependent functions in a _PRS are no items of their own (6.4.2.3).
    constexpr u8 start_dependent = 0x06, end_dependent = 0x07;
    for (u32 n = 0;;) {
        auto const next = TRY(items.next());
        if (!next)
            return Error{Side::firmware, what, Value::of(index_ + 1, "items at least"), Value::of(n, "items"),
                         "ACPI 6.5 6.2.13"};
        if (next->kind == start_dependent || next->kind == end_dependent || n++ != index_)
            continue;
        auto const interrupts = TRY(InterruptItem::decode(*next));
        if (!interrupts)
            return Error{Side::firmware,    what,           "an IRQ or extended interrupt descriptor",
                         Value(next->kind), "ACPI 6.5 6.4", next->offset};
        return *interrupts;
    }
}

Result<std::optional<Interrupt>> LinkDevice::current() const
{
    constexpr auto what = "_CRS of an interrupt link";
    if ((TRY(device_.status()) & DeviceObject::is_enabled) == 0)
        return std::optional<Interrupt>{};
    auto const list = TRY(device_.evaluate(NameSeg{"_CRS"}));
    if (!list)
        return Error{Side::firmware, what, "an object", "none", current_source};
    auto const interrupts = TRY(item(*list, what));
    // Input 0 is the timer's: firmware means that nothing is set.
    if (interrupts.count() == 0 || (interrupts.count() == 1 && interrupts.number(0) == 0))
        return std::optional<Interrupt>{};
    if (interrupts.count() != 1)
        return Error{Side::firmware, what, Value::of(1, "interrupt"), Value::of(interrupts.count(), "interrupts"),
                     current_source};
    return std::optional{Interrupt{interrupts.number(0), interrupts.mode()}};
}

Result<Interrupt> LinkDevice::set(std::span<u8 const> preferred) const
{
    constexpr auto what = "_PRS of an interrupt link";
    auto const list = TRY(device_.evaluate(NameSeg{"_PRS"}));
    if (!list)
        return Error{Side::firmware, what, "an object, as the link is not set", "none", possible_source};
    auto const possible = TRY(item(*list, what));
    auto const found = std::find_if(preferred.begin(), preferred.end(), [&](u8 n) { return possible.has(n); });
    if (found == preferred.end())
        return Error{Side::firmware, what, "an interrupt that can be used",
                     possible.count() == 0 ? Value("none") : Value(possible.number(0)), possible_source};
    u32 const chosen = *found;

    if (!device_.has(NameSeg{"_SRS"}))
        return Error{Side::firmware, "_SRS of an interrupt link", "a method, as the link is not set", "none",
                     set_source};
    auto& objects = device_.evaluator().objects();
    auto const wanted = possible.with_only(chosen);
    aml::Object const arguments[] = {TRY(objects.buffer(wanted.bytes(), wanted.size))};
    TRY(device_.evaluate(NameSeg{"_SRS"}, arguments));
    auto const set = TRY(current());
    if (!set || set->number != chosen)
        return Error{Side::firmware, "_CRS of an interrupt link after _SRS", chosen,
                     set ? Value(set->number) : Value("not set"), set_source};
    return *set;
}

Status LinkDevice::disable() const
{
    if (!TRY(device_.evaluate(NameSeg{"_DIS"})))
        return Error{Side::unsupported, "_DIS of an interrupt link", "a method", "none", "ACPI 6.5 6.2.3"};
    return {};
}

} // namespace acpi
