#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "core/entropy.hpp"
#include "domains/analytics/failures/service.hpp"
#include "domains/analytics/people/service.hpp"
#include "domains/analytics/rollups/service.hpp"
#include "domains/analytics/service.hpp"
#include "support/databases.hpp"
#include "support/refused.hpp"

namespace promo::analytics::tests {

inline const core::TenantId kAcme("acme");

inline core::Timestamp at(std::string_view text) {
    return core::parse_iso8601(text).value();
}

// A row of usage, as doors write it.
struct Use {
    core::Timestamp at;
    std::string source = "bot";
    std::optional<std::int64_t> chat = {};
    std::optional<std::string> template_slug = {};
    std::string coupon = {};
    std::optional<std::string> error = {};  // none: it succeeded
    bool success = true;
};

// A tenant and what is known of its usage.
struct SmallBot {
    explicit SmallBot(promo::tests::FreshDatabase& fresh, std::int64_t batch = 5'000);

    void set_zone(const std::string& zone);
    void add(const std::vector<Use>& uses);
    // A group, where the chat is negative.
    void add_user(std::int64_t chat, const std::string& name, core::Timestamp first_used,
                  const std::optional<std::string>& source = {});
    void add_step(std::int64_t chat, const std::string& step, core::Timestamp when,
                  const std::optional<std::string>& source = {});
    void roll_up();

    std::int64_t count(const std::string& table);

    core::ManualClock clock{at("2026-03-10T12:00:00Z")};
    core::SeededEntropy entropy{1};
    db::Database& database;
    rollups::Service rollups;
    Service usage;
    failures::Service failures;
    people::Service people;
};

}  // namespace promo::analytics::tests
