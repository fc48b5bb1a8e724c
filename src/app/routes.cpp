#include "app/app.hpp"
#include "app/campaign_page.hpp"
#include "app/font_routes.hpp"
#include "app/health.hpp"
#include "app/job_handlers.hpp"
#include "app/objects.hpp"
#include "app/pages.hpp"
#include "domains/analytics/handlers.hpp"
#include "domains/audit/handlers.hpp"
#include "domains/auth/handlers.hpp"
#include "domains/auth/me/handlers.hpp"
#include "domains/auth/publishable_key.hpp"
#include "domains/bot_users/handlers.hpp"
#include "domains/broadcasts/handlers.hpp"
#include "domains/broadcasts/legacy/handlers.hpp"
#include "domains/campaigns/handlers.hpp"
#include "domains/connections/handlers.hpp"
#include "domains/coupon_bot/handlers.hpp"
#include "domains/coupons/batches/handlers.hpp"
#include "domains/coupons/codes/handlers.hpp"
#include "domains/coupons/downloads/handlers.hpp"
#include "domains/coupons/handlers.hpp"
#include "domains/messaging/handlers.hpp"
#include "domains/messaging/outbox/desk/handlers.hpp"
#include "domains/onboarding/handlers.hpp"
#include "domains/subscriptions/handlers.hpp"
#include "domains/templates/forms/handlers.hpp"
#include "domains/templates/handlers.hpp"
#include "domains/tenants/directory/handlers.hpp"
#include "domains/tenants/handlers.hpp"
#include "domains/tenants/invitations/handlers.hpp"
#include "domains/tenants/people/handlers.hpp"
#include "domains/vendor_accounts/handlers.hpp"

namespace promo::app {
namespace {

// The same scheme and port under another of our names.
std::string with_host(std::string_view url, std::string_view host) {
    const auto start = url.find("://") + 3;
    const auto bracket = url.find(']', start);
    const auto port = url.find(':', bracket == std::string_view::npos ? start : bracket);
    return std::string(url.substr(0, start)) + std::string(host) +
           std::string(port == std::string_view::npos ? std::string_view{} : url.substr(port));
}

auth::PublicSettings public_settings(const Config& config) {
    auth::PublicSettings settings;
    settings.clerk_frontend_url = auth::clerk_frontend_url(config.clerk_publishable_key);
    if (settings.clerk_frontend_url) settings.clerk_publishable_key = config.clerk_publishable_key;
    settings.issuers = config.clerk_allowed_issuers;
    settings.secure_cookies =
        config.environment == Environment::production || config.public_base_url.starts_with("https://");
    return settings;
}

PageOptions page_options(const Config& config) {
    return {.admin_url = with_host(config.public_base_url, config.admin_host),
            .dash_url = with_host(config.public_base_url, config.dash_host),
            .apart = config.environment == Environment::production,
            .identity_provider = auth::clerk_frontend_url(config.clerk_publishable_key)};
}

void append(http::Routes& all, http::Routes more) {
    for (auto& route : more)
        all.push_back(std::move(route));
}

}  // namespace

http::Routes App::routes() {
    http::Routes all;
    append(all, health_routes(database_watch_, stopping_, metrics_));
    if (!roles_.web) return all;
    auto& d = domains_;
    append(all, web_.routes());
    append(all, page_routes(web_, gate_, d.tenants, page_options(config_)));
    append(all, auth::routes(d.auth, d.callers, gate_, public_settings(config_)));
    append(all, auth::me_routes(d.tenants, d.people, d.views));
    const tenants::UrlOfKey url_of = [this](std::string_view key) { return objects_->public_url(key); };
    append(all, tenants::routes(d.tenants, d.transfer, url_of));
    append(all, tenants::directory::routes(d.directory, d.tenants, d.invitations, url_of, config_.public_base_url));
    append(all, tenants::people::routes(d.people, d.invitations, config_.clerk_allowed_issuers));
    append(all, tenants::invitations::routes(d.invitations, config_.public_base_url));
    append(all, audit::routes(d.audit));
    append(all, messaging::routes(d.messaging));
    append(all, messaging::outbox::desk::routes(d.outbox_desk));
    append(all, vendor_accounts::routes(d.vendor_accounts));
    append(all, templates::routes(d.templates, d.uploads, d.proofs));
    append(all, templates::forms::routes(d.templates));
    append(all, coupons::routes(d.coupons));
    append(all, coupons::codes::routes(d.coupon_codes));
    append(all, coupons::downloads::routes(d.downloads, *clock_));
    append(all, coupons::batches::routes(d.picture_batches));
    append(all, onboarding::routes(d.onboarding, d.people));
    append(all, campaign_page_routes(web_, d.campaigns, config_.public_base_url));
    append(all, campaigns::routes(
                    {d.campaigns, d.campaign_submissions, d.campaign_supporters, d.campaign_posters, d.uploads}, gate_,
                    url_of));
    append(all, subscriptions::routes(d.subscriptions));
    append(all, bot_users::routes(d.bot_people));
    append(all, coupon_bot::routes(d.coupon_bot));
    append(all, broadcasts::routes({d.broadcasts, d.broadcast_trials, d.uploads, *clock_}));
    append(all, broadcasts::legacy::routes({d.broadcasts, d.broadcast_trials, d.uploads, *clock_}));
    append(all, analytics::routes(d.analytics, d.usage_failures, d.usage_people));
    append(all, connections::routes(d.connections, d.connection_checks));
    append(all, font_routes(d.fonts));
    append(all, object_routes(*objects_, *clock_));
    append(all, job_routes(*database_, queue_, *clock_, worker_.kinds()));
    return all;
}

}  // namespace promo::app
