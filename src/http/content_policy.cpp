#include "http/content_policy.hpp"

namespace promo::http {
namespace {

constexpr std::string_view kScripts = "default-src 'self'; script-src 'self' 'nonce-";
constexpr std::string_view kOthers = "; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
constexpr std::string_view kChallenges = " https://challenges.cloudflare.com";

// Sources name an origin; a path in them would admit that one file alone.
std::string_view origin_of(std::string_view url) {
    return url.substr(0, url.find('/', url.find("://") + 3));
}

}  // namespace

void append_content_policy(std::string& out, std::string_view nonce) {
    out += kScripts;
    out += nonce;
    out += "'; style-src 'self'; img-src 'self' data: blob: https:; connect-src 'self'";
    out += kOthers;
}

std::string sign_in_content_policy(std::string_view nonce, std::string_view identity_provider) {
    const auto provider = ' ' + std::string(origin_of(identity_provider));
    std::string policy(kScripts);
    policy += nonce;
    policy += '\'' + provider;
    policy += kChallenges;
    policy += "; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:" + provider;
    policy += "; connect-src 'self'" + provider;
    policy += "; frame-src 'self'" + provider;
    policy += kChallenges;
    policy += "; worker-src 'self' blob:";
    policy += kOthers;
    return policy;
}

}  // namespace promo::http
