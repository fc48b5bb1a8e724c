#include "db/postgres/grants.hpp"

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>

#include "core/log.hpp"
#include "db/postgres/session.hpp"

namespace promo::db::postgres {
namespace {

constexpr auto kDeadline = std::chrono::seconds(30);
constexpr int kTries = 5;

// Roles belong to the whole cluster, so that two databases that migrate at once may meet here.
constexpr const char* kMakeRole = R"(
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'promostack_app') THEN
        CREATE ROLE promostack_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END
$$)";

// Only what we own: a schema may be shared with others' tables.
constexpr const char* kGrants = R"(
DO $$
DECLARE
    each record;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO promostack_app', current_schema);
    FOR each IN SELECT relname, relkind FROM pg_class
                WHERE relnamespace = current_schema::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
                  AND pg_has_role(current_user, relowner, 'USAGE')
    LOOP
        IF each.relname = 'schema_migrations' THEN
            EXECUTE 'GRANT SELECT ON schema_migrations TO promostack_app';
        ELSIF each.relkind = 'S' THEN
            EXECUTE format('GRANT USAGE ON SEQUENCE %I TO promostack_app', each.relname);
        ELSE
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO promostack_app', each.relname);
        END IF;
    END LOOP;
END
$$)";

TimePoint soon() {
    return TimePoint::clock::now() + kDeadline;
}

bool exists(Wire& wire, const std::string& condition) {
    return PQntuples(wire.query("SELECT 1 FROM pg_roles WHERE " + condition, soon()).get()) > 0;
}

void run_again_when_met(Wire& wire, const std::string& text) {
    for (int tries = 1;; ++tries) {
        try {
            wire.query(text, soon());
            return;
        } catch (const Error& error) {
            // "tuple concurrently updated" has no code of its own.
            const bool met =
                std::string_view(error.what()).starts_with("XX000") || error.failure() == Failure::duplicate;
            if (!met || tries == kTries) throw;
        }
    }
}

void make_login(Wire& wire, const Target& serving) {
    const auto name = wire.identifier(serving.user());
    if (exists(wire, "rolname = " + wire.literal(serving.user()))) return;
    auto text = "CREATE ROLE " + name + " LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE";
    const auto password = serving.password();
    if (!password.empty()) {
        // Hashed here, so that the server's log never holds it.
        const std::unique_ptr<char, void (*)(void*)> hashed(
            PQencryptPasswordConn(wire.raw(), password.reveal().c_str(), serving.user().c_str(), "scram-sha-256"),
            &PQfreemem);
        if (!hashed) throw std::runtime_error("cannot hash the password of the serving login");
        text += " PASSWORD " + wire.literal(hashed.get());
    }
    run_again_when_met(wire, text);
    core::log::info("db.login_created", {{"login", serving.user()}});
}

void let_become_role(Wire& wire, const std::string& login) {
    const auto is_member = "rolname = " + wire.literal(login) + " AND pg_has_role(oid, 'promostack_app', 'MEMBER')";
    if (exists(wire, is_member)) return;
    run_again_when_met(wire, "GRANT " + std::string(kServingRole) + " TO " + wire.identifier(login));
}

}  // namespace

void grant_serving_role(Wire& admin, const Target& admin_target, const core::Secret& serving_url) {
    const auto me = std::string(PQuser(admin.raw()));
    const bool may_make_roles = exists(admin, "rolname = current_user AND (rolsuper OR rolcreaterole)");
    const bool is_there = exists(admin, "rolname = 'promostack_app'");
    if (!may_make_roles && !is_there) {
        core::log::warn(
            "db.no_serving_role",
            {{"login", me}, {"hint", "the policies bind the owner; for a role of its own set DATABASE_ADMIN_URL"}});
        return;
    }
    if (!is_there) run_again_when_met(admin, kMakeRole);
    admin.query(kGrants, soon());
    if (may_make_roles) let_become_role(admin, me);
    if (serving_url.empty()) return;
    const Target serving(serving_url);
    if (serving.user().empty() || serving.user() == admin_target.user()) return;
    if (may_make_roles) {
        make_login(admin, serving);
        let_become_role(admin, serving.user());
    }
}

}  // namespace promo::db::postgres
