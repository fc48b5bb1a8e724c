#include "domains/campaigns/service.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "domains/campaigns/repo.hpp"

namespace promo::campaigns {
namespace {

using core::Refusal;
using core::RefusalCode;

[[noreturn]] void not_there() {
    throw Refusal(RefusalCode::not_found, "There is no such campaign. Check its address, or look at the list.");
}

core::TimeZone zone_of(const tenants::Tenant& tenant) {
    return core::TimeZone::require(tenant.time_zone);
}

// The id in the address of an upload's picture; empty when it cannot be one.
std::string id_in(std::string_view url) {
    const auto name = url.substr(url.rfind('/') + 1);
    const auto id = name.substr(0, name.rfind('.'));
    return uploads::Service::is_id(id) ? std::string(id) : std::string();
}

}  // namespace

Service::Service(db::Database& database, core::Clock& clock, core::Entropy& entropy, audit::Service& audit,
                 tenants::Service& tenants, uploads::Service& uploads, Options options)
    : database_(database),
      clock_(clock),
      entropy_(entropy),
      audit_(audit),
      tenants_(tenants),
      uploads_(uploads),
      options_(std::move(options)) {}

std::vector<CampaignView> Service::list(const core::TenantId& id, Audience audience) {
    const auto owner = tenant(id, audience);
    std::vector<CampaignView> views;
    for (const auto& found : database_.read(id, [&](db::Tx& tx) { return repo::list(tx, id, kMostCampaigns); }))
        views.push_back(shown(owner, found, audience));
    return views;
}

Published Service::published(const std::string& id, const core::TenantId& reader) {
    const auto owner =
        database_.read_as_system("a campaign's address", [&](db::Tx& tx) { return repo::tenant_of(tx, id); });
    if (!owner) not_there();
    const auto audience = *owner == reader ? Audience::own_people : Audience::everybody;
    auto found_tenant = tenant(*owner, audience);
    auto found = database_.read(*owner, [&](db::Tx& tx) { return repo::find(tx, *owner, id); });
    if (!found) not_there();
    auto view = shown(found_tenant, *found, audience);
    return {std::move(found_tenant), std::move(found->campaign), std::move(view)};
}

CampaignView Service::create(const core::TenantId& id, const core::Actor& actor, const Draft& draft) {
    const auto owner = tenant(id, Audience::own_people);
    if (!draft.title) throw Refusal(RefusalCode::invalid, "Give the campaign a title.", "title");
    if (!draft.start_date) throw Refusal(RefusalCode::invalid, "Choose the first day.", "start_date");
    if (!draft.end_date) throw Refusal(RefusalCode::invalid, "Choose the last day.", "end_date");
    const auto now = clock_.now();
    Campaign campaign;
    campaign.id = entropy_.uuid(now);
    campaign.created_at = campaign.updated_at = now;
    apply(draft, zone_of(owner), campaign);
    database_.transact(id, [&](db::Tx& tx) {
        if (repo::count(tx, id) >= static_cast<std::int64_t>(kMostCampaigns)) {
            throw Refusal(RefusalCode::conflict, "There are 500 campaigns. Delete one that is over first.");
        }
        place_overlay(tx, id, draft, campaign, now);
        repo::insert(tx, id, campaign);
        audit_.record(tx, id, actor, {"campaign.created", campaign.id, {{"title", campaign.title}}}, now);
    });
    return stored(owner, campaign.id);
}

CampaignView Service::change(const core::TenantId& id, const core::Actor& actor, const std::string& campaign_id,
                             const Draft& draft, std::optional<int> revision) {
    const auto owner = tenant(id, Audience::own_people);
    database_.transact(id, [&](db::Tx& tx) {
        const auto now = clock_.now();
        const auto before = repo::lock(tx, id, campaign_id);
        if (!before) not_there();
        if (revision && *revision != before->revision) {
            throw Refusal(RefusalCode::conflict,
                          "Somebody else changed this campaign meanwhile. Load it again, then make your change.");
        }
        auto campaign = *before;
        apply(draft, zone_of(owner), campaign);
        place_overlay(tx, id, draft, campaign, now);
        const auto changed = differences(*before, campaign);
        if (changed.empty()) return;
        ++campaign.revision;
        campaign.updated_at = now;
        repo::update(tx, id, campaign);
        audit_.record(tx, id, actor,
                      {"campaign.changed", campaign_id, {{"title", campaign.title}, {"changed", changed}}}, now);
    });
    return stored(owner, campaign_id);
}

void Service::remove(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto campaign = repo::lock(tx, tenant, id);
        if (!campaign) not_there();
        repo::remove(tx, tenant, id);
        audit_.record(tx, tenant, actor, {"campaign.deleted", id, {{"title", campaign->title}}}, clock_.now());
    });
}

std::vector<std::string> Service::overlays_in_use(db::Tx& tx, const core::TenantId& tenant) {
    return repo::overlays(tx, tenant);
}

tenants::Tenant Service::tenant(const core::TenantId& id, Audience audience) {
    auto found = tenants_.find(id);
    if (!found || (audience == Audience::everybody && found->status != tenants::TenantStatus::active))
        throw Refusal(RefusalCode::not_found, "There is no such business. Check the address.");
    return *std::move(found);
}

CampaignView Service::shown(const tenants::Tenant& tenant, const repo::Counted& found, Audience audience) const {
    const auto& campaign = found.campaign;
    const auto zone = zone_of(tenant);
    CampaignView view;
    view.id = campaign.id;
    view.title = campaign.title;
    view.description = campaign.description;
    view.prize = campaign.prize;
    view.platforms = campaign.platforms;
    view.overlay_id = campaign.overlay_id;
    if (const auto& overlay = campaign.overlay_id) {
        view.overlay_url = uploads_.url(tenant.id, *overlay);
        view.overlay_preview_url = uploads_.preview_url(tenant.id, *overlay, uploads::Purpose::overlay);
    }
    view.starts_at = campaign.starts_at;
    view.ends_at = campaign.ends_at;
    view.start_date = first_day(campaign, zone);
    view.end_date = last_day(campaign, zone);
    view.time_zone = tenant.time_zone;
    view.status = status_at(campaign, clock_.now());
    view.supporters = found.supporters;
    if (audience == Audience::own_people) view.submissions = found.submissions;
    view.page_url = options_.public_base_url + "/campaign/" + campaign.id;
    // Who shows it keeps it for long: another revision is another address.
    view.picture_url = options_.public_base_url + "/api/campaigns/" + campaign.id +
                       "/picture.jpg?v=" + std::to_string(campaign.revision);
    view.revision = campaign.revision;
    view.created_at = campaign.created_at;
    return view;
}

CampaignView Service::stored(const tenants::Tenant& tenant, const std::string& id) {
    const auto found = database_.read(tenant.id, [&](db::Tx& tx) { return repo::find(tx, tenant.id, id); });
    if (!found) not_there();
    return shown(tenant, *found, Audience::own_people);
}

void Service::place_overlay(db::Tx& tx, const core::TenantId& tenant, const Draft& draft, Campaign& campaign,
                            core::Timestamp now) {
    const std::string field = draft.overlay_id ? "overlay_id" : "overlay_url";
    const auto& named = draft.overlay_id ? draft.overlay_id : draft.overlay_url;
    if (!named) return;
    const auto id = draft.overlay_id || named->empty() ? *named : id_in(*named);
    const bool ours = uploads::Service::is_id(id) && (draft.overlay_id || uploads_.url(tenant, id) == *named);
    if (named->empty()) {
        campaign.overlay_id.reset();
    } else if (!ours) {
        throw Refusal(RefusalCode::invalid, "Upload the frame first, then use what the upload gave.", field);
    } else if (campaign.overlay_id != id) {
        campaign.overlay_id = uploads_.keep(tx, tenant, id, uploads::Purpose::overlay, field, now).id;
    }
}

}  // namespace promo::campaigns
