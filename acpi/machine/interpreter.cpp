// SPDX-License-Identifier: MIT
#include "acpi/machine/interpreter.hpp"

namespace acpi {

Status Interpreter::start(Tables const& tables, Fadt const& fadt, BootInfo const& boot, pci::ConfigSpace& config)
{
    Instant const begin = now();
    names_.emplace(TRY(aml::Namespace::create()));
    platform_.emplace(*names_, tables, boot, config);
    evaluator_.emplace(TRY(aml::Evaluator::create(*names_, *platform_)));
    global_lock_ = platform_->open_global_lock(fadt);
    TRY(evaluator_->load(tables));
    sleep_methods_.emplace(*evaluator_);
    Instant const loaded = now();
    load_time_ = loaded - begin;
    started_ = start_up(*evaluator_, InterruptModel::pic);
    if (auto routing = PciRouting::open(*evaluator_))
        routing_.emplace(std::move(*routing));
    else
        routing_status_ = routing.error();
    start_time_ = now() - loaded;
    return {};
}

Result<PciRouting*> Interpreter::routing()
{
    TRY(routing_status_);
    return &*routing_;
}

u64 Interpreter::memory_bytes() const
{
    return names_->memory_bytes() + evaluator_->memory_bytes() + (routing_ ? routing_->memory_bytes() : 0);
}

void Interpreter::report(Report& report)
{
    platform_->report(report);
    if (auto const failure = sleep_methods_->take_failure())
        report.detail("aml failed: {}", *failure);
}

} // namespace acpi
