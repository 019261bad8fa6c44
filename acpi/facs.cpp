// SPDX-License-Identifier: MIT
#include "acpi/facs.hpp"

#include "acpi/bytes.hpp"
#include "acpi/sdt.hpp"

namespace acpi {
namespace {
constexpr auto source = "ACPI 6.5 5.2.10";
} // namespace

Result<Facs> Facs::open(Memory& memory, Phys address)
{
    if (raw(address) == 0)
        return Error{Side::firmware, "FADT FIRMWARE_CTRL", "the address of the FACS", 0, "ACPI 6.5 5.2.9", 36};
    auto head = TRY(memory.map(address, least_length));
    u32 length = load<u32>(head, 4);
    // Only what decode() reads need be mapped; a longer structure may say so.
    if (length > least_length)
        return decode(TRY(memory.map(address, length)), address);
    return decode(head, address);
}

Result<Facs> Facs::decode(std::span<u8 const> bytes, Phys address)
{
    if (bytes.size() < least_length)
        return Error{Side::firmware, "bytes of the FACS", least_length, bytes.size(), source};
    if (Signature::decode(bytes, 0) != Signature{"FACS"})
        return Error{Side::firmware, "FACS signature", "FACS", load<u32>(bytes, 0), source, 0};
    Facs facs;
    facs.length = load<u32>(bytes, 4);
    if (facs.length < least_length)
        return Error{Side::firmware, "FACS length", least_length, facs.length, source, 4};
    if (facs.length > bytes.size())
        return Error{Side::firmware, "FACS length", bytes.size(), facs.length, source, 4};
    if (raw(address) % Facs::alignment != 0)
        return Error{Side::firmware, "FACS address, a multiple of 64", align_down(raw(address), Facs::alignment),
                     raw(address), source};
    facs.address = address;
    facs.hardware_signature = load<u32>(bytes, 8);
    facs.firmware_waking_vector = load<u32>(bytes, firmware_waking_vector_offset);
    facs.flags = load<u32>(bytes, 20);
    facs.version = load<u8>(bytes, 32);
    // Reserved before the version that defines them.
    if (facs.version >= 1)
        facs.x_firmware_waking_vector = load<u64>(bytes, x_firmware_waking_vector_offset);
    if (facs.version >= 2)
        facs.ospm_flags = load<u32>(bytes, ospm_flags_offset);
    return facs;
}

Status Facs::set_waking_vector(std::span<u8> facs, u32 vector)
{
    auto decoded = TRY(decode(facs, Phys{0}));
    if (vector >= 1 * MiB)
        return Error{Side::guest, "waking vector, reachable from real mode", 1 * MiB, vector, source, 12};
    store<u32>(facs, firmware_waking_vector_offset, vector);
    if (decoded.version >= 1)
        store<u64>(facs, x_firmware_waking_vector_offset, 0);
    if (decoded.version >= 2)
        store<u32>(facs, ospm_flags_offset, decoded.ospm_flags & ~u32{wake_64bit_f});
    return {};
}

} // namespace acpi
