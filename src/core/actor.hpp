#pragma once

#include <boost/describe/enum.hpp>
#include <string>

namespace promo::core {

enum class ActorKind {
    user,            // somebody who belongs to the tenant
    platform_admin,  // somebody who runs the installation, looking in from outside
    operator_,       // the command line
    partner,         // a program with a tenant's key
    system,          // nobody: a schedule, a vendor's event
};
BOOST_DESCRIBE_ENUM(ActorKind, user, platform_admin, operator_, partner, system)

// Who does something, for the audit log.
struct Actor {
    ActorKind kind = ActorKind::system;
    std::string id;    // of the user; what the program calls itself for the others
    std::string name;  // as people know him: an e-mail address, mostly
    std::string address;
    std::string request_id;
};

inline Actor system_actor(const std::string& what) {
    return {.kind = ActorKind::system, .id = what, .name = what, .address = {}, .request_id = {}};
}

}  // namespace promo::core
