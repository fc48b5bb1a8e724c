#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "domains/messaging/outbox/service.hpp"
#include "support/databases.hpp"

namespace promo::messaging::outbox {

using namespace std::chrono_literals;

inline const core::TenantId kAcme{"acme"};
inline const core::TenantId kOther{"other"};
inline constexpr std::int64_t kBot = 7'000'000'001;

// What is asked about a row.
struct Row {
    std::string id;
    std::string idem_key;
    State state = State::pending;
    std::optional<Problem> problem;
    std::string error;
    int attempt = 0;
    int tries = 0;
    int refusals = 0;
    std::int64_t chat_id = 0;
    std::string arguments;
    core::Timestamp due_at;
    core::Timestamp not_after;
    std::optional<std::int64_t> message_id;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, idem_key, state, problem, error, attempt, tries, refusals, chat_id, arguments, due_at,
                       not_after, message_id))

// A fresh database with two tenants, and a way to put messages into it.
class OutWorld {
public:
    explicit OutWorld(tests::FreshDatabase& fresh_database);

    std::optional<std::string> put(const Message& message, const core::TenantId& tenant = kAcme);
    std::vector<std::optional<std::string>> put_all(const std::vector<Message>& messages);
    Row row(const std::string& key);
    std::vector<Row> rows();
    std::map<std::string, int> states();
    void run(std::string_view statement);

    tests::FreshDatabase& fresh;
    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{11};
    Service service{entropy};
};

// A text to a chat, as small as it can be.
Message to(std::int64_t chat, const std::string& key, Kind kind = Kind::reply);
Message with_picture(std::int64_t chat, const std::string& key, const std::string& recipe);

}  // namespace promo::messaging::outbox
