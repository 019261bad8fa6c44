// SPDX-License-Identifier: MIT
#include "tools/acpi-inspect/options.hpp"

#include <charconv>
#include <optional>

namespace inspect {

std::string_view const help =
    "usage: acpi-inspect [options] FILE...\n"
    "\n"
    "Prints what ACPI tables hold and what is wrong with them. FILE is a table as bytes (what it is, its signature\n"
    "tells), the text of acpidump with any number of tables, or - for standard input. Nothing of this machine is\n"
    "touched: registers that AML reads are zero until AML writes them.\n"
    "\n"
    "  --namespace          every name: path, type, value or details\n"
    "  --eval PATH [ARG...] evaluates an object or runs a method (repeatable). ARG: 3, 0x1F, 'text', [01 02 FF]\n"
    "  --eval-all           every name that holds a value and every method without arguments, in namespace order\n"
    "  --init               first runs _INI as an OS does, of the devices that _STA says are there\n"
    "  --check              exit code 1 if a finding is of severity medium or above, or AML could not be decoded\n"
    "  --json               one JSON document (docs/acpi-inspect.md)\n"
    "  --names N            room for N names in the namespace, 16 to 32768 (default)\n"
    "  --steps N            steps that one evaluation may take; default 20000000\n"
    "  --help               this text\n"
    "\n"
    "exit codes: 0 done   1 an --eval failed, or --check found something   2 wrong use   3 a FILE is no good, or "
    "there\n"
    "is no DSDT; what could be read is printed all the same\n";

namespace {

std::optional<u64> number(std::string_view text)
{
    bool const is_hex = text.starts_with("0x") || text.starts_with("0X");
    if (is_hex)
        text.remove_prefix(2);
    u64 value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, is_hex ? 16 : 10);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

std::optional<Argument> argument(std::string_view word)
{
    Argument a;
    if (auto value = number(word)) {
        a.integer = *value;
        return a;
    }
    if (word.size() < 2)
        return {};
    std::string_view const inside = word.substr(1, word.size() - 2);
    if ((word.front() == '\'' || word.front() == '"') && word.back() == word.front()) {
        a.kind = Argument::Kind::string;
        a.bytes = inside;
        return a;
    }
    if (word.front() != '[' || word.back() != ']')
        return {};
    a.kind = Argument::Kind::buffer;
    std::string digits;
    for (char c : inside) {
        if (c == ' ' || c == ',')
            continue;
        digits += c;
    }
    for (size_t i = 0; i < digits.size(); i += 2) {
        auto const byte = i + 1 < digits.size() ? number("0x" + digits.substr(i, 2)) : std::nullopt;
        if (!byte)
            return {};
        a.bytes += static_cast<char>(*byte);
    }
    return a;
}

} // namespace

bool parse(std::span<char const* const> words, Options& options, std::string& why)
{
    bool has_ended = false; // "--": all that follows are files
    for (size_t i = 0; i < words.size(); ++i) {
        std::string_view const word = words[i];
        auto value = [&]() -> std::optional<std::string_view> {
            if (i + 1 == words.size()) {
                why = std::string{word} + " needs a value";
                return {};
            }
            return words[++i];
        };
        auto value_in = [&](u64 least, u64 most) -> std::optional<u64> {
            auto const text = value();
            auto const n = text ? number(*text) : std::nullopt;
            if (text && (!n || *n < least || *n > most))
                why = std::string{word} + ": expected a number from " + std::to_string(least) + " to " +
                      std::to_string(most) + ", seen " + std::string{*text};
            return why.empty() ? n : std::nullopt;
        };
        if (has_ended || word == "-" || !word.starts_with('-')) {
            options.files.emplace_back(word);
        } else if (word == "--") {
            has_ended = true;
        } else if (word == "--help" || word == "-h") {
            options.is_help = true;
        } else if (word == "--namespace") {
            options.shows_namespace = true;
        } else if (word == "--eval-all") {
            options.evaluates_all = true;
        } else if (word == "--init") {
            options.initializes = true;
        } else if (word == "--json") {
            options.is_json = true;
        } else if (word == "--check") {
            options.checks = true;
        } else if (word == "--names") {
            auto const n = value_in(16, 32768);
            if (!n)
                return false;
            options.names = static_cast<unsigned>(*n);
        } else if (word == "--steps") {
            auto const n = value_in(1, ~u64{0});
            if (!n)
                return false;
            options.steps = *n;
        } else if (word == "--eval") {
            auto const path = value();
            if (!path)
                return false;
            Evaluation evaluation{std::string{*path}, {}};
            while (i + 1 < words.size()) {
                auto next = argument(words[i + 1]);
                if (!next)
                    break;
                evaluation.arguments.push_back(std::move(*next));
                ++i;
            }
            if (evaluation.arguments.size() > 7) {
                why = "--eval: expected at most 7 arguments, seen " + std::to_string(evaluation.arguments.size());
                return false;
            }
            options.evaluations.push_back(std::move(evaluation));
        } else {
            why = "no option " + std::string{word};
            return false;
        }
    }
    if (options.files.empty() && !options.is_help) {
        why = "no FILE";
        return false;
    }
    return true;
}

} // namespace inspect
