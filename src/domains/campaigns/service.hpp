#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/actor.hpp"
#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/campaigns/campaign.hpp"
#include "domains/tenants/service.hpp"
#include "domains/uploads/service.hpp"

namespace promo::campaigns {

namespace repo {
struct Counted;
}

// A campaign as it is shown. `submissions` is for the tenant's own people.
struct CampaignView {
    std::string id;
    std::string title;
    std::string description;
    std::string prize;
    std::vector<Platform> platforms;
    std::optional<std::string> overlay_id;
    std::optional<std::string> overlay_url;
    std::optional<std::string> overlay_preview_url;
    core::Timestamp starts_at;
    core::Timestamp ends_at;
    core::LocalDate start_date;
    core::LocalDate end_date;
    std::string time_zone;
    Status status = Status::scheduled;
    std::int64_t supporters = 0;
    std::optional<std::int64_t> submissions;
    std::string page_url;
    std::string picture_url;
    int revision = 1;
    core::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(CampaignView, (),
                      (id, title, description, prize, platforms, overlay_id, overlay_url, overlay_preview_url,
                       starts_at, ends_at, start_date, end_date, time_zone, status, supporters, submissions, page_url,
                       picture_url, revision, created_at))

// A campaign that anybody may see, and whose it is.
struct Published {
    tenants::Tenant tenant;
    Campaign campaign;
    CampaignView view;
};

// For whom something is shown: only the tenant's own people see how many entries there are, and what is suspended.
enum class Audience { everybody, own_people };

// A tenant's campaigns. Safe from any thread.
class Service {
public:
    static constexpr std::size_t kMostCampaigns = 500;

    struct Options {
        std::string public_base_url;  // pages and pictures are below it
    };

    Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, audit::Service& audit,
            tenants::Service& tenants, uploads::Service& uploads, Options options);

    // The latest start first. Refuses as `not_found` a tenant that is not there.
    std::vector<CampaignView> list(const core::TenantId& tenant, Audience audience);
    // Whoever's it is, as everybody sees it, or as `reader` does when it is his. Refuses as `not_found` an unknown one.
    Published published(const std::string& id, const core::TenantId& reader = {});

    // Refuses as `invalid`, with the field, what a campaign cannot be; `conflict` beyond kMostCampaigns.
    CampaignView create(const core::TenantId& tenant, const core::Actor& actor, const Draft& draft);
    // `revision`: refuses as `conflict` when somebody changed it meanwhile.
    CampaignView change(const core::TenantId& tenant, const core::Actor& actor, const std::string& id,
                        const Draft& draft, std::optional<int> revision);
    // With all entries and everybody who supported it.
    void remove(const core::TenantId& tenant, const core::Actor& actor, const std::string& id);

    static std::vector<std::string> overlays_in_use(db::Tx& tx, const core::TenantId& tenant);

private:
    tenants::Tenant tenant(const core::TenantId& id, Audience audience);
    CampaignView shown(const tenants::Tenant& tenant, const repo::Counted& found, Audience audience) const;
    CampaignView stored(const tenants::Tenant& tenant, const std::string& id);
    void place_overlay(db::Tx& tx, const core::TenantId& tenant, const Draft& draft, Campaign& campaign,
                       core::Timestamp now);

    db::Database& database_;
    core::Clock& clock_;
    core::Entropy& entropy_;
    audit::Service& audit_;
    tenants::Service& tenants_;
    uploads::Service& uploads_;
    const Options options_;
};

}  // namespace promo::campaigns
