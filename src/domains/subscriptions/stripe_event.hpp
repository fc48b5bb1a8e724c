#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/id.hpp"
#include "core/time.hpp"

namespace promo::subscriptions {

enum class StripeEventState { pending, done, dead };
BOOST_DESCRIBE_ENUM(StripeEventState, pending, done, dead)

// What Stripe told us, as it told us.
struct StripeEvent {
    core::TenantId tenant_id;
    std::string id;
    std::string type;
    core::Timestamp created_at;  // by Stripe's clock
    core::Timestamp received_at;
    std::string body;
    StripeEventState state = StripeEventState::pending;
};
BOOST_DESCRIBE_STRUCT(StripeEvent, (), (tenant_id, id, type, created_at, received_at, body, state))

// Reads what every event says of itself. Refuses as `invalid` a body that is no event.
StripeEvent parse_stripe_event(const core::TenantId& tenant, std::string_view body, core::Timestamp now);

// The tenant that the metadata of the event's object names, which nobody believes.
std::optional<std::string> tenant_named_by(const StripeEvent& event);

}  // namespace promo::subscriptions
