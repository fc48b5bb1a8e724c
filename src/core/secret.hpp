#pragma once

#include <string>
#include <string_view>

namespace promo::core {

// A text that must not be printed by accident. It has no implicit way out: who needs it says `reveal()`.
// Its memory is overwritten when it ends, is assigned to, or moved from.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept;
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    const std::string& reveal() const { return value_; }
    bool empty() const { return value_.empty(); }
    // `****abcd`, or `****` when the end would give too much away.
    std::string masked() const;

    // Takes the same time wherever the two differ.
    bool matches(std::string_view candidate) const;

private:
    void wipe();

    std::string value_;
};

}  // namespace promo::core
