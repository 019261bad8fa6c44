// SPDX-License-Identifier: MIT
// Load(), LoadTable() and Unload(): blocks that come and go while AML runs.
#include "tests/host/acpi/assembler.hpp"
#include "tests/host/acpi/evaluated.hpp"
#include "tests/host/acpi/loaded.hpp"

namespace acpi::test {
namespace {

Bytes const local0 = {0x60};
Bytes give_back(Bytes const& value) { return join(Bytes{0xa4}, value); }
Bytes load(Bytes const& from, Bytes const& handle) { return join(Bytes{0x5b, 0x20}, from, handle); }

Bytes buffer(Bytes const& content)
{
    auto size = join(Bytes{0x0b}, little_endian(content.size(), 2));
    return join(Bytes{0x11}, with_length(join(size, content)));
}

// \NEW0, \_SB.NEWD._ADR and a method that reads the first.
Bytes ssdt()
{
    return table("SSDT", 2,
                 join(name("NEW0", byte(7)), scope(bytes("\\_SB_"), device("NEWD", name("_ADR", byte(3)))),
                      method("NEWM", 0, give_back(bytes("NEW0")))));
}

} // namespace

TEST(AcpiLoad, FromABufferInAMethod)
{
    // Names of the method, before and behind those of the table, go; those of the table stay.
    auto body = join(name("TMP0", one), load(bytes("TBUF"), local0), name("TMP1", byte(2)), give_back(bytes("TMP1")));
    auto e = evaluate_aml(join(name("TBUF", buffer(ssdt())), method("LDIT", 0, body)));
    EXPECT_FALSE(e.ns->find("\\NEW0"));
    EXPECT_EQ(e.value("\\LDIT"), "0x2");
    EXPECT_EQ(e.value("\\NEWM"), "0x7");
    EXPECT_EQ(e.value("\\_SB_.NEWD._ADR"), "0x3");
    EXPECT_FALSE(e.ns->find("\\LDIT.TMP0") || e.ns->find("\\LDIT.TMP1"));
    EXPECT_EQ(e.value("\\LDIT"), "error: table to load") << "once only";
    EXPECT_EQ(e.value("\\NEWM"), "0x7");
    EXPECT_EQ(e.bad(), 0u);
}

TEST(AcpiLoad, AtTableLevel)
{
    auto e = evaluate_aml(join(name("TBUF", buffer(ssdt())), name("HNDL", zero), load(bytes("TBUF"), bytes("HNDL")),
                               name("AFTR", bytes("NEW0"))));
    EXPECT_EQ(e.bad(), 0u);
    EXPECT_EQ(e.value("\\AFTR"), "0x7");
    EXPECT_EQ(e.ns->blocks().size(), 2u);
}

TEST(AcpiLoad, FromARegion)
{
    auto region = join(Bytes{0x5b, 0x80}, bytes("REG0"), Bytes{0, 0x0b, 0, 0x70, 0x0b, 0, 1}); // 0x7000, 0x100 long
    auto e = evaluate_aml(join(region, method("LDIT", 0, join(load(bytes("REG0"), local0), give_back(one)))));
    EXPECT_EQ(e.value("\\LDIT"), "error: length of a table to Load, at least its header's") << "zeroes";
    auto table = ssdt();
    for (size_t i = 0; i < table.size(); ++i)
        e.machine->bytes[{aml::RegionSpace::system_memory, 0, 0x7000 + i}] = table[i];
    EXPECT_EQ(e.value("\\LDIT"), "0x1");
    EXPECT_EQ(e.value("\\NEWM"), "0x7");
    // Longer than its region.
    auto& size = e.machine->bytes[{aml::RegionSpace::system_memory, 0, 0x7005}];
    size = 2;
    EXPECT_EQ(e.value("\\LDIT"), "error: end of a field's access, inside its region");
    EXPECT_EQ(e.ns->blocks().size(), 2u);
}

TEST(AcpiLoad, WhatIsNoBlock)
{
    auto value = [&](Bytes const& content) {
        auto e = evaluate_aml(join(name("TBUF", content), method("LDIT", 0, load(bytes("TBUF"), local0))));
        auto text = e.value("\\LDIT");
        EXPECT_EQ(e.ns->blocks().size(), 1u);
        return text;
    };
    EXPECT_EQ(value(byte(5)), "error: Load");
    EXPECT_EQ(value(buffer(bytes("SSDT"))), "error: bytes of a table");
    EXPECT_EQ(value(buffer(table("FACP", 2, name("NEW0", one)))), "error: signature of a table to load");
    auto cut = ssdt();
    cut.resize(cut.size() - 3);
    EXPECT_EQ(value(buffer(cut)), "error: table length");
    EXPECT_EQ(value(buffer(table("SSDT", 2, Bytes(70'000, 0xa3)))), "error: limit: bytes of tables that Load brings");
    // A block that loads the block that it is in.
    auto inner = table("OEMX", 2, load(bytes("TBUF"), Bytes{0}));
    auto e = evaluate_aml(join(name("TBUF", buffer(inner)), method("LDIT", 0, load(bytes("TBUF"), local0))));
    e.value("\\LDIT");
    EXPECT_EQ(e.ns->blocks().size(), 2u);
    EXPECT_EQ(e.bad(), 1u) << "said by the inner one";
}

TEST(AcpiLoad, LoadTable)
{
    // Signature, OEM, OEM table, root, parameter, its value.
    auto text = [](std::string_view s) { return join(Bytes{0x0d}, bytes(s), Bytes{0}); };
    auto call = [&](std::string_view root, std::string_view parameter) {
        return give_back(
            join(Bytes{0x5b, 0x1f}, text("OEM1"), text(""), text(""), text(root), text(parameter), byte(9)));
    };
    auto e = evaluate_aml(join(device("DEV0", name("PAR0", zero)), method("LDTB", 0, call("\\DEV0", "PAR0")),
                               method("LDNO", 0, call("\\NONE", ""))));
    EXPECT_EQ(e.value("\\LDTB"), "0x0") << "not there";
    auto block = table("OEM1", 1, name("NEW1", byte(0x33)));
    e.machine->table = *Sdt::open(block, Phys{0x5000});
    EXPECT_EQ(e.value("\\LDNO"), "error: LoadTable, path");
    EXPECT_EQ(e.value("\\LDTB"), "reference");
    EXPECT_EQ(e.value("\\DEV0.NEW1"), "0x33");
    EXPECT_EQ(e.value("\\DEV0.PAR0"), "0x9");
    EXPECT_EQ(e.value("\\LDTB"), "error: table to load");
}

TEST(AcpiLoad, UnloadTakesTheNamesAway)
{
    auto unload = Bytes{0x5b, 0x2a};
    auto e = evaluate_aml(
        join(name("TBUF", buffer(ssdt())), name("HNDL", zero), method("LDIT", 0, load(bytes("TBUF"), bytes("HNDL"))),
             method("UNLD", 0, join(unload, bytes("HNDL"))),
             method("BOTH", 0, join(load(bytes("TBUF"), local0), unload, local0)), name("OTHR", one)));
    EXPECT_EQ(e.value("\\UNLD"), "error: Unload") << "no handle";
    (void)e.value("\\LDIT");
    u32 const objects = e.evaluator->objects().count();
    EXPECT_EQ(e.value("\\NEWM"), "0x7");
    EXPECT_EQ(e.value("\\UNLD"), "none");
    EXPECT_FALSE(e.ns->find("\\NEW0") || e.ns->find("\\_SB_.NEWD") || e.ns->find("\\NEWM"));
    EXPECT_EQ(e.value("\\OTHR"), "0x1");
    EXPECT_LE(e.evaluator->objects().count(), objects + 1) << "OTHR is settled";
    exercise(*e.ns);
}

} // namespace acpi::test
