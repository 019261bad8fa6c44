// SPDX-License-Identifier: MIT
#include "acpi/checks/context.hpp"

#include <algorithm>

namespace acpi::checks {
namespace {

constexpr auto root_source = "ACPI 6.5 5.2.7, 5.2.8";
// As Tables has it: a wrong length must not cost all our time.
constexpr u32 most_entries = 512;

// An RSDT or XSDT whose length can be trusted; its checksum need not be right.
struct Root {
    Sdt table;
    u32 entry_size;

    u32 size() const { return std::min((table.length() - Sdt::header_size) / entry_size, most_entries); }
    u64 offset(u32 index) const { return Sdt::header_size + u64{index} * entry_size; }
    u64 operator[](u32 index) const
    {
        return entry_size == 8 ? load<u64>(table.bytes(), offset(index)) : load<u32>(table.bytes(), offset(index));
    }
    bool has(u64 address) const
    {
        for (u32 i = 0; i < size(); ++i) {
            if ((*this)[i] == address)
                return true;
        }
        return false;
    }
};

std::optional<Root> check_root(Memory& memory, Phys address, bool is_xsdt, Findings& findings)
{
    if (raw(address) == 0)
        return {};
    Signature const signature = is_xsdt ? Signature{"XSDT"} : Signature{"RSDT"};
    Context c{findings, signature, address, is_xsdt ? "ACPI 6.5 5.2.8" : "ACPI 6.5 5.2.7"};
    auto const bytes = Tables::readable(memory, address);
    if (bytes.empty()) {
        c.add("ROOT.UNREADABLE", Severity::critical, "root table", "an address that can be read", raw(address));
        return {};
    }
    if (Signature::decode(bytes, 0) != signature) {
        c.add("ROOT.SIGNATURE", Severity::critical, "signature of the root table", is_xsdt ? "XSDT" : "RSDT",
              load<u32>(bytes, 0), 0);
        return {};
    }
    auto const table = check_header(bytes, address, findings);
    if (!table)
        return {};
    Root root{*table, is_xsdt ? 8u : 4u};
    u32 const entry_bytes = table->length() - Sdt::header_size;
    if (entry_bytes % root.entry_size != 0)
        c.add("ROOT.LENGTH", Severity::medium, "root table: bytes after the last whole entry", 0,
              entry_bytes % root.entry_size, 4);
    for (u32 i = 0; i < root.size(); ++i) {
        if (root[i] == 0)
            c.add("ROOT.NULL_ENTRY", Severity::medium, "root table: entry", "an address", 0, root.offset(i));
        for (u32 j = 0; j < i && root[i] != 0; ++j) {
            if (root[j] == root[i]) {
                c.add("ROOT.ENTRY_TWICE", Severity::medium, "root table: entry", "not seen before", root[i],
                      root.offset(i));
                break;
            }
        }
    }
    return root;
}

void check_roots(Memory& memory, Rsdp const& rsdp, Findings& findings)
{
    auto const rsdt = check_root(memory, rsdp.rsdt, false, findings);
    auto const xsdt = check_root(memory, rsdp.xsdt, true, findings);
    if (!rsdt || !xsdt)
        return;
    // Tables above 4 GiB cannot be in the RSDT, and of the two FADTs that a machine may have each has one.
    Context c{findings, "XSDT", rsdp.xsdt, root_source};
    for (u32 i = 0; i < xsdt->size(); ++i) {
        u64 const address = (*xsdt)[i];
        if (address != 0 && address <= ~u32{0} && !rsdt->has(address)) {
            c.add("ROOT.DIFFER", Severity::low, "RSDT: an entry that the XSDT has", address, "none", xsdt->offset(i));
            break;
        }
    }
    for (u32 i = 0; i < rsdt->size(); ++i) {
        u64 const address = (*rsdt)[i];
        if (address != 0 && !xsdt->has(address)) {
            c.add("ROOT.DIFFER", Severity::medium, "XSDT: an entry that the RSDT has", address, "none");
            break;
        }
    }
}

// Tables of which there can be only one.
void check_once(Tables const& tables, Findings& findings)
{
    Context c{findings, tables.root().table().signature(), tables.root().table().address(), "ACPI 6.5 5.2.6"};
    constexpr Signature once[] = {"FACP", "APIC", "MCFG", "BGRT", "SRAT", "SLIT", "ECDT", "DMAR"};
    for (Signature const signature : once) {
        auto const n = std::count_if(tables.entries().begin(), tables.entries().end(),
                                     [&](auto const& entry) { return entry.signature == signature; });
        if (n > 1)
            findings.add(
                {"ROOT.TABLE_TWICE", Severity::medium, signature, Phys{0},
                 Error{Side::firmware, "tables with this signature", 1, static_cast<u64>(n), "ACPI 6.5 5.2.6"}});
        if (n == 0 && signature == Signature{"FACP"})
            c.add("ROOT.NO_FADT", Severity::critical, "FADT", "an entry in the root table", "none");
    }
}

// The first table with this signature that can be read, whatever its checksum.
std::optional<Sdt> readable(Tables const& tables, Signature signature)
{
    for (auto const& entry : tables.entries()) {
        if (entry.signature != signature)
            continue;
        if (auto table = Sdt::open_unsummed(entry.bytes, entry.address); table)
            return *table;
    }
    return {};
}

void check_fadts_tables(Tables const& tables, Fadt const& fadt, Findings& findings)
{
    if (raw(fadt.dsdt) != 0) {
        auto const bytes = Tables::readable(tables.memory(), fadt.dsdt);
        if (!bytes.empty() && Signature::decode(bytes, 0) != Signature{"DSDT"})
            Context{findings, "DSDT", fadt.dsdt, "ACPI 6.5 5.2.11.1"}.add(
                "AML.SIGNATURE", Severity::critical, "DSDT signature", "DSDT", load<u32>(bytes, 0), 0);
        else
            check_table(bytes, fadt.dsdt, findings);
    }
    if (raw(fadt.firmware_ctrl) == 0)
        return;
    auto facs = tables.memory().map(fadt.firmware_ctrl, Facs::least_length);
    if (!facs) {
        check_facs({}, fadt.firmware_ctrl, findings);
        return;
    }
    if (u32 length = load<u32>(*facs, 4); length > Facs::least_length) {
        if (auto all = tables.memory().map(fadt.firmware_ctrl, length); all)
            return check_facs(*all, fadt.firmware_ctrl, findings);
    }
    check_facs(*facs, fadt.firmware_ctrl, findings);
    // Version 0 is ACPI 1.0's, and so is a FADT of revision 1.
    if (u8 const version = (*facs)[32]; version == 0 && fadt.revision >= 3)
        Context{findings, "FACS", fadt.firmware_ctrl, "ACPI 6.5 5.2.10"}.add(
            "FACS.VERSION_OLD", Severity::low, "FACS Version beside a FADT of revision 3 or more", "1 or 2", version,
            32);
}

void check_sci(Fadt const& fadt, Sdt const& table, Findings& findings)
{
    auto const madt = Madt::decode(table);
    if (!madt || fadt.sci_int > 15)
        return;
    auto const override = madt->interrupt_source_override(static_cast<u8>(fadt.sci_int));
    if (override && override->trigger == InterruptSourceOverride::Trigger::edge)
        Context{findings, table.signature(), table.address(), "ACPI 6.5 5.2.9"}.add(
            "MADT.SCI_TRIGGER", Severity::medium, "MADT override of SCI_INT: trigger", "level", "edge");
}

} // namespace

void check(Tables const& tables, Findings& findings)
{
    auto const& rsdp = tables.rsdp();
    check_rsdp(rsdp.bytes, rsdp.address, findings);
    if (!rsdp.from_hint)
        Context{findings, "RSD ", rsdp.address, "ACPI 6.5 5.2.5.1"}.add("RSDP.HINT", Severity::medium,
                                                                        rsdp.from_hint.error());
    check_roots(tables.memory(), rsdp, findings);
    check_once(tables, findings);
    for (auto const& entry : tables.entries()) {
        // A null entry is the root table's fault.
        if (raw(entry.address) != 0)
            check_table(entry.bytes, entry.address, findings);
    }
    auto const table = readable(tables, "FACP");
    if (!table)
        return;
    auto const fadt = Fadt::decode(*table);
    if (!fadt)
        return;
    check_fadts_tables(tables, *fadt, findings);
    if (auto const madt = readable(tables, "APIC"); madt)
        check_sci(*fadt, *madt, findings);
}

void check(Memory& memory, RsdpHint const& hint, Findings& findings)
{
    auto const tables = Tables::load(memory, hint);
    if (tables)
        return check(*tables, findings);
    auto const rsdp = Rsdp::find(memory, hint);
    if (rsdp) {
        check_rsdp(rsdp->bytes, rsdp->address, findings);
        check_roots(memory, *rsdp, findings);
        Context{findings, "RSD ", rsdp->address, root_source}.add("ROOT.NONE", Severity::critical, tables.error());
        return;
    }
    Phys address{0};
    if (auto const bytes = Rsdp::find_bad(memory, hint, address); !bytes.empty())
        check_rsdp(bytes, address, findings);
    Context{findings, "RSD ", address, "ACPI 6.5 5.2.5.1"}.add("RSDP.NOT_FOUND", Severity::critical, rsdp.error());
}

} // namespace acpi::checks
