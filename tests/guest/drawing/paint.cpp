// SPDX-License-Identifier: MIT
#include "tests/guest/drawing/paint.hpp"

namespace drawing {

namespace {
void store_bits(u8& byte, u32 shift, u32 bits, u32 value)
{
    u32 const mask = (1u << bits) - 1;
    byte = static_cast<u8>((byte & ~(mask << shift)) | (value & mask) << shift);
}
} // namespace

void store(BitmapFormat format, u8* line, u32 x, u32 value)
{
    u32 const bits = bits_per_pixel(format);
    switch (format) {
    case BitmapFormat::bits_1_le:
    case BitmapFormat::bits_4_le:
        return store_bits(line[x * bits / 8], x * bits % 8, bits, value);
    case BitmapFormat::bits_1_be:
    case BitmapFormat::bits_4_be:
        return store_bits(line[x * bits / 8], 8 - bits - x * bits % 8, bits, value);
    case BitmapFormat::bits_16:
        value = oracle::pack(PixelFormat::x555_16, value);
        break;
    default:
        break;
    }
    for (u32 n = 0; n < bits / 8; ++n)
        line[x * (bits / 8) + n] = static_cast<u8>(value >> 8 * n);
}

} // namespace drawing
