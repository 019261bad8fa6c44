// SPDX-License-Identifier: MIT
// Runs files and folders of files through a fuzz target, without libFuzzer: what ctest does with the corpus and with
// past findings. The file that is under way when it crashes is the last one named.
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(u8 const* data, size_t size);

namespace {

bool run_file(std::filesystem::path const& path)
{
    std::ifstream file(path, std::ios::binary);
    acpi::fuzz::Bytes const input{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
        return false;
    }
    std::printf("%s\n", path.c_str());
    std::fflush(stdout);
    // An empty vector has no address.
    LLVMFuzzerTestOneInput(input.empty() ? reinterpret_cast<u8 const*>("") : input.data(), input.size());
    return true;
}

} // namespace

int main(int count, char** words)
{
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < count; ++i) {
        std::error_code error;
        if (!std::filesystem::is_directory(words[i], error)) {
            files.emplace_back(words[i]);
            continue;
        }
        size_t const before = files.size();
        for (auto const& entry : std::filesystem::directory_iterator(words[i])) {
            if (entry.is_regular_file())
                files.push_back(entry.path());
        }
        if (files.size() == before)
            std::fprintf(stderr, "%s: no files in it\n", words[i]);
        std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
    }
    if (files.empty()) {
        std::fprintf(stderr, "usage: %s FILE-OR-FOLDER... (there is nothing to run)\n", words[0]);
        return 2;
    }
    for (auto const& path : files) {
        if (!run_file(path))
            return 4;
    }
    std::printf("%zu inputs\n", files.size());
    return 0;
}
