#pragma once

#include <string>

#include "domains/auth/service.hpp"
#include "domains/tenants/service.hpp"
#include "http/gate.hpp"
#include "http/route.hpp"

namespace promo::auth {

inline constexpr std::string_view kSessionCookie = "admin_session";

// What the pages may know before anybody has signed in.
struct PublicSettings {
    std::string clerk_publishable_key;
    bool secure_cookies = false;  // also when a request came over plain HTTP
};

// Believes the session cookie. A password admin runs the installation and acts for the tenant `default`.
class SessionGate final : public http::Gate {
public:
    explicit SessionGate(const Service& service) : service_(service) {}
    std::optional<http::Principal> identify(const http::Request& request) override;

private:
    const Service& service_;
};

http::Routes routes(Service& service, tenants::Service& tenants, PublicSettings settings);

}  // namespace promo::auth
