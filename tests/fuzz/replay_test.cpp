#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/targets.hpp"

namespace {

const std::filesystem::path kCorpus = std::filesystem::path(PROMOSTACK_SOURCE_DIR) / "tests/fuzz/corpus";

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("every input that was ever interesting is read as promised, whole and cut short") {
    for (const auto& target : promo::fuzz::targets()) {
        CAPTURE(target.name);
        int inputs = 0;
        for (const auto& file : std::filesystem::directory_iterator(kCorpus / target.name)) {
            const auto input = contents(file.path());
            for (std::size_t length = 0; length <= input.size(); ++length)
                target.run(std::string_view(input).substr(0, length));
            ++inputs;
        }
        CHECK(inputs > 0);
    }
}
