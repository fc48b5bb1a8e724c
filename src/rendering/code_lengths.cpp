#include "rendering/code_lengths.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace promo::rendering {
namespace {

struct Package {
    std::uint64_t weight = 0;
    std::vector<std::uint16_t> symbols;
};

bool lighter(const Package& a, const Package& b) {
    return a.weight < b.weight;
}

std::vector<Package> in_pairs(const std::vector<Package>& packages) {
    std::vector<Package> pairs;
    for (std::size_t i = 0; i + 1 < packages.size(); i += 2) {
        Package pair = packages[i];
        pair.weight += packages[i + 1].weight;
        pair.symbols.insert(pair.symbols.end(), packages[i + 1].symbols.begin(), packages[i + 1].symbols.end());
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

}  // namespace

// Larmore and Hirschberg's package-merge: a symbol's code is as long as the number of chosen packages it is in.
std::vector<std::uint8_t> code_lengths(std::span<const std::uint64_t> frequencies, int limit) {
    std::vector<Package> leaves;
    for (std::size_t symbol = 0; symbol < frequencies.size(); ++symbol)
        leaves.push_back({std::max<std::uint64_t>(frequencies[symbol], 1), {static_cast<std::uint16_t>(symbol)}});
    std::ranges::stable_sort(leaves, lighter);

    std::vector<Package> packages = leaves;
    for (int level = 1; level < limit; ++level) {
        const auto pairs = in_pairs(packages);
        packages.clear();
        std::ranges::merge(leaves, pairs, std::back_inserter(packages), lighter);
    }
    std::vector<std::uint8_t> lengths(frequencies.size());
    for (std::size_t i = 0; i < 2 * leaves.size() - 2; ++i)
        for (const auto symbol : packages[i].symbols)
            ++lengths[symbol];
    return lengths;
}

std::vector<std::uint32_t> canonical_codes(std::span<const std::uint8_t> lengths) {
    std::vector<std::uint32_t> codes(lengths.size());
    const auto longest = lengths.empty() ? 0 : *std::ranges::max_element(lengths);
    std::uint32_t code = 0;
    for (std::uint8_t length = 1; length <= longest; ++length, code <<= 1)
        for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol)
            if (lengths[symbol] == length) codes[symbol] = code++;
    return codes;
}

}  // namespace promo::rendering
