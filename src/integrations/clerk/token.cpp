#include "integrations/clerk/token.hpp"

#include <algorithm>
#include <utility>

#include "core/encoding.hpp"
#include "core/json_read.hpp"
#include "integrations/clerk/facts.hpp"

namespace promo::clerk {
namespace {

namespace json = core::json;

constexpr std::size_t kLongestName = 255;                // of a subject, a session or a key
constexpr std::int64_t kLatestSecond = 253'402'300'799;  // the end of the year 9999

// What decides. A claim of another type than this is as bad as none.
struct Decisive {
    std::string sub;
    std::int64_t exp = 0;
    std::int64_t iat = 0;
    std::optional<std::int64_t> nbf;
    std::optional<std::string> sid;
    std::optional<std::string> azp;
    std::optional<std::string> sts;
    std::optional<json::Raw> act;
};
BOOST_DESCRIBE_STRUCT(Decisive, (), (sub, exp, iat, nbf, sid, azp, sts, act))

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kLongestName && printable(text);
}

// The text of a member; empty when it is another type, or holds a NUL, which no text of ours may.
std::optional<std::string> text_of(const json::Node& object, std::string_view key) {
    const auto value = object.member(key);
    if (!value || !value->is_text()) return std::nullopt;
    try {
        return std::string(value->text());
    } catch (const json::ReadError&) {
        return std::nullopt;
    }
}

// What decides nothing: of a wrong type it is absent, so that a tenant's odd template locks nobody out.
std::optional<std::string> shown(const json::Node& object, std::string_view key) {
    return clerk::shown(text_of(object, key));
}

bool says(const json::Node& object, std::string_view key, std::string_view expected) {
    return text_of(object, key) == expected;
}

bool says_true(const json::Node& object, std::string_view key) {
    const auto value = object.member(key);
    return value && value->raw() == "true";
}

// One of Clerk's `email_addresses`, when it states that the address was verified.
std::optional<std::string> verified_address(const json::Node& entry) {
    if (!entry.is_object()) return std::nullopt;
    const auto verification = entry.member("verification");
    if (!verification || !verification->is_object() || !says(*verification, "status", "verified")) return std::nullopt;
    return shown(entry, "email_address");
}

std::optional<std::string> verified_email(const json::Node& claims) {
    if (says_true(claims, "email_verified")) return shown(claims, "email");
    const auto addresses = claims.member("email_addresses");
    if (claims.member("email") || !addresses || !addresses->is_list()) return std::nullopt;
    const auto primary = shown(claims, "primary_email_address_id");
    for (std::size_t i = 0; i < addresses->size(); ++i) {
        const auto entry = addresses->item(i);
        if (auto email = verified_address(entry); email && (!primary || says(entry, "id", *primary))) return email;
    }
    return std::nullopt;
}

std::optional<std::string> name_of(const json::Node& claims) {
    const auto name = full_name(shown(claims, "first_name"), shown(claims, "last_name"));
    return name ? name : shown(claims, "name");
}

std::optional<std::string> picture_of(const json::Node& claims) {
    const auto url = shown(claims, "image_url");
    return picture(url ? url : shown(claims, "profile_image_url"));
}

core::Timestamp instant(std::int64_t second) {
    return core::Timestamp(std::chrono::seconds(second));
}

bool in_range(std::int64_t second) {
    return second >= 0 && second <= kLatestSecond;
}

std::optional<Failure> out_of_force(const Decisive& claims, core::Timestamp now) {
    if (!in_range(claims.exp) || !in_range(claims.iat) || !in_range(claims.nbf.value_or(0)))
        return Failure::missing_claims;
    if (instant(claims.exp) + Tokens::kLeeway <= now) return Failure::token_expired;
    if (instant(std::max(claims.iat, claims.nbf.value_or(0))) - Tokens::kLeeway > now)
        return Failure::token_not_yet_valid;
    return std::nullopt;
}

std::optional<Decisive> decisive(const json::Node& claims) {
    try {
        Decisive read;
        json::read(claims, read);
        if (!is_name(read.sub) || (read.sid && !is_name(*read.sid))) return std::nullopt;
        return read;
    } catch (const json::ReadError&) {
        return std::nullopt;
    }
}

// The payload, or the header, once it is clear that there is one reading of it.
std::unique_ptr<json::Document> object_in(std::string_view part) {
    const auto text = core::parse_base64url(part);
    if (!text) return nullptr;
    try {
        auto document = std::make_unique<json::Document>(*text, json::EqualKeys::refused);
        return document->root().is_object() ? std::move(document) : nullptr;
    } catch (const json::ReadError&) {
        return nullptr;
    }
}

}  // namespace

std::variant<Token, Failure> Token::read(std::string_view text) {
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    if (text.size() > Tokens::kLongestToken || first == last || text.find('.', first + 1) != last)
        return Failure::malformed_token;

    const auto header = object_in(text.substr(0, first));
    if (!header) return Failure::malformed_token;
    // Keys and addresses of keys that a header brings along (`jwk`, `jku`, `x5u`) are not even looked at.
    if (!says(header->root(), "alg", "RS256") || header->root().member("crit")) return Failure::unsupported_token;
    auto kid = shown(header->root(), "kid");
    if (!kid || kid->size() > kLongestName) return Failure::malformed_token;

    auto payload = object_in(text.substr(first + 1, last - first - 1));
    auto signature = core::parse_base64url(text.substr(last + 1));
    if (!payload || !signature) return Failure::malformed_token;

    Token token;
    token.kid_ = std::move(*kid);
    token.signed_part_ = text.substr(0, last);
    token.signature_ = std::move(*signature);
    token.payload_ = std::move(payload);
    return token;
}

std::string Token::issuer() const {
    return text_of(payload_->root(), "iss").value_or("");
}

Verdict Token::claims(core::Timestamp now, const std::vector<std::string>& parties) const {
    const auto root = payload_->root();
    const auto read = decisive(root);
    if (!read) return Failure::missing_claims;
    if (const auto failure = out_of_force(*read, now)) return *failure;
    if (read->azp && std::ranges::find(parties, *read->azp) == parties.end()) return Failure::invalid_party;
    if (read->sts && *read->sts != "active") return Failure::session_pending;
    return Claims{.issuer = issuer(),
                  .subject = read->sub,
                  .session = read->sid.value_or(""),
                  .email = verified_email(root),
                  .name = name_of(root),
                  .avatar_url = picture_of(root),
                  .acted_for = read->act.has_value(),
                  .expires_at = instant(read->exp)};
}

}  // namespace promo::clerk
