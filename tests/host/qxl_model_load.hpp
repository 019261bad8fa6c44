// SPDX-License-Identifier: MIT
// Copies a structure out of the model's memory, where commands lie at any alignment.
#pragma once

#include "kernel/types.hpp"

#include <cstring>

namespace qxl::test {

template <class T> T load(u8 const* from)
{
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

} // namespace qxl::test
