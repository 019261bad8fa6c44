// SPDX-License-Identifier: MIT
// COM1, output only: 115200 8N1 with FIFO. Spec: TL16C550C data sheet (register set of the PC's UARTs).
#pragma once

#include "kernel/format.hpp"

namespace serial {

// Programs the UART; again after a reset. Nothing is printed before the first call.
void init();
// Writes through the transmit FIFO. Gives up on a UART that never becomes ready, so that a report cannot hang the run.
Sink sink();

} // namespace serial
