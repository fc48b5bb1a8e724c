#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "domains/bot_users/service.hpp"

namespace promo::bot_users::directory {

enum class Filter { all, active, blocked, unsubscribed };
BOOST_DESCRIBE_ENUM(Filter, all, active, blocked, unsubscribed)

struct Search {
    std::string text;  // of a name, or a chat's id
    Filter filter = Filter::all;
    std::int64_t limit = 100;
    std::int64_t offset = 0;
};

// Somebody who talked to the tenant's bot, with what came of it.
struct Person {
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    std::string chat_type;
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> language;
    std::optional<std::string> time_zone;
    std::optional<std::string> source;
    std::optional<std::string> last_coupon_code;
    core::Timestamp first_used;
    core::Timestamp last_used;
    std::optional<core::Timestamp> last_generated_at;
    std::optional<core::Timestamp> blocked_at;
    std::optional<core::Timestamp> unsubscribed_at;
    std::int64_t total_generations = 0;
    std::int64_t unique_coupons = 0;
};
BOOST_DESCRIBE_STRUCT(Person, (),
                      (telegram_id, chat_id, chat_type, username, first_name, last_name, language, time_zone, source,
                       last_coupon_code, first_used, last_used, last_generated_at, blocked_at, unsubscribed_at,
                       total_generations, unique_coupons))

struct People {
    std::vector<Person> people;
    std::int64_t total = 0;
};

struct Event {
    core::Timestamp timestamp;
    std::optional<std::string> template_slug;
    std::string coupon_code;
    bool success = false;
    std::optional<std::string> error_type;
};

// When somebody got so far for the first time, if ever.
struct StepTaken {
    Step step = Step::start;
    std::optional<core::Timestamp> first_at;
};
BOOST_DESCRIBE_STRUCT(StepTaken, (), (step, first_at))

struct Activity {
    std::optional<Person> person;
    std::vector<StepTaken> steps;  // the way to a shared picture
    std::vector<Event> history;    // the newest first
};

// What is empty stays; an empty time zone is none.
struct Change {
    std::optional<std::string> time_zone;
    std::optional<bool> unsubscribed;
};
BOOST_DESCRIBE_STRUCT(Change, (), (time_zone, unsubscribed))

}  // namespace promo::bot_users::directory
