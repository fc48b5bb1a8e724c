#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "domains/messaging/jobs.hpp"
#include "domains/messaging/service.hpp"
#include "jobs/worker.hpp"
#include "support/databases.hpp"

namespace promo::tests {

inline const core::TenantId kAcme{"acme"};
inline const std::string kBot = "01890000-0000-7000-8000-000000000001";
inline const std::string kSecret = "the-webhook-secret";  // allow-secret: made up
inline constexpr std::int64_t kTelegramId = 7'000'000'001;

// An inbox on a fresh database, with one bot and a worker that runs when told to.
class Inbox {
public:
    explicit Inbox(FreshDatabase& fresh);

    messaging::Received receive(const std::string& body, const std::string& secret = kSecret) {
        return service.receive(kBot, secret, body);
    }
    // Another process with this inbox.
    messaging::Service another();
    // Lets time pass until nothing is left to do.
    void work();
    std::map<std::string, int> states();

    // What the handler of `message` does after it has taken note.
    std::function<void(const messaging::Update&)> on_message = [](const auto&) {};
    std::vector<std::int64_t> handled;  // ids, in order, of what was committed

    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{3};
    core::Metrics metrics;
    jobs::Queue queue{entropy};
    messaging::Service service;
    jobs::Worker worker;

private:
    std::mutex mutex_;
};

std::string message(std::int64_t update_id, std::int64_t chat, const std::string& text = "hello");

}  // namespace promo::tests
