// SPDX-License-Identifier: MIT
// A picture that stays on the screen until a key is pressed (hold=key), for somebody outside to look at: a person, or
// the runner with a screendump.
#pragma once

#include "kernel/report.hpp"
#include "kernel/result.hpp"
#include "tests/guest/oracle/canvas.hpp"

// Says what the primary shows, as `# hold NAME width= height= crc32=` over its pixels as red, green, blue from the top
// on (docs/serial-report.md), and waits for a key. Side::host when none comes.
Status hold_screen(Report& report, std::string_view name, oracle::Canvas const& expected);
