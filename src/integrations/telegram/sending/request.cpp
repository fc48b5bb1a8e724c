#include "core/json_node.hpp"
#include "integrations/telegram/faults.hpp"
#include "integrations/telegram/sending/api.hpp"
#include "net/http_client.hpp"

namespace promo::telegram {
namespace {

constexpr std::string_view kAttached = "attach://file";
constexpr std::string_view kAttachedPart = "file";

// Every argument is a field; the file takes the place of the one that names it. Where the name stands deeper, within
// a media object, Telegram looks for a part that is called so.
std::vector<net::Part> parts_of(const std::string& arguments, const Outgoing::Upload& file) {
    const core::json::Document document(arguments);
    const auto root = document.root();
    std::vector<net::Part> parts;
    std::string place(kAttachedPart);
    for (std::size_t index = 0; index < root.size(); ++index) {
        const auto [name, value] = root.entry(index);
        if (value.is_text() && value.text() == kAttached) {
            place = name;
        } else {
            parts.push_back({std::string(name), value.is_text() ? std::string(value.text()) : value.raw(), {}, {}});
        }
    }
    parts.push_back({place, *file.bytes, file.name, file.content_type});
    return parts;
}

Delivery not_a_token() {
    Delivery delivery;
    delivery.fate = Fate::refused;
    delivery.fault = Fault{Problem::token_refused, 0, "That is not a bot's token.", std::nullopt};
    return delivery;
}

}  // namespace

net::Request request_of(const Outgoing& outgoing, const std::string& base_url) {
    net::Request request;
    request.vendor = "telegram";
    request.method = "POST";
    request.url = core::Secret(base_url + "/bot" + outgoing.token.reveal() + '/' + outgoing.method);
    request.deadline = outgoing.deadline;
    if (outgoing.file) {
        request.parts = parts_of(outgoing.arguments, *outgoing.file);
    } else {
        request.headers.emplace_back("Content-Type", core::Secret("application/json"));
        request.body = outgoing.arguments;
    }
    return request;
}

SendLater sender(PerformLater perform, std::string base_url) {
    return [perform = std::move(perform), base_url = std::move(base_url)](Outgoing outgoing,
                                                                          std::function<void(Delivery)> done) {
        if (!looks_like_token(outgoing.token.reveal())) return done(not_a_token());
        auto request = request_of(outgoing, base_url);
        perform(std::move(request), [method = std::move(outgoing.method), done = std::move(done)](net::Reply reply) {
            done(delivery_of(method, reply));
        });
    };
}

}  // namespace promo::telegram
