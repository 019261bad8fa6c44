// SPDX-License-Identifier: MIT
#include "acpi/aml/reader.hpp"

namespace acpi::aml {
namespace {
constexpr auto names_source = "ACPI 6.5 20.2.2";
}

Status Reader::skip(u32 count)
{
    if (count > left())
        return Error{Side::firmware, "AML bytes left", count, left(), "ACPI 6.5 20.2", offset_};
    offset_ += count;
    return {};
}

Result<u8> Reader::peek() const
{
    if (at_end())
        return Error{Side::firmware, "AML byte", "more bytes", "end of package", "ACPI 6.5 20.2", offset_};
    return table_[offset_];
}

Result<u8> Reader::byte()
{
    u8 value = TRY(peek());
    ++offset_;
    return value;
}

Result<u64> Reader::integer(unsigned size)
{
    u32 at = offset_;
    TRY(skip(size));
    u64 value = 0;
    for (unsigned i = 0; i < size; ++i)
        value |= u64{table_[at + i]} << (8 * i);
    return value;
}

Result<std::span<u8 const>> Reader::string()
{
    u32 begin = offset_;
    for (u32 i = begin; i < end_; ++i) {
        if (table_[i] == 0) {
            offset_ = i + 1;
            return table_.subspan(begin, i - begin);
        }
    }
    return Error{Side::firmware, "AML string", "a terminating zero", "end of package", "ACPI 6.5 20.2.3", begin};
}

Result<Op> Reader::opcode()
{
    u8 first = TRY(byte());
    if (Op{first} != Op::ext_prefix)
        return Op{first};
    u8 second = TRY(byte());
    return Op{static_cast<u16>(first << 8 | second)};
}

Result<u32> Reader::package_length()
{
    // ACPI 6.5 20.2.4: bits 7-6 of the lead byte count the bytes that follow. Without any, bits 5-0 are the length;
    // else bits 3-0 are its lowest four bits (and bits 5-4 are zero; like ACPICA we do not insist).
    u8 lead = TRY(byte());
    unsigned following = lead >> 6;
    if (following == 0)
        return u32{lead} & 0x3f;
    u64 high = TRY(integer(following));
    return static_cast<u32>(high << 4 | (lead & 0xf));
}

Result<Reader> Reader::package()
{
    u32 begin = offset_;
    u32 length = TRY(package_length());
    // The length counts its own bytes.
    u32 own = offset_ - begin;
    if (length < own)
        return Error{Side::firmware, "AML PkgLength, at least its own bytes", own, length, "ACPI 6.5 20.2.4", begin};
    if (length > end_ - begin)
        return Error{Side::firmware,    "AML PkgLength, at most to the end of the enclosing package",
                     end_ - begin,      length,
                     "ACPI 6.5 20.2.4", begin};
    Reader inside{table_, offset_, begin + length};
    offset_ = begin + length;
    return inside;
}

Result<std::span<u8 const>> Reader::segs(u32 count)
{
    u32 begin = offset_;
    TRY(skip(count * 4));
    return table_.subspan(begin, size_t{count} * 4);
}

Result<NameSeg> Reader::seg() { return NameString{false, 0, TRY(segs(1))}.seg(0); }

Result<NameString> Reader::name()
{
    NameString name;
    if (Op{TRY(peek())} == Op::root_char) {
        name.is_absolute = true;
        ++offset_;
    } else {
        while (Op{TRY(peek())} == Op::parent_prefix_char) {
            ++name.parent_prefixes;
            ++offset_;
        }
    }
    u32 count = 1;
    switch (Op{TRY(peek())}) {
    case Op::zero: // NullName
        ++offset_;
        return name;
    case Op::dual_name_prefix:
        ++offset_;
        count = 2;
        break;
    case Op::multi_name_prefix:
        ++offset_;
        count = TRY(byte());
        if (count == 0)
            return Error{Side::firmware, "AML MultiNamePath SegCount", "1 to 255", 0, names_source, offset_ - 1};
        break;
    default:
        break;
    }
    name.segs = TRY(segs(count));
    return name;
}

bool Reader::at_name() const
{
    if (at_end())
        return false;
    u8 first = table_[offset_];
    Op op{first};
    return is_lead_name_char(first) || op == Op::root_char || op == Op::parent_prefix_char ||
           op == Op::dual_name_prefix || op == Op::multi_name_prefix;
}

} // namespace acpi::aml
