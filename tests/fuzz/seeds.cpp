// SPDX-License-Identifier: MIT
// Writes the corpus of the fuzz targets: fuzz-seeds CORPUS-FOLDER FOLDER-OF-AML
#include "tests/fuzz/image.hpp"
#include "tests/fuzz/seeds_aml.hpp"
#include "tests/host/acpi/assembler.hpp"
#include "tests/host/acpi/machine_faults.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace acpi::fuzz {
namespace {

using namespace acpi::test;
using Blocks = std::map<std::string, Bytes>;

class Corpus {
public:
    explicit Corpus(std::filesystem::path folder) : folder_(std::move(folder)) {}
    void write(char const* target, std::string const& name, Bytes const& input) const
    {
        auto const path = folder_ / target / name;
        std::ofstream file(path, std::ios::binary);
        file.write(reinterpret_cast<char const*>(input.data()), static_cast<std::streamsize>(input.size()));
        if (!file.flush()) {
            std::fprintf(stderr, "%s: cannot be written\n", path.c_str());
            std::exit(4);
        }
    }

private:
    std::filesystem::path folder_;
};

Blocks read_blocks(char const* folder)
{
    Blocks blocks;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".aml")
            continue;
        std::ifstream file(entry.path(), std::ios::binary);
        blocks[entry.path().stem()] = {std::istreambuf_iterator<char>(file), {}};
    }
    return blocks;
}

// ---- tables

Bytes image(MachineTables const& m, Bytes const& ebda = {})
{
    Bytes facs = join(m.facs, Bytes(0x820 - m.facs.size()), m.facs); // once more, off its alignment
    return join_image({ebda, m.rsdp, m.rsdt, m.is_xsdt_there ? m.xsdt : Bytes{}, m.fadt, m.madt, m.mcfg, m.hpet, m.dsdt,
                       facs, m.ssdt});
}

void write_tables(Corpus const& corpus)
{
    for (u8 revision = 1; revision <= 6; ++revision) {
        auto m = MachineTables::fixed(revision);
        m.fix_checksums();
        corpus.write("tables", "fadt" + std::to_string(revision), image(m));
    }
    auto reduced = MachineTables::reduced();
    reduced.fix_checksums();
    corpus.write("tables", "hardware_reduced", image(reduced));
    auto old = MachineTables::fixed(1);
    old.rsdp = rsdp(0, MachineTables::rsdt_at);
    old.fix_checksums();
    corpus.write("tables", "acpi1", image(old));
    corpus.write("tables", "ebda", image(old, old.rsdp));
    auto high = MachineTables::fixed(6);
    set(high.rsdp, 24, (u64{1} << 32) + MachineTables::xsdt_at, 8);
    high.fix_checksums();
    corpus.write("tables", "above_4g", image(high));
    corpus.write("tables", "nothing", join_image({{}, {}}));
    unsigned number = 0;
    for (auto const& fault : faults()) {
        auto const m = tables_with(fault);
        corpus.write("tables", fault.label + ("." + std::to_string(number++)), image(m));
    }
}

// ---- sleep

// What the fixed registers read: `word` over and over.
Bytes registers(u16 word, size_t count = 600)
{
    Bytes values;
    for (size_t i = 0; i < count; ++i)
        values = join(values, little_endian(word, 2));
    return table("REGS", 1, values);
}

void write_sleep(Corpus const& corpus, Blocks const& blocks)
{
    auto const& methods = blocks.at("sleep_methods");
    constexpr u16 sci_en = 1, wak_sts = 0x8000;
    for (u8 revision : {u8{1}, u8{3}, u8{6}}) {
        auto m = MachineTables::fixed(revision);
        m.fix_checksums();
        corpus.write("sleep", "wakes" + std::to_string(revision),
                     join(m.fadt, m.facs, registers(wak_sts | sci_en), methods));
    }
    auto m = MachineTables::fixed(3);
    m.fix_checksums();
    corpus.write("sleep", "goes_on_running", join(m.fadt, m.facs, registers(sci_en), blocks.at("sleep")));
    corpus.write("sleep", "no_sci_en", join(m.fadt, m.facs, methods));
    corpus.write("sleep", "no_facs", join(m.fadt, registers(sci_en), methods));
    auto two = m;
    set(two.fadt, 60, 0x700, 4); // PM1b_EVT_BLK
    set(two.fadt, 68, 0x704, 4);
    fix_table(two.fadt);
    corpus.write("sleep", "two_blocks", join(two.fadt, two.facs, registers(wak_sts | sci_en), methods));
    corpus.write("sleep", "methods_that_fail",
                 join(m.fadt, m.facs, registers(wak_sts | sci_en), blocks.at("sleep_returns")));
    auto reduced = MachineTables::reduced();
    reduced.fix_checksums();
    corpus.write("sleep", "hardware_reduced", join(reduced.fadt, registers(0x8080), methods));
    corpus.write("sleep", "hardware_reduced_facs", join(reduced.fadt, reduced.facs, registers(0), methods));
    for (auto const& fault : faults()) {
        if (!fault.label.starts_with("FADT.") && !fault.label.starts_with("FACS."))
            continue;
        auto const bad = tables_with(fault);
        corpus.write("sleep", fault.label, join(bad.fadt, bad.facs, registers(wak_sts | sci_en, 40), methods));
    }
}

// ---- AML

void write_aml(Corpus const& corpus, Blocks const& blocks)
{
    for (auto const& [name, block] : blocks)
        corpus.write("aml", name, block);
    auto several = [&](std::string const& name, std::initializer_list<char const*> parts) {
        Bytes all;
        for (char const* part : parts)
            all = join(all, blocks.at(part));
        corpus.write("aml", name, all);
    };
    for (auto const& [name, block] : assembled_blocks())
        corpus.write("aml", name, block);
    several("fields+oem_table", {"fields", "oem_table"});
    several("statements+oem_table", {"statements", "oem_table"});
    several("empty+scope_s3", {"empty", "scope_s3"});
    several("sleep+scope_s3", {"sleep", "scope_s3"});
}

// ---- Text of acpidump

std::string line_of(Bytes const& bytes, size_t at, char const* form)
{
    char text[16];
    std::snprintf(text, sizeof text, form, static_cast<unsigned>(at));
    std::string line = text;
    for (size_t i = at; i < std::min(at + 16, bytes.size()); ++i) {
        std::snprintf(text, sizeof text, " %02X", bytes[i]);
        line += text;
    }
    return line;
}

// As acpica-tools write it; `form` is that of the offset at the start of a line.
std::string dumped(char const* first_line, Bytes const& bytes, char const* form = "    %04X:")
{
    std::string text = first_line;
    for (size_t at = 0; at < bytes.size(); at += 16)
        text += line_of(bytes, at, form) + "  ................\n";
    return text + "\n";
}

void write_dumps(Corpus const& corpus)
{
    auto write = [&](char const* name, std::string const& text) {
        corpus.write("dump", name, Bytes(text.begin(), text.end()));
    };
    auto m = MachineTables::fixed(3);
    m.fix_checksums();
    std::string const facs = dumped("FACS @ 0x000000007FFE0000\n", m.facs);
    std::string const fadt = dumped("FACP @ 0x000000007FFE0074\n", m.fadt);
    write("two_tables", facs + fadt);
    write("no_address", dumped("SSDT @ 0x0\n", m.madt));
    write("pmtools", "Wrong checksum for OEMB\r\n" + dumped("FACP @ 0x1fe70000\r\n", m.fadt, "  %04x:"));
    write("long_offset", dumped("DSDT @ 0x10\n", Bytes(70000, 0xa5)));
    write("rsd_ptr", dumped("RSD PTR @ 0x00000000000F59D0\n", m.facs));
    write("gap", "SSDT @ 0x10\n    0000: 53 53\n    0010: 44\n" + facs);
    write("no_bytes", "SSDT @ 0x10\n" + facs);
    write("no_number", "SSDT @ 0xZZ\n    0000: 53 53\n" + facs);
    write("no_byte", "SSDT @ 0x10\n    0000: 5G 53\n" + facs);
    write("text", "nothing that is a table\n    0000: 53 53\n");
    write("no_last_newline", "SSDT @ 0x10\n    0000: 53");
}

} // namespace

void write_all(char const* corpus_folder, char const* aml_folder)
{
    Corpus const corpus{corpus_folder};
    auto const blocks = read_blocks(aml_folder);
    write_tables(corpus);
    write_sleep(corpus, blocks);
    write_aml(corpus, blocks);
    write_dumps(corpus);
}

} // namespace acpi::fuzz

int main(int count, char** words)
{
    if (count != 3) {
        std::fprintf(stderr, "usage: %s CORPUS-FOLDER FOLDER-OF-AML\n", words[0]);
        return 2;
    }
    acpi::fuzz::write_all(words[1], words[2]);
    return 0;
}
