// SPDX-License-Identifier: MIT
#include "acpi/fadt.hpp"

#include <algorithm>
#include <array>

namespace acpi {
namespace {

constexpr auto source = "ACPI 6.5 5.2.9";
struct FieldPlace {
    u32 offset, size;
};
// Those longer than a byte, from RESET_REG on.
constexpr FieldPlace fields_of_later_revisions[] = {
    {116, 12}, {129, 2},  {132, 8},  {140, 8},  {148, 12}, {160, 12}, {172, 12}, {184, 12},
    {196, 12}, {208, 12}, {220, 12}, {232, 12}, {244, 12}, {256, 12}, {268, 8},
};

// ACPI 6.5 5.2.9: "If the X_... field contains a non zero value which can be used by the OSPM, then this field must be
// ignored". We can use system memory and system I/O.
Gas prefer_extended(Gas const& extended, u32 legacy_port, u8 length_bytes)
{
    bool is_usable = extended.space == AddressSpace::system_memory || extended.space == AddressSpace::system_io;
    if (extended.is_present() && (is_usable || legacy_port == 0))
        return extended;
    Gas gas;
    gas.space = AddressSpace::system_io;
    gas.address = legacy_port;
    // A block may be longer than the 255 bits that a Gas can say: the length field of the FADT counts, this is a hint.
    gas.bit_width = static_cast<u8>(std::min<unsigned>(length_bytes * 8u, 255));
    return legacy_port == 0 ? Gas{} : gas;
}

} // namespace

Result<Fadt> Fadt::decode(Sdt const& table)
{
    if (table.signature() != Signature{"FACP"})
        return Error{Side::firmware, "FADT signature", "FACP", load<u32>(table.bytes(), 0), source, 0};
    if (table.length() < acpi_1_length)
        return Error{Side::firmware, "FADT length", acpi_1_length, table.length(), source, 4};

    // What a shorter, older table does not have reads as zero, which is "absent" for every field.
    std::array<u8, acpi_6_length> copy = {};
    std::copy_n(table.bytes().begin(), std::min(table.length(), acpi_6_length), copy.begin());
    // A field that the table's end cuts in two is not there either.
    for (auto const& [offset, size] : fields_of_later_revisions) {
        if (!contains(table.length(), offset, size))
            std::fill_n(copy.begin() + offset, size, u8{0});
    }
    std::span<u8 const> b = copy;

    Fadt f;
    f.revision = table.revision();
    f.length = table.length();
    u64 x_firmware_ctrl = load<u64>(b, 132);
    u64 x_dsdt = load<u64>(b, 140);
    f.firmware_ctrl = Phys{x_firmware_ctrl != 0 ? x_firmware_ctrl : load<u32>(b, 36)};
    f.dsdt = Phys{x_dsdt != 0 ? x_dsdt : load<u32>(b, 40)};
    f.preferred_pm_profile = load<u8>(b, 45);
    f.sci_int = load<u16>(b, 46);
    f.smi_cmd = load<u32>(b, 48);
    f.acpi_enable = load<u8>(b, 52);
    f.acpi_disable = load<u8>(b, 53);
    f.s4bios_req = load<u8>(b, 54);
    f.pm1_evt_len = load<u8>(b, 88);
    f.pm1_cnt_len = load<u8>(b, 89);
    f.pm2_cnt_len = load<u8>(b, 90);
    f.pm_tmr_len = load<u8>(b, 91);
    f.gpe0_blk_len = load<u8>(b, 92);
    f.gpe1_blk_len = load<u8>(b, 93);
    f.gpe1_base = load<u8>(b, 94);
    f.day_alrm = load<u8>(b, 106);
    f.mon_alrm = load<u8>(b, 107);
    f.century = load<u8>(b, 108);
    // Reserved bytes in ACPI 1.0, where firmware left anything in them.
    f.iapc_boot_arch = table.length() >= acpi_2_length ? load<u16>(b, 109) : u16{0};
    f.flags = load<u32>(b, 112);
    f.reset_reg = Gas::decode(b, 116);
    f.reset_value = load<u8>(b, 128);
    f.minor_revision = table.length() >= acpi_2_length ? load<u8>(b, 131) : u8{0};
    f.pm1a_evt_blk = prefer_extended(Gas::decode(b, 148), load<u32>(b, 56), f.pm1_evt_len);
    f.pm1b_evt_blk = prefer_extended(Gas::decode(b, 160), load<u32>(b, 60), f.pm1_evt_len);
    f.pm1a_cnt_blk = prefer_extended(Gas::decode(b, 172), load<u32>(b, 64), f.pm1_cnt_len);
    f.pm1b_cnt_blk = prefer_extended(Gas::decode(b, 184), load<u32>(b, 68), f.pm1_cnt_len);
    f.pm2_cnt_blk = prefer_extended(Gas::decode(b, 196), load<u32>(b, 72), f.pm2_cnt_len);
    f.pm_tmr_blk = prefer_extended(Gas::decode(b, 208), load<u32>(b, 76), f.pm_tmr_len);
    f.gpe0_blk = prefer_extended(Gas::decode(b, 220), load<u32>(b, 80), f.gpe0_blk_len);
    f.gpe1_blk = prefer_extended(Gas::decode(b, 232), load<u32>(b, 84), f.gpe1_blk_len);
    f.sleep_control_reg = Gas::decode(b, 244);
    f.sleep_status_reg = Gas::decode(b, 256);
    f.hypervisor_vendor_identity = load<u64>(b, 268);
    return f;
}

Status Fadt::check_pm1() const
{
    if (has(hw_reduced_acpi))
        return Error{Side::unsupported, "FADT HW_REDUCED_ACPI", 0, 1, "ACPI 6.5 4.1", 112};
    if (!pm1a_evt_blk.is_present())
        return Error{Side::firmware, "FADT PM1a_EVT_BLK", "an address", 0, source, 56};
    if (!pm1a_cnt_blk.is_present())
        return Error{Side::firmware, "FADT PM1a_CNT_BLK", "an address", 0, source, 64};
    if (pm1_evt_len < 4 || pm1_evt_len % 2 != 0)
        return Error{Side::firmware, "FADT PM1_EVT_LEN", 4, pm1_evt_len, source, 88};
    if (pm1_cnt_len < 2)
        return Error{Side::firmware, "FADT PM1_CNT_LEN", 2, pm1_cnt_len, source, 89};
    return {};
}

} // namespace acpi
