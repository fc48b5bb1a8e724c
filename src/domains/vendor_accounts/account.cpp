#include "domains/vendor_accounts/account.hpp"

#include <algorithm>
#include <cctype>

#include "core/error.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "core/trim.hpp"

namespace promo::vendor_accounts {
namespace {

constexpr std::size_t kShortestKey = 8;
constexpr std::size_t kLongestKey = 255;

[[noreturn]] void refuse(std::string message, std::string field) {
    throw core::Refusal(core::RefusalCode::invalid, std::move(message), std::move(field));
}

bool has_key_shape(std::string_view text) {
    return text.size() >= kShortestKey && text.size() <= kLongestKey && std::ranges::all_of(text, [](char letter) {
               return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '-' ||
                      letter == '.';
           });
}

// Empty stays empty.
std::string checked_text(std::string_view text, std::string_view prefix, const std::string& field,
                         const std::string& what) {
    std::string key(core::trimmed(text));
    if (key.empty()) return key;
    if (!key.starts_with(prefix) || !has_key_shape(key)) {
        refuse("This is not " + what + ": it begins with " + std::string(prefix) + ". Copy it from Stripe's dashboard.",
               field);
    }
    return key;
}

bool is_test_secret(const core::Secret& key) {
    return key.reveal().starts_with("sk_test_");
}

}  // namespace

StripeKeys checked(const StripeKeys& keys) {
    if (core::trimmed(keys.secret_key.reveal()).starts_with("rk_")) {
        refuse("This is a restricted key. Enter the secret key, which begins with sk_.", "secret_key");
    }
    StripeKeys sound;
    sound.secret_key =
        core::Secret(checked_text(keys.secret_key.reveal(), "sk_", "secret_key", "a secret key of Stripe"));
    sound.publishable_key = checked_text(keys.publishable_key, "pk_", "publishable_key", "a publishable key of Stripe");
    sound.webhook_secret =
        core::Secret(checked_text(keys.webhook_secret.reveal(), "whsec_", "webhook_secret", "the secret of a webhook"));
    sound.stripe_account_id =
        checked_text(keys.stripe_account_id, "acct_", "stripe_account_id", "the id of a Stripe account");
    const bool both = !sound.secret_key.empty() && !sound.publishable_key.empty();
    if (both && is_test_secret(sound.secret_key) != sound.publishable_key.starts_with("pk_test_")) {
        refuse("One of the two keys is for test mode and the other for live mode. Copy both from the same page.",
               "publishable_key");
    }
    return sound;
}

StripeKeys merged(StripeKeys stored, const StripeKeys& given) {
    if (!given.secret_key.empty()) stored.secret_key = given.secret_key;
    if (!given.publishable_key.empty()) stored.publishable_key = given.publishable_key;
    if (!given.webhook_secret.empty()) stored.webhook_secret = given.webhook_secret;
    if (!given.stripe_account_id.empty()) stored.stripe_account_id = given.stripe_account_id;
    return stored;
}

void require_usable(const StripeKeys& keys) {
    if (keys.secret_key.empty() && keys.stripe_account_id.empty()) {
        refuse("Enter the secret key, which begins with sk_, or the id of a connected account.", "secret_key");
    }
    if (keys.webhook_secret.empty()) {
        refuse("Enter the signing secret of the webhook, which begins with whsec_.", "webhook_secret");
    }
}

bool is_live(const StripeKeys& keys) {
    return !keys.secret_key.empty() && !is_test_secret(keys.secret_key);
}

StripeFacts facts_of(const StripeKeys& keys) {
    return {.is_live = is_live(keys),
            .secret_key = keys.secret_key.empty() ? std::string() : keys.secret_key.masked(),
            .publishable_key = keys.publishable_key,
            .has_webhook_secret = !keys.webhook_secret.empty(),
            .stripe_account_id = keys.stripe_account_id};
}

core::Secret checked_api_key(const core::Secret& key) {
    std::string text(core::trimmed(key.reveal()));
    if (!has_key_shape(text)) {
        refuse("Enter the key as the vendor shows it: 8 to 255 letters and digits.", "api_key");
    }
    return core::Secret(std::move(text));
}

core::Secret to_text(const StripeKeys& keys) {
    std::string text;
    core::json::Writer writer(text);
    writer.begin_object();
    writer.key("secret_key");
    writer.text(keys.secret_key.reveal());
    writer.key("publishable_key");
    writer.text(keys.publishable_key);
    writer.key("webhook_secret");
    writer.text(keys.webhook_secret.reveal());
    writer.key("stripe_account_id");
    writer.text(keys.stripe_account_id);
    writer.end_object();
    return core::Secret(std::move(text));
}

StripeKeys stripe_keys_from(const core::Secret& text) {
    return core::json::parse<StripeKeys>(text.reveal());
}

}  // namespace promo::vendor_accounts
