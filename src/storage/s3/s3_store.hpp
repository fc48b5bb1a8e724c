#pragma once

#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "net/http_client.hpp"
#include "net/retry.hpp"
#include "storage/object_store.hpp"
#include "storage/s3/signature.hpp"

namespace promo::storage {

struct S3Options {
    std::string endpoint;  // `https://host[:port][/path]`, then `/bucket/key`; empty: Amazon's, as `bucket.s3…`
    std::string region = "us-east-1";
    std::string bucket;
    std::string access_key;
    core::Secret secret_key;
    std::string public_base_url;  // without the last slash; empty: where the bucket is
    std::chrono::milliseconds deadline{10'000};
    net::RetryRules retry{3, std::chrono::milliseconds(20'000),
                          core::Backoff{std::chrono::milliseconds(200), std::chrono::milliseconds(3'000)},
                          net::Busy::wait_always};
};

// Any S3-compatible store. Sends again only what was not sent and what was answered with 503. A put that broke in the
// middle is a StorageError that says so: the object may be there or not. `clock` must be the real one, also in a
// simulation: the store compares it with its own.
class S3Store final : public ObjectStore {
public:
    // Throws std::invalid_argument for options that cannot work.
    S3Store(S3Options options, net::HttpClient& client, const core::Clock& clock, core::Entropy& entropy);

    [[nodiscard]] PutResult put(std::string_view key, std::string_view body, const Put& options) override;
    std::optional<Object> get(std::string_view key) override;
    std::optional<ObjectInfo> head(std::string_view key) override;
    void remove(std::string_view key) override;
    Page list(std::string_view prefix, std::optional<std::string> after, std::size_t limit) override;

    std::string public_url(std::string_view key) const override;
    std::string signed_url(std::string_view key, core::Timestamp now, std::chrono::seconds valid) const override;
    // Where a browser may PUT the object by itself, with any content.
    std::string signed_put_url(std::string_view key, core::Timestamp now, std::chrono::seconds valid) const;

    // Also finds out whether the store keeps conditions: some ignore them, and would lose data silently.
    void check() override;

private:
    struct Call {
        std::string_view method;
        std::string_view key;  // empty: the bucket
        Pairs parameters;
        Pairs headers;
        std::string_view body;
        net::Repeat repeat = net::Repeat::by_method;
    };

    net::Reply send(const Call& call) const;
    std::string path_of(std::string_view key) const;
    std::string presigned(std::string method, std::string_view key, core::Timestamp now,
                          std::chrono::seconds valid) const;
    [[noreturn]] void refuse(std::string_view method, const net::Reply& reply) const;

    S3Options options_;
    SigningKey key_;
    std::string scheme_;  // with the `://`
    std::string host_;    // with the port, unless it is the scheme's own
    std::string base_;    // `/bucket`, behind the endpoint's path, or nothing
    const core::Clock& clock_;
    core::Entropy& entropy_;
    net::Retrying retrying_;
};

}  // namespace promo::storage
