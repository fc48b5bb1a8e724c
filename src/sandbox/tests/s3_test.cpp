#include <doctest/doctest.h>

#include "core/entropy.hpp"
#include "http/server.hpp"
#include "net/http_client.hpp"
#include "sandbox/s3/endpoints.hpp"
#include "storage/digest.hpp"
#include "storage/s3/s3_store.hpp"

using namespace promo;
using namespace std::chrono_literals;
using storage::Condition;
using storage::PutResult;

namespace {

class OpenGate final : public http::Gate {
public:
    std::optional<http::Principal> identify(const http::Request&) override { return std::nullopt; }
};

http::ServerOptions on_loopback() {
    http::ServerOptions options;
    options.hosts = {.public_host = "localhost", .admin = {}, .dash = {}, .development = true};
    return options;
}

// The imitated store on a port of loopback, and the program's own way to a store.
struct StoreOnTheWire {
    StoreOnTheWire() {
        for (auto* pool : {&requests, &upstream})
            pool->start();
        server.start();
        client.start();
    }
    ~StoreOnTheWire() {
        client.stop();
        server.stop(5s);
    }

    std::string host() const { return "127.0.0.1:" + std::to_string(server.port()); }
    storage::S3Options options() const {
        storage::S3Options options;
        options.endpoint = "http://" + host() + "/s3";
        options.bucket = "promostack";
        options.access_key = "sandbox";
        options.secret_key = core::Secret("secret-of-the-sandbox");
        options.retry.backoff = {1ms, 5ms};
        return options;
    }
    storage::S3Store store(const storage::S3Options& given) { return {given, client, ours, entropy}; }

    core::ManualClock theirs{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::ManualClock ours{theirs.now()};
    core::SeededEntropy entropy{1};
    core::Metrics metrics;
    sandbox::s3::World world{theirs};
    OpenGate gate;
    http::WorkPool requests{{.name = "requests", .threads = 2, .queue = 16}, metrics};
    http::WorkPool upstream{{.name = "upstream", .threads = 2, .queue = 16}, metrics};
    http::Server server{on_loopback(), http::Router(sandbox::s3::routes(world)),
                        gate,          {requests, upstream, upstream, upstream, requests},
                        entropy,       metrics};
    net::HttpClient client{{}, metrics};
};

std::string failure(const std::function<void()>& act) {
    try {
        act();
    } catch (const storage::StorageError& error) {
        return error.what();
    }
    return "it worked";
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// A PUT, signed by the program; what is changed afterwards must be noticed.
struct SignedPut {
    explicit SignedPut(const StoreOnTheWire& wire) : url("http://" + wire.host() + "/s3/promostack/raw") {
        const auto now = wire.ours.now();
        const auto options = wire.options();
        const auto hash = storage::sha256_hex(body);
        const storage::Signable signable{"PUT",
                                         "/s3/promostack/raw",
                                         "",
                                         {{"host", wire.host()},
                                          {"content-type", "text/plain"},
                                          {"x-amz-content-sha256", hash},
                                          {"x-amz-date", storage::amz_date(now)}},
                                         hash};
        headers = {{"Content-Type", "text/plain"},
                   {"x-amz-content-sha256", hash},
                   {"x-amz-date", storage::amz_date(now)},
                   {"Authorization",
                    storage::authorization(signable, {options.access_key, options.secret_key, options.region}, now)}};
    }

    std::string& authorization() { return headers.back().second; }
    // The status and the code that come back.
    std::string send(StoreOnTheWire& wire) const {
        net::Request request;
        request.vendor = "test";
        request.method = "PUT";
        request.url = core::Secret(url);
        for (const auto& [name, value] : headers)
            request.headers.emplace_back(name, core::Secret(value));
        request.body = body;
        const auto reply = wire.client.perform(request);
        const auto at = reply.body.find("<Code>");
        if (at == std::string::npos) return std::to_string(reply.status);
        return std::to_string(reply.status) + ' ' + reply.body.substr(at + 6, reply.body.find("</Code>") - at - 6);
    }

    std::string url;
    std::string body = "body";
    std::vector<std::pair<std::string, std::string>> headers;
};

void replace(std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
}

net::Reply fetch(StoreOnTheWire& wire, const std::string& url, const std::string& method = "GET") {
    net::Request request;
    request.vendor = "test";
    request.method = method;
    request.url = core::Secret(url);
    return wire.client.perform(request);
}

}  // namespace

TEST_CASE("the program's own store works with the imitated one") {
    StoreOnTheWire wire;
    auto store = wire.store(wire.options());
    store.check();
    storage::Put options;
    options.content_type = "image/png";
    options.cache_control = "public, max-age=5";
    CHECK(store.put("a/1.png", "first", options) == PutResult::stored);
    CHECK(store.put("a/2.png", "second", options) == PutResult::stored);
    CHECK(store.put("b/3.png", "third", options) == PutResult::stored);
    const auto object = store.get("a/1.png");
    REQUIRE(object);
    CHECK(object->body == "first");
    CHECK(object->info.content_type == "image/png");
    CHECK(object->info.cache_control == "public, max-age=5");
    CHECK(store.head("a/1.png")->size == 5);
    CHECK(store.head("a/1.png")->modified == wire.theirs.now());
    CHECK_FALSE(store.head("a/9.png"));
    CHECK_FALSE(store.get("a/9.png"));

    const auto page = store.list("a/", std::nullopt, 1);
    REQUIRE(page.objects.size() == 1);
    CHECK(page.objects[0].key == "a/1.png");
    CHECK(page.objects[0].size == 5);
    const auto rest = store.list("a/", page.next, 10);
    REQUIRE(rest.objects.size() == 1);
    CHECK(rest.objects[0].key == "a/2.png");
    CHECK_FALSE(rest.next);

    store.remove("a/1.png");
    store.remove("a/1.png");
    CHECK_FALSE(store.get("a/1.png"));
}

TEST_CASE("the imitated store keeps conditions") {
    StoreOnTheWire wire;
    auto store = wire.store(wire.options());
    storage::Put once;
    once.condition = Condition::if_absent;
    CHECK(store.put("key", "first", once) == PutResult::stored);
    CHECK(store.put("key", "second", once) == PutResult::condition_failed);
    storage::Put change;
    change.condition = Condition::if_matches;
    change.etag = store.head("key")->etag;
    CHECK(store.put("key", "third", change) == PutResult::stored);
    CHECK(store.put("key", "fourth", change) == PutResult::condition_failed);
    CHECK(store.put("absent", "fifth", change) == PutResult::condition_failed);
    CHECK(store.get("key")->body == "third");
}

TEST_CASE("a wrong secret, region, key, bucket or clock is refused, each by its name") {
    StoreOnTheWire wire;
    const auto refused = [&](const storage::S3Options& options) {
        auto store = wire.store(options);
        return failure([&] { store.list("a/", std::nullopt, 10); });
    };
    auto options = wire.options();
    options.secret_key = core::Secret("another-secret");
    CHECK(has(refused(options), "403 SignatureDoesNotMatch"));
    options = wire.options();
    options.region = "eu-central-1";
    CHECK(has(refused(options), "400 AuthorizationHeaderMalformed"));
    options = wire.options();
    options.access_key = "somebody";
    CHECK(has(refused(options), "403 InvalidAccessKeyId"));
    options = wire.options();
    options.bucket = "another";
    CHECK(has(refused(options), "404 NoSuchBucket"));
    for (const auto wrong : {16min, -16min}) {
        wire.ours.set(wire.theirs.now() + wrong);
        CHECK(has(refused(wire.options()), "403 RequestTimeTooSkewed"));
    }
    wire.ours.set(wire.theirs.now() + 14min);
    CHECK(refused(wire.options()) == "it worked");
}

TEST_CASE("whatever is changed after it was signed is noticed") {
    StoreOnTheWire wire;
    CHECK(SignedPut(wire).send(wire) == "200");
    SignedPut body(wire);
    body.body = "bodY";
    CHECK(body.send(wire) == "400 XAmzContentSHA256Mismatch");
    SignedPut hash(wire);
    hash.headers[1].second = storage::sha256_hex("other");
    CHECK(hash.send(wire) == "403 SignatureDoesNotMatch");
    SignedPut type(wire);
    type.headers[0].second = "text/html";
    CHECK(type.send(wire) == "403 SignatureDoesNotMatch");
    SignedPut path(wire);
    path.url += "2";
    CHECK(path.send(wire) == "403 SignatureDoesNotMatch");
    SignedPut query(wire);
    query.url += "?acl=1";
    CHECK(query.send(wire) == "403 SignatureDoesNotMatch");
    CHECK(wire.world.status().objects == 1);
}

TEST_CASE("headers must be signed, in order and all that are Amazon's own") {
    StoreOnTheWire wire;
    SignedPut order(wire);
    replace(order.authorization(), "content-type;host", "host;content-type");
    CHECK(order.send(wire) == "403 SignatureDoesNotMatch");
    SignedPut unsigned_header(wire);
    unsigned_header.headers.emplace_back("x-amz-meta-owner", "somebody");
    CHECK(unsigned_header.send(wire) == "403 AccessDenied");
    SignedPut without_host(wire);
    replace(without_host.authorization(), "content-type;host;", "content-type;");
    CHECK(without_host.send(wire) == "403 AccessDenied");
    SignedPut without_hash(wire);
    without_hash.headers.erase(without_hash.headers.begin() + 1);
    CHECK(without_hash.send(wire) == "400 InvalidRequest");
    SignedPut unsigned_request(wire);
    unsigned_request.headers.pop_back();
    CHECK(unsigned_request.send(wire) == "403 AccessDenied");
    SignedPut other_day(wire);
    replace(other_day.authorization(), "/20260302/", "/20260301/");
    CHECK(other_day.send(wire) == "400 AuthorizationHeaderMalformed");
    SignedPut garbage(wire);
    garbage.authorization() = "AWS4-HMAC-SHA256 nonsense";
    CHECK(garbage.send(wire) == "400 AuthorizationHeaderMalformed");
    CHECK(wire.world.status().requests == 0);
}

TEST_CASE("a signed address opens its object, for its time and for its method alone") {
    StoreOnTheWire wire;
    auto store = wire.store(wire.options());
    CHECK(store.put("key", "body", {}) == PutResult::stored);
    const auto url = store.signed_url("key", wire.ours.now(), 10min);
    CHECK(fetch(wire, url).body == "body");
    CHECK(fetch(wire, url, "DELETE").status == 403);
    auto other = url;
    replace(other, "/key?", "/other?");
    CHECK(fetch(wire, other).status == 403);
    auto longer = url;
    replace(longer, "Expires=600", "Expires=6000");
    CHECK(fetch(wire, longer).status == 403);
    wire.theirs.advance(10min);
    CHECK(fetch(wire, url).status == 200);
    wire.theirs.advance(1s);
    CHECK(has(fetch(wire, url).body, "Request has expired"));
}

TEST_CASE("a store in trouble says so to the program") {
    StoreOnTheWire wire;
    auto store = wire.store(wire.options());
    const auto trouble = [&](sandbox::s3::Trouble kind) {
        wire.world.set_mode({kind, {}});
        return failure([&] { store.get("key"); });
    };
    CHECK(has(trouble(sandbox::s3::Trouble::down), "503 ServiceUnavailable"));
    CHECK(has(trouble(sandbox::s3::Trouble::slow_down), "503 SlowDown"));
    CHECK(has(trouble(sandbox::s3::Trouble::forbidden), "403 AccessDenied"));
    wire.world.set_mode({});
    CHECK_FALSE(store.get("key"));
}

TEST_CASE("the imitated store agrees with Amazon's published examples") {
    // allow-secret: Amazon publishes it as an example
    const sandbox::s3::Account account{"AKIAIOSFODNN7EXAMPLE", core::Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                                       "us-east-1"};
    const auto credential = account.access_key + "/20130524/us-east-1/s3/aws4_request";
    const auto now = *core::parse_iso8601("2013-05-24T00:00:00Z");
    http::Request request;
    request.path = "/test.txt";
    request.host = "examplebucket.s3.amazonaws.com";
    SUBCASE("in the header") {
        request.headers.add("Range", "bytes=0-9");
        request.headers.add("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        request.headers.add("x-amz-date", "20130524T000000Z");
        // allow-secret: Amazon publishes it as an example
        request.headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=" + credential +
                                                 ",SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature="
                                                 "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }
    SUBCASE("in the address") {
        request.query.add("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        request.query.add("X-Amz-Credential", credential);
        request.query.add("X-Amz-Date", "20130524T000000Z");
        request.query.add("X-Amz-Expires", "86400");
        request.query.add("X-Amz-SignedHeaders", "host");
        request.query.add("X-Amz-Signature", "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
    }
    CHECK_NOTHROW(sandbox::s3::verify(request, account, now));
    request.path = "/test.tx";
    CHECK_THROWS_AS(sandbox::s3::verify(request, account, now), sandbox::s3::Refused);
}
