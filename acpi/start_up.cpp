// SPDX-License-Identifier: MIT
#include "acpi/start_up.hpp"

namespace acpi {
namespace {

using aml::NodeId;
using aml::ObjectType;
using aml::RegionSpace;

// The space that a region's definition names. ACPI 6.5 20.2.5.2: DefOpRegion.
Result<u8> space_of(aml::Namespace const& names, aml::Node const& region)
{
    aml::Reader reader(names.blocks()[region.block].bytes(), region.offset, region.offset + region.length);
    if (TRY(reader.opcode()) != aml::Op::operation_region)
        return static_cast<u8>(RegionSpace::system_memory); // a DataTableRegion
    TRY(reader.name());
    return reader.byte();
}

bool has_pci_config_region(aml::Namespace const& names, NodeId device)
{
    for (NodeId at = names.node(device).first_child; at != NodeId::none; at = names.node(at).next_sibling) {
        if (names.node(at).type != ObjectType::operation_region)
            continue;
        auto const space = space_of(names, names.node(at));
        if (space && *space == static_cast<u8>(RegionSpace::pci_config))
            return true;
    }
    return false;
}

} // namespace

StartUp start_up(aml::Evaluator& evaluator, InterruptModel model)
{
    StartUp result;
    auto const& names = evaluator.names();
    auto run = [&](NodeId method, std::initializer_list<u64> numbers) {
        aml::Object arguments[2];
        size_t count = 0;
        for (u64 number : numbers) {
            auto object = evaluator.objects().integer(number);
            if (!object) {
                ++result.failed;
                result.last_failure.emplace().error = object.error();
                return;
            }
            arguments[count++] = object.release_value();
        }
        if (!evaluator.evaluate(method, std::span(arguments).first(count))) {
            ++result.failed;
            result.last_failure = evaluator.failure();
        }
    };

    constexpr u64 connect = 1;
    unsigned const size = names.size(); // methods may add names, for as long as they run
    for (u16 n = 0; n < size; ++n) {
        aml::Node const& node = names.node(NodeId{n});
        if (node.name != aml::NameSeg{"_REG"} || node.type != ObjectType::method ||
            !has_pci_config_region(names, node.parent))
            continue;
        ++result.reg_methods;
        run(NodeId{n}, {static_cast<u64>(RegionSpace::pci_config), connect});
    }

    auto const initialized = evaluator.initialize_devices();
    result.ini_methods = initialized.methods;
    result.failed += initialized.failed;
    if (initialized.failed > 0)
        result.last_failure = evaluator.failure();

    if (auto const pic = names.find("\\_PIC")) {
        result.has_pic = true;
        run(*pic, {static_cast<u64>(model)});
    }
    return result;
}

Status tell_interrupt_model(aml::Evaluator& evaluator, InterruptModel model)
{
    auto const pic = evaluator.names().find("\\_PIC");
    if (!pic)
        return {};
    aml::Object const argument = TRY(evaluator.objects().integer(static_cast<u64>(model)));
    TRY(evaluator.evaluate(*pic, std::span(&argument, 1)));
    return {};
}

} // namespace acpi
