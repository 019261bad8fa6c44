// SPDX-License-Identifier: MIT
// The oracle's side of drawing commands: every surface as a canvas, drawn on by the reference rasteriser. An easel of
// its own where there is no device.
#pragma once

#include "tests/guest/drawing/easel.hpp"
#include "tests/guest/oracle/canvas.hpp"
#include "tests/guest/oracle/raster.hpp"

#include <new>
#include <optional>
#include <utility>

namespace drawing {

class Expected final : public Easel {
public:
    static constexpr u32 max_surfaces = 1024;

    static Result<Expected> open();
    Expected(Expected&& other) : mistake(other.mistake), faults(other.faults), table_(std::move(other.table_)) {}
    Expected& operator=(Expected&&) = delete;
    ~Expected() { clear(); }

    // How many surfaces there are; the first one is SurfaceRef::primary.
    u32 count() const { return table_.count(); }
    oracle::Canvas const& surface(SurfaceRef ref) const { return table_.at(static_cast<u32>(ref)); }
    // Drops every surface but the first `keep`.
    void clear(u32 keep = 0) { table_.clear(keep); }

    Result<SurfaceRef> create(SurfaceShape const& shape) override;
    Status draw(Command const& command) override;

    // For tests of tests: the rasteriser errs.
    oracle::Mistake mistake = oracle::Mistake::none;
    // Draws these as the device does, not as the documents have it.
    oracle::Faults faults = {};

private:
    class Table final : public oracle::Surfaces {
    public:
        explicit Table(Pages&& storage) : storage_(std::move(storage)) {}
        Table(Table&& other) : storage_(std::move(other.storage_)), count_(std::exchange(other.count_, 0)) {}
        u32 count() const { return count_; }
        oracle::Canvas& at(u32 n) const;
        void add(oracle::Canvas&& canvas);
        void clear(u32 keep);
        oracle::Canvas* find(SurfaceRef surface) override;

    private:
        Pages storage_;
        u32 count_ = 0;
    };
    explicit Expected(Table&& table) : table_(std::move(table)) {}

    Table table_;
    std::optional<oracle::Rasteriser> rasteriser_; // made at the first command: it points to the table
};

} // namespace drawing
