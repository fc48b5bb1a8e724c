#include "db/postgres/target.hpp"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netdb.h>

#include <memory>
#include <stdexcept>

#include "db/error.hpp"

namespace promo::db::postgres {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;
constexpr int kMaxAddresses = 4;

// A host that vanished is noticed within 25 seconds, not after the two hours that systems wait by default.
const std::map<std::string, std::string> kOurs{
    {"application_name", "promostack"}, {"client_encoding", "UTF8"},  {"keepalives", "1"},
    {"keepalives_idle", "10"},          {"keepalives_interval", "5"}, {"keepalives_count", "3"},
    {"tcp_user_timeout", "20000"},      {"gssencmode", "disable"},
};

bool is_address(const std::string& host) {
    unsigned char bytes[sizeof(in6_addr)];
    return ::inet_pton(AF_INET, host.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

// A lookup that runs on the C library's own thread, so that we can stop waiting for it.
struct Lookup {
    explicit Lookup(std::string name) : host(std::move(name)) {
        hints.ai_socktype = SOCK_STREAM;
        request.ar_name = host.c_str();
        request.ar_request = &hints;
    }
    ~Lookup() {
        if (request.ar_result) ::freeaddrinfo(request.ar_result);
    }
    Lookup(const Lookup&) = delete;
    Lookup& operator=(const Lookup&) = delete;

    std::string host;
    addrinfo hints{};
    gaicb request{};
};

std::string numeric(const addrinfo& address) {
    char text[NI_MAXHOST] = {};
    const int code = ::getnameinfo(address.ai_addr, address.ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
    return code == 0 ? text : "";
}

// Addresses joined by commas.
std::string look_up(const std::string& host, TimePoint deadline, int& count) {
    auto lookup = std::make_unique<Lookup>(host);
#ifdef __SANITIZE_THREAD__
    // ThreadSanitizer crashes in threads that the C library makes for itself.
    int code = ::getaddrinfo(host.c_str(), nullptr, &lookup->hints, &lookup->request.ar_result);
    static_cast<void>(deadline);
#else
    gaicb* requests[] = {&lookup->request};
    int code = ::getaddrinfo_a(GAI_NOWAIT, requests, 1, nullptr);
    while (code == 0 && (code = ::gai_error(&lookup->request)) == EAI_INPROGRESS) {
        const auto left =
            std::chrono::duration_cast<std::chrono::nanoseconds>(deadline - TimePoint::clock::now()).count();
        if (left <= 0) {
            // A lookup that cannot be cancelled still writes into its request: then the memory is left to it.
            if (::gai_cancel(&lookup->request) == EAI_NOTCANCELED) static_cast<void>(lookup.release());
            throw Error(Failure::unreachable, "no answer from the name service about " + host);
        }
        const timespec wait{left / 1'000'000'000, left % 1'000'000'000};
        ::gai_suspend(requests, 1, &wait);
        code = 0;
    }
#endif
    if (code != 0) throw Error(Failure::unreachable, "cannot look up " + host + ": " + ::gai_strerror(code));
    std::string addresses;
    for (const auto* each = lookup->request.ar_result; each && count < kMaxAddresses; each = each->ai_next) {
        const auto text = numeric(*each);
        if (text.empty()) continue;
        addresses += (count++ ? "," : "") + text;
    }
    return addresses;
}

bool are_ports(const std::string& text) {
    return text.find_first_not_of("0123456789,") == std::string::npos;
}

}  // namespace

Target::Target(const core::Secret& url) : settings_(kOurs) {
    const auto& text = url.reveal();
    const bool is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
        is_url && text.find('\0') == std::string::npos ? PQconninfoParse(text.c_str(), nullptr) : nullptr,
        &PQconninfoFree);
    for (const auto* option = options.get(); option && option->keyword; ++option) {
        if (option->val) settings_[option->keyword] = option->val;
    }
    if (!options || !are_ports(get("port"))) {
        throw std::invalid_argument(
            "DATABASE_URL cannot be understood; write postgres://user:password@host:5432/name, with special characters "
            "of the password percent-encoded");
    }
}

std::string Target::name() const {
    const auto or_else = [](std::string value, const char* otherwise) { return value.empty() ? otherwise : value; };
    return or_else(get("host"), "local") + ":" + or_else(get("port"), "5432") + "/" + or_else(get("dbname"), "");
}

std::map<std::string, std::string> Target::resolved(TimePoint deadline) const {
    auto settings = settings_;
    const auto host = get("host");
    const bool is_name = !host.empty() && host[0] != '/' && host.find(',') == std::string::npos && !is_address(host);
    if (!is_name || !get("hostaddr").empty()) return settings;
    int count = 0;
    const auto addresses = look_up(host, deadline, count);
    std::string hosts = host;
    for (int i = 1; i < count; ++i)
        hosts += "," + host;
    settings["host"] = hosts;
    settings["hostaddr"] = addresses;
    return settings;
}

std::string Target::get(const std::string& key) const {
    const auto found = settings_.find(key);
    return found == settings_.end() ? std::string() : found->second;
}

}  // namespace promo::db::postgres
