#pragma once

#include <functional>
#include <span>
#include <string>
#include <variant>

#include "core/clock.hpp"
#include "core/metrics.hpp"
#include "db/database.hpp"
#include "domains/audit/service.hpp"
#include "domains/broadcasts/broadcast.hpp"
#include "domains/broadcasts/feeding/turn.hpp"
#include "domains/messaging/outbox/service.hpp"
#include "domains/templates/service.hpp"
#include "domains/tenants/service.hpp"
#include "jobs/queue.hpp"
#include "jobs/worker.hpp"

namespace promo::broadcasts::feeding {

// Whether the tenant still has this bot.
using IsConnected = std::function<bool(const core::TenantId&, std::int64_t telegram_id)>;

// Keeps a little of every running broadcast in the outbox, and its ledger true. Safe from any thread.
class Service {
public:
    Service(db::Database& database, jobs::Queue& queue, core::Clock& clock, audit::Service& audit,
            messaging::outbox::Service& outbox, templates::Service& templates, tenants::Service& tenants,
            IsConnected is_connected)
        : database_(database),
          queue_(queue),
          clock_(clock),
          audit_(audit),
          outbox_(outbox),
          templates_(templates),
          tenants_(tenants),
          is_connected_(std::move(is_connected)) {}

    // In the transaction that gives it something to do.
    void request(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now);
    // The job: feeds what may be fed and asks to be called again, until there is nothing left.
    jobs::Outcome feed(const jobs::JobContext& context);

    // What has become of messages; for outbox::OnEnded.
    void note(db::Tx& tx, std::span<const messaging::outbox::Ended> ended);

    // What of it is in the outbox and has not begun to leave never will. Whoever notes what became of messages has them
    // locked when he waits for the broadcast, so a person who stops it takes them first, too, and then the broadcast.
    std::vector<std::string> withdraw(db::Tx& tx, const core::TenantId& tenant, const std::string& id,
                                      core::Timestamp now);
    // These, and what was fed meanwhile, become `to`, which is `waiting` or `cancelled`. The caller holds the
    // broadcast's lock and saves it.
    void take_back(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, std::vector<std::string> withdrawn,
                   RecipientState to, core::Timestamp now);

    // Why a picture or the bot of it cannot be had now, in words for people; else what it needs.
    std::variant<Material, std::string> material(const core::TenantId& tenant, const Broadcast& broadcast);

private:
    jobs::Outcome feed_messages(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast,
                                const Material& material, core::Timestamp now);
    jobs::Outcome feed_removals(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, core::Timestamp now);
    void put(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast,
             std::vector<messaging::outbox::Message> messages, std::vector<ledger::Recipient> recipients,
             core::Timestamp now);
    void note_one(db::Tx& tx, const core::TenantId& tenant, const std::string& id,
                  const std::vector<messaging::outbox::Ended>& ended);
    void stand_still(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, std::string problem,
                     core::Timestamp now);

    db::Database& database_;
    jobs::Queue& queue_;
    core::Clock& clock_;
    audit::Service& audit_;
    messaging::outbox::Service& outbox_;
    templates::Service& templates_;
    tenants::Service& tenants_;
    const IsConnected is_connected_;
};

}  // namespace promo::broadcasts::feeding
