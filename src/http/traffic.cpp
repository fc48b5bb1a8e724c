#include "http/traffic.hpp"

#include "core/log.hpp"

namespace promo::http {
namespace {

constexpr auto kSlow = std::chrono::seconds(1);
constexpr std::string_view kNoRoute = "none";

std::string class_name(std::size_t status_class) {
    return std::to_string(status_class) + "xx";
}

std::string_view route_name(const Exchange& exchange) {
    return exchange.route == nullptr ? kNoRoute : std::string_view(exchange.route->path);
}

}  // namespace

Traffic::Traffic(core::Metrics& metrics)
    : metrics_(metrics),
      connections_(metrics.gauge("promostack_http_connections", "Open connections")),
      in_flight_(metrics.gauge("promostack_http_in_flight", "Requests that are being answered")) {}

Traffic::Instruments& Traffic::instruments(const Exchange& exchange) {
    // Method names are literals of one table, so that the pointer says which.
    const Key key{exchange.route, exchange.method.data()};
    const auto known = instruments_.find(key);
    if (known != instruments_.end()) return known->second;
    auto seconds = metrics_.histogram("promostack_http_seconds", "From the first byte of a request to its whole answer",
                                      {{"route", std::string(route_name(exchange))}});
    return instruments_.emplace(key, Instruments(seconds)).first->second;
}

void Traffic::answered(const Exchange& exchange, int status, std::size_t bytes) {
    const auto took = std::chrono::steady_clock::now() - exchange.started;
    auto& of_route = instruments(exchange);
    of_route.seconds.observe(std::chrono::duration<double>(took).count());
    const auto status_class = static_cast<std::size_t>(status / 100);
    auto& counter = of_route.by_class.at(status_class);
    if (!counter)
        counter = metrics_.counter("promostack_http_requests_total", "Requests answered",
                                   {{"method", std::string(exchange.method)},
                                    {"route", std::string(route_name(exchange))},
                                    {"status", class_name(status_class)}});
    counter->add();

    const bool notable = status >= 500 || took >= kSlow;
    if (!notable && !core::log::enabled(core::log::Level::debug)) return;
    const auto write = notable ? core::log::info : core::log::debug;
    write("http.request", {{"method", exchange.method},
                           {"route", route_name(exchange)},
                           {"status", status},
                           {"ms", std::chrono::duration<double, std::milli>(took).count()},
                           {"bytes", bytes},
                           {"request_id", exchange.request.request_id}});
}

}  // namespace promo::http
