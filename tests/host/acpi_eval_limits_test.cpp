// SPDX-License-Identifier: MIT
// The evaluator on tables that are cut, changed, or made to go on for ever: always an end, always an error that says
// where.
#include "tests/host/acpi/assembler.hpp"
#include "tests/host/acpi/evaluated.hpp"

namespace acpi::test {
namespace {

// Small, so that every limit is met; the limits are what is tested.
constexpr aml::EvaluatorLimits small = {16 * KiB, 48, 64, 12, 3000, 1000};

// Evaluates all that can be evaluated, twice, with arguments of all types.
void evaluate_all(Evaluated const& e)
{
    auto& heap = e.evaluator->objects();
    unsigned const names = e.ns->size();
    for (unsigned i = 0; i < names; ++i) {
        aml::NodeId id{static_cast<u16>(i)};
        std::array<aml::Object, 7> arguments;
        if (auto o = heap.integer(i))
            arguments[0] = std::move(*o);
        if (auto o = heap.string(std::string_view{"DEV0"}))
            arguments[1] = std::move(*o);
        if (auto o = heap.buffer({}, 5))
            arguments[2] = std::move(*o);
        if (auto o = heap.package(2))
            arguments[3] = std::move(*o);
        if (auto o = heap.to_node(aml::NodeId{3}, e.ns->node(aml::NodeId{3}).name))
            arguments[4] = std::move(*o);
        arguments[5] = arguments[0];
        auto value = e.evaluator->evaluate(id, arguments);
        if (value)
            (void)e.text(*value);
        else
            EXPECT_FALSE(std::string_view{e.evaluator->failure().error.what}.empty());
        ASSERT_EQ(e.ns->size(), names) << "what a method named is gone when it has ended";
    }
    (void)e.evaluator->initialize_devices();
}

Evaluated load_cut(Bytes b)
{
    fix_table(b);
    return evaluate_blocks({std::move(b)}, small, {512, 1, 8});
}

Bytes text(std::string_view s) { return join(Bytes{0x0d}, bytes(s), zero); }
Bytes ret(Bytes const& value) { return join(Bytes{0xa4}, value); }
Bytes while_true(Bytes const& body) { return join(Bytes{0xa2}, with_length(join(one, body))); }

} // namespace

// Issue 4, 5.
TEST(AcpiEvalLimits, EveryTruncation)
{
    for (auto source : {"grammar", "sleep", "conditional", "empty", "scope_s3", "eval_values", "eval_machine",
                        "eval_32bit", "machine"}) {
        auto whole = read_aml(source);
        ASSERT_GT(whole.size(), Sdt::header_size);
        for (size_t n = Sdt::header_size; n <= whole.size(); ++n) {
            auto e = load_cut({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n)});
            // All of it for some lengths: the names are the same nearly everywhere.
            if (n % 64 == 0 || n == whole.size() || whole.size() < 600)
                evaluate_all(e);
        }
    }
}

TEST(AcpiEvalLimits, EveryByteChanged)
{
    for (auto source : {"grammar", "conditional", "eval_values", "eval_machine", "eval_32bit", "machine"}) {
        auto whole = read_aml(source);
        size_t const stride = whole.size() > 1000 ? 23 : 2; // another one of the values each time
        unsigned turn = 0;
        for (size_t i = Sdt::header_size; i < whole.size(); i += stride) {
            u8 const values[] = {0,
                                 0xff,
                                 0x2f,
                                 0x5b,
                                 0x12,
                                 0x60,
                                 0x70,
                                 0xa4,
                                 static_cast<u8>(whole[i] ^ 0x40),
                                 static_cast<u8>(whole[i] + 1),
                                 static_cast<u8>(whole[i] - 1)};
            auto changed = whole;
            changed[i] = values[turn++ % std::size(values)];
            evaluate_all(load_cut(changed));
        }
    }
}

TEST(AcpiEvalLimits, EveryOpcodeWithoutItsOperands)
{
    for (unsigned op = 0; op < 512; ++op) {
        Bytes const code = op < 256 ? Bytes{static_cast<u8>(op)} : Bytes{0x5b, static_cast<u8>(op)};
        for (auto const& tail : {Bytes{}, Bytes{0}, Bytes{0x0a}, Bytes{0x60}, bytes("AAAA"), Bytes(20, 0),
                                 Bytes(20, 0x68), Bytes{3, 0x60, 0x61}, text("x")}) {
            for (bool is_value : {false, true}) {
                auto body = join(code, tail);
                auto e = evaluate_aml(join(name("AAAA", package(2, join(one, text("y")))),
                                           method("MTH0", 2, is_value ? ret(body) : body)),
                                      2, small);
                evaluate_all(e);
                // At table level too.
                evaluate_all(evaluate_aml(join(name("AAAA", one), body), 2, small));
            }
        }
    }
}

TEST(AcpiEvalLimits, WhatDoesNotEnd)
{
    auto steps = [](Bytes const& aml) {
        auto e = evaluate_aml(aml);
        auto result = e.value("\\MTH0");
        EXPECT_EQ(e.evaluator->objects().count(), evaluate_aml(aml).evaluator->objects().count()) << "nothing is left";
        return result;
    };
    EXPECT_EQ(steps(method("MTH0", 0, while_true({}))), "error: limit: steps of an evaluation");
    EXPECT_EQ(steps(method("MTH0", 0, while_true({0x9f}))), "error: limit: steps of an evaluation");
    EXPECT_EQ(steps(method("MTH0", 0, while_true(while_true({0xa5})))), "error: limit: steps of an evaluation");
    EXPECT_EQ(steps(method("MTH0", 0, bytes("MTH0"))), "error: limit: methods under way");
    EXPECT_EQ(steps(join(method("MTH1", 0, bytes("MTH0")), method("MTH0", 0, bytes("MTH1")))),
              "error: limit: methods under way");
    // Each call as the operand of another.
    EXPECT_EQ(steps(method("MTH0", 1, ret(join(bytes("MTH0"), bytes("MTH0"), one)))),
              "error: limit: methods under way");
    EXPECT_EQ(steps(method("MTH0", 0, ret(join(Bytes(1000, 0x92), one)))), "error: limit: AML terms under way");
    // At table level the next statement follows.
    auto table_level = evaluate_aml(join(while_true({}), name("AFTR", byte(5))));
    EXPECT_EQ(table_level.bad(), 1u);
    EXPECT_TRUE(table_level.ns->has_unevaluated());
    EXPECT_EQ(table_level.value("AFTR"), "0x5");
}

TEST(AcpiEvalLimits, Sizes)
{
    auto value = [](Bytes const& data) { return evaluate_aml(method("MTH0", 0, ret(data))).value("\\MTH0"); };
    Bytes const huge = {0x0c, 0xff, 0xff, 0xff, 0xff}, large = {0x0c, 0, 0, 2, 0},
                most = Bytes{0x0e, 255, 255, 255, 255, 255, 255, 255, 255};
    for (auto const& size : {huge, large, most}) {
        EXPECT_EQ(value(join(Bytes{0x11}, with_length(size))), "error: limit: bytes of AML objects");
        EXPECT_EQ(value(join(Bytes{0x13}, with_length(size))), "error: limit: elements of a package");
    }
    EXPECT_EQ(value(join(Bytes{0x11}, with_length(byte(2)))), "[00 00]");
    // A field of 2^28 bits, read and written.
    auto field = evaluate_aml(
        join(Bytes{0x5b, 0x80}, bytes("REG0"), zero, zero, Bytes{0x0e, 0, 0, 0, 0, 1, 0, 0, 0}, Bytes{0x5b, 0x81},
             with_length(join(bytes("REG0"), Bytes{1}, bytes("BIGF"), Bytes{0xcf, 0xff, 0xff, 0xff})),
             method("MTH0", 0, Bytes{0x70, 1, 'B', 'I', 'G', 'F'})),
        2, small);
    EXPECT_EQ(field.value("BIGF"), "error: limit: bytes of AML objects");
    EXPECT_EQ(field.value("MTH0"), "error: limit: steps of an evaluation");
    // Packages in packages.
    Bytes nested = one;
    for (int i = 0; i < 100; ++i)
        nested = package(1, nested);
    EXPECT_TRUE(value(nested).starts_with("{{{"));
    for (int i = 0; i < 1000; ++i)
        nested = package(1, nested);
    EXPECT_EQ(value(nested), "error: limit: AML terms under way");
    // A copy of a package that is too deep to copy.
    auto copied = evaluate_aml(join(name("PKG0",
                                         [&] {
                                             Bytes p = one;
                                             for (int i = 0; i < 40; ++i)
                                                 p = package(1, p);
                                             return p;
                                         }()),
                                    method("MTH0", 0, join(Bytes{0x70}, bytes("PKG0"), Bytes{0x60}))));
    EXPECT_EQ(copied.value("\\MTH0"), "error: depth of packages to copy");
}

TEST(AcpiEvalLimits, TimeIsLimited)
{
    auto sleep = [](u64 ms) { return join(Bytes{0x5b, 0x22, 0x0b}, little_endian(ms, 2)); };
    auto e = evaluate_aml(join(method("GOOD", 0, join(sleep(9999), Bytes{0x5b, 0x21, 0x0a, 100})),
                               method("LONG", 0, join(sleep(6000), sleep(6000)))));
    EXPECT_EQ(e.value("\\GOOD"), "none");
    EXPECT_EQ(e.machine->waited_us, 9'999'100u);
    EXPECT_EQ(e.value("\\LONG"), "error: limit: us of Sleep and Stall");
    EXPECT_EQ(e.value("\\GOOD"), "none") << "each evaluation has its own time";
}

// A table of nothing but loops, or of devices whose _INI do not end: each has the limits of an evaluation, all together
// have those of a few.
TEST(AcpiEvalLimits, LoadingAndInitializingEnd)
{
    Bytes const loop = while_true({0x5b, 0x21, 0x0a, 1}); // Stall(1)
    Bytes loops, sleeps, devices;
    for (char i = 'A'; i <= 'Z'; ++i) {
        for (char j = '0'; j <= '9'; ++j) {
            loops = join(loops, loop);
            sleeps = join(sleeps, Bytes{0x5b, 0x22, 0x0a, 1}); // Sleep(1)
            devices = join(devices, device(std::string{"DV"} + i + j, method("_INI", 0, loop)));
        }
    }
    auto loaded = evaluate_aml(join(loops, name("AFTR", byte(5))), 2, small);
    EXPECT_LE(loaded.machine->waited_us, 4 * small.steps);
    EXPECT_TRUE(loaded.ns->has_unevaluated());
    EXPECT_EQ(loaded.value("AFTR"), "0x5");
    auto slept = evaluate_aml(sleeps, 2, small);
    EXPECT_EQ(slept.machine->waited_us, 4 * small.wait_us);
    auto initialized = evaluate_aml(devices, 2, small);
    auto const done = initialized.evaluator->initialize_devices();
    EXPECT_EQ(done.methods, 260u);
    EXPECT_EQ(done.failed, 260u);
    EXPECT_LE(initialized.machine->waited_us, 4 * small.steps);
    // The next one has its own again.
    EXPECT_EQ(initialized.value("\\DVA0._INI"), "error: limit: steps of an evaluation");
}

// What is done without a task counts too, or a loop around it would go on for hours before its steps are used up.
TEST(AcpiEvalLimits, WorkWithoutTasksIsCharged)
{
    auto steps = [](Bytes const& aml) {
        auto e = evaluate_aml(aml);
        EXPECT_EQ(e.value("\\MTH0"), "none");
        return e.evaluator->steps();
    };
    auto named = [](char first, unsigned i) {
        return Bytes{static_cast<u8>(first), static_cast<u8>('A' + i / 26 % 26), static_cast<u8>('A' + i % 26), '_'};
    };
    auto const region = join(Bytes{0x5b, 0x80}, bytes("REG0"), zero, zero, byte(64));
    Bytes list, names;
    for (unsigned i = 0; i < 400; ++i) {
        list = join(list, named('F', i), Bytes{1});
        names = join(names, name(named('N', i), one));
    }
    auto const field = join(Bytes{0x5b, 0x81}, with_length(join(bytes("REG0"), Bytes{1}, list)));
    auto const last = join(Bytes{0x70}, named('F', 399), Bytes{0x60});
    u64 const bytes_per_step = 8;
    EXPECT_GE(steps(join(region, method("MTH0", 0, field))), list.size() / bytes_per_step) << "to name them";
    EXPECT_GE(steps(join(region, field, method("MTH0", 0, last))), list.size() / bytes_per_step) << "to find one";
    auto const bank = join(Bytes{0x5b, 0x87}, with_length(join(bytes("REG0"), bytes("SEL0"), Bytes{1, 1}, list)));
    EXPECT_GE(steps(join(region, name("SEL0", one), method("MTH0", 0, bank))), 400 * list.size() / bytes_per_step / 2);
    // Names that go again: each passes its siblings.
    EXPECT_GE(steps(method("MTH0", 0, join(method("MTH1", 0, names), bytes("MTH1")))), 400u * 200 / 32);
    // Long paths, and searches from deep scopes.
    Bytes chain = device("DEVX", {}), path = bytes("DEVX");
    for (u8 n = 2; n <= 200; ++n) {
        chain = join(chain, Bytes{0x5b, 0x82}, with_length(join(Bytes{0x2f, n}, path, bytes("DEVX"))));
        path = join(path, bytes("DEVX"));
    }
    auto const absolute = [&](std::string_view last_name) {
        return join(Bytes{0x5c, 0x2f, 201}, path, bytes(last_name));
    };
    auto const end = join(chain, name(absolute("END0"), one), name("TOP0", one));
    EXPECT_GE(steps(join(end, method("MTH0", 0, join(Bytes{0x70}, absolute("END0"), Bytes{0x60})))), 200u / 8);
    auto const deep = scope(join(Bytes{0x5c, 0x2f, 200}, path), method("MTHD", 0, {0x70, 'T', 'O', 'P', '0', 0x60}));
    EXPECT_GE(steps(join(end, deep, method("MTH0", 0, absolute("MTHD")))), 2 * 200u / 8);
}

TEST(AcpiEvalLimits, DefinitionsThatNeedThemselves)
{
    auto region = join(Bytes{0x5b, 0x80}, bytes("REG0"), zero, bytes("FLD0"), byte(8));
    auto field = join(Bytes{0x5b, 0x81}, with_length(join(bytes("REG0"), Bytes{1}, bytes("FLD0"), Bytes{8})));
    auto e = evaluate_aml(join(field, region, name("NAM0", bytes("NAM0")), name("PKG0", package(1, bytes("PKG0")))));
    for (auto path : {"FLD0", "NAM0", "PKG0"})
        EXPECT_EQ(e.value(path), "error: limit: definitions that need each other") << path;
    // Registers behind each other: IDX0 selects through IDX1, IDX1 through IDX0.
    auto index = [](std::string_view own, std::string_view selector) {
        return join(Bytes{0x5b, 0x86},
                    with_length(join(bytes(selector), bytes(selector), Bytes{1}, bytes(own), Bytes{8})));
    };
    auto ring = evaluate_aml(join(index("IDX0", "IDX1"), index("IDX1", "IDX0")));
    EXPECT_EQ(ring.value("IDX0"), "error: registers behind registers");
}

TEST(AcpiEvalLimits, AFailureSaysWhere)
{
    auto e =
        evaluate_blocks({table("DSDT", 2, device("DEV0", method("MTH0", 0, ret(join(Bytes{0x85}, one, zero, zero))))),
                         table("SSDT", 2, method("MTH1", 0, bytes("DEV0")))});
    EXPECT_EQ(e.value("\\DEV0.MTH0"), "error: Mod, divisor");
    auto const& failure = e.evaluator->failure();
    EXPECT_EQ(failure.block, 0);
    EXPECT_EQ(failure.method.view(), "\\DEV0.MTH0");
    EXPECT_EQ(failure.error.offset, Sdt::header_size + 2u + 1 + 4 + 2 + 4 + 1 + 1) << "of the opcode";
    EXPECT_EQ(failure.error.side, Side::firmware);
    EXPECT_EQ(e.value("\\NONE"), "error: object to evaluate");
    EXPECT_EQ(e.evaluator->failure().error.side, Side::unsupported);
}

TEST(AcpiEvalLimits, TheWholeFits)
{
    // Issue 4, 4: less than 256 KiB with the defaults.
    auto ns = aml::Namespace::create();
    ASSERT_TRUE(ns);
    aml::NullPlatform platform;
    auto evaluator = aml::Evaluator::create(*ns, platform);
    ASSERT_TRUE(evaluator);
    EXPECT_LE(ns->memory_bytes() + evaluator->memory_bytes(), 256 * KiB);
}

} // namespace acpi::test
