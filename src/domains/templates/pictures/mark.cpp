#include "domains/templates/pictures/mark.hpp"

#include <algorithm>
#include <cctype>

#include "core/utf8.hpp"
#include "domains/uploads/service.hpp"

namespace promo::templates::pictures {
namespace {

constexpr std::size_t kMostInitials = 2;
// Logos from before there were uploads have other keys, and no pixels to draw.
std::optional<std::string> upload_of(const tenants::Tenant& tenant) {
    if (!tenant.logo_key) return std::nullopt;
    return uploads::Service::id_at(tenant.id, *tenant.logo_key);
}

// The initial of a word; empty when it begins with what is no letter, like an emoji.
std::string initial_of(std::string_view word) {
    constexpr unsigned char kFirstOfFourBytes = 0xf0;
    constexpr unsigned char kFirstOfSymbols = 0xe2;  // U+2000 to U+2FFF: punctuation, arrows, signs
    const auto first = static_cast<unsigned char>(word.front());
    if (first < 0x80)
        return std::isalnum(first) != 0 ? std::string(1, static_cast<char>(std::toupper(first))) : std::string();
    if (first >= kFirstOfFourBytes || first == kFirstOfSymbols) return {};
    return std::string(core::utf8_prefix(word, 1));
}

}  // namespace

Mark mark_of(const tenants::Tenant& tenant) {
    return {.upload = upload_of(tenant), .initials = initials_of(tenant.name)};
}

std::string initials_of(std::string_view name) {
    std::string initials;
    std::size_t count = 0;
    while (!name.empty() && count < kMostInitials) {
        const auto end = std::min(name.find(' '), name.size());
        if (end > 0) {
            const auto initial = initial_of(name.substr(0, end));
            initials += initial;
            if (!initial.empty()) ++count;
        }
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return initials.empty() ? "?" : initials;
}

}  // namespace promo::templates::pictures
