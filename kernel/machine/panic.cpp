// SPDX-License-Identifier: MIT
#include "kernel/machine/panic.hpp"

#include "kernel/assert.hpp"
#include "kernel/machine/exit.hpp"
#include "kernel/machine/serial.hpp"
#include "kernel/machine/x86.hpp"

#include <array>

extern "C" u8 const stack_bottom[], stack_top[], image_start[], image_text_end[];

namespace {
constinit Report* panic_report = nullptr;
constinit bool is_panicking = false;

constexpr std::array<std::string_view, 32> exception_names{"divide_error",
                                                           "debug",
                                                           "nmi",
                                                           "breakpoint",
                                                           "overflow",
                                                           "bound_range",
                                                           "invalid_opcode",
                                                           "no_fpu",
                                                           "double_fault",
                                                           "fpu_overrun",
                                                           "invalid_tss",
                                                           "segment_not_present",
                                                           "stack_fault",
                                                           "general_protection",
                                                           "page_fault",
                                                           "reserved15",
                                                           "x87_error",
                                                           "alignment_check",
                                                           "machine_check",
                                                           "simd_error",
                                                           "virtualization",
                                                           "control_protection",
                                                           "reserved22",
                                                           "reserved23",
                                                           "reserved24",
                                                           "reserved25",
                                                           "reserved26",
                                                           "reserved27",
                                                           "hypervisor_injection",
                                                           "vmm_communication",
                                                           "security",
                                                           "reserved31"};

bool is_in(u64 p, u8 const* from, u8 const* to)
{
    return p >= reinterpret_cast<u64>(from) && p < reinterpret_cast<u64>(to);
}

template <class... Args> void line(detail::FormatString<std::type_identity_t<Args>...> text, Args const&... args)
{
    Sink sink = serial::sink();
    sink("# ");
    format(sink, text, args...);
    sink("\r\n");
}

// Follows saved frame pointers as long as they stay on the stack and rise.
void print_backtrace(u64 rip, u64 rbp)
{
    unsigned n = 0;
    line("frame {} {}", n++, hex(rip));
    while (n < 32 && rbp % 8 == 0 && is_in(rbp, stack_bottom, stack_top) && is_in(rbp + 8, stack_bottom, stack_top)) {
        auto const* frame = reinterpret_cast<u64 const*>(rbp);
        if (!is_in(frame[1], image_start, image_text_end))
            break;
        line("frame {} {}", n++, hex(frame[1]));
        if (frame[0] <= rbp)
            break;
        rbp = frame[0];
    }
}

void begin_panic()
{
    x86::cli();
    if (is_panicking) {
        line("panic inside a panic");
        exit_machine(ExitCode::crash);
    }
    is_panicking = true;
    serial::sink()("\r\n");
}

[[noreturn]] void end_panic()
{
    if (panic_report != nullptr)
        panic_report->end(ExitCode::crash);
    exit_machine(ExitCode::crash);
}
} // namespace

void set_panic_report(Report* report) { panic_report = report; }

void panic_exception(TrapFrame const& f)
{
    begin_panic();
    std::string_view name = f.vector < exception_names.size() ? exception_names[f.vector] : "unexpected_interrupt";
    line("panic exception={} vector={} error_code={} rip={} cr2={}", name, f.vector, hex(f.error_code), hex(f.rip),
         hex(x86::cr2()));
    line("reg rax={} rbx={} rcx={} rdx={}", hex(f.rax, 16), hex(f.rbx, 16), hex(f.rcx, 16), hex(f.rdx, 16));
    line("reg rsi={} rdi={} rbp={} rsp={}", hex(f.rsi, 16), hex(f.rdi, 16), hex(f.rbp, 16), hex(f.rsp, 16));
    line("reg r8={} r9={} r10={} r11={}", hex(f.r8, 16), hex(f.r9, 16), hex(f.r10, 16), hex(f.r11, 16));
    line("reg r12={} r13={} r14={} r15={}", hex(f.r12, 16), hex(f.r13, 16), hex(f.r14, 16), hex(f.r15, 16));
    line("reg rflags={} cs={} ss={} cr0={} cr3={} cr4={}", hex(f.rflags), hex(f.cs), hex(f.ss), hex(x86::cr0()),
         hex(x86::cr3()), hex(x86::cr4()));
    print_backtrace(f.rip, f.rbp);
    end_panic();
}

void assertion_failed(char const* expression, char const* file, int line_number)
{
    begin_panic();
    line("panic assertion={}:{} {}", file, line_number, expression);
    u64 const* frame = x86::frame_pointer();
    print_backtrace(frame[1], frame[0]);
    end_panic();
}
