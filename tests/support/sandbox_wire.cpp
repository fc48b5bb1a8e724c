#include "support/sandbox_wire.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "http/errors.hpp"
#include "http/form.hpp"

namespace promo::tests {
namespace {

constexpr std::string_view kBoundary = "the-wire-between-the-parts";

http::Verb verb_of(const std::string& method) {
    if (method == "DELETE") return http::Verb::delete_;
    std::string lower = method;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto verb = core::parse_enum<http::Verb>(lower);
    if (!verb) throw std::logic_error("the sandbox knows no " + method);
    return *verb;
}

// What curl makes of parts.
std::string multipart(const std::vector<net::Part>& parts) {
    std::string body;
    for (const auto& part : parts) {
        body += "--" + std::string(kBoundary) + "\r\nContent-Disposition: form-data; name=\"" + part.name + '"';
        if (!part.file_name.empty()) body += "; filename=\"" + part.file_name + '"';
        if (!part.content_type.empty()) body += "\r\nContent-Type: " + part.content_type;
        body += "\r\n\r\n" + part.body + "\r\n";
    }
    return body + "--" + std::string(kBoundary) + "--\r\n";
}

http::Request to_http(const net::Request& request) {
    http::Request made;
    made.verb = verb_of(request.method);
    const auto& url = request.url.reveal();
    const auto host = url.find("://") + 3;
    const auto path = url.find('/', host);
    const auto query = url.find('?', host);
    made.host = url.substr(host, path - host);
    made.path = url.substr(path, query == std::string::npos ? query : query - path);
    if (query != std::string::npos) made.query = http::parse_form(url.substr(query + 1));
    for (const auto& [name, value] : request.headers)
        made.headers.add(name, value.reveal());
    if (request.parts.empty()) {
        made.body = request.body;
    } else {
        made.body = multipart(request.parts);
        made.headers.add("Content-Type", "multipart/form-data; boundary=" + std::string(kBoundary));
    }
    made.client_ip = "127.0.0.1";
    made.request_id = "wire";
    return made;
}

net::Reply to_reply(const http::Response& response) {
    net::Reply reply;
    reply.outcome = net::Outcome::answered;
    reply.status = response.status;
    reply.body = response.shared_body ? *response.shared_body : response.body;
    reply.headers.emplace_back("content-type", response.content_type);
    for (const auto& [name, value] : response.headers.entries()) {
        std::string lower = name;
        std::ranges::transform(lower, lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        reply.headers.emplace_back(lower, value);
    }
    return reply;
}

}  // namespace

class SandboxWire::Deliveries final : public sandbox::Poster {
public:
    void post(sandbox::Delivery delivery, std::function<void(sandbox::DeliveryResult)> done) override {
        {
            const std::scoped_lock lock(mutex_);
            got_.push_back(std::move(delivery));
        }
        sandbox::DeliveryResult accepted;
        accepted.status = 200;
        done(accepted);
    }
    std::vector<sandbox::Delivery> got() const {
        const std::scoped_lock lock(mutex_);
        return got_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<sandbox::Delivery> got_;
};

SandboxWire::SandboxWire(core::Clock& clock, core::Entropy& entropy)
    : deliveries_(std::make_unique<Deliveries>()),
      sandbox_({clock, entropy, *deliveries_, {}}),
      router_(sandbox_.routes()) {}

SandboxWire::~SandboxWire() = default;

net::Send SandboxWire::send() {
    return [this](const net::Request& request) { return perform(request); };
}

void SandboxWire::interfere(Fault fault) {
    const std::scoped_lock lock(mutex_);
    fault_ = std::move(fault);
}

std::vector<std::string> SandboxWire::requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
}

std::vector<sandbox::Delivery> SandboxWire::deliveries() const {
    return deliveries_->got();
}

net::Reply SandboxWire::perform(const net::Request& request) {
    auto sent = to_http(request);
    Fault fault;
    {
        const std::scoped_lock lock(mutex_);
        requests_.push_back(request.method + ' ' + sent.path);
        fault = fault_;
    }
    if (fault) {
        if (auto reply = fault(request)) return std::move(*reply);
    }
    const auto match = router_.match(sent.verb, sent.path);
    if (match.route == nullptr) return answer(404, "{}");
    sent.path_params = match.params;
    sent.route = match.route->path;
    try {
        return to_reply(match.route->handler(sent));
    } catch (const core::Refusal& refusal) {
        return to_reply(http::error_response(refusal, sent.request_id));
    }
}

net::Reply not_reached() {
    net::Reply reply;
    reply.outcome = net::Outcome::not_sent;
    reply.problem = net::Problem::connect;
    return reply;
}

net::Reply no_answer() {
    net::Reply reply;
    reply.outcome = net::Outcome::unknown;
    reply.problem = net::Problem::timeout;
    return reply;
}

net::Reply answer(int status, std::string json) {
    net::Reply reply;
    reply.outcome = net::Outcome::answered;
    reply.status = status;
    reply.body = std::move(json);
    return reply;
}

}  // namespace promo::tests
