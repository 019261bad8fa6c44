// SPDX-License-Identifier: MIT
// The command line of acpi-inspect.
#pragma once

#include "kernel/types.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inspect {

// An integer, a string or a buffer, as it stands on the command line.
struct Argument {
    enum class Kind : u8 { integer, string, buffer };
    Kind kind = Kind::integer;
    u64 integer = 0;
    std::string bytes;
};

struct Evaluation {
    std::string path;
    std::vector<Argument> arguments;
};

struct Options {
    std::vector<std::string> files;
    std::vector<Evaluation> evaluations;
    bool shows_namespace = false;
    bool evaluates_all = false;
    bool initializes = false;
    bool is_json = false;
    bool checks = false;
    bool is_help = false;
    unsigned names = 32768; // the most that node numbers allow
    u64 steps = 20'000'000;
};

// False, and why, at the first word that is not understood.
bool parse(std::span<char const* const> words, Options& options, std::string& why);

extern std::string_view const help;

} // namespace inspect
