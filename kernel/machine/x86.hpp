// SPDX-License-Identifier: MIT
// Instructions that C++ cannot say, each under its name. The only C++ file with `asm`.
// Spec: Intel SDM vol. 2.
#pragma once

#include "kernel/types.hpp"

namespace x86 {

template <Word T>
requires(sizeof(T) <= 4) T in(u16 port)
{
    T value;
    if constexpr (sizeof(T) == 1)
        asm volatile("inb %w1, %0" : "=a"(value) : "Nd"(port) : "memory");
    else if constexpr (sizeof(T) == 2)
        asm volatile("inw %w1, %0" : "=a"(value) : "Nd"(port) : "memory");
    else
        asm volatile("inl %w1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

template <Word T>
requires(sizeof(T) <= 4) void out(u16 port, T value)
{
    if constexpr (sizeof(T) == 1)
        asm volatile("outb %0, %w1" : : "a"(value), "Nd"(port) : "memory");
    else if constexpr (sizeof(T) == 2)
        asm volatile("outw %0, %w1" : : "a"(value), "Nd"(port) : "memory");
    else
        asm volatile("outl %0, %w1" : : "a"(value), "Nd"(port) : "memory");
}

// `count` bytes from `from` to one port, in one instruction.
inline void out_string(u16 port, char const* from, size_t count)
{
    asm volatile("rep outsb" : "+S"(from), "+c"(count) : "d"(port) : "memory");
}

struct Cpuid {
    u32 eax, ebx, ecx, edx;
};
inline Cpuid cpuid(u32 leaf, u32 subleaf = 0)
{
    Cpuid r;
    asm volatile("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "a"(leaf), "c"(subleaf));
    return r;
}

inline u64 rdtsc()
{
    u32 lo, hi;
    // The fence keeps earlier loads from being timed as if they came later.
    asm volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
    return u64{hi} << 32 | lo;
}

inline u64 read_msr(u32 msr)
{
    u32 lo, hi;
    asm volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr) : "memory");
    return u64{hi} << 32 | lo;
}

inline u64 cr0()
{
    u64 v;
    asm volatile("movq %%cr0, %0" : "=r"(v));
    return v;
}
inline u64 cr2()
{
    u64 v;
    asm volatile("movq %%cr2, %0" : "=r"(v));
    return v;
}
inline u64 cr3()
{
    u64 v;
    asm volatile("movq %%cr3, %0" : "=r"(v));
    return v;
}
inline u64 cr4()
{
    u64 v;
    asm volatile("movq %%cr4, %0" : "=r"(v));
    return v;
}
inline void set_cr3(u64 v) { asm volatile("movq %0, %%cr3" : : "r"(v) : "memory"); }
inline void invlpg(void const* p) { asm volatile("invlpg (%0)" : : "r"(p) : "memory"); }

struct [[gnu::packed]] TablePointer {
    u16 limit;
    u64 base;
};
static_assert(sizeof(TablePointer) == 10);
inline void lidt(TablePointer const& p) { asm volatile("lidt %0" : : "m"(p) : "memory"); }
inline void ltr(u16 selector) { asm volatile("ltr %0" : : "r"(selector) : "memory"); }

inline void sti() { asm volatile("sti" : : : "memory"); }
inline void cli() { asm volatile("cli" : : : "memory"); }
inline u64 flags()
{
    u64 v;
    asm volatile("pushfq; popq %0" : "=r"(v) : : "memory");
    return v;
}
inline bool interrupts_enabled() { return flags() & 1u << 9; }
inline void pause() { asm volatile("pause" : : : "memory"); }
inline void wbinvd() { asm volatile("wbinvd" : : : "memory"); }
[[noreturn]] inline void halt_forever()
{
    for (;;)
        asm volatile("cli; hlt" : : : "memory");
}
// Interrupts on and halt, with no window between the two in which an interrupt could be missed.
inline void sti_hlt() { asm volatile("sti; hlt; cli" : : : "memory"); }
[[noreturn]] inline void undefined_instruction()
{
    asm volatile("ud2");
    __builtin_unreachable();
}

inline u64* frame_pointer()
{
    u64* p;
    asm volatile("movq %%rbp, %0" : "=r"(p));
    return p;
}

} // namespace x86
