#include "domains/tenants/tenant.hpp"

#include <algorithm>
#include <cctype>

#include "core/error.hpp"
#include "core/trim.hpp"
#include "core/utf8.hpp"

namespace promo::tenants {
namespace {

constexpr std::size_t kLongestName = 120;
constexpr std::size_t kLongestId = 50;
constexpr std::size_t kLongestEmail = 254;

bool is_id_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
}

bool has_control_letter(std::string_view text) {
    return std::ranges::any_of(text, [](char letter) { return std::iscntrl(static_cast<unsigned char>(letter)) != 0; });
}

}  // namespace

std::string checked_name(std::string_view name, std::string field) {
    std::string text(core::trimmed(name));
    if (text.empty() || core::utf8_length(text) > kLongestName || has_control_letter(text)) {
        throw core::Refusal(core::RefusalCode::invalid, "Enter a name of 1 to 120 characters.", std::move(field));
    }
    return text;
}

std::string checked_email(std::string_view email, std::string field) {
    std::string text(core::trimmed(email));
    const auto at = text.find('@');
    const bool plausible = at != std::string::npos && at > 0 && text.find('@', at + 1) == std::string::npos &&
                           text.find('.', at + 2) != std::string::npos && text.back() != '.' &&
                           text.find_first_of(" \t,;<>") == std::string::npos && text.size() <= kLongestEmail &&
                           !has_control_letter(text);
    if (!plausible) {
        throw core::Refusal(core::RefusalCode::invalid, "Enter an e-mail address such as name@example.com.",
                            std::move(field));
    }
    return text;
}

core::TenantId checked_id(const core::TenantId& id) {
    const auto& text = id.str();
    if (text.empty() || text.size() > kLongestId || !std::ranges::all_of(text, is_id_letter)) {
        throw core::Refusal(core::RefusalCode::invalid,
                            "A tenant's id has 1 to 50 letters a-z, digits, hyphens and underscores.", "id");
    }
    return id;
}

}  // namespace promo::tenants
