#include "domains/subscriptions/handlers.hpp"

namespace promo::subscriptions {
namespace {

http::Response receive(Service& service, const http::Request& request) {
    service.receive_stripe_event(request.path_param("id"), request.headers.find("Stripe-Signature"), request.body);
    http::Response received;
    received.content_type.clear();
    return received;
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    return {
        {post, "/api/stripe/webhook/{id:uuid}", http::Access::webhook,
         [&service](const http::Request& r) { return receive(service, r); },
         "What Stripe says about a tenant's account; signed with that account's secret"},
    };
}

}  // namespace promo::subscriptions
