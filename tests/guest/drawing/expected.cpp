// SPDX-License-Identifier: MIT
#include "tests/guest/drawing/expected.hpp"

namespace drawing {

using oracle::Canvas;

Result<Expected> Expected::open() { return Expected(Table(TRY(Pages::allocate(max_surfaces * sizeof(Canvas))))); }

Canvas& Expected::Table::at(u32 n) const
{
    ASSERT(n < count_);
    return *std::launder(reinterpret_cast<Canvas*>(storage_.bytes().data()) + n);
}

void Expected::Table::add(Canvas&& canvas)
{
    ASSERT(count_ < max_surfaces);
    new (storage_.bytes().data() + count_ * sizeof(Canvas)) Canvas(std::move(canvas));
    ++count_;
}

void Expected::Table::clear(u32 keep)
{
    while (count_ > keep) {
        at(count_ - 1).~Canvas();
        --count_;
    }
}

Canvas* Expected::Table::find(SurfaceRef surface)
{
    u32 const n = static_cast<u32>(surface);
    return n < count_ ? &at(n) : nullptr;
}

Result<SurfaceRef> Expected::create(SurfaceShape const& shape)
{
    if (count() == max_surfaces)
        return Error{Side::guest, "surfaces drawn on", Value::of(max_surfaces, "at most"), "more"};
    table_.add(TRY(Canvas::create(shape.width, shape.height, shape.format)));
    return SurfaceRef{count() - 1};
}

Status Expected::draw(Command const& command)
{
    if (!rasteriser_)
        rasteriser_.emplace(TRY(oracle::Rasteriser::create(table_)));
    rasteriser_->mistake = mistake;
    rasteriser_->faults = faults;
    return rasteriser_->draw(command);
}

} // namespace drawing
