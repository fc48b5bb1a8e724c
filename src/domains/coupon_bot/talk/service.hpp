#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "core/secret.hpp"
#include "db/database.hpp"
#include "domains/bot_users/service.hpp"
#include "domains/connections/service.hpp"
#include "domains/coupon_bot/meaning.hpp"
#include "domains/coupon_bot/settings.hpp"
#include "domains/coupon_bot/talk/plan.hpp"
#include "domains/coupons/service.hpp"
#include "domains/coupons/usage/service.hpp"
#include "domains/messaging/outbox/service.hpp"
#include "domains/messaging/service.hpp"
#include "domains/templates/pictures/service.hpp"
#include "domains/templates/service.hpp"
#include "domains/tenants/service.hpp"

namespace promo::coupon_bot::talk {

// The coupon bot's part in a conversation. Nothing of it is in memory: what is remembered of somebody is a row, so that
// any process may answer. Safe from any thread.
class Service {
public:
    // A chat gets so many answers a minute. What is more is dropped and counted; a person is told once.
    static constexpr std::int64_t kMostAnswers = 20;
    // A coupon that was found good is asked about again after that.
    static constexpr std::chrono::seconds kCouponHolds{300};

    struct Options {
        core::Secret link_key;
        std::string public_base_url;
    };
    // What it needs of the rest. They outlive it.
    struct Neighbours {
        db::Database& database;
        core::Clock& clock;
        tenants::Service& tenants;
        connections::Service& connections;
        templates::Service& templates;
        templates::pictures::Service& pictures;
        coupons::Service& coupons;
        coupons::usage::Service& usage;
        bot_users::Service& bot_users;
        messaging::outbox::Service& outbox;
    };

    Service(const Neighbours& neighbours, core::Metrics& metrics, Options options);

    // A messaging::UpdateHandler of messages, channel posts and presses. Empty for bots with other roles alone.
    messaging::Effect think(const messaging::Update& update);
    // Of changes of the bot's own membership: whether it can still be reached there.
    messaging::Effect note_membership(const messaging::Update& update);

private:
    bool is_coupon_bot(const messaging::Update& update);
    void answer_press(const messaging::Update& update, const Press& press);
    void carry_out(db::Tx& tx, const messaging::Update& update, const Said& said, const Plan& plan);

    Neighbours with_;
    const Options options_;
    core::Counter dropped_;
};

}  // namespace promo::coupon_bot::talk
