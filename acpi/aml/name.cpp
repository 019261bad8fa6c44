// SPDX-License-Identifier: MIT
#include "acpi/aml/name.hpp"

#include <algorithm>

namespace acpi::aml {

NameSeg NameString::seg(size_t index) const
{
    ASSERT(index < size());
    NameSeg seg;
    for (size_t i = 0; i < 4; ++i)
        seg.text[i] = repaired_name_char(segs[4 * index + i], i);
    return seg;
}

std::optional<PathText> PathText::parse(std::string_view text)
{
    PathText path;
    if (text.starts_with('\\')) {
        path.is_absolute_ = true;
        text.remove_prefix(1);
    }
    while (text.starts_with('^')) {
        ++path.parent_prefixes_;
        text.remove_prefix(1);
    }
    while (!text.empty()) {
        auto dot = text.find('.');
        auto part = text.substr(0, dot);
        if (part.empty() || part.size() > 4 || path.size_ == most_segs)
            return {};
        NameSeg seg{part};
        for (size_t i = 0; i < 4; ++i) {
            // Also what put_path() prints of a repaired name.
            if (repaired_name_char(static_cast<u8>(seg.text[i]), i) != seg.text[i])
                return {};
            path.segs_[path.size_ * 4 + i] = static_cast<u8>(seg.text[i]);
        }
        ++path.size_;
        if (dot == std::string_view::npos)
            return path;
        text.remove_prefix(dot + 1);
        if (text.empty())
            return {};
    }
    return path;
}

} // namespace acpi::aml
