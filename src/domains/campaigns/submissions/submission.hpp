#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "domains/campaigns/campaign.hpp"

namespace promo::campaigns::submissions {

// Where somebody shows his picture.
struct Links {
    std::optional<std::string> instagram_url;
    std::optional<std::string> twitter_url;
    std::optional<std::string> facebook_url;
};
BOOST_DESCRIBE_STRUCT(Links, (), (instagram_url, twitter_url, facebook_url))

// One person's entry.
struct Submission : Links {
    std::string id;
    std::string campaign_id;
    std::string email;
    core::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Submission, (Links), (id, campaign_id, email, created_at))

// The link, its scheme and host in lower case. Refuses as `invalid` for `field` what is no https address of something
// at the platform itself.
std::string checked_link(Platform platform, std::string_view url, const std::string& field);

// Each checked; an empty one is none. Refuses as `invalid` when there is none at all.
Links checked_links(const Links& links);
// Refuses as `invalid`, with the field, a link to where the campaign does not take place.
void require_accepted(const Campaign& campaign, const Links& links);

// Two addresses with the same key are one person.
std::string key_of(std::string_view email);

}  // namespace promo::campaigns::submissions
