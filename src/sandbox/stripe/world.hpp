#pragma once

#include <boost/describe/class.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/json_read.hpp"
#include "core/secret.hpp"
#include "sandbox/poster.hpp"

namespace promo::sandbox::stripe {

// An event to be sent to a webhook, as Stripe would: signed with the endpoint's secret.
struct NewEvent {
    std::string url;
    core::Secret secret;
    std::string type;
    std::optional<std::string> id;             // the same one again is a repeated delivery
    std::optional<core::json::Raw> object;     // what happened, `data.object`; empty: {}
    std::optional<bool> livemode;              // empty: no
    std::optional<core::Timestamp> signed_at;  // empty: now
};
BOOST_DESCRIBE_STRUCT(NewEvent, (), (url, secret, type, id, object, livemode, signed_at))

struct Attempt {
    std::string event;
    std::string type;
    std::string url;
    std::optional<int> status;  // empty: under way; 0: no answer
    std::string error;
};
BOOST_DESCRIBE_STRUCT(Attempt, (), (event, type, url, status, error))

// A customer's code for a coupon, as it is entered and as it is shown.
struct NewPromotionCode {
    std::string code;
    std::optional<std::string> key{};  // of the account that has it; empty: every account
    std::optional<bool> active{};      // empty: as the rest says
    std::optional<bool> coupon_valid{};
    std::optional<core::Timestamp> expires_at{};
    std::optional<std::int64_t> max_redemptions{};
    std::optional<std::int64_t> times_redeemed{};
};
BOOST_DESCRIBE_STRUCT(NewPromotionCode, (),
                      (code, key, active, coupon_valid, expires_at, max_redemptions, times_redeemed))

// Stripe, as far as an account is proven, codes are looked up and webhooks are received. Safe from any thread.
class World {
public:
    World(core::Clock& clock, core::Entropy& entropy, Poster& poster);

    enum class KeyAnswer { good, unauthorized, down };
    // Keys with the prefix of a test or live secret key are good unless they were refused.
    KeyAnswer check_key(std::string_view key) const;
    void refuse_key(const std::string& key);
    void set_down(bool down);

    // Refuses more than a thousand. The same code again replaces the one of before.
    void add_promotion_code(const NewPromotionCode& code);
    // Those of the key's account that have this code, whatever its case. `active` is filled in.
    std::vector<NewPromotionCode> promotion_codes(std::string_view key, std::string_view code) const;

    // Gives the event's id. What became of the delivery is in `attempts`.
    std::string send(const NewEvent& event);
    std::vector<Attempt> attempts() const;
    void reset();

private:
    struct State {
        mutable std::mutex mutex;
        bool down = false;
        std::set<std::string, std::less<>> refused;
        std::vector<Attempt> attempts;
        std::vector<NewPromotionCode> promotion_codes;
        std::size_t generation = 0;  // attempts of an earlier one are forgotten
    };

    core::Clock& clock_;
    core::Entropy& entropy_;
    Poster& poster_;
    std::shared_ptr<State> state_;  // shared with deliveries under way, which may outlast this
};

}  // namespace promo::sandbox::stripe
