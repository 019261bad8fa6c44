// SPDX-License-Identifier: MIT
// The catalogue: one picture for each feature of each drawing command. PICTURE registers one, and makes of it the guest
// test draw.COMMAND.VARIANT, which draws it on every surface format it is allowed on. Nobody edits a list.
#pragma once

#include "kernel/test.hpp"
#include "tests/guest/drawing/sheet.hpp"

namespace drawing {

inline constexpr PixelFormat formats[] = {PixelFormat::x555_16, PixelFormat::x565_16, PixelFormat::xrgb_32,
                                          PixelFormat::argb_32, PixelFormat::a8,      PixelFormat::a1};
inline constexpr u32 format_count = std::size(formats);
constexpr u32 index(PixelFormat format) { return static_cast<u32>(format); }

// By format: why the device does not draw it there, with where that is written; nullptr: it does.
struct Refusals {
    char const* why[format_count] = {};
    constexpr char const* of(PixelFormat format) const { return why[index(format)]; }
    constexpr Refusals with(PixelFormat format, char const* reason) const
    {
        Refusals more = *this;
        more.why[index(format)] = reason;
        return more;
    }
};

namespace refused {
inline constexpr char bits[] = "the server ends, or leaves the surface as it is: SPICE draws 8, 16 and 32 bits a pixel "
                               "(spice-common pixman_utils.c)";
inline constexpr char palette[] =
    "the server ends: SPICE converts palette images to 16_555 and 32 bits only (spice-common pixman_utils.c "
    "spice_bitmap_convert_to_pixman)";
inline constexpr char no_colour[] = "no meaning: the colour that is left out is 0x00RRGGBB (qxl_dev.h QXLTransparent "
                                    "true_color), and coverage has none";
inline constexpr char rop3[] = "the server ends: SPICE's ROP3 knows 16 and 32 bits a pixel (spice-common rop3.c)";
} // namespace refused

inline constexpr Refusals anywhere = {};
inline constexpr Refusals whole_bytes = Refusals{}.with(PixelFormat::a1, refused::bits);
inline constexpr Refusals palette_targets = Refusals{}
                                                .with(PixelFormat::x565_16, refused::palette)
                                                .with(PixelFormat::a8, refused::palette)
                                                .with(PixelFormat::a1, refused::bits);
inline constexpr Refusals rop3_targets =
    Refusals{}.with(PixelFormat::a8, refused::rop3).with(PixelFormat::a1, refused::rop3);

// A fault of the device that is on record: docs/known-faults.md has it under this cause.
struct KnownFault {
    char const* cause = nullptr;
    bool on[format_count] = {};
    // The oracle can draw it (oracle::Faults): the device must then show that fault and nothing else.
    bool is_modelled = true;
    // Else: what it may have done to the picture is within this; all around is as it ought to be.
    Rect within = {};

    constexpr bool applies_to(PixelFormat format) const { return cause != nullptr && on[index(format)]; }
    static constexpr KnownFault everywhere(char const* cause) { return {cause, {true, true, true, true, true, true}}; }
    static constexpr KnownFault on_16_bits(char const* cause) { return {cause, {true, true}}; }
    static constexpr KnownFault on_565(char const* cause) { return {cause, {false, true}}; }
    constexpr KnownFault not_modelled(Rect where) const
    {
        KnownFault fault = *this;
        fault.is_modelled = false;
        fault.within = where;
        return fault;
    }
};
static_assert(index(PixelFormat::x555_16) == 0 && index(PixelFormat::x565_16) == 1);

struct PictureOptions {
    Refusals refusals = whole_bytes;
    KnownFault known = {};
};

struct Picture {
    char const* name;
    char const* summary;
    PictureOptions options;
    Status (*draw)(Sheet&);
};

// The guest's side: tests/guest/machine/picture_run.cpp. The unit tests draw pictures without a device, and lack it.
[[gnu::weak]] void run_picture(Test& t, Picture const& picture);
template <Picture const& picture> void run_picture_test(Test& t) { run_picture(t, picture); }

} // namespace drawing

extern "C" drawing::Picture const* const __start_pictures[];
extern "C" drawing::Picture const* const __stop_pictures[];

namespace drawing {
inline std::span<Picture const* const> catalogue() { return {__start_pictures, __stop_pictures}; }
} // namespace drawing

// PICTURE(command, variant, "summary", .refusals = ..., .known = ...) { ... draws on sheet ...; return {}; }
#define PICTURE(command, variant, summary_text, ...)                                                                   \
    static Status draw_##command##_##variant(drawing::Sheet&);                                                         \
    namespace {                                                                                                        \
    constexpr drawing::Picture picture_##command##_##variant{                                                          \
        "draw." #command "." #variant, summary_text, {__VA_ARGS__}, draw_##command##_##variant};                       \
    constexpr TestDescriptor descriptor_##command##_##variant{                                                         \
        picture_##command##_##variant.name,                                                                            \
        summary_text,                                                                                                  \
        "draw",                                                                                                        \
        Stage::drawing,                                                                                                \
        __LINE__,                                                                                                      \
        __FILE__,                                                                                                      \
        drawing::run_picture_test<picture_##command##_##variant>,                                                      \
        "",                                                                                                            \
        "",                                                                                                            \
    };                                                                                                                 \
    [[gnu::used, gnu::no_reorder,                                                                                      \
      gnu::section("pictures")]] constexpr drawing::Picture const* pointer_##command##_##variant =                     \
        &picture_##command##_##variant;                                                                                \
    [[gnu::used, gnu::no_reorder,                                                                                      \
      gnu::section(".tests")]] constexpr TestDescriptor const* test_pointer_##command##_##variant =                    \
        &descriptor_##command##_##variant;                                                                             \
    }                                                                                                                  \
    static Status draw_##command##_##variant(drawing::Sheet& sheet)
