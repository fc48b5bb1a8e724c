#include "domains/onboarding/handlers.hpp"

#include "core/error.hpp"
#include "http/access.hpp"
#include "http/json.hpp"
#include "http/multipart.hpp"

namespace promo::onboarding {
namespace {

constexpr std::size_t kMultipartOverhead = 64 << 10;
constexpr int kRefused = 400;

struct StateView {
    core::TenantId tenant_id;
    int current_step = 1;
    bool telegram_completed = false;
    bool stripe_completed = false;
    bool business_completed = false;
    bool is_complete = false;
    core::json::Raw progress_json;
    std::string stripe_webhook_url;
    core::Timestamp created_at;
    core::Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(StateView, (),
                      (tenant_id, current_step, telegram_completed, stripe_completed, business_completed, is_complete,
                       progress_json, stripe_webhook_url, created_at, updated_at))

struct StateAnswer {
    bool success = true;
    StateView state;
};
BOOST_DESCRIBE_STRUCT(StateAnswer, (), (success, state))

struct BotAnswer {
    bool success = true;
    StateView state;
    BotInfo bot_info;
};
BOOST_DESCRIBE_STRUCT(BotAnswer, (), (success, state, bot_info))

struct StripeAnswer {
    bool success = true;
    StateView state;
    StripeInfo stripe_info;
};
BOOST_DESCRIBE_STRUCT(StripeAnswer, (), (success, state, stripe_info))

struct CompleteAnswer {
    bool success = true;
    StateView state;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(CompleteAnswer, (), (success, state, message))

struct IncompleteAnswer {
    bool success = false;
    std::string error;
    std::string code = "invalid";
    Step missing_step = Step::telegram;
    std::string request_id;
};
BOOST_DESCRIBE_STRUCT(IncompleteAnswer, (), (success, error, code, missing_step, request_id))

struct LogoAnswer {
    bool success = true;
    std::string logo_url;
};
BOOST_DESCRIBE_STRUCT(LogoAnswer, (), (success, logo_url))

StateView view_of(const Look& look) {
    const auto& state = look.state;
    return {.tenant_id = state.tenant_id,
            .current_step = state.current_step,
            .telegram_completed = state.telegram_completed,
            .stripe_completed = state.stripe_completed,
            .business_completed = state.business_completed,
            .is_complete = state.is_complete,
            .progress_json = state.progress,
            .stripe_webhook_url = look.stripe_webhook_url,
            .created_at = state.created_at,
            .updated_at = state.updated_at};
}

// The tenant of whoever calls, made now when he has none; then he must be allowed to do this there.
core::TenantId tenant_of(tenants::people::Service& people, const http::Request& request, http::Access access) {
    auto caller = request.caller();
    if (caller.tenant.empty()) {
        if (caller.platform_admin) {
            throw core::Refusal(
                core::RefusalCode::forbidden,
                "Who runs the installation gets no business this way. Make one in the list of tenants.");
        }
        if (request.host_kind == http::HostKind::admin) {
            throw core::Refusal(core::RefusalCode::forbidden,
                                "Businesses are set up at the dashboard's own address, not at the administrators'.");
        }
        const auto membership = people.provision(caller.user, request.actor());
        caller.tenant = membership.tenant_id;
        caller.role = core::parse_enum<http::Role>(core::enum_name(membership.role));
    }
    http::require_access(access, caller);
    return caller.tenant;
}

std::string name_of(Step step) {
    switch (step) {
        case Step::telegram:
            return "Connect your bot";
        case Step::stripe:
            return "Connect your Stripe account";
        case Step::business:
            return "Say who you are";
    }
    throw std::logic_error("unknown step");
}

struct Doors {
    Service& service;
    tenants::people::Service& people;

    // Only the tenant's own owners and admins take steps; others are told so before anybody looks at what they sent.
    core::TenantId own_tenant(const http::Request& request) const {
        return tenant_of(people, request, http::Access::tenant_secrets);
    }

    http::Response state(const http::Request& request) const {
        const auto tenant = tenant_of(people, request, http::Access::tenant_member);
        return http::json(StateAnswer{true, view_of(service.look(tenant))});
    }

    http::Response telegram(const http::Request& request) const {
        const auto tenant = own_tenant(request);
        const auto form = http::read_json_body<BotForm>(request);
        const auto info = service.set_up_bot(tenant, request.actor(), form);
        return http::json(BotAnswer{true, view_of(service.look(tenant)), info});
    }

    http::Response stripe(const http::Request& request) const {
        const auto tenant = own_tenant(request);
        const auto form = http::read_json_body<StripeForm>(request);
        const auto info = service.set_up_stripe(tenant, request.actor(), form);
        return http::json(StripeAnswer{true, view_of(service.look(tenant)), info});
    }

    http::Response business(const http::Request& request) const {
        const auto tenant = own_tenant(request);
        const auto form = http::read_json_body<BusinessForm>(request);
        service.set_up_business(tenant, request.actor(), form);
        return http::json(StateAnswer{true, view_of(service.look(tenant))});
    }

    http::Response complete(const http::Request& request) const {
        const auto tenant = own_tenant(request);
        if (const auto missing = service.complete(tenant, request.actor())) {
            IncompleteAnswer answer;
            answer.error = name_of(*missing) + " first: that step is still to be done.";
            answer.missing_step = *missing;
            answer.request_id = request.request_id;
            return http::json(answer, kRefused);
        }
        return http::json(CompleteAnswer{true, view_of(service.look(tenant)), "Your setup is complete."});
    }

    http::Response logo(const http::Request& request) const {
        const auto tenant = own_tenant(request);
        const http::Multipart form(request);
        const auto* part = form.find("logo");
        if (part == nullptr) {
            throw core::Refusal(core::RefusalCode::invalid, "Choose a picture to upload.", "logo");
        }
        return http::json(LogoAnswer{true, service.set_logo(tenant, request.actor(), part->data)});
    }
};

}  // namespace

http::Routes routes(Service& service, tenants::people::Service& people) {
    using enum http::Verb;
    using enum http::Access;
    const Doors doors{service, people};
    const auto through = [doors](http::Response (Doors::*door)(const http::Request&) const) {
        return [doors, door](const http::Request& request) { return (doors.*door)(request); };
    };
    const auto body_limit = Service::kLargestLogo + kMultipartOverhead;
    return {
        {get, "/api/onboarding/state", signed_in, through(&Doors::state),
         "How far the setup is; the first call makes the tenant"},
        {post, "/api/onboarding/telegram", signed_in, through(&Doors::telegram),
         "Connects the bot that posts signals, with its channels", http::Pool::upstream},
        {post, "/api/onboarding/stripe", signed_in, through(&Doors::stripe), "Connects the Stripe account",
         http::Pool::upstream},
        {post, "/api/onboarding/business", signed_in, through(&Doors::business), "The name and the support address"},
        {post, "/api/onboarding/complete", signed_in, through(&Doors::complete),
         "Ends the setup, or says which step is missing"},
        {post, "/api/onboarding/logo", signed_in, through(&Doors::logo), "Uploads the logo", http::Pool::pictures,
         body_limit},
        {get, "/api/tenant/setup-status", tenant_member,
         [&service](const http::Request& r) { return http::json(service.setup_status(r.caller().tenant)); },
         "Which vendors the tenant needs and has"},
    };
}

}  // namespace promo::onboarding
