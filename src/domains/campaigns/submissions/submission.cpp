#include "domains/campaigns/submissions/submission.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/ascii.hpp"
#include "core/error.hpp"
#include "core/trim.hpp"

namespace promo::campaigns::submissions {
namespace {

constexpr std::size_t kLongestLink = 2048;
constexpr std::string_view kScheme = "https://";

constexpr std::array<std::string_view, 1> kInstagram{"instagram.com"};
constexpr std::array<std::string_view, 2> kTwitter{"x.com", "twitter.com"};
constexpr std::array<std::string_view, 3> kFacebook{"facebook.com", "fb.com", "fb.watch"};

std::span<const std::string_view> hosts_of(Platform platform) {
    switch (platform) {
        case Platform::instagram:
            return kInstagram;
        case Platform::twitter:
            return kTwitter;
        case Platform::facebook:
            return kFacebook;
    }
    throw std::logic_error("unknown platform");
}

std::string_view title_of(Platform platform) {
    switch (platform) {
        case Platform::instagram:
            return "Instagram";
        case Platform::twitter:
            return "X";
        case Platform::facebook:
            return "Facebook";
    }
    throw std::logic_error("unknown platform");
}

[[noreturn]] void refuse(std::string message, std::string field) {
    throw core::Refusal(core::RefusalCode::invalid, std::move(message), std::move(field));
}

// What a browser shows in its address bar is ASCII without blanks. A backslash would end the host for it, and not for
// others.
bool is_plain(char letter) {
    return letter > ' ' && letter < 0x7f && std::string_view("\\\"<>^`{|}").find(letter) == std::string_view::npos;
}

bool belongs_to(std::string_view host, std::string_view domain) {
    return host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

// Letters of a plain name: who has a name with others in front of the domain could make it look like anything.
bool is_plain_name(std::string_view host) {
    const auto fits = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '.' || letter == '-';
    };
    return std::ranges::all_of(host, fits) && !host.starts_with("xn--") &&
           host.find(".xn--") == std::string_view::npos && !host.starts_with('.') &&
           host.find("..") == std::string_view::npos;
}

}  // namespace

std::string checked_link(Platform platform, std::string_view url, const std::string& field) {
    const auto text = core::trimmed(url);
    const std::string title(title_of(platform));
    if (text.size() > kLongestLink) refuse("This link is too long. Copy it from the address bar of your post.", field);
    if (core::lowered(text.substr(0, kScheme.size())) != kScheme || !std::ranges::all_of(text, is_plain))
        refuse("Enter the whole link of your post, from https:// on.", field);
    const auto rest = text.substr(kScheme.size());
    const auto path_at = std::min(rest.find_first_of("/?#"), rest.size());
    const auto host = core::lowered(rest.substr(0, path_at));
    const auto path = rest.substr(path_at);
    const bool at_platform = is_plain_name(host) && std::ranges::any_of(hosts_of(platform), [&](auto domain) {
                                 return belongs_to(host, domain);
                             });
    if (!at_platform) refuse("This is not a link to " + title + ". Open your post there and copy its link.", field);
    if (path.find_first_not_of('/') == std::string_view::npos || !path.starts_with('/'))
        refuse("This is the front page of " + title + ". Open your post there and copy its link.", field);
    return std::string(kScheme) + host + std::string(path);
}

Links checked_links(const Links& links) {
    const auto checked = [](Platform platform, const std::optional<std::string>& url, const std::string& field) {
        const bool given = url && !core::trimmed(*url).empty();
        return given ? std::optional(checked_link(platform, *url, field)) : std::nullopt;
    };
    Links result{checked(Platform::instagram, links.instagram_url, "instagram_url"),
                 checked(Platform::twitter, links.twitter_url, "twitter_url"),
                 checked(Platform::facebook, links.facebook_url, "facebook_url")};
    if (!result.instagram_url && !result.twitter_url && !result.facebook_url)
        refuse("Enter the link of at least one post with your picture.", "links");
    return result;
}

void require_accepted(const Campaign& campaign, const Links& links) {
    const auto require = [&](Platform platform, const std::optional<std::string>& url, const std::string& field) {
        if (!url || accepts(campaign, platform)) return;
        refuse("This campaign does not take place on " + std::string(title_of(platform)) + ". Leave this link out.",
               field);
    };
    require(Platform::instagram, links.instagram_url, "instagram_url");
    require(Platform::twitter, links.twitter_url, "twitter_url");
    require(Platform::facebook, links.facebook_url, "facebook_url");
}

std::string key_of(std::string_view email) {
    return core::lowered(email);
}

}  // namespace promo::campaigns::submissions
