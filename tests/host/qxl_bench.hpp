// SPDX-License-Identifier: MIT
// Commands built into a block of exactly the size that was measured for them, and read back: what tests of the builders
// share.
#pragma once

#include "drivers/qxl/commands.hpp"
#include "tests/host/qxl_reader.hpp"
#include "tests/host/qxl_rig.hpp"

namespace qxl::test {

// A built command. Its memory is its own, so that AddressSanitizer sees each byte beyond.
class Built {
public:
    static constexpr wire::Physical base = 0x0123'0000'0000'4560;

    explicit Built(DrawArgs const& args) : is_compat_(args.on.is_compat())
    {
        BlockWriter size = BlockWriter::measuring();
        u32 unsent = 0;
        write(size, 0, args, unsent);
        block_.assign(size.used(), 0xa5);
        BlockWriter to(block_, base);
        write(to, 0x1122'3344'5566, args, unique);
        EXPECT_EQ(to.used(), size.used());
    }
    explicit Built(CursorArgs const& args)
    {
        BlockWriter size = BlockWriter::measuring();
        write(size, 0, args, 0);
        block_.assign(size.used(), 0xa5);
        BlockWriter to(block_, base);
        write(to, 0x1122'3344'5566, args, 77);
        EXPECT_EQ(to.used(), size.used());
    }

    ReadDrawable drawable() const
    {
        Reader reader(memory());
        ReadDrawable r = reader.drawable(base, is_compat_);
        EXPECT_EQ(reader.problem(), "");
        EXPECT_EQ(u64{r.d.release_id}, 0x1122'3344'5566u);
        return r;
    }
    ReadCursor cursor() const
    {
        Reader reader(memory());
        ReadCursor r = reader.cursor(base);
        EXPECT_EQ(reader.problem(), "");
        return r;
    }
    std::vector<u8> const& block() const { return block_; }

    u32 unique = 100;

private:
    Reader::Memory memory() const
    {
        return [this](wire::Physical at, u64 size) -> u8 const* {
            return at >= base && contains(block_.size(), at - base, size) ? block_.data() + (at - base) : nullptr;
        };
    }

    std::vector<u8> block_;
    bool is_compat_ = false;
};

// A bitmap and the memory that it is in: each byte another one.
struct TestBitmap {
    TestBitmap(u32 width, u32 height, BitmapFormat format, u32 stride = 0)
    {
        auto const row = static_cast<u32>(row_bytes(width, format));
        bytes.resize(u64{stride != 0 ? stride : row} * height);
        for (size_t n = 0; n < bytes.size(); ++n)
            bytes[n] = static_cast<u8>(n * 37 + n / 251);
        if (has_palette(format))
            for (u32 n = 0; n < (1u << bits_per_pixel(format)); ++n)
                entries.push_back(0x010203 * n);
        bitmap.width = width;
        bitmap.height = height;
        bitmap.format = format;
        bitmap.stride = stride != 0 ? stride : row;
        bitmap.pixels = bytes;
        bitmap.palette = entries;
    }
    TestBitmap(TestBitmap const&) = delete;
    TestBitmap& operator=(TestBitmap const&) = delete;

    std::vector<u8> bytes;
    std::vector<u32> entries;
    Bitmap bitmap;
};

// The bitmap's lines as the other side got them.
inline void expect_image(ReadImage const& r, Bitmap const& b)
{
    EXPECT_EQ(r.descriptor.type, wire::ImageType::bitmap);
    EXPECT_EQ(r.bitmap.format, b.format);
    EXPECT_EQ(u32{r.bitmap.x}, b.width);
    EXPECT_EQ(u32{r.bitmap.y}, b.height);
    EXPECT_EQ((r.bitmap.flags & wire::bitmap_top_down) != 0, b.top_down);
    EXPECT_EQ((r.bitmap.flags & wire::bitmap_direct) != 0, b.is_direct);
    EXPECT_EQ((r.bitmap.flags & wire::bitmap_unstable) != 0, b.is_unstable);
    EXPECT_EQ(r.palette, std::vector<u32>(b.palette.begin(), b.palette.end()));
    u64 const row = row_bytes(b.width, b.format);
    for (u32 y = 0; y < b.height; ++y)
        ASSERT_EQ(std::memcmp(r.data.data() + u64{y} * r.bitmap.stride, b.pixels.data() + u64{y} * b.stride, row), 0)
            << "line " << y;
}

} // namespace qxl::test
