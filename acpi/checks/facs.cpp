// SPDX-License-Identifier: MIT
#include "acpi/checks/context.hpp"

namespace acpi::checks {

void check_facs(std::span<u8 const> bytes, Phys address, Findings& findings)
{
    Context c{findings, "FACS", address, "ACPI 6.5 5.2.10"};
    if (bytes.size() < Facs::least_length) {
        c.add("FACS.UNREADABLE", Severity::critical, "bytes of the FACS", Facs::least_length, bytes.size());
        return;
    }
    if (Signature::decode(bytes, 0) != Signature{"FACS"}) {
        c.add("FACS.SIGNATURE", Severity::critical, "FACS signature", "FACS", load<u32>(bytes, 0), 0);
        return;
    }
    if (raw(address) % Facs::alignment != 0)
        c.add("FACS.ALIGNMENT", Severity::high, "FACS address, a multiple of 64",
              align_down(raw(address), Facs::alignment), raw(address));
    u32 const length = load<u32>(bytes, 4);
    if (length < Facs::least_length)
        c.add("FACS.LENGTH", Severity::critical, "FACS Length, 64 at least", Facs::least_length, length, 4);
    else if (length > bytes.size())
        c.add("FACS.LENGTH", Severity::critical, "FACS Length, what can be read at most", bytes.size(), length, 4);
    else if (length > Facs::least_length)
        c.add("FACS.LENGTH_LONG", Severity::low, "FACS Length", Facs::least_length, length, 4);

    u8 const version = bytes[32];
    if (version > 2)
        c.add("FACS.VERSION", Severity::medium, "FACS Version", "0, 1 or 2", version, 32);
    if (u32 const lock = load<u32>(bytes, 16); (lock & ~u32{3}) != 0)
        c.add("FACS.GLOBAL_LOCK", Severity::low, "FACS Global_Lock: reserved bits", 0, lock & ~u32{3}, 16);
    if (u32 const flags = load<u32>(bytes, 20); (flags & ~u32{3}) != 0)
        c.add("FACS.FLAGS", Severity::low, "FACS Flags: reserved bits", 0, flags & ~u32{3}, 20);
    else if ((flags & Facs::wake_supported_64bit_f) != 0 && version < 2)
        c.add("FACS.FLAGS_VERSION", Severity::low, "FACS Version that has 64BIT_WAKE_SUPPORTED_F", 2, version, 32);
    // Vectors are the OS's, which has written none yet or has taken its own back.
    if (u32 const vector = load<u32>(bytes, Facs::firmware_waking_vector_offset); vector != 0)
        c.add("FACS.WAKING_VECTOR", Severity::info, "FACS Firmware_Waking_Vector, the OS's", 0, vector,
              Facs::firmware_waking_vector_offset);
    if (version >= 1) {
        if (u64 const vector = load<u64>(bytes, Facs::x_firmware_waking_vector_offset); vector != 0)
            c.add("FACS.X_WAKING_VECTOR", Severity::info, "FACS X_Firmware_Waking_Vector, the OS's", 0, vector,
                  Facs::x_firmware_waking_vector_offset);
    }
    if (version >= 2) {
        if (u32 const flags = load<u32>(bytes, Facs::ospm_flags_offset); (flags & ~u32{1}) != 0)
            c.add("FACS.OSPM_FLAGS", Severity::low, "FACS OSPM Flags: reserved bits", 0, flags & ~u32{1},
                  Facs::ospm_flags_offset);
    }
    // Reserved: 33 to 35 and from 40 on; before the version that defines them also what lies between and before.
    size_t const reserved_from[] = {version >= 1 ? size_t{33} : size_t{24}, version >= 2 ? size_t{40} : size_t{36}};
    size_t const reserved_to[] = {version >= 1 ? size_t{36} : size_t{32}, Facs::least_length};
    for (unsigned i = 0; i < 2; ++i) {
        for (size_t at = reserved_from[i]; at < reserved_to[i]; ++at) {
            if (bytes[at] != 0) {
                c.add("FACS.RESERVED", Severity::low, "FACS reserved bytes", 0, bytes[at], at);
                return;
            }
        }
    }
}

} // namespace acpi::checks
