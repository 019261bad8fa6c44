// SPDX-License-Identifier: MIT
#include "kernel/machine/fw_cfg.hpp"

#include "kernel/machine/ports.hpp"

namespace {
struct FwCfg {};
constexpr Reg<FwCfg, u16> selector{0};
constexpr Reg<FwCfg, u8> data{1};
constexpr Ports<FwCfg> device{0x510};
constexpr u16 key_signature = 0x0000, key_file_directory = 0x0019;

struct File {
    u32 size_be;
    u16 select_be, reserved;
    char name[56];
};
static_assert(sizeof(File) == 64);
constexpr u32 file_limit = 4096; // entries in the directory before its count is taken for nonsense

template <class T> void read(T& to)
{
    auto* bytes = reinterpret_cast<u8*>(&to);
    for (size_t n = 0; n < sizeof to; ++n)
        bytes[n] = device.in(data);
}
} // namespace

Result<size_t> fw_cfg::read_file(std::string_view name, std::span<char> to)
{
    device.out(selector, key_signature);
    char signature[4];
    read(signature);
    if (std::string_view(signature, 4) != "QEMU")
        return size_t{0};
    device.out(selector, key_file_directory);
    u32 count;
    read(count);
    count = __builtin_bswap32(count);
    if (count > file_limit)
        return Error{Side::host, "fw_cfg directory", Value::of(file_limit, "files at most"), count, "QEMU fw_cfg.rst"};
    for (u32 n = 0; n < count; ++n) {
        File file;
        read(file);
        std::string_view file_name(file.name, sizeof file.name);
        if (file_name.substr(0, file_name.find('\0')) != name)
            continue;
        u32 size = __builtin_bswap32(file.size_be);
        if (size > to.size())
            return Error{Side::host, "fw_cfg command line", Value::of(to.size(), "characters at most"),
                         Value::of(size, "")};
        device.out(selector, __builtin_bswap16(file.select_be));
        for (u32 at = 0; at < size; ++at)
            to[at] = static_cast<char>(device.in(data));
        return size_t{size};
    }
    return size_t{0};
}
