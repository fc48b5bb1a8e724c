#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "core/clock.hpp"
#include "integrations/clerk/api.hpp"

namespace promo::auth::accounts {

// Asks the issuer what its tokens do not say, without ever making a queue in front of it. Safe from any thread.
class Service {
public:
    static constexpr std::size_t kAtOnce = 2;
    static constexpr std::chrono::minutes kAfterFailure{1};

    Service(const clerk::Backend& backend, const core::Clock& clock) : backend_(backend), clock_(clock) {}

    // Waits for the network. Empty: not now, because he is being asked about already, enough others are, or there was
    // no answer less than kAfterFailure ago.
    std::optional<clerk::Account> ask(const std::string& subject);

private:
    bool begin(const std::string& subject);
    void end(const std::string& subject, bool answered);

    const clerk::Backend& backend_;
    const core::Clock& clock_;
    std::mutex mutex_;
    std::set<std::string> asking_;
    std::unordered_map<std::string, core::Timestamp> failed_;  // subject, and when
};

}  // namespace promo::auth::accounts
