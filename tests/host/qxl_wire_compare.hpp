// SPDX-License-Identifier: MIT
// Debian's libspice-protocol-dev, and macros that compare our layouts with its.
#pragma once

#include "kernel/types.hpp"

#include <cstddef>
#include <gtest/gtest.h>

// The headers come with C idioms that our warnings refuse: zero-length arrays, anonymous structures, old casts. The
// casts are in macros, so this holds for the whole file that includes us.
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <spice/enums.h>
#include <spice/ipc_ring.h>
#include <spice/qxl_dev.h>

namespace qxl::test {

template <class E> constexpr u64 number(E e) { return static_cast<u64>(e); }

} // namespace qxl::test

// Size and offset of one field in both layouts.
#define SAME_FIELD(Ours, our_field, Theirs, their_field)                                                               \
    do {                                                                                                               \
        EXPECT_EQ(offsetof(Ours, our_field), offsetof(Theirs, their_field)) << #Theirs "." #their_field;               \
        EXPECT_EQ(sizeof(Ours::our_field), sizeof(Theirs::their_field)) << #Theirs "." #their_field;                   \
    } while (false)
#define SAME_SIZE(Ours, Theirs) EXPECT_EQ(sizeof(Ours), sizeof(Theirs)) << #Theirs
