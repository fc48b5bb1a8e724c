#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events.hpp"

namespace promo::simulation {

// What was promised, and was not kept.
struct Violation {
    std::string invariant;  // I-01
    std::string text;
};

// Everything that happened, as one number; the end of it in words; and the first promise that was broken.
class Trace {
public:
    explicit Trace(const Events& events) : events_(events) {}

    // `what` is a literal.
    void note(std::string_view what, std::int64_t node = -1, std::int64_t first = 0, std::string_view text = {});
    void broken(std::string invariant, std::string text);

    std::uint64_t hash() const { return hash_; }
    const std::optional<Violation>& violation() const { return violation_; }
    std::vector<std::string> last() const;
    void print_all() { print_ = true; }

private:
    struct Line {
        Timestamp at;
        std::string_view what;
        std::int64_t node;
        std::int64_t first;
        std::string text;
    };
    void mix(std::uint64_t number);
    static std::string words(const Line& line);

    const Events& events_;
    std::uint64_t hash_ = 14695981039346656037ULL;
    std::deque<Line> last_;
    std::optional<Violation> violation_;
    bool print_ = false;
};

}  // namespace promo::simulation
