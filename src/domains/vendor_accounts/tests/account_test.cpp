#include "domains/vendor_accounts/account.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"

using namespace promo;
using vendor_accounts::StripeKeys;

namespace {

StripeKeys test_keys() {
    return {.secret_key = core::Secret("sk_test_51Abcd"),  // allow-secret: made up
            .publishable_key = "pk_test_51Abcd",
            .webhook_secret = core::Secret("whsec_imitated"),
            .stripe_account_id = {}};
}

// The field that is refused, or nothing.
std::string refused_field(const StripeKeys& keys) {
    try {
        vendor_accounts::checked(keys);
    } catch (const core::Refusal& refusal) {
        CHECK(refusal.code() == core::RefusalCode::invalid);
        return refusal.field();
    }
    return {};
}

}  // namespace

TEST_CASE("keys are kept without the spaces around them") {
    auto keys = test_keys();
    keys.secret_key = core::Secret("  sk_test_51Abcd\n");  // allow-secret: made up
    keys.publishable_key = "\tpk_test_51Abcd ";
    const auto sound = vendor_accounts::checked(keys);
    CHECK(sound.secret_key.reveal() == "sk_test_51Abcd");  // allow-secret: made up
    CHECK(sound.publishable_key == "pk_test_51Abcd");
}

TEST_CASE("a key of another kind is refused at its field") {
    auto keys = test_keys();
    keys.secret_key = core::Secret("pk_test_51Abcd");
    CHECK(refused_field(keys) == "secret_key");
    keys = test_keys();
    keys.publishable_key = "sk_test_51Abcd";  // allow-secret: made up
    CHECK(refused_field(keys) == "publishable_key");
    keys = test_keys();
    keys.webhook_secret = core::Secret("secret_imitated");
    CHECK(refused_field(keys) == "webhook_secret");
    keys = test_keys();
    keys.stripe_account_id = "account1";
    CHECK(refused_field(keys) == "stripe_account_id");
    CHECK(refused_field(test_keys()).empty());
}

TEST_CASE("a restricted key is refused with a word about which key it is") {
    auto keys = test_keys();
    keys.secret_key = core::Secret("rk_test_51Abcd");  // allow-secret: made up
    CHECK_THROWS_WITH_AS(vendor_accounts::checked(keys),
                         "This is a restricted key. Enter the secret key, which begins with sk_.", core::Refusal);
}

TEST_CASE("a key holds letters, digits and underscores only, and not thousands of them") {
    auto keys = test_keys();
    keys.secret_key = core::Secret("sk_test_51Abcd\r\nHost: elsewhere");  // allow-secret: made up
    CHECK(refused_field(keys) == "secret_key");
    keys.secret_key = core::Secret("sk_test_" + std::string(1'000, 'a'));
    CHECK(refused_field(keys) == "secret_key");
}

TEST_CASE("test keys and live keys do not mix") {
    auto keys = test_keys();
    keys.publishable_key = "pk_live_51Abcd";
    CHECK(refused_field(keys) == "publishable_key");
    keys.secret_key = core::Secret("sk_live_51Abcd");  // allow-secret: made up
    CHECK(refused_field(keys).empty());
    CHECK(vendor_accounts::is_live(keys));
    CHECK_FALSE(vendor_accounts::is_live(test_keys()));
}

TEST_CASE("a change keeps what it does not name") {
    StripeKeys change;
    change.webhook_secret = core::Secret("whsec_newer");
    const auto keys = vendor_accounts::merged(test_keys(), change);
    CHECK(keys.secret_key.reveal() == test_keys().secret_key.reveal());
    CHECK(keys.publishable_key == "pk_test_51Abcd");
    CHECK(keys.webhook_secret.reveal() == "whsec_newer");
}

TEST_CASE("what may be shown of the keys holds none of them") {
    const auto facts = vendor_accounts::facts_of(test_keys());
    CHECK(facts.secret_key.starts_with("****"));
    CHECK(facts.secret_key.size() <= 8);
    CHECK(facts.has_webhook_secret);
    CHECK_FALSE(facts.is_live);
}

TEST_CASE("keys come back from their sealed text as they were") {
    auto keys = test_keys();
    keys.stripe_account_id = "acct_1234";
    const auto again = vendor_accounts::stripe_keys_from(vendor_accounts::to_text(keys));
    CHECK(again.secret_key.reveal() == keys.secret_key.reveal());
    CHECK(again.publishable_key == keys.publishable_key);
    CHECK(again.webhook_secret.reveal() == keys.webhook_secret.reveal());
    CHECK(again.stripe_account_id == keys.stripe_account_id);
}
