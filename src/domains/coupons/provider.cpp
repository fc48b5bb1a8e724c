#include "domains/coupons/provider.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/trim.hpp"

namespace promo::coupons {
namespace {

constexpr std::size_t kLongestProductId = 64;

bool fits_a_product_id(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '-' || letter == '_';
}

}  // namespace

std::string checked_product_id(std::string_view typed) {
    const auto id = core::trimmed(typed);
    if (id.size() > kLongestProductId || !std::ranges::all_of(id, fits_a_product_id)) {
        throw core::Refusal(core::RefusalCode::invalid,
                            "Enter the product's id as FunderPro shows it: letters, digits, dashes.",
                            "funderpro_product_id");
    }
    return std::string(id);
}

}  // namespace promo::coupons
