// SPDX-License-Identifier: MIT
#include "kernel/machine/exit.hpp"

#include "kernel/machine/ports.hpp"

namespace {
// QEMU hw/misc/debugexit.c at the I/O base that run.py gives it; any write of `size` bytes ends QEMU.
struct DebugExit {};
constexpr Reg<DebugExit, u8> code_register{0};
constexpr Ports<DebugExit> debug_exit{0xf4};

using PowerOff = void (*)(ExitCode);
constinit PowerOff power_off_machine = nullptr;
} // namespace

void set_power_off(void (*power_off)(ExitCode)) { power_off_machine = power_off; }

void exit_machine(ExitCode code)
{
    x86::cli();
    debug_exit.out(code_register, static_cast<u8>(code));
    if (power_off_machine != nullptr)
        power_off_machine(code);
    x86::halt_forever();
}
