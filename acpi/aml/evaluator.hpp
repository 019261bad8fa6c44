// SPDX-License-Identifier: MIT
// Evaluates objects of a namespace: methods, regions, fields, and the statements of a definition block as it is loaded.
// Spec: ACPI 6.5 5.5 (evaluation), 19 (ASL semantics), 20 (AML). Where the spec leaves room, as ACPICA does.
//
// One evaluation at a time. No allocation but the pages taken by create(). Terms under way are on stacks of tasks and
// operands of its own, not on the caller's; only values at rest (a region's operands, worked out when it is first used)
// start a nested run, at most `deepest_nesting` deep. Every limit is an Error with Side::guest or, if it means that AML
// does not end, Side::firmware.
#pragma once

#include "acpi/aml/convert.hpp"
#include "acpi/aml/loader.hpp"
#include "acpi/aml/platform.hpp"

namespace acpi::aml {

// With the namespace's default, about 230 KiB in all.
struct EvaluatorLimits {
    u32 heap_bytes = 96 * KiB; // of objects
    unsigned tasks = 256;      // terms inside terms, methods included
    unsigned operands = 512;
    unsigned calls = 48; // methods under way
    // Operands, terms and each 64 bytes of objects, of one evaluation: _S3 as a method takes about 10, the _PRT of q35
    // about 2000.
    u64 steps = 1'000'000;
    u64 wait_us = 10'000'000; // Sleep and Stall of one evaluation
    // Loading a block and initializing devices are many evaluations, which a table can make as many as it has bytes:
    // the steps and waits of all together are this many times those of one.
    unsigned evaluations = 4;
};

// Where the last evaluation failed.
struct Failure {
    Error error; // its offset counts from the start of the block's table
    u16 block = Node::no_block;
    FixedText<128> method; // the path of the innermost method, empty at table level
};
// "expected E, seen S: what (source), block 0 offset 0x123 in \\_SB.PCI0._PRT"
void put(Sink sink, Failure const& failure);

class Evaluator {
public:
    // Borrows both; `ns` must not move. Objects that it handed out must not outlive it.
    static Result<Evaluator> create(Namespace& ns, Platform& platform, EvaluatorLimits const& limits = {});
    Evaluator(Evaluator&&) = default;
    ~Evaluator();

    // As Namespace::load(), into the empty namespace that create() was given, and executes what stands at table level.
    Status load(Tables const& tables);
    Status add(Sdt const& block);

    // The value of an object: of a method what it returns, of a field what is read, of data itself; of a device and
    // other objects without a value a reference. No object when a method returns nothing.
    Result<Object> evaluate(NodeId id, std::span<Object const> arguments = {});
    // By the search rules from `scope`. Side::unsupported when there is no such object.
    Result<Object> evaluate(std::string_view path, std::span<Object const> arguments = {}, NodeId scope = NodeId::root);
    // An integer, or what converts to one.
    Result<u64> evaluate_integer(std::string_view path, std::span<Object const> arguments = {},
                                 NodeId scope = NodeId::root);
    // What a package's element stands for: references are followed, other objects are what they are.
    Result<Object> resolve(Object const& object);
    // Of an operation region, a field or a mutex: its Region, FieldUnit or Mutex, worked out if it has not been used
    // yet.
    Result<Object> record(NodeId id);
    // _INI of \ and \_SB, then of every device that _STA says is there. ACPI 6.5 6.5.1, 6.3.7. Returns the number of
    // _INI methods; one that fails is counted in `failed` and does not stop the others.
    struct Initialized {
        unsigned methods = 0;
        unsigned failed = 0;
    };
    Initialized initialize_devices();

    Namespace& names() { return *ns_; }
    // For arguments.
    ObjectHeap& objects() { return *heap_; }
    Failure const& failure() const { return failure_; }
    // Of the last evaluation, and the most of all.
    u64 steps() const { return steps_used_; }
    u64 memory_bytes() const { return pages_.bytes().size() + heap_pages_.bytes().size(); }
    unsigned most_tasks() const { return most_tasks_; }

private:
    friend class Loader;

    static constexpr unsigned deepest_nesting = 5;
    static constexpr u64 list_bytes_per_step = 8; // of a field list, which is walked without tasks
    static constexpr unsigned deepest_loads = 3;  // Load in a table that Load brought

    // What a term comes to, or the place that it names.
    struct Operand {
        enum class Kind : u8 { nothing, number, object, node, slot, debug };
        Object object;
        u64 number = 0;
        Kind kind = Kind::nothing;
        u8 slot = 0;
        NodeId node = NodeId::none;

        static Operand of(u64 number)
        {
            Operand o;
            o.kind = Kind::number;
            o.number = number;
            return o;
        }
        static Operand of(Object object)
        {
            Operand o;
            if (object.is_nothing())
                return o;
            o.kind = Kind::object;
            o.object = std::move(object);
            return o;
        }
        static Operand at(NodeId node)
        {
            Operand o;
            o.kind = Kind::node;
            o.node = node;
            return o;
        }
        static Operand in_slot(unsigned slot)
        {
            Operand o;
            o.kind = Kind::slot;
            o.slot = static_cast<u8>(slot);
            return o;
        }
    };
    struct Task {
        enum class Kind : u8 {
            terms,     // a TermList, `op` says of what
            operation, // gathers the operands of `list`, then executes
            package,   // gathers elements
        };
        Reader code;           // when code_task is this task
        std::string_view list; // of Operand, see opcode.hpp, and 'N': a NameString, as its offset
        u32 at = 0;            // of the opcode
        u32 restart = 0;       // While: its predicate
        u32 index = 0;         // package: elements so far
        Op op = Op::zero;
        NodeId scope = NodeId::root;
        NodeId node = NodeId::none; // call: the method; definition: the node that is there already
        u16 block = 0;
        u16 first_operand = 0;
        u16 code_task = 0; // whose `code` is read
        Kind kind = Kind::terms;
        u8 next = 0;              // in `list`
        bool is_wanted = false;   // the result goes to the operands of the task below
        bool is_location = false; // as a place to store to
    };
    struct Call {
        static constexpr unsigned slots = 15; // Local0-7, Arg0-6
        NodeId method = NodeId::none;         // none: a nested run or table level
        u32 serial = 0;
        unsigned names = 0; // in the namespace, before it
        unsigned blocks = 0;
        u16 task = 0;
        u8 sync_level = 0; // of the thread, before it
        bool keeps_names = false;
        bool is_serialized = false;
        std::array<Object, slots> values;
    };
    enum class StoreMode : u8 { implicit, fixed, copy };

    Evaluator() = default;

    // evaluator.cpp: tasks, calls and the run.
    Status execute(u16 block, u32 begin, u32 end, NodeId scope);
    Result<Operand> run_term(u16 block, Reader const& code, NodeId scope, std::string_view list, Op op, NodeId node,
                             u32 at);
    Result<Operand> call(NodeId method, std::span<Object const> arguments);
    Status run(size_t floor);
    Status step();
    Status begin_term(Task& task);
    Status end_of_terms(Task& task);
    Status next_operand(Task& task);
    Status next_element(Task& task);
    Status term_arg(Task& task, aml::Operand kind);
    Status finish(Task& task);
    Result<Task*> push(Op op, std::string_view list, u32 at);
    Status push_call(NodeId method, u32 at, bool is_wanted);
    Status push_operand(Operand operand);
    Status open_call(NodeId method, u16 task, bool keeps_names);
    Status enter_method(Task& task);
    Status leave(Task& task, Op wanted);
    Status return_from_method(Operand value);
    void close_call();
    void pop();
    void unwind(size_t floor);
    void remove_names(Call const& call);
    void note_failure(Error const& error);
    bool begin_evaluation();
    void end_evaluation();
    void begin_group();
    void end_group() { is_in_group_ = false; }
    // Counts work against the limit: `amount` steps, and what the heap handed out since the last time.
    Status charge(u64 amount);
    // Namespace::lookup(), and what it costs where paths are long or scopes deep.
    Result<std::optional<NodeId>> look_up(NodeId scope, NameString const& name);
    bool is_in_method() const { return call_count_ > 0 && calls_[call_count_ - 1].method != NodeId::none; }
    Result<ObjectType> type_of(NodeId id) const;
    Error firmware(char const* what, Value expected, Value seen, char const* source) const;
    Task& top() { return tasks_[task_count_ - 1]; }
    Reader& code_of(Task const& task) { return tasks_[task.code_task].code; }
    Operand& operand(size_t index) { return operands_[top().first_operand + index]; }
    size_t operand_count() const { return operand_count_ - tasks_[task_count_ - 1].first_operand; }
    Converter converter() { return {*heap_, ns_->integer_size_}; }
    u64 mask() const { return ns_->integer_size_ == 8 ? ~u64{0} : u64{0xffffffff}; }

    // operators.cpp
    Result<Operand> operate(Op op);
    Result<Operand> arithmetic(Op op);
    Result<Operand> convert(Op op);
    Result<Operand> synchronize(Op op);
    Result<Operand> refer(Op op);
    Result<Operand> match();
    // load.cpp
    Result<Operand> load();
    Result<Operand> load_table();
    Result<Operand> unload();
    Result<std::span<u8>> copy_of_table(NodeId region);
    Result<Operand> load_block(Sdt const& block, NodeId root);
    Result<Operand> interfaces();
    Result<u64> integer(size_t index);
    Result<u64> integer_of(Operand const& operand);
    Result<Object> object(size_t index);
    Result<Object> object_of(Operand const& operand);
    Result<Operand> deref(Object const& reference);
    // The mutex or event that an operand leads to; its object is there.
    Result<NodeId> synchronization_node(size_t index, ObjectType type);

    // store.cpp: values at rest.
    Result<Operand> read_location(Operand const& location);
    Result<Operand> read_node(NodeId id);
    Result<Object*> slot_of(Object const& reference);
    Result<NodeId> node_of(Object const& reference);
    Status store(Operand const& target, Operand const& source, StoreMode mode);
    Status store_to_node(NodeId id, Operand const& source, StoreMode mode);
    Status store_to_slot(unsigned slot, Operand const& source);
    Status store_to_reference(Object const& reference, Operand const& source, StoreMode mode);
    Result<Object> own_copy(Operand const& source);

    // definition.cpp: objects from their definitions.
    Status settle(NodeId id);
    Status settle_nested(NodeId id);
    void settle_packages();
    Result<Operand> settle_data(NodeId id);
    // `bank`: of a BankField in a method, where it may come from a Local.
    Status settle_field(NodeId id, std::optional<u64> bank);
    Result<Operand> define(Op op);
    Result<Object> make_region(Op op);
    Result<Object> make_buffer_field(Op op);
    Status make_bank_field();
    Status begin_definition(Op op, Task& task, u32 at);
    Object object_at(NodeId id) const;
    void set_object(NodeId id, Object value);

    // field.cpp
    Result<FieldUnit> field_of(NodeId id);
    Result<Operand> read_field(NodeId id);
    Status write_field(NodeId id, Operand const& value);
    // `bits` of a field as bytes, low bit first. `depth`: of registers that are fields of other registers.
    Status read_bits(FieldUnit const& field, std::span<u8> bytes, unsigned depth);
    Status write_bits(FieldUnit const& field, std::span<u8 const> bytes, unsigned depth);
    Result<u64> read_datum(FieldUnit const& field, u64 offset, unsigned depth);
    Status write_datum(FieldUnit const& field, u64 offset, u64 value, unsigned depth);
    Status write_register(NodeId id, u64 value, unsigned depth);
    Result<RegionAccess> access_of(FieldUnit const& field, u64 offset);
    Status find_pci_address(NodeId region, Region& record);
    Status ask_pci_address(NodeId region, Region& record);
    Result<u64> device_value(NodeId device, std::string_view name, u64 otherwise);

    Namespace* ns_ = nullptr;
    Platform* platform_ = nullptr;
    EvaluatorLimits limits_;
    Pages pages_;
    Pages heap_pages_;
    ObjectHeap* heap_ = nullptr;
    std::span<Task> tasks_;
    std::span<Operand> operands_;
    std::span<Call> calls_;
    size_t task_count_ = 0;
    size_t operand_count_ = 0;
    size_t call_count_ = 0;
    unsigned nesting_ = 0;
    unsigned pci_nesting_ = 0; // of PCI addresses that are being found
    unsigned loads_ = 0;       // under way
    unsigned settled_ = 0;     // nodes that settle_packages() has seen
    u32 next_serial_ = 1;
    u64 steps_used_ = 0;
    u64 bytes_charged_ = 0;
    unsigned held_mutexes_ = 0;
    u64 waited_us_ = 0;
    u64 group_steps_ = 0; // of add() or initialize_devices()
    u64 group_waited_us_ = 0;
    bool is_in_group_ = false;
    unsigned most_tasks_ = 0;
    u8 sync_level_ = 0;
    bool has_failed_ = false; // in this evaluation: the first failure is the one that is kept
    Failure failure_;
};

} // namespace acpi::aml
