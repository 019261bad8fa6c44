// SPDX-License-Identifier: MIT
// Memory for what commands point to: bitmaps, palettes, paths, clip lists. Given back all at once.
#pragma once

#include "kernel/pages.hpp"

#include <span>
#include <type_traits>

namespace drawing {

class Arena {
public:
    static Result<Arena> create(u64 size_bytes) { return Arena(TRY(Pages::allocate(size_bytes))); }

    // `count` objects, all bits 0. Running out is a bug of the picture that asks: sizes are known beforehand.
    template <class T>
    requires std::is_trivially_destructible_v<T> std::span<T> take(size_t count)
    {
        u64 const at = align_up(used_, alignof(T)), size = count * sizeof(T);
        ASSERT(at + size <= pages_.bytes().size());
        u8* const bytes = pages_.bytes().data() + at;
        used_ = at + size;
        __builtin_memset(bytes, 0, size);
        return {reinterpret_cast<T*>(bytes), count};
    }
    template <class T> std::span<T> copy_of(std::span<T const> items)
    {
        auto const own = take<T>(items.size());
        for (size_t n = 0; n < items.size(); ++n)
            own[n] = items[n];
        return own;
    }
    void clear() { used_ = 0; }
    u64 left() const { return pages_.bytes().size() - used_; }

private:
    explicit Arena(Pages&& pages) : pages_(std::move(pages)) {}
    Pages pages_;
    u64 used_ = 0;
};

} // namespace drawing
