#include "http/entity_tag.hpp"

#include "http/letters.hpp"

namespace promo::http {

bool names_tag(std::string_view if_none_match, std::string_view tag) {
    while (!if_none_match.empty()) {
        auto candidate = trimmed(take_until(if_none_match, ','));
        if (candidate.starts_with("W/")) candidate.remove_prefix(2);
        if (candidate == tag || candidate == "*") return true;
    }
    return false;
}

}  // namespace promo::http
