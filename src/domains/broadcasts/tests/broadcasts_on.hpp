#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "darkroom/darkroom.hpp"
#include "domains/broadcasts/handlers.hpp"
#include "domains/broadcasts/jobs.hpp"
#include "domains/messaging/outbox/dispatcher.hpp"
#include "http/router.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/tests/temporary_folder.hpp"
#include "support/databases.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::tests {

using namespace std::chrono_literals;

inline constexpr std::int64_t kBot = 7'000'000'001;

// Somebody who talked to the bot of kAcme.
struct Known {
    std::int64_t chat_id = 0;
    std::optional<std::string> first_name = {};
    std::optional<std::string> coupon = {};
    std::optional<std::string> time_zone = {};
    std::string chat_type = "private";
    core::Duration ago = 1h;
};

// Two tenants, their broadcasts, the worker and the dispatcher of one process, and a Telegram that the test plays.
struct BroadcastsOn {
    explicit BroadcastsOn(FreshDatabase& fresh);

    void know(const Known& known, std::int64_t bot = kBot, const core::TenantId& tenant = kAcme);
    void know_many(int how_many);
    void run(std::string_view statement);

    // A draft, and one that has started.
    std::string draft(const broadcasts::Draft& draft);
    std::string draft(const std::string& text, const broadcasts::Timing& timing = {});
    std::string started(const std::string& text, const broadcasts::Timing& timing = {});
    broadcasts::Broadcast now(const std::string& id) { return service.find(kAcme, id); }
    std::vector<broadcasts::ledger::repo::Listed> ledger(const std::string& id);
    // The states of the ledger counted row by row: what the counts must say.
    broadcasts::Counts counted(const std::string& id);
    // What the log says was done with it.
    std::set<std::string> actions(const std::string& id);

    // Time passes, and what is due is done.
    void pass(core::Duration time, core::Duration step = 100ms);
    void pass_jobs() { worker.drain(); }
    std::unique_ptr<messaging::outbox::Dispatcher> dispatcher_of(const std::string& node);

    std::string idempotency_key;  // of calls from here on; empty: none
    http::Response call(http::Verb verb, const std::string& path, const std::string& body = {},
                        const std::optional<http::Role>& role = http::Role::admin,
                        const core::TenantId& tenant = kAcme);

    static inline const core::TenantId kAcme{"acme"};
    static inline const core::TenantId kOther{"other"};
    static inline const core::Actor kOwner{core::ActorKind::user, "user-1", "owner@acme.example", "", ""};

    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-10T12:00:00Z")};
    core::SeededEntropy entropy{7};
    core::Metrics metrics;
    storage::TemporaryFolder folder;
    storage::FolderStore objects{
        {.path = folder.path(), .public_base_url = "https://promo.example/objects", .link_key = {}}};
    darkroom::Darkroom darkroom{"/nowhere"};
    jobs::Queue queue{entropy};
    audit::Service audit{database, entropy};
    tenants::Service tenants{database, clock, entropy, audit};
    uploads::Service uploads{database, clock, metrics, objects, darkroom, {}, {}};
    templates::Service templates{database, queue, clock, entropy, objects, audit, uploads};
    messaging::outbox::Service outbox{entropy};

    bool connected = true;
    broadcasts::feeding::Service feeding{
        database, queue,     clock,   audit,
        outbox,   templates, tenants, [this](const core::TenantId&, std::int64_t) { return connected; }};
    broadcasts::BotOf bot_of = [this](const core::TenantId& tenant) {
        if (!connected || tenant != kAcme) throw core::Refusal(core::RefusalCode::not_configured, "No bot yet.");
        return kBot;
    };
    broadcasts::Service service{database, queue, clock, entropy, audit, tenants, uploads, feeding, bot_of};
    broadcasts::trials::Service trials{database,
                                       clock,
                                       entropy,
                                       audit,
                                       outbox,
                                       uploads,
                                       service,
                                       feeding,
                                       bot_of,
                                       [this](std::chrono::milliseconds wait) {
                                           pass(wait);
                                           return true;
                                       }};
    jobs::Worker worker{database, queue, broadcasts::job_kinds(service, feeding), clock, entropy, metrics, {}};

    // What Telegram does with a call; by default it takes it. `sent` is what reached it, in order.
    struct Reached {
        std::string method;
        std::int64_t chat_id = 0;
        std::string text;
        core::Timestamp at;
    };
    std::vector<Reached> reached;
    std::function<telegram::Delivery(const telegram::Outgoing&, const Reached&)> telegram;
    telegram::SendLater send;  // what is used instead, when a test sets it
    std::unique_ptr<messaging::outbox::Dispatcher> dispatcher;
    http::Router router;
};

telegram::Delivery arrived(std::int64_t message_id = 77);
telegram::Delivery refused_as(telegram::Problem problem);
telegram::Delivery with_fate(telegram::Fate fate);

}  // namespace promo::tests
