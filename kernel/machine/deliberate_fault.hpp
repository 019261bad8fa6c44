// SPDX-License-Identifier: MIT
// Deliberate faults of the kernel itself, for tests of the runner: break=panic, hang, reset.
#pragma once

#include "kernel/options.hpp"

// Does what `fault` says if it is one of those, and then does not return; else returns at once.
void commit_deliberate_fault(Break fault);
