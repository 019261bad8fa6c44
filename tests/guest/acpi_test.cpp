// SPDX-License-Identifier: MIT
// The machine's ACPI tables as this kernel reads them.
#include "acpi/checks/checks.hpp"
#include "acpi/known_tables.hpp"
#include "acpi/sleep_state.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"

#include <array>

TEST(acpi, tables_are_valid, "Checks RSDP, root table and every table in it", .stage = Stage::platform)
{
    auto& tables = *REQUIRE_OK(t, machine().tables.get());
    t.detail("rsdp revision={} address={} root={}", tables.rsdp().revision, hex(tables.rsdp().address),
             tables.root().is_xsdt() ? "xsdt" : "rsdt");
    for (acpi::Tables::Entry const& e : tables.entries()) {
        if (e.is_good)
            t.detail("table {} address={} length_bytes={} revision={}", e.table.signature(), hex(e.address),
                     e.table.length(), e.table.revision());
        else
            t.add(e.error);
    }
    auto& fadt = *REQUIRE_OK(t, machine().fadt.get());
    auto facs = REQUIRE_OK(t, tables.facs());
    auto dsdt = REQUIRE_OK(t, tables.dsdt());
    t.detail("fadt revision={} flags={} sci_int={} pm1a_evt={} pm1a_cnt={} pm_timer={}", fadt.revision, hex(fadt.flags),
             fadt.sci_int, hex(fadt.pm1a_evt_blk.address), hex(fadt.pm1a_cnt_blk.address),
             hex(fadt.pm_tmr_blk.address));
    t.detail("facs address={} version={} hardware_signature={}", hex(facs.address), facs.version,
             hex(facs.hardware_signature));
    t.detail("dsdt length_bytes={} revision={}", dsdt.length(), dsdt.revision());
    auto madt = REQUIRE_OK(t, tables.madt());
    EXPECT_OK(t, madt.status());
    t.detail("madt processors={} local_apic={} pcat_compat={}", madt.enabled_processors(),
             hex(madt.local_apic_address()), madt.has_pcat_compat());
}

namespace {
// One detail a finding. What an OS cannot do without is firmware's error; of the rest the report tells.
class Reported final : public acpi::checks::Findings {
public:
    explicit Reported(Test& t) : t_(t) {}
    void add(acpi::checks::Finding const& finding) override
    {
        using acpi::checks::Severity;
        ++counts_[static_cast<size_t>(finding.severity)];
        t_.detail("finding {}", finding);
        if (finding.severity < Severity::high)
            return;
        Error error = finding.error;
        error.side = Side::firmware;
        t_.add(error);
    }
    u32 count(acpi::checks::Severity severity) const { return counts_[static_cast<size_t>(severity)]; }

private:
    Test& t_;
    std::array<u32, 5> counts_{};
};
} // namespace

TEST(acpi, tables_are_sound, "Checks every table against the specification; high and critical findings are errors",
     .groups = "main,platform", .stage = Stage::platform)
{
    using acpi::checks::Severity;
    auto& tables = *REQUIRE_OK(t, machine().tables.get());
    for (acpi::Tables::Entry const& e : tables.entries()) {
        auto const* known = acpi::known_table(e.signature);
        t.detail("table {} {}", e.signature, known != nullptr ? known->description : "unknown");
    }
    if (auto mcfg = tables.mcfg()) {
        for (u32 i = 0; i < mcfg->size(); ++i) {
            auto const a = (*mcfg)[i];
            t.detail("mcfg base={} segment={} buses={}..{}", hex(a.base), a.segment, a.first_bus, a.last_bus);
        }
    }
    Reported reported(t);
    acpi::checks::check(tables, reported);
    t.detail("findings critical={} high={} medium={} low={} info={}", reported.count(Severity::critical),
             reported.count(Severity::high), reported.count(Severity::medium), reported.count(Severity::low),
             reported.count(Severity::info));
}

TEST(acpi, namespace_loads, "Walks the AML namespace of DSDT and SSDTs without a bad finding", .stage = Stage::platform)
{
    auto& names = REQUIRE_OK(t, machine().aml.get())->names();
    t.detail("namespace names={} blocks={} integer_bytes={} findings={}", names.size(), names.blocks().size(),
             names.integer_size(), names.findings().size() + names.findings_dropped());
    // A note is legal AML that is not evaluated at table level; only what cannot be decoded is wrong.
    for (acpi::aml::Finding const& finding : names.findings()) {
        if (finding.severity == acpi::aml::Finding::Severity::bad)
            t.add(finding.error);
        else
            t.detail("note block={} {}", finding.block, finding.error);
    }
}

TEST(acpi, sleep_states, "Evaluates the sleep types of S0 to S5", .stage = Stage::platform)
{
    auto& aml = *REQUIRE_OK(t, machine().aml.get());
    for (unsigned state = 0; state <= 5; ++state) {
        auto type = acpi::sleep_type(aml.evaluator(), state);
        auto constant = acpi::sleep_type(aml.names(), state);
        if (type)
            t.detail("sleep_state s{} slp_typ_a={} slp_typ_b={}", state, type->a, type->b);
        else if (type.error().side == Side::unsupported)
            t.detail("sleep_state s{} not supported by the platform", state);
        else
            t.add(type.error());
        // What the tables say outright, the evaluator says too.
        if (constant)
            EXPECT(t, type && type->a == constant->a && type->b == constant->b);
    }
    // Every ACPI machine can be turned off (ACPI 6.5, 7.4.2).
    EXPECT_OK(t, acpi::sleep_type(aml.evaluator(), 5));
}
