// SPDX-License-Identifier: MIT
#include "tests/guest/oracle/combine.hpp"

#include "tests/guest/oracle/rop.hpp"

#include <algorithm>
#include <cstring>

namespace oracle {

namespace {
constexpr u32 u(i32 coordinate) { return static_cast<u32>(coordinate); }

// One row of an input, as words: where they lie, and how far the next one is. All words of a uniform row are one.
struct Words {
    u8 const* at;
    u32 step;
};

u64 part_word(u8 const* from, size_t count)
{
    u64 word = 0;
    for (size_t i = 0; i < count; ++i)
        word |= u64{from[i]} << (8 * i);
    return word;
}

void combine_row(Rop3Words const& rop, u8* to, Words p, Words s, u8 const* target, size_t count)
{
    for (; count >= 8; count -= 8, to += 8, target += 8, p.at += p.step, s.at += s.step)
        store_word(to, rop(load_word(p.at), load_word(s.at), load_word(target)));
    u64 const rest = rop(part_word(p.at, count), part_word(s.at, count), part_word(target, count));
    for (size_t i = 0; i < count; ++i)
        to[i] = static_cast<u8>(rest >> (8 * i));
}

// A layer that was looked up once for the command: uniform ones need no row.
class Input {
public:
    Input(Layer const* layer, PixelFormat format, u8* room) : layer_(layer), room_(room)
    {
        if (layer == nullptr || layer->is_uniform())
            word_ = repeat_pixel(format, layer == nullptr ? 0 : layer->pixel(0, 0));
    }
    bool is_uniform() const { return layer_ == nullptr || layer_->is_uniform(); }
    u64 word() const { return word_; }
    Words row(i32 x, i32 y, u32 count) const
    {
        if (is_uniform())
            return {reinterpret_cast<u8 const*>(&word_), 0};
        return {layer_->row(x, y, count, room_), 8};
    }

private:
    Layer const* layer_;
    u8* room_;
    u64 word_ = 0;
};

// Takes from `row` what the stencil lets through.
template <class Pixel> void select(Stencil const& stencil, i32 y, i32 left, i32 right, u8 const* row, u8* to)
{
    for (i32 x = left; x < right; ++x, row += sizeof(Pixel), to += sizeof(Pixel))
        if (stencil.draws(x, y))
            __builtin_memcpy(to, row, sizeof(Pixel));
}

void combine_rows(Work const& work, u8 table, Layer const* pattern, Layer const* source, Stencil const& stencil)
{
    PixelFormat const format = work.target.format();
    u32 const bytes = bits_per_pixel(format) / 8;
    Rop3Words const rop(table);
    Input const p(ignores_pattern(table) ? nullptr : pattern, format, work.scratch.row(0));
    Input const s(ignores_source(table) ? nullptr : source, format, work.scratch.row(1));
    bool const is_fill = ignores_target(table) && p.is_uniform() && s.is_uniform();
    u64 const fill_word = rop(p.word(), s.word(), 0);

    auto const draw = [&](i32 y, i32 left, i32 right, u8 const* target, u8* to) {
        u32 const count = u(right - left);
        if (is_fill)
            fill_bytes(to, size_t{count} * bytes, fill_word);
        else if (table == rop3::source)
            copy_bytes(to, s.row(left, y, count).at, size_t{count} * bytes);
        else
            combine_row(rop, to, p.row(left, y, count), s.row(left, y, count), target, size_t{count} * bytes);
    };
    work.region.for_each_span([&](i32 y, i32 left, i32 right) {
        u8* const to = work.target.row(u(y)).data() + u(left) * bytes;
        if (stencil.is_none())
            return draw(y, left, right, to, to);
        u8* const all = work.scratch.row(2);
        draw(y, left, right, to, all);
        if (bytes == 4)
            select<u32>(stencil, y, left, right, all, to);
        else if (bytes == 2)
            select<u16>(stencil, y, left, right, all, to);
        else
            select<u8>(stencil, y, left, right, all, to);
    });
}

bool is_fill(u8 table, Layer const* pattern, Layer const* source)
{
    auto const is_uniform = [](Layer const* layer) { return layer == nullptr || layer->is_uniform(); };
    return ignores_target(table) && (ignores_pattern(table) || is_uniform(pattern)) &&
           (ignores_source(table) || is_uniform(source));
}

void fill_bits(Work const& work, u32 bit)
{
    work.region.for_each_span([&](i32 y, i32 left, i32 right) {
        i32 const first_byte = std::min((left + 7) & ~7, right), last_byte = std::max(right & ~7, first_byte);
        for (i32 x = left; x < first_byte; ++x)
            work.target.set_pixel(u(x), u(y), bit);
        std::memset(work.target.row(u(y)).data() + u(first_byte) / 8, bit & 1 ? 0xff : 0,
                    u(last_byte - first_byte) / 8);
        for (i32 x = last_byte; x < right; ++x)
            work.target.set_pixel(u(x), u(y), bit);
    });
}
} // namespace

void combine(Work const& work, u8 table, Layer const* pattern, Layer const* source, Stencil const& stencil)
{
    ASSERT((pattern != nullptr || ignores_pattern(table)) && (source != nullptr || ignores_source(table)));
    if (!work.is_plain && work.target.format() != PixelFormat::a1)
        return combine_rows(work, table, pattern, source, stencil);

    bool const has_pattern = !ignores_pattern(table), has_source = !ignores_source(table);
    if (!work.is_plain && stencil.is_none() && is_fill(table, pattern, source)) {
        u32 const p = has_pattern ? pattern->pixel(0, 0) : 0, s = has_source ? source->pixel(0, 0) : 0;
        return fill_bits(work, apply_rop3(table, p, s, 0));
    }
    auto const draw = [&](i32 y, i32 left, i32 right) {
        for (i32 x = left; x < right; ++x) {
            if (!stencil.draws(x, y))
                continue;
            u32 const p = has_pattern ? pattern->pixel(x, y) : 0, s = has_source ? source->pixel(x, y) : 0;
            work.target.set_pixel(u(x), u(y), apply_rop3(table, p, s, work.target.pixel(u(x), u(y))));
        }
    };
    if (work.is_plain)
        work.region.for_each_pixel(draw);
    else
        work.region.for_each_span(draw);
}

} // namespace oracle
