// SPDX-License-Identifier: MIT
#include "kernel/machine/serial.hpp"

#include "kernel/machine/ports.hpp"

#include <algorithm>

namespace {
struct Uart {};
constexpr Reg<Uart, u8> thr{0}; // transmit holding; divisor low byte while DLAB is set
constexpr Reg<Uart, u8> ier{1}; // interrupt enable; divisor high byte while DLAB is set
constexpr Reg<Uart, u8> fcr{2};
constexpr Reg<Uart, u8> lcr{3};
constexpr Reg<Uart, u8> mcr{4};
constexpr Reg<Uart, u8> lsr{5};
constexpr u8 lcr_8n1 = 0x03, lcr_dlab = 0x80;
constexpr u8 fcr_enable_and_clear = 0x07;
constexpr u8 mcr_dtr_rts = 0x03;
constexpr u8 lsr_thre = 0x20;
constexpr size_t fifo_size = 16;

constexpr Ports<Uart> com1{0x3f8};

// Looks at LSR before the transmitter counts as dead. At 115200 baud the FIFO empties in 1.4 ms, and a look takes about
// 1 us.
constexpr unsigned patience = 100'000;
bool is_dead = false;

void write(void*, std::string_view text)
{
    while (!text.empty() && !is_dead) {
        unsigned looks = 0;
        while ((com1.in(lsr)&lsr_thre) == 0)
            if (++looks == patience) {
                is_dead = true;
                return;
            }
        size_t n = std::min(text.size(), fifo_size);
        x86::out_string(static_cast<u16>(com1.base() + thr.offset), text.data(), n);
        text.remove_prefix(n);
    }
}
} // namespace

void serial::init()
{
    is_dead = false;
    com1.out(ier, 0);
    com1.out(lcr, lcr_8n1 | lcr_dlab);
    com1.out(thr, 1); // divisor 1: 115200
    com1.out(ier, 0);
    com1.out(lcr, lcr_8n1);
    com1.out(fcr, fcr_enable_and_clear);
    com1.out(mcr, mcr_dtr_rts);
}

Sink serial::sink() { return {write, nullptr}; }
