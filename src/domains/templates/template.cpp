#include "domains/templates/template.hpp"

#include <algorithm>

#include "core/ascii.hpp"
#include "core/error.hpp"
#include "core/trim.hpp"
#include "core/utf8.hpp"

namespace promo::templates {
namespace {

constexpr std::size_t kLongestSlug = 64;
constexpr std::size_t kLongestName = 100;

bool is_slug_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

bool is_blank(char letter) {
    return letter == ' ' || (letter >= '\t' && letter <= '\r');
}

// Without the dash that the cut may have left at its end.
std::string_view cut(std::string_view slug, std::size_t length) {
    slug = slug.substr(0, length);
    while (slug.ends_with('-'))
        slug.remove_suffix(1);
    return slug;
}

}  // namespace

std::string slug_of(std::string_view name) {
    std::string slug;
    for (const char each : name) {
        const char letter = core::lower(each);
        if (is_slug_letter(letter)) slug += letter;
        if ((is_blank(letter) || letter == '-') && !slug.empty() && !slug.ends_with('-')) slug += '-';
    }
    return std::string(cut(slug, kLongestSlug));
}

void check_slug(std::string_view slug) {
    const bool good = !slug.empty() && slug.size() <= kLongestSlug && !slug.starts_with('-') && !slug.ends_with('-') &&
                      slug.find("--") == std::string_view::npos &&
                      std::ranges::all_of(slug, [](char letter) { return is_slug_letter(letter) || letter == '-'; });
    if (good) return;
    throw core::Refusal(core::RefusalCode::invalid,
                        "A template's address has 1 to 64 letters a-z, digits and single hyphens between them.",
                        "slug");
}

std::string copy_slug(std::string_view slug, int time) {
    const auto ending = time == 1 ? std::string("-copy") : "-copy-" + std::to_string(time);
    return std::string(cut(slug, kLongestSlug - ending.size())) + ending;
}

std::string checked_name(std::string_view name) {
    std::string text(core::trimmed(name));
    const bool controls = std::ranges::any_of(
        text, [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; });
    if (text.empty() || controls || !core::is_valid_utf8(text) || core::utf8_length(text) > kLongestName) {
        throw core::Refusal(core::RefusalCode::invalid, "Enter a name of 1 to 100 characters.", "name");
    }
    return text;
}

}  // namespace promo::templates
