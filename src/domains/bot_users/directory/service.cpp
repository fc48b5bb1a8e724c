#include "domains/bot_users/directory/service.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/time_zone.hpp"
#include "domains/bot_users/directory/repo.hpp"

namespace promo::bot_users::directory {

Service::Service(db::Database& database, core::Clock& clock, audit::Service& audit, bot_users::Service& bot_users)
    : database_(database), clock_(clock), audit_(audit), bot_users_(bot_users) {}

People Service::list(const core::TenantId& tenant, const Search& search) {
    return database_.read(tenant, [&](db::Tx& tx) {
        return People{repo::list(tx, tenant, search), repo::count(tx, tenant, search)};
    });
}

Activity Service::activity(const core::TenantId& tenant, std::int64_t chat) {
    return database_.read(tenant, [&](db::Tx& tx) {
        Activity activity{repo::find(tx, tenant, chat), {}, repo::history(tx, tenant, chat, kLongestHistory)};
        if (!activity.person) return activity;
        const auto taken = repo::first_steps(tx, tenant, chat);
        for (const auto step : {Step::start, Step::code, Step::picture, Step::share}) {
            const auto found = std::ranges::find(taken, step, &StepTaken::step);
            activity.steps.push_back({step, found == taken.end() ? std::nullopt : found->first_at});
        }
        return activity;
    });
}

void Service::change(const core::TenantId& tenant, const core::Actor& actor, std::int64_t chat, const Change& change) {
    std::optional<std::string> zone;
    if (change.time_zone && !change.time_zone->empty())
        zone = core::TimeZone::require(*change.time_zone, "time_zone").name();
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto person = repo::find(tx, tenant, chat);
        if (!person) {
            throw core::Refusal(core::RefusalCode::not_found,
                                "Nobody with this id has talked to your bot. Look for the person in the list.");
        }
        if (change.time_zone) bot_users_.set_time_zone(tx, tenant, person->telegram_id, chat, zone);
        if (change.unsubscribed)
            bot_users_.note_unsubscribed(tx, tenant, person->telegram_id, chat, *change.unsubscribed, now);
        audit::Event event{"bot_user.changed", std::to_string(chat)};
        if (change.time_zone) event.details.emplace_back("time_zone", zone.value_or(""));
        if (change.unsubscribed) event.details.emplace_back("unsubscribed", *change.unsubscribed ? "yes" : "no");
        audit_.record(tx, tenant, actor, event, now);
    });
}

}  // namespace promo::bot_users::directory
