#include "process.hpp"

#include <algorithm>

#include "core/json_read.hpp"
#include "schedules.hpp"

namespace promo::simulation {
namespace {

namespace outbox = messaging::outbox;
using namespace std::chrono_literals;

// As in production, only less often: nobody waits for a leader here, and renewing costs most of an idle hour.
constexpr auto kLease = 60s;
constexpr auto kRenew = 30s;
constexpr int kSecondAnswerEvery = 4;  // updates with more than one answer show the order in a chat
constexpr int kNoticeEvery = 9;

constexpr db::Sql kEffect{"simulation.effect", R"sql(
INSERT INTO effects (tenant_id, telegram_id, update_id) VALUES ($1, $2, $3)
)sql"};

struct From {
    std::int64_t id = 0;
    std::string first_name;
};
BOOST_DESCRIBE_STRUCT(From, (), (id, first_name))

struct Message {
    From from;
};
BOOST_DESCRIBE_STRUCT(Message, (), (from))

struct MessageUpdate {
    Message message;
};
BOOST_DESCRIBE_STRUCT(MessageUpdate, (), (message))

outbox::Message message_of(const messaging::Update& update, outbox::Kind kind, int number) {
    const auto name = std::to_string(update.telegram_id) + ':' + std::to_string(update.update_id);
    const auto key = (kind == outbox::Kind::notice ? "n:" : "u:") + name + ':' + std::to_string(number);
    const auto text = messaging::Html::text("[[" + update.tenant_id.str() + '|' + key + "]] thank you");
    return {.telegram_id = update.telegram_id,
            .kind = kind,
            .key = key,
            .cause = "update:" + name,
            .call = messaging::send_message(update.chat_id, text)};
}

std::vector<jobs::Schedule> schedules() {
    std::vector<jobs::Schedule> all;
    for (const auto& regular : kSchedules) {
        all.push_back(
            {.name = std::string(regular.name),
             .kind = std::string(regular.kind),
             .scope = regular.of_each_tenant ? jobs::Schedule::Scope::each_tenant : jobs::Schedule::Scope::once,
             .cadence = jobs::Every{regular.every}});
    }
    return all;
}

outbox::DispatcherOptions dispatcher_options(const std::string& node) {
    outbox::DispatcherOptions options;
    options.node = node;
    options.lane_lease = kLease;
    options.lane_renew = kRenew;
    return options;
}

}  // namespace

Node::Process::Process(Surroundings& surroundings_of_node, Interference& interference, MachineClock& machine_clock,
                       std::string process_name, std::uint64_t seed, Outward outward)
    : around(surroundings_of_node),
      clock(machine_clock),
      name(std::move(process_name)),
      entropy(seed),
      database(around.database, interference, around.bug),
      queue(entropy),
      people(entropy),
      outbox(entropy),
      inbox(
          database, queue, clock, metrics,
          [this](std::string_view bot, std::string_view) -> std::optional<connections::WebhookTarget> {
              const auto* tenant = around.outside.tenant_behind(bot);
              if (!tenant) return std::nullopt;
              return connections::WebhookTarget{core::TenantId(tenant->id), tenant->webhook_id, tenant->bot};
          },
          handlers()),
      audit(database, entropy),
      tenants(database, clock, entropy, audit),
      darkroom("/nonexistent"),
      uploads(database, clock, metrics, objects, darkroom, {}, [](const std::string&, std::string_view) {}),
      templates(database, queue, clock, entropy, objects, audit, uploads),
      feeding(database, queue, clock, audit, outbox, templates, tenants,
              [](const core::TenantId&, std::int64_t) { return true; }),
      broadcasts(database, queue, clock, entropy, audit, tenants, uploads, feeding,
                 [this](const core::TenantId& tenant) {
                     return std::ranges::find(around.outside.tenants(), tenant.str(), &Tenant::id)->bot;
                 }),
      worker(database, queue, kinds(), clock, entropy, metrics, {.threads = 4}),
      leader(database, clock, metrics,
             {.holder = name, .lease = kLease, .renew = kRenew, .margin = 5s, .retry = 40s, .check_skew = false},
             [this] { return clock.steady(); }),
      scheduler(database, queue, leader, clock, metrics, schedules(),
                [this](db::Tx&) {
                    std::vector<jobs::ScheduledTenant> scheduled;
                    for (const auto& tenant : around.outside.tenants())
                        scheduled.push_back({core::TenantId(tenant.id), "UTC"});
                    return scheduled;
                }),
      dispatcher(database, clock, entropy, metrics, surroundings(std::move(outward)), dispatcher_options(name),
                 [this] { return clock.steady(); }) {}

std::vector<jobs::Kind> Node::Process::kinds() {
    auto kinds = messaging::job_kinds(inbox);
    for (auto& kind : broadcasts::job_kinds(broadcasts, feeding))
        kinds.push_back(std::move(kind));
    kinds.push_back(
        {.name = std::string(kSlotJob), .handler = [](const jobs::JobContext&) { return jobs::Outcome::done(); }});
    return kinds;
}

messaging::UpdateHandlers Node::Process::handlers() {
    return {{"message", [this](const messaging::Update& update) { return answer(update); }}};
}

// Everything that somebody says is answered, sometimes twice, and now and then noticed besides.
messaging::Effect Node::Process::answer(const messaging::Update& update) {
    const auto from = core::json::parse<MessageUpdate>(update.body).message.from;
    return [this, update, from](db::Tx& tx) {
        const auto now = clock.now();
        tx.run(kEffect, update.tenant_id, update.telegram_id, update.update_id);
        people.note_seen(tx, update.tenant_id,
                         {.telegram_id = update.telegram_id,
                          .chat_id = update.chat_id,
                          .username = {},
                          .first_name = from.first_name,
                          .last_name = {},
                          .language = {},
                          .source = {}},
                         now);
        std::vector<outbox::Message> messages{message_of(update, outbox::Kind::reply, 0)};
        if (update.update_id % kSecondAnswerEvery == 0) messages.push_back(message_of(update, outbox::Kind::reply, 1));
        if (update.update_id % kNoticeEvery == 0) messages.push_back(message_of(update, outbox::Kind::notice, 0));
        outbox.put_all(tx, update.tenant_id, messages, now);
        around.checker.on_heard_of(update.telegram_id, update.chat_id);
    };
}

outbox::Surroundings Node::Process::surroundings(Outward outward) {
    outbox::Surroundings made;
    made.token = [this](const core::TenantId& tenant, std::int64_t bot) -> std::optional<core::Secret> {
        const auto* known = around.outside.tenant_of(bot);
        if (!known || known->id != tenant.str()) return std::nullopt;
        return core::Secret(known->token);
    };
    made.make_file = [](const core::TenantId&, const messaging::File&,
                        std::function<void(outbox::MadeFile)> made_file) {
        made_file({.bytes = {}, .problem = "nothing is drawn here"});
    };
    made.send = [send = outward.send](telegram::Outgoing outgoing, std::function<void(telegram::Delivery)> done) {
        send(outgoing, std::move(done));
    };
    made.on_ended = [this](db::Tx& tx, std::span<const outbox::Ended> ended) {
        for (const auto& one : ended) {
            if (one.problem != outbox::Problem::blocked) continue;
            people.note_blocked(tx, one.tenant_id, one.telegram_id, one.chat_id, clock.now());
        }
        feeding.note(tx, ended);
    };
    made.wake = outward.wake;
    return made;
}

void Node::Process::reap() {
    database.transact_as_system("jobs.reap", [&](db::Tx& tx) { return queue.reap(tx, clock.now(), {}); });
}

}  // namespace promo::simulation
