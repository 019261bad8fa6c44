// SPDX-License-Identifier: MIT
#include "tests/fuzz/seeds_aml.hpp"

#include "tests/host/acpi/assembler.hpp"

namespace acpi::fuzz {
namespace {

using namespace acpi::test;

Bytes op(u8 extended) { return {0x5b, extended}; }
Bytes text(std::string_view s) { return join(Bytes{0x0d}, bytes(s), zero); }
Bytes ret(Bytes const& value) { return join(Bytes{0xa4}, value); }
Bytes times(size_t count, Bytes const& what)
{
    Bytes all;
    for (size_t i = 0; i < count; ++i)
        all = join(all, what);
    return all;
}
Bytes dsdt(Bytes const& terms, u8 revision = 2) { return table("DSDT", revision, terms); }
// "N000", "N001" ...
Bytes numbered(char first, unsigned number)
{
    return {static_cast<u8>(first), static_cast<u8>('A' + number / 100 % 26), static_cast<u8>('0' + number / 10 % 10),
            static_cast<u8>('0' + number % 10)};
}
Bytes names(unsigned count)
{
    Bytes all;
    for (unsigned i = 0; i < count; ++i)
        all = join(all, name(numbered('N', i), one));
    return all;
}
Bytes region(Bytes const& offset = zero, Bytes const& length = byte(64))
{
    return join(op(0x80), bytes("REG0"), Bytes{0}, offset, length);
}
Bytes field(u8 flags, Bytes const& list)
{
    return join(op(0x81), with_length(join(bytes("REG0"), Bytes{flags}, list)));
}
Bytes field_after_region(u8 flags, Bytes const& list) { return join(region(), field(flags, list), name("AFTR", one)); }

// What the reader refuses; each is followed by something good, in a scope of its own.
std::map<std::string, Bytes> undecodable()
{
    return {
        {"unknown_opcode", {0x5b, 0xee}},
        {"cut_opcode", {0x5b}},
        {"cut_constant", {0x08, 'A', 'A', 'A', 'A', 0x0c, 1}},
        {"string_without_end", {0x08, 'A', 'A', 'A', 'A', 0x0d, 'x', 'y'}},
        {"string_not_ascii", {0x08, 'A', 'A', 'A', 'A', 0x0d, 0x80, 0}},
        {"length_zero", {0x10, 0}},
        {"length_of_less_than_itself", {0x10, 0x41, 0}},
        {"length_beyond", {0x10, 0x3f, 'A', 'A', 'A', 'A'}},
        {"length_of_four_bytes", {0x10, 0xcf, 0xff, 0xff, 0xff}},
        {"length_cut", {0x10, 0xc1}},
        {"name_bad", {0x08, 'A', 'a', 'A', 'A', 1}},
        {"name_starts_with_digit", {0x08, '1', 'A', 'A', 'A', 1}},
        {"name_cut", {0x08, 'A', 'A'}},
        {"segments_none", {0x08, 0x2f, 0, 1}},
        {"segments_cut", {0x08, 0x2f, 200, 'A', 'A', 'A', 'A'}},
        {"dual_cut", {0x08, 0x2e, 'A', 'A', 'A', 'A'}},
        {"name_null", {0x08, 0, 1}},
        {"parent_above_root", {0x08, '^', '^', '^', 'A', 'A', 'A', 'A', 1}},
        {"parent_not_there", {0x08, 0x2e, 'N', 'O', 'N', 'E', 'A', 'A', 'A', 'A', 1}},
        {"else_without_if", {0xa1, 2, 0xa3}},
        {"return_at_table_level", {0xa4, 1}},
        {"local_at_table_level", {0x70, 0x60, 0x61}},
        {"break_outside", {0xa5}},
        {"adds_without_end", Bytes(300, 0x72)},
        {"nots_without_end", Bytes(300, 0x92)},
        {"name_of_expression", {0x08, 'A', 'A', 'A', 'A', 0x72, 1, 1, 0}},
        {"name_of_local", {0x08, 'A', 'A', 'A', 'A', 0x60}},
        {"call_of_nothing", {'N', 'O', 'N', 'E'}},
        {"statement_of_data", {0x11, 4, 0x72, 1, 1, 0x0a, 5, 0x0d, 'x', 0}},
        {"data_not_data", {0x08, 'A', 'A', 'A', 'A', 0x12, 4, 2, 0x72, 1}},
        {"buffer_of_expression", {0x08, 'A', 'A', 'A', 'A', 0x11, 6, 0x72, 1, 1, 0, 5}},
        {"too_many_elements", {0x08, 'A', 'A', 'A', 'A', 0x13, 10, 0x0e, 0, 0, 0, 0, 1, 0, 0, 0}},
        {"more_elements_than_counted", {0x08, 'A', 'A', 'A', 'A', 0x12, 5, 1, 1, 1, 1}},
        {"load", {0x5b, 0x20, '\\', 'X', 'X', 'X', 'X', 0x60}},
        {"unload", {0x5b, 0x2a, 0x60}},
        {"fatal", {0x5b, 0x32, 1, 0x0c, 0, 0, 0, 1, 0}},
        {"external_of_method", {0x15, 'E', 'X', 'T', '0', 8, 2, 0x70, 'E', 'X', 'T', '0', 1, 1, 0x60}},
        {"external_of_device", {0x15, 'E', 'X', 'T', '0', 6, 0}},
        {"external_cut", {0x15, 'E', 'X', 'T', '0', 8}},
        {"scope_of_nothing", scope(bytes("NONE"), name("AAAA", one))},
        {"scope_of_mutex", join(op(1), bytes("MTX0"), zero, scope(bytes("MTX0"), name("AAAA", one)))},
        {"scope_of_integer", join(name("INT0", one), scope(bytes("INT0"), name("AAAA", one)))},
        {"scope_of_string", join(name("STR0", text("x")), scope(bytes("STR0"), name("AAAA", one)))},
        {"twice", join(name("AAAA", one), name("AAAA", zero), device("AAAA", name("BBBB", one)))},
        {"alias_twice", join(name("AAAA", one), Bytes{0x06}, bytes("AAAA"), bytes("AAAA"))},
        {"alias_of_nothing", join(Bytes{0x06}, bytes("NONE"), bytes("AAAA"), name("BBBB", bytes("AAAA")))},
        {"alias_of_itself", join(Bytes{0x06}, bytes("AAAA"), bytes("AAAA"))},
        {"region_of_unknown", region(bytes("NONE"))},
        {"region_to_the_end", region({0x0e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})},
        {"field_of_nothing", field(1, join(bytes("AAAA"), Bytes{8}))},
        {"field_access_6", field_after_region(6, join(bytes("AAAA"), Bytes{8}))},
        {"field_update_3", field_after_region(0x61, join(bytes("AAAA"), Bytes{8}))},
        {"field_elements",
         field_after_region(1, join(bytes("AAAA"), Bytes{8}, Bytes{0, 0x41, 2}, Bytes{1, 3, 0}, Bytes{3, 1, 2, 3},
                                    Bytes{2}, bytes("CONN"), Bytes{2, 0x11, 4, 0x0a, 1, 7}, bytes("BBBB"),
                                    Bytes{0x48, 1}, bytes("BBBB"), Bytes{8}))},
        {"field_connect_no_buffer", field_after_region(1, join(bytes("AAAA"), Bytes{8}, Bytes{2, 0x12, 2, 0}))},
        {"field_longer_than_region", field_after_region(3, join(Bytes{0, 0x4f, 0xff}, bytes("AAAA"), Bytes{0x20}))},
        {"field_of_2_28_bits", join(region(zero, {0x0e, 0, 0, 0, 0, 1, 0, 0, 0}),
                                    field(1, join(bytes("BIGF"), Bytes{0xcf, 0xff, 0xff, 0xff})))},
    };
}

// What goes wrong only when it is evaluated: bodies of MTH0 (two arguments) beside names of each type.
std::map<std::string, Bytes> bodies()
{
    Bytes const derefs = join(Bytes{0x70, 0x71, 0x60, 0x61}, times(20, {0x70, 0x71, 0x61, 0x61}));
    return {
        {"match_operator", ret({0x89, 0x12, 3, 1, 1, 6, 1, 0, 0, 0})},
        {"deref_text", ret(join(Bytes{0x83}, text("INT0")))},
        {"deref_text_store", join(Bytes{0x70, 1, 0x83}, text("INT0"))},
        {"deref_text_nothing", ret(join(Bytes{0x83}, text("NONE.AAAA")))},
        {"deref_text_long", ret(join(Bytes{0x83}, text(std::string(170, 'A'))))},
        {"deref_text_prefixes", ret(join(Bytes{0x83}, text("^^^INT0.")))},
        {"references_behind_references", join(derefs, ret({0x8e, 0x61}))},
        {"size_behind_references", join(derefs, ret({0x87, 0x61}))},
        {"store_to_nothing_known", join(Bytes{0x70, 1}, bytes("NONE"))},
        {"store_to_expression", {0x70, 1, 0x72, 1, 1, 0}},
        {"store_to_constant", {0x72, 1, 1, 1}},
        {"refof_of_text", ret(join(Bytes{0x71}, text("x")))},
        {"value_of_statement", ret({0xa3})},
        {"else_alone", {0xa1, 2, 0xa3}},
        {"continue_alone", {0x9f}},
        {"while_of_text", join(Bytes{0xa2}, with_length(text("x")))},
        {"package_of_call",
         ret(join(Bytes{0x12}, with_length(join(Bytes{3}, bytes("MTH1"), bytes("DEV0"), bytes("NONE")))))},
        {"osi_without_argument", ret({0x72, 1, 'O', 'S', 'I', '0', 0})},
        {"operands_without_end", join(Bytes(80, 0x72), Bytes(160, 1))},
        {"mutex_in_method",
         join(op(1), bytes("MTX9"), Bytes{5}, op(0x23), bytes("MTX9"), Bytes{0xff, 0xff}, op(0x27), bytes("MTX9"))},
        {"alias_in_method", join(Bytes{0x06}, bytes("INT0"), bytes("ALI9"), ret(bytes("ALI9")))},
        {"external_in_method", join(Bytes{0x15}, bytes("EXT9"), Bytes{8, 1}, name("EXT9", one))},
        {"package_in_itself", join(Bytes{0x70, 0x12, 2, 2, 0x60}, Bytes{0x70, 0x60, 0x88, 0x60, 0, 0}, ret({0x60}))},
        {"qword_and_dword", {0x5b, 0x32, 9, 0x0c, 1, 2, 3, 4, 0x0e, 1, 2, 3, 4, 5, 6, 7, 8}},
        {"names_without_end", join(Bytes{0xa2}, with_length(join(one, times(40, name("AAAA", one)))))},
        {"devices_in_method", join(device("DEV9", method("MTH9", 0, ret(one))), ret(join(bytes("DEV9"))))},
        {"bank_field_in_method",
         join(Bytes{0x70, 1, 0x60}, op(0x87),
              with_length(join(bytes("REG0"), bytes("FLD0"), Bytes{0x60, 1}, bytes("BNK9"), Bytes{8})), Bytes{0x70, 5},
              bytes("BNK9"), ret(bytes("BNK9")))},
        {"bank_field_of_nothing",
         join(op(0x87), with_length(join(bytes("NONE"), bytes("FLD0"), Bytes{0x60, 1}, bytes("BNK9"), Bytes{8})))},
    };
}

Bytes with_body(Bytes const& body)
{
    return dsdt(join(name("INT0", byte(7)), name("STR0", text("text")), name("PKG0", package(2, join(one, text("y")))),
                     name("REF0", bytes("INT0")), Bytes{0x06}, bytes("\\_OSI"), bytes("OSI0"), device("DEV0", {}),
                     region(), field(1, join(bytes("FLD0"), Bytes{8})), method("MTH1", 1, ret({0x68})),
                     method("MTH0", 2, body)));
}

// What \_S1 to \_S5 may be.
std::map<std::string, Bytes> sleep_objects()
{
    return {
        {"integer", one},
        {"text", text("x")},
        {"none", package(0, {})},
        {"counted_only", package(2, {})},
        {"one_of_two", package(2, one)},
        {"text_element", package(2, join(text("x"), one))},
        {"buffer_element", package(2, join(one, Bytes{0x11, 3, 0x0a, 0}))},
        {"too_large", package(2, join(byte(8), one))},
        {"second_too_large", package(2, join(one, byte(8)))},
        {"of_names", package(2, join(bytes("NAM0"), bytes("NAM1")))},
        {"of_nothing", package(2, join(bytes("NONE"), one))},
        {"both_in_one", package(1, Bytes{0x0b, 5, 6})},
        {"cut", package(2, join(one, Bytes{0x0c, 1, 2}))},
        {"itself", bytes("_S1_")},
        {"name", bytes("NAM2")},
    };
}

Bytes sleep_block(Bytes const& object)
{
    Bytes all = join(name("NAM0", byte(5)), name("NAM1", bytes("NAM0")), name("NAM2", package(2, join(one, byte(2)))));
    for (auto state : {"_S1_", "_S3_", "_S5_"})
        all = join(all, name(state, object));
    return dsdt(join(all, method("_S4_", 0, ret(object))));
}

// More than the limits allow.
std::map<std::string, Bytes> limits()
{
    Bytes scopes = name("DEEP", one);
    for (unsigned i = 0; i < 80; ++i)
        scopes = device("DEVX", scopes);
    // Devices nested by name, each opened through the one before.
    Bytes chain = device("DEVX", {});
    Bytes path = bytes("DEVX");
    for (u8 n = 2; n <= 254; ++n) {
        chain = join(chain, op(0x82), with_length(join(Bytes{0x2f, n}, path, bytes("DEVX"))));
        path = join(path, bytes("DEVX"));
    }
    Bytes const tail = device("DEVX", device("DEVX", device("DEVX", name("DEEP", one))));
    Bytes aliases = name("AAAA", one), references = name("RAAA", one);
    for (unsigned i = 0; i < 20; ++i) {
        aliases = join(aliases, Bytes{0x06}, i == 0 ? bytes("AAAA") : numbered('A', i - 1), numbered('A', i));
        references = join(references, name(numbered('R', i), i == 0 ? bytes("RAAA") : numbered('R', i - 1)));
    }
    Bytes nested = one;
    for (unsigned i = 0; i < 40; ++i)
        nested = package(1, nested);
    Bytes unknown;
    for (unsigned i = 0; i < 20; ++i)
        unknown = join(unknown, device("DEV0", {0x5b, 0xee}));
    auto index = [](std::string_view own, std::string_view selector) {
        return join(op(0x86), with_length(join(bytes(selector), bytes(selector), Bytes{1}, bytes(own), Bytes{8})));
    };
    Bytes const loop = join(Bytes{0xa2}, with_length(one));
    Bytes through = join(device("DEV0", device("DEV1", name("DEEP", one))), Bytes{0x06}, bytes("DEV0"), bytes("ALS0"),
                         name("USES", join(Bytes{0x2f, 3}, bytes("ALS0"), bytes("DEV1"), bytes("DEEP"))),
                         scope(join(Bytes{0x2e}, bytes("ALS0"), bytes("DEV1")), name("MORE", one)),
                         method("MTH0", 0, ret(join(Bytes{0x2f, 3}, bytes("ALS0"), bytes("DEV1"), bytes("MORE")))));
    return {
        {"scopes", dsdt(join(scopes, name("AFTR", one)))},
        {"path", dsdt(join(chain, scope(join(Bytes{0x2f, 254}, path), tail)))},
        {"names", dsdt(names(520))},
        {"blocks", times(9, dsdt(name("AAAA", one)))},
        {"findings", dsdt(unknown)},
        {"aliases", dsdt(join(aliases, method("MTH0", 0, ret(numbered('A', 19)))))},
        {"aliases_in_paths", dsdt(through)},
        {"references", dsdt(references)},
        {"packages",
         dsdt(join(name("PKG0", nested), method("MTH0", 0, join(Bytes{0x70}, bytes("PKG0"), Bytes{0x60}))))},
        {"index_registers", dsdt(join(index("IDX0", "IDX1"), index("IDX1", "IDX0"),
                                      method("MTH0", 0, join(Bytes{0x70, 1}, bytes("IDX0")))))},
        {"region_by_its_field", dsdt(join(field(1, join(bytes("FLD0"), Bytes{8})), region(bytes("FLD0"))))},
        {"name_by_itself", dsdt(join(name("NAM0", bytes("NAM0")), name("PKG0", package(1, bytes("PKG0")))))},
        {"loops", dsdt(times(40, loop))},
        {"methods", dsdt(join(method("MTH0", 0, bytes("MTH1")), method("MTH1", 0, bytes("MTH0"))))},
        {"objects", dsdt(times(20, method("MTH0", 0, {})))},
    };
}

} // namespace

std::map<std::string, Bytes> assembled_blocks()
{
    std::map<std::string, Bytes> all;
    for (auto const& [what, code] : undecodable()) {
        // In a scope, so that the rest is still there; and at the end of the block.
        all["undecodable." + what] = dsdt(join(device("DEV0", code), name("AFTR", one), code));
        all["in_method." + what] = with_body(code);
    }
    for (auto const& [what, body] : bodies())
        all["evaluated." + what] = with_body(body);
    for (auto const& [what, object] : sleep_objects())
        all["sleep." + what] = sleep_block(object);
    for (auto const& [what, block] : limits())
        all["limit." + what] = block;
    all["short"] = Bytes(35, 0);
    return all;
}

} // namespace acpi::fuzz
