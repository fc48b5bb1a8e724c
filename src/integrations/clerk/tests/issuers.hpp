#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "integrations/clerk/api.hpp"
#include "net/http_client.hpp"
#include "sandbox/clerk/world.hpp"

namespace promo::clerk {

// The imitated Clerk behind a way out that counts, and that a test may bend.
struct Issuers {
    static constexpr const char* kIssuer = "https://clerk.example.com";
    static constexpr const char* kOrigin = "https://dash.example.com";

    core::ManualClock clock{core::Timestamp(std::chrono::seconds(1'800'000'000))};
    core::SeededEntropy entropy{11};
    core::Metrics metrics;
    sandbox::clerk::World world{clock, entropy};
    std::atomic<int> fetches = 0;
    std::function<net::Reply(const net::Request&)> answer = [this](const net::Request&) { return keys(); };

    net::Send send() {
        return [this](const net::Request& request) {
            ++fetches;
            return answer(request);
        };
    }

    net::Reply keys() { return said(200, world.key_set()); }

    static net::Reply said(int status, std::string body) {
        net::Reply reply;
        reply.outcome = net::Outcome::answered;
        reply.status = status;
        reply.body = std::move(body);
        return reply;
    }

    static net::Reply nothing() {
        net::Reply reply;
        reply.outcome = net::Outcome::not_sent;
        reply.problem = net::Problem::connect;
        return reply;
    }

    // The usual token of a person, with some claims or parts of the header changed: `R"({"azp":null})"`.
    std::string token(const std::string& claims = "{}", const std::string& header = "{}",
                      sandbox::clerk::KeyChoice key = sandbox::clerk::KeyChoice::current) {
        return world.mint({.account = "user_ann",
                           .origin = kOrigin,
                           .header = core::json::Raw{header},
                           .claims = core::json::Raw{claims},
                           .key = key},
                          kIssuer);
    }

    std::int64_t now() const {
        return std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count();
    }
};

// The code of a refusal, or `believed`.
std::string code_of(const Verdict& verdict);

}  // namespace promo::clerk
