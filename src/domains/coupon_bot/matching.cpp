#include "domains/coupon_bot/matching.hpp"

namespace promo::coupon_bot {

std::string normalised(std::string_view name) {
    std::string result;
    for (const char letter : name) {
        if (letter == '-' || letter == '_' || letter == ' ') continue;
        result += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return result;
}

std::vector<const templates::Template*> candidates(const std::vector<templates::Template>& templates,
                                                   std::string_view name) {
    const auto wanted = normalised(name);
    if (wanted.empty()) return {};
    for (const auto& each : templates) {
        if (normalised(each.slug) == wanted) return {&each};
    }
    std::vector<const templates::Template*> found;
    for (const auto& each : templates) {
        if (normalised(each.name) == wanted) found.push_back(&each);
    }
    if (found.empty()) {
        for (const auto& each : templates) {
            if (normalised(each.slug).starts_with(wanted) || normalised(each.name).starts_with(wanted))
                found.push_back(&each);
        }
    }
    if (found.size() > kMostCandidates) found.resize(kMostCandidates);
    return found;
}

}  // namespace promo::coupon_bot
