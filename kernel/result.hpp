// SPDX-License-Identifier: MIT
// Result<T>: a value or an Error, [[nodiscard]] by type. Status is Result<void>.
#pragma once

#include "kernel/assert.hpp"
#include "kernel/error.hpp"

#include <new>
#include <type_traits>
#include <utility>

template <class T> class [[nodiscard]] Result {
public:
    using value_type = T;

    Result(T&& value) : has_value_(true) { new (&value_) T(std::move(value)); }
    Result(T const& value) requires std::is_copy_constructible_v<T> : has_value_(true) { new (&value_) T(value); }
    Result(Error const& error) : error_(error), has_value_(false) {}
    Result(Result&& other) : has_value_(other.has_value_)
    {
        if (has_value_)
            new (&value_) T(std::move(other.value_));
        else
            new (&error_) Error(other.error_);
    }
    Result(Result const&) = delete;
    Result& operator=(Result const&) = delete;
    Result& operator=(Result&&) = delete;
    ~Result()
    {
        if (has_value_)
            value_.~T();
    }

    bool has_value() const { return has_value_; }
    explicit operator bool() const { return has_value_; }
    Error const& error() const
    {
        ASSERT(!has_value_);
        return error_;
    }
    T& value() &
    {
        ASSERT(has_value_);
        return value_;
    }
    T const& value() const&
    {
        ASSERT(has_value_);
        return value_;
    }
    T&& value() &&
    {
        ASSERT(has_value_);
        return std::move(value_);
    }
    T* operator->() { return &value(); }
    T const* operator->() const { return &value(); }
    T& operator*() & { return value(); }
    T const& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T release_value() { return std::move(value()); }

private:
    union {
        T value_;
        Error error_;
    };
    bool has_value_;
};

template <> class [[nodiscard]] Result<void> {
public:
    using value_type = void;

    constexpr Result() : none_{}, has_value_(true) {}
    constexpr Result(Error const& error) : error_(error), has_value_(false) {}
    constexpr bool has_value() const { return has_value_; }
    constexpr explicit operator bool() const { return has_value_; }
    constexpr Error const& error() const { return error_; }
    constexpr void release_value() const {}

private:
    // An Error is some hundred bytes, which success, by far the most frequent, does not write.
    union {
        char none_;
        Error error_;
    };
    bool has_value_;
};

using Status = Result<void>;

// The value of a Result expression, or return of its Error from the calling function. The name is unique, so that one
// TRY may stand inside another.
#define TRY(expression) TRY_NAMED(expression, TRY_CONCATENATE(try_result_, __COUNTER__))
#define TRY_CONCATENATE(a, b) TRY_CONCATENATE_(a, b)
#define TRY_CONCATENATE_(a, b) a##b
#define TRY_NAMED(expression, name)                                                                                    \
    ({                                                                                                                 \
        auto&& name = (expression);                                                                                    \
        if (!name.has_value()) [[unlikely]]                                                                            \
            return name.error();                                                                                       \
        name.release_value();                                                                                          \
    })
