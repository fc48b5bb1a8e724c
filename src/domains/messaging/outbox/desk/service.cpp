#include "domains/messaging/outbox/desk/service.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "db/planning.hpp"
#include "domains/messaging/outbox/desk/listing/repo.hpp"
#include "domains/messaging/outbox/desk/repo.hpp"
#include "domains/messaging/outbox/desk/tally/repo.hpp"

namespace promo::messaging::outbox::desk {
namespace {

constexpr std::int64_t kPruneBatch = 1000;
constexpr int kMostBatches = 200;  // of one run
constexpr int kMostPerSecond = 30;
constexpr int kMostPaidPerSecond = 1000;

core::Refusal no_such_message() {
    return {core::RefusalCode::not_found, "There is no such message any more. Go back to the list."};
}

}  // namespace

std::vector<Entry> Service::list(const core::TenantId& tenant, const Filter& filter) {
    return database_.read(
        tenant, [&](db::Tx& tx) { return repo::entries(tx, tenant, listing::repo::ids(tx, tenant, filter)); });
}

Summary Service::summary(const core::TenantId& tenant) {
    const auto now = clock_.now();
    return database_.read(tenant, [&](db::Tx& tx) {
        db::plan_by_indexes(tx);
        Summary summary;
        summary.states = tally::repo::ended(tx, tenant, now - std::chrono::hours(24));
        summary.bots = tally::repo::bots(tx, tenant, now);
        for (const auto& bot : summary.bots) {
            summary.states.pending += bot.pending;
            summary.states.sending += bot.sending;
        }
        summary.oldest_pending_at = tally::repo::oldest_pending(tx, tenant);
        return summary;
    });
}

Entry Service::entry(db::Tx& tx, const core::TenantId& tenant, const std::string& id) {
    auto found = repo::entries(tx, tenant, {id});
    if (found.empty()) throw no_such_message();
    return std::move(found.front());
}

Details Service::details(const core::TenantId& tenant, const std::string& id) {
    return database_.read(tenant, [&](db::Tx& tx) {
        return Details{entry(tx, tenant, id), repo::attempts(tx, tenant, id), clock_.now()};
    });
}

void Service::resolve(const core::TenantId& tenant, const core::Actor& actor, const std::string& id,
                      Decision decision) {
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto message = entry(tx, tenant, id);
        const auto not_after = std::max(message.not_after, now + rule(message.kind).fresh_for);
        const bool done = decision == Decision::leave ? repo::leave(tx, tenant, id, now)
                                                      : repo::send_again(tx, tenant, message, not_after, now);
        if (!done) {
            throw core::Refusal(core::RefusalCode::conflict,
                                "What became of this message is known meanwhile. Look at it again.");
        }
        if (decision == Decision::send_again) tx.notify(kWakeChannel, std::to_string(message.telegram_id));
        audit_.record(tx, tenant, actor,
                      {decision == Decision::leave ? "message.left_in_doubt" : "message.sent_again",
                       id,
                       {{"kind", std::string(core::enum_name(message.kind))}}},
                      now);
    });
}

void Service::cancel(const core::TenantId& tenant, const core::Actor& actor, const std::string& id) {
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto message = entry(tx, tenant, id);
        const auto ended = repo::cancel(tx, tenant, id, now);
        if (!ended) {
            throw core::Refusal(core::RefusalCode::conflict,
                                "This message does not wait any more, so it cannot be taken back.");
        }
        on_ended_(tx, {&*ended, 1});
        audit_.record(tx, tenant, actor,
                      {"message.cancelled", id, {{"kind", std::string(core::enum_name(message.kind))}}}, now);
    });
}

Settings Service::settings(const core::TenantId& tenant) {
    return database_.read(tenant, [&](db::Tx& tx) { return repo::settings(tx, tenant).value_or(Settings{}); });
}

void Service::save_settings(const core::TenantId& tenant, const core::Actor& actor, const Settings& settings) {
    const auto most = settings.paid_broadcast ? kMostPaidPerSecond : kMostPerSecond;
    if (settings.broadcast_per_second < 1 || settings.broadcast_per_second > most) {
        throw core::Refusal(core::RefusalCode::invalid,
                            "Choose between 1 and " + std::to_string(most) + " messages a second.",
                            "broadcast_per_second");
    }
    const auto now = clock_.now();
    database_.transact(tenant, [&](db::Tx& tx) {
        repo::save_settings(tx, tenant, settings, now);
        audit_.record(tx, tenant, actor,
                      {"messaging.settings_changed",
                       "messaging",
                       {{"broadcast_per_second", std::to_string(settings.broadcast_per_second)},
                        {"paid_broadcast", settings.paid_broadcast ? "yes" : "no"}}},
                      now);
    });
}

void Service::prune() {
    const auto now = clock_.now();
    const auto in_batches = [&](std::string_view why, auto&& batch) {
        for (int i = 0; i < kMostBatches && database_.transact_as_system(why, batch) == kPruneBatch; ++i) {
        }
    };
    in_batches("forget old messages",
               [&](db::Tx& tx) { return repo::forget_messages(tx, now - kKeep, now - kKeepInDoubt, kPruneBatch); });
    in_batches("forget old files", [&](db::Tx& tx) { return repo::forget_files(tx, now - kKeepFiles, kPruneBatch); });
    in_batches("forget old gates", [&](db::Tx& tx) { return repo::forget_gates(tx, now, kPruneBatch); });
}

Troubles Service::troubles(db::Tx& tx, core::Timestamp now) {
    return repo::troubles(tx, now - kLate, now - kUndecided);
}

}  // namespace promo::messaging::outbox::desk
