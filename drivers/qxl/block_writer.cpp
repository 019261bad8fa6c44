// SPDX-License-Identifier: MIT
#include "drivers/qxl/block_writer.hpp"

#include <algorithm>
#include <cstring>

namespace qxl {

void BlockWriter::put_bytes(std::span<u8 const> bytes)
{
    put_bytes_at(used_, bytes);
    used_ += bytes.size();
}

void BlockWriter::put_bytes_at(u64 offset, std::span<u8 const> bytes)
{
    if (is_measuring_ || bytes.empty())
        return;
    ASSERT(contains(block_.size(), offset, bytes.size()));
    std::memcpy(block_.data() + offset, bytes.data(), bytes.size());
}

void BlockWriter::put_zeros(u64 count)
{
    if (!is_measuring_ && count != 0) {
        ASSERT(contains(block_.size(), used_, count));
        std::memset(block_.data() + used_, 0, count);
    }
    used_ += count;
}

ChunkWriter::ChunkWriter(BlockWriter& to, u64 size, u64 chunk_bytes) : to_(to), left_(size), chunk_bytes_(chunk_bytes)
{
    ASSERT(chunk_bytes != 0);
    open(0);
}

void ChunkWriter::open(wire::Physical prev)
{
    open_ = to_.here();
    room_ = std::min(left_, chunk_bytes_);
    left_ -= room_;
    wire::Physical const next = align_up(open_ + sizeof(wire::DataChunk) + room_, BlockWriter::part_alignment);
    to_.put(wire::DataChunk{static_cast<u32>(room_), prev, left_ == 0 ? 0 : next});
}

// put(offset, count) for each part of `count` bytes that goes into one chunk.
template <class Put> void ChunkWriter::split(u64 count, Put&& put)
{
    for (u64 done = 0; done < count;) {
        if (room_ == 0) {
            ASSERT(left_ != 0);
            to_.align();
            open(open_);
        }
        u64 const now = std::min(count - done, room_);
        put(done, now);
        room_ -= now;
        done += now;
    }
}

void ChunkWriter::put_bytes(std::span<u8 const> bytes)
{
    split(bytes.size(), [&](u64 from, u64 count) { to_.put_bytes(bytes.subspan(from, count)); });
}

void ChunkWriter::put_zeros(u64 count)
{
    split(count, [&](u64, u64 n) { to_.put_zeros(n); });
}

} // namespace qxl
