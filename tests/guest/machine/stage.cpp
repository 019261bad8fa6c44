// SPDX-License-Identifier: MIT
#include "tests/guest/machine/stage.hpp"

#include "tests/guest/oracle/compare.hpp"

Result<SceneStage> SceneStage::open(qxl::Device& device, DeviceTarget::PrimaryBy how)
{
    return SceneStage(TRY(DeviceTarget::open(device, how)), TRY(scenes::CanvasTarget::open()));
}

Status SceneStage::draw(scenes::Scene const& scene)
{
    scenes::BothTarget both(device_, canvas_);
    return scene.draw(both);
}

Status SceneStage::draw_marks(u32 seed)
{
    scenes::BothTarget both(device_, canvas_);
    auto const shade = [&](u32 n) { return (seed * 0x3779b1 + n * 0x10f1d3) | 0x404040; };
    u32 count = canvas_.surface_count();
    for (u32 n = 0; n < count; ++n) {
        scenes::SurfaceRef ref{n};
        oracle::Canvas const& surface = canvas_.surface(ref);
        oracle::Point const at = mark_at(surface, n, seed);
        oracle::Rect const mark =
            oracle::intersection(oracle::Rect::at(at.x, at.y, mark_width, mark_height), surface.bounds());
        TRY(both.fill(ref, mark, shade(n), {}));
    }
    if (count > 1) {
        scenes::SurfaceRef from{1 + seed % (count - 1)};
        auto const width = static_cast<i32>(canvas_.surface(from).width());
        auto const height = static_cast<i32>(canvas_.surface(from).height());
        TRY(both.copy_surface(scenes::SurfaceRef::primary,
                              oracle::Rect::at(static_cast<i32>(seed % 64), 0, width, height), from, {0, 0}, {}));
    }
    return draw_cursor(both, seed);
}

oracle::Point SceneStage::mark_at(oracle::Canvas const& surface, u32 n, u32 seed)
{
    return {static_cast<i32>((seed * 7 + n * 3) % 16 % surface.width()),
            static_cast<i32>((seed * 5 + n) % 16 % surface.height())};
}

Status SceneStage::draw_cursor(scenes::Target& target, u32 seed)
{
    // A triangle, opaque, in the upper left of its square.
    constexpr u32 size = 32;
    u32 pixels[size * size];
    for (u32 y = 0; y < size; ++y)
        for (u32 x = 0; x < size; ++x)
            pixels[y * size + x] = x + y < size ? oracle::opaque(seed * 0x3f3f3f) : 0;
    oracle::Point const at{static_cast<i32>(100 + seed % 200), static_cast<i32>(80 + seed % 100)};
    TRY(target.cursor_set({{size, size, pixels}, {0, 0}}, at));
    return target.cursor_move({at.x + 10, at.y + 10});
}

void SceneStage::compare(Check& check, std::string_view what)
{
    Instant start = now();
    compare_quietly(check, what);
    u64 pixels = 0;
    for (u32 n = 0; n < canvas_.surface_count(); ++n) {
        oracle::Canvas const& surface = canvas_.surface(scenes::SurfaceRef{n});
        pixels += u64{surface.width()} * surface.height();
    }
    check.detail("{} compared surfaces={} pixels={} us={}", what, canvas_.surface_count(), pixels,
                 (now() - start).us());
}

bool SceneStage::compare_quietly(Check& check, std::string_view what)
{
    if (machine().options.fault == Break::wrong_pixel && canvas_.surface_count() != 0) {
        std::span<u8> const primary = device_.surface(scenes::SurfaceRef::primary).memory();
        primary[primary.size() / 2] ^= 0x40;
    }
    for (u32 n = 0; n < canvas_.surface_count(); ++n)
        if (!compare_rows(check, what, n, {0, canvas_.surface(scenes::SurfaceRef{n}).height()}))
            return false;
    return true;
}

bool SceneStage::compare_marks(Check& check, std::string_view what, u32 seed)
{
    for (u32 n = 0; n < canvas_.surface_count(); ++n) {
        oracle::Canvas const& surface = canvas_.surface(scenes::SurfaceRef{n});
        if (!compare_rows(check, what, n, {static_cast<u32>(mark_at(surface, n, seed).y), mark_height}))
            return false;
    }
    return true;
}

bool SceneStage::compare_rows(Check& check, std::string_view what, u32 n, Rows rows)
{
    scenes::SurfaceRef ref{n};
    qxl::Surface& seen = device_.surface(ref);
    auto const row = [&](u32 y) { return std::span<u8 const>(seen.row(y)); };
    oracle::Difference difference = oracle::compare(canvas_.surface(ref), row, rows.first, rows.count);
    if (difference.is_none())
        return true;
    auto text = Report::Reason::of("{} surface {}: {}", what, n, difference);
    check.detail("{}", text);
    check.fail(text.view());
    return false;
}
