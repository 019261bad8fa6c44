// SPDX-License-Identifier: MIT
#include "tests/guest/machine/hold.hpp"

#include "kernel/machine/ports.hpp"
#include "kernel/time.hpp"

#include <array>

namespace {
// Keyboard controller (Intel 8042): status and data. Firmware has set it up.
struct KeyboardController {};
constexpr Ports<KeyboardController> keyboard{0x60};
constexpr Reg<KeyboardController, u8> data{0}, status{4};
constexpr u8 output_full = 1 << 0;

constexpr Duration limit = 15_s; // a screendump takes milliseconds, and the runner gives one 5 s

// CRC-32 as of ISO 3309, ITU-T V.42 and PNG.
class Crc32 {
public:
    constexpr Crc32()
    {
        for (u32 n = 0; n < 256; ++n) {
            u32 value = n;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1) != 0 ? value >> 1 ^ 0xedb8'8320 : value >> 1;
            table_[n] = value;
        }
    }
    u32 of_screen(oracle::Canvas const& canvas) const
    {
        u32 crc = ~u32{0};
        for (u32 y = 0; y < canvas.height(); ++y)
            for (u32 x = 0; x < canvas.width(); ++x) {
                u32 const rgb = oracle::unpack(canvas.format(), canvas.pixel(x, y));
                for (u32 shift : {16u, 8u, 0u})
                    crc = table_[(crc ^ rgb >> shift) & 0xff] ^ crc >> 8;
            }
        return ~crc;
    }

private:
    std::array<u32, 256> table_{};
};
constinit Crc32 const crc32{};

bool take_key()
{
    if ((keyboard.in(status)&output_full) == 0)
        return false;
    keyboard.in(data);
    return true;
}
} // namespace

Status hold_screen(Report& report, std::string_view name, oracle::Canvas const& expected)
{
    while (take_key()) {
    } // of before, such as the release of the last one
    report.detail("hold {} width={} height={} crc32={}", name, expected.width(), expected.height(),
                  hex(crc32.of_screen(expected), 8));
    if (!wait_until(limit, take_key))
        return Error{Side::host, "key while a picture is held", "one within 15 s", "none",
                     "docs/serial-report.md hold="};
    return {};
}
