#pragma once

#include <boost/describe/enum.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/metrics.hpp"
#include "core/secret.hpp"

namespace promo::net {

// What became of a request, as far as the other side's state is concerned.
enum class Outcome {
    answered,  // a whole answer came, whatever its status
    not_sent,  // no byte of the request can have been acted on: safe to try again
    unknown,   // it may or may not have been acted on
};
BOOST_DESCRIBE_ENUM(Outcome, answered, not_sent, unknown)

enum class Problem { none, refused_by_us, resolve, connect, tls, timeout, broken, too_large, stopped };
BOOST_DESCRIBE_ENUM(Problem, none, refused_by_us, resolve, connect, tls, timeout, broken, too_large, stopped)

// curl sends a request again by itself when a kept connection dies before the answer begins.
enum class Repeat {
    by_method,  // GET, HEAD, PUT, DELETE and OPTIONS may go out twice; others never
    never,      // for a PUT that is conditional, where the second one would be refused
};

// A part of a multipart/form-data body.
struct Part {
    std::string name;
    std::string body;
    std::string file_name;     // empty: a plain field
    std::string content_type;  // empty: none
};

struct Request {
    std::string vendor;        // `telegram`: for limits, metrics and logs
    std::string on_behalf_of;  // a tenant, where they share something; empty: nobody in particular
    std::string method = "GET";
    core::Secret url;  // may hold a token, so it is never printed
    std::vector<std::pair<std::string, core::Secret>> headers;
    std::string body;
    std::vector<Part> parts;  // instead of `body`
    Repeat repeat = Repeat::by_method;
    std::string connect_to;  // an address to use instead of asking for the host's; empty: ask
    std::chrono::milliseconds deadline{10'000};
    std::chrono::milliseconds connect_deadline{3'000};
    std::size_t response_limit = 4 << 20;
};

struct Reply {
    Outcome outcome = Outcome::unknown;
    Problem problem = Problem::none;
    int status = 0;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::chrono::microseconds took{};
    std::string detail;  // for the log; holds no part of the URL, of a header or of a body

    std::optional<std::string_view> header(std::string_view lower_case_name) const;
    std::optional<std::chrono::seconds> retry_after() const;
};

struct ClientOptions {
    std::size_t connections = 768;
    std::size_t connections_per_host = 640;  // more than the outbox and every waiting thread can use: nobody queues
    std::chrono::seconds keep_idle{90};
    bool allow_plain_http = true;  // production allows it to loopback only
    std::string ca_file;           // certificates to trust instead of the system's
};

// All requests to other servers. Building it starts nothing. Safe from any thread. Follows no redirects.
class HttpClient {
public:
    HttpClient(ClientOptions options, core::Metrics& metrics);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    void start();
    // Blocks until there is an answer or the deadline, queueing included, has passed. Never throws for what the other
    // side did.
    Reply perform(const Request& request);
    // All at once; replies in the order of the requests.
    std::vector<Reply> perform_all(const std::vector<Request>& requests);
    // Returns at once; `done` is called once, on the client's own thread, and must not wait for anything.
    void submit(Request request, std::function<void(Reply)> done);
    // Ends what is running or pausing; later calls get Problem::stopped at once.
    void stop();

    // Waits between two attempts; false when stop() ended it.
    bool pause(std::chrono::milliseconds wait);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace promo::net
