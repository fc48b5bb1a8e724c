#pragma once

#include <string>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "domains/audit/service.hpp"
#include "domains/tenants/people/service.hpp"
#include "support/databases.hpp"

namespace promo::tests {

// People, and how they come to be there.
struct PeopleOn {
    explicit PeopleOn(FreshDatabase& fresh)
        : database(fresh.database()), audit(database, entropy), service(database, clock, entropy, audit) {}

    tenants::people::Person somebody(const std::string& email) {
        return service.meet({.issuer = kIssuer, .subject = "user_" + email, .email = email}).person;
    }
    static core::Actor actor(const tenants::people::Person& person, const std::string& address = "") {
        return {core::ActorKind::user, person.id.str(), person.email.value_or(""), address, ""};
    }
    // A tenant, and the person who owns it.
    core::TenantId owned_by(const tenants::people::Person& person) {
        return service.provision(person.id, actor(person)).tenant_id;
    }

    static constexpr const char* kIssuer = "https://issuer.example";
    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    audit::Service audit;
    tenants::people::Service service;
};

}  // namespace promo::tests
