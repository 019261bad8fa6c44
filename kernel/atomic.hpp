// SPDX-License-Identifier: MIT
// Accesses to memory that a device or an interrupt handler shares. libstdc++ 12's <atomic> does not build everywhere
// freestanding; these are the compiler's builtins with the orders named.
#pragma once

#include "kernel/types.hpp"

template <Word T> T load_relaxed(T const& from) { return __atomic_load_n(&from, __ATOMIC_RELAXED); }
template <Word T> T load_acquire(T const& from) { return __atomic_load_n(&from, __ATOMIC_ACQUIRE); }
template <Word T> void store_relaxed(T& to, T value) { __atomic_store_n(&to, value, __ATOMIC_RELAXED); }
template <Word T> void store_release(T& to, T value) { __atomic_store_n(&to, value, __ATOMIC_RELEASE); }
template <Word T> T exchange(T& at, T value) { return __atomic_exchange_n(&at, value, __ATOMIC_ACQ_REL); }
template <Word T> T fetch_or(T& at, T bits) { return __atomic_fetch_or(&at, bits, __ATOMIC_ACQ_REL); }
template <Word T> T fetch_and(T& at, T bits) { return __atomic_fetch_and(&at, bits, __ATOMIC_ACQ_REL); }
template <Word T> T fetch_add(T& at, T n) { return __atomic_fetch_add(&at, n, __ATOMIC_ACQ_REL); }

// Writes `wanted` if `at` holds `seen`; else false, and `seen` is what it holds.
template <Word T> bool compare_exchange(T& at, T& seen, T wanted)
{
    return __atomic_compare_exchange_n(&at, &seen, wanted, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

// Orders every access before it with every access after it, store-load included.
inline void full_fence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
