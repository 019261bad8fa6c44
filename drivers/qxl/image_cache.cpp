// SPDX-License-Identifier: MIT
#include "drivers/qxl/image_cache.hpp"

namespace qxl {

Status ImageCache::admit(Bitmap const& b)
{
    if (b.cache_as == 0)
        return {};
    for (Entry const& e : std::span(entries_).first(count_)) {
        if (e.number != b.cache_as)
            continue;
        if (e.width != b.width || e.height != b.height || e.format != b.format)
            return Error{Side::guest, "number of a cached image", "one that stands for images of this shape and format",
                         b.cache_as, "spice server/image-cache.cpp image_cache_localize"};
        return {};
    }
    if (count_ == entries_max)
        return Error{Side::guest, "cached images", Value::of(entries_max, "numbers at most until a reset"), "more"};
    entries_[count_++] = {b.cache_as, b.width, b.height, b.format};
    return {};
}

} // namespace qxl
