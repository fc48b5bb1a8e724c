#include <doctest/doctest.h>

#include "core/clock.hpp"
#include "core/error.hpp"
#include "domains/auth/outward/handlers.hpp"
#include "http/json.hpp"

using namespace promo;
using namespace std::chrono_literals;

namespace {

http::Request from(const std::string& tenant, const std::string& user = "u") {
    http::Request request;
    request.principal =
        http::Principal{.user = core::UserId(user), .email = {}, .tenant = core::TenantId(tenant), .role = {}};
    return request;
}

// What is refused, empty when nothing is.
std::optional<core::RefusalCode> calling(const http::Route& route, const http::Request& request) {
    try {
        route.handler(request);
    } catch (const core::Refusal& refusal) {
        return refusal.code();
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("a tenant that makes us ask vendors too often waits, and nobody else does") {
    core::ManualClock clock{core::Timestamp(24h)};
    const auto answer = [](const http::Request&) { return http::success(); };
    const auto rows = auth::limit_outward(
        {{http::Verb::post, "/ask", http::Access::tenant_admin, answer, "Asks", http::Pool::upstream},
         {http::Verb::post, "/ask-too", http::Access::tenant_admin, answer, "Asks, too", http::Pool::upstream},
         {http::Verb::get, "/look", http::Access::tenant_admin, answer, "Looks"}},
        clock);
    for (std::size_t i = 0; i < auth::kOutward.tries; ++i)
        CHECK_FALSE(calling(rows[i % 2], from("acme")).has_value());
    CHECK(calling(rows[0], from("acme")) == core::RefusalCode::rate_limited);
    CHECK(calling(rows[1], from("acme", "another member")) == core::RefusalCode::rate_limited);
    CHECK_FALSE(calling(rows[2], from("acme")).has_value());
    CHECK_FALSE(calling(rows[0], from("bolt")).has_value());
    CHECK_FALSE(calling(rows[0], from("", "newcomer")).has_value());
    clock.advance(1min);
    CHECK_FALSE(calling(rows[0], from("acme")).has_value());
}
