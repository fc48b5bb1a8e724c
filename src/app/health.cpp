#include "app/health.hpp"

#include <boost/describe/class.hpp>

#include "http/json.hpp"

namespace promo::app {
namespace {

struct Status {
    std::string_view status;
};
BOOST_DESCRIBE_STRUCT(Status, (), (status))

constexpr int kUnavailable = 503;

http::Response ready(const DatabaseWatch& database, bool stopping) {
    if (stopping) return http::json(Status{"stopping"}, kUnavailable);
    if (!database.schema_ready()) return http::json(Status{"starting"}, kUnavailable);
    if (!database.reachable()) return http::json(Status{"unavailable"}, kUnavailable);
    return http::json(Status{"ready"});
}

}  // namespace

http::Routes health_routes(const DatabaseWatch& database, const std::atomic<bool>& stopping,
                           const core::Metrics& metrics) {
    using enum http::Verb;
    using enum http::Access;
    const auto alive = http::json(Status{"ok"});
    http::Routes routes{
        {get, "/healthz", open, [alive](const http::Request&) { return alive; }, "Whether the process lives",
         http::Pool::io},
        {get, "/readyz", open, [&database, &stopping](const http::Request&) { return ready(database, stopping); },
         "Whether it can work: 503 while it starts, stops or has no database", http::Pool::io},
        {get, "/metrics", open,
         [&metrics](const http::Request&) {
             auto response = http::text(200, metrics.text());
             response.content_type = "text/plain; version=0.0.4; charset=utf-8";
             return response;
         },
         "Counters and histograms in the Prometheus text format"},
    };
    for (auto& route : routes)
        route.by_address = true;
    return routes;
}

}  // namespace promo::app
