// SPDX-License-Identifier: MIT
#include "acpi/aml/evaluator.hpp"

#include <algorithm>

namespace acpi::aml {
namespace {

constexpr auto limits_source = "acpi/aml/evaluator.hpp";
constexpr std::string_view arguments_list = "ttttttt";

} // namespace

void put(Sink sink, Failure const& failure)
{
    put(sink, failure.error);
    if (failure.block != Node::no_block)
        format(sink, ", block {}", failure.block);
    if (failure.error.offset != Error::no_offset)
        format(sink, " offset {}", hex(failure.error.offset));
    if (!failure.method.is_empty())
        format(sink, " in {}", failure.method);
}

Result<Evaluator> Evaluator::create(Namespace& ns, Platform& platform, EvaluatorLimits const& limits)
{
    ASSERT(limits.tasks < 0x10000 && limits.operands < 0x10000 && limits.calls > 0);
    Evaluator e;
    e.ns_ = &ns;
    e.platform_ = &platform;
    e.limits_ = limits;
    size_t task_bytes = align_up(limits.tasks * sizeof(Task), 16);
    size_t operand_bytes = align_up(limits.operands * sizeof(Operand), 16);
    e.pages_ = TRY(Pages::allocate(task_bytes + operand_bytes + limits.calls * sizeof(Call)));
    e.heap_pages_ = TRY(Pages::allocate(limits.heap_bytes));
    e.heap_ = TRY(ObjectHeap::create(e.heap_pages_));
    u8* memory = e.pages_.bytes().data();
    e.tasks_ = {new (memory) Task[limits.tasks], limits.tasks};
    e.operands_ = {new (memory + task_bytes) Operand[limits.operands], limits.operands};
    e.calls_ = {new (memory + task_bytes + operand_bytes) Call[limits.calls], limits.calls};
    return e;
}

Evaluator::~Evaluator()
{
    if (pages_.bytes().empty())
        return; // moved from
    for (Node& node : ns_->nodes_.first(ns_->size_))
        node.object = 0;
}

Status Evaluator::add(Sdt const& block)
{
    begin_group();
    auto status = ns_->add(block, this);
    end_group();
    return status;
}

Status Evaluator::load(Tables const& tables)
{
    TRY(add(TRY(tables.dsdt())));
    for (auto const& entry : tables.entries()) {
        // PSDT: ACPI 1.0, to be treated as an SSDT (ACPI 6.5 5.2.11.3).
        if (entry.is_good && (entry.signature == Signature{"SSDT"} || entry.signature == Signature{"PSDT"}))
            TRY(add(entry.table));
    }
    return {};
}

Error Evaluator::firmware(char const* what, Value expected, Value seen, char const* where) const
{
    Error error{Side::firmware, what, expected, seen, where};
    if (task_count_ > 0)
        error.offset = tasks_[task_count_ - 1].at;
    return error;
}

void Evaluator::note_failure(Error const& error)
{
    if (std::exchange(has_failed_, true))
        return;
    failure_ = Failure{};
    failure_.error = error;
    if (task_count_ > 0) {
        failure_.block = top().block;
        if (error.offset == Error::no_offset)
            failure_.error.offset = top().at;
    }
    for (size_t i = call_count_; i > 0; --i) {
        if (calls_[i - 1].method != NodeId::none) {
            ns_->put_path(failure_.method.sink(), calls_[i - 1].method);
            break;
        }
    }
}

// True for the outermost one: it has its own count of steps.
bool Evaluator::begin_evaluation()
{
    if (nesting_ > 0)
        return false;
    steps_used_ = 0;
    bytes_charged_ = heap_->taken_bytes();
    waited_us_ = 0;
    has_failed_ = false;
    if (!is_in_group_)
        group_steps_ = group_waited_us_ = 0;
    return true;
}

void Evaluator::begin_group()
{
    is_in_group_ = true;
    group_steps_ = group_waited_us_ = 0;
}

// As ACPICA, who evaluates leaves nothing locked (AcpiExReleaseAllMutexes).
void Evaluator::end_evaluation()
{
    if (nesting_ > 0)
        return;
    sync_level_ = 0;
    if (std::exchange(held_mutexes_, 0) == 0)
        return;
    for (unsigned i = 0; i < ns_->size_; ++i) {
        Node const& node = ns_->nodes_[i];
        if (node.type != ObjectType::mutex || node.object == 0)
            continue;
        auto& mutex = object_at(NodeId{static_cast<u16>(i)}).record<Mutex>();
        if (std::exchange(mutex.held, 0) > 0 && node.block == Node::no_block)
            platform_->release_global_lock();
    }
}

Status Evaluator::charge(u64 amount)
{
    constexpr u64 bytes_per_step = 64;
    u64 const taken = heap_->taken_bytes();
    amount += (taken - bytes_charged_) / bytes_per_step;
    bytes_charged_ = taken;
    steps_used_ += amount;
    group_steps_ += amount;
    if (group_steps_ > limits_.evaluations * limits_.steps)
        return firmware("limit: steps of all evaluations that load a block or initialize devices",
                        limits_.evaluations * limits_.steps, "more: does it end?", limits_source);
    if (steps_used_ > limits_.steps)
        return firmware("limit: steps of an evaluation", limits_.steps, "more: does it end?", limits_source);
    return {};
}

Result<std::optional<NodeId>> Evaluator::look_up(NodeId scope, NameString const& name)
{
    constexpr u64 segments_per_step = 8;
    TRY(charge((name.is_searched() ? ns_->node(scope).depth : name.size()) / segments_per_step));
    return ns_->lookup(scope, name);
}

Result<ObjectType> Evaluator::type_of(NodeId id) const
{
    if (static_cast<u16>(id) >= ns_->size_)
        return firmware("object", "one that is there", "one of a method that has ended", "ACPI 6.5 5.5.2.3");
    return ns_->node(id).type;
}

// ---- Tasks, operands and calls

Result<Evaluator::Task*> Evaluator::push(Op op, std::string_view list, u32 at)
{
    if (task_count_ == tasks_.size())
        return Error{Side::guest, "limit: AML terms under way", tasks_.size(), tasks_.size() + 1, limits_source, at};
    Task task;
    task.kind = Task::Kind::operation;
    task.op = op;
    task.list = list;
    task.at = at;
    task.first_operand = static_cast<u16>(operand_count_);
    if (task_count_ > 0) {
        task.code_task = top().code_task;
        task.scope = top().scope;
        task.block = top().block;
    }
    tasks_[task_count_++] = task;
    most_tasks_ = std::max(most_tasks_, static_cast<unsigned>(task_count_));
    return &top();
}

Status Evaluator::push_operand(Operand operand)
{
    if (operand_count_ == operands_.size())
        return Error{Side::guest, "limit: AML operands under way", operands_.size(), operands_.size() + 1,
                     limits_source};
    operands_[operand_count_++] = std::move(operand);
    return {};
}

void Evaluator::pop()
{
    while (operand_count_ > top().first_operand)
        operands_[--operand_count_] = Operand{};
    --task_count_;
}

Status Evaluator::open_call(NodeId method, u16 task, bool keeps_names)
{
    if (call_count_ == calls_.size())
        return firmware("limit: methods under way", calls_.size(), calls_.size() + 1, limits_source);
    Call& call = calls_[call_count_++];
    call.method = method;
    call.serial = next_serial_++;
    call.names = ns_->size_;
    call.blocks = ns_->block_count_;
    call.task = task;
    call.sync_level = sync_level_;
    call.keeps_names = keeps_names;
    call.is_serialized = false;
    return {};
}

void Evaluator::close_call()
{
    Call& call = calls_[--call_count_];
    for (Object& value : call.values)
        value = Object{};
    if (!call.keeps_names)
        remove_names(call);
    if (call.is_serialized)
        sync_level_ = call.sync_level;
}

// ACPI 6.5 5.5.2.3: named objects that a method creates go when it ends. Those of a table that it loaded stay, and keep
// the numbers below them taken.
void Evaluator::remove_names(Call const& call)
{
    bool is_last = true;
    u64 passed = 0;
    for (unsigned i = ns_->size_; i > call.names; --i) {
        NodeId const id{static_cast<u16>(i - 1)};
        Node const& node = ns_->node(id);
        if (!node.is_gone() && node.block >= call.blocks) {
            is_last = false;
            continue;
        }
        set_object(id, Object{});
        if (is_last)
            passed += ns_->remove_last();
        else if (!node.is_gone() && node.first_child == NodeId::none)
            passed += ns_->unlink(id);
    }
    // To be seen by the next charge(): this cannot fail.
    constexpr u64 siblings_per_step = 32;
    steps_used_ += passed / siblings_per_step;
    group_steps_ += passed / siblings_per_step;
}

void Evaluator::unwind(size_t floor)
{
    while (call_count_ > 0 && calls_[call_count_ - 1].task >= floor)
        close_call();
    while (task_count_ > floor)
        pop();
}

// ---- Starting

Status Evaluator::execute(u16 block, u32 begin, u32 end, NodeId scope)
{
    begin_evaluation();
    if (nesting_ == deepest_nesting)
        return firmware("limit: definitions that need each other", deepest_nesting, deepest_nesting + 1, limits_source);
    size_t const floor = task_count_;
    Task* task = TRY(push(Op::scope, "", begin));
    task->kind = Task::Kind::terms;
    task->code_task = static_cast<u16>(floor);
    task->code = Reader{ns_->blocks_[block].bytes(), begin, end};
    task->block = block;
    task->scope = scope;
    ++nesting_;
    Status status = open_call(NodeId::none, static_cast<u16>(floor), true);
    if (status)
        status = run(floor);
    --nesting_;
    if (status) {
        close_call();
        end_evaluation();
        return {};
    }
    Error error = status.error();
    note_failure(error);
    if (error.offset == Error::no_offset)
        error.offset = top().at;
    unwind(floor);
    end_evaluation();
    return error;
}

// A term by itself, whatever is under way: its operands start at `code`.
Result<Evaluator::Operand> Evaluator::run_term(u16 block, Reader const& code, NodeId scope, std::string_view list,
                                               Op op, NodeId node, u32 at)
{
    if (nesting_ == deepest_nesting)
        return firmware("limit: definitions that need each other", deepest_nesting, deepest_nesting + 1, limits_source);
    // Its result goes to a task that never runs.
    size_t const floor = task_count_;
    Task* holder = TRY(push(Op::zero, "", at));
    holder->block = block;
    holder->scope = scope;
    holder->code_task = static_cast<u16>(floor);
    holder->code = code;
    if (Status status = open_call(NodeId::none, static_cast<u16>(floor), true); !status) {
        unwind(floor);
        return status.error();
    }
    ++nesting_;
    Status status = [&]() -> Status {
        Task* task = TRY(push(op, list, at));
        task->node = node;
        task->is_wanted = true;
        return run(floor + 1);
    }();
    --nesting_;
    if (!status) {
        Error error = status.error();
        note_failure(error);
        unwind(floor);
        return error;
    }
    Operand result = operand_count() > 0 ? std::move(operand(operand_count() - 1)) : Operand{};
    close_call();
    pop();
    return result;
}

Result<Evaluator::Operand> Evaluator::call(NodeId method, std::span<Object const> arguments)
{
    if (nesting_ == deepest_nesting)
        return firmware("limit: definitions that need each other", deepest_nesting, deepest_nesting + 1, limits_source);
    size_t const floor = task_count_;
    TRY(push(Op::zero, "", ns_->node(method).offset));
    top().block = ns_->node(method).block;
    ++nesting_;
    Status status = [&]() -> Status {
        Task* task = TRY(push(Op::call, "", ns_->node(method).offset));
        task->node = method;
        task->is_wanted = true;
        // As ACPICA: what is too much is ignored, what is missing fails when it is used.
        for (size_t i = 0; i < std::min<size_t>(arguments.size(), ns_->node(method).argument_count()); ++i)
            TRY(push_operand(Operand::of(arguments[i])));
        return run(floor + 1);
    }();
    --nesting_;
    if (!status) {
        Error error = status.error();
        note_failure(error);
        unwind(floor);
        return error;
    }
    Operand result = operand_count() > 0 ? std::move(operand(operand_count() - 1)) : Operand{};
    pop();
    return result;
}

Result<Object> Evaluator::evaluate(NodeId id, std::span<Object const> arguments)
{
    if (nesting_ == 0 && settled_ < ns_->size_)
        settle_packages();
    bool const is_outermost = begin_evaluation();
    auto result = [&]() -> Result<Object> {
        NodeId const target = TRY(ns_->resolve_alias(id));
        Operand operand =
            ns_->node(target).type == ObjectType::method ? TRY(call(target, arguments)) : TRY(read_node(target));
        // What RefOf() returned is the object.
        if (operand.kind == Operand::Kind::object && operand.object.is(ObjectType::reference) && is_outermost)
            operand = Operand::of(TRY(resolve(operand.object)));
        return operand.kind == Operand::Kind::nothing ? Object{} : TRY(object_of(operand));
    }();
    if (!result)
        note_failure(result.error());
    end_evaluation();
    return result;
}

Result<Object> Evaluator::evaluate(std::string_view path, std::span<Object const> arguments, NodeId scope)
{
    auto id = ns_->find(path, scope);
    if (!id) {
        Error error{Side::unsupported, "object to evaluate", "a name in the namespace", "none", "ACPI 6.5 5.3"};
        begin_evaluation();
        note_failure(error);
        return error;
    }
    return evaluate(*id, arguments);
}

Result<Object> Evaluator::record(NodeId id)
{
    begin_evaluation();
    auto result = [&]() -> Result<Object> {
        TRY(settle_nested(id));
        Object object = object_at(id);
        if (object.is_nothing())
            return Error{Side::firmware, "object with a record", "a region, field or mutex",
                         name_of(ns_->node(id).type).data(), "ACPI 6.5 5.5.2"};
        return object;
    }();
    if (!result)
        note_failure(result.error());
    end_evaluation();
    return result;
}

Result<u64> Evaluator::evaluate_integer(std::string_view path, std::span<Object const> arguments, NodeId scope)
{
    return converter().to_integer(TRY(evaluate(path, arguments, scope)));
}

Evaluator::Initialized Evaluator::initialize_devices()
{
    Initialized done;
    begin_group();
    auto run_ini = [&](NodeId id) {
        auto ini = ns_->child(id, NameSeg{"_INI"});
        if (!ini)
            return;
        ++done.methods;
        if (!evaluate(*ini))
            ++done.failed;
    };
    // As ACPICA: _STA is only asked of devices that have an _INI below them (AcpiNsInitializeDevices).
    constexpr u8 has_ini = 1;
    for (unsigned i = 1; i < ns_->size_; ++i) {
        if (ns_->nodes_[i].name != NameSeg{"_INI"})
            continue;
        for (NodeId at = ns_->nodes_[i].parent; at != NodeId::none; at = ns_->node(at).parent) {
            if (ns_->node(at).type != ObjectType::method)
                ns_->at(at).detail = has_ini;
        }
    }
    run_ini(NodeId::root);
    // Down the tree without recursion. A device that is neither there nor functioning hides what is below it.
    for (NodeId at = ns_->node(NodeId::root).first_child; at != NodeId::none && at != NodeId::root;) {
        Node const& node = ns_->node(at);
        bool enters = (node.detail & has_ini) != 0 &&
                      (node.type == ObjectType::scope || node.type == ObjectType::device ||
                       node.type == ObjectType::processor || node.type == ObjectType::thermal_zone);
        if (enters) {
            u64 status = 0xf; // ACPI 6.5 6.3.7: without _STA all is there
            if (auto sta = ns_->child(at, NameSeg{"_STA"}); sta && node.type != ObjectType::scope) {
                auto value = evaluate(*sta);
                auto number = value ? converter().to_integer(*value) : Result<u64>{u64{0}};
                status = number ? *number : 0;
            }
            constexpr u64 present = 1, functioning = 8;
            if ((status & present) != 0)
                run_ini(at);
            enters = (status & (present | functioning)) != 0;
        }
        NodeId next = enters ? ns_->node(at).first_child : NodeId::none;
        while (next == NodeId::none && at != NodeId::root) {
            next = ns_->node(at).next_sibling;
            if (next == NodeId::none)
                at = ns_->node(at).parent;
        }
        at = next;
    }
    end_group();
    return done;
}

// ---- The run

Status Evaluator::run(size_t floor)
{
    while (task_count_ > floor) {
        TRY(charge(1));
        TRY(step());
    }
    return {};
}

Status Evaluator::step()
{
    Task& task = top();
    switch (task.kind) {
    case Task::Kind::terms:
        return task.code.at_end() ? end_of_terms(task) : begin_term(task);
    case Task::Kind::package:
        return next_element(task);
    case Task::Kind::operation:
        return task.next == task.list.size() ? finish(task) : next_operand(task);
    }
    return {};
}

Status Evaluator::push_call(NodeId method, u32 at, bool is_wanted)
{
    Task* task = TRY(push(Op::call, arguments_list.substr(0, ns_->node(method).argument_count()), at));
    task->node = method;
    task->is_wanted = is_wanted;
    return {};
}

Status Evaluator::begin_term(Task& task)
{
    Reader& reader = task.code;
    u32 const at = reader.offset();
    task.at = at;
    if (reader.at_name()) {
        auto name = TRY(reader.name());
        auto found = TRY(look_up(task.scope, name));
        if (!found)
            return firmware("name of a method to call", "a name in the namespace", "none", "ACPI 6.5 5.3");
        NodeId id = TRY(ns_->resolve_alias(*found));
        // The name of another object does nothing.
        return ns_->node(id).type == ObjectType::method ? push_call(id, at, false) : Status{};
    }
    Op op = TRY(reader.opcode());
    if (Loader::is_definition(op)) {
        auto opened = TRY((Loader{*ns_, task.block, this}.define(op, reader, task.scope, at)));
        if (!opened)
            TRY(charge((reader.offset() - at) / list_bytes_per_step));
        if (!opened)
            return {};
        Task* inside = TRY(push(op == Op::scope ? op : Op::scope, "", at));
        inside->kind = Task::Kind::terms;
        inside->code_task = static_cast<u16>(task_count_ - 1);
        inside->code = opened->reader;
        inside->scope = opened->scope;
        return {};
    }
    switch (op) {
    case Op::if_:
    case Op::while_: {
        auto body = TRY(reader.package());
        Task* inside = TRY(push(op, "t", at));
        inside->code_task = static_cast<u16>(task_count_ - 1);
        inside->code = body;
        inside->restart = body.offset();
        return {};
    }
    case Op::else_: {
        // Taken together with its If. By itself it is no term (ACPI 6.5 20.2.5.3), and ACPICA executes it.
        auto body = TRY(reader.package());
        Task* inside = TRY(push(op, "", at));
        inside->kind = Task::Kind::terms;
        inside->code_task = static_cast<u16>(task_count_ - 1);
        inside->code = body;
        return {};
    }
    case Op::name:
        TRY(push(op, "Nt", at));
        return {};
    case Op::operation_region:
        TRY(push(op, "Nbtt", at));
        return {};
    case Op::data_region:
        TRY(push(op, "Nttt", at));
        return {};
    case Op::create_bit_field:
    case Op::create_byte_field:
    case Op::create_word_field:
    case Op::create_dword_field:
    case Op::create_qword_field:
        TRY(push(op, "ttN", at));
        return {};
    case Op::create_field:
        TRY(push(op, "tttN", at));
        return {};
    case Op::bank_field: {
        auto body = TRY(reader.package());
        Task* inside = TRY(push(op, "NNtb", at));
        inside->code_task = static_cast<u16>(task_count_ - 1);
        inside->code = body;
        return {};
    }
    default:
        break;
    }
    auto info = operands(op);
    // ACPICA steps over what is no opcode (AcpiPsGetAmlOpcode).
    if (!info.is_opcode)
        return {};
    if (info.list == "p" || op == Op::string_prefix || is_integer(op) || (op >= Op::local0 && op <= Op::arg6)) {
        // Data as a statement: it does nothing, but a buffer's size may be an expression.
        reader = Reader{ns_->blocks_[task.block].bytes(), at, reader.end()};
        return term_arg(task, aml::Operand::term_arg);
    }
    TRY(push(op, info.list, at));
    return {};
}

Status Evaluator::end_of_terms(Task& task)
{
    switch (task.op) {
    case Op::method:
        return return_from_method({});
    case Op::while_:
        task.code = Reader{ns_->blocks_[task.block].bytes(), task.restart, task.code.end()};
        task.kind = Task::Kind::operation;
        task.next = 0;
        return {};
    default:
        pop();
        return {};
    }
}

Status Evaluator::next_operand(Task& task)
{
    auto constant = [&](unsigned size) -> Status {
        return push_operand(Operand::of(TRY(code_of(task).integer(size))));
    };
    char const kind = task.list[task.next++];
    if (kind == 'N') {
        u32 const at = code_of(task).offset();
        TRY(code_of(task).name());
        return push_operand(Operand::of(u64{at}));
    }
    switch (aml::Operand{kind}) {
    case aml::Operand::byte:
        return constant(1);
    case aml::Operand::word:
        return constant(2);
    case aml::Operand::dword:
        return constant(4);
    case aml::Operand::qword:
        return constant(8);
    case aml::Operand::string:
    case aml::Operand::package:
        break; // data: term_arg() knows it
    case aml::Operand::term_arg:
    case aml::Operand::super_name:
    case aml::Operand::simple_name:
    case aml::Operand::target:
        return term_arg(task, aml::Operand{kind});
    }
    ASSERT(false);
    return {};
}

// The value of the next term becomes an operand of `task`, or, unless it is a TermArg, the place that it names.
Status Evaluator::term_arg(Task& task, aml::Operand kind)
{
    Reader& reader = code_of(task);
    u32 const at = reader.offset();
    bool const is_value = kind == aml::Operand::term_arg;
    bool const is_wanted = task.kind != Task::Kind::terms;
    auto give = [&](Operand operand) -> Status { return is_wanted ? push_operand(std::move(operand)) : Status{}; };
    auto inside = [&](Op op, std::string_view list) -> Result<Task*> {
        Task* next = TRY(push(op, list, at));
        next->is_wanted = is_wanted;
        next->is_location = !is_value;
        return next;
    };

    if (reader.at_name()) {
        auto name = TRY(reader.name());
        auto found = TRY(look_up(task.scope, name));
        if (!found) {
            if (task.op == Op::cond_ref_of && kind == aml::Operand::simple_name)
                return give({});
            Error error = firmware("name in an expression", "a name in the namespace", "none", "ACPI 6.5 5.3");
            error.offset = at;
            return error;
        }
        NodeId id = TRY(ns_->resolve_alias(*found));
        bool const calls = is_value || kind == aml::Operand::super_name;
        if (calls && ns_->node(id).type == ObjectType::method) {
            TRY(push_call(id, at, is_wanted));
            return {};
        }
        return give(is_value ? TRY(read_node(id)) : Operand::at(id));
    }
    if (kind == aml::Operand::target && Op{TRY(reader.peek())} == Op::zero) {
        TRY(reader.skip(1)); // NullName: the result is not stored
        return give({});
    }
    Op op = TRY(reader.opcode());
    if (op >= Op::local0 && op <= Op::arg6) {
        unsigned const slot = static_cast<unsigned>(op) - static_cast<unsigned>(Op::local0);
        if (call_count_ == 0)
            return firmware("Local or Arg", "inside a method", "outside", "ACPI 6.5 19.6.78");
        if (!is_value)
            return give(Operand::in_slot(slot));
        return give(TRY(read_location(Operand::in_slot(slot))));
    }
    switch (op) {
    case Op::zero:
        return give(Operand::of(u64{0}));
    case Op::one:
        return give(Operand::of(u64{1}));
    case Op::ones:
        return give(Operand::of(mask()));
    case Op::byte_prefix:
        return give(Operand::of(TRY(reader.integer(1))));
    case Op::word_prefix:
        return give(Operand::of(TRY(reader.integer(2))));
    case Op::dword_prefix:
        return give(Operand::of(TRY(reader.integer(4))));
    case Op::qword_prefix:
        return give(Operand::of(TRY(reader.integer(8)) & mask()));
    case Op::string_prefix:
        return give(Operand::of(TRY(heap_->string(TRY(reader.string())))));
    case Op::revision:
        return give(Operand::of(u64{2})); // ACPI 6.5 19.6.119; ACPICA gives its release date
    case Op::debug: {
        Operand debug;
        debug.kind = Operand::Kind::debug;
        return give(debug);
    }
    case Op::buffer:
    case Op::package:
    case Op::var_package: {
        auto body = TRY(reader.package());
        Task* next = TRY(inside(op, op == Op::package ? "b" : "t"));
        next->code_task = static_cast<u16>(task_count_ - 1);
        next->code = body;
        return {};
    }
    default:
        break;
    }
    auto info = operands(op);
    if (!info.is_opcode || info.list == "p") {
        Error error = firmware("AML expression", "an opcode with a value", static_cast<u16>(op), "ACPI 6.5 20.2.5.4");
        error.offset = at;
        return error;
    }
    TRY(inside(op, info.list));
    return {};
}

// A package's elements: data, or the names of objects. ACPI 6.5 20.2.5.4, PackageElementList.
Status Evaluator::next_element(Task& task)
{
    Object package = operands_[task.first_operand + 1u].object;
    if (operand_count() > 2) {
        package.set_element(task.index++, TRY(object_of(operand(2))));
        operands_[--operand_count_] = Operand{};
    }
    // More elements than the package is to have are ignored, as ACPICA does (AcpiDsBuildInternalPackageObj).
    if (task.code.at_end() || task.index == package.size()) {
        bool const is_wanted = task.is_wanted;
        pop();
        return is_wanted ? push_operand(Operand::of(std::move(package))) : Status{};
    }
    if (!task.code.at_name())
        return term_arg(task, aml::Operand::term_arg);
    // A name stands for its value if it has one and for the object if not; methods are not called. As ACPICA
    // (AcpiDsResolvePackageElement); the spec knows references only, but who reads a package cannot tell.
    u32 const at = task.code.offset();
    auto found = TRY(look_up(task.scope, TRY(task.code.name())));
    NodeId const id = found ? TRY(ns_->resolve_alias(*found)) : NodeId::none;
    if (!found || ns_->node(id).is_undefined()) {
        ++task.index; // what is not there is no element; reported by whoever needs it
        return {};
    }
    task.at = at;
    if (ns_->node(id).type == ObjectType::method)
        return push_operand(Operand::of(TRY(heap_->to_node(id, ns_->node(id).name))));
    auto value = TRY(read_node(id));
    // Not its value: the element is the number that the name holds, whoever changes it.
    if (value.kind == Operand::Kind::number && ns_->node(id).type == ObjectType::integer)
        value = Operand::of(object_at(id));
    return push_operand(std::move(value));
}

// All operands are there.
Status Evaluator::finish(Task& task)
{
    switch (task.op) {
    case Op::call:
        return enter_method(task);
    case Op::if_: {
        bool const is_true = TRY(integer(0)) != 0;
        // Its Else belongs to it: taken here or left out here.
        Reader& outside = tasks_[task_count_ - 2].code;
        std::optional<Reader> otherwise;
        if (!outside.at_end() && Op{TRY(outside.peek())} == Op::else_) {
            TRY(outside.skip(1));
            otherwise = TRY(outside.package());
        }
        if (!is_true && !otherwise) {
            pop();
            return {};
        }
        if (!is_true)
            task.code = *otherwise;
        operands_[--operand_count_] = Operand{};
        task.kind = Task::Kind::terms;
        return {};
    }
    case Op::while_: {
        bool const is_true = TRY(integer(0)) != 0;
        operands_[--operand_count_] = Operand{};
        if (is_true)
            task.kind = Task::Kind::terms;
        else
            pop();
        return {};
    }
    case Op::break_:
    case Op::continue_:
        return leave(task, task.op);
    case Op::return_: {
        Operand value = std::move(operand(0));
        return return_from_method(std::move(value));
    }
    case Op::package:
    case Op::var_package: {
        u64 const count = TRY(integer(0));
        TRY(push_operand(Operand::of(TRY(heap_->package(count)))));
        task.kind = Task::Kind::package;
        return {};
    }
    default:
        break;
    }
    Operand result = TRY(operate(task.op));
    bool const is_wanted = task.is_wanted;
    Op const op = task.op;
    u32 const at = task.at;
    pop();
    if (!is_wanted)
        return {};
    if (result.kind == Operand::Kind::nothing && op != Op::zero)
        return Error{Side::firmware,       "AML expression",    "an opcode with a value",
                     static_cast<u16>(op), "ACPI 6.5 20.2.5.4", at};
    return push_operand(std::move(result));
}

Status Evaluator::enter_method(Task& task)
{
    Node const& method = ns_->node(task.node);
    if (method.block == Node::no_block) {
        // \_OSI, the one predefined method.
        Operand result = TRY(interfaces());
        bool const is_wanted = task.is_wanted;
        pop();
        return is_wanted ? push_operand(std::move(result)) : Status{};
    }
    // ACPI 6.5 19.6.84: a serialized method is a mutex with a SyncLevel.
    bool const is_serialized = (method.detail & 8) != 0;
    u8 const level = method.detail >> 4;
    if (is_serialized && level < sync_level_)
        return firmware("SyncLevel of a serialized method, at least that of the mutexes held", sync_level_, level,
                        "ACPI 6.5 19.6.84");
    TRY(open_call(task.node, static_cast<u16>(task_count_ - 1), false));
    Call& call = calls_[call_count_ - 1];
    for (size_t i = 0; i < std::min<size_t>(operand_count(), 7); ++i) {
        if (operand(i).kind != Operand::Kind::nothing)
            call.values[8 + i] = TRY(object_of(operand(i)));
    }
    while (operand_count_ > task.first_operand)
        operands_[--operand_count_] = Operand{};
    call.is_serialized = is_serialized;
    if (is_serialized)
        sync_level_ = level;
    task.kind = Task::Kind::terms;
    task.op = Op::method;
    task.block = method.block;
    task.scope = task.node;
    task.code_task = static_cast<u16>(task_count_ - 1);
    task.code = Reader{ns_->blocks_[method.block].bytes(), method.offset, method.offset + method.length};
    task.at = method.offset;
    return {};
}

// Break and Continue.
Status Evaluator::leave(Task& task, Op how)
{
    u32 const at = task.at;
    size_t i = task_count_ - 1;
    size_t const method = call_count_ > 0 ? calls_[call_count_ - 1].task : 0;
    while (i > method && tasks_[i].op != Op::while_)
        --i;
    if (tasks_[i].op != Op::while_)
        return Error{Side::firmware, "Break or Continue", "inside a While", "outside", "ACPI 6.5 19.6.8", at};
    while (task_count_ > i + 1)
        pop();
    if (how == Op::break_) {
        pop();
        return {};
    }
    return end_of_terms(top());
}

Status Evaluator::return_from_method(Operand value)
{
    if (call_count_ == 0 || calls_[call_count_ - 1].method == NodeId::none)
        return firmware("Return", "inside a method", "at table level", "ACPI 6.5 19.6.118");
    size_t const task = calls_[call_count_ - 1].task;
    bool const is_wanted = tasks_[task].is_wanted;
    // A reference to a Local ends with it; anything else lives on in the value.
    close_call();
    while (task_count_ > task)
        pop();
    return is_wanted ? push_operand(std::move(value)) : Status{};
}

} // namespace acpi::aml
