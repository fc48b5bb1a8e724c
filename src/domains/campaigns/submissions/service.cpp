#include "domains/campaigns/submissions/service.hpp"

#include "core/csv.hpp"
#include "core/error.hpp"
#include "core/network_prefix.hpp"
#include "domains/campaigns/repo.hpp"
#include "domains/campaigns/submissions/repo.hpp"

namespace promo::campaigns::submissions {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr std::size_t kRowsAtOnce = 1000;

[[noreturn]] void no_campaign() {
    throw Refusal(RefusalCode::not_found, "There is no such campaign. Check its address, or look at the list.");
}

std::optional<repo::Position> position_of(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign,
                                          const std::optional<std::string>& after) {
    if (!after) return std::nullopt;
    const auto entry = repo::find(tx, tenant, campaign, *after);
    if (!entry) throw Refusal(RefusalCode::invalid, "This entry is gone: begin again at the first page.", "after");
    return repo::Position{entry->created_at, entry->id};
}

void require_ongoing(const Campaign& campaign, const core::TimeZone& zone, core::Timestamp now) {
    switch (status_at(campaign, now)) {
        case Status::ongoing:
            return;
        case Status::scheduled:
            throw Refusal(RefusalCode::conflict, "This campaign has not started yet: entries are open from " +
                                                     core::to_iso8601(first_day(campaign, zone)) + " on.");
        case Status::expired:
            throw Refusal(RefusalCode::conflict, "This campaign is over: entries were open until " +
                                                     core::to_iso8601(last_day(campaign, zone)) + '.');
    }
}

}  // namespace

std::string Service::submit(const std::string& campaign_id, const Typed& typed, const std::string& client_ip) {
    if (!typed.website.empty())
        throw Refusal(RefusalCode::invalid, "This entry cannot be taken. Load the page again and fill in the form.");
    Submission submission;
    submission.email = tenants::checked_email(typed.email, "email");
    static_cast<Links&>(submission) = checked_links(typed.links);
    throttle(campaign_id, client_ip);
    const auto published = campaigns_.published(campaign_id);
    const auto& tenant = published.tenant.id;
    submission.campaign_id = campaign_id;
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto campaign = campaigns::repo::hold(tx, tenant, campaign_id);
        if (!campaign) no_campaign();
        const auto now = clock_.now();
        require_ongoing(*campaign, core::TimeZone::require(published.tenant.time_zone), now);
        require_accepted(*campaign, submission);
        if (repo::is_full(tx, tenant, campaign_id, kMostPerCampaign))
            throw Refusal(RefusalCode::conflict, "This campaign has as many entries as it can take.");
        submission.id = entropy_.uuid(now);
        submission.created_at = now;
        if (!repo::insert(tx, tenant, submission)) {
            throw Refusal(RefusalCode::conflict,
                          "There is an entry with this e-mail address already. One entry per person.", "email");
        }
    });
    return submission.id;
}

void Service::throttle(const std::string& campaign, const std::string& client_ip) {
    const auto now = clock_.now();
    auto wait = networks_.try_from(core::network_prefix(client_ip), now);
    if (wait == core::Duration(0)) wait = bursts_.try_from(campaign, now);
    if (wait == core::Duration(0)) return;
    throw Refusal(RefusalCode::rate_limited, "Many entries come in at this moment. Wait a little, then send it again.")
        .after(std::chrono::ceil<std::chrono::seconds>(wait));
}

Page Service::list(const core::TenantId& tenant, const std::string& campaign, const Filter& filter) {
    return database_.read(tenant, [&](db::Tx& tx) {
        if (!campaigns::repo::find(tx, tenant, campaign)) no_campaign();
        const auto after = position_of(tx, tenant, campaign, filter.after);
        Page page{repo::list(tx, tenant, campaign, filter.search, after, filter.limit + 1), std::nullopt};
        if (page.submissions.size() > filter.limit) {
            page.submissions.pop_back();
            page.next = page.submissions.back().id;
        }
        return page;
    });
}

std::string Service::csv(const core::TenantId& tenant, const std::string& campaign) {
    std::string text;
    core::CsvWriter writer(text);
    writer.row({"id", "created_at", "email", "instagram_url", "twitter_url", "facebook_url"});
    // By position and not by the last entry, which somebody may delete meanwhile.
    std::optional<repo::Position> after;
    std::vector<Submission> rows;
    do {
        rows = database_.read(tenant, [&](db::Tx& tx) {
            if (!campaigns::repo::find(tx, tenant, campaign)) no_campaign();
            return repo::list(tx, tenant, campaign, {}, after, kRowsAtOnce);
        });
        for (const auto& entry : rows) {
            writer.row({entry.id, entry.created_at, entry.email, entry.instagram_url.value_or(""),
                        entry.twitter_url.value_or(""), entry.facebook_url.value_or("")});
        }
        if (!rows.empty()) after = {rows.back().created_at, rows.back().id};
    } while (rows.size() == kRowsAtOnce);
    return text;
}

void Service::remove(const core::TenantId& tenant, const core::Actor& actor, const std::string& campaign,
                     const std::string& id) {
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto found = repo::find(tx, tenant, campaign, id);
        if (!found) throw Refusal(RefusalCode::not_found, "There is no such entry. Load the list again.");
        repo::remove(tx, tenant, campaign, id);
        audit_.record(tx, tenant, actor, {"submission.deleted", id, {{"campaign", campaign}, {"email", found->email}}},
                      clock_.now());
    });
}

}  // namespace promo::campaigns::submissions
