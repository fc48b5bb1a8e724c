#include "domains/audit/handlers.hpp"

#include <doctest/doctest.h>

#include "audit_on.hpp"
#include "core/error.hpp"
#include "http/json.hpp"
#include "http/router.hpp"

using namespace promo;
using tests::AuditOn;
using tests::for_each_database;

namespace {

struct EntryRead {
    std::string action;
    core::TenantId tenant_id;
    core::Timestamp at;
    std::map<std::string, std::string> details;
};
BOOST_DESCRIBE_STRUCT(EntryRead, (), (action, tenant_id, at, details))

struct PageRead {
    std::vector<EntryRead> entries;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(PageRead, (), (entries, next))

PageRead get(const http::Router& router, const std::string& path, const core::TenantId& tenant,
             const std::vector<std::pair<std::string, std::string>>& query) {
    http::Request request;
    request.principal.emplace().tenant = tenant;
    for (const auto& [name, value] : query)
        request.query.add(name, value);
    const auto match = router.match(http::Verb::get, path);
    REQUIRE(match.route != nullptr);
    return core::json::parse<PageRead>(match.route->handler(request).body);
}

}  // namespace

TEST_CASE("the log over HTTP is read page by page until nothing follows") {
    for_each_database([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        const http::Router router(audit::routes(on.service));
        for (const auto* action : {"a.1", "a.2", "a.3", "a.4"})
            on.record(on.acme, action);
        on.record(on.other, "o.1");

        const auto first = get(router, "/api/audit", on.acme, {{"limit", "2"}});
        REQUIRE(first.entries.size() == 2);
        CHECK(first.entries[0].action == "a.4");
        REQUIRE(first.next.has_value());
        const auto last = get(router, "/api/audit", on.acme, {{"limit", "2"}, {"before", *first.next}});
        REQUIRE(last.entries.size() == 2);
        CHECK(last.entries[1].action == "a.1");
        CHECK_FALSE(last.next.has_value());
        CHECK(get(router, "/api/audit", on.acme, {{"action", "o."}}).entries.empty());
        CHECK(get(router, "/api/admin/audit", on.acme, {{"action", "o."}}).entries.at(0).tenant_id == on.other);
    });
}

TEST_CASE("a page of the log has at most two hundred entries") {
    for_each_database([](tests::FreshDatabase& fresh) {
        AuditOn on(fresh);
        const http::Router router(audit::routes(on.service));
        for (const auto* limit : {"0", "201", "-1", "many"})
            CHECK_THROWS_AS(get(router, "/api/audit", on.acme, {{"limit", limit}}), core::Refusal);
        CHECK_NOTHROW(get(router, "/api/audit", on.acme, {{"limit", "200"}}));
    });
}
