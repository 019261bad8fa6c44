// SPDX-License-Identifier: MIT
#include "tests/guest/machine/drawing_stage.hpp"

#include "kernel/machine/machine.hpp"
#include "tests/guest/machine/pixels_report.hpp"

using drawing::SurfaceRef;

namespace {
Result<oracle::Mistake> deliberate_mistake()
{
    std::string_view const wanted = machine().options.mistake;
    if (wanted.empty())
        return oracle::Mistake{};
    for (u32 n = 0; n < oracle::mistake_count; ++n)
        if (name(oracle::Mistake{static_cast<u8>(n)}) == wanted)
            return oracle::Mistake{static_cast<u8>(n)};
    return Error{Side::host, "mistake=", "a name of tests/guest/oracle/mistake.hpp", "another"};
}
} // namespace

Result<DrawingStage> DrawingStage::open(qxl::Device& device)
{
    DrawingStage stage(TRY(DrawingDevice::open(device)), TRY(drawing::Expected::open()));
    stage.expected_.mistake = TRY(deliberate_mistake());
    return stage;
}

Result<SurfaceRef> DrawingStage::create(drawing::SurfaceShape const& shape)
{
    auto const made = TRY(device_.create(shape));
    auto const expected = TRY(expected_.create(shape));
    ASSERT(made == expected);
    return made;
}

Status DrawingStage::draw(drawing::Command const& command)
{
    TRY(device_.draw(command));
    return is_repeat_ ? Status{} : expected_.draw(command);
}

void DrawingStage::repeat(SurfaceRef sheet, SurfaceRef model, u32 model_parts)
{
    ASSERT(!is_repeat_ && repeats_size_ + 2 <= repeats_.size());
    is_repeat_ = true;
    u32 const n = static_cast<u32>(sheet);
    repeats_[repeats_size_++] = {n, n + 1, static_cast<u32>(model)};
    repeats_[repeats_size_++] = {count(), count(), model_parts};
}

void DrawingStage::end_repeat()
{
    ASSERT(is_repeat_);
    is_repeat_ = false;
    repeats_[repeats_size_ - 1].end = count();
}

SurfaceRef DrawingStage::model_of(SurfaceRef surface) const
{
    u32 const n = static_cast<u32>(surface);
    for (Repeat const& r : std::span(repeats_).first(repeats_size_))
        if (n >= r.begin && n < r.end)
            return SurfaceRef{r.model + (n - r.begin)};
    return surface;
}

Status DrawingStage::drop(u32 keep)
{
    expected_.clear(keep);
    repeats_size_ = 0;
    return device_.drop(keep);
}

oracle::Difference DrawingStage::difference(SurfaceRef ref) const
{
    qxl::Surface const& seen = surface(ref);
    return oracle::compare(canvas(ref), [&](u32 y) { return std::span<u8 const>(seen.row(y)); });
}

std::optional<DrawingStage::Found> DrawingStage::find_difference(u32 first) const
{
    for (u32 n = first; n < count(); ++n)
        if (oracle::Difference const found = difference(SurfaceRef{n}); !found.is_none())
            return Found{SurfaceRef{n}, found};
    return std::nullopt;
}

bool DrawingStage::compare(Check& check, std::string_view what, u32 first)
{
    if (machine().options.fault == Break::wrong_pixel && count() > first) {
        std::span<u8> const memory = surface(SurfaceRef{count() - 1}).memory();
        memory[0] ^= 0x01;
    }
    auto const found = find_difference(first);
    if (!found)
        return true;
    auto const text =
        Report::Reason::of("{} surface {}: {}", what, static_cast<u32>(found->surface), found->difference);
    check.detail("{}", text);
    qxl::Surface const& seen = surface(found->surface);
    report_pixels(
        check.report(), what, static_cast<u32>(found->surface), canvas(found->surface),
        [&](u32 y) { return std::span<u8 const>(seen.row(y)); }, found->difference.box);
    check.fail(text.view());
    return false;
}
