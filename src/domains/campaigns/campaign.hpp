#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"
#include "core/time_zone.hpp"

namespace promo::campaigns {

enum class Platform { instagram, twitter, facebook };
BOOST_DESCRIBE_ENUM(Platform, instagram, twitter, facebook)

enum class Status { scheduled, ongoing, expired };
BOOST_DESCRIBE_ENUM(Status, scheduled, ongoing, expired)

// An invitation to show a picture of oneself in the tenant's frame.
struct Campaign {
    std::string id;
    std::string title;
    std::string description;
    std::string prize;                      // empty: none
    std::vector<Platform> platforms;        // where it may be shown; none named: anywhere
    std::optional<std::string> overlay_id;  // the frame, an upload
    core::Timestamp starts_at;
    core::Timestamp ends_at;  // the first moment after it
    int revision = 1;
    core::Timestamp created_at;
    core::Timestamp updated_at;

    friend bool operator==(const Campaign&, const Campaign&) = default;
};

// What somebody wants a campaign to be. What is not named stays.
struct Draft {
    std::optional<std::string> title;
    std::optional<std::string> description;
    std::optional<std::string> prize;
    std::optional<std::string> start_date;  // a day, from its start, or an instant
    std::optional<std::string> end_date;    // a day, to its end, or an instant
    std::optional<std::vector<Platform>> platforms;
    std::optional<std::string> overlay_id;   // an upload; empty: no frame
    std::optional<std::string> overlay_url;  // the same by its address
};

Status status_at(const Campaign& campaign, core::Timestamp now);
bool accepts(const Campaign& campaign, Platform platform);

// The first and the last day of it on a calendar of the zone.
core::LocalDate first_day(const Campaign& campaign, const core::TimeZone& zone);
core::LocalDate last_day(const Campaign& campaign, const core::TimeZone& zone);

// All but the frame. Refuses as `invalid`, with the field, what a campaign cannot be; days are the zone's.
void apply(const Draft& draft, const core::TimeZone& zone, Campaign& campaign);

// The fields in which two differ, for the log.
std::string differences(const Campaign& before, const Campaign& after);

}  // namespace promo::campaigns
