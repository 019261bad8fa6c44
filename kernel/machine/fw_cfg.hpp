// SPDX-License-Identifier: MIT
// QEMU's firmware configuration device, port interface. Spec: QEMU docs/specs/fw_cfg.rst.
#pragma once

#include "kernel/result.hpp"

#include <span>
#include <string_view>

namespace fw_cfg {

// Reads the file `name` into `to` and returns its size; 0 if there is no such device or file. A file larger than `to`
// is an Error.
Result<size_t> read_file(std::string_view name, std::span<char> to);

} // namespace fw_cfg
