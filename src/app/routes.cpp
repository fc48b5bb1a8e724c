#include "app/app.hpp"
#include "app/health.hpp"
#include "app/job_handlers.hpp"
#include "app/pages.hpp"

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
    return {.clerk_publishable_key = config.clerk_publishable_key,
            .secure_cookies = config.public_base_url.starts_with("https://")};
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
    append(all, web_.routes());
    append(all, page_routes(web_, gate_, {.admin_url = with_host(config_.public_base_url, config_.admin_host)}));
    append(all, auth::routes(auth_, tenants_, public_settings(config_)));
    append(all, job_routes(*database_, queue_, *clock_, worker_.kinds()));
    return all;
}

}  // namespace promo::app
