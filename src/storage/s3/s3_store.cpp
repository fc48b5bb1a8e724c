#include "storage/s3/s3_store.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "core/encoding.hpp"
#include "storage/digest.hpp"
#include "storage/keys.hpp"
#include "storage/s3/answers.hpp"

namespace promo::storage {
namespace {

constexpr std::string_view kChecksum = "x-amz-meta-sha256";
constexpr int kNotFound = 404;
constexpr int kConflict = 409;
constexpr int kPreconditionFailed = 412;
constexpr int kConflictAttempts = 3;

bool is_good(const net::Reply& reply) {
    return reply.status >= 200 && reply.status < 300;
}

bool is_host(std::string_view host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' ||
               c == ']';
    });
}

bool is_bucket(std::string_view bucket) {
    return bucket.size() >= 3 && bucket.size() <= 63 && std::all_of(bucket.begin(), bucket.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
           });
}

std::string quoted(const std::string& etag) {
    return '"' + etag + '"';
}

}  // namespace

S3Store::S3Store(S3Options options, net::HttpClient& client, const core::Clock& clock, core::Entropy& entropy)
    : options_(std::move(options)),
      key_{options_.access_key, options_.secret_key, options_.region},
      clock_(clock),
      entropy_(entropy),
      retrying_(client, entropy) {
    if (!is_bucket(options_.bucket)) throw std::invalid_argument("the bucket's name is not one");
    if (options_.access_key.empty() || options_.secret_key.empty())
        throw std::invalid_argument("the object store needs an access key and a secret key");
    std::string endpoint = options_.endpoint;
    if (endpoint.empty()) {
        endpoint = "https://" + options_.bucket + ".s3." + options_.region + ".amazonaws.com";
    } else {
        base_ = "/" + options_.bucket;
    }
    if (endpoint.ends_with('/')) endpoint.pop_back();
    scheme_ = endpoint.starts_with("http://") ? "http://" : "https://";
    if (!endpoint.starts_with(scheme_)) throw std::invalid_argument("the endpoint must begin with https://");
    host_ = endpoint.substr(scheme_.size());
    if (const auto slash = host_.find('/'); slash != std::string::npos) {
        base_ = host_.substr(slash) + base_;
        host_.resize(slash);
    }
    // What curl would leave away in its own `Host` must not be signed either.
    const std::string own_port = scheme_ == "http://" ? ":80" : ":443";
    if (host_.ends_with(own_port)) host_.resize(host_.size() - own_port.size());
    if (!is_host(host_) || encode_path(base_) != base_)
        throw std::invalid_argument("the endpoint must be a scheme and a host, and a path at most");
}

std::string S3Store::path_of(std::string_view key) const {
    if (key.empty() && !base_.empty()) return base_;
    return encode_path(base_ + "/" + std::string(key));
}

net::Reply S3Store::send(const Call& call) const {
    // The signature holds the time, but fifteen minutes pass for it: one is enough for all attempts.
    const core::Timestamp now = clock_.now();
    Signable signable{std::string(call.method), path_of(call.key), encode_query(call.parameters), call.headers,
                      sha256_hex(call.body)};
    signable.headers.emplace_back("host", host_);
    signable.headers.emplace_back("x-amz-content-sha256", signable.payload_hash);
    signable.headers.emplace_back("x-amz-date", amz_date(now));

    net::Request request;
    request.vendor = "s3";
    request.method = signable.method;
    const std::string query = signable.query.empty() ? "" : "?" + signable.query;
    request.url = core::Secret(scheme_ + host_ + signable.path + query);
    for (const auto& [name, value] : signable.headers)
        request.headers.emplace_back(name, core::Secret(value));
    request.headers.emplace_back("authorization", core::Secret(authorization(signable, key_, now)));
    request.body = call.body;
    request.repeat = call.repeat;
    request.deadline = options_.deadline;
    request.response_limit = kLargestObject;
    return retrying_.perform(request, options_.retry);
}

void S3Store::refuse(std::string_view method, const net::Reply& reply) const {
    throw StorageError(describe_failure(method, reply, clock_.now()));
}

PutResult S3Store::put(std::string_view key, std::string_view body, const Put& options) {
    require_object(key, body, options.content_type, options.cache_control);
    Call call{"PUT", key, {}, {{"content-type", options.content_type}}, body};
    call.headers.emplace_back(kChecksum, sha256_hex(body));
    if (!options.cache_control.empty()) call.headers.emplace_back("cache-control", options.cache_control);
    if (options.condition == Condition::if_absent) call.headers.emplace_back("if-none-match", "*");
    if (options.condition == Condition::if_matches) call.headers.emplace_back("if-match", quoted(options.etag));
    // A conditional put that went out twice would be told that its own first copy is in the way.
    if (options.condition != Condition::always) call.repeat = net::Repeat::never;
    for (int attempt = 1;; ++attempt) {
        const net::Reply reply = send(call);
        if (reply.outcome == net::Outcome::answered) {
            if (is_good(reply)) return PutResult::stored;
            if (reply.status == kPreconditionFailed) return PutResult::condition_failed;
            if (reply.status == kNotFound && options.condition == Condition::if_matches &&
                error_code(reply) == "NoSuchKey")
                return PutResult::condition_failed;
            // Two conditional puts met; neither was done.
            if (reply.status == kConflict && attempt < kConflictAttempts) continue;
        }
        refuse("PUT", reply);
    }
}

std::optional<Object> S3Store::get(std::string_view key) {
    require_key(key);
    net::Reply reply = send({"GET", key, {}, {}, {}});
    if (reply.outcome == net::Outcome::answered && reply.status == kNotFound && error_code(reply) == "NoSuchKey")
        return std::nullopt;
    if (reply.outcome != net::Outcome::answered || reply.status != 200) refuse("GET", reply);
    Object object;
    object.info = info_from_headers(key, reply);
    object.info.size = static_cast<std::int64_t>(reply.body.size());
    const auto checksum = reply.header(kChecksum);
    if (checksum && *checksum != sha256_hex(reply.body))
        throw StorageError("the store gave back other bytes than were put: restore the object from a backup");
    object.body = std::move(reply.body);
    return object;
}

std::optional<ObjectInfo> S3Store::head(std::string_view key) {
    require_key(key);
    const net::Reply reply = send({"HEAD", key, {}, {}, {}});
    if (reply.outcome == net::Outcome::answered && reply.status == kNotFound) return std::nullopt;
    if (reply.outcome != net::Outcome::answered || reply.status != 200) refuse("HEAD", reply);
    return info_from_headers(key, reply);
}

void S3Store::remove(std::string_view key) {
    require_key(key);
    const net::Reply reply = send({"DELETE", key, {}, {}, {}});
    const bool was_absent = reply.status == kNotFound && error_code(reply) == "NoSuchKey";
    if (reply.outcome != net::Outcome::answered || (!is_good(reply) && !was_absent)) refuse("DELETE", reply);
}

Page S3Store::list(std::string_view prefix, std::optional<std::string> after, std::size_t limit) {
    require_page(prefix, limit);
    Call call{"GET", {}, {{"list-type", "2"}, {"max-keys", std::to_string(limit)}}, {}, {}};
    if (!prefix.empty()) call.parameters.emplace_back("prefix", prefix);
    if (after) call.parameters.emplace_back("start-after", *after);
    const net::Reply reply = send(call);
    if (reply.outcome != net::Outcome::answered || reply.status != 200) refuse("LIST", reply);
    return read_listing(reply.body, limit);
}

std::string S3Store::public_url(std::string_view key) const {
    require_key(key);
    if (!options_.public_base_url.empty()) return options_.public_base_url + "/" + encode_path(key);
    return scheme_ + host_ + path_of(key);
}

std::string S3Store::presigned(std::string method, std::string_view key, core::Timestamp now,
                               std::chrono::seconds valid) const {
    require_key(key);
    Signable request{std::move(method), path_of(key), {}, {{"host", host_}}, {}};
    return scheme_ + host_ + request.path + "?" + presigned_query(request, {}, key_, now, valid);
}

std::string S3Store::signed_url(std::string_view key, core::Timestamp now, std::chrono::seconds valid) const {
    return presigned("GET", key, now, valid);
}

std::string S3Store::signed_put_url(std::string_view key, core::Timestamp now, std::chrono::seconds valid) const {
    return presigned("PUT", key, now, valid);
}

void S3Store::check() {
    const std::string key = "checks/" + core::hex(entropy_.token());
    Put once;
    once.condition = Condition::if_absent;
    const bool first = put(key, "probe", once) == PutResult::stored;
    const bool second = put(key, "probe", once) == PutResult::stored;
    const bool readable = get(key).has_value();
    remove(key);
    if (!first || !readable) throw StorageError("the store lost an object: look at the bucket's rules");
    if (second) throw StorageError("the store ignores `If-None-Match`: use one that knows conditional writes");
}

}  // namespace promo::storage
