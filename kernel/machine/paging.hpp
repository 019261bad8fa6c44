// SPDX-License-Identifier: MIT
// Page tables: an identity map, refined so that wild accesses trap. Spec: Intel SDM vol. 3A, 4.5 (4-level paging).
#pragma once

#include "kernel/result.hpp"

#include <span>

namespace paging {

// Code read-only, data not executable, page 0 and the page below the stack absent; then in force.
void init();

// Physical memory as it is mapped, for reading and writing; above 4 GiB it is mapped by this call. Page 0 appears at
// another address, so that null pointers trap. Fails for what page tables cannot address.
Result<std::span<u8>> map(Phys address, u64 size_bytes);

} // namespace paging
