#include "domains/auth/outward/handlers.hpp"

#include <memory>

#include "core/error.hpp"
#include "http/access.hpp"

namespace promo::auth {
namespace {

std::string who_asks(const http::Principal& caller) {
    return caller.tenant.empty() ? "user " + caller.user.str() : "tenant " + caller.tenant.str();
}

}  // namespace

http::Routes limit_outward(http::Routes routes, const core::Clock& clock) {
    const auto throttle = std::make_shared<core::Throttle>(kOutward);
    for (auto& route : routes) {
        if (route.pool != http::Pool::upstream || !http::needs_principal(route.access)) continue;
        route.handler = [throttle, &clock, handler = std::move(route.handler)](const http::Request& request) {
            const auto wait = throttle->try_from(who_asks(request.caller()), clock.now());
            if (wait > core::Duration(0)) {
                throw core::Refusal(core::RefusalCode::rate_limited,
                                    "That was a lot at once. Wait a minute, then try again.")
                    .after(std::chrono::ceil<std::chrono::seconds>(wait));
            }
            return handler(request);
        };
    }
    return routes;
}

}  // namespace promo::auth
