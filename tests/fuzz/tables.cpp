// SPDX-License-Identifier: MIT
// Fuzz target: tables of a machine from the RSDP on, every accessor, every check.
// Input: tests/fuzz/image.hpp. Each is looked at three times: without a hint, with the address, with a copy of the
// RSDP.
#include "acpi/aml/evaluator.hpp"
#include "acpi/checks/checks.hpp"
#include "acpi/known_tables.hpp"
#include "tests/fuzz/image.hpp"

#include <map>

namespace acpi::fuzz {
namespace {

// Every mapping is a heap block as long as asked for, so that AddressSanitizer sees each byte beyond.
class Image final : public Memory {
public:
    explicit Image(std::vector<Bytes> parts)
    {
        constexpr size_t ebda_searched = 0x400, bios_area = 0x20000;
        bool const has_ebda = parts.size() > ebda_part && !parts[ebda_part].empty();
        if (has_ebda) {
            parts[ebda_part].resize(ebda_searched);
            place(ebda_address, std::move(parts[ebda_part]));
        }
        if (parts.size() > bios_part) {
            parts[bios_part].resize(bios_area);
            place(bios_address, std::move(parts[bios_part]));
        }
        for (size_t i = first_table_part; i < parts.size(); ++i)
            place(first_table_address + (i - first_table_part) * table_address_step, std::move(parts[i]));
        // Its segment, in the BIOS data area.
        u64 const segment = has_ebda ? ebda_address >> 4 : 0;
        place(0x40e, {static_cast<u8>(segment), static_cast<u8>(segment >> 8)});
    }

    Result<std::span<u8 const>> map(Phys address, u64 length) override
    {
        u64 const low = raw(address) & 0xffff'ffff;
        for (auto const& [begin, bytes] : places_) {
            if (raw(address) >> 33 != 0 || low < begin || !contains(bytes.size(), low - begin, length))
                continue;
            auto const first = bytes.begin() + static_cast<std::ptrdiff_t>(low - begin);
            auto [mapping, is_new] = mappings_.try_emplace({low, length});
            if (is_new)
                mapping->second.assign(first, first + static_cast<std::ptrdiff_t>(length));
            return std::span<u8 const>{mapping->second};
        }
        return Error{Side::host, "address in the image", "a part", raw(address), "tests/fuzz/image.hpp"};
    }

private:
    void place(u64 address, Bytes bytes) { places_.emplace_back(address, std::move(bytes)); }

    std::vector<std::pair<u64, Bytes>> places_;
    std::map<std::pair<u64, u64>, Bytes> mappings_;
};

class Checked final : public checks::Findings {
public:
    void add(checks::Finding const& finding) override
    {
        ASSERT(std::string_view{finding.label}.find('.') != std::string_view::npos);
        ASSERT(!std::string_view{finding.error.source}.empty());
        // Of a table with thousands of the same, texts would be all that this target does.
        if (++count_ > 50)
            return;
        auto const text = FixedText<512>::of("{}", finding);
        ASSERT(!text.view().empty() && text.view().back() != '~');
    }

private:
    unsigned count_ = 0;
};

void look_at(Fadt const& fadt)
{
    ASSERT(fadt.length >= Fadt::acpi_1_length);
    if (auto const status = fadt.check_pm1(); status)
        ASSERT(fadt.pm1a_evt_blk.is_present() && fadt.pm1a_cnt_blk.is_present());
    (void)fadt.pm_timer_is_32_bit();
}

void look_at(Facs const& facs, Memory& memory)
{
    ASSERT(facs.length >= Facs::least_length);
    auto const mapped = memory.map(facs.address, facs.length);
    ASSERT(mapped.has_value());
    Bytes bytes(mapped->begin(), mapped->end());
    (void)Facs::set_waking_vector(bytes, 0x8000);
    auto const after = Facs::decode(bytes, facs.address);
    ASSERT(after && after->firmware_waking_vector == 0x8000 && after->length == facs.length);
    (void)Facs::set_waking_vector(bytes, 0x10'0000);
}

void look_at(Madt const& madt)
{
    auto entries = madt.entries();
    unsigned io_apics = 0, processors = 0;
    while (auto const entry = entries.next()) {
        ASSERT(entry->bytes.size() >= 2 && entry->bytes[1] == entry->bytes.size());
        io_apics += entry->type == Madt::Type::io_apic;
        processors += entry->type == Madt::Type::local_apic || entry->type == Madt::Type::local_x2apic;
    }
    for (unsigned i = 0; i <= io_apics; ++i)
        ASSERT(i < io_apics || !madt.io_apic(i));
    ASSERT(madt.enabled_processors() <= processors);
    for (unsigned i = 0; i < 16; ++i) {
        if (auto const found = madt.interrupt_source_override(static_cast<u8>(i)); found)
            ASSERT(found->source == i);
    }
    (void)madt.local_apic_address();
    (void)madt.has_pcat_compat();
    (void)madt.status();
}

void look_at(Mcfg const& mcfg)
{
    for (u32 i = 0; i < mcfg.size(); ++i) {
        auto const allocation = mcfg[i];
        auto const found = mcfg.function(allocation.segment, allocation.first_bus, 31, 7);
        ASSERT(found || allocation.first_bus > allocation.last_bus);
    }
    (void)mcfg.function(0xffff, 0xff, 0, 0);
}

// As the guest starts: what is in the blocks is the AML targets' business.
void load_blocks(Tables const& tables)
{
    constexpr aml::NamespaceLimits names = {128, 4, 16};
    auto const ns = aml::Namespace::load(tables, names);
    auto evaluated = aml::Namespace::create(names).release_value();
    aml::NullPlatform machine;
    auto evaluator = aml::Evaluator::create(evaluated, machine, {8 * KiB, 32, 64, 8, 500, 1000}).release_value();
    auto const loaded = evaluator.load(tables);
    ASSERT(ns.has_value() == loaded.has_value());
    ASSERT(ns || !std::string_view{ns.error().what}.empty());
}

void look_at(Tables const& tables)
{
    ASSERT(!tables.rsdp().bytes.empty());
    ASSERT(tables.entries().size() <= tables.root().size());
    for (auto const& entry : tables.entries()) {
        ASSERT(!entry.is_good || entry.table.length() >= Sdt::header_size);
        ASSERT(entry.is_good || !std::string_view{entry.error.what}.empty());
        (void)known_table(entry.signature);
        (void)FixedText<64>::of("{}", entry.signature);
        (void)tables.find(entry.signature, 1);
    }
    (void)tables.root().xsdt_status();
    if (auto const fadt = tables.fadt(); fadt)
        look_at(*fadt);
    if (auto const facs = tables.facs(); facs)
        look_at(*facs, tables.memory());
    if (auto const madt = tables.madt(); madt)
        look_at(*madt);
    if (auto const mcfg = tables.mcfg(); mcfg)
        look_at(*mcfg);
    if (auto const dsdt = tables.dsdt(); dsdt)
        ASSERT(dsdt->length() >= Sdt::header_size);
    load_blocks(tables);
}

void look_at(Image& image, RsdpHint const& hint)
{
    Checked findings;
    if (auto const tables = Tables::load(image, hint); tables) {
        look_at(*tables);
        checks::check(*tables, findings);
    } else {
        ASSERT(!std::string_view{tables.error().what}.empty());
    }
    checks::check(image, hint, findings);
}

} // namespace

void run(std::span<u8 const> input)
{
    auto const parts = split_image(input);
    Image image{parts};
    Checked findings;
    for (Bytes const& part : parts) {
        checks::check_rsdp(part, Phys{bios_address}, findings);
        checks::check_facs(part, Phys{first_table_address}, findings);
        checks::check_table(part, Phys{first_table_address}, findings);
    }
    look_at(image, {});
    look_at(image, {{}, Phys{bios_address}});
    if (parts.size() > bios_part)
        look_at(image, {parts[bios_part], Phys{0}});
}

} // namespace acpi::fuzz
