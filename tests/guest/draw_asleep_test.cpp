// SPDX-License-Identifier: MIT
// The whole catalogue through a sleep: drawn, slept, compared, drawn on, compared.
#include "drivers/qxl/machine/binding.hpp"
#include "kernel/machine/machine.hpp"
#include "kernel/test.hpp"
#include "tests/guest/drawing/catalogue.hpp"
#include "tests/guest/machine/drawing_stage.hpp"
#include "tests/guest/machine/format_turns.hpp"
#include "tests/guest/machine/sleep_through.hpp"

namespace {
using drawing::Picture;
using drawing::PixelFormat;
using drawing::Sheet;
using drawing::SurfaceRef;

// Surfaces before a sleep; pictures need a few of their own on top, twice.
constexpr u32 most_sheets = 400;

struct Drawn {
    Picture const* picture;
    PixelFormat format;
    SurfaceRef sheet;
};

class CatalogueAsleep {
public:
    static Result<CatalogueAsleep> open(qxl::Device& device)
    {
        return CatalogueAsleep(TRY(DrawingStage::open(device)), TRY(SleepThrough::open(device)),
                               TRY(drawing::Arena::create(Sheet::arena_bytes)),
                               TRY(Pages::allocate(most_sheets * sizeof(Drawn))));
    }

    Status draw(Picture const& picture, PixelFormat format)
    {
        if (stage_.count() == 0)
            TRY(stage_.create({.width = Sheet::width, .height = Sheet::height}));
        SurfaceRef const sheet = TRY(stage_.create(
            {.width = Sheet::width, .height = Sheet::height, .format = format, .bottom_up = drawn_ % 2 != 0}));
        drawn()[drawn_++] = {&picture, format, sheet};
        return draw_on(drawn()[drawn_ - 1]);
    }
    bool is_full() const { return stage_.count() >= most_sheets; }

    // Compares twice: what was drawn before the sleep, and all pictures drawn once more.
    Status sleep_and_compare(Test& t)
    {
        TRY(sleep_.sleep(t.report()));
        compare(t, "after_sleep");
        for (u32 n = 0; n < drawn_; ++n)
            TRY(draw_on(drawn()[n]));
        TRY(stage_.render());
        compare(t, "drawn_on");
        t.detail("catalogue pictures={} surfaces={}", drawn_, stage_.count());
        drawn_ = 0;
        return stage_.drop();
    }

private:
    CatalogueAsleep(DrawingStage&& stage, SleepThrough&& sleep, drawing::Arena&& arena, Pages&& drawn)
        : stage_(std::move(stage)), sleep_(std::move(sleep)), arena_(std::move(arena)), pages_(std::move(drawn))
    {
        stage_.expect_faults();
    }
    std::span<Drawn> drawn() const { return pages_.as<Drawn>(); }

    // Faults of the device that the oracle can draw are expected; what others leave is not known.
    static bool is_unpredictable(Drawn const& d)
    {
        drawing::KnownFault const& known = d.picture->options.known;
        return known.applies_to(d.format) && !known.is_modelled;
    }

    Status draw_on(Drawn const& d)
    {
        arena_.clear();
        Sheet sheet(stage_, arena_, d.sheet, d.format);
        return d.picture->draw(sheet);
    }

    void compare(Test& t, std::string_view when)
    {
        for (u32 n = 0; n < drawn_; ++n) {
            Drawn const& d = drawn()[n];
            if (is_unpredictable(d))
                continue;
            oracle::Difference const difference = stage_.difference(d.sheet);
            if (difference.is_none())
                continue;
            auto const text = Report::Reason::of("{} {} {}: {}", when, d.picture->name, d.format, difference);
            t.detail("{}", text);
            t.fail(text.view());
        }
    }

    DrawingStage stage_;
    SleepThrough sleep_;
    drawing::Arena arena_;
    Pages pages_;
    u32 drawn_ = 0;
};
} // namespace

TEST(draw, asleep,
     "Every picture of the catalogue on every format, or with --all on one: drawn, slept, compared, drawn on",
     .groups = "draw", .stage = Stage::sleep)
{
    qxl::Binding device;
    REQUIRE_OK(t, device.open(machine(), 0, t.report()));
    {
        auto run = REQUIRE_OK(t, CatalogueAsleep::open(*device));
        for (Picture const* picture : drawing::catalogue())
            for (PixelFormat format : drawing::formats) {
                if (!is_drawn_on(*picture, format))
                    continue;
                REQUIRE_OK(t, run.draw(*picture, format));
                if (run.is_full())
                    REQUIRE_OK(t, run.sleep_and_compare(t));
            }
        REQUIRE_OK(t, run.sleep_and_compare(t));
    }
    EXPECT_OK(t, device.close());
}
