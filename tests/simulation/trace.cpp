#include "trace.hpp"

#include <cstdio>

namespace promo::simulation {
namespace {

constexpr std::size_t kKept = 50;
constexpr std::uint64_t kPrime = 1099511628211ULL;

}  // namespace

void Trace::mix(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8)
        hash_ = (hash_ ^ (number >> shift & 0xFFU)) * kPrime;
}

void Trace::note(std::string_view what, std::int64_t node, std::int64_t first, std::string_view text) {
    mix(static_cast<std::uint64_t>(events_.now().time_since_epoch().count()));
    for (const char c : what)
        hash_ = (hash_ ^ static_cast<unsigned char>(c)) * kPrime;
    mix(static_cast<std::uint64_t>(node));
    mix(static_cast<std::uint64_t>(first));
    for (const char c : text)
        hash_ = (hash_ ^ static_cast<unsigned char>(c)) * kPrime;
    if (violation_) return;
    last_.push_back({events_.now(), what, node, first, std::string(text)});
    if (print_) std::puts(words(last_.back()).c_str());
    if (last_.size() > kKept) last_.pop_front();
}

void Trace::broken(std::string invariant, std::string text) {
    if (violation_) return;
    note("broken", -1, 0, invariant + ' ' + text);
    violation_ = Violation{std::move(invariant), std::move(text)};
}

std::string Trace::words(const Line& line) {
    std::string words = core::to_iso8601(line.at) + "  " + (line.node < 0 ? "-" : std::to_string(line.node)) + "  " +
                        std::string(line.what);
    if (line.first != 0) words += ' ' + std::to_string(line.first);
    if (!line.text.empty()) words += ' ' + line.text;
    return words;
}

std::vector<std::string> Trace::last() const {
    std::vector<std::string> all;
    for (const auto& line : last_)
        all.push_back(words(line));
    return all;
}

}  // namespace promo::simulation
