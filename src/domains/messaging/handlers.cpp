#include "domains/messaging/handlers.hpp"

namespace promo::messaging {
namespace {

constexpr std::string_view kSecretHeader = "X-Telegram-Bot-Api-Secret-Token";

// Whatever was sent: Telegram takes a body for a call of its API.
http::Response empty(int status) {
    auto response = http::no_content();
    response.status = status;
    return response;
}

http::Response receive(Service& service, const http::Request& request) {
    const auto secret = request.headers.find(kSecretHeader).value_or("");
    const auto received = service.receive(request.path_param("id"), secret, request.body);
    return empty(received == Received::unauthorized ? 401 : 200);
}

}  // namespace

http::Routes routes(Service& service) {
    return {
        {http::Verb::post, "/api/bot-webhook/{id:uuid}", http::Access::webhook,
         [&service](const http::Request& request) { return receive(service, request); },
         "Telegram's updates for one bot, proven by the secret in their header; always an empty answer",
         http::Pool::arrivals},
    };
}

}  // namespace promo::messaging
