#include "inbox.hpp"

namespace promo::tests {
namespace {

constexpr int kRounds = 40;

constexpr db::Sql kTenant{"test.tenant",
                          "INSERT INTO tenants (id, name, status, created_at) VALUES ('acme', 'Acme', 'active', 0)"};

struct Count {
    std::string state;
    int rows = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (state, rows))

constexpr db::Sql kStates{"test.states", "SELECT state, count(*) AS rows FROM inbound_updates GROUP BY state"};

std::optional<connections::WebhookTarget> find_bot(std::string_view bot, std::string_view secret) {
    if (bot != kBot || secret != kSecret) return std::nullopt;
    return connections::WebhookTarget{kAcme, kBot, kTelegramId};
}

}  // namespace

Inbox::Inbox(FreshDatabase& fresh)
    : database(fresh.database()),
      service(another()),
      worker(database, queue, messaging::job_kinds(service), clock, entropy, metrics) {
    database.transact_as_system("test", [](db::Tx& tx) { tx.run(kTenant); });
}

messaging::Service Inbox::another() {
    const auto handler = [this](const messaging::Update& update) -> messaging::Effect {
        on_message(update);
        return [this, id = update.update_id](db::Tx&) {
            const std::scoped_lock lock(mutex_);
            handled.push_back(id);
        };
    };
    return {database, queue, clock, metrics, find_bot, {{"message", handler}}};
}

void Inbox::work() {
    for (int round = 0; round < kRounds; ++round) {
        worker.drain();
        clock.advance(std::chrono::hours(1));
    }
}

std::map<std::string, int> Inbox::states() {
    std::map<std::string, int> states;
    for (const auto& [state, rows] :
         database.read_as_system("test", [](db::Tx& tx) { return tx.all<Count>(kStates); })) {
        states[state] = rows;
    }
    return states;
}

std::string message(std::int64_t update_id, std::int64_t chat, const std::string& text) {
    return "{\"update_id\":" + std::to_string(update_id) +
           ",\"message\":{\"message_id\":1,\"date\":1772441000,\"chat\":{\"id\":" + std::to_string(chat) +
           ",\"type\":\"private\"},\"text\":\"" + text + "\"}}";
}

}  // namespace promo::tests
