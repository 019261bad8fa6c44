// SPDX-License-Identifier: MIT
// Every opcode of AML stands in a definition block of tests/host/acpi, so that the agreement with ACPICA covers it.
// Spec: ACPI 6.5 20.2, 20.3.
#include "acpi/aml/opcode.hpp"
#include "acpi/aml/reader.hpp"
#include "acpi/sdt.hpp"
#include "tests/host/acpi/compiled.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <set>

namespace acpi::test {
namespace {

using aml::Op;
using aml::Reader;

// Those that make names, which aml::operands() leaves to the loader.
constexpr Op naming[] = {Op::alias,
                         Op::name,
                         Op::scope,
                         Op::method,
                         Op::external,
                         Op::mutex,
                         Op::event,
                         Op::create_field,
                         Op::create_bit_field,
                         Op::create_byte_field,
                         Op::create_word_field,
                         Op::create_dword_field,
                         Op::create_qword_field,
                         Op::operation_region,
                         Op::field,
                         Op::device,
                         Op::processor,
                         Op::power_resource,
                         Op::thermal_zone,
                         Op::index_field,
                         Op::bank_field,
                         Op::data_region};

// Walks a block term by term. A method's arguments count as the terms that follow its name.
class Walk {
public:
    explicit Walk(std::set<u16>& seen) : seen_(seen) {}

    Status terms(Reader& reader)
    {
        while (!reader.at_end())
            TRY(term(reader));
        return {};
    }

private:
    Status term(Reader& reader)
    {
        if (reader.at_name()) {
            TRY(reader.name());
            return {};
        }
        Op const op = TRY(reader.opcode());
        seen_.insert(static_cast<u16>(op));
        switch (op) {
        case Op::name:
        case Op::event:
        case Op::data_region:
            TRY(reader.name());
            return {};
        case Op::alias:
            TRY(reader.name());
            TRY(reader.name());
            return {};
        case Op::external:
            TRY(reader.name());
            return reader.skip(2); // ObjectType, ArgumentCount
        case Op::mutex:
        case Op::operation_region:
            TRY(reader.name());
            return reader.skip(1); // SyncFlags, RegionSpace
        case Op::create_field:
        case Op::create_bit_field:
        case Op::create_byte_field:
        case Op::create_word_field:
        case Op::create_dword_field:
        case Op::create_qword_field:
            return {}; // terms and a name
        case Op::scope:
        case Op::device:
        case Op::thermal_zone:
            return named(reader, 0);
        case Op::method:
            return named(reader, 1); // MethodFlags
        case Op::processor:
            return named(reader, 6); // ProcID, PblkAddr, PblkLen
        case Op::power_resource:
            return named(reader, 3); // SystemLevel, ResourceOrder
        case Op::field:
        case Op::index_field:
        case Op::bank_field:
            TRY(reader.package());
            return {};
        case Op::buffer: {
            Reader body = TRY(reader.package());
            return term(body); // its size; bytes follow
        }
        case Op::package: {
            Reader body = TRY(reader.package());
            TRY(body.skip(1)); // NumElements
            return terms(body);
        }
        case Op::var_package:
        case Op::if_:
        case Op::else_:
        case Op::while_: {
            Reader body = TRY(reader.package());
            return terms(body);
        }
        default:
            return operands_of(op, reader);
        }
    }
    Status named(Reader& reader, u32 flags)
    {
        Reader body = TRY(reader.package());
        TRY(body.name());
        TRY(body.skip(flags));
        return terms(body);
    }
    Status operands_of(Op op, Reader& reader)
    {
        auto const info = aml::operands(op);
        if (!info.is_opcode)
            return Error{Side::guest, "opcode", "one of ACPI 6.5 20.3", static_cast<u16>(op)};
        for (char letter : info.list) {
            switch (aml::Operand{letter}) {
            case aml::Operand::byte:
                TRY(reader.skip(1));
                break;
            case aml::Operand::word:
                TRY(reader.skip(2));
                break;
            case aml::Operand::dword:
                TRY(reader.skip(4));
                break;
            case aml::Operand::qword:
                TRY(reader.skip(8));
                break;
            case aml::Operand::string:
                TRY(reader.string());
                break;
            default:
                TRY(term(reader));
            }
        }
        return {};
    }

    std::set<u16>& seen_;
};

} // namespace

TEST(AcpiOpcodes, EachStandsInABlockThatIsComparedWithAcpica)
{
    std::set<u16> seen;
    for (auto const& file : std::filesystem::directory_iterator(ACPI_AML_DIR)) {
        if (file.path().extension() != ".aml")
            continue;
        Bytes const block = read_aml(file.path().stem());
        auto const table = Sdt::open(block);
        ASSERT_TRUE(table) << file.path();
        Reader reader{table->bytes(), Sdt::header_size, table->length()};
        auto const status = Walk(seen).terms(reader);
        EXPECT_TRUE(status) << file.path() << (status ? "" : FixedText<256>::of(": {}", status.error()).view());
    }
    auto const expect = [&](u16 op) { EXPECT_TRUE(seen.contains(op)) << "opcode 0x" << std::hex << op; };
    for (Op op : naming)
        expect(static_cast<u16>(op));
    for (u32 op = 0; op <= 0xffff; ++op) {
        if (aml::operands(Op{static_cast<u16>(op)}).is_opcode)
            expect(static_cast<u16>(op));
    }
}

} // namespace acpi::test
