// SPDX-License-Identifier: MIT
// Whole pages of guest RAM, owned. The guest's allocator is kernel/machine/pages.cpp, the unit tests'
// tests/host/pages.cpp.
#pragma once

#include "kernel/result.hpp"

#include <span>
#include <type_traits>
#include <utility>

inline constexpr u64 page_size = 4096;

// Contiguous pages, aligned to a page, zeroed; given back by the destructor.
class Pages {
public:
    // `size_bytes` is rounded up to pages. Fails with Side::host when the machine has no run of free pages that long.
    static Result<Pages> allocate(u64 size_bytes);

    Pages() = default;
    Pages(Pages&& other) : bytes_(std::exchange(other.bytes_, {})) {}
    Pages& operator=(Pages&& other)
    {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    Pages(Pages const&) = delete;
    Pages& operator=(Pages const&) = delete;
    ~Pages() { release(); }

    std::span<u8> bytes() const { return bytes_; }
    // Gives up ownership: the pages stay taken for good.
    void leak() { bytes_ = {}; }
    // The pages as objects that need no construction.
    template <class T>
    requires std::is_trivially_copyable_v<T> &&(alignof(T) <= page_size) std::span<T> as() const
    {
        return {reinterpret_cast<T*>(bytes_.data()), bytes_.size() / sizeof(T)};
    }

private:
    explicit Pages(std::span<u8> bytes) : bytes_(bytes) {}
    void release();
    std::span<u8> bytes_;
};
