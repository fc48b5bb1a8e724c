#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/analytics/usage.hpp"

namespace promo::analytics::failures {

struct Filter {
    std::optional<Period> period = {};  // empty: all time
    Door door = Door::all;
    std::optional<std::string> template_ = {};
};

struct Attempt {
    std::string coupon_code;
    std::optional<std::string> template_name;
    core::Timestamp timestamp;
    std::optional<std::string> error_type;
    std::optional<std::int64_t> chat_id;
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::int64_t attempt_count = 0;  // failures with the same code, by the same filter
};
BOOST_DESCRIBE_STRUCT(Attempt, (),
                      (coupon_code, template_name, timestamp, error_type, chat_id, username, first_name, last_name,
                       attempt_count))

struct Page {
    std::vector<Attempt> attempts;
    std::int64_t total = 0;
    bool catching_up = false;  // older ones are listed, and not counted yet
};
BOOST_DESCRIBE_STRUCT(Page, (), (attempts, total, catching_up))

// Everything that did not become a picture, and why. Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Clock& clock) : database_(database), clock_(clock) {}

    Page page(const core::TenantId& tenant, const Filter& filter, std::int64_t limit, std::int64_t offset);

private:
    db::Database& database_;
    core::Clock& clock_;
};

}  // namespace promo::analytics::failures
