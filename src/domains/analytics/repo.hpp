#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/analytics/extent.hpp"
#include "domains/analytics/usage.hpp"

namespace promo::analytics::repo {

struct HourCount {
    Day day = 0;
    int hour = 0;
    std::int64_t uses = 0;
    std::int64_t successes = 0;
};
BOOST_DESCRIBE_STRUCT(HourCount, (), (day, hour, uses, successes))

struct Name {
    std::int64_t chat_id = 0;
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
};
BOOST_DESCRIBE_STRUCT(Name, (), (chat_id, username, first_name, last_name))

// So many rows may be read as they are while nothing is counted yet.
inline constexpr int kMostUncounted = 10'000;

struct Known {
    std::string time_zone;
    Counted counted;
};
// The zone of the tenant, UTC when there is none, and what can be used in days of this zone. Asked first: from then on
// the transaction plans by indexes.
Known known(db::Tx& tx, const core::TenantId& tenant);
// From where on all is counted or read, when something since `from` is not yet.
std::optional<core::Timestamp> missing_before(db::Tx& tx, const core::TenantId& tenant, core::Timestamp from,
                                              const Counted& counted);

// What was counted for these days, by hour, or all as their hour 0.
std::vector<HourCount> counted_hours(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door);
std::vector<HourCount> counted_days(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door);
// The first and the last of the rows that are not counted.
struct Bounds {
    std::optional<core::Timestamp> first;
    std::optional<core::Timestamp> last;
};
BOOST_DESCRIBE_STRUCT(Bounds, (), (first, last))
Bounds uncounted_bounds(db::Tx& tx, const core::TenantId& tenant, const Extent& extent);
// What they say of these hours, or of whole days.
std::vector<HourCount> uncounted(db::Tx& tx, const core::TenantId& tenant, const std::vector<Hour>& pieces, Door door);

std::int64_t chats(db::Tx& tx, const core::TenantId& tenant, const Extent& extent);
std::vector<TemplateCount> templates(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door);
std::vector<ErrorCount> errors(db::Tx& tx, const core::TenantId& tenant, const Extent& extent, Door door);

// As bots know them; who is known to several is named once.
std::vector<Name> names(db::Tx& tx, const core::TenantId& tenant, const std::vector<std::int64_t>& chats);

}  // namespace promo::analytics::repo
