#include "app/doctor_bucket.hpp"

#include "app/objects.hpp"
#include "core/encoding.hpp"
#include "core/log.hpp"
#include "net/http_client.hpp"

namespace promo::app {
namespace {

constexpr std::string_view kCheck = "public pictures";
constexpr std::string_view kPrivateFolder = "batches/";
constexpr std::string_view kBody = "probe";
constexpr int kOk = 200;

// A file that is there as long as this is.
class Probe {
public:
    Probe(storage::ObjectStore& store, std::string key) : store_(store), key_(std::move(key)) {
        std::ignore = store_.put(key_, kBody, {.content_type = "text/plain"});
    }
    ~Probe() {
        try {
            store_.remove(key_);
        } catch (const storage::StorageError& error) {
            core::log::warn("doctor.probe_left", {{"key", key_}, {"error", error.what()}});
        }
    }
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    std::string url() const { return store_.public_url(key_); }

private:
    storage::ObjectStore& store_;
    const std::string key_;
};

net::Reply ask(const Probe& probe, const net::Send& send) {
    net::Request request;
    request.vendor = "bucket";
    request.url = core::Secret(probe.url());
    request.headers.emplace_back("Origin", core::Secret("https://promostack.example"));
    return send(request);
}

bool is_shown(const net::Reply& reply) {
    return reply.outcome == net::Outcome::answered && reply.status == kOk && reply.body == kBody;
}

std::string said(const net::Reply& reply) {
    return reply.outcome == net::Outcome::answered ? "status " + std::to_string(reply.status) : reply.detail;
}

}  // namespace

Finding examine_public_folders(storage::ObjectStore& store, const net::Send& send, core::Entropy& entropy) {
    const auto name = "checks/" + core::hex(entropy.token());
    std::string shown;
    for (const auto folder : public_folders()) {
        const auto reply = ask(Probe(store, std::string(folder) + name), send);
        if (!is_shown(reply)) {
            return {std::string(kCheck), Health::fault,
                    "strangers cannot read " + std::string(folder) + ": " + said(reply),
                    "Let everybody read what is below uploads/, templates/ and logos/ of the bucket, and check "
                    "SPACES_PUBLIC_BASE_URL."};
        }
        if (!reply.header("access-control-allow-origin")) {
            return {std::string(kCheck), Health::warning, "pages can show them and not draw on them",
                    "Allow GET from every origin (`*`) in the bucket's CORS rules."};
        }
        shown += (shown.empty() ? "" : ", ") + std::string(folder);
    }
    if (is_shown(ask(Probe(store, std::string(kPrivateFolder) + name), send))) {
        return {std::string(kCheck), Health::fault,
                "strangers can read " + std::string(kPrivateFolder) + ", which is private",
                "Let everybody read what is below uploads/, templates/ and logos/ of the bucket, and nothing else."};
    }
    return {std::string(kCheck), Health::good, "strangers read " + shown + " and nothing else", {}};
}

}  // namespace promo::app
