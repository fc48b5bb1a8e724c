#pragma once

#include <exception>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/error.hpp"
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

    void join(const core::TenantId& tenant, const tenants::people::Person& person,
              tenants::MemberRole role = tenants::MemberRole::member) {
        database.transact_as_system("test",
                                    [&](db::Tx& tx) { tx.run(kInsertMember, tenant, person.id, role, clock.now()); });
    }
    std::optional<tenants::MemberRole> role_in(const core::TenantId& tenant, const tenants::people::Person& person) {
        for (const auto& member : service.members(tenant))
            if (member.user_id == person.id) return member.role;
        return std::nullopt;
    }
    // What the log of a tenant says was done, latest first.
    std::vector<std::string> actions(const core::TenantId& tenant) {
        std::vector<std::string> found;
        for (const auto& entry : audit.list(tenant, {}))
            found.push_back(entry.action + " " + entry.subject);
        return found;
    }

    static constexpr db::Sql kInsertMember{"test.member", R"sql(
        INSERT INTO members (tenant_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)
    )sql"};
    static constexpr const char* kIssuer = "https://issuer.example";
    db::Database& database;
    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{1};
    audit::Service audit;
    tenants::people::Service service;
};

// What somebody is refused, empty when he is not.
template <class Work>
std::optional<core::RefusalCode> refusal(Work&& work) {
    try {
        work();
    } catch (const core::Refusal& refused) {
        return refused.code();
    }
    return std::nullopt;
}

// `work(i)` on many threads at once; what failed is told.
template <class Work>
std::vector<std::string> at_once(int threads, Work&& work) {
    std::vector<std::string> failures(static_cast<std::size_t>(threads));
    {
        std::vector<std::jthread> running;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([&, i] {
                try {
                    work(i);
                } catch (const std::exception& error) {
                    failures[static_cast<std::size_t>(i)] = error.what();
                }
            });
        }
    }
    std::erase(failures, "");
    return failures;
}

}  // namespace promo::tests
