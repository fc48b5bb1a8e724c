#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/broadcasts/audience.hpp"
#include "domains/broadcasts/content.hpp"

namespace promo::broadcasts::people {

// How many an audience lets through, and why there are no more.
struct Reach {
    std::int64_t count = 0;
    std::int64_t all = 0;  // who ever talked to the bot, in chats of these types
    std::int64_t blocked = 0;
    std::int64_t unsubscribed = 0;
    std::int64_t without_coupon = 0;  // of `count`
};
BOOST_DESCRIBE_STRUCT(Reach, (), (count, all, blocked, unsubscribed, without_coupon))

struct ValueCount {
    std::string value;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(ValueCount, (), (value, count))

namespace repo {

// An audience as statements take it.
struct Filter {
    core::Timestamp active_since;
    core::Timestamp inactive_before;
    std::string generated;  // yes, no, or empty: both
    std::string has_coupon;
    std::string languages;  // JSON lists
    std::string sources;
    std::string chat_types;
};
Filter filter_of(const Audience& audience, core::Timestamp now);

Reach reach(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, const Audience& audience,
            core::Timestamp now);
// The zones that people gave.
std::vector<std::string> time_zones(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id);
std::vector<ValueCount> languages(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id);
std::vector<ValueCount> sources(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id);

std::optional<Person> find(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat);

}  // namespace repo
}  // namespace promo::broadcasts::people
