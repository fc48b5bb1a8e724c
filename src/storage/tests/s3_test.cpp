#include <doctest/doctest.h>

#include "core/encoding.hpp"
#include "s3_emulator.hpp"
#include "storage/digest.hpp"

using namespace promo;
using namespace promo::storage;
using namespace std::chrono_literals;

namespace {

struct Raw {
    Signable signable;
    std::string path_and_query;  // as it goes out
    std::string body;
};

Raw put_request(const S3Emulator& emulator, core::Timestamp now) {
    Raw raw{{"PUT", "/promo-test/raw", "", {}, sha256_hex("body")}, "/promo-test/raw", "body"};
    raw.signable.headers = {{"host", emulator.host()},
                            {"content-type", "text/plain"},
                            {"x-amz-content-sha256", raw.signable.payload_hash},
                            {"x-amz-date", amz_date(now)}};
    return raw;
}

// Sends `raw` with an authorization; the status and the error code that come back.
std::pair<int, std::string> outcome(S3Emulator& emulator, const Raw& raw, const std::string& authorization) {
    net::Request request;
    request.vendor = "test";
    request.method = raw.signable.method;
    request.url = core::Secret(emulator.endpoint() + raw.path_and_query);
    for (const auto& [name, value] : raw.signable.headers)
        request.headers.emplace_back(name, core::Secret(value));
    if (!authorization.empty()) request.headers.emplace_back("authorization", core::Secret(authorization));
    request.body = raw.body;
    const net::Reply reply = emulator.client.perform(request);
    const std::size_t at = reply.body.find("<Code>");
    const std::size_t end = reply.body.find("</Code>");
    return {reply.status, at == std::string::npos ? "" : reply.body.substr(at + 6, end - at - 6)};
}

using Answer = std::pair<int, std::string>;
const Answer kWrong{403, "SignatureDoesNotMatch"};

std::string message_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const StorageError& error) {
        return error.what();
    }
    return {};
}

int fetch(S3Emulator& emulator, const std::string& url, const std::string& method = "GET",
          const std::string& body = {}) {
    net::Request request;
    request.vendor = "test";
    request.method = method;
    request.url = core::Secret(url);
    request.body = body;
    return emulator.client.perform(request).status;
}

}  // namespace

TEST_CASE("the verifier accepts a right signature and refuses one that is wrong in any part") {
    S3Emulator emulator;
    const core::Timestamp now = emulator.clock.now();
    const SigningKey key = S3Emulator::key();
    const Raw right = put_request(emulator, now);
    const std::string signed_right = authorization(right.signable, key, now);
    REQUIRE(outcome(emulator, right, signed_right).first == 200);

    SigningKey other_secret = key;
    other_secret.secret_key = core::Secret("another secret");
    CHECK(outcome(emulator, right, authorization(right.signable, other_secret, now)) == kWrong);
    SigningKey other_name = key;
    other_name.access_key = "somebody";
    CHECK(outcome(emulator, right, authorization(right.signable, other_name, now)) ==
          Answer{403, "InvalidAccessKeyId"});
    SigningKey other_region = key;
    other_region.region = "us-west-9";
    CHECK(outcome(emulator, right, authorization(right.signable, other_region, now)).first == 400);
    CHECK(outcome(emulator, right, "") == Answer{403, "AccessDenied"});

    Raw changed = right;
    changed.signable.headers[1].second = "text/html";
    CHECK(outcome(emulator, changed, signed_right) == kWrong);
    changed = right;
    changed.signable.method = "DELETE";
    CHECK(outcome(emulator, changed, signed_right) == kWrong);
    changed = right;
    changed.path_and_query = "/promo-test/other";
    CHECK(outcome(emulator, changed, signed_right) == kWrong);
    changed = right;
    changed.path_and_query += "?acl=";
    CHECK(outcome(emulator, changed, signed_right) == kWrong);
    changed = right;
    changed.body = "BODY";
    CHECK(outcome(emulator, changed, signed_right) == Answer{400, "XAmzContentSHA256Mismatch"});
    changed = right;
    changed.signable.headers.emplace_back("x-amz-acl", "public-read");
    CHECK(outcome(emulator, changed, signed_right) == Answer{403, "AccessDenied"});
}

TEST_CASE("the verifier refuses a signature over a query that was not sorted, and one that is too old or too new") {
    S3Emulator emulator;
    const core::Timestamp now = emulator.clock.now();
    const SigningKey key = S3Emulator::key();
    Raw list = put_request(emulator, now);
    list.signable.method = "GET";
    list.signable.path = "/promo-test/";
    list.body.clear();
    list.signable.headers[2].second = list.signable.payload_hash = sha256_hex("");
    list.path_and_query = "/promo-test/?prefix=a&list-type=2";
    list.signable.query = "list-type=2&prefix=a";
    CHECK(outcome(emulator, list, authorization(list.signable, key, now)).first == 200);
    list.signable.query = "prefix=a&list-type=2";
    CHECK(outcome(emulator, list, authorization(list.signable, key, now)) == kWrong);

    for (const auto& [by, status] :
         std::vector<std::pair<core::Duration, int>>{{-14min, 200}, {14min, 200}, {-16min, 403}, {16min, 403}}) {
        const Raw raw = put_request(emulator, now + by);
        CHECK(outcome(emulator, raw, authorization(raw.signable, key, now + by)).first == status);
    }
}

TEST_CASE("a presigned address opens one object for one method until it expires") {
    S3Emulator emulator;
    S3Store store = emulator.store();
    REQUIRE(store.put("t/1/k.png", "picture", {"image/png", ""}) == PutResult::stored);
    const core::Timestamp now = emulator.clock.now();
    const std::string url = store.signed_url("t/1/k.png", now, 1h);
    CHECK(fetch(emulator, url) == 200);
    CHECK(fetch(emulator, url, "DELETE") == 403);
    CHECK(fetch(emulator, url + "&response-content-type=text%2Fhtml") == 403);
    std::string other = url;
    other.replace(other.find("/k.png"), 6, "/l.png");
    CHECK(fetch(emulator, other) == 403);
    std::string longer = url;
    longer.replace(longer.find("Expires=3600"), 12, "Expires=7200");
    CHECK(fetch(emulator, longer) == 403);
    CHECK(fetch(emulator, store.signed_url("t/1/k.png", now - 2h, 1h)) == 403);
    CHECK(fetch(emulator, store.signed_url("t/1/k.png", now - 2h, 3h)) == 200);
    CHECK(fetch(emulator, store.public_url("t/1/k.png")) == 403);

    const std::string upload = store.signed_put_url("t/1/new", now, 10min);
    CHECK(fetch(emulator, upload, "PUT", "uploaded") == 200);
    CHECK(store.get("t/1/new")->body == "uploaded");
    CHECK(fetch(emulator, upload) == 403);
}

TEST_CASE("a store that is busy is asked again, one that refuses is not") {
    S3Emulator emulator;
    S3Store store = emulator.store();
    emulator.faults(R"(["503", "503"])");
    CHECK(store.put("k", "x", {}) == PutResult::stored);
    CHECK(emulator.signed_requests() == 3);
    emulator.faults(R"(["503", "503", "503"])");
    CHECK(message_of([&] { store.get("k"); }).find("503 SlowDown") != std::string::npos);
    CHECK(emulator.signed_requests() == 6);
    emulator.faults(R"(["denied"])");
    CHECK(message_of([&] { store.get("k"); }).find("403 AccessDenied") != std::string::npos);
    CHECK(emulator.signed_requests() == 7);
    CHECK(store.get("k")->body == "x");
}

TEST_CASE("a conditional put that breaks is reported as unknown and never sent twice") {
    S3Emulator emulator;
    S3Store store = emulator.store();
    Put once;
    once.condition = Condition::if_absent;
    REQUIRE(store.put("warm", "x", {}) == PutResult::stored);
    emulator.faults(R"(["store_and_drop"])");
    CHECK(message_of([&] { (void)store.put("k", "mine", once); }).find("may have been done") != std::string::npos);
    CHECK(emulator.signed_requests() == 2);
    CHECK(store.get("k")->body == "mine");
    CHECK(store.put("k", "again", once) == PutResult::condition_failed);

    emulator.faults(R"(["conflict", "conflict"])");
    CHECK(store.put("k2", "x", once) == PutResult::stored);
    emulator.faults(R"(["conflict", "conflict", "conflict"])");
    CHECK_THROWS_AS((void)store.put("k3", "x", once), StorageError);
    CHECK_FALSE(store.head("k3").has_value());
}

TEST_CASE("bytes that changed in the store are an error, not a picture") {
    S3Emulator emulator;
    S3Store store = emulator.store();
    REQUIRE(store.put("k", "picture", {}) == PutResult::stored);
    emulator.faults(R"(["corrupt"])");
    CHECK(message_of([&] { store.get("k"); }).find("other bytes") != std::string::npos);
    CHECK(store.get("k")->body == "picture");
    emulator.faults(R"(["garbage"])");
    CHECK_THROWS_AS(store.list("", std::nullopt, 10), StorageError);
}

TEST_CASE("an error says what to do and holds no key, no signature and no address") {
    S3Emulator emulator;
    const auto failing = [&](const std::function<void(S3Options&)>& change, const core::Clock& clock) {
        S3Options options = emulator.options();
        options.secret_key = core::Secret("wrong-but-still-secret");
        options.retry.attempts = 1;
        options.deadline = 2s;
        change(options);
        S3Store store(options, emulator.client, clock, emulator.entropy);
        std::string all;
        for (const auto& act : std::vector<std::function<void()>>{
                 [&] { (void)store.put("private-key-name", "private-body", {}); },
                 [&] { store.get("private-key-name"); }, [&] { store.remove("private-key-name"); },
                 [&] { store.list("", std::nullopt, 1); }, [&] { store.check(); }}) {
            const std::string message = message_of(act);
            CHECK_FALSE(message.empty());
            all += message + "\n";
        }
        for (const std::string secret :
             {"still-secret", "access-for-tests", "private-", "AWS4", "Signature=", "127.0.0.1", "Credential"})
            CHECK(all.find(secret) == std::string::npos);
        return all;
    };
    const auto secret_again = [](S3Options& options) { options.secret_key = S3Emulator::key().secret_key; };
    const core::ManualClock ahead(emulator.clock.now() + 20min);
    const core::ManualClock behind(emulator.clock.now() - 20min);
    CHECK(failing([](S3Options&) {}, emulator.clock).find("the secret key or the region is wrong") !=
          std::string::npos);
    CHECK(failing([](S3Options& o) { o.access_key = "unknown-still-secret"; }, emulator.clock)
              .find("the access key is not known there") != std::string::npos);
    CHECK(failing(
              [&](S3Options& o) {
                  secret_again(o);
                  o.bucket = "no-such-bucket";
              },
              emulator.clock)
              .find("make the bucket") != std::string::npos);
    CHECK(
        failing([](S3Options& o) { o.endpoint = "http://127.0.0.1:1"; }, emulator.clock).find("no answer (connect)") !=
        std::string::npos);
    const std::string early = failing(secret_again, ahead);
    CHECK(early.find("seconds ahead of the store's: correct the clock") != std::string::npos);
    CHECK(failing(secret_again, behind).find("seconds behind the store's") != std::string::npos);
}

TEST_CASE("a store that ignores conditions does not pass its check") {
    S3Emulator emulator(Conditions::ignored);
    S3Store store = emulator.store();
    CHECK(message_of([&] { store.check(); }).find("If-None-Match") != std::string::npos);
    CHECK(store.list("", std::nullopt, 10).objects.empty());
}

TEST_CASE("options that cannot work are refused when the store is built") {
    S3Emulator emulator;
    const auto refused = [&](const std::function<void(S3Options&)>& change) {
        S3Options options = emulator.options();
        change(options);
        CHECK_THROWS_AS(S3Store(options, emulator.client, emulator.clock, emulator.entropy), std::invalid_argument);
    };
    refused([](S3Options& o) { o.bucket = ""; });
    refused([](S3Options& o) { o.bucket = "a/b"; });
    refused([](S3Options& o) { o.access_key = ""; });
    refused([](S3Options& o) { o.secret_key = core::Secret(); });
    refused([](S3Options& o) { o.endpoint = "ftp://host"; });
    refused([](S3Options& o) { o.endpoint = "https://host/path?query"; });
    refused([](S3Options& o) { o.endpoint = "https://host/a path"; });
    refused([](S3Options& o) { o.endpoint = "https://user@host"; });
}

TEST_CASE("an address has the form the endpoint asks for") {
    S3Emulator emulator;
    const auto address = [&](const std::string& endpoint, const std::string& public_base = {}) {
        S3Options options = emulator.options();
        options.endpoint = endpoint;
        options.public_base_url = public_base;
        return S3Store(options, emulator.client, emulator.clock, emulator.entropy).public_url("a/b.png");
    };
    CHECK(address("") == "https://promo-test.s3.eu-test-1.amazonaws.com/a/b.png");
    CHECK(address("https://fra1.example.com") == "https://fra1.example.com/promo-test/a/b.png");
    CHECK(address("https://fra1.example.com:443/") == "https://fra1.example.com/promo-test/a/b.png");
    CHECK(address("http://localhost:9000") == "http://localhost:9000/promo-test/a/b.png");
    CHECK(address("", "https://cdn.example.com") == "https://cdn.example.com/a/b.png");
}
