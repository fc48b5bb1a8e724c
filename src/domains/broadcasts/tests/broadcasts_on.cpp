#include "broadcasts_on.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/json_read.hpp"
#include "domains/broadcasts/legacy/handlers.hpp"
#include "http/access.hpp"

namespace promo::tests {
namespace {

constexpr db::Sql kInsertTenant{"test.tenant", R"sql(
    INSERT INTO tenants (id, name, status, time_zone, created_at) VALUES ($1, $2, 'active', $3, 0)
)sql"};
constexpr db::Sql kInsertPerson{"test.person", R"sql(
    INSERT INTO bot_users (tenant_id, telegram_id, chat_id, chat_type, first_name, last_coupon_code, time_zone,
                           first_used, last_used)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
)sql"};
constexpr db::Sql kInsertMany{"test.people", R"sql(
    WITH RECURSIVE numbers (n) AS (SELECT CAST($4 AS integer) UNION ALL SELECT n + 1 FROM numbers WHERE n < $5)
    INSERT INTO bot_users (tenant_id, telegram_id, chat_id, chat_type, first_name, first_used, last_used)
    SELECT $1, $2, 1000000 + n, 'private', 'Person', $3, $3 FROM numbers
)sql"};

struct Arguments {
    std::int64_t chat_id = 0;
    std::optional<std::string> text;
    std::optional<std::string> caption;
};
BOOST_DESCRIBE_STRUCT(Arguments, (), (chat_id, text, caption))

http::Routes all_routes(const broadcasts::Services& services) {
    auto routes = broadcasts::routes(services);
    for (auto& route : broadcasts::legacy::routes(services))
        routes.push_back(std::move(route));
    return routes;
}

}  // namespace

BroadcastsOn::BroadcastsOn(FreshDatabase& fresh)
    : database(fresh.database()), router(all_routes({service, trials, uploads, clock})) {
    database.transact_as_system("test", [](db::Tx& tx) {
        tx.run(kInsertTenant, kAcme, "Acme", "Europe/Berlin");
        tx.run(kInsertTenant, kOther, "Other", "UTC");
    });
    dispatcher = dispatcher_of("node");
}

std::unique_ptr<messaging::outbox::Dispatcher> BroadcastsOn::dispatcher_of(const std::string& node) {
    messaging::outbox::Surroundings around;
    around.token = [](const core::TenantId&, std::int64_t) {
        return std::optional(core::Secret("7000000001:made-up"));  // allow-secret: made up
    };
    around.make_file = [](const core::TenantId&, const messaging::File& file,
                          const std::function<void(messaging::outbox::MadeFile)>& done) {
        done({.bytes = std::make_shared<const std::string>(file.recipe)});
    };
    around.send = [this](const telegram::Outgoing& outgoing, const std::function<void(telegram::Delivery)>& answer) {
        if (send) return send(outgoing, answer);
        const auto told = core::json::parse<Arguments>(outgoing.arguments);
        reached.push_back({outgoing.method, told.chat_id, told.text.value_or(told.caption.value_or("")), clock.now()});
        const auto last = reached.back();
        answer(telegram ? telegram(outgoing, last) : arrived(static_cast<std::int64_t>(reached.size())));
    };
    around.on_ended = [this](db::Tx& tx, std::span<const messaging::outbox::Ended> ended) { feeding.note(tx, ended); };
    const auto steady = [this] { return std::chrono::steady_clock::time_point(clock.now().time_since_epoch()); };
    return std::make_unique<messaging::outbox::Dispatcher>(database, clock, entropy, metrics, std::move(around),
                                                           messaging::outbox::DispatcherOptions{.node = node}, steady);
}

void BroadcastsOn::know(const Known& known, std::int64_t bot, const core::TenantId& tenant) {
    database.transact(tenant, [&](db::Tx& tx) {
        tx.run(kInsertPerson, tenant, bot, known.chat_id, known.chat_type, known.first_name, known.coupon,
               known.time_zone, clock.now() - known.ago);
    });
}

void BroadcastsOn::know_many(int how_many) {
    constexpr int kAtOnce = 10'000;
    for (int first = 1; first <= how_many; first += kAtOnce) {
        const int last = std::min(how_many, first + kAtOnce - 1);
        database.transact(kAcme, [&](db::Tx& tx) { tx.run(kInsertMany, kAcme, kBot, clock.now() - 1h, first, last); });
    }
}

void BroadcastsOn::run(std::string_view statement) {
    database.transact_as_system("test", [&](db::Tx& tx) { tx.run({"test.run", statement}); });
}

std::string BroadcastsOn::draft(const broadcasts::Draft& draft) {
    return service.create(kAcme, kOwner, draft, std::nullopt).id;
}

std::string BroadcastsOn::draft(const std::string& text, const broadcasts::Timing& timing) {
    return draft({.name = {}, .content = {.text = text}, .audience = {}, .timing = timing});
}

std::string BroadcastsOn::started(const std::string& text, const broadcasts::Timing& timing) {
    return service.start(kAcme, kOwner, draft(text, timing)).id;
}

std::vector<broadcasts::ledger::repo::Listed> BroadcastsOn::ledger(const std::string& id) {
    return service.recipients(kAcme, id, std::nullopt, {}, 100'000).recipients;
}

broadcasts::Counts BroadcastsOn::counted(const std::string& id) {
    broadcasts::Counts counts;
    for (const auto& each : ledger(id)) {
        ++counts.total;
        ++counts.of(each.state);
    }
    return counts;
}

std::set<std::string> BroadcastsOn::actions(const std::string& id) {
    std::set<std::string> found;
    for (const auto& entry : audit.list(kAcme, {})) {
        if (entry.subject == id) found.insert(entry.action);
    }
    return found;
}

void BroadcastsOn::pass(core::Duration time, core::Duration step) {
    const auto until = clock.now() + time;
    while (true) {
        worker.drain();
        for (int i = 0; i < 50 && dispatcher->step() <= core::Duration::zero(); ++i) {
        }
        if (clock.now() >= until) return;
        clock.set(std::min(until, clock.now() + step));
    }
}

http::Response BroadcastsOn::call(http::Verb verb, const std::string& path, const std::string& body,
                                  const std::optional<http::Role>& role, const core::TenantId& tenant) {
    http::Request request;
    request.verb = verb;
    request.path = path.substr(0, path.find('?'));
    if (const auto query = path.find("?state="); query != std::string::npos)
        request.query.add("state", path.substr(query + 7));
    request.headers.add("Content-Type", "application/json");
    if (!idempotency_key.empty()) request.headers.add("Idempotency-Key", idempotency_key);
    request.body = body;
    if (role) {
        request.principal.emplace();
        request.principal->user = core::UserId("user-1");
        request.principal->tenant = tenant;
        request.principal->role = role;
    }
    const auto match = router.match(verb, request.path);
    REQUIRE(match.route != nullptr);
    request.path_params = match.params;
    http::require_access(match.route->access, request.principal);
    return match.route->handler(request);
}

telegram::Delivery arrived(std::int64_t message_id) {
    return {.fate = telegram::Fate::sent, .message_id = message_id, .status = 200};
}

telegram::Delivery refused_as(telegram::Problem problem) {
    telegram::Delivery delivery{.fate = telegram::Fate::refused, .status = 400};
    delivery.fault = telegram::Fault{problem, 400, "Bad Request", {}};
    return delivery;
}

telegram::Delivery with_fate(telegram::Fate fate) {
    return {.fate = fate};
}

}  // namespace promo::tests
