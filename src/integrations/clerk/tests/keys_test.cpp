#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <stdexcept>
#include <thread>

#include "integrations/clerk/key_set.hpp"
#include "issuers.hpp"

using namespace promo;
using namespace promo::clerk;
using sandbox::clerk::KeyChoice;

namespace {

constexpr std::chrono::seconds kLongest{20};

struct Keys : Issuers {
    Tokens tokens{send(), clock, metrics, {.issuers = {kIssuer}, .parties = {}}};

    std::string code(const std::string& token) { return code_of(tokens.verify(token, {kOrigin})); }
    std::string code() { return code(token()); }
    std::string unknown() { return token("{}", R"({"kid":"nobody's"})"); }
    // A token that is still in force after hours.
    std::string lasting(KeyChoice key = KeyChoice::current) { return token(R"({"exp":1900000000})", "{}", key); }
};

// An issuer that answers when it is told to.
struct Gate {
    void pass() {
        std::unique_lock lock(mutex);
        ++arrived;
        changed.notify_all();
        changed.wait_for(lock, kLongest, [this] { return open; });
    }
    void wait_for_one() {
        std::unique_lock lock(mutex);
        REQUIRE(changed.wait_for(lock, kLongest, [this] { return arrived > 0; }));
    }
    void release() {
        const std::scoped_lock lock(mutex);
        open = true;
        changed.notify_all();
    }

    std::mutex mutex;
    std::condition_variable changed;
    int arrived = 0;
    bool open = false;
};

}  // namespace

TEST_CASE("keys are fetched once and then used without asking") {
    Keys keys;
    for (int i = 0; i < 200; ++i)
        CHECK(keys.code() == "believed");
    CHECK(keys.fetches == 1);
    const auto state = keys.tokens.state().at(0);
    CHECK(state.issuer == Issuers::kIssuer);
    CHECK(state.keys == 1);
    CHECK(state.fetched_at == keys.clock.now());
    CHECK_FALSE(state.last_error);
}

TEST_CASE("keys are fetched again every ten minutes, and never by a request that knows its key") {
    Keys keys;
    keys.tokens.refresh_due();
    CHECK(keys.fetches == 1);
    keys.clock.advance(std::chrono::minutes(10) - std::chrono::seconds(1));
    keys.tokens.refresh_due();
    CHECK(keys.fetches == 1);
    keys.clock.advance(std::chrono::seconds(1));
    CHECK(keys.code() == "believed");
    CHECK(keys.fetches == 1);
    keys.tokens.refresh_due();
    keys.tokens.refresh_due();
    CHECK(keys.fetches == 2);
}

TEST_CASE("a key that was withdrawn counts no more once its time is over") {
    Keys keys;
    keys.tokens.refresh_due();
    keys.world.rotate();
    const auto old = keys.lasting(KeyChoice::retired);
    CHECK(keys.code(old) == "believed");
    keys.clock.advance(Tokens::kTtl);
    keys.tokens.refresh_due();
    CHECK(keys.code(old) == "unknown_key");
    CHECK(keys.code() == "believed");
}

TEST_CASE("a new key is fetched by the first token that it signed") {
    Keys keys;
    CHECK(keys.code() == "believed");
    keys.world.rotate();
    keys.clock.advance(Tokens::kRefreshGap);
    CHECK(keys.code() == "believed");
    CHECK(keys.fetches == 2);
}

TEST_CASE("a storm of unknown keys asks an issuer once in half a minute") {
    Keys keys;
    CHECK(keys.code() == "believed");
    keys.clock.advance(Tokens::kRefreshGap);
    const auto unknown = keys.unknown();
    const auto known = keys.token();
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 100; ++n) {
                wrong += keys.code(unknown) == "believed";
                wrong += keys.code(known) != "believed";
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(wrong == 0);
    CHECK(keys.fetches == 2);
    CHECK(keys.code(unknown) == "unknown_key");
    keys.clock.advance(Tokens::kRefreshGap - std::chrono::seconds(1));
    CHECK(keys.code(unknown) == "unknown_key");
    CHECK(keys.fetches == 2);
    keys.clock.advance(std::chrono::seconds(1));
    CHECK(keys.code(unknown) == "unknown_key");
    CHECK(keys.fetches == 3);
}

TEST_CASE("while keys are fetched two requests wait, the others are told at once, and known keys go on") {
    Keys keys;
    CHECK(keys.code() == "believed");
    const auto old = keys.lasting();
    keys.world.rotate();
    keys.clock.advance(Tokens::kRefreshGap);
    const auto fresh = keys.token();
    Gate gate;
    keys.answer = [&](const net::Request&) {
        gate.pass();
        return keys.keys();
    };
    auto fetcher = std::async(std::launch::async, [&] { return keys.code(fresh); });
    gate.wait_for_one();

    constexpr int kOthers = 16;
    std::mutex mutex;
    std::condition_variable ended;
    std::vector<std::string> codes;
    std::vector<std::thread> threads;
    for (int i = 0; i < kOthers; ++i) {
        threads.emplace_back([&] {
            auto code = keys.code(fresh);
            const std::scoped_lock lock(mutex);
            codes.push_back(std::move(code));
            ended.notify_one();
        });
    }
    {
        std::unique_lock lock(mutex);
        REQUIRE(ended.wait_for(lock, kLongest, [&] { return codes.size() == kOthers - Tokens::kWaiters; }));
        CHECK(std::ranges::count(codes, "jwks_fetch_failed") == kOthers - static_cast<int>(Tokens::kWaiters));
    }
    CHECK(keys.code(old) == "believed");
    gate.release();
    for (auto& thread : threads)
        thread.join();
    CHECK(fetcher.get() == "believed");
    CHECK(std::ranges::count(codes, "believed") == static_cast<int>(Tokens::kWaiters));
    CHECK(keys.fetches == 2);
}

TEST_CASE("an issuer that cannot be reached leaves the keys in force for a day") {
    Keys keys;
    CHECK(keys.code() == "believed");
    keys.answer = [](const net::Request&) { return Issuers::nothing(); };
    keys.clock.advance(std::chrono::hours(24));
    keys.tokens.refresh_due();
    CHECK(keys.fetches == 2);
    CHECK(keys.code() == "believed");
    CHECK(keys.code(keys.unknown()) == "jwks_fetch_failed");
    CHECK(keys.tokens.state().at(0).last_error == "no answer: connect");
    keys.clock.advance(std::chrono::seconds(1));
    CHECK(keys.code() == "jwks_fetch_failed");
    keys.answer = [&](const net::Request&) { return keys.keys(); };
    keys.clock.advance(Tokens::kRefreshGap);
    CHECK(keys.code() == "believed");
}

TEST_CASE("an issuer that was never reached is asked once in half a minute") {
    Keys keys;
    keys.answer = [](const net::Request&) { return Issuers::nothing(); };
    for (int i = 0; i < 50; ++i) {
        CHECK(keys.code() == "jwks_fetch_failed");
        keys.tokens.refresh_due();
    }
    CHECK(keys.fetches == 1);
    CHECK(keys.metrics.text().find("promostack_clerk_key_fetches_total{outcome=\"failed\"} 1") != std::string::npos);
}

TEST_CASE("an answer that is no key set leaves the keys as they are") {
    Keys keys;
    CHECK(keys.code() == "believed");
    const auto set = keys.world.key_set();
    const auto entry = set.substr(9, set.size() - 11);
    std::string crowd = R"({"keys":[)";
    for (int i = 0; i < 33; ++i)
        crowd += (i == 0 ? "" : ",") + std::string(R"({"kty":"EC"})");
    const net::Reply answers[] = {Issuers::said(302, ""),
                                  Issuers::said(404, "{}"),
                                  Issuers::said(500, set),
                                  Issuers::said(200, ""),
                                  Issuers::said(200, "<html>"),
                                  Issuers::said(200, "[]"),
                                  Issuers::said(200, "{}"),
                                  Issuers::said(200, R"({"keys":{}})"),
                                  Issuers::said(200, R"({"keys":[7]})"),
                                  Issuers::said(200, R"({"keys":[],"keys":[]})"),
                                  Issuers::said(200, "{\"keys\":[" + entry + ',' + entry + "]}"),
                                  Issuers::said(200, crowd + "]}"),
                                  Issuers::said(200, set + std::string(64 << 10, ' '))};
    for (const auto& reply : answers) {
        CAPTURE(reply.status);
        CAPTURE(reply.body.substr(0, 100));
        keys.clock.advance(Tokens::kTtl);
        keys.answer = [&](const net::Request&) { return reply; };
        const int before = keys.fetches;
        keys.tokens.refresh_due();
        CHECK(keys.fetches == before + 1);
        CHECK(keys.tokens.state().at(0).last_error);
        CHECK(keys.code() == "believed");
    }
}

TEST_CASE("a way out that throws holds nobody up") {
    Keys keys;
    keys.answer = [](const net::Request&) -> net::Reply { throw std::runtime_error("no memory"); };
    CHECK(keys.code() == "jwks_fetch_failed");
    keys.answer = [&](const net::Request&) { return keys.keys(); };
    keys.clock.advance(Tokens::kRefreshGap);
    CHECK(keys.code() == "believed");
}

TEST_CASE("a clock that was set back keeps no keys from being fetched") {
    Keys keys;
    CHECK(keys.code() == "believed");
    keys.clock.advance(-std::chrono::hours(48));
    keys.tokens.refresh_due();
    CHECK(keys.fetches == 2);
    CHECK(keys.code() == "believed");
}

TEST_CASE("an issuer is asked for little, for a short time, at one address") {
    Keys keys;
    net::Request asked;
    keys.answer = [&](const net::Request& request) {
        asked = request;
        return keys.keys();
    };
    keys.tokens.refresh_due();
    CHECK(asked.url.reveal() == "https://clerk.example.com/.well-known/jwks.json");
    CHECK(asked.method == "GET");
    CHECK(asked.response_limit == 64 << 10);
    CHECK(asked.deadline == std::chrono::seconds(5));
    CHECK(asked.headers.empty());
}

TEST_CASE("each issuer has its own keys") {
    Issuers world;
    std::vector<std::string> asked;
    world.answer = [&](const net::Request& request) {
        asked.push_back(request.url.reveal());
        return asked.back().starts_with("https://other") ? Issuers::said(200, R"({"keys":[]})") : world.keys();
    };
    Tokens tokens(world.send(), world.clock, world.metrics,
                  {.issuers = {Issuers::kIssuer, "https://other.example.com"}, .parties = {}});
    CHECK(code_of(tokens.verify(world.token(), {Issuers::kOrigin})) == "believed");
    CHECK(code_of(tokens.verify(world.token(R"({"iss":"https://other.example.com"})"), {Issuers::kOrigin})) ==
          "unknown_key");
    CHECK(asked.size() == 2);
}

TEST_CASE("of a key set only RSA keys of a sound size that sign RS256 are taken") {
    Issuers world;
    const auto set = world.world.key_set();
    const auto taken = [&](const std::string& from, const std::string& to) {
        auto changed = set;
        const auto at = changed.find(from);
        REQUIRE(at != std::string::npos);
        changed.replace(at, from.size(), to);
        const auto read = read_key_set(changed);
        REQUIRE(read);
        return read.value->size();
    };
    CHECK(taken("\"RSA\"", "\"RSA\"") == 1);
    CHECK(taken(R"("use":"sig")", R"("x":"sig")") == 1);
    CHECK(taken(R"("alg":"RS256")", R"("x":"RS256")") == 1);
    CHECK(taken("\"RSA\"", "\"EC\"") == 0);
    CHECK(taken("\"RSA\"", "\"oct\"") == 0);
    CHECK(taken("\"sig\"", "\"enc\"") == 0);
    CHECK(taken("\"RS256\"", "\"RS512\"") == 0);
    CHECK(taken("\"kid\"", "\"x\"") == 0);
    CHECK(taken("\"AQAB\"", "\"AQAB=\"") == 0);
    for (const std::string exponent : {"", "AQ", "Ag", "AQABAQABAQAB"})
        CHECK(taken("\"AQAB\"", '"' + exponent + '"') == 0);
    const auto start = set.find(R"("n":")") + 5;
    const auto modulus = set.substr(start, set.find('"', start) - start);
    CHECK(taken(modulus, modulus.substr(0, 340)) == 0);  // 2040 bits
    CHECK(taken(modulus, "") == 0);
    std::string large;
    for (int i = 0; i < 5; ++i)
        large += modulus.substr(0, 340);
    CHECK(taken(modulus, large) == 0);  // 10200 bits
}
