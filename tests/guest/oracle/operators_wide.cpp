// SPDX-License-Identifier: MIT
// The operators that divide or take roots. The results are exact but for the last of 30 bits; pixman computes them in
// single precision, so a result on the edge between two bytes may be the other one there.
#include "tests/guest/oracle/operators.hpp"
#include "tests/guest/oracle/unit.hpp"

namespace oracle {

namespace {
using namespace unit30;

i64 saturated(i64 s, i64 sa, i64 d, i64 da)
{
    i64 const room = one - da;
    return least(one, (sa <= room ? s : quotient(product(s, room), sa)) + d);
}

// sa * da * B(d / da, s / sa).
i64 dodged(i64 s, i64 sa, i64 d, i64 da)
{
    if (d == 0)
        return 0;
    i64 const lit = product(sa, da);
    if (s >= sa || product(d, sa) >= product(sa - s, da))
        return lit;
    return quotient(product(product(sa, sa), d), sa - s);
}

i64 burnt(i64 s, i64 sa, i64 d, i64 da)
{
    if (d >= da)
        return product(sa, da);
    if (s == 0 || product(sa, da - d) >= product(s, da))
        return 0;
    return product(sa, da - quotient(product(sa, da - d), s));
}

i64 softly_lit(i64 s, i64 sa, i64 d, i64 da)
{
    if (2 * s <= sa) {
        if (da == 0)
            return product(d, sa);
        return product(d, sa) - quotient(product(product(d, da - d), sa - 2 * s), da);
    }
    if (da == 0)
        return product(d, sa);
    i64 const backdrop = quotient(d, da); // without its alpha
    i64 const light =
        4 * d <= da ? product(product(16 * backdrop - 12 * one, backdrop) + 4 * one, backdrop) : square_root(backdrop);
    return product(d, sa) + product(product(light - backdrop, da), 2 * s - sa);
}

i64 luminosity(Wide const& c) { return (30 * c.red + 59 * c.green + 11 * c.blue) / 100; }
i64 least_of(Wide const& c) { return least(c.red, least(c.green, c.blue)); }
i64 most_of(Wide const& c) { return most(c.red, most(c.green, c.blue)); }
i64 saturation(Wide const& c) { return most_of(c) - least_of(c); }
template <class Change> void change(Wide& c, Change&& how)
{
    c.red = how(c.red);
    c.green = how(c.green);
    c.blue = how(c.blue);
}

// The same hue and saturation with that luminosity, in a gamut of 0 to `top`.
void set_luminosity(Wide& c, i64 value, i64 top)
{
    i64 const shift = value - luminosity(c);
    change(c, [&](i64 v) { return v + shift; });
    i64 const l = luminosity(c), low = least_of(c), high = most_of(c);
    if (low < 0)
        change(c, [&](i64 v) { return l == low ? 0 : l + quotient(product(v - l, l), l - low); });
    if (high > top)
        change(c, [&](i64 v) { return high == l ? top : l + quotient(product(v - l, top - l), high - l); });
}

void set_saturation(Wide& c, i64 value)
{
    i64 const low = least_of(c), range = saturation(c);
    change(c, [&](i64 v) { return range == 0 ? 0 : quotient(product(v - low, value), range); });
}

Wide scaled(Wide const& c, i64 by) { return {c.alpha, product(c.red, by), product(c.green, by), product(c.blue, by)}; }

// The modes that look at all three colours (PDF 1.7, 11.3.5.3), times both alphas.
Wide blend_hsl(Operator op, Wide const& s, Wide const& d)
{
    i64 const both = product(s.alpha, d.alpha);
    Wide result;
    if (op == Operator::hsl_hue) {
        result = scaled(s, d.alpha);
        set_saturation(result, product(saturation(d), s.alpha));
        set_luminosity(result, product(luminosity(d), s.alpha), both);
    } else if (op == Operator::hsl_saturation) {
        result = scaled(d, s.alpha);
        set_saturation(result, product(saturation(s), d.alpha));
        set_luminosity(result, product(luminosity(d), s.alpha), both);
    } else if (op == Operator::hsl_color) {
        result = scaled(s, d.alpha);
        set_luminosity(result, product(luminosity(d), s.alpha), both);
    } else {
        result = scaled(d, s.alpha);
        set_luminosity(result, product(luminosity(s), d.alpha), both);
    }
    return result;
}

i64 combine_channel(Operator op, i64 s, i64 sa, i64 d, i64 da)
{
    i64 both = 0;
    switch (op) {
    case Operator::saturate:
        return saturated(s, sa, d, da);
    case Operator::color_dodge:
        both = dodged(s, sa, d, da);
        break;
    case Operator::color_burn:
        both = burnt(s, sa, d, da);
        break;
    default:
        both = softly_lit(s, sa, d, da);
        break;
    }
    return product(s, one - da) + product(d, one - sa) + both;
}
} // namespace

Wide combine_wide(Operator op, Wide const& source, Wide const& alpha, Wide const& target)
{
    i64 const sa = alpha.alpha, da = target.alpha;
    Wide result;
    result.alpha = op == Operator::saturate ? saturated(source.alpha, sa, da, da) : sa + da - product(sa, da);
    if (is_hsl(op)) {
        Wide const both = blend_hsl(op, source, target);
        auto const add = [&](i64 Wide::*part) {
            result.*part = product(source.*part, one - da) + product(target.*part, one - sa) + both.*part;
        };
        add(&Wide::red);
        add(&Wide::green);
        add(&Wide::blue);
        return result;
    }
    auto const channel = [&](i64 Wide::*part) {
        result.*part = combine_channel(op, source.*part, alpha.*part, target.*part, da);
    };
    channel(&Wide::red);
    channel(&Wide::green);
    channel(&Wide::blue);
    return result;
}

} // namespace oracle
