#pragma once

#include "domains/auth/callers/service.hpp"
#include "domains/auth/views/service.hpp"
#include "http/gate.hpp"

namespace promo::auth {

inline constexpr std::string_view kSessionCookie = "admin_session";
inline constexpr std::string_view kTokenCookie = "__session";

// All that a request may say about who sends it.
callers::Credentials credentials_of(const http::Request& request);

// The one place that turns credentials into rights. The tenant is the one a person belongs to and chose; a platform
// admin who belongs to none acts for `default` while it is there, and may look at another with X-Impersonate-Tenant,
// which is written down there. Refuses as `forbidden` that header from others, and changes by somebody who uses
// another's account.
class Gate final : public http::Gate {
public:
    Gate(callers::Service& callers, views::Service& views) : callers_(callers), views_(views) {}
    std::optional<http::Principal> identify(const http::Request& request) override;

private:
    void look_at_tenant(http::Principal& principal, const http::Request& request);

    callers::Service& callers_;
    views::Service& views_;
};

}  // namespace promo::auth
